"""Markdown to safe HTML: markdown-it-py with HTML off, then nh3."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "blockquote"}


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image", "code", "fence", "html_block"])


@lru_cache(maxsize=512)
def markdown_html(text: str) -> SafeString:
    """Safe HTML of Markdown: paragraphs, lists, emphasis, links (http, https, mailto), quotes, small headings."""
    if not text:
        return mark_safe("")
    return mark_safe(nh3.clean(_parser().render(text), tags=TAGS, url_schemes={"http", "https", "mailto"}))
