"""Letters of meetings, each with the entry for the reader's own calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from email.utils import parseaddr
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base import formats
from soske.base.localtext import one_line
from soske.engines.calendars import Entry, Someone, cancellation, invitation
from soske.programmes.letters import Post, letter_language
from soske.programmes.models import Programme
from soske.records.models import CalendarEntry
from soske.sprint.assignments.queries import pre_assignments
from soske.sprint.meetings.models import Participant
from soske.sprint.meetings.queries import MeetingView, Times, told_times
from soske.sprint.meetings.states import SUBJECT, MeetingKind, MeetingState
from soske.sprint.meetings.words import when_words


def letters_of_meeting(
    view: MeetingView,
    participants: Iterable[Participant],
    *,
    code: str,
    entry: CalendarEntry,
    leaves_at: dt.datetime,
    before: Times | None = None,
    back: bool = False,
) -> int:
    """Queue the letter `code` to each of these people (with their persons); how many wait now. `before` is when the
    meeting was, as they know it; `back` says that it was cancelled and is held after all. Management sponsors, who
    have no account, get an invitation of their own that asks for no answer."""
    post = Post(view.meeting.programme, subject=(SUBJECT, view.pk), leaves_at=leaves_at)
    make = cancellation if code == "meeting_cancelled" else invitation
    queued = 0
    for each in participants:
        person = each.person
        if person is None:
            continue
        language = letter_language(view.meeting.programme, person.language)
        calendar = make(
            entry_shown(view, entry, language, sponsor=each.sponsor),
            organiser=organiser_of(view.meeting.programme),
            guest=Someone(person.email),
            now=timezone.now(),
        )
        key = f"{code}:{view.pk}:{entry.sequence}:{person.pk}:{leaves_at:%Y%m%d%H%M%S}"
        words = partial(_words, view, before, back, each.sponsor)
        own = "meeting_sponsor" if each.sponsor and code == "meeting_invite" else code
        queued += post.queue(own, person, key=key, words=words, calendar=calendar.decode())
    return queued


def organiser_of(programme: Programme) -> Someone:
    """In whose name an academy's entries of calendars are."""
    name = programme.organiser.name.spoken(programme.languages[0]).text if programme.organiser else ""
    return Someone(programme.address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1], one_line(name))


def _page(view: MeetingView, language: str, *, sponsor: bool) -> str:
    """The address of the meeting; none for a management sponsor, who has no account and needs none."""
    if sponsor:
        return ""
    with override(language):
        return settings.BASE_URL + reverse("meeting", args=[view.meeting.programme.slug, view.pk])


def entry_shown(view: MeetingView, entry: CalendarEntry, language: str, *, sponsor: bool) -> Entry:
    """The entry of a meeting in a language, as a calendar gets it."""
    programme = view.meeting.programme
    order = tuple(programme.languages)
    agenda = view.meeting.agenda.spoken(language, order).text
    starts, ends = timezone.localtime(entry.starts, formats.HELSINKI), timezone.localtime(entry.ends, formats.HELSINKI)
    return Entry(
        uid=entry.uid,
        sequence=entry.sequence,
        summary=f"{one_line(view.name.spoken(language, order).text)} – {programme.name.spoken(language, order).text}",
        starts=starts.date() if entry.all_day else starts,
        ends=ends.date() if entry.all_day else ends,
        place=one_line(view.meeting.place or view.meeting.link),
        text="\n\n".join(part for part in (view.meeting.link, "" if sponsor else agenda) if part),
        url=_page(view, language, sponsor=sponsor),
        cancelled=entry.cancelled,
    )


def _pre_assignment(view: MeetingView, language: str) -> str:
    """The pre-assignment that the teams have got, with its day; "" where there is none."""
    order = tuple(view.meeting.programme.languages)
    for assignment, due in pre_assignments(view.meeting.programme):
        if assignment.given_at is None:
            continue
        name = assignment.name.spoken(language, order).text
        return f"{name}, {formats.date_weekday_long(due, language)}" if due else name
    return ""


def _words(view: MeetingView, before: Times | None, back: bool, sponsor: bool, language: str) -> dict[str, str]:
    order = tuple(view.meeting.programme.languages)
    with override(language):
        why = _("The meeting is held after all.") if back else view.meeting.reason
    return {
        "meeting": view.name.spoken(language, order).text,
        # A meeting that is cancelled is spoken of by the time that people know.
        "due": when_words(told_times(view.meeting) if view.state == MeetingState.CANCELLED else view.times, language),
        "before": when_words(before, language) if before else "",
        "place": view.meeting.place or view.meeting.link,
        "why": why,
        "assignment": "" if sponsor or view.meeting.kind != MeetingKind.KICKOFF else _pre_assignment(view, language),
        "link": _page(view, language, sponsor=sponsor),
    }
