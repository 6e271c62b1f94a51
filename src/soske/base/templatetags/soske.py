"""Template tags of the whole site. Small and fast: they run many times on a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from soske.base import formats
from soske.base.escaping import escaped
from soske.base.markdown import markdown_html
from soske.base.writing import count_words
from soske.packs.text import LocalText, Spoken

register = template.Library()


def _lang() -> str:
    return get_language() or "fi"


@register.filter
def local(text: LocalText | None) -> SafeString:
    """A LocalText in the language of the page; marked with its own language where it has no translation."""
    return spoken((text or LocalText()).spoken(_lang()))


@register.filter
def spoken(piece: Spoken | None) -> SafeString:
    """A Spoken as HTML, with `lang` when its language is not that of the page."""
    if piece is None or not piece.text:
        return mark_safe("")
    if piece.lang == _lang():
        return conditional_escape(piece.text)
    return format_html('<span lang="{}">{}</span>', piece.lang, piece.text)


@register.filter
def spoken_list(pieces: Iterable[Spoken]) -> SafeString:
    """Several Spoken as a list in a sentence ("a, b and c")."""
    return spoken_names(pieces, _lang())


def spoken_names(pieces: Iterable[Spoken], lang: str) -> SafeString:
    """The same on a page in `lang`."""
    texts = [
        escape(text) if piece_lang == lang else f'<span lang="{escape(piece_lang)}">{escape(text)}</span>'
        for text, piece_lang in pieces
    ]
    return mark_safe(formats.listing(texts, lang))


@register.filter
def prose(piece: Spoken | LocalText | None) -> SafeString:
    """Markdown as a block of reading text in its language."""
    if isinstance(piece, LocalText):
        piece = piece.spoken(_lang())
    if not piece or not piece.text:
        return mark_safe("")
    lang = f' lang="{piece.lang}"' if piece.lang != _lang() else ""
    return mark_safe(f'<div class="prose"{lang}>{markdown_html(piece.text)}</div>')


@register.filter
def day(value: dt.date | None) -> str:
    """A date in its short form, "" for None."""
    return formats.date_short(value, _lang()) if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Date and time of day."""
    return formats.date_and_time(value, _lang()) if value else ""


@register.filter
def clock(value: dt.datetime) -> str:
    """Time of day."""
    return formats.time_of_day(value, _lang())


@register.filter
def number(value: float) -> str:
    """A number as the language writes it."""
    return formats.number(value, _lang())


@register.simple_tag
def tag(kind: str, word: Any) -> SafeString:
    """A state in words with its sign: draft, go, wait, late, ok, gap, selected or plain."""
    return mark_safe(f'<span class="tag" data-kind="{escaped(kind)}">{escaped(word)}</span>')


@register.simple_tag
@cache
def asset(path: str) -> str:
    """Address of a static file."""
    return static(path)


@register.simple_tag
def not_recorded() -> SafeString:
    """The tag for what the record does not say."""
    return tag("gap", gettext("Not recorded"))


@register.filter
def markdown(piece: Spoken) -> SafeString:
    """Markdown of a Spoken as HTML, without a block around it."""
    return markdown_html(piece.text)


@register.filter
def quoted(piece: Spoken) -> SafeString:
    """A Spoken in the quotation marks of its own language."""
    opening, closing = ("‘", "’") if piece.lang == "en" else ("”", "”")
    return spoken(Spoken(f"{opening}{piece.text}{closing}", piece.lang))


@register.simple_tag
def share_bar(per_cent: float, part: float) -> SafeString:
    """A bar `per_cent` wide of which `part` (0 to 100) is filled. Decorative: the number stands beside it."""
    return mark_safe(
        '<svg class="bar" aria-hidden="true" focusable="false" width="100%" height="8">'
        f'<rect class="whole" width="{per_cent:g}%" height="8"/>'
        f'<rect class="value-fill" width="{per_cent * part / 100:g}%" height="8"/></svg>'
    )


@register.filter
def letter_html(body: str) -> SafeString:
    """The Markdown of a letter as HTML."""
    return markdown_html(body)


@register.simple_tag
def count_texts() -> SafeString:
    """Attributes of an element that holds the sentences of the counters of its form, for the script."""
    return format_html_join("", ' data-{}="{}"', [("count-texts", ""), *count_words().items()])


@register.filter
def weekday_heading(value: dt.date) -> str:
    """A day with its weekday, as a heading."""
    return formats.weekday_title(value, _lang())


@register.simple_tag
def due_tag(due: dt.date | None, today: dt.date) -> SafeString:
    """When something is due: overdue by how many days, today and tomorrow with a sign, later the plain date."""
    if due is None:
        return tag("plain", gettext("No date"))
    if due < today:
        late = (today - due).days
        return tag("late", ngettext("Overdue by %(n)s day", "Overdue by %(n)s days", late) % {"n": late})
    words = (
        formats.days_away(due, today, _lang())
        if (due - today).days <= 1
        else formats.date_in_sight(due, today, _lang())
    )
    return tag(
        "wait" if (due - today).days <= 1 else "plain",
        words[:1].upper() + words[1:] if (due - today).days <= 1 else words,
    )
