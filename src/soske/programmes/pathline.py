"""The line of the path of stages and today's place in the programme strip, as SVG with attributes only (no style)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from soske.base.parts import shown
from soske.base.templatetags.soske import not_recorded, spoken
from soske.packs.text import Spoken

if TYPE_CHECKING:
    from soske.programmes.queries import Path


def path_line(path: Path, today_words: str) -> SafeString:
    """The horizontal line: a node at the beginning of each step, accent up to today, today's mark with its words.

    In per cent of the width, so that it stretches with the columns below it. Decorative: the list says the same.
    """
    steps = path.steps
    parts = ['<svg class="path-line" aria-hidden="true" focusable="false">']
    y = 34
    parts.append(f'<line class="base" x1="0" x2="100%" y1="{y}" y2="{y}"/>')
    gone = 100 if all(step.state == "done" for step in steps) else path.position
    if gone:
        parts.append(f'<line class="gone" x1="0" x2="{gone}%" y1="{y}" y2="{y}"/>')
    for index, step in enumerate(steps):
        x = round(index / len(steps) * 100, 2)
        full = " full" if step.state != "later" else ""
        parts.append(f'<svg x="{x}%" y="{y}" overflow="visible"><circle class="node{full}" cx="8" r="6.5"/></svg>')
    if path.position is not None:
        parts.append(f'<line class="mark" x1="{path.position}%" x2="{path.position}%" y1="2" y2="{y + 6}"/>')
        shift = "-8" if path.anchor == "end" else "8"
        parts.append(
            format_html(
                '<svg x="{}%" overflow="visible"><text x="{}" y="13" text-anchor="{}">{}</text></svg>',
                path.position,
                shift,
                path.anchor,
                today_words,
            )
        )
    parts.append("</svg>")
    return mark_safe("".join(parts))  # noqa: S308 - numbers, and words that format_html escaped


def segment_mark(share: float) -> SafeString:
    """Today inside one segment of the programme strip: filled up to `share` (0 to 1) with a mark there."""
    per_cent = round(share * 100, 1)
    return mark_safe(  # noqa: S308 - numbers only
        '<svg aria-hidden="true" focusable="false">'
        f'<rect class="fill" y="4" width="{per_cent}%" height="8"/>'
        f'<rect class="mark" x="{per_cent}%" width="3" height="16"/></svg>'
    )


def path_list(path: Path, lang: str, today_words: str) -> SafeString:
    """The steps of the path with their dates: across below the line, down on a phone."""
    missing = not_recorded()
    parts = ['<ol class="path">']
    for step in path.steps:
        current = step is path.current
        parts.append(f'<li class="{step.state}"{" aria-current=step" if current else ""}>')
        if current:
            parts.append(f'<span class="today">{escape(today_words)}</span>')
        parts.append(f'<span class="name">{shown(step.name, lang)}</span>')
        parts.append(f'<span class="when">{escape(step.dates)}</span>' if step.dates else missing)
        if step.note:
            parts.append(f"<br>{spoken(Spoken(step.note, step.note_lang))}")
        parts.append("</li>")
    parts.append("</ol>")
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped above
