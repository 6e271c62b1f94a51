"""What pages of sparring show, composed for their templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from soske.base import formats
from soske.base.escaping import escaped
from soske.base.table import Column, Row, links, table
from soske.base.templatetags.soske import not_recorded, share_bar, tag
from soske.programmes.models import Programme
from soske.sprint.sparring.models import Opening, Session
from soske.sprint.sparring.queries import Candidate, CoachRow, PairRow
from soske.sprint.sparring.queries_doing import QUIET, DoingRow
from soske.sprint.sparring.queries_sessions import Free, Window, session_next
from soske.sprint.sparring.states import SessionState
from soske.sprint.sparring.words import place_words, session_words

DAYS = 28
"""Days of silence that fill the bar."""


def state_tag(session: Session, now: dt.datetime) -> SafeString:
    """How far a session is."""
    if session.state == SessionState.HELD:
        return tag("ok", pgettext("session", "Held"))
    if session.state == SessionState.CANCELLED:
        return tag("gap", pgettext("session", "Cancelled"))
    if session.state == SessionState.PLANNED:
        return tag("draft", pgettext("session", "Proposed"))
    if session.ends is not None and session.ends <= now:
        return tag("wait", _("To be written up"))
    return tag("go", pgettext("session", "Agreed"))


def session_rows(
    sessions: Iterable[Session], titles: Mapping[int, str], programme: Programme, now: dt.datetime, lang: str
) -> list[dict[str, Any]]:
    """Rows of a list of sessions; `titles` are what each is called, by its number."""
    return [
        {
            "url": reverse("session", args=[programme.slug, each.pk]),
            "day": formats.weekday_day_month(timezone.localtime(each.starts, formats.HELSINKI).date(), lang)
            if each.starts
            else "",
            "name": titles[each.pk],
            "when": clock_words(each, lang),
            "place": place_words(each.place),
            "state": state_tag(each, now),
        }
        for each in sessions
    ]


def clock_words(session: Session, lang: str) -> str:
    """From a time to a time; with the days when it crosses midnight."""
    if session.starts is None or session.ends is None:
        return ""
    begins, finishes = (timezone.localtime(each, formats.HELSINKI) for each in (session.starts, session.ends))
    if begins.date() != finishes.date():
        return session_words(session.starts, session.ends, lang)
    return formats.time_range(begins.time(), finishes.time(), lang)


def opening_words(opening: Opening | Free, lang: str) -> str:
    """A free time in a list to choose from."""
    words = session_words(opening.starts, opening.ends, lang)
    return f"{words}, {place_words(opening.place)}" if opening.place else words


def days_of(openings: Iterable[Opening], lang: str) -> list[dict[str, Any]]:
    """Times by day, as they are offered."""
    found: dict[dt.date, list[Opening]] = {}
    for each in openings:
        found.setdefault(timezone.localtime(each.starts, formats.HELSINKI).date(), []).append(each)
    return [
        {"day": formats.weekday_title(day, lang), "times": [_time(each, lang) for each in rows]}
        for day, rows in found.items()
    ]


def _time(opening: Opening, lang: str) -> dict[str, Any]:
    begins, finishes = (timezone.localtime(each, formats.HELSINKI) for each in (opening.starts, opening.ends))
    session, plan = getattr(opening, "session", None), getattr(opening, "plan", None)
    return {
        "pk": opening.pk,
        "words": formats.time_range(begins.time(), finishes.time(), lang),
        "place": place_words(opening.place),
        "session": session,
        "planned": plan is not None,
    }


# --- the coordinator ------------------------------------------------------------------------------------------------
def coaches_table(
    programme: Programme, rows: Sequence[CoachRow], used: Mapping[int, tuple[int, int]], lang: str
) -> SafeString:
    """The coaches with their loads and whether they have accepted the terms."""
    columns = [
        Column(pgettext("sparring", "Coach")),
        Column(_("Teams"), number=True, labelled=True),
        Column(_("Topics as an expert"), number=True, labelled=True),
        Column(_("Sessions held"), number=True, labelled=True),
        Column(_("State")),
    ]

    link = links(reverse("coach_desk", args=[programme.slug, 0]))

    def row(each: CoachRow) -> Row:
        name = link(each.coach.pk, each.coach.name)
        if each.coach.employer:
            name = format_html('{}<p class="meta">{}</p>', name, each.coach.employer)
        held, minutes = used.get(each.coach.pk, (0, 0))
        hours = formats.number(round(minutes / 60, 1), lang)
        return Row(
            [
                name,
                f"{each.teams}/{each.coach.most}",
                str(each.topics),
                _("%(n)s (%(hours)s h)") % {"n": held, "hours": hours} if held else "0",
                coach_tag(each.coach.accepted_at, each.coach.tenders),
            ]
        )

    return table(columns, (row(each) for each in rows))


def coach_tag(accepted: dt.datetime | None, tenders: bool | None) -> SafeString:
    """Whether a coach has accepted the terms, and whether her employer may tender."""
    if accepted is None:
        return tag("wait", _("Terms not accepted"))
    return tag("wait", _("Employer may tender")) if tenders else tag("ok", _("Terms accepted"))


def pairs_table(
    programme: Programme,
    titles: Mapping[int, str],
    rows: Sequence[PairRow],
    names: Mapping[str, str],
) -> SafeString:
    """Who coaches each team, how well it fits, and whether the team knows."""
    columns = [
        Column(_("Team")),
        Column(pgettext("sparring", "Main coach"), labelled=True),
        Column(_("Fit"), number=True, labelled=True),
        Column(_("Experts"), labelled=True),
        Column(_("State")),
    ]

    lacking, untold, told = tag("gap", _("No main coach")), tag("draft", _("Not told yet")), tag("ok", _("Told"))
    link = links(reverse("pair_edit", args=[programme.slug, 0]))

    def row(each: PairRow) -> Row:
        experts = [f"{name} ({names.get(topic, topic)})" for name, topic in each.experts]
        state = lacking if each.main is None else untold if each.untold else told
        return Row(
            [
                link(each.group, titles[each.group]),
                each.main or "–",
                "–" if each.fit is None else str(each.fit),
                ", ".join(experts) or "–",
                state,
            ]
        )

    return table(columns, (row(each) for each in rows))


def candidate_words(each: Candidate, names: Mapping[str, str]) -> str:
    """Why a coach suits a team, in a line."""
    parts = []
    if each.shared:
        parts.append(", ".join(names.get(code, code) for code in each.shared))
    if each.sector:
        parts.append(_("knows the sector"))
    if each.language:
        parts.append(_("works in the team's language"))
    words = ngettext("%(n)s team now", "%(n)s teams now", each.load) % {"n": each.load}
    return " · ".join([*parts, words])


def blocked_words(code: str) -> str:
    """Why no time could be proposed."""
    return {
        "no_times": _("The coach has offered no times on these days."),
        "taken": _("Other teams have taken all the coach's times."),
        "team_busy": _("The team has something else at all of the coach's times."),
        "most": _("The coach takes no more sessions on these days."),
    }.get(code, "")


def sessions_table(
    programme: Programme,
    titles: Mapping[int, str],
    mains: Mapping[int, str],
    sessions: Mapping[int, list[Session]],
    now: dt.datetime,
    lang: str,
) -> SafeString:
    """The sessions of each team in a window: agreed, proposed, or why there is none."""
    columns = [
        Column(_("Team")),
        Column(pgettext("sparring", "Coach"), labelled=True),
        Column(_("Time"), labelled=True),
        Column(_("State")),
    ]
    rows, link = [], links(reverse("team_desk", args=[programme.slug, 0]))
    for group, title in titles.items():
        name = link(group, title)
        for each in sessions.get(group, []):
            rows.append(Row([name, each.coach.name, _session_time(each, lang), _session_state(each, now)]))
        if group not in sessions:
            missing = _("Not agreed yet") if group in mains else _("No main coach")
            rows.append(Row([name, mains.get(group, "–"), "–", tag("gap", missing)]))
    return table(columns, rows)


def _session_time(session: Session, lang: str) -> SafeString | str:
    if session.planned is not None and session.state == SessionState.BOOKED:
        moved = session_words(session.planned.starts, session.planned.ends, lang)
        known = session_words(session.starts, session.ends, lang)
        return format_html('{}<p class="meta">{}</p>', moved, _("Now agreed: %(when)s") % {"when": known})
    if session.planned is not None:
        return session_words(session.planned.starts, session.planned.ends, lang)
    if session.blocked:
        return blocked_words(session.blocked)
    return session_words(session.starts, session.ends, lang) or "–"


def _session_state(session: Session, now: dt.datetime) -> SafeString:
    if session.state == SessionState.PLANNED and session.planned is None:
        return tag("gap", _("No time found"))
    if session.planned is not None and session.state == SessionState.BOOKED:
        return tag("draft", _("Move proposed"))
    return state_tag(session, now)


def doing_table(
    programme: Programme, titles: Mapping[int, str], rows: Sequence[DoingRow], now: dt.datetime
) -> SafeString:
    """How each team is doing; quiet ones stand out."""
    columns = [
        Column(_("Team")),
        Column(_("State")),
        Column(_("Last contact"), labelled=True),
        Column(_("Sessions"), number=True, labelled=True),
        Column(_("Open steps"), number=True, labelled=True),
        Column(_("Own rating"), number=True, labelled=True),
    ]

    link, missing, today = links(reverse("team_desk", args=[programme.slug, 0])), not_recorded(), local_day(now)
    states: dict[tuple[bool, int, int, bool, bool], SafeString] = {}

    def state(each: DoingRow) -> SafeString:
        key = (each.asks, each.mood, each.late, each.lacks, each.quiet(now))
        if key not in states:
            states[key] = doing_tag(each, now)
        return states[key]

    def row(each: DoingRow) -> Row:
        quiet = each.quiet(now)
        silence = _silence(each.contact, today, quiet=quiet) if each.contact else missing
        cells = [
            link(each.group, titles[each.group]),
            state(each),
            silence,
            str(each.held),
            str(each.steps),
            f"{each.mood}/5" if each.mood else missing,
        ]
        return Row(cells, needs=quiet)

    return table(columns, (row(each) for each in rows))


def doing_tag(row: DoingRow, now: dt.datetime) -> SafeString:
    """The one thing in which a team most needs help, or that it is on track; of one that is quiet nobody knows."""
    if row.asks:
        return tag("wait", _("Asks for more time"))
    if row.mood in {1, 2}:
        return tag("wait", _("Asks for help"))
    if row.late:
        words = ngettext("%(n)s assignment overdue", "%(n)s assignments overdue", row.late)
        return tag("late", words % {"n": row.late})
    if row.lacks:
        return tag("gap", _("No session agreed"))
    if row.quiet(now):
        return tag("gap", _("Nothing heard"))
    return tag("ok", _("On track"))


def local_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(formats.HELSINKI).date()


def _silence(contact: dt.datetime, today: dt.date, *, quiet: bool) -> SafeString:
    days = max((today - local_day(contact)).days, 0)
    words = ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days} if days else _("today")
    bar = share_bar(100, round(min(days / DAYS, 1) * 100, 1))
    kind = "wait" if quiet else ""
    return mark_safe(  # noqa: S308 - escaped here
        f'<span class="silence" data-kind="{kind}">{bar}</span> <span class="one-line">{escaped(words)}</span>'
    )


def quiet_days() -> int:
    """After how many days a team stands out."""
    return QUIET.days


def window_name(window: Window | None, lang: str, order: Sequence[str]) -> str:
    """The name of a window in a language."""
    return window.name.spoken(lang, tuple(order)).text if window else ""


def window_dates(window: Window, lang: str) -> str:
    """From the first to the last day of a window, in Finland."""
    first, last = timezone.localdate(window.starts), timezone.localdate(window.ends - dt.timedelta(seconds=1))
    return formats.date_range(first, last, lang)


def next_words(sessions: Iterable[Session], now: dt.datetime, lang: str) -> str:
    """When the next of these sessions is; "" when there is none."""
    found = session_next(sessions, now)
    return session_words(found.starts, found.ends, lang) if found else ""
