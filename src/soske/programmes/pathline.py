"""The line of the path of stages and today's place in the programme strip, as SVG with attributes only (no style)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

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
