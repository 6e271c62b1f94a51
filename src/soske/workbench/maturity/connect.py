"""What the self-assessment gives to the contracts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base.answer import NOT_THERE, Answer
from soske.base.connect import Dated, Duty, Kept, Sheet, Subject, duties, own_dates, personal_data, sheets, subject_add
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import team_of
from soske.packs.codes import StageKind
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, first_day_of, kickoff_of
from soske.records.actions import revision_grow
from soske.records.models import CalendarEntry
from soske.workbench.maturity.actions import SUBJECT
from soske.workbench.maturity.models import LongAnswer, Moment, MomentKind
from soske.workbench.maturity.queries import (
    academy_of,
    has_teams,
    lacking,
    long_done,
    long_names,
    model_of,
    moment_now,
    moments_of,
    owner_of,
)
from soske.workbench.maturity.rules import may_open

DATES, MOST = 100, 200
START_WITHIN, END_FROM, END_UNTIL = dt.timedelta(days=14), dt.timedelta(days=28), dt.timedelta(days=28)
"""How soon after the kick-off the first self-assessment is opened, and how long around the closing the last."""


# --- duties ---------------------------------------------------------------------------------------------------------
@duties.add
def maturity_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """While answers are taken, a team shares its links and each of its members answers the long form; the coordinator
    opens it after the kick-off and before the closing, and closes it when the time is over."""
    if programme.record_only or not person.is_authenticated:
        return []
    today = timezone.localdate(now)
    found: list[Duty] = []
    if coordinates(person, programme, today=today):
        found += [*_to_open(programme, today), *_to_close(programme, today)]
    if not moments_of(programme):
        return found
    moment, team = moment_now(programme, today), team_of(person, programme)
    if moment is not None and team is not None:
        team.programme = programme
        found += _of_team(person, team, moment)
    return found


def _to_open(programme: Programme, today: dt.date) -> list[Duty]:
    """The one at the start from the kick-off on, the one at the end from some weeks before the closing until some weeks
    after it; both only while the sprint has teams."""
    moments = moments_of(programme)
    kickoff, closing = kickoff_of(programme), first_day_of(programme, StageKind.CLOSING)
    if kickoff is None or closing is None or MomentKind.END in moments:
        return []
    if kickoff <= today < closing - END_FROM:
        kind, day = MomentKind.START, kickoff + START_WITHIN
        title = _("Open the self-assessment of the start")
        text = _("The teams know each other now. They need about two weeks to gather the answers.")
    elif closing - END_FROM <= today <= closing + END_UNTIL:
        kind, day = MomentKind.END, closing
        title = _("Open the self-assessment of the end")
        text = _("The teams present at the closing how their answers have changed. They need about two weeks.")
    else:
        return []
    if not may_open(programme, kind, moments) or not has_teams(programme):
        return []
    return [
        Duty(
            key=f"maturity_open:{kind}:{programme.pk}",
            title=title,
            text=text,
            button=_("Go to the self-assessment"),
            url=reverse("maturity_desk", args=[programme.slug]),
            due=day,
            weight=42,
        )
    ]


def _to_close(programme: Programme, today: dt.date) -> list[Duty]:
    return [
        Duty(
            key=f"maturity_close:{each.pk}",
            title=_("Close the self-assessment"),
            text=_("The time for answering is over. The teams see the academy’s average when you have closed it."),
            button=_("Go to the self-assessment"),
            url=reverse("maturity_desk", args=[programme.slug]),
            weight=40,
        )
        for each in moments_of(programme).values()
        if each.closed_at is None and each.closes_on < today
    ]


def _of_team(person: Person, team: Group, moment: Moment) -> list[Duty]:
    slug, found = team.programme.slug, []
    counted = lacking(team, moment)
    if missing := counted.members - counted.enough:
        words = ngettext(
            "%(n)s organisation of yours has fewer than three answers, so it has no result.",
            "%(n)s organisations of yours have fewer than three answers, so they have no result.",
            missing,
        )
        found.append(
            Duty(
                key=f"maturity_share:{moment.pk}:{team.pk}",
                title=_("Share the link to the five-minute self-assessment"),
                text=words % {"n": missing},
                button=_("Go to the links"),
                url=reverse("own_maturity", args=[slug]),
                due=moment.closes_on,
                weight=44,
            )
        )
    if not long_done(moment, person):
        found.append(
            Duty(
                key=f"maturity_long:{moment.pk}:{person.pk}",
                title=_("Answer the self-assessment of the team"),
                text=_("The long form takes about 20 minutes. Nobody sees your answers, only the average of the team."),
                button=_("Answer the long form"),
                url=reverse("maturity_long", args=[slug]),
                due=moment.closes_on,
                weight=46,
            )
        )
    return found


# --- the calendar of a person ---------------------------------------------------------------------------------------
@own_dates.add
def maturity_dates(*, person: Any) -> Sequence[Dated]:
    """The last days for answers in the academies in which a person is in a team. Three queries."""
    places = GroupPerson.objects.filter(person=person, ends__isnull=True, group__team_since__isnull=False)
    rows = Moment.objects.filter(programme__in=places.values("group__programme")).select_related("programme")
    moments = {each.pk: each for each in rows.order_by("-pk")[:DATES]}
    entries = CalendarEntry.objects.filter(subject_type=SUBJECT, subject_id__in=moments)
    return [_dated(moments[each.subject_id], each) for each in entries]


def _dated(moment: Moment, entry: CalendarEntry) -> Dated:
    return Dated(
        uid=entry.uid,
        sequence=entry.sequence,
        name=entry.name,
        starts=timezone.localtime(entry.starts).date(),
        ends=timezone.localtime(entry.ends).date(),
        cancelled=entry.cancelled,
        url=settings.BASE_URL + reverse("own_maturity", args=[moment.programme.slug]),
        of=moment.programme.name,
    )


# --- subjects -------------------------------------------------------------------------------------------------------
def _may(person: Any, pk: int, act: str) -> Answer:
    """No file hangs on a moment."""
    return NOT_THERE


def _titles(ids: Iterable[int]) -> dict[int, str]:
    rows = Moment.objects.filter(pk__in=set(ids)).values_list("pk", "kind")
    return {pk: str(MomentKind(kind).label) for pk, kind in rows}


def _url(pk: int) -> str:
    moment = Moment.objects.select_related("programme").get(pk=pk)
    return reverse("maturity_desk", args=[moment.programme.slug])


subject_add(Subject(type=SUBJECT, label=gettext_lazy("Self-assessment"), may=_may, titles=_titles, url=_url))


# --- personal data --------------------------------------------------------------------------------------------------
def _own(person: Person) -> Any:
    """Her long answers. Each moment has a code of its own for her, so the open ones are gone through: few, because
    closing removes the answers."""
    open_ones = Moment.objects.filter(closed_at__isnull=True, long_answers__isnull=False).distinct()
    return LongAnswer.objects.filter(owner__in=[owner_of(moment, person) for moment in open_ones])


class Personal:
    """Long forms of a person, found by their keyed hash, until the moment is closed. The short form has no person."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        lang = get_language() or "fi"
        rows = []
        for answer in _own(person).select_related("moment__programme").order_by("moment"):
            programme = answer.moment.programme
            for area in model_of(programme).areas:
                name = area.name.spoken(lang, tuple(programme.languages)).text
                values = [answer.answers.get(each) for each in long_names(area)]
                rows.append((name, ", ".join(str(value or "–") for value in values)))
        return [
            Kept(
                kind=gettext_lazy("Your answers to the long form of the self-assessment"),
                ground=gettext_lazy("The average of your team is counted from them. Nobody sees them."),
                retention=gettext_lazy(
                    "Until the organiser closes the self-assessment. Then they are removed and the average stays. "
                    "Your answers to the short form are not kept under your name."
                ),
                rows=rows[:MOST],
            )
        ]

    def erase(self, *, person: Person, preview: bool) -> Sequence[tuple[str, int]]:
        """Long answers that are not yet in an average. If the key of the service has been changed since, they are not
        found any more, by anybody."""
        rows = _own(person)
        found = [(_("Answers to the long form of the self-assessment"), rows.count())]
        if not preview:
            for scope in rows.values_list("moment__programme", flat=True).distinct():
                revision_grow(scope)
            rows.delete()
        return found


personal_data.add(Personal())


# --- sheet ----------------------------------------------------------------------------------------------------------
@sheets.add
def maturity_sheet(*, programme: Programme) -> Sheet:
    """The academy's averages by area, and of how many organisations; nothing of a single one."""
    lang, order = get_language() or "fi", tuple(programme.languages)
    found = {kind: academy_of(each, Counter()) for kind, each in moments_of(programme).items()}
    rows = [
        (
            area.name.spoken(lang, order).text,
            *(value for kind in MomentKind.values for value in found.get(kind, {}).get(area.code, ("", ""))),
        )
        for area in model_of(programme).areas
    ]
    columns = [
        _("Area"),
        _("Average at the start"),
        _("Organisations at the start"),
        _("Average at the end"),
        _("Organisations at the end"),
    ]
    return Sheet(title=_("Self-assessment"), columns=columns, rows=rows)
