"""Small components made in Python, because public pages show many of them: pairs of a name and a text, rows of bars."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as plain_escape

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from soske.base.escaping import escaped
from soske.base.templatetags.soske import not_recorded, spoken_names
from soske.packs.text import LocalText


def shown(text: LocalText, lang: str) -> SafeString:
    """A LocalText on a page in `lang`, marked with its own language where it has no translation."""
    words = text.get(lang)
    if words:  # nearly always; the plain functions take a third of the time of those that know lazy texts
        return SafeString(plain_escape(words))
    return spoken_names([text.spoken(lang)], lang)


def pairs(rows: Iterable[tuple[LocalText, LocalText]], lang: str) -> SafeString:
    """A list of names, each with what is said of it."""
    items = [f"<div><dt>{shown(name, lang)}</dt><dd>{shown(text, lang)}</dd></div>" for name, text in rows]
    return mark_safe(f'<dl class="pairs">{"".join(items)}</dl>')  # noqa: S308 - escaped by `shown`


def facts(*rows: tuple[str, str]) -> SafeString:
    """Facts below the head of the page: labels and values, texts or safe HTML; what is not recorded says so."""
    missing = not_recorded()
    items = [
        f"<div><dt>{escaped(label)}</dt><dd>{escaped(value) if value else missing}</dd></div>" for label, value in rows
    ]
    return mark_safe(f'<dl class="facts">{"".join(items)}</dl>')  # noqa: S308 - escaped here


def themes_list(rows: Iterable[tuple[LocalText, LocalText, Iterable[LocalText]]], lang: str) -> SafeString:
    """Themes with what is said of each and the names of its subthemes."""
    items = []
    for name, about, subthemes in rows:
        names = " · ".join([shown(each, lang) for each in subthemes])
        below = f'<p class="sub">{names}</p>' if names else ""
        items.append(f"<li><h3>{shown(name, lang)}</h3><p>{shown(about, lang)}</p>{below}</li>")
    return mark_safe(f'<ul class="themes">{"".join(items)}</ul>')  # noqa: S308 - escaped by `shown`


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
