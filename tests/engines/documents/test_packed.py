"""Archives of one content and one date are the same bytes; languages are written as office programs want them."""

from __future__ import annotations

import datetime as dt
import io
from zipfile import ZipFile, ZipInfo

import pytest

from soske.engines.documents.language import language, located
from soske.engines.documents.packed import dated


def archive(year: int) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as target:
        for name in ("b.xml", "a.xml"):
            target.writestr(ZipInfo(name, (year, 1, 1, 0, 0, 0)), f"<{name[0]}>ä</{name[0]}>")
    return out.getvalue()


def test_files_keep_their_order_and_get_the_date() -> None:
    content = dated(archive(2001), dt.datetime(2026, 4, 14, 7, 6, 31, tzinfo=dt.UTC))
    assert content == dated(archive(2020), dt.datetime(2026, 4, 14, 7, 6, 31, tzinfo=dt.UTC))
    with ZipFile(io.BytesIO(content)) as opened:
        assert [info.filename for info in opened.infolist()] == ["b.xml", "a.xml"]
        assert {info.date_time for info in opened.infolist()} == {(2026, 4, 14, 7, 6, 30)}
        assert opened.read("a.xml").decode() == "<a>ä</a>"


def test_a_date_before_archives_is_their_first() -> None:
    with ZipFile(io.BytesIO(dated(archive(2001), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)))) as opened:
        assert opened.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("code", "known", "where"),
    [
        ("fi", "fi", "fi-FI"),
        ("SV", "sv", "sv-FI"),
        ("en-US", "en", "en-GB"),
        ("se", "se", "se-FI"),
        ("uk", "uk", "uk"),
        ("sma_NO", "sma", "sma"),
        ("", "", ""),
        ("<b>", "", ""),
    ],
)
def test_languages_are_known_with_their_country(code: str, known: str, where: str) -> None:
    assert (language(code), located(code)) == (known, where)
