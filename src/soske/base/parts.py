"""Small components made in Python, because public pages show many of them: pairs of a name and a text, rows of bars."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from soske.base.templatetags.soske import spoken_names
from soske.packs.text import LocalText


def shown(text: LocalText, lang: str) -> SafeString:
    """A LocalText on a page in `lang`, marked with its own language where it has no translation."""
    return spoken_names([text.spoken(lang)], lang)


def pairs(rows: Iterable[tuple[LocalText, LocalText]], lang: str) -> SafeString:
    """A list of names, each with what is said of it."""
    items = [f"<div><dt>{shown(name, lang)}</dt><dd>{shown(text, lang)}</dd></div>" for name, text in rows]
    return mark_safe(f'<dl class="pairs">{"".join(items)}</dl>')  # noqa: S308 - escaped by `shown`


def shares(rows: Iterable[tuple[LocalText, float, str]], lang: str) -> SafeString:
    """Shares of a whole as one bar and the same as a list with their values in words; (name, share, value).

    The bar is decorative. At most four tones, from dark to pale; a gap of the ground stands between neighbours.
    """
    given = list(rows)
    whole = sum(share for _name, share, _value in given) or 1.0
    bar, items, begin = [], [], 0.0
    for number, (name, share, value) in enumerate(given):
        width, tone = share / whole * 100, f"step-{min(number, 3) + 1}"
        bar.append(f'<rect class="{tone}" x="{begin:.2f}%" width="{max(width - 0.4, 0):.2f}%" height="16"/>')
        items.append(
            f'<li><span><span class="key {tone}"></span>{shown(name, lang)}</span>'
            f'<span class="value">{escape(value)}</span></li>'
        )
        begin += width
    return mark_safe(  # noqa: S308 - names by `shown`, values escaped, the rest numbers
        f'<svg class="bar" width="100%" height="16" aria-hidden="true" focusable="false">{"".join(bar)}</svg>'
        f'<ul class="bars">{"".join(items)}</ul>'
    )
