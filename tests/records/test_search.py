"""Finding by words in Finnish and Swedish; the same hits on both databases (the suite runs on both)."""

from __future__ import annotations

import pytest

from soske.records.models import SearchText
from soske.records.search import fold, search_find, search_forget, search_write
from tests.support.queries import counted

pytestmark = pytest.mark.django_db

TITLES = {
    1: "Koulujen siivouspalvelut 2027–2030",
    2: "Julkisen hankinnan työllistämisehdon käyttö",
    3: "Korjausrakentaminen päiväkodeissa",
    4: "Kuljetuspalvelut vammaispalvelussa",
    5: "Ruokapalvelut ja ateriat ikääntyneille",
    6: "Hankintasopimuksissa sovitut sosiaaliset ehdot",
    7: "Städtjänster i Åbo stads skolor",
    8: "Upphandling av måltider för äldre",
    9: "Sysselsättningsvillkor i upphandlingar",
    10: "Äänekosken kaupungin puhtaanapito, rakennusala",
}


@pytest.fixture
def titles(db: None) -> None:
    for number, title in TITLES.items():
        search_write(scope=1, subject=("application", number), texts=[title])


def find(words: str) -> list[int]:
    return search_find(1, "application", words)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Äänekoski, Åbo & ÖJA", "aanekoski abo oja"),
        ("A\u0308iti", "aiti"),  # the same letter in two pieces
        ("Ennakko\xadtehtävä 15\xa0%", "ennakkotehtava 15"),
        ("EU-kynnysarvo 1234567-8", "eu kynnysarvo 1234567 8"),
        ("Strauß Ærø Łódź Œuvre", "strauss aero lodz oeuvre"),
        ("  _ – … ", ""),
    ],
)
def test_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("siivous", [1]),
        ("siivouspalvelut", [1]),
        ("palvelut", [1, 4, 5]),
        ("hankinta", [2, 6]),  # hankinnan, hankintasopimuksissa
        ("rakentaminen", [3]),  # and not rakennusala
        ("ruokapalvelu", [5]),
        ("kuljetukset", [4]),
        ("ehdot", [6]),
        ("städtjänst", [7]),
        ("stadtjanster", [7]),
        ("skola", [7]),
        ("måltid", [8]),
        ("upphandling", [8, 9]),
        ("äldre", [8]),
        ("ÅBO", [7]),
        ("aanekoski", [10]),
        ("Äänekoski", [10]),
        ("2027", [1]),
    ],
)
def test_words_are_found_in_their_forms_and_compounds(titles: None, words: str, hits: list[int]) -> None:
    assert find(words)[: len(hits)] == hits


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("työllistämisehto", 2),  # -ehto, -ehdon: consonant gradation
        ("sysselsättningsvilkor", 9),  # a slip of the keyboard
        ("siivospalvelut", 1),
        ("äänekoksi", 10),
    ],
)
def test_words_much_alike_are_found_when_there_are_few_hits(titles: None, words: str, hit: int) -> None:
    assert find(words)[:1] == [hit]


def test_every_word_has_to_be_found(titles: None) -> None:
    assert (find("palvelut koulu"), find("palvelut avaruus")) == ([1], [])


def test_whole_words_come_before_beginnings_and_these_before_the_rest(db: None) -> None:
    for number, text in enumerate(["esiruoka", "ruokapalvelu", "hyvä ruoka", "ruoka", "muuta"]):
        search_write(scope=1, subject=("application", number), texts=[text])
    assert find("ruoka") == [2, 3, 1, 0]


@pytest.mark.parametrize("words", ["", "  ", "–", "%", "_", "xyzzy", "\x00"])
def test_nothing_is_found_by_nothing(titles: None, words: str) -> None:
    assert find(words) == []


def test_signs_of_patterns_are_plain_signs(titles: None) -> None:
    search_write(scope=1, subject=("application", 11), texts=["alv 25 % _x_"])
    assert find("25%") == [11]


def test_short_word_has_to_begin_a_word(titles: None) -> None:
    assert find("ja") == [5]


def test_synonyms_are_found_as_well(db: None) -> None:
    search_write(scope=1, subject=("application", 1), texts=["rakennusala"], synonyms=["rakentaminen"])
    assert find("rakentamisen") == [1]


def test_other_programmes_and_kinds_are_not_found(titles: None) -> None:
    search_write(scope=2, subject=("application", 99), texts=["siivous"])
    search_write(scope=1, subject=("plan", 98), texts=["siivous"])
    assert (find("siivous"), search_find(2, "application", "siivous"), search_find(1, "plan", "siivous")) == (
        [1],
        [99],
        [98],
    )


def test_text_is_written_anew_and_taken_out(titles: None) -> None:
    search_write(scope=1, subject=("application", 1), texts=["Muutto"])
    assert (find("siivous"), find("muutto")) == ([], [1])
    search_write(scope=1, subject=("application", 1), texts=[" "])
    search_forget(subject=("application", 2))
    assert (find("muutto"), SearchText.objects.count()) == ([], len(TITLES) - 2)


def test_search_reads_a_bounded_number_of_rows(db: None) -> None:
    SearchText.objects.bulk_create(
        SearchText(scope=1, subject_type="application", subject_id=number, text=f" siivous {number} ")
        for number in range(1500)
    )
    with counted() as counts:
        assert len(find("siivous")) == 500
    assert (counts.queries, counts.rows) == (1, 500)
    with counted() as counts:
        assert len(find("siivuos siivous")) == 0
    assert (counts.queries, counts.rows) == (2, 1000)


def test_long_query_is_cut(titles: None) -> None:
    with counted() as counts:
        find("siivous " * 5000 + "x")
    assert counts.queries == 2
