"""Text in several languages: the one shape used by packs, by the database field and by templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

# What XML, mail headers, calendars and databases cannot hold: control characters but the tabulator and the end of a
# line, halves of characters, and the two numbers that are no characters.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# No-break spaces are meant and stay.
SPACE = re.compile(r"[ \t\n\u2028\u2029]+")


def writable(text: str) -> str:
    """The text without characters that cannot be written everywhere; each end of a line is one newline."""
    if text.isprintable():  # nearly every text of one line, and quick to ask
        return text
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The writable text on one line: each run of spaces, tabulators and ends of lines is one space."""
    return SPACE.sub(" ", writable(text)).strip()


class Spoken(NamedTuple):
    """A text and the language that it is really in (which may not be the one asked for)."""

    text: str
    lang: str


class LocalText(dict[str, str]):
    """Language code -> text. Empty texts are never kept, so `bool()` says whether there is anything to show.

    Control characters are left out, wherever a text comes from. (The loader of packs reports them before.)
    """

    def __init__(self, texts: dict[str, str] | None = None, /, **by_language: str) -> None:
        pairs = {**(texts or {}), **by_language}
        texts = {lang: writable(text) for lang, text in pairs.items() if text}
        super().__init__({lang: text for lang, text in texts.items() if text.strip()})

    def spoken(self, lang: str, order: tuple[str, ...] = ("fi", "sv", "en")) -> Spoken:
        """The text in `lang`; else in the first language of `order` that has one; else in any.

        An empty LocalText gives ("", lang).
        """
        for candidate in (lang, *order, *self):
            if candidate in self:
                return Spoken(self[candidate], candidate)
        return Spoken("", lang)

    def missing(self, languages: tuple[str, ...] | list[str]) -> list[str]:
        """The languages of `languages` that have no text here, in their order."""
        return [lang for lang in languages if lang not in self]

    def __str__(self) -> str:
        return self.spoken("fi").text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        inner = core_schema.dict_schema(core_schema.str_schema(), core_schema.str_schema())
        return core_schema.no_info_after_validator_function(cls, inner)
