"""The order of names in Finnish and Swedish lists (page on language, 5.6)."""

import unicodedata

import pytest

from soske.base.sorting import sort_key


@pytest.mark.parametrize(
    "ordered",
    [
        pytest.param(["Alajärvi", "Espoo", "Wiitasaari", "Åbo", "Äänekoski", "Öja"], id="places"),
        pytest.param(["Zürich", "Åbo", "Åland", "Ähtäri", "Öja"], id="three-letters-after-z"),
        pytest.param(["Vaasa", "Vöyri", "Waasa"], id="w-apart-from-v"),
        pytest.param(["Mynämäki", "Myrskylä", "Mürsu", "Mystinen"], id="u-with-dots-as-y"),
        pytest.param(["Ide", "Idé", "Idea", "Idéb", "Idec"], id="e-with-accent-as-e"),
        pytest.param(["Šakki", "Sakko", "Samos"], id="accent-that-is-no-letter-of-its-own"),
        pytest.param(["Ähtäri", "Ærø", "Äänekoski", "Øja", "Ööja"], id="danish-letters"),
        pytest.param(["Strasse 1", "Straße 2", "Strasse 3"], id="sharp-s-as-ss"),
        pytest.param(["Työpaja 1", "Työpaja 2", "Työpaja 10", "Työpaja 11"], id="numbers"),
        pytest.param(["Koulu 07", "Koulu 7", "Koulu 8"], id="leading-zero-only-breaks-a-tie"),
        pytest.param(["2 §", "10 §", "Pykälä 1"], id="numbers-before-letters"),
        pytest.param(["Lapin AMK", "Lapin yliopisto", "Lapinjärvi"], id="word-by-word"),
        pytest.param(["Etelä Savo", "Etelä-Savo", "Etelä-Suomi", "Eteläinen"], id="hyphen-as-space"),
        pytest.param(["Hyvä", "\u201dHyvää\u201d", "Hyvään"], id="quotation-marks"),
        pytest.param(["Espoo", "espoo", "Espoo 2", "Espoon"], id="case-only-breaks-a-tie"),
        pytest.param(["", "-", "1", "a", "ö", "я"], id="nothing-marks-numbers-letters-other-scripts"),
        pytest.param(["Tel 1", "\u2121 2", "Tel 3"], id="compatibility-sign"),
    ],
)
def test_sort_key_orders_names(ordered: list[str]) -> None:
    backwards = ordered[::-1]
    assert sorted(backwards, key=sort_key) == ordered


def test_sort_key_of_decomposed_letters_orders_as_composed() -> None:
    names = [unicodedata.normalize("NFD", name) for name in ("Öja", "Äänekoski", "Åbo", "Zürich", "Zyx")]
    assert sorted(names, key=sort_key) == [names[3], names[4], names[2], names[1], names[0]]


def test_sort_key_of_numbers_too_long_for_int() -> None:
    longer, shorter = f"Kohta {'9' * 5001}", f"Kohta {'9' * 5000}"
    assert sorted([longer, shorter], key=sort_key) == [shorter, longer]


def test_sort_key_of_equal_texts_is_equal() -> None:
    assert sort_key("Porin kaupunki") == sort_key("Porin kaupunki")


def test_sort_key_of_lone_surrogate_is_a_key() -> None:
    assert sort_key("\ud800")[2] == "\ud800"
