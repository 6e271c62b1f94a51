"""What the selection gives to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base.answer import Answer
from soske.base.connect import Duty, Kept, Subject, audience_add, duties, personal_data, subject_add
from soske.intake.groups.audiences import contacts_audience, link_to, ready_groups
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_counts
from soske.intake.selection.models import Announcement, Decision, Seat
from soske.intake.selection.queries import announced, is_published
from soske.intake.selection.queries_decision import (
    decision_of,
    decision_progress,
    has_applications,
    is_released,
    is_told,
)
from soske.intake.selection.queries_seats import answers_by, reserve_next, seats_taken
from soske.intake.selection.states import AnnouncementState, Outcome, SeatState
from soske.packs.codes import StageKind
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, first_day_of

MOST = 200


@duties.add
def selection_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """A coordinator selects and decides, tells the applicants, fills the seats, then publishes."""
    if not coordinates(person, programme, today=timezone.localdate(now)):
        return []
    if is_published(programme):
        return []
    total = group_counts(programme).total
    if not total:
        return []
    due = first_day_of(programme, StageKind.SELECTION)
    if is_released(programme):
        return _seat_duties(programme, due)
    if has_applications(programme):
        return [_decision_duty(programme, total, due)]
    return [_announcement_duty(programme, due) if announced(programme) else _selection_duty(programme, total, due)]


def _selection_duty(programme: Programme, waiting: int, due: dt.date | None) -> Duty:
    words = ngettext(
        "%(n)s group is waiting for the selection.", "%(n)s groups are waiting for the selection.", waiting
    )
    return Duty(
        key=f"selection:{programme.pk}",
        title=_("Select the groups"),
        text=words % {"n": waiting},
        button=_("Go to the selection"),
        url=reverse("selection", args=[programme.slug]),
        due=due,
        weight=10,
    )


def _decision_duty(programme: Programme, total: int, due: dt.date | None) -> Duty:
    decision, progress = decision_of(programme), decision_progress(programme)
    if decision is None and progress.undecided:
        return _selection_duty(programme, progress.undecided, due)
    return Duty(
        key=f"decision:{programme.pk}",
        title=_("Tell the applicants the decision") if decision else _("Make the decision on the selection"),
        text=_("The decision is made. Nobody has been told yet.") if decision else _("Every group is decided."),
        button=_("Go to the decision"),
        url=reverse("decision", args=[programme.slug]),
        due=due,
        weight=10,
    )


def _seat_duties(programme: Programme, due: dt.date | None) -> list[Duty]:
    free = programme.seats - seats_taken(programme)
    found = []
    if free > 0 and reserve_next(programme) is not None:
        words = ngettext("%(n)s seat is free.", "%(n)s seats are free.", free)
        found.append(
            Duty(
                key=f"seats:{programme.pk}",
                title=_("Offer the free seat to the next on the reserve list"),
                text=words % {"n": free},
                button=_("Go to the seats"),
                url=reverse("seats", args=[programme.slug]),
                due=due,
                weight=9,
            )
        )
    if announced(programme):
        found.append(_announcement_duty(programme, due))
    return found


def _announcement_duty(programme: Programme, due: dt.date | None) -> Duty:
    count = announced(programme)
    words = (
        ngettext("%(n)s group has accepted its seat.", "%(n)s groups have accepted their seats.", count)
        if is_released(programme)
        else ngettext(
            "%(n)s group is selected. The announcement is a draft.",
            "%(n)s groups are selected. The announcement is a draft.",
            count,
        )
    )
    return Duty(
        key=f"announcement:{programme.pk}",
        title=_("Publish the selection"),
        text=words % {"n": count},
        button=_("Go to the announcement"),
        url=reverse("announcement_edit", args=[programme.slug]),
        due=due,
        weight=10,
    )


@duties.add
def outcome_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """Those who are in a group read what was decided of it; while a seat is not accepted, by its day."""
    if not is_told(programme, now=now):
        return []
    today = timezone.localdate(now)
    places = Seat.objects.filter(
        group__programme=programme,
        group__people__person=person,
        group__people__ends__isnull=True,
        state=SeatState.OFFERED,
        answer_by__gte=today,
    )
    return [
        Duty(
            key=f"seat:{group}:{answer_by.isoformat()}",
            title=_("Your group has been selected: see that the seat is accepted"),
            text=_("The management sponsor of each organisation accepts it."),
            button=_("Read the decision"),
            url=reverse("outcome", args=[programme.slug, group]),
            due=answer_by,
            weight=5,
        )
        for group, answer_by in places.distinct().values_list("group", "answer_by")[:5]
    ]


def _may(person: Any, pk: int, act: str) -> Answer:
    announcement = Announcement.objects.select_related("programme").filter(pk=pk).first()
    if announcement is None:
        return Answer(False)
    public = announcement.state == AnnouncementState.PUBLISHED and act == "read"
    return Answer(public or coordinates(person, announcement.programme, today=timezone.localdate()))


def _receives(person: Any, pk: int) -> bool:
    """The letter about a selected group is for its contact person."""
    return Group.objects.filter(programme__announcement=pk, contact=person).exists()


def _titles(ids: Iterable[int]) -> dict[int, str]:
    lang = get_language() or "fi"
    found = Announcement.objects.filter(pk__in=set(ids)).select_related("programme")
    return {each.pk: each.programme.name.spoken(lang).text for each in found}


def _url(pk: int) -> str:
    return reverse("announcement", args=[Announcement.objects.select_related("programme").get(pk=pk).programme.slug])


subject_add(
    Subject(
        type="announcement",
        label=gettext_lazy("Announcement"),
        may=_may,
        titles=_titles,
        url=_url,
        receives=_receives,
    )
)


# --- the decision ---------------------------------------------------------------------------------------------------
def _may_decision(person: Any, pk: int, act: str) -> Answer:
    """A decision and its letters are the coordinators'; a group reads what concerns it on its own page."""
    decision = Decision.objects.select_related("programme").filter(pk=pk).first()
    if decision is None:
        return Answer(False)
    return Answer(coordinates(person, decision.programme, today=timezone.localdate()))


def _receives_decision(person: Any, pk: int) -> bool:
    """The letter about a group is for its contact person."""
    return Group.objects.filter(programme__decisions=pk, contact=person).exists()


def _titles_decision(ids: Iterable[int]) -> dict[int, str]:
    found = Decision.objects.filter(pk__in=set(ids)).values_list("pk", "number")
    return {pk: _("Decision %(number)s") % {"number": number} for pk, number in found}


def _url_decision(pk: int) -> str:
    return reverse("decision", args=[Decision.objects.select_related("programme").get(pk=pk).programme.slug])


subject_add(
    Subject(
        type="decision",
        label=gettext_lazy("Decision"),
        may=_may_decision,
        titles=_titles_decision,
        url=_url_decision,
        receives=_receives_decision,
    )
)


def _selected(programme: Programme) -> QuerySet[Group]:
    if is_released(programme):
        return ready_groups(programme).filter(seat__state=SeatState.ACCEPTED)
    return ready_groups(programme).filter(choice__outcome=Outcome.SELECTED)


audience_add(
    contacts_audience(
        "selected", gettext_lazy("Contact persons of the selected groups"), _selected, link_to("announcement")
    )
)


# --- personal data --------------------------------------------------------------------------------------------------
class Personal:
    """What a management sponsor has answered to the offer of a seat."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        lang = get_language() or "fi"
        rows = answers_by(person).select_related("seat__group__programme", "member__organisation")[:MOST]
        return [
            Kept(
                kind=gettext_lazy("What you have answered to the offer of a seat"),
                ground=gettext_lazy("Shows who accepted the seat of the organisation, and on what terms."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[
                    (
                        row.member.organisation.name.spoken(lang).text,
                        ", ".join(word for word in (row.get_state_display(), row.role, row.comment) if word),
                    )
                    for row in rows
                ],
            )
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        """Her role and message go; that the organisation has answered, and the terms, stay."""
        rows = answers_by(person).exclude(role="", comment="")
        found = [(_("Role and message in the answer to the offer of a seat"), rows.count())]
        if not preview:
            rows.update(role="", comment="")
        return found


personal_data.add(Personal())
