"""Text in several languages: the one shape used by packs, by the database field and by templates."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Spoken(NamedTuple):
    """A text and the language that it is really in (which may not be the one asked for)."""

    text: str
    lang: str


class LocalText(dict[str, str]):
    """Language code -> text. Empty texts are never kept, so `bool()` says whether there is anything to show."""

    def __init__(self, texts: dict[str, str] | None = None, /, **by_language: str) -> None:
        pairs = {**(texts or {}), **by_language}
        super().__init__({lang: text for lang, text in pairs.items() if text and text.strip()})

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
        inner = core_schema.dict_schema(core_schema.str_schema(), core_schema.str_schema())
        return core_schema.no_info_after_validator_function(cls, inner)
