"""The applications of one person, for her own front page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Exists, Prefetch, Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.connect import Duty
from soske.base.templatetags.soske import tag
from soske.intake.applications.duties_applicant import duties_in, members_unsigned, requests_open
from soske.intake.applications.models import Application
from soske.intake.applications.states import ApplicationState
from soske.intake.calls.models import PartnerNotice
from soske.intake.groups.models import GroupPerson, Member
from soske.intake.groups.queries import group_view
from soske.packs.codes import StageKind
from soske.packs.text import Spoken
from soske.people.models import Membership, Person
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import organisers_offered, stage_span

MOST = 30


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """An application that the person writes, and what is next in it."""

    pk: int
    programme: Programme
    name: tuple[Spoken, ...]
    joint: bool
    state: SafeString
    words: str
    url: str
    duties: list[Duty] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Times:
    """When the call of a programme is open, and by when one hears of the choice."""

    opens: dt.datetime | None = None
    closes: dt.datetime | None = None
    answer_by: dt.date | None = None


def organisations_offered_to(person: Person, programme: Programme) -> Q:
    """Which organisations an applicant may know of: those she works for, those that look for a partner while she does
    too, and organisers. Who else writes an application is told to nobody."""
    work = Membership.objects.filter(person=person, ends__isnull=True)
    notices = PartnerNotice.objects.filter(call__programme=programme)
    own = notices.filter(person=person)
    seen = notices.filter(Exists(own.filter(closed_at__isnull=True)), closed_at__isnull=True)
    return (
        organisers_offered(programme)
        | Q(pk__in=work.values("organisation"))
        | Q(pk__in=own.values("organisation"))
        | Q(pk__in=seen.values("organisation"))
    )


def own_applications(person: Person, lang: str, *, now: dt.datetime) -> list[OwnApplication]:
    """At most 30, the newest first. Eight queries, however many there are."""
    members = Member.objects.select_related("organisation", "unit")
    places = list(
        GroupPerson.objects.filter(person=person, ends__isnull=True, group__application__isnull=False)
        .select_related("group__application", "group__programme", "member")
        .prefetch_related(Prefetch("group__members", queryset=members))
        .order_by("-pk")[:MOST]
    )
    if not places:
        return []
    numbers = [place.group.application.pk for place in places]
    times = _times({place.group.programme_id for place in places})
    unsigned, asked = members_unsigned(numbers), requests_open(numbers, now=now)
    found = []
    for place in places:
        programme, application = place.group.programme, place.group.application
        when = times.get(programme.pk, Times())
        view = group_view(place.group, lang, programme.languages)
        duties = duties_in(
            place,
            programme,
            opens=when.opens,
            closes=when.closes,
            now=now,
            waiting=unsigned.get(application.pk, set()),
            request=asked.get(application.pk),
        )
        found.append(
            OwnApplication(
                pk=application.pk,
                programme=programme,
                name=view.name,
                joint=view.joint,
                state=_state(application),
                words=_words(application, when, lang, now=now, next_step=bool(duties)),
                url=reverse("application", args=[programme.slug, application.pk]),
                duties=duties,
            )
        )
    return found


def _times(programmes: set[int]) -> dict[int, Times]:
    """The first call and the first selection of each programme that have a date. One query."""
    stages: dict[tuple[int, str], Stage] = {}
    kinds = (StageKind.CALL, StageKind.SELECTION)
    for stage in Stage.objects.filter(programme__in=programmes, kind__in=kinds, starts__isnull=False):
        stages.setdefault((stage.programme_id, stage.kind), stage)
    found = {}
    for pk in programmes:
        call, selection = (stages.get((pk, kind)) for kind in kinds)
        opens, closes = stage_span(call) if call else (None, None)
        found[pk] = Times(opens, closes, selection.ends if selection else None)
    return found


def _state(application: Application) -> SafeString:
    match application.state:
        case ApplicationState.SUBMITTED:
            return tag("ok", _("Submitted"))
        case ApplicationState.WITHDRAWN:
            return tag("plain", _("Withdrawn"))
    return tag("draft", _("Draft"))


def _words(application: Application, when: Times, lang: str, *, now: dt.datetime, next_step: bool) -> str:
    """What is next when nothing waits for the reader."""
    until = max((moment for moment in (when.closes, application.late_until) if moment), default=None)
    ahead = until is not None and now < until
    if application.state == ApplicationState.SUBMITTED:
        if when.answer_by is None:
            return _("The organiser deals with the applications.")
        return _("You hear of the selection by %(day)s.") % {"day": formats.date_short(when.answer_by, lang)}
    if not ahead or until is None:
        return _("The call has closed.")
    closes = _("The call closes on %(moment)s.") % {"moment": formats.date_and_time(until, lang)}
    if application.state == ApplicationState.WITHDRAWN:
        return _("You can reopen it until the call closes.")
    who = _("The lead organisation submits the application.")
    return closes if next_step else f"{who} {closes}"
