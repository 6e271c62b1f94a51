"""Escaping for what is made in Python and shown hundreds of times on a page."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def escaped(text: Any) -> str:
    """HTML of a text; what is safe already stays as it is. Django's function, but quick for the plain texts that
    nearly all are: asking whether each is a lazy one takes longer than escaping it."""
    kind = type(text)
    if kind is SafeString:
        return str.__str__(text)
    return escape(text) if kind is str else conditional_escape(text)
