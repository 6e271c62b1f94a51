"""What pages of peer support show, composed for their templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from soske.base import formats
from soske.base.escaping import escaped
from soske.base.table import Column, Row, links, table
from soske.base.templatetags.soske import not_recorded, share_bar, tag
from soske.intake.groups.models import Exchange
from soske.intake.groups.queries_topics import Exchanged
from soske.sprint.peers.models import Introduction, Limits, Question
from soske.sprint.peers.queries import Left, Met, TeamRow
from soske.sprint.peers.states import IntroductionState

TAGS = {
    IntroductionState.DRAFT: "draft",
    IntroductionState.PROPOSED: "wait",
    IntroductionState.ACCEPTED: "go",
    IntroductionState.DECLINED: "plain",
    IntroductionState.WITHDRAWN: "plain",
    IntroductionState.CLOSED: "ok",
}


def state_tag(introduction: Introduction) -> SafeString:
    """How far an introduction is."""
    state = IntroductionState(introduction.state)
    return tag(TAGS[state], state.label)


def named(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """Topics by their names; those that the pack does not have any more are left out."""
    return "; ".join(names[code] for code in codes if code in names)


# --- teams ----------------------------------------------------------------------------------------------------------
def met_rows(
    rows: Iterable[Met], titles: Mapping[int, str], names: Mapping[str, str], address: str, slug: str
) -> list[dict[str, Any]]:
    """The introductions of a team; `address` is the name of the page of one."""
    return [
        {
            "url": reverse(address, args=[slug, each.pk]),
            "team": titles.get(each.other, ""),
            "gets": named(each.gets, names),
            "gives": named(each.gives, names),
            "state": state_tag(each.introduction),
            "waits": each.waits,
            "answered": each.introduction.state == IntroductionState.PROPOSED and each.mine is not None,
            "outcome": each.introduction.outcome,
        }
        for each in rows
    ]


def exchange_pairs(exchanged: Exchanged, names: Mapping[str, str], *, needs: str, gives: str) -> SafeString:
    """What a team needs and gives, as pairs: the topics as a list, then its own words."""
    return format_html(
        '<dl class="pairs"><div><dt>{}</dt><dd>{}</dd></div><div><dt>{}</dt><dd>{}</dd></div></dl>',
        gives,
        _said(exchanged.gives, exchanged.gives_text, names),
        needs,
        _said(exchanged.needs, exchanged.needs_text, names),
    )


def _said(codes: Sequence[str], words: str, names: Mapping[str, str]) -> SafeString:
    items = [format_html("<li>{}</li>", names[code]) for code in codes if code in names]
    topics = format_html('<ul class="plain-list">{}</ul>', mark_safe("".join(items))) if items else ""  # noqa: S308
    said = format_html("<p>{}</p>", words) if words else ""
    return format_html("{}{}", topics, said) if items or words else not_recorded()


def question_rows(
    rows: Iterable[Question], titles: Mapping[int, str], names: Mapping[str, str], address: str, slug: str, lang: str
) -> list[dict[str, Any]]:
    """Questions of the board; `address` is the name of the page of one."""
    return [
        {
            "url": reverse(address, args=[slug, each.pk]),
            "title": each.title or _("The team has removed its question"),
            "day": formats.weekday_day_month(each.asked_at, lang),
            "team": titles.get(each.group_id, ""),
            "topic": names.get(each.topic, ""),
            "answers": ngettext("%(n)s answer", "%(n)s answers", each.answers) % {"n": each.answers}  # type: ignore[attr-defined]
            if each.answers  # type: ignore[attr-defined]
            else _("No answers yet"),
            "state": question_tag(each),
        }
        for each in rows
    ]


def question_tag(question: Question) -> SafeString:
    if question.hidden_at is not None:
        return tag("draft", pgettext("question", "Hidden"))
    if question.solved_at is not None:
        return tag("ok", pgettext("question", "Solved"))
    return tag("go", pgettext("question", "Open"))


# --- the coordinator ------------------------------------------------------------------------------------------------
def _bar(number: int, of: int, words: str) -> SafeString:
    share = min(number / of * 100, 100) if of else 0
    return mark_safe(  # noqa: S308 - escaped here
        f'<span class="bar-cell">{share_bar(100, share)}<span class="numbers">{escaped(words)}</span></span>'
    )


def topics_table(counts: Mapping[str, Mapping[str, int]], topics: Sequence[tuple[str, str]]) -> SafeString:
    """How many teams need each topic and how many give it, as bars of one scale with their numbers. What is needed and
    not given is said in words."""
    needs, gives = counts[Exchange.NEEDS], counts[Exchange.GIVES]
    most = max([*needs.values(), *gives.values(), 1])
    columns = [
        Column(_("Topic")),
        Column(_("Teams that need it"), labelled=True),
        Column(_("Teams that can offer it"), labelled=True),
        Column(pgettext("of a topic", "Note")),
    ]

    def row(code: str, name: str) -> Row:
        wants, has = needs.get(code, 0), gives.get(code, 0)
        note = tag("gap", _("Nobody can offer this")) if wants and not has else ""
        return Row([name, _bar(wants, most, str(wants)), _bar(has, most, str(has)), note])

    return table(columns, (row(code, name) for code, name in topics))


def left_tag(left: Left | None) -> SafeString | str:
    """Why a team is left out."""
    match left:
        case None:
            return ""
        case Left.NO_NEEDS:
            return tag("gap", _("Has not said what it needs"))
        case Left.NOBODY_GIVES:
            return tag("gap", _("Nobody can offer what it needs"))
        case Left.ASKED_ENOUGH:
            return tag("wait", _("Every team that could help has been asked often enough"))
        case Left.WAITS:
            return tag("wait", _("Not introduced to any team yet"))


def teams_table(rows: Sequence[TeamRow], titles: Mapping[int, str], limits: Limits, slug: str) -> SafeString:
    """In how many introductions each team helps and is helped, against the limits; who is left out, and why."""
    columns = [
        Column(_("Team")),
        Column(_("Helps others"), labelled=True),
        Column(_("Gets help"), labelled=True),
        Column(_("Left out"), spoken=True),
    ]

    link = links(reverse("peers_team", args=[slug, 0]))
    tags = {left: left_tag(left) for left in (None, *Left)}

    def row(each: TeamRow) -> Row:
        name = link(each.group, titles.get(each.group, ""))
        gives = _bar(each.given, limits.asked, f"{each.given} / {limits.asked}")
        gets = _bar(each.taken, limits.each, f"{each.taken} / {limits.each}")
        return Row([name, gives, gets, tags[each.left]])

    return table(columns, (row(each) for each in rows))


def introductions_table(
    rows: Sequence[Introduction], titles: Mapping[int, str], names: Mapping[str, str], slug: str
) -> SafeString:
    """Who helps whom with what."""
    columns = [
        Column(_("Who helps")),
        Column(_("Who gets help"), labelled=True),
        Column(_("Topics"), labelled=True),
        Column(_("State")),
    ]

    def row(each: Introduction) -> Row:
        url = reverse("introduction_desk", args=[slug, each.pk])
        name = format_html('<a href="{}">{}</a>', url, titles.get(each.giver_id, ""))
        back = format_html('<span class="second">{} {}</span>', _("In return:"), named(each.back, names))
        topics = format_html("{}{}", named(each.topics, names) or "–", back if each.back else "")
        return Row([name, titles.get(each.taker_id, ""), topics, state_tag(each)])

    return table(columns, (row(each) for each in rows))


def candidate_rows(
    group: int,
    others: Collection[int],
    exchanged: Mapping[int, Exchanged],
    titles: Mapping[int, str],
    names: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Teams with which one has something in common: what it gets from each, and what it gives."""
    own = exchanged[group]
    return [
        {
            "pk": pk,
            "team": titles.get(pk, ""),
            "gets": named([code for code in exchanged[pk].gives if code in own.needs], names),
            "gives": named([code for code in own.gives if code in exchanged[pk].needs], names),
        }
        for pk in others
    ]
