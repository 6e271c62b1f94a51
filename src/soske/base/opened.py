"""What a form was opened with, so that a save which began from older values is refused and undoes no newer one."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Stale(ValidationError):
    """Somebody saved this after the form was opened."""


def saved_meanwhile() -> Stale:
    """The refusal, in words."""
    return Stale(
        _(
            "Someone else has saved this page meanwhile, so your changes are not saved. "
            "Copy what you wrote and open the page again."
        )
    )


def mark(values: Any) -> str:
    """A short mark of values (JSON, dates): the same as long as they are the same, on both databases."""
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()[:24]


def fresh(opened: str | None, values: Any) -> None:
    """Compare the mark that a form carries with the values as they are now, read under a lock. None: not from a form.

    Raises:
        Stale: they have changed since the form was opened.
    """
    if opened is not None and opened != mark(values):
        raise saved_meanwhile()
