"""Which packs an organiser can choose: those that come with Soske and those in the data folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from soske.packs.text import LocalText

if TYPE_CHECKING:
    from soske.packs.schema import Letter, Pack

DEFAULT = "soske"


def _own_folder() -> Path:
    return Path(settings.DATA_DIR) / "packs"


def packs_offered() -> list[str]:
    """Codes of packs; a folder in DATA_DIR/packs wins over one of the same name that comes with Soske."""
    from soske.packs.loader import PACK_FILE, builtin_codes

    own = sorted(path.parent.name for path in _own_folder().glob(f"*/{PACK_FILE}"))
    return [*own, *(code for code in builtin_codes() if code not in own)]


def packs_named(lang: str) -> list[tuple[str, str]]:
    """(code, name in the language) of the packs that can be chosen; one that is wrong is named by its code."""
    from soske.packs.errors import PackErrors

    named = []
    for code in packs_offered():
        try:
            named.append((code, f"{pack_offered(code).name.spoken(lang).text} ({code})"))
        except PackErrors:
            named.append((code, code))
    return named


def pack_offered(code: str) -> Pack:
    """One of the packs that can be chosen.

    Raises:
        LookupError: there is none with this code.
        PackErrors: its files are wrong.
    """
    from soske.packs.loader import BUILTIN, PACK_FILE

    if code not in packs_offered():
        raise LookupError(code)
    own = _own_folder() / code
    folder = own if (own / PACK_FILE).exists() else BUILTIN / code
    return _loaded(folder, max(path.stat().st_mtime_ns for path in folder.rglob("*")))


@lru_cache(maxsize=4)
def _loaded(folder: Path, changed: int) -> Pack:
    """The pack of a folder as it was when something in it was `changed` last. Reading one takes seconds."""
    from soske.packs.loader import load_pack

    return load_pack(folder)


def _default_letters() -> list[Letter]:
    from soske.packs.loader import load_builtin

    return load_builtin(DEFAULT).letters


def letters_completed(pack: Pack) -> Pack:
    """The pack with every letter that the software sends; those that it lacks are the default pack's, in the languages
    that both have (else in English), so that they can be edited with the other texts."""
    if pack.code == DEFAULT:
        return pack
    own = {letter.code for letter in pack.letters}
    added = [letter for letter in _default_letters() if letter.code not in own]
    return pack.model_copy(
        update={"letters": [*pack.letters, *(_in_languages(each, pack.languages) for each in added)]}
    )


def letter_default(code: str, languages: list[str]) -> Letter | None:
    """A letter of the default pack in the languages that it has of these (else in English)."""
    found = next((letter for letter in _default_letters() if letter.code == code), None)
    return _in_languages(found, languages) if found is not None else None


def _in_languages(letter: Letter, languages: list[str]) -> Letter:
    def chosen(text: LocalText) -> LocalText:
        return LocalText({lang: text[lang] for lang in languages if lang in text}) or LocalText(en=text["en"])

    return letter.model_copy(update={"subject": chosen(letter.subject), "body": chosen(letter.body)})
