"""Lines of the log, without the secret links of visitors."""

from __future__ import annotations

import logging
import re

DASH = "(?:-|%2D)"
TOKEN = re.compile(rf"[0-9A-F]{{8}}{DASH}(?:[0-9A-F]{{4}}{DASH}){{3}}[0-9A-F]{{12}}", re.IGNORECASE)


class Discreet(logging.Formatter):
    """Leaves the token out of every address in a line and in the traceback below it: whoever has a token sees and
    removes what its owner left. All lines are made here, so that no logger can be forgotten."""

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub("<token>", super().format(record))
