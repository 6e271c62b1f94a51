"""A field that several people write, as base/writing_field.html shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from soske.base import formats

SHORT = 40
"""An answer that may have more characters is written in a textarea."""


@dataclass(frozen=True, slots=True)
class WritingField:
    """One field ready to be shown. `version` is the mark of the text that it is opened with (records.writings).

    `kind`: text (with a counter when there is a `longest`), line, date, number, select, one or many. The last three
    have `options` as (code, name); the text of `many` holds codes on lines of their own. `unit` is that of a number.
    `two` is the box of two texts, shown in the place of the field. One that is not `open` shows its `words` only.
    `below` is HTML under the field. `key` is the name that the form sends; `lang` the language of the text when it is
    not the page's.
    """

    key: str
    label: str
    text: str = ""
    version: str = "0-"
    help: str = ""
    kind: str = "text"
    options: Sequence[tuple[str, str]] = ()
    longest: int | None = None
    required: bool = False
    fault: str = ""
    two: SafeString | str = ""
    lang: str = ""
    rows: int = 5
    optional: bool = False
    unit: str = ""
    open: bool = True
    words: str = ""
    below: SafeString | str = ""

    @property
    def anchor(self) -> str:
        """The id of its input, for links that lead to it."""
        return f"f-{self.key.replace('.', '-').replace(':', '-')}"

    @property
    def target(self) -> str:
        """The id of what an error leads to: its input, or the first of several."""
        return f"{self.anchor}-first" if self.options and self.kind != "select" else self.anchor

    @property
    def chosen(self) -> set[str]:
        return set(self.text.split("\n"))

    @property
    def lines(self) -> bool:
        """Whether it is a textarea: everything that may become longer than a line."""
        return self.kind == "text" and (self.longest is None or self.longest > SHORT)

    @property
    def left(self) -> str:
        """How much may still be written, in words."""
        return left_words(self.text, self.longest) if self.longest else ""

    @property
    def described(self) -> str:
        """The ids of what stands about it."""
        parts = [("help", self.help), ("left", self.longest), ("unit", self.unit), ("error", self.fault)]
        return " ".join(f"{self.anchor}-{name}" for name, there in parts if there)


def left_words(text: str, longest: int) -> str:
    """How many characters may still be written, or how many there are too many."""
    lang = get_language() or "fi"
    left = longest - len(text.replace("\r\n", "\n"))
    if left < 0:
        words = ngettext("%(n)s character too many", "%(n)s characters too many", -left)
    else:
        words = ngettext("%(n)s character left", "%(n)s characters left", left)
    return words % {"n": formats.number(abs(left), lang)}


def count_words() -> dict[str, str]:
    """The same sentences for the script, with # for the number: name of the data attribute -> words."""
    one, many = 1, 2
    return {
        "left-one": ngettext("%(n)s character left", "%(n)s characters left", one) % {"n": "#"},
        "left-other": ngettext("%(n)s character left", "%(n)s characters left", many) % {"n": "#"},
        "over-one": ngettext("%(n)s character too many", "%(n)s characters too many", one) % {"n": "#"},
        "over-other": ngettext("%(n)s character too many", "%(n)s characters too many", many) % {"n": "#"},
    }
