"""What may be done to a selection and its announcement, and who may read it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.calls.queries import call_state
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_get, group_get_any
from soske.intake.groups.rules import in_group, takes_part
from soske.intake.reviews.models import EligibilityCheck
from soske.intake.reviews.states import Verdict
from soske.intake.selection.models import Alternative, Announcement, Choice, Decision, Seat
from soske.intake.selection.queries import announcement_of
from soske.intake.selection.queries_decision import Progress, has_applications, is_told, late_ones
from soske.intake.selection.queries_seats import answer_of
from soske.intake.selection.states import AnnouncementState, DecisionState, Outcome, SeatState
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.programmes.rules import coordinates_programme, sees_programme


def sees_announcement(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """The public, once it is published; coordinators see the draft."""
    answer = sees_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = announcement_of(asked.programme)
    published = asked.subject is not None and asked.subject.state == AnnouncementState.PUBLISHED
    return YES if published or coordinates_programme(request, slug=slug) else NOT_THERE


def may_choose(announcement: Announcement | None, decision: Decision | None) -> Answer:
    """The choice stands once it is decided or announced; undo that to change it."""
    if announcement is not None and announcement.state != AnnouncementState.DRAFT:
        return Answer(False, _("The selection is published. Undo the publication to change it."))
    if decision is not None and decision.state == DecisionState.RELEASED:
        return Answer(False, _("The applicants have been told the decision, so it stands."))
    return Answer(decision is None, _("The decision is made. Open it again to change it."))


def may_decide_of(person: Any, group: Group) -> Answer:
    """A coordinator who takes part in a group leaves what is decided about it to another coordinator."""
    return Answer(
        person is None or not takes_part(person, group.pk),
        _("You take part in this group yourself. Another coordinator has to do this."),
    )


def may_be_chosen(group: Group) -> Answer:
    """A group that does not meet a requirement of the call gets no seat, however many points it has."""
    failed = EligibilityCheck.objects.filter(application__group=group, verdict=Verdict.FAIL)
    return Answer(not failed.exists(), _("This group does not meet the requirements of the call."))


def may_decide(progress: Progress, programme: Programme, *, now: dt.datetime) -> Answer:
    """The call is over, everything is decided, each with a reason, and the lot is drawn where it is needed."""
    if not has_applications(programme):
        return Answer(False, _("Nothing has been applied for, so there is nothing to decide here."))
    if call_state(programme, now) == "open":
        return Answer(False, _("The call is still open. The decision is made when it has closed."))
    if late_ones(programme, now=now):
        return Answer(False, _("An application may still be submitted late. Wait for it, or take the leave back."))
    if progress.outcomes.get(Outcome.SELECTED, 0) > programme.seats:
        return Answer(False, _("More groups are selected than there are seats."))
    if progress.failed:
        return Answer(False, _("A group that is selected or on the reserve list does not meet the requirements."))
    if progress.undecided:
        words = ngettext("%(n)s group is not decided yet.", "%(n)s groups are not decided yet.", progress.undecided)
        return Answer(False, words % {"n": progress.undecided})
    if progress.unreasoned:
        words = ngettext("%(n)s group lacks a reason.", "%(n)s groups lack a reason.", progress.unreasoned)
        return Answer(False, words % {"n": progress.unreasoned})
    return Answer(progress.tied == 0, _("Groups with the same points are decided differently. Draw the lot first."))


def may_open(decision: Decision) -> Answer:
    """While nobody has been told."""
    return Answer(decision.state == DecisionState.MADE, _("The applicants have been told the decision, so it stands."))


def may_release(decision: Decision, progress: Progress, programme: Programme, *, now: dt.datetime) -> Answer:
    """Once, and while it is about everybody who has applied."""
    if decision.state != DecisionState.MADE:
        return Answer(False, _("The applicants have been told already."))
    if late_ones(programme, now=now):
        return Answer(False, _("An application may still be submitted late. Wait for it, or take the leave back."))
    return Answer(
        progress.undecided == 0, _("An application has come after the decision was made. Open the decision again.")
    )


def may_undo_release(decision: Decision, now: dt.datetime) -> Answer:
    """Until the letters leave. Where no letter leaves, at any time."""
    if decision.state != DecisionState.RELEASED:
        return Answer(False, _("The applicants have not been told yet."))
    return Answer(
        decision.letters_leave_at is None or now < decision.letters_leave_at,
        _("The messages have left, so this can no longer be undone."),
    )


def coordinates_alternative(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Coordinators of the programme; an alternative of another programme is not there."""
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = Alternative.objects.select_related("programme").filter(programme=asked.programme, pk=pk).first()
    return YES if asked.subject is not None else NOT_THERE


def may_offer(group: Group, *, taken: int, now: dt.datetime) -> Answer:
    """To a group of the reserve list, or to one that declined, once the applicants have been told and while a seat is
    free."""
    programme = group.programme
    if not is_told(programme, now=now):
        return Answer(False, _("Tell the applicants the decision first. Their messages have to leave."))
    seat = Seat.objects.filter(group=group).first()
    if seat is not None and seat.state != SeatState.DECLINED:
        return Answer(False, _("This group has been offered a seat already."))
    if seat is None and not Choice.objects.filter(group=group, outcome=Outcome.RESERVE).exists():
        return Answer(False, _("This group is not on the reserve list."))
    return Answer(taken < programme.seats, _("All seats are offered or accepted."))


def coordinates_seat(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Coordinators of the programme, also for a group whose application has been withdrawn."""
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = group_get_any(asked.programme, pk)
    return YES if asked.subject is not None else NOT_THERE


def may_answer(seat: Seat, *, today: dt.date) -> Answer:
    """Until the day of the offer has passed, and while the group still applies."""
    if not seat.group.ready:
        return Answer(False, _("The application of the group has been withdrawn. Ask the organiser."))
    return Answer(today <= seat.answer_by, _("The time to answer is over. Ask the organiser."))


def may_accept(seat: Seat, *, taken: int) -> Answer:
    """A seat that was declined can be taken back while nobody else has it."""
    return Answer(
        taken < seat.group.programme.seats, _("The seat has been offered to another group. Ask the organiser.")
    )


def holds_seat(request: HttpRequest, *, slug: str, token: Any, **kwargs: Any) -> Answer:
    """Whoever has the link of the letter, once the applicants have been told."""
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    asked.subject = answer_of(asked.programme, token) if asked.programme else None
    return YES if asked.subject is not None else NOT_THERE


def sees_outcome(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Those who are in the group, once the applicants have been told."""
    if not request.user.is_authenticated:
        return Answer(False)
    asked = Asked.of(request)
    asked.programme = programme_get(slug)
    asked.subject = group_get(asked.programme, pk) if asked.programme else None
    if asked.subject is None or not in_group(request.user, asked.subject):
        return NOT_THERE
    return YES if is_told(asked.programme, now=timezone.now()) else NOT_THERE


def may_hide_page(announcement: Announcement | None) -> Answer:
    """Messages and the announcement lead to the page of the academy, so it stays while the selection is published."""
    return Answer(
        announcement is None or announcement.state == AnnouncementState.DRAFT,
        _("The selection is published, and its messages lead to this page. Undo the publication first."),
    )


def may_be_removed(group: Group) -> Answer:
    """A group that is decided of stays until that is taken back."""
    return Answer(
        not Choice.objects.filter(group=group).exclude(outcome=Outcome.OPEN).exists(),
        _("The selection says something of this group. Undo that first."),
    )


def may_publish(announcement: Announcement | None, groups: int, programme: Programme, *, now: dt.datetime) -> Answer:
    """There is something to announce and it is not announced yet. Where something was applied for, the applicants hear
    of it first."""
    if announcement is not None and announcement.state == AnnouncementState.PUBLISHED:
        return Answer(False, _("The selection is published already."))
    if has_applications(programme):
        if not is_told(programme, now=now):
            return Answer(False, _("Tell the applicants the decision first. Their messages have to leave."))
        return Answer(groups > 0, _("No group has accepted its seat yet."))
    return Answer(groups > 0, _("Select at least one group first."))


def may_undo(announcement: Announcement, now: dt.datetime) -> Answer:
    """Until letters leave. Where no letter leaves, at any time."""
    if announcement.state != AnnouncementState.PUBLISHED:
        return Answer(False, _("The selection is not published."))
    return Answer(
        announcement.letters_leave_at is None or now < announcement.letters_leave_at,
        _("Messages have left, so the publication can no longer be undone. You can still correct its texts."),
    )
