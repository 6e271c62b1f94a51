"""What lists of meetings show, composed for their templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.parts import shown
from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import not_recorded, share_bar, tag
from soske.intake.groups.queries import GroupFacts, group_title
from soske.programmes.models import Programme
from soske.sprint.meetings.models import Participant
from soske.sprint.meetings.queries import Guest, MeetingView, Result
from soske.sprint.meetings.states import MeetingState, Reply
from soske.sprint.meetings.words import when_words

REPLY_TAGS = {Reply.OPEN: "draft", Reply.COMING: "ok", Reply.WAITING: "wait", Reply.AWAY: "draft"}


def state_tag(view: MeetingView) -> SafeString:
    """The state of a meeting as its coordinator reads it."""
    if view.state == MeetingState.CANCELLED:
        return tag("draft", _("Cancelled"))
    if view.untold:
        return tag("wait", _("New time not told"))
    if view.state == MeetingState.PLANNED:
        return tag("draft", _("Invitations not sent"))
    return tag("ok", _("Invitations sent"))


def reply_tag(reply: str) -> SafeString:
    return tag(REPLY_TAGS[Reply(reply)], Reply(reply).label)


def meeting_rows(
    rows: Iterable[tuple[MeetingView, Participant]], programme: Programme, lang: str
) -> list[dict[str, Any]]:
    """The rows of one's own meetings."""
    found = []
    for view, mine in rows:
        found.append(
            {
                "url": reverse("meeting", args=[programme.slug, view.pk]),
                "day": formats.weekday_day_month(view.times.starts, lang) if view.times.starts else "",
                "name": shown(view.name, lang),
                "when": when_words(view.times, lang),
                "place": view.meeting.place,
                "state": tag("draft", _("Cancelled"))
                if view.state == MeetingState.CANCELLED
                else reply_tag(mine.reply),
            }
        )
    return found


def meetings_table(
    programme: Programme, views: Sequence[MeetingView], replies: Mapping[int, Mapping[str, int]], lang: str
) -> SafeString:
    """The meetings of an academy with their times, places and answers."""
    columns = [
        Column(_("Meeting")),
        Column(_("When"), labelled=True),
        Column(_("Place"), labelled=True),
        Column(_("Coming"), number=True, labelled=True),
        Column(_("State")),
    ]
    missing = not_recorded()

    def row(view: MeetingView) -> Row:
        counts = replies.get(view.pk, {})
        name = format_html(
            '<a href="{}">{}</a>', reverse("meeting_desk", args=[programme.slug, view.pk]), shown(view.name, lang)
        )
        come = f"{counts.get(Reply.COMING, 0)}/{sum(counts.values())}" if counts else "–"
        return Row(
            [name, when_words(view.times, lang) or missing, view.meeting.place or missing, come, state_tag(view)]
        )

    return table(columns, (row(view) for view in views))


def guests_table(rows: Sequence[Guest], groups: Mapping[int, GroupFacts], lang: str) -> SafeString:
    """Those who are invited, team by team, with their answers."""
    columns = [Column(_("Who")), Column(_("Team"), labelled=True), Column(pgettext("to an invitation", "Answer"))]

    missing = not_recorded()
    below = format_html('<span class="second">{}</span>', _("Management sponsor"))

    def row(guest: Guest) -> Row:
        group = groups.get(guest.group or 0)
        name = format_html("{}{}", guest.name or missing, below if guest.sponsor else "")
        return Row([name, group_title(group, lang) if group else "–", reply_tag(guest.reply)])

    return table(columns, (row(guest) for guest in rows))


@dataclass(frozen=True, slots=True)
class Shown:
    """The answers to one question: bars with their numbers and the mean, or texts."""

    text: str
    bars: SafeString | str
    mean: str
    texts: list[str]


def results_shown(results: Sequence[Result], asked: Sequence[tuple[str, str, str, str, str]]) -> list[Shown]:
    """What people thought of a meeting, question by question, without names."""
    found = []
    for result, (_code, _kind, text, low, high) in zip(results, asked, strict=True):
        lang = get_language() or "fi"
        total = sum(result.counts.values())
        mean = sum(points * number for points, number in result.counts.items()) / total if total else 0
        words = _("Mean %(mean)s of 5") % {"mean": formats.number(mean, lang, decimals=1)} if total else ""
        found.append(Shown(text, _bars(result.counts, {1: low, 5: high}) if total else "", words, result.texts))
    return found


def _bars(counts: Mapping[int, int], words: Mapping[int, str]) -> SafeString:
    total = sum(counts.values())
    items = []
    for points, number in sorted(counts.items(), reverse=True):
        label = f"{points} · {words[points]}" if words.get(points) else str(points)
        bar = share_bar(100, round(number / total * 100, 1))
        items.append(f'<li><span>{escape(label)}</span><span class="value">{number}</span>{bar}</li>')
    return mark_safe(f'<ul class="bars">{"".join(items)}</ul>')  # noqa: S308 - labels are escaped, the rest numbers
