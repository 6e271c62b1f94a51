"""What peer support gives to the contracts. Anonymous questions have no person, so nothing is kept of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.answer import NOT_THERE, Answer
from soske.base.clock import span
from soske.base.connect import Duty, Kept, Subject, duties, personal_data, subject_add
from soske.intake.groups.models import Group
from soske.intake.groups.queries import team_of
from soske.intake.groups.queries_topics import exchange_unsaid, exchanged_of
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, remembered_of
from soske.sprint.peers.actions_board import ANONYMOUS, QUESTION
from soske.sprint.peers.models import Anonymous, Introduction, Question, Reply, Side
from soske.sprint.peers.queries import (
    Met,
    introductions_of,
    sought_count,
    states_counted,
    teams_count,
    teams_of,
    titles_of,
)
from soske.sprint.peers.queries_board import anonymous_waits, answered_for, help_wanted
from soske.sprint.peers.states import SUBJECT, IntroductionState

MOST = 200
HELP = dt.timedelta(days=14)
"""How long a question of the board is a duty of those who give its topic, from day to day."""
CLOSE = dt.timedelta(days=28)
"""How long after it was proposed an introduction should have come to something."""


# --- duties ---------------------------------------------------------------------------------------------------------
@duties.add
def peer_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """A team answers introductions, closes them with a line, helps with questions about what it gives; the coordinator
    proposes introductions and answers anonymous questions."""
    if programme.record_only or not person.is_authenticated or not teams_count(programme):
        return []
    today = timezone.localdate(now)
    found = []
    if coordinates(person, programme, today=today):
        found += _of_coordinator(programme, today)
    team = team_of(person, programme)
    if team is not None:
        team.programme = programme
        found += _of_team(team, now)
    return found[:20]


def _of_coordinator(programme: Programme, today: dt.date) -> list[Duty]:
    found = []
    waits = anonymous_waits(programme, today=today)
    if waits.full:
        found.append(
            Duty(
                key=f"anonymous_full:{programme.pk}",
                title=_("Make room for anonymous questions"),
                text=_("As many wait as can wait. Nobody can ask before you answer or remove some of them."),
                button=_("Go to the questions"),
                url=reverse("anonymous_desk", args=[programme.slug]),
                weight=18,
            )
        )
    if number := waits.seen:
        words = ngettext(
            "%(n)s question is waiting for an answer.", "%(n)s questions are waiting for an answer.", number
        )
        found.append(
            Duty(
                key=f"anonymous:{programme.pk}",
                title=_("Answer the anonymous questions"),
                text=words % {"n": number},
                button=_("Go to the questions"),
                url=reverse("anonymous_desk", args=[programme.slug]),
                weight=20,
            )
        )
    drafts = states_counted(programme).get(IntroductionState.DRAFT, 0)
    if drafts:
        words = ngettext("%(n)s introduction has not been sent.", "%(n)s introductions have not been sent.", drafts)
        found.append(
            Duty(
                key=f"introductions_send:{programme.pk}",
                title=_("Check the introductions and send them"),
                text=words % {"n": drafts},
                button=_("Go to the introductions"),
                url=reverse("peers_drafts", args=[programme.slug]),
                weight=45,
            )
        )
    elif teams_count(programme) > 1 and (left := sought_count(programme)):
        words = ngettext(
            "%(n)s team gets no help from any other team yet.",
            "%(n)s teams get no help from any other team yet.",
            left,
        )
        found.append(
            Duty(
                key=f"introductions_propose:{programme.pk}",
                title=_("Propose introductions between the teams"),
                text=words % {"n": left},
                button=_("Go to peer support"),
                url=reverse("peers", args=[programme.slug]),
                weight=55,
            )
        )
    return found


class _Waits(NamedTuple):
    """What waits for a team: introductions with names of the other teams, whether it has something to say of itself,
    questions with which it can help, and its own that are answered."""

    met: list[Met]
    titles: dict[int, str]
    unsaid: bool
    helps: list[Question]
    answered: list[Question]


def _waits(team: Group, lang: str, today: dt.date) -> _Waits:
    """Ten queries at most."""
    rows = [each for each in introductions_of(team) if each.introduction.state != IntroductionState.DECLINED]
    there = {each.other for each in rows if each.waits or each.introduction.state == IntroductionState.ACCEPTED}
    there = set(teams_of(team.programme).filter(pk__in=there).values_list("pk", flat=True)) if there else there
    gives = exchanged_of([team.pk])[team.pk].gives
    return _Waits(
        met=[each for each in rows if each.other in there][:10],
        titles=titles_of(there, lang) if there else {},
        unsaid=exchange_unsaid(team),
        helps=help_wanted(team, gives, since=span(today - HELP, today, None, None)[0]) if gives else [],
        answered=answered_for(team),
    )


def _of_team(team: Group, now: dt.datetime) -> list[Duty]:
    programme, lang, today = team.programme, get_language() or "fi", timezone.localdate(now)
    waits = remembered_of(programme, lambda: _waits(team, lang, today), "peers wait", team.pk, lang, today)
    found = []
    for each in waits.met:
        if each.waits:
            found.append(_answer_duty(programme, each, waits.titles.get(each.other, "")))
        elif each.introduction.state == IntroductionState.ACCEPTED:
            found.append(_close_duty(programme, each, waits.titles.get(each.other, "")))
    if waits.unsaid:
        found.append(
            Duty(
                key=f"exchange:{team.pk}",
                title=_("Check what your team needs and can offer"),
                text=_("Other teams see this, and introductions are based on it."),
                button=_("Check"),
                url=reverse("exchange_edit", args=[programme.slug]),
                weight=48,
            )
        )
    return found + _of_board(team, waits)


def _answer_duty(programme: Programme, each: Met, name: str) -> Duty:
    return Duty(
        key=f"introduction_answer:{each.pk}:{each.group}",
        title=_("Answer the introduction: %(team)s") % {"team": name},
        text=_("The page shows what you could help each other with. A short answer is enough."),
        button=_("Go to the introduction"),
        url=reverse("introduction", args=[programme.slug, each.pk]),
        due=each.introduction.answer_by,
        weight=28,
    )


def _close_duty(programme: Programme, each: Met, name: str) -> Duty:
    proposed = each.introduction.proposed_at
    return Duty(
        key=f"introduction_close:{each.pk}:{each.group}",
        title=_("Say what came of it: %(team)s") % {"team": name},
        text=_("One line closes the introduction."),
        button=_("Go to the introduction"),
        url=reverse("introduction", args=[programme.slug, each.pk]),
        due=timezone.localdate(proposed) + CLOSE if proposed else None,
        weight=58,
    )


def _of_board(team: Group, waits: _Waits) -> list[Duty]:
    slug = team.programme.slug
    helped = [
        Duty(
            key=f"question_help:{each.pk}:{team.pk}",
            title=_("Can you help another team? %(title)s") % {"title": each.title},
            text=_("The question is about what you can offer."),
            button=_("Go to the question"),
            url=reverse("question", args=[slug, each.pk]),
            weight=62,
        )
        for each in waits.helps
    ]
    read = [
        Duty(
            key=f"question_read:{each.pk}:{each.answers}",  # type: ignore[attr-defined]
            title=_("Read the answers: %(title)s") % {"title": each.title},
            text=_("If they help, mark your question as solved."),
            button=_("Go to the question"),
            url=reverse("question", args=[slug, each.pk]),
            weight=52,
        )
        for each in waits.answered
    ]
    return read + helped


# --- subjects -------------------------------------------------------------------------------------------------------
def _may(person: Any, pk: int, act: str) -> Answer:
    """No file hangs on any of these."""
    return NOT_THERE


def _titles(ids: Iterable[int]) -> dict[int, str]:
    lang = get_language() or "fi"
    pairs = {pk: (one, other) for pk, one, other in _introductions(ids).values_list("pk", "giver", "taker")}
    names = titles_of({group for pair in pairs.values() for group in pair}, lang)
    return {pk: " – ".join(names.get(group, "") for group in pair) for pk, pair in pairs.items()}


def _introductions(ids: Iterable[int]) -> Any:
    return Introduction.objects.filter(pk__in=set(ids))


def _url(pk: int) -> str:
    introduction = Introduction.objects.select_related("programme").get(pk=pk)
    return reverse("introduction_desk", args=[introduction.programme.slug, pk])


def _receives(person: Any, pk: int) -> bool:
    """Letters of an introduction are for those who answer for one of its teams still."""
    groups = [group for pair in _introductions([pk]).values_list("giver", "taker") for group in pair]
    places = Group.objects.filter(pk__in=groups, people__person=person, people__ends__isnull=True)
    return places.exists() or Group.objects.filter(pk__in=groups, contact=person).exists()


def _question_titles(ids: Iterable[int]) -> dict[int, str]:
    return dict(Question.objects.filter(pk__in=set(ids)).values_list("pk", "title"))


def _question_url(pk: int) -> str:
    question = Question.objects.select_related("programme").get(pk=pk)
    return reverse("question_desk", args=[question.programme.slug, pk])


def _anonymous_titles(ids: Iterable[int]) -> dict[int, str]:
    lang = get_language() or "fi"
    rows = Anonymous.objects.filter(pk__in=set(ids)).values_list("pk", "day")
    return {pk: formats.date_short(day, lang) for pk, day in rows}


def _anonymous_url(pk: int) -> str:
    question = Anonymous.objects.select_related("programme").get(pk=pk)
    return reverse("anonymous_answer", args=[question.programme.slug, pk])


subject_add(
    Subject(type=SUBJECT, label=gettext_lazy("Introduction"), may=_may, titles=_titles, url=_url, receives=_receives)
)
subject_add(
    Subject(
        type=QUESTION,
        label=gettext_lazy("Question on the board"),
        may=_may,
        titles=_question_titles,
        url=_question_url,
    )
)
subject_add(
    Subject(
        type=ANONYMOUS,
        label=gettext_lazy("Anonymous question"),
        may=_may,
        titles=_anonymous_titles,
        url=_anonymous_url,
    )
)


# --- personal data --------------------------------------------------------------------------------------------------
class Personal:
    """What a person has answered to introductions and written on the board."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        sides = Side.objects.filter(person=person).order_by("-pk").values_list("yes", "word")[:MOST]
        asked = Question.objects.filter(person=person).order_by("-pk").values_list("title", flat=True)[: MOST // 2]
        replies = Reply.objects.filter(person=person).order_by("-pk").values_list("text", flat=True)[: MOST // 2]
        return [
            Kept(
                kind=gettext_lazy("Answers to introductions that you have given for your team"),
                ground=gettext_lazy("Shows the two teams who answered."),
                retention=gettext_lazy(
                    "Until the academy is erased. If you ask for erasure, your team's answer stays without your words."
                ),
                rows=[(_("Accepted") if yes else _("Declined"), word) for yes, word in sides],
            ),
            Kept(
                kind=gettext_lazy("Questions and answers that you have written on the board"),
                ground=gettext_lazy("Shows all teams which team asked and answered. Your name is not shown."),
                retention=gettext_lazy(
                    "Until the academy is erased, or until your team removes them. If you ask for erasure, the "
                    "text stays but is no longer linked to you."
                ),
                rows=[(_("Question"), title) for title in asked] + [(_("Answer"), text[:200]) for text in replies],
            ),
        ]

    def erase(self, *, person: Person, preview: bool) -> Sequence[tuple[str, int]]:
        """A team's answer stays, its words go; what stands on the board is the team's."""
        sides, asked = Side.objects.filter(person=person), Question.objects.filter(person=person)
        replies = Reply.objects.filter(person=person)
        found = [
            (_("Answers to introductions"), sides.count()),
            (_("Whose question or answer on the board it is"), asked.count() + replies.count()),
        ]
        if not preview:
            sides.update(person=None, word="")
            asked.update(person=None)
            replies.update(person=None)
            Anonymous.objects.filter(answered_by_id=person.pk).update(answered_by_id=None)
        return found


personal_data.add(Personal())
