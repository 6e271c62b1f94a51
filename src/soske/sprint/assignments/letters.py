"""Letters of assignments."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from soske.base import formats
from soske.intake.groups.models import GroupPerson
from soske.programmes.letters import Post
from soske.sprint.assignments.models import Assignment, Work
from soske.sprint.assignments.states import SUBJECT

ASSIGNMENT = "assignment"


def link_of(assignment: Assignment, language: str) -> str:
    """The address of an assignment, for its teams."""
    with override(language):
        return settings.BASE_URL + reverse("assignment", args=[assignment.programme.slug, assignment.pk])


def letters_given(assignment: Assignment, due: dt.date | None, *, now: dt.datetime) -> int:
    """Tell everybody in a team of a new assignment; how many letters wait."""
    programme = assignment.programme
    post = Post(programme, subject=(ASSIGNMENT, assignment.pk), leaves_at=now)
    people = GroupPerson.objects.filter(
        group__programme=programme, group__ready=True, group__team_since__isnull=False, ends__isnull=True
    ).select_related("person")
    words = partial(_words, assignment, due, "")
    for place in people.order_by("pk"):  # in two teams, she gets one: the key is the same
        key = f"assignment_given:{assignment.pk}:{place.person_id}"
        post.add("assignment_given", place.person, key=key, words=words)
    return post.send()


def letters_of_work(work: Work, code: str, due: dt.date | None, *, message: str, now: dt.datetime) -> int:
    """Tell a team what the organiser has said of its work: its responsible person, or everybody; how many letters."""
    post = Post(work.assignment.programme, subject=(SUBJECT, work.pk), leaves_at=now)
    people = GroupPerson.objects.filter(group=work.group_id, ends__isnull=True).select_related("person").order_by("pk")
    if work.person_id is not None and people.filter(person=work.person_id).exists():
        people = people.filter(person=work.person_id)
    words = partial(_words, work.assignment, due, message)
    for place in people:
        post.add(code, place.person, key=f"{code}:{work.pk}:{place.person_id}:{now:%Y%m%d%H%M%S}", words=words)
    return post.send()


def _words(assignment: Assignment, due: dt.date | None, message: str, language: str) -> dict[str, str]:
    order = tuple(assignment.programme.languages)
    return {
        "assignment": assignment.name.spoken(language, order).text,
        "due": formats.date_weekday_long(due, language) if due else "",
        "link": link_of(assignment, language),
        "message": message,
    }
