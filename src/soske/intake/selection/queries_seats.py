"""Reads of seats: who has been offered one and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, Prefetch, QuerySet

from soske.intake.groups.models import Group, Member
from soske.intake.groups.queries import GroupFacts, group_facts
from soske.intake.selection.models import Choice, Seat, SeatAnswer
from soske.intake.selection.states import Outcome, SeatState
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts

SEATS = 300


def seats_of(programme: Programme) -> QuerySet[Seat]:
    """The seats of the programme in the order in which they were offered."""
    return Seat.objects.filter(group__programme=programme).order_by("offered_at", "pk")


def seats_taken(programme: Programme) -> int:
    """How many seats are offered or accepted."""
    return seats_of(programme).exclude(state=SeatState.DECLINED).count()


def answers_of(seat: Seat) -> list[SeatAnswer]:
    """The answers to the offer of a seat with what letters and pages need to name their members. One query."""
    return list(answers_waiting(Seat.objects.filter(pk=seat.pk), waiting=False))


def answers_waiting(seats: QuerySet[Seat], *, waiting: bool = True) -> QuerySet[SeatAnswer]:
    """Answers to these offers that have not come (or all of them), with members, sponsors, contacts and programme."""
    rows = SeatAnswer.objects.filter(seat__in=seats).order_by("seat", "member__position")
    rows = rows.select_related(
        "member__organisation", "member__sponsor", "seat__group__contact", "seat__group__programme__organiser"
    )
    members = Member.objects.select_related("organisation", "unit").order_by("position")
    rows = rows.prefetch_related(Prefetch("seat__group__members", members))
    return rows.filter(state=SeatState.OFFERED) if waiting else rows


def answers_by(person: Any) -> QuerySet[SeatAnswer]:
    """Answers that were asked from this person as a management sponsor, the latest first."""
    return SeatAnswer.objects.filter(sponsor=person, answered_at__isnull=False).order_by("-pk")


def answer_of(programme: Programme, token: Any) -> SeatAnswer | None:
    """The answer whose letter has this token. One query."""
    rows = SeatAnswer.objects.filter(seat__group__programme=programme, token=token)
    return rows.select_related("seat__group", "member__organisation", "member__unit").first()


class AnswerRow(NamedTuple):
    """A member organisation and what it has answered. `sponsor` is empty where none is recorded."""

    organisation: int
    state: str
    sponsor: str
    role: str
    comment: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    seat: Seat
    facts: GroupFacts
    answers: list[AnswerRow]


def seat_rows(programme: Programme) -> list[SeatRow]:
    """The seats with the answers of their members, at most 300. Four queries."""
    answers = SeatAnswer.objects.select_related("member").order_by("member__position")
    seats = list(seats_of(programme).prefetch_related(Prefetch("answers", answers))[:SEATS])
    facts = {each.pk: each for each in group_facts(Group.objects.filter(pk__in=[seat.group_id for seat in seats]))}
    return [
        SeatRow(
            seat,
            facts[seat.group_id],
            [
                AnswerRow(
                    answer.member.organisation_id,
                    answer.state,
                    answer.member.sponsor_name,
                    answer.role,
                    answer.comment,
                )
                for answer in seat.answers.all()
            ],
        )
        for seat in seats
    ]


def reserve_next(programme: Programme) -> Group | None:
    """The first group of the reserve list that has not been offered a seat."""
    rows = Choice.objects.filter(group__programme=programme, group__ready=True, outcome=Outcome.RESERVE)
    row = rows.filter(group__seat__isnull=True).order_by(F("position").asc(nulls_last=True)).select_related("group")
    found = row.first()
    return found.group if found else None


def seat_terms(programme: Programme) -> Any:
    """The pack's texts about what a seat means (packs.schema.SeatTexts), or None in an academy from before them."""
    return pack_parts(programme, "seat").get("seat")
