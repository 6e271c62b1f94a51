"""Writes of seats: the offer, the answers of the member organisations, the next on the reserve list."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.intake.groups.models import Group, Member
from soske.intake.selection.letters import letters_of_seats
from soske.intake.selection.models import COMMENT, Seat, SeatAnswer
from soske.intake.selection.queries_decision import is_told
from soske.intake.selection.queries_seats import answers_of, answers_waiting, seats_of, seats_taken
from soske.intake.selection.rules import may_accept, may_answer, may_decide_of, may_offer
from soske.intake.selection.states import SeatState, seat_move
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write
from soske.records.tasks import outbox_send


def seats_offer(*, programme: Programme, groups: list[int], answer_by: dt.date, leaves_at: dt.datetime | None) -> None:
    """Offer a seat to each of these groups and ask their sponsors; without `leaves_at` no letter is queued. The caller
    holds the programme."""
    now = timezone.now()
    seats = Seat.objects.bulk_create(Seat(group_id=group, offered_at=now, answer_by=answer_by) for group in groups)
    by_group = {seat.group_id: seat for seat in seats}
    members = Member.objects.filter(group__in=groups).order_by("group", "position")
    SeatAnswer.objects.bulk_create(
        SeatAnswer(seat=by_group[each.group_id], member=each, sponsor_id=each.sponsor_id) for each in members
    )
    if leaves_at is not None:
        made = list(answers_waiting(seats_of(programme).filter(group__in=groups)))
        if letters_of_seats(made, code="seat_confirm", leaves_at=leaves_at, day=timezone.localdate(now)):
            outbox_send.using(run_after=leaves_at).enqueue()


@transaction.atomic
def seat_offer(*, by: Person | None, group: Group, answer_by: dt.date, today: dt.date) -> Seat:
    """Offer a seat to a group of the reserve list, or anew to one that declined; its sponsors get their letters now.

    Raises:
        ValidationError: nothing was told yet, no seat is free, it has been offered one, or the day is past.
    """
    programme = Programme.objects.select_for_update().get(pk=group.programme_id)
    if answer_by < today:
        raise ValidationError({"answer_by": [_("Choose a day that has not passed.")]})
    may_decide_of(by, group).require()
    may_offer(group, taken=seats_taken(programme), now=timezone.now()).require()
    Seat.objects.filter(group=group, state=SeatState.DECLINED).delete()
    leaves_at = None if programme.record_only else timezone.now()
    seats_offer(programme=programme, groups=[group.pk], answer_by=answer_by, leaves_at=leaves_at)
    audit_write(by=by, scope=programme.pk, subject=("group", group.pk), act="seat_offered")
    return Seat.objects.get(group=group)


@transaction.atomic
def seat_answer(
    *, answer: SeatAnswer, accepts: bool, role: str, comment: str, terms: str, today: dt.date
) -> SeatAnswer:
    """What a member organisation answers; it can be changed until the day of the offer. `terms` are those that were
    read.

    Raises:
        ValidationError: the time is over, the seat has been given to somebody else, no role, or too long a comment.
    """
    programme = Programme.objects.select_for_update().get(pk=answer.seat.group.programme_id)
    found = SeatAnswer.objects.select_related("seat__group__programme").filter(pk=answer.pk).first()
    if found is None:
        raise ValidationError(_("The offer is not there any more. Ask the organiser."))
    faults = {}
    if not role.strip():
        faults["role"] = [_("Write your role, for example chief administrative officer.")]
    if len(comment) > COMMENT:
        faults["comment"] = [_("The text is %(n)s characters too long.") % {"n": len(comment) - COMMENT}]
    if faults:
        raise ValidationError(faults)
    may_answer(found.seat, today=today).require()
    if accepts and found.seat.state == SeatState.DECLINED:
        may_accept(found.seat, taken=seats_taken(programme)).require()
    found.state = SeatState.ACCEPTED if accepts else SeatState.DECLINED
    found.answered_at = timezone.now()
    found.role, found.comment, found.terms = role.strip(), comment.strip(), terms if accepts else ""
    found.save()
    details = {"member": found.member_id}
    act = "seat_answered_yes" if accepts else "seat_answered_no"
    audit_write(by=None, scope=programme.pk, subject=("group", found.seat.group_id), act=act, details=details)
    _settle(found.seat)
    return found


def _settle(seat: Seat) -> None:
    """Declined when one member declines, accepted when all have accepted, open until then. An accepted seat stays so
    until one declines."""
    states = [each.state for each in answers_of(seat)]
    if SeatState.DECLINED in states:
        seat_move(seat, SeatState.DECLINED, by=None)
    elif seat.state == SeatState.ACCEPTED:
        return  # a member that has come since is asked, and the team goes on
    elif SeatState.OFFERED in states:
        seat_move(seat, SeatState.OFFERED, by=None)
    else:
        seat_move(seat, SeatState.ACCEPTED, by=None)


def seat_follow(*, group: Group) -> None:
    """The members of a group that has been offered a seat have changed: a new one is asked as well (its letter goes
    with the next reminder), and one that has left is waited for no more. An accepted seat stays accepted."""
    Programme.objects.select_for_update().get(pk=group.programme_id)
    seat = Seat.objects.select_related("group").filter(group=group).first()
    if seat is None:
        return
    new = Member.objects.filter(group=group, seat_answer__isnull=True).order_by("position")
    SeatAnswer.objects.bulk_create(SeatAnswer(seat=seat, member=each, sponsor_id=each.sponsor_id) for each in new)
    if seat.state == SeatState.OFFERED:
        _settle(seat)


@transaction.atomic
def seat_close(*, by: Person | None, seat: Seat) -> bool:
    """The group gives its seat up, or has not answered: the seat is free again, and its link answers no more. False
    when it is so already.

    Raises:
        ValidationError: `by` takes part in the group.
    """
    Programme.objects.select_for_update().get(pk=seat.group.programme_id)
    may_decide_of(by, seat.group).require()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Seat.objects.filter(pk=seat.pk, answer_by__gt=yesterday).update(answer_by=yesterday)
    return seat_move(Seat.objects.select_related("group").get(pk=seat.pk), SeatState.DECLINED, by=by)


@transaction.atomic
def seats_remind(*, by: Person | None, programme: Programme, today: dt.date) -> int:
    """Remind those whose answer is missing, each at most once a day; how many letters wait now."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    waiting = list(answers_waiting(seats_of(programme).exclude(state=SeatState.DECLINED).filter(group__ready=True)))
    if programme.record_only or not is_told(programme, now=timezone.now()):
        return 0
    queued = letters_of_seats(waiting, code="seat_reminder", leaves_at=timezone.now(), day=today)
    if queued:
        outbox_send.enqueue()
        details = {"letters": queued}
        subject = ("programme", programme.pk)
        audit_write(by=by, scope=programme.pk, subject=subject, act="seats_reminded", details=details)
    return queued
