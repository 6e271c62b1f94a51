"""Several people answer, and the coordinator closes, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from soske.workbench.maturity import actions
from soske.workbench.maturity.models import Link, Moment, MomentKind, Pending, Sent
from tests.support.at_once import at_once
from tests.workbench.maturity.rooms import Assessed, assessed, everywhere

pytestmark = pytest.mark.django_db(transaction=True)


def answering(room: Assessed, link: Link, token: UUID | None = None) -> Callable[[], bool]:
    answers = everywhere(room.fresh(), 4)

    def act() -> bool:
        try:
            actions.answer_give(link=link, answers=answers, token=token or uuid4(), today=timezone.localdate())
        except ValidationError:
            return False
        return True

    return act


def test_answers_at_once_are_each_counted_once() -> None:
    room = assessed()
    room.open()
    link = room.links()[0]
    at_once([answering(room, link) for _each in range(7)])
    kept = Link.objects.get(pk=link.pk)
    assert kept.answers == 7 and sum(kept.shown["roles"]) == 6
    assert Pending.objects.filter(link=link).count() == 1


def test_form_sent_several_times_at_once_is_one_answer() -> None:
    room = assessed()
    room.open()
    link = room.links()[0]
    assert at_once([answering(room, link, uuid4())] * 4) == [True] * 4
    assert Link.objects.get(pk=link.pk).answers == 1 and Pending.objects.count() == 1


def test_nothing_is_left_when_it_is_closed_while_people_answer() -> None:
    room = assessed()
    room.open()
    link = room.links()[0]
    done = at_once([*(answering(room, link) for _each in range(4)), lambda: bool(room.close())])
    assert not Pending.objects.exists() and not Sent.objects.exists()
    kept = Link.objects.get(pk=link.pk)
    assert kept.answers == sum(done[:4])
    assert sum(kept.shown.get("roles", [])) == kept.answers - kept.answers % 3


def test_opened_twice_at_once_there_is_one_moment() -> None:
    room = assessed()

    def act() -> bool:
        try:
            actions.moment_open(
                by=room.coordinator,
                programme=room.fresh(),
                kind=MomentKind.START,
                closes_on=timezone.localdate(),
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except ValidationError:
            return False
        return True

    assert sorted(at_once([act] * 3)) == [False, False, True]
    assert Moment.objects.count() == 1
