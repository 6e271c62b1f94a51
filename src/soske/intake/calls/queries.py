"""Reads of the call: when it is, who wants to hear of it, who comes to its info session, who looks for a partner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from soske.base.clock import span
from soske.intake.calls.models import Call, InfoSignup, Interest, PartnerNotice
from soske.packs.codes import StageKind
from soske.packs.text import LocalText
from soske.people.models import Person
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import pack_parts, remembered_of, stage_span
from soske.programmes.states import ProgrammeState
from soske.records.models import Letter
from soske.records.states import LetterState

PAGE = 50


# --- when -----------------------------------------------------------------------------------------------------------
class Window(NamedTuple):
    """The moments (UTC) between which applications are taken; None: not recorded. `whole_days` says that it opens at
    the beginning of its first day, not at a time of day."""

    opens: dt.datetime | None
    closes: dt.datetime | None
    whole_days: bool = True


@dataclass(frozen=True, slots=True)
class Info:
    """The info session. No moments: its day is not recorded. Without times of day it takes the whole day."""

    name: LocalText
    day: dt.date | None
    opens: dt.time | None
    closes: dt.time | None
    begins: dt.datetime | None
    ends: dt.datetime | None


NO_WINDOW = Window(None, None)


def call_window(programme: Programme) -> Window:
    """When the call opens and closes, from the stage of this kind. A record of the past has no call."""
    return remembered_of(programme, lambda: _window(programme), "call window")


def _window(programme: Programme) -> Window:
    stage = None if programme.record_only else _stage(programme, StageKind.CALL)
    if stage is None or stage.starts is None:
        return NO_WINDOW
    return Window(*stage_span(stage), whole_days=stage.opens is None)


def window_shown(programme: Any) -> Window:
    """The window of a programme from `programmes_public`, which has it already. Kept with the programme, because the
    front page shows the same ones until something changes."""
    kept: Window | None = programme.__dict__.get("_window")
    if kept is None:
        kept = programme.__dict__["_window"] = _window_shown(programme)
    return kept


def _window_shown(programme: Any) -> Window:
    starts, ends = programme.call_starts, programme.call_ends
    if programme.record_only or starts is None or ends is None:
        return NO_WINDOW
    opens, closes = span(starts, ends, programme.call_opens, programme.call_closes)
    return Window(opens, closes, programme.call_opens is None)


def _stage(programme: Programme, kind: StageKind) -> Stage | None:
    """The first stage of a kind that has a date, else the first one."""
    stages = list(Stage.objects.filter(programme=programme, kind=kind)[:20])
    return next((stage for stage in stages if stage.starts), stages[0] if stages else None)


def window_state(window: Window, now: dt.datetime) -> str:
    """none (not recorded), before, open or closed. It is open from the minute of opening until that of closing."""
    if window.opens is None or window.closes is None:
        return "none"
    if now < window.opens:
        return "before"
    return "open" if now < window.closes else "closed"


def call_state(programme: Programme, now: dt.datetime) -> str:
    """none (not recorded), before, open or closed."""
    return window_state(call_window(programme), now)


def info_of(programme: Programme) -> Info | None:
    """The info session of the call; None when the path has none."""
    return remembered_of(programme, lambda: _info(programme), "call info")


def _info(programme: Programme) -> Info | None:
    stage = None if programme.record_only else _stage(programme, StageKind.INFO)
    if stage is None:
        return None
    names = {each.code: each.name for step in pack_parts(programme, "path")["path"] for each in step.stages}
    begins, ends = stage_span(stage)
    return Info(names.get(stage.code, LocalText()), stage.starts, stage.opens, stage.closes, begins, ends)


def answer_by(programme: Programme) -> dt.date | None:
    """The last day of the selection: by then an applicant hears of the choice."""
    return remembered_of(programme, lambda: _answer_by(programme), "call answer")


def _answer_by(programme: Programme) -> dt.date | None:
    stage = _stage(programme, StageKind.SELECTION)
    return stage.ends if stage else None


# --- what is entered of a call ----------------------------------------------------------------------------------------
def call_of(programme: Programme) -> Call | None:
    """What is entered of the call; None while nothing is."""
    return remembered_of(programme, lambda: Call.objects.filter(programme=programme).first(), "call")


def case_number(programme: Programme) -> str:
    """The case number of the call, or that of the academy; "" when there is none."""
    call = call_of(programme)
    return (call.case_number if call else "") or programme.case_number


def call_facts(call: Call | None) -> dict[str, str]:
    """What the coordinator's form shows of a call."""
    fields = ("case_number", "info_place", "info_link", "recording")
    return {field: getattr(call, field) if call else "" for field in fields}


# --- who left an address ----------------------------------------------------------------------------------------------
class VisitorCounts(NamedTuple):
    interested: int
    attending: int
    wanting_recording: int
    signups: int


def visitor_counts(programme: Programme) -> VisitorCounts:
    """How many want to hear of the call, come to the info session, ask for its recording. Two queries."""
    signups = InfoSignup.objects.filter(call__programme=programme).aggregate(
        attending=Count("pk", filter=Q(attends=True)),
        recording=Count("pk", filter=Q(wants_recording=True)),
        all=Count("pk"),
    )
    interested = Interest.objects.filter(call__programme=programme).count()
    return VisitorCounts(interested, signups["attending"], signups["recording"], signups["all"])


def signups_found(programme: Programme, *, which: str = "") -> QuerySet[InfoSignup, dict[str, Any]]:
    """Sign-ups in order of arrival; `which` is attends, recording, question or "" for all."""
    rows = InfoSignup.objects.filter(call__programme=programme)
    if which == "attends":
        rows = rows.filter(attends=True)
    elif which == "recording":
        rows = rows.filter(wants_recording=True)
    elif which == "question":
        rows = rows.exclude(question="")
    found: QuerySet[InfoSignup, Any] = rows.order_by("made_at", "pk").values(
        "name", "email", "organisation", "language", "attends", "wants_recording", "question", "made_at"
    )
    return found


def interests_found(programme: Programme) -> QuerySet[Interest, dict[str, Any]]:
    """Expressions of interest in order of arrival."""
    found: QuerySet[Interest, Any] = (
        Interest.objects.filter(call__programme=programme)
        .order_by("made_at", "pk")
        .values("name", "email", "organisation", "language", "made_at")
    )
    return found


def signup_of(programme: Programme, token: Any) -> InfoSignup | None:
    """The sign-up whose letter has this token."""
    return InfoSignup.objects.select_related("call").filter(call__programme=programme, token=token).first()


def interest_of(programme: Programme, token: Any) -> Interest | None:
    """The expression of interest whose letter has this token."""
    return Interest.objects.select_related("call").filter(call__programme=programme, token=token).first()


def calls_to_tell() -> Iterable[str]:
    """Slugs of published programmes whose call somebody wants to hear of and was not told about; whether it has opened
    is asked of each. At most 500."""
    return (
        Call.objects.filter(
            told_at__isnull=True,
            interests__isnull=False,
            programme__state=ProgrammeState.PUBLIC,
            programme__record_only=False,
        )
        .distinct()
        .order_by("pk")
        .values_list("programme__slug", flat=True)[:500]
    )


# --- who looks for a partner ------------------------------------------------------------------------------------------
def notices_open(programme: Programme, *, theme: str = "", region: str = "") -> list[PartnerNotice]:
    """Open notices of the call, the newest first; at most 300. Themes are looked for here, because the two databases
    search JSON in two ways."""
    rows = PartnerNotice.objects.filter(call__programme=programme, closed_at__isnull=True)
    rows = rows.filter(region=region) if region else rows
    found = rows.select_related("organisation").order_by("-made_at", "-pk")[:300]
    return [notice for notice in found if not theme or theme in notice.themes]


def notices_count(programme: Programme) -> int:
    """How many organisations look for a partner now."""
    open_ones = PartnerNotice.objects.filter(call__programme=programme, closed_at__isnull=True)
    return remembered_of(programme, open_ones.count, "partner notices")


def notices_by(programme: Programme, person: Any) -> list[PartnerNotice]:
    """Notices of one person in this call, open and closed; at most 20."""
    rows = PartnerNotice.objects.filter(call__programme=programme, person_id=person.pk)
    return list(rows.select_related("organisation").order_by("closed_at", "-made_at")[:20])


def looks_for_partner(programme: Programme, person: Any) -> bool:
    """Whether the person has an open notice in this call."""
    if not person.is_authenticated:
        return False
    rows = PartnerNotice.objects.filter(call__programme=programme, person_id=person.pk, closed_at__isnull=True)
    return rows.exists()


def notice_get(programme: Programme, pk: int) -> PartnerNotice | None:
    """A notice of this programme with its organisation and person, open or closed."""
    rows = PartnerNotice.objects.filter(call__programme=programme, pk=pk)
    return rows.select_related("organisation", "person", "call").first()


def partner_notice(programme: Programme, pk: int, person: Person) -> PartnerNotice | None:
    """An open notice of somebody else with whom the person may apply; None unless she looks for a partner too."""
    notice = notice_get(programme, pk)
    if notice is None or notice.closed_at is not None or notice.person_id == person.pk:
        return None
    return notice if looks_for_partner(programme, person) else None


def notice_facts(notice: PartnerNotice | None) -> dict[str, Any]:
    """What its form shows of a notice."""
    if notice is None:
        return {}
    return {field: getattr(notice, field) for field in ("themes", "region", "brings", "wants")}


def recording_waits(programme: Programme) -> int:
    """How many asked for the recording and have no letter with it yet."""
    sent = Letter.objects.filter(scope=programme.pk, code="info_recording", subject_type="info_signup")
    rows = InfoSignup.objects.filter(call__programme=programme, wants_recording=True)
    return rows.exclude(pk__in=sent.exclude(state=LetterState.CANCELLED).values("subject_id")).count()
