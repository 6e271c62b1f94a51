"""Two texts compared by words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soske.base.difference import LONG, difference


@pytest.mark.parametrize(
    ("left", "right", "marked"),
    [
        ("", "", ("", "")),
        ("a b", "a b", ("a b", "a b")),
        ("", "uusi teksti", ("", "<ins>uusi teksti</ins>")),
        (
            "Siivous päättyy. Palvelut arvioi, että",
            "Siivous päättyy. Edellisellä kaudella",
            ("Siivous päättyy. <ins>Palvelut arvioi, että</ins>", "Siivous päättyy. <ins>Edellisellä kaudella</ins>"),
        ),
        ("yksi kaksi kolme", "yksi kolme", ("yksi <ins>kaksi</ins> kolme", "yksi kolme")),
        ("a  b", "a b", ("a  b", "a b")),
        ("a\nb", "a b", ("a<ins>\n</ins>b", "a b")),
        ("<b>&", "<i>&", ("<ins>&lt;b&gt;&amp;</ins>", "<ins>&lt;i&gt;&amp;</ins>")),
        ("<script>x", "<script>y", ("<ins>&lt;script&gt;x</ins>", "<ins>&lt;script&gt;y</ins>")),
    ],
)
def test_words_that_differ_are_marked_in_both(left: str, right: str, marked: tuple[str, str]) -> None:
    assert difference(left, right) == marked


@given(st.text(alphabet="ab <&\n", max_size=60), st.text(alphabet="ab <&\n", max_size=60))
def test_both_texts_stay_whole(left: str, right: str) -> None:
    for text, html in zip((left, right), difference(left, right), strict=True):
        plain = html.replace("<ins>", "").replace("</ins>", "")
        assert plain.replace("&lt;", "<").replace("&amp;", "&") == text


def test_long_texts_are_compared_by_lines() -> None:
    same = "rivi tekstiä\n" * (LONG // 13 + 1)
    left, right = difference(same + "loppu yksi", same + "loppu kaksi")
    assert (left, right) == (same + "<ins>loppu yksi</ins>", same + "<ins>loppu kaksi</ins>")


@pytest.mark.parametrize(
    "left", ["a " * 9_999, "a b " * 4_999, "\n" * 19_998, "ab\n" * 33_000, "".join(f"{n % 250} " for n in range(5_000))]
)
def test_hostile_texts_are_compared_in_time(left: str) -> None:
    began = time.monotonic()
    difference(left, left[: len(left) // 2] + "x " + left[len(left) // 2 :])
    difference(left, left[::-1])
    assert time.monotonic() - began < 5
