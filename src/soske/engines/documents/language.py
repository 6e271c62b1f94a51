"""Codes of languages as files want them."""

from __future__ import annotations

import re

LANGUAGE = re.compile(r"[a-z]{2,3}")
# Swedish is that of Finland; English is British, as all texts of ours are.
COUNTRIES = {"fi": "FI", "sv": "FI", "en": "GB", "se": "FI"}


def language(code: str) -> str:
    """The language without its country; nothing where the code is no language."""
    code = code.strip().lower().replace("_", "-").partition("-")[0]
    return code if LANGUAGE.fullmatch(code) else ""


def located(code: str) -> str:
    """The language with its country where we know it, as office programs choose their spelling by it."""
    known = language(code)
    return f"{known}-{COUNTRIES[known]}" if known in COUNTRIES else known
