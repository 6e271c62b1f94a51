"""What meetings give to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.connect import (
    Dated,
    Duty,
    Kept,
    Moved,
    Subject,
    duties,
    moves,
    own_dates,
    personal_data,
    subject_add,
)
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, pack_parts, remembered_of, stages_of
from soske.records.models import CalendarEntry
from soske.sprint.meetings.actions import seats_fill
from soske.sprint.meetings.letters import letter_renewed
from soske.sprint.meetings.models import Feedback, Meeting, Participant
from soske.sprint.meetings.queries import (
    MeetingView,
    feedback_given,
    invited_now,
    meeting_views,
    meetings_of_person,
    participant_of,
    people_told,
    times_of,
    uninvited_of,
)
from soske.sprint.meetings.states import SUBJECT, MeetingState, Reply
from soske.sprint.meetings.words import when_words

AHEAD = dt.timedelta(days=42)
"""How long before a meeting its invitations are a duty: calendars fill up."""
FEEDBACK = dt.timedelta(days=7)
"""How long after a meeting feedback is asked for."""
MOST = 200
DATES = 100


# --- duties ---------------------------------------------------------------------------------------------------------
@duties.add
def meeting_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """A coordinator invites in time and tells of moved times; those who are invited say whether they come."""
    if programme.record_only or not person.is_authenticated:
        return []
    views = [view for view in meeting_views(programme) if view.state != MeetingState.CANCELLED]
    ahead = [view for view in views if view.times.is_ahead(now)]
    coming = {view.pk for view in ahead}
    past = [view for view in views if view.is_over(now) and view.times.ends and now - view.times.ends < FEEDBACK]
    if not ahead and not past:
        return []
    found = []
    if coordinates(person, programme, today=timezone.localdate(now)):
        found += _tell_duties(programme, [view for view in ahead if view.untold])
        soon = [view for view in ahead if view.times.starts and view.times.starts - now < AHEAD and not view.untold]
        left = uninvited_of(programme, soon)
        found += [_invite_duty(programme, view, left[view.pk]) for view in soon if left[view.pk]]
    found += [duty for pk, duty in _replies(programme, person) if pk in coming]
    if past and _asks(programme):
        said, over = feedback_given(programme, person), {view.pk for view in past}
        found += [
            _feedback_duty(programme, view)
            for view, mine in meetings_of_person(person, programme)
            if view.pk in over - said and mine.reply != Reply.AWAY
        ]
    return found[:20]


def _replies(programme: Programme, person: Any) -> list[tuple[int, Duty]]:
    """Meetings to which a person has not answered, over or not, with the words that ask for an answer."""

    def make() -> list[tuple[int, Duty]]:
        mine = meetings_of_person(person, programme)
        return [(view.pk, _reply_duty(programme, view)) for view, place in mine if place.reply == Reply.OPEN]

    return remembered_of(programme, make, "replies asked", person.pk, get_language())


def _asks(programme: Programme) -> bool:
    return bool(pack_parts(programme, "feedback").get("feedback"))


def _feedback_duty(programme: Programme, view: MeetingView) -> Duty:
    return Duty(
        key=f"meeting_feedback:{view.pk}",
        title=_("Say how it was: %(meeting)s") % {"meeting": _name(view)},
        text=_("It takes a minute. The organiser sees the answers without names."),
        button=_("Give feedback"),
        url=reverse("meeting_feedback", args=[programme.slug, view.pk]),
        weight=60,
    )


def _day(view: MeetingView) -> dt.date | None:
    return timezone.localdate(view.times.starts) if view.times.starts else None


def _name(view: MeetingView) -> str:
    return view.name.spoken(get_language() or "fi").text


def _invite_duty(programme: Programme, view: MeetingView, left: int) -> Duty:
    words = ngettext("%(n)s person has no invitation.", "%(n)s people have no invitation.", left)
    return Duty(
        key=f"meeting_invite:{view.pk}",
        title=_("Send the invitations: %(meeting)s") % {"meeting": _name(view)},
        text=words % {"n": left},
        button=_("Go to the meeting"),
        url=reverse("meeting_desk", args=[programme.slug, view.pk]),
        due=_day(view),
        weight=12,
    )


def _tell_duties(programme: Programme, views: Sequence[MeetingView]) -> list[Duty]:
    """Of several meetings one tells at once."""
    if len(views) < 2:
        return [_tell_duty(programme, view) for view in views]
    words = ngettext("%(n)s meeting has moved.", "%(n)s meetings have moved.", len(views)) % {"n": len(views)}
    return [
        Duty(
            key=f"meetings_tell:{programme.pk}",
            title=_("Tell everybody about the changes in meetings"),
            text=words,
            button=_("Check the changes"),
            url=reverse("meetings_tell", args=[programme.slug]),
            due=_day(views[0]),
            weight=5,
        )
    ]


def _tell_duty(programme: Programme, view: MeetingView) -> Duty:
    return Duty(
        key=f"meeting_tell:{view.pk}",
        title=_("Tell everybody about the change: %(meeting)s") % {"meeting": _name(view)},
        text=_("Those who are invited still have the old time or place."),
        button=_("Go to the meeting"),
        url=reverse("meeting_desk", args=[programme.slug, view.pk]),
        due=_day(view),
        weight=5,
    )


def _reply_duty(programme: Programme, view: MeetingView) -> Duty:
    return Duty(
        key=f"meeting_reply:{view.pk}",
        title=_("Say whether you are coming: %(meeting)s") % {"meeting": _name(view)},
        text=_("The organiser books the room and the catering by the answers."),
        button=_("Answer"),
        url=reverse("meeting", args=[programme.slug, view.pk]),
        due=_day(view),
        weight=30,
    )


# --- what moves with the path ---------------------------------------------------------------------------------------
@moves.add
def meeting_moves(*, programme: Programme, stages: Mapping[str, Any]) -> Sequence[Moved]:
    """The meetings of stages that would move, with those who know an earlier time. Three queries."""
    lang, now = get_language() or "fi", stages_of(programme)
    changed = [
        (view, times)
        for view in meeting_views(programme)
        if view.meeting.stage
        and view.state != MeetingState.CANCELLED
        and (times := times_of(view.meeting, stages)) != times_of(view.meeting, now)
    ]
    know = people_told([view.pk for view, _times in changed])
    return [
        Moved(
            _("Meeting"),
            view.name,
            when_words(view.times, lang),
            when_words(times, lang),
            know.get(view.pk, frozenset()),
        )
        for view, times in changed
    ]


# --- the calendar of a person ---------------------------------------------------------------------------------------
@own_dates.add
def meeting_dates(*, person: Any) -> Sequence[Dated]:
    """The meetings to which a person is invited, in every programme, the latest hundred. Two queries, and those of the
    meetings of each programme."""
    places = Participant.objects.filter(person=person, told__isnull=False, sponsor=False).exclude(reply=Reply.AWAY)
    rows = invited_now(places).select_related("meeting__programme").order_by("-pk")[:DATES]
    by_meeting = {row.meeting_id: row.meeting for row in rows}
    entries = CalendarEntry.objects.filter(subject_type=SUBJECT, subject_id__in=by_meeting)
    views = {
        view.pk: view
        for programme in {meeting.programme_id: meeting.programme for meeting in by_meeting.values()}.values()
        for view in meeting_views(programme)
    }
    return [_dated(views[entry.subject_id], entry) for entry in entries if entry.subject_id in views]


def _dated(view: MeetingView, entry: CalendarEntry) -> Dated:
    programme = view.meeting.programme
    order = tuple(programme.languages)
    lang = get_language() or order[0]
    starts, ends = view.times.starts or entry.starts, view.times.ends or entry.ends
    local = timezone.localtime(starts), timezone.localtime(ends)
    whole = view.times.whole if view.times.starts else entry.all_day
    agenda = view.meeting.agenda.spoken(lang, order).text
    return Dated(
        uid=entry.uid,
        sequence=entry.sequence + view.untold,
        name=view.name,
        starts=local[0].date() if whole else local[0],
        ends=local[1].date() if whole else local[1],
        cancelled=view.state == MeetingState.CANCELLED,
        place=view.meeting.place or view.meeting.link,
        text="\n\n".join(part for part in (view.meeting.link, agenda) if part),
        url=settings.BASE_URL + reverse("meeting", args=[programme.slug, view.pk]),
        of=programme.name,
    )


# --- subjects -------------------------------------------------------------------------------------------------------
def _may(person: Any, pk: int, act: str) -> Answer:
    """Material is for those who are invited, and for the coordinators."""
    meeting = Meeting.objects.filter(pk=pk).select_related("programme").first()
    if meeting is None or not person.is_authenticated:
        return NOT_THERE
    invited = act == "read" and participant_of(meeting, person) is not None
    return YES if invited or coordinates(person, meeting.programme, today=timezone.localdate()) else NOT_THERE


def _titles(ids: Iterable[int]) -> dict[int, str]:
    """Names of meetings: their own, or their stage's."""
    lang = get_language() or "fi"
    rows = Meeting.objects.filter(pk__in=set(ids)).select_related("programme")
    wanted = {row.pk for row in rows}
    programmes = {row.programme_id: row.programme for row in rows}.values()
    views = (view for programme in programmes for view in meeting_views(programme))
    return {view.pk: view.name.spoken(lang).text for view in views if view.pk in wanted}


def _url(pk: int) -> str:
    meeting = Meeting.objects.select_related("programme").get(pk=pk)
    return reverse("meeting_desk", args=[meeting.programme.slug, pk])


def _receives(person: Any, pk: int) -> bool:
    return invited_now(Participant.objects.filter(meeting=pk, person=person)).exists()


subject_add(
    Subject(
        type=SUBJECT,
        label=gettext_lazy("Meeting"),
        may=_may,
        titles=_titles,
        url=_url,
        receives=_receives,
        renew=letter_renewed,
    )
)


# --- personal data --------------------------------------------------------------------------------------------------
class Personal:
    """Meetings to which a person is or was invited, and what she thought of them."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        lang = get_language() or "fi"
        rows = Participant.objects.filter(person=person).select_related("meeting__programme").order_by("-pk")[:MOST]
        titles = _titles([row.meeting_id for row in rows][:DATES])
        return [
            Kept(
                kind=gettext_lazy("Meetings to which you are invited"),
                ground=gettext_lazy("Shows who is expected and who is coming."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[
                    (
                        titles.get(row.meeting_id) or row.meeting.programme.name.spoken(lang).text,
                        str(row.get_reply_display()),
                    )
                    for row in rows
                ],
            ),
            Kept(
                kind=gettext_lazy("Feedback that you have given on meetings"),
                ground=gettext_lazy("Kept with you so that you can change it. Shown without your name."),
                retention=gettext_lazy("Until the academy is erased. After an erasure it does not say whose it is."),
                rows=[
                    (_("Feedback"), ", ".join(str(said) for said in answers.values()))
                    for answers in Feedback.objects.filter(person=person)
                    .order_by("-pk")
                    .values_list("answers", flat=True)[:MOST]
                ],
            ),
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        """Who came is a number of the organisation; her own place and answer go."""
        places, said = Participant.objects.filter(person=person), Feedback.objects.filter(person=person)
        found = [
            (_("Invitations to meetings and answers to them"), places.count()),
            (_("Whose feedback on a meeting it is"), said.count()),
        ]
        if not preview:
            limited = Meeting.objects.filter(participants__person=person, seats__isnull=False).select_related(
                "programme"
            )
            meetings = list(limited)
            places.delete()
            said.update(person=None)
            for meeting in meetings:
                seats_fill(by=None, meeting=meeting, now=timezone.now())
        return found


personal_data.add(Personal())
