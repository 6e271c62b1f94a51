"""Writes of introductions: proposed, answered by both teams, closed with a line."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.steps import STEP, steps_of
from soske.engines.apart import ApartFailed
from soske.engines.pairing.peers import introduced_apart
from soske.intake.groups.models import Group
from soske.intake.groups.queries_topics import exchanged_of, teams_exchange
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write, revision_grow
from soske.records.tasks import outbox_send
from soske.sprint.peers.letters import letters_of
from soske.sprint.peers.models import Introduction, Limits, Side
from soske.sprint.peers.queries import Met, about, helping, limits_of, met, standing_of, teams_of
from soske.sprint.peers.rules import may_answer, may_close, may_introduce, may_match, may_withdraw
from soske.sprint.peers.states import GOT, SUBJECT, IntroductionState, introduction_move

WORD = 300
MOST = 20
"""The highest limit that can be set."""
AT_ONCE = 500
SECONDS = 15.0
"""How long the best introductions are sought; what is found by then keeps all limits."""


# --- proposed by the coordinator ------------------------------------------------------------------------------------
@transaction.atomic
def limits_save(*, by: Person, programme: Programme, asked: int, each: int) -> Limits:
    """Say how often a team is asked to help at most, and how many introductions are sought for each.

    Raises:
        ValidationError: keyed by field.
    """
    faults = {
        name: [_("Write a number from %(least)s to %(most)s.") % {"least": 1, "most": MOST}]
        for name, value in (("asked", asked), ("each", each))
        if not 1 <= value <= MOST
    }
    if faults:
        raise ValidationError(faults)
    saved, _made = Limits.objects.update_or_create(programme=programme, defaults={"asked": asked, "each": each})
    details = {"asked": asked, "each": each}
    _of_programme(by, programme, "peer_limits_set", **details)
    return saved


def introductions_draft(*, by: Person, programme: Programme) -> int:
    """Seek introductions by the limits, so that nobody is left out if it can be helped; how many. They are drafts that
    take the place of earlier ones, and no team sees them before they are sent. Others may write while they are sought.

    Raises:
        ValidationError: the academy is a record, no proposal could be made, or the teams have changed meanwhile.
    """
    may_match(programme).require()
    (gives, needs), limits, stand = _matching(programme), limits_of(programme), standing_of(programme)
    try:
        plan = introduced_apart(
            gives,
            needs,
            asked=limits.asked,
            each=limits.each,
            standing=stand.standing,
            declined=stand.declined,
            seconds=SECONDS,
        )
    except ApartFailed as fault:
        raise ValidationError(
            _("No proposal could be made. Try again, or introduce the teams to each other by hand.")
        ) from fault
    with transaction.atomic():
        _programme_held(programme)
        if _matching(programme) != (gives, needs):
            raise ValidationError(_("The teams have changed what they need or can offer meanwhile. Try again."))
        Introduction.objects.filter(programme=programme, state=IntroductionState.DRAFT).delete()
        there = {frozenset(pair) for pair in standing_of(programme).standing}  # made by hand meanwhile
        rows = [
            Introduction(
                programme=programme, giver_id=each.giver, taker_id=each.taker, topics=each.topics, back=each.back
            )
            for each in plan.introductions
            if {each.giver, each.taker} not in there
        ]
        made = Introduction.objects.bulk_create(rows, batch_size=AT_ONCE)
        _of_programme(by, programme, "introductions_drafted", introductions=len(made))
    return len(made)


def _matching(programme: Programme) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """(gives, needs) of every team, also of those that have said nothing."""
    gives, needs = teams_exchange(programme)
    teams = list(teams_of(programme).values_list("pk", flat=True))
    return {pk: gives.get(pk, []) for pk in teams}, {pk: needs.get(pk, []) for pk in teams}


@transaction.atomic
def draft_remove(*, by: Person, introduction: Introduction) -> bool:
    """Leave one of the drafts out; False when it is none any more."""
    found = Introduction.objects.filter(pk=introduction.pk, state=IntroductionState.DRAFT).delete()[0]
    if found:
        scope = introduction.programme_id
        audit_write(by=by, scope=scope, subject=(SUBJECT, introduction.pk), act="introduction_left_out")
    return bool(found)


@transaction.atomic
def drafts_discard(*, by: Person, programme: Programme) -> int:
    """Throw all drafts away; how many there were."""
    found = Introduction.objects.filter(programme=programme, state=IntroductionState.DRAFT).delete()[0]
    if found:
        _of_programme(by, programme, "introductions_discarded", introductions=found)
    return found


class Sent(NamedTuple):
    """How many drafts were sent and how many were left out."""

    sent: int
    left: int


def drafts_send(*, by: Person, programme: Programme, now: dt.datetime) -> Sent:
    """Propose the drafts to their teams, each of which gets a letter. A draft is left out when its teams have changed
    what they need and give meanwhile, or are no teams any more, or when the one that would help has been asked as often
    as is allowed by introductions made by hand. They are sent step by step, so that others can write meanwhile: what
    was not reached when it ends early is a draft still."""
    may_match(programme).require()
    drafts = Introduction.objects.filter(programme=programme, state=IntroductionState.DRAFT).order_by("pk")
    steps = steps_of(([pk] for pk in list(drafts.values_list("pk", flat=True))), STEP)
    done = [_drafts_send(step, by=by, programme=programme, now=now) for step in steps]
    return Sent(sum(each.sent for each in done), sum(each.left for each in done))


@transaction.atomic
def _drafts_send(pks: list[int], *, by: Person, programme: Programme, now: dt.datetime) -> Sent:
    _programme_held(programme)
    gives, needs = ({pk: set(codes) for pk, codes in some.items()} for some in teams_exchange(programme))
    asked, limit = helping(teams_of(programme).order_by().values("pk")), limits_of(programme).asked
    drafts = Introduction.objects.filter(pk__in=pks, state=IntroductionState.DRAFT)
    sent = []
    for row in drafts.prefetch_related("sides").order_by("pk"):
        row.programme = programme
        holds = set(row.topics) & gives.get(row.giver_id, set()) & needs.get(row.taker_id, set())
        if not holds or not may_introduce(asked=asked[row.giver_id], limit=limit):
            continue
        back = row.back if asked[row.taker_id] < limit else []  # it is helped, and not asked once more
        if introduction_move(row, IntroductionState.PROPOSED, by=by, now=now, back=back) is not None:
            asked.update([row.giver_id, *([row.taker_id] if row.back else [])])
            sent.append(row)
    left = drafts.delete()[0]
    if left:
        revision_grow(programme.pk)  # also when nothing was sent, which the log would say
    if letters_of(programme, sent, "introduction_proposed", now=now):
        outbox_send.enqueue()
    return Sent(len(sent), left)


@transaction.atomic
def introduction_make(*, by: Person, one: Group, other: Group, now: dt.datetime) -> Introduction:
    """Introduce two teams of a programme to each other by hand: `other` helps `one` where it can, or else the other way
    round. Both get a letter.

    Raises:
        ValidationError: they have nothing that the other needs, they were introduced already, or the one who would
            help has been asked as often as is allowed.
    """
    programme = one.programme
    _programme_held(programme)
    exchanged = exchanged_of([one.pk, other.pk])
    mine, theirs = exchanged[one.pk], exchanged[other.pk]
    gets = [code for code in theirs.gives if code in mine.needs]
    gives = [code for code in mine.gives if code in theirs.needs]
    giver, taker, topics, back = (other, one, gets, gives) if gets else (one, other, gives, gets)
    if not topics:
        raise ValidationError(_("Neither team can offer what the other needs."))
    pair = Introduction.objects.filter(about(one.pk), state__in=[IntroductionState.DRAFT, *GOT])
    if pair.filter(about(other.pk)).exclude(state=IntroductionState.DRAFT).exists():
        raise ValidationError(_("These teams have already been introduced to each other."))
    pair.filter(about(other.pk)).delete()  # a draft of the same two: this one takes its place
    asked, limit = helping([giver.pk, taker.pk]), limits_of(programme).asked
    may_introduce(asked=asked[giver.pk], limit=limit).require()
    if asked[taker.pk] >= limit:
        back = []  # it is helped, and not asked once more
    made = Introduction.objects.create(programme=programme, giver=giver, taker=taker, topics=topics, back=back)
    introduction_move(made, IntroductionState.PROPOSED, by=by, now=now)
    if letters_of(programme, [made], "introduction_proposed", now=now):
        outbox_send.enqueue()
    return made


@transaction.atomic
def introduction_withdraw(*, by: Person, introduction: Introduction, now: dt.datetime) -> None:
    """Take a proposal back; both teams get a letter.

    Raises:
        ValidationError: it does not wait for an answer any more.
    """
    held = _held(introduction)
    may_withdraw(held).require()
    _moved(held, IntroductionState.WITHDRAWN, by=by, now=now)


# --- answered by the teams ------------------------------------------------------------------------------------------
@transaction.atomic
def introduction_answer(*, by: Person, each: Met, yes: bool, word: str, now: dt.datetime) -> IntroductionState:
    """Accept or decline for one's team, with a word to the other one. When both have accepted, each gets the contact of
    the other; when one declines, the other one is told. Returns the state afterwards.

    Raises:
        ValidationError: keyed by "word": it is too long; or the team has answered, or nothing waits for an answer.
    """
    held = _held(each.introduction)
    now_met = met(held, each.group)
    may_answer(now_met).require()
    word = _line(word, "word")
    Side.objects.create(introduction=held, group_id=each.group, person=by, yes=yes, word=word, answered_at=now)
    act = "introduction_yes" if yes else "introduction_no"
    details = {"group": each.group}
    audit_write(by=by, scope=held.programme_id, subject=(SUBJECT, held.pk), act=act, details=details)
    if not yes:
        _moved(held, IntroductionState.DECLINED, by=by, now=now, to=each.other)
    elif now_met.theirs is not None:
        _moved(held, IntroductionState.ACCEPTED, by=by, now=now)
    return IntroductionState(held.state)


@transaction.atomic
def introduction_close(*, by: Person, introduction: Introduction, outcome: str, now: dt.datetime) -> None:
    """Close an introduction with one line on what came of it.

    Raises:
        ValidationError: keyed by "outcome": nothing is written, or too much; or it is not under way.
    """
    held = _held(introduction)
    may_close(held).require()
    outcome = _line(outcome, "outcome")
    if not outcome:
        raise ValidationError({"outcome": [_("Write in one line what came of it.")]})
    _moved(held, IntroductionState.CLOSED, by=by, now=now, outcome=outcome)


def _moved(
    held: Introduction,
    state: IntroductionState,
    *,
    by: Person,
    now: dt.datetime,
    to: int | None = None,
    **values: Any,
) -> None:
    code = introduction_move(held, state, by=by, now=now, **values)
    if code and letters_of(held.programme, [held], code, to=to, now=now):
        outbox_send.enqueue()


# --- shared ---------------------------------------------------------------------------------------------------------
def _line(text: str, field: str) -> str:
    text = " ".join(text.split())
    if (over := len(text) - WORD) > 0:
        raise ValidationError({field: [_("The text is %(n)s characters too long.") % {"n": over}]})
    return text


def _programme_held(programme: Programme) -> None:
    """One at a time matches or introduces teams of a programme."""
    may_match(programme).require()
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)


def _held(introduction: Introduction) -> Introduction:
    """The introduction with its sides as they are now, held until the transaction ends."""
    rows = Introduction.objects.select_for_update(of=("self",)).filter(pk=introduction.pk)
    held = rows.prefetch_related("sides").first()
    if held is None:
        raise ValidationError(_("The introduction has been removed meanwhile."))
    held.programme = introduction.programme
    return held


def _of_programme(by: Person, programme: Programme, act: str, **details: Any) -> None:
    audit_write(by=by, scope=programme.pk, subject=("programme", programme.pk), act=act, details=details)
