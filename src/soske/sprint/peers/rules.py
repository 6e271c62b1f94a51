"""Who takes part in the exchange, and what may be done with introductions and questions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.rules import coordinates_group
from soske.programmes.models import Programme
from soske.programmes.rules import coordinates_programme
from soske.sprint.assignments.rules import in_team
from soske.sprint.peers.models import Introduction, Question, Reply
from soske.sprint.peers.queries import Met, introduction_get, introduction_of
from soske.sprint.peers.queries_board import anonymous_get, question_for, question_get
from soske.sprint.peers.states import IntroductionState
from soske.sprint.sparring.rules import accepted_coach

__all__ = ["in_team"]


def sees_exchange(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """Everybody who takes part reads what the teams need and give: teams, and coaches who have accepted the terms."""
    return in_team(request, slug=slug) or accepted_coach(request, slug=slug)


def has_introduction(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """One of the two teams."""
    answer = in_team(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = introduction_of(asked.team, pk)
    return YES if asked.subject is not None else NOT_THERE


def reads_question(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """Every team, unless the organiser has hidden the question; the team that asked always."""
    answer = in_team(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = question_for(asked.team, pk)
    return YES if asked.subject is not None else NOT_THERE


def coordinates_introduction(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    return _coordinates(request, slug, lambda programme: introduction_get(programme, pk))


def coordinates_question(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    return _coordinates(request, slug, lambda programme: question_get(programme, pk))


def coordinates_anonymous(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    return _coordinates(request, slug, lambda programme: anonymous_get(programme, pk, today=timezone.localdate()))


def coordinates_team(request: HttpRequest, *, slug: str, pk: int, **kwargs: Any) -> Answer:
    """A group of the programme that is a team."""
    answer = coordinates_group(request, slug=slug, pk=pk)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject.programme = asked.programme
    return YES if asked.subject.team_since is not None else NOT_THERE


def _coordinates(request: HttpRequest, slug: str, found: Any) -> Answer:
    answer = coordinates_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = found(asked.programme)
    return YES if asked.subject is not None else NOT_THERE


# --- introductions --------------------------------------------------------------------------------------------------
def may_match(programme: Programme) -> Answer:
    """An academy that goes on."""
    return Answer(not programme.record_only, _("This academy is a record of the past. It has no introductions."))


def may_introduce(*, asked: int, limit: int) -> Answer:
    """A team is asked to help only so often."""
    return Answer(
        asked < limit, _("This team has been asked to help as often as is allowed. Raise the limit to ask it again.")
    )


def may_answer(each: Met) -> Answer:
    """Once, while the introduction is proposed."""
    if each.introduction.state != IntroductionState.PROPOSED:
        return Answer(False, _("This introduction is no longer waiting for an answer."))
    return Answer(each.mine is None, _("Your team has answered already."))


def may_close(introduction: Introduction) -> Answer:
    """One that both have accepted."""
    return Answer(introduction.state == IntroductionState.ACCEPTED, _("This introduction is not under way."))


def may_withdraw(introduction: Introduction) -> Answer:
    """Until both have accepted: they have each other's contact details then."""
    return Answer(
        introduction.state == IntroductionState.PROPOSED, _("This introduction is no longer waiting for an answer.")
    )


# --- the board ------------------------------------------------------------------------------------------------------
def may_reply(question: Question) -> Answer:
    """While it is open and seen."""
    if question.hidden_at is not None:
        return Answer(False, _("The organiser has hidden this question."))
    return Answer(question.solved_at is None, _("The question is marked as solved."))


def owns_question(question: Question, group: Group) -> Answer:
    """What a team has asked is its own, until it has removed it."""
    return Answer(question.group_id == group.pk and bool(question.title), _("Only the team that asked can do this."))


def owns_reply(reply: Reply, group: Group) -> Answer:
    return Answer(reply.group_id == group.pk, _("Only the team that answered can do this."))
