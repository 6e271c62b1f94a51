"""Colours and fonts of office files: whoever goes on writing there finds ours."""

from __future__ import annotations

import re

COLOURS = {
    "dk1": "29251E",
    "lt1": "FFFFFF",
    "dk2": "0B3039",
    "lt2": "F8F5EF",
    "accent1": "12505F",
    "accent2": "B57514",
    "accent3": "5C5345",
    "accent4": "8A7F6D",
    "accent5": "3F7F6B",
    "accent6": "7A4E6D",
    "hlink": "12505F",
    "folHlink": "5C5345",
}
COLOUR_SCHEME = re.compile(r"<a:clrScheme .*?</a:clrScheme>", re.DOTALL)
FONT_SCHEME = re.compile(r"<a:fontScheme .*?</a:fontScheme>", re.DOTALL)


def themed(theme: bytes) -> bytes:
    """The theme of an example with our colours, and Arial, which stands on every machine or has a stand-in there."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in COLOURS.items())
    font = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>'
    fonts = f"<a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont>"
    text = theme.decode("utf-8")
    text = COLOUR_SCHEME.sub(f'<a:clrScheme name="Soske">{colours}</a:clrScheme>', text)
    return FONT_SCHEME.sub(f'<a:fontScheme name="Soske">{fonts}</a:fontScheme>', text).encode("utf-8")
