"""Reads of the board of open questions and of the anonymous questions to the organiser."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from soske.intake.groups.models import Group
from soske.programmes.models import Programme
from soske.programmes.queries import remembered_of
from soske.sprint.peers.models import WAITING, Anonymous, Question, Reply

PAGE = 25
SEEN = Q(replies__hidden_at__isnull=True)


def questions(programme: Programme) -> QuerySet[Question]:
    """The questions of a programme with the number of their answers (`answers`), the latest first."""
    rows = Question.objects.filter(programme=programme).annotate(answers=Count("replies", filter=SEEN))
    return rows.order_by("-asked_at", "-pk")


def questions_for(group: Group) -> QuerySet[Question]:
    """Those that a team sees: not those that the organiser has hidden, but for its own."""
    return questions(group.programme).filter(Q(hidden_at__isnull=True) | Q(group=group))


def questions_found(rows: QuerySet[Question], *, show: str, topic: str) -> QuerySet[Question]:
    """The open ones, the solved ones ("solved") or all ("all"), of a topic or of all."""
    if show == "solved":
        rows = rows.filter(solved_at__isnull=False)
    elif show == "hidden":
        rows = rows.filter(hidden_at__isnull=False)
    elif show != "all":
        rows = rows.filter(solved_at__isnull=True)
    return rows.filter(topic=topic) if topic else rows


def question_for(group: Group, pk: int) -> Question | None:
    """One question as a team sees it."""
    return questions_for(group).filter(pk=pk).first()


def question_get(programme: Programme, pk: int) -> Question | None:
    """One question of a programme, hidden or not."""
    return questions(programme).filter(pk=pk).first()


def replies_of(question: Question, *, group: Group | None) -> QuerySet[Reply]:
    """The answers to a question, the first one first; hidden ones for their own team and the organiser (None) only."""
    rows = Reply.objects.filter(question=question).order_by("pk")
    return rows if group is None else rows.filter(Q(hidden_at__isnull=True) | Q(group=group))


def help_wanted(group: Group, gives: list[str], *, since: dt.datetime) -> list[Question]:
    """Open questions of other teams about what this team gives, which it has not answered; at most three. One query."""
    rows = questions_for(group).filter(
        topic__in=gives, solved_at__isnull=True, hidden_at__isnull=True, asked_at__gte=since
    )
    mine = Reply.objects.filter(group=group).values("question")
    return list(rows.exclude(group=group).exclude(title="").exclude(pk__in=mine)[:3])


def answered_for(group: Group) -> list[Question]:
    """The team's own open questions that others have answered; at most three. One query."""
    others = Count("replies", filter=SEEN & (Q(replies__group__isnull=True) | ~Q(replies__group=group)))
    rows = Question.objects.filter(group=group, programme=group.programme_id, solved_at__isnull=True)
    return list(rows.annotate(answers=others).filter(answers__gt=0).order_by("-pk")[:3])


# --- anonymous questions --------------------------------------------------------------------------------------------
def anonymous_waiting(programme: Programme, *, today: dt.date) -> QuerySet[Anonymous]:
    """Those without an answer, from the day after they were asked: a question that appears at once would tell the
    organiser who was there. In the order of their days; within a day in none that says anything."""
    rows = Anonymous.objects.filter(programme=programme, answered_at__isnull=True, day__lt=today)
    return rows.order_by("day", "pk")


def anonymous_unseen(programme: Programme, *, today: dt.date) -> QuerySet[Anonymous]:
    """Those without an answer that the organiser does not see yet."""
    return Anonymous.objects.filter(programme=programme, answered_at__isnull=True, day__gte=today)


class Waits(NamedTuple):
    """How many questions wait: those that the organiser sees, and those of today. A growing number would tell when
    somebody asked: `unseen` is for her only when it is `full`."""

    seen: int
    unseen: int

    @property
    def together(self) -> int:
        return self.seen + self.unseen

    @property
    def full(self) -> bool:
        """Whether nobody can ask before some are answered or removed."""
        return self.together >= WAITING


def anonymous_waits(programme: Programme, *, today: dt.date) -> Waits:
    """One query when something has changed."""
    rows = Anonymous.objects.filter(programme=programme, answered_at__isnull=True)
    counted = rows.aggregate
    before = Q(day__lt=today)
    return remembered_of(
        programme,
        lambda: Waits(**counted(seen=Count("pk", filter=before), unseen=Count("pk", filter=~before))),
        "anonymous waits",
        today,
    )


def anonymous_answered(programme: Programme) -> QuerySet[Anonymous]:
    """Those with an answer, the latest first."""
    return Anonymous.objects.filter(programme=programme, answered_at__isnull=False).order_by("-answered_at", "pk")


def anonymous_get(programme: Programme, pk: int, *, today: dt.date) -> Any:
    """One that the organiser may see."""
    return Anonymous.objects.filter(programme=programme, pk=pk, day__lt=today).first()
