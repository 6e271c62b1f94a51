"""Who is asking."""

from __future__ import annotations

from django.http import HttpRequest

from soske.people.models import Person


def person_of(request: HttpRequest) -> Person:
    """The person who signed in. For views whose rule lets nobody else through.

    Raises:
        TypeError: nobody has signed in, so the rule of the page is wrong.
    """
    if not isinstance(request.user, Person):
        raise TypeError("a view for signed-in persons was reached by a visitor")
    return request.user
