"""Django's sessions in the database and the person of a session, each read with a query that is made once: every page
that one opens signed in begins with these two."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from soske.base.prepared import Prepared, columns, instance
from soske.people.models import Person

SESSION = Prepared(
    lambda key: Session.objects.filter(session_key=key).values_list("session_data", "expire_date").order_by()
)
PERSON = Prepared(lambda pk: Person.objects.filter(pk=pk).values_list(*columns(Person)).order_by())


class SessionStore(db.SessionStore):
    """The setting SESSION_ENGINE names this module."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when it is not there or has ended."""
        rows = SESSION(self.session_key) if self.session_key else []
        if not rows or rows[0][1] <= timezone.now():
            self._session_key = None
            return {}
        return self.decode(rows[0][0])


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """The sign-in of the library."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session, unless her sign-in was taken away."""
        rows = PERSON(user_id)
        person = instance(Person, rows[0]) if rows else None
        return person if person is not None and self.user_can_authenticate(person) else None
