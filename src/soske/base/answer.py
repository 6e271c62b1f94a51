"""What a rule says: yes, or no with a reason that the page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Answer:
    """Truthy when allowed. `reason` is a lazy text for the person who asked; `status` is the HTTP status of a page
    that is refused: 403 where the reason helps, 404 where not even the existence is told."""

    ok: bool
    reason: Any = ""
    status: int = 403

    def __bool__(self) -> bool:
        return self.ok

    def require(self) -> None:
        """For an action, which asks the rule again under its lock.

        Raises:
            ValidationError: it is not allowed; with the reason.
        """
        if not self.ok:
            raise ValidationError(str(self.reason))


YES = Answer(True)
NOT_THERE = Answer(False, gettext_noop("Page not found."), 404)
