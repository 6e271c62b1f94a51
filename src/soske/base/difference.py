"""Two texts beside each other, with what differs marked in both."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LONG = 20_000
WORD = re.compile(r"\n|[^\s]+")
LINE = re.compile(r"[^\n]+")


def difference(left: str, right: str) -> tuple[SafeString, SafeString]:
    """Both texts as HTML, in each `<ins>` around the words that the other one has not at this place.

    Long texts (over 20,000 characters) are compared by lines. Spaces alone make no difference, ends of lines do. The
    HTML keeps the ends of lines as they are: show it with `white-space: pre-line`.
    """
    piece = LINE if max(len(left), len(right)) > LONG else WORD
    ours, theirs = list(piece.finditer(left)), list(piece.finditer(right))
    matcher = SequenceMatcher(None, [each[0] for each in ours], [each[0] for each in theirs])
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return (
        _marked(left, ours, ((begin, end) for _tag, begin, end, _from, _to in codes)),
        _marked(right, theirs, ((begin, end) for _tag, _from, _to, begin, end in codes)),
    )


def _marked(text: str, pieces: list[re.Match[str]], runs: Iterable[tuple[int, int]]) -> SafeString:
    parts, at = [], 0
    for first, after in runs:
        if first == after:
            continue
        begin, end = pieces[first].start(), pieces[after - 1].end()
        parts += [escape(text[at:begin]), "<ins>", escape(text[begin:end]), "</ins>"]
        at = end
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece of the text is escaped
