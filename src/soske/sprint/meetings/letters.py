"""Letters of meetings, each with the entry for the reader's own calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from email.utils import parseaddr
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base import formats
from soske.base.localtext import one_line, writable
from soske.engines.calendars import Entry, Someone, cancellation, invitation
from soske.people.models import Person
from soske.programmes.letters import Post, Words, as_list, letter_language
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.actions import shortened
from soske.records.models import CalendarEntry, Letter
from soske.sprint.assignments.queries import assignments_of, pre_assignments
from soske.sprint.meetings.holding import entry_make
from soske.sprint.meetings.models import Participant
from soske.sprint.meetings.queries import MeetingView, Times, meeting_get, told_times
from soske.sprint.meetings.states import SUBJECT, MeetingKind, MeetingState
from soske.sprint.meetings.words import when_words

UID = re.compile(r"^UID:(\S+)", re.MULTILINE)


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
    cancels, shown = code == "meeting_cancelled", Shown()
    words = {sponsor: partial(_words, view, before, back, sponsor) for sponsor in (False, True)}
    for each in participants:
        person = each.person
        if person is None:
            continue
        language = letter_language(view.meeting.programme, person.language)
        calendar = calendars_of([(view, entry)], person, language, sponsor=each.sponsor, cancels=cancels, shown=shown)
        key = f"{code}:{view.pk}:{entry.sequence}:{person.pk}:{leaves_at:%Y%m%d%H%M%S}"
        own = "meeting_sponsor" if each.sponsor and code == "meeting_invite" else code
        post.add(own, person, key=key, words=words[each.sponsor], calendar=calendar)
    return post.send()


class Change(NamedTuple):
    """A meeting at another time or place than somebody knows. `before` is when it was."""

    view: MeetingView
    entry: CalendarEntry
    before: Times
    participant: Participant


def letters_of_changes(programme: Programme, changes: Mapping[int, Sequence[Change]], *, leaves_at: dt.datetime) -> int:
    """Queue one letter to each person (person -> her changes, each with its person) that tells her of several meetings,
    with the entry of each; how many wait now. Whoever has to know of one only gets the letter about it."""
    post, shown = Post(programme, subject=("programme", programme.pk), leaves_at=leaves_at), Shown()
    words: dict[Hashable, Words] = {}
    for several in changes.values():
        first, person = several[0], several[0].participant.person
        if person is None:
            continue
        language = letter_language(programme, person.language)
        sponsor = all(each.participant.sponsor for each in several)
        meetings = ((each.view, each.entry) for each in several)
        calendar = calendars_of(meetings, person, language, sponsor=sponsor, shown=shown)
        stamp = f"{person.pk}:{leaves_at:%Y%m%d%H%M%S}"
        if len(several) == 1:
            code, key = "meeting_moved", f"meeting_moved:{first.view.pk}:{first.entry.sequence}:{stamp}"
            own: Words = partial(_words, first.view, first.before, False, sponsor)
        else:
            code, key = "meetings_moved", f"meetings_moved:{first.view.pk}:{programme.pk}:{stamp}"
            own = partial(_changes_words, programme, several, sponsor)
        own = words.setdefault((sponsor, *(each.view.pk for each in several)), own)
        post.add(code, person, key=key, words=own, calendar=calendar, subject=(SUBJECT, first.view.pk))
    return post.send()


def letter_renewed(letter: Letter) -> dict[str, str]:
    """What a letter about meetings says now, for one that was not delivered: meetings that have been moved since are in
    it with their present time.

    Raises:
        ValidationError: the meeting has begun, or is cancelled (held, for a cancellation).
    """
    person = letter.person
    slug = Programme.objects.filter(pk=letter.scope or 0).values_list("slug", flat=True).first()
    programme = programme_get(slug) if slug else None
    cancels = letter.code == "meeting_cancelled"
    entries = CalendarEntry.objects.filter(subject_type=SUBJECT, uid__in=UID.findall(letter.calendar))
    views = [meeting_get(programme, entry.subject_id) for entry in entries] if programme is not None else []
    ahead = [view for view in views if view is not None and view.times.is_ahead(timezone.now())]
    told = [view for view in ahead if (view.state == MeetingState.CANCELLED) == cancels]
    if not told or person is None or programme is None:
        reason = _("The meeting has since been cancelled, or it will be held after all.") if ahead else ""
        raise ValidationError(reason or _("The meeting has begun already."))
    rows = [_change_of(view, person) for view in told]
    rows.sort(key=lambda row: (row.entry.starts, row.view.pk))
    post = Post(programme, subject=(SUBJECT, rows[0].view.pk), leaves_at=timezone.now())
    sponsor = all(row.participant.sponsor for row in rows)
    if letter.code == "meetings_moved":
        words: Words = partial(_changes_words, programme, rows, sponsor)
    else:
        words = partial(_words, rows[0].view, None, False, sponsor)
    composed, language = post.compose(letter.code, person, words), letter_language(programme, person.language)
    calendar = calendars_of([(row.view, row.entry) for row in rows], person, language, sponsor=sponsor, cancels=cancels)
    return {
        "language": composed.language,
        "subject": shortened(one_line(composed.subject), 200),
        "body": writable(composed.body),
        "calendar": calendar,
    }


def _change_of(view: MeetingView, person: Person) -> Change:
    """A meeting with its entry as it is now, for somebody who is invited to it."""
    if view.state != MeetingState.CANCELLED:
        entry = entry_make(view)
    else:
        entry = CalendarEntry.objects.get(subject_type=SUBJECT, subject_id=view.pk)
    place = Participant.objects.get(meeting=view.meeting, person=person)
    return Change(view, entry, view.times, place)


Shown = dict[tuple[int, int, str, bool], Entry]
"""Entries as they are shown, by meeting, sequence, language and whether to a sponsor: made once for many people."""


def calendars_of(
    meetings: Iterable[tuple[MeetingView, CalendarEntry]],
    person: Person,
    language: str,
    *,
    sponsor: bool = False,
    cancels: bool = False,
    shown: Shown | None = None,
) -> str:
    """The entries of several meetings for a person, one iCalendar object for each: a request may hold one entry only
    (RFC 5546 3.2.2). `cancels` takes them out of her calendar; the meetings are held all the same. `shown` is kept by
    the caller for the next person."""
    make, parts = cancellation if cancels else invitation, []
    shown, now = Shown() if shown is None else shown, timezone.now()
    for view, entry in meetings:
        key = (view.pk, entry.sequence, language, sponsor)
        if key not in shown:
            shown[key] = replace(entry_shown(view, entry, language, sponsor=sponsor), cancelled=cancels)
        organiser = organiser_of(view.meeting.programme)
        parts.append(make(shown[key], organiser=organiser, guest=Someone(person.email), now=now).decode())
    return "".join(parts)


def meeting_line(view: MeetingView, language: str, *, before: Times | None = None) -> str:
    """A meeting in one line of a list: name, time, the earlier time, place."""
    name = view.name.spoken(language, tuple(view.meeting.programme.languages)).text
    when = f"{name}: {when_words(view.times, language)}"
    earlier = when_words(before, language) if before else ""
    with override(language):
        was = _("old time: %(before)s") % {"before": earlier} if earlier and before != view.times else ""
    return "; ".join(part for part in (when, was, view.meeting.place or view.meeting.link) if part)


def _changes_words(programme: Programme, changes: Sequence[Change], sponsor: bool, language: str) -> dict[str, str]:
    lines = [meeting_line(each.view, language, before=each.before) for each in changes]
    if not sponsor:
        moved = [each.view for each in changes if each.before != each.view.times]
        lines += [line for view in moved for line in _due_lines(view, language)]
    with override(language):
        page = settings.BASE_URL + reverse("own_meetings", args=[programme.slug])
    reasons = dict.fromkeys(each.view.meeting.reason for each in changes)
    return {"list": as_list(lines), "why": "; ".join(filter(None, reasons)), "link": "" if sponsor else page}


def _due_lines(view: MeetingView, language: str) -> list[str]:
    """The assignments that the teams have and that are due some days before the meeting, with their days."""
    if not view.meeting.stage:
        return []
    order = tuple(view.meeting.programme.languages)
    lines = []
    for assignment, due in assignments_of(view.meeting.programme):
        if assignment.before == view.meeting.stage and assignment.given_at is not None and due is not None:
            words = {
                "name": assignment.name.spoken(language, order).text,
                "day": formats.date_weekday_long(due, language),
            }
            with override(language):
                lines.append(_("%(name)s, due %(day)s") % words)
    return lines


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


def _assignment(view: MeetingView, before: Times | None, language: str) -> str:
    """What is due before the meeting: in an invitation the pre-assignment, in a letter about another time what moves
    with it."""
    if before is not None:
        return formats.listing(_due_lines(view, language), language) if before != view.times else ""
    return _pre_assignment(view, language) if view.meeting.kind == MeetingKind.KICKOFF else ""


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
        "assignment": "" if sponsor else _assignment(view, before, language),
        "link": _page(view, language, sponsor=sponsor),
    }
