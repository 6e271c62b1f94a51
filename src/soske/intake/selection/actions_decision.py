"""Writes of the choice of groups and of the decision."""

from __future__ import annotations

import datetime as dt
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base.opened import saved_meanwhile
from soske.engines.selection import sha256_of
from soske.intake.applications.models import Application
from soske.intake.applications.states import ApplicationState
from soske.intake.groups.models import Group
from soske.intake.reviews.actions import lots_draw
from soske.intake.reviews.models import Lot
from soske.intake.selection.actions_seats import seats_offer
from soske.intake.selection.letters import letters_of_decision
from soske.intake.selection.models import LONGEST, Alternative, Announcement, Choice, Decision
from soske.intake.selection.queries_decision import (
    DECIDED,
    decision_content,
    decision_of,
    decision_progress,
)
from soske.intake.selection.queries_seats import seats_of
from soske.intake.selection.rules import (
    may_be_chosen,
    may_choose,
    may_decide,
    may_decide_of,
    may_open,
    may_release,
    may_undo_release,
)
from soske.intake.selection.states import DecisionState, Outcome, choice_move, decision_move
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write, letters_cancel
from soske.records.tasks import outbox_send

ALTERNATIVES = 20


def _held(programme: Programme) -> Programme:
    """The programme as it is now, held until the transaction ends; who writes to a choice holds it first."""
    return Programme.objects.select_for_update().get(pk=programme.pk)


def _choosing(programme: Programme) -> Programme:
    held = _held(programme)
    may_choose(Announcement.objects.filter(programme=held).first(), decision_of(held)).require()
    return held


def _applications_held(programme: Programme) -> None:
    """Hold what was received, so that no review is done and no application withdrawn in the middle of a decision."""
    rows = Application.objects.filter(programme=programme, state=ApplicationState.SUBMITTED).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _of(by: Person | None, group: Group) -> None:
    """Refuse when the group has been removed, or `by` takes part in it."""
    if not Group.objects.filter(pk=group.pk, ready=True).exists():
        raise ValidationError(_("The group has been removed meanwhile."))
    may_decide_of(by, group).require()


# --- choosing -------------------------------------------------------------------------------------------------------
@transaction.atomic
def group_choose(*, by: Person | None, group: Group, outcome: Outcome) -> bool:
    """Decide of a group, or take it back; False when it was so already. A reserve comes last on the reserve list.

    Raises:
        ValidationError: the decision is made or published, no seat is left, the group has been removed meanwhile, or
            `by` takes part in its application.
    """
    programme = _choosing(group.programme)
    _of(by, group)
    choice, _made = Choice.objects.select_related("group").get_or_create(group=group)
    before = choice.position
    others = Choice.objects.filter(group__programme=programme)
    if outcome in (Outcome.SELECTED, Outcome.RESERVE) and choice.outcome != outcome:
        may_be_chosen(group).require()
    if outcome == Outcome.SELECTED and choice.outcome != Outcome.SELECTED:
        taken = others.filter(outcome=Outcome.SELECTED, group__ready=True).count()
        if taken >= programme.seats:
            raise ValidationError(
                _("All seats are taken: %(taken)s of %(seats)s. Undo a selection or change the number of seats.")
                % {"taken": taken, "seats": programme.seats}
            )
    position = None
    if outcome == Outcome.RESERVE:
        position = (others.aggregate(last=Max("position"))["last"] or 0) + 1
    if not choice_move(choice, outcome, by=by, position=position):
        return False
    if before is not None:
        _close_gap(programme, before)
    return True


def _close_gap(programme: Programme, position: int) -> None:
    behind = Choice.objects.filter(group__programme=programme, outcome=Outcome.RESERVE, position__gt=position)
    for choice in behind.order_by("position"):
        Choice.objects.filter(pk=choice.pk).update(position=(choice.position or 1) - 1)


@transaction.atomic
def reserve_raise(*, by: Person | None, group: Group) -> bool:
    """Let a group and the one before it on the reserve list change places; False when there is none before it.

    Raises:
        ValidationError: the decision is made or published, or `by` takes part in the application.
    """
    programme = _choosing(group.programme)
    _of(by, group)
    reserve = Choice.objects.filter(group__programme=programme, outcome=Outcome.RESERVE)
    own = reserve.filter(group=group).first()
    before = reserve.filter(position=own.position - 1).first() if own and own.position else None
    if own is None or before is None or own.position is None:
        return False
    Choice.objects.filter(pk=before.pk).update(position=own.position)
    Choice.objects.filter(pk=own.pk).update(position=own.position - 1)
    audit_write(by=by, scope=programme.pk, subject=("group", group.pk), act="reserve_raised")
    return True


@transaction.atomic
def reason_write(*, by: Person | None, group: Group, reason: str, advice: str, version: int) -> Choice:
    """Save why a group was decided so, and what it could improve; both are told to it.

    Raises:
        Stale: somebody saved them meanwhile.
        ValidationError: too long, the decision is made or published, or `by` takes part in the application.
    """
    programme = _choosing(group.programme)
    _of(by, group)
    long = {
        name: [_("The text is %(n)s characters too long.") % {"n": len(text) - LONGEST}]
        for name, text in (("reason", reason), ("advice", advice))
        if len(text) > LONGEST
    }
    if long:
        raise ValidationError(long)
    choice, _made = Choice.objects.get_or_create(group=group)
    if version != choice.version:
        raise saved_meanwhile()
    choice.reason, choice.advice, choice.version = reason.strip(), advice.strip(), version + 1
    choice.save(update_fields=["reason", "advice", "version"])
    audit_write(by=by, scope=programme.pk, subject=("group", group.pk), act="choice_reasoned")
    return choice


# --- choices to compare ---------------------------------------------------------------------------------------------
@transaction.atomic
def alternative_keep(*, by: Person | None, programme: Programme, name: str) -> Alternative:
    """Keep what is chosen now under a name; one of this name is replaced.

    Raises:
        ValidationError: no name, or twenty are kept already.
    """
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": [_("Write a name for the alternative.")]})
    held = _held(programme)
    others = Alternative.objects.filter(programme=held).exclude(name=name)
    if others.count() >= ALTERNATIVES:
        raise ValidationError(_("Twenty alternatives are kept already. Remove one first."))
    decided = Choice.objects.filter(group__programme=held, group__ready=True, outcome__in=DECIDED).order_by("group")
    alternative, _made = Alternative.objects.update_or_create(
        programme=held,
        name=name,
        defaults={
            "kept_at": timezone.now(),
            "choices": [list(row) for row in decided.values_list("group", "outcome", "position")],
        },
    )
    audit_write(by=by, scope=held.pk, subject=("programme", held.pk), act="alternative_kept")
    return alternative


@transaction.atomic
def alternative_use(*, by: Person | None, alternative: Alternative) -> None:
    """Choose as an alternative says: every other group is undecided after it. Reasons stay.

    Raises:
        ValidationError: the decision is made or published, it has more groups than there are seats, or `by` takes part
            in an application that it would decide otherwise.
    """
    programme = _choosing(alternative.programme)
    wanted = {group: (outcome, position) for group, outcome, position in alternative.choices}
    selected = sum(outcome == Outcome.SELECTED for outcome, _position in wanted.values())
    if selected > programme.seats:
        raise ValidationError(
            _("The alternative selects %(n)s groups, and there are %(seats)s seats.")
            % {"n": selected, "seats": programme.seats}
        )
    groups = Group.objects.filter(programme=programme, ready=True)
    choices = {each.group_id: each for each in Choice.objects.filter(group__in=groups).select_related("group")}
    for group in groups.filter(pk__in=[*wanted, *choices]):
        choice = choices.get(group.pk) or Choice.objects.create(group=group)
        outcome, position = wanted.get(group.pk, (Outcome.OPEN.value, None))
        if (choice.outcome, choice.position) != (outcome, position):
            _of(by, group)
        if choice.outcome != outcome:
            if outcome in (Outcome.SELECTED, Outcome.RESERVE):
                may_be_chosen(group).require()
            choice_move(choice, Outcome(outcome), by=by, position=position)
        elif choice.position != position:
            Choice.objects.filter(pk=choice.pk).update(position=position)
    _number_reserve(programme)
    audit_write(by=by, scope=programme.pk, subject=("programme", programme.pk), act="alternative_used")


def _number_reserve(programme: Programme) -> None:
    """Positions from 1 without gaps: a group of the alternative may have gone."""
    reserve = Choice.objects.filter(group__programme=programme, group__ready=True, outcome=Outcome.RESERVE)
    for position, choice in enumerate(reserve.order_by("position", "pk"), start=1):
        Choice.objects.filter(pk=choice.pk).update(position=position)


@transaction.atomic
def alternative_remove(*, by: Person | None, alternative: Alternative) -> None:
    """Forget an alternative."""
    audit_write(
        by=by,
        scope=alternative.programme_id,
        subject=("programme", alternative.programme_id),
        act="alternative_removed",
    )
    alternative.delete()


# --- the lot --------------------------------------------------------------------------------------------------------
@transaction.atomic
def lot_draw(*, by: Person | None, programme: Programme) -> Lot:
    """Draw the seed of the lot, once: it is kept for ever, and the lot of each application follows from it.

    Raises:
        ValidationError: it is drawn already, or the decision is made.
    """
    held = _choosing(programme)
    _applications_held(held)
    if Lot.objects.filter(programme=held).exists():
        raise ValidationError(_("The lot is drawn already. It is drawn once."))
    lot = lots_draw(programme=held, seed=secrets.token_hex(16), now=timezone.now())
    audit_write(by=by, scope=held.pk, subject=("programme", held.pk), act="lot_drawn", details={"seed": lot.seed})
    return lot


# --- the decision ---------------------------------------------------------------------------------------------------
@transaction.atomic
def decision_make(*, by: Person | None, programme: Programme, answer_by: dt.date, today: dt.date) -> Decision:
    """Make the decision: everything that it rests on is frozen with a hash. `answer_by` is the day by which the
    selected groups accept their seats.

    Raises:
        ValidationError: something is not decided or not reasoned, the lot is needed, or the day is past.
    """
    held = _choosing(programme)
    if answer_by < today:
        raise ValidationError({"answer_by": [_("Choose a day that has not passed.")]})
    _applications_held(held)
    may_decide(decision_progress(held), held, now=timezone.now()).require()
    _number_reserve(held)
    content = decision_content(held)
    last = Decision.objects.filter(programme=held).order_by("-number").values_list("number", flat=True).first() or 0
    decision = Decision.objects.create(
        programme=held,
        number=last + 1,
        made_at=timezone.now(),
        made_by_id=by.pk if by else None,
        content=content,
        sha256=sha256_of(content),
        answer_by=answer_by,
    )
    details = {"number": decision.number, "sha256": decision.sha256}
    audit_write(by=by, scope=held.pk, subject=("decision", decision.pk), act="decision_made", details=details)
    return decision


def _decision_held(programme: Programme) -> Decision:
    _held(programme)
    decision = Decision.objects.select_related("programme").filter(programme=programme)
    found = decision.exclude(state=DecisionState.OPENED).first()
    if found is None:
        raise ValidationError(_("There is no decision yet."))
    return found


@transaction.atomic
def decision_open(*, by: Person | None, programme: Programme) -> None:
    """Open a decision again that nobody has been told; what it was stays on record.

    Raises:
        ValidationError: the applicants have been told, or there is no decision.
    """
    decision = _decision_held(programme)
    may_open(decision).require()
    decision_move(decision, DecisionState.OPENED, by=by)


@transaction.atomic
def decision_release(*, by: Person | None, programme: Programme) -> Decision:
    """Tell every group what was decided of it, all together; the letters wait so that it can be undone.

    Raises:
        ValidationError: it has been told already, or there is no decision.
    """
    decision = _decision_held(programme)
    held = decision.programme
    may_release(decision, decision_progress(held), held, now=timezone.now()).require()
    decision_move(decision, DecisionState.RELEASED, by=by)
    leaves_at = decision.letters_leave_at
    chosen = [each["group"] for each in decision.content["choices"] if each["outcome"] == Outcome.SELECTED]
    there = Group.objects.filter(pk__in=chosen, ready=True).order_by("pk")  # others have withdrawn meanwhile
    seats_offer(
        programme=decision.programme,
        groups=list(there.values_list("pk", flat=True)),
        answer_by=decision.answer_by or timezone.localdate(),
        leaves_at=leaves_at,
    )
    if leaves_at is not None and letters_of_decision(decision, leaves_at=leaves_at):
        outbox_send.using(run_after=leaves_at).enqueue()
    return decision


@transaction.atomic
def release_undo(*, by: Person | None, programme: Programme) -> None:
    """Take the telling back while its letters wait.

    Raises:
        ValidationError: the letters have left, or nothing was told.
    """
    decision = _decision_held(programme)
    may_undo_release(decision, timezone.now()).require()
    letters_cancel(subject=("programme", decision.programme_id), code="seat_confirm")
    seats_of(decision.programme).delete()
    decision_move(decision, DecisionState.MADE, by=by)
