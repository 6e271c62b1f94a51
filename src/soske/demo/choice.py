"""The practice academy after its call: reviews, the choice, the decision and the seats, made as people make them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable

from django.utils import timezone

from soske.base.connect import DemoStage, demo_stages
from soske.base.formats import HELSINKI
from soske.intake.groups.models import Group
from soske.intake.reviews import actions_interviews as interviews
from soske.intake.reviews.actions import conflicts_answer, review_finish, review_save, reviewer_add, reviews_propose
from soske.intake.reviews.fields import Asked
from soske.intake.reviews.models import Review
from soske.intake.reviews.queries import criteria_of, received, reviewers_of
from soske.intake.reviews.queries_interviews import slots_free
from soske.intake.reviews.states import Verdict
from soske.intake.selection import actions_decision as decisions
from soske.intake.selection import actions_seats as seats
from soske.intake.selection.actions import announcement_publish
from soske.intake.selection.models import Choice, Decision, SeatAnswer
from soske.intake.selection.queries_decision import decision_progress, ranked_groups
from soske.intake.selection.queries_seats import reserve_next, seat_terms
from soske.intake.selection.states import Outcome, SeatState
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, programme_get
from soske.records.writings import writings_of

REVIEWER = "arvioija.1@harjoitus.example"
REVIEWERS = ("Arvioija, hankinnat", "Arvioija, työllistäminen", "Arvioija, ihmisoikeudet", "Arvioija, lakiasiat")
ADVICE = (
    "Nimetkää pilotille omistaja ja varatkaa hänelle työaikaa ennen aloitustilaisuutta.",
    "Kuvatkaa, miten sopimusehdon toteutumista seurataan ja kuka sen tekee.",
    "Kertokaa, mitä aiemmista kokeiluista on opittu, myös siitä, mikä ei toiminut.",
    "Ottakaa työllisyyspalvelut mukaan jo hankinnan suunnitteluun.",
)
STRENGTH = (
    "Pilotti on todellinen hankinta, ja sen aikataulu sopii akatemiaan.",
    "Johto on mukana ja lupaa työlle aikaa.",
    "Ryhmällä on annettavaa muille: toimivia ehtoja ja kokemusta niiden seurannasta.",
)
REASONS = {
    Outcome.SELECTED: "Hakemus on arviointikriteerien mukaan vahvimpien joukossa. {strength}",
    Outcome.RESERVE: "Hakemus on hyvä, mutta pisteet eivät tällä kertaa riittäneet paikkaan. {strength}",
    Outcome.NOT_SELECTED: "Hakemus jäi pisteissä valittujen ja varasijojen taakse. {strength}",
}
HEARD = (
    "Johto oli mukana haastattelussa ja vahvisti työajan. Pilotin omistaja on nimetty.",
    "Pilotin aikataulu on tiukka, mutta ryhmä on varautunut siihen. Seurannan vastuu on vielä auki.",
    "Ryhmä kertoi avoimesti, mitä aiemmassa kokeilussa ei saatu toimimaan.",
)
SPONSOR = "Hallintojohtaja"


# --- review ---------------------------------------------------------------------------------------------------------
def build_review(*, programme: Programme, chance: random.Random, by: Person) -> None:
    """Four reviewers, two for each application; two of three reviews are done."""
    today = timezone.localdate()
    for number, name in enumerate(REVIEWERS, start=1):
        reviewer_add(
            by=by,
            programme=programme,
            name=name,
            email=f"arvioija.{number}@harjoitus.example",
            employer="",
            most=15,
            today=today,
        )
    now = timezone.now()
    reviews_propose(by=by, programme=programme, each=2, now=now)
    _ties_told(programme, but=2)
    _review(programme, chance, share=0.66)
    monday = now.astimezone(HELSINKI) + dt.timedelta(days=7 - now.astimezone(HELSINKI).weekday())
    for days in (1, 2):
        begins = (monday + dt.timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
        place = "Etäyhteys: linkki tulee viestissä"
        interviews.slots_add(by=by, programme=programme, starts=begins, minutes=45, count=8, place=place, now=now)
    free = list(slots_free(programme, now=now).values_list("pk", flat=True))
    for application, slot in zip(received(programme)[:7], free, strict=False):
        application.programme = programme
        contact = application.group.contact
        if contact is not None:
            interviews.slot_book(by=contact, application=application, slot=slot, now=now)


def _ties_told(programme: Programme, *, but: int = 0) -> None:
    """Every reviewer says that nothing ties her to the applicants; the first one leaves the last applications open."""
    asked = Review.objects.filter(reviewer__programme=programme, state="assigned", cleared_at__isnull=True)
    for reviewer in reviewers_of(programme):
        numbers = list(asked.filter(reviewer=reviewer).order_by("application__number").values_list("pk", flat=True))
        person = reviewer.person
        if person is not None:
            told = numbers[:-but] if but and person.email == REVIEWER else numbers
            conflicts_answer(by=person, reviewer=reviewer, reasons=dict.fromkeys(told, ""), now=timezone.now())


def _review(programme: Programme, chance: random.Random, *, share: float) -> None:
    """Do this share of the reviews that are not done, and begin the others; those that ask for ties first are left."""
    here = programme_get(programme.slug) or programme
    criteria = criteria_of(here, "fi")
    quality: dict[int, float] = {}
    open_ones = Review.objects.filter(application__programme=programme, state="assigned", cleared_at__isnull=False)
    reviews = list(
        open_ones.order_by("pk").select_related("application__programme", "reviewer__person", "reviewer__programme")
    )
    for review in reviews:
        review.reviewer.programme = review.application.programme = here
        good = quality.setdefault(review.application_id, chance.uniform(0.35, 0.95))
        done, person = chance.random() < share, review.reviewer.person
        if person is None:
            continue
        _write(review, person, criteria if done else criteria[:2], chance, good)
        if done:
            last = review.application.submissions.order_by("-position").values_list("position", flat=True)[0]
            review_finish(by=person, review=review, read=last, now=timezone.now())


def _write(review: Review, by: Person, criteria: Iterable[Asked], chance: random.Random, good: float) -> None:
    """Write what is not written yet."""
    answers = {"strength": chance.choice(STRENGTH), "advice": chance.choice(ADVICE)}
    for each in criteria:
        points, meaning = min(each.levels, key=lambda level: abs(level[0] - each.most * chance.gauss(good, 0.12)))
        answers[f"points.{each.code}"] = str(points)
        answers[f"reason.{each.code}"] = meaning.text or STRENGTH[points % len(STRENGTH)]
    written = writings_of(("review", review.pk))
    for key, text in answers.items():
        if key not in written:
            review_save(by=by, review=review, key=key, text=text, base=0, now=timezone.now())


# --- decision -------------------------------------------------------------------------------------------------------
def build_decision(*, programme: Programme, chance: random.Random, by: Person) -> None:
    """All reviews and interviews are done, two alternatives are kept, and the choice has been begun."""
    _ties_told(programme)
    _review(programme, chance, share=1.0)
    requirements = [each.code for each in pack_parts(programme, "eligibility")["eligibility"]]
    for application in received(programme):
        application.programme = programme
        interviews.eligibility_check(
            by=by, application=application, verdicts=dict.fromkeys(requirements, (Verdict.PASS.value, ""))
        )
        interviews.interview_write(
            by=by,
            application=application,
            notes=chance.choice(HEARD),
            points=chance.randint(2, 5),
            reason=chance.choice(STRENGTH),
            version=1,
        )
    ranked = list(ranked_groups(programme))
    _choose(by, ranked[: programme.seats], Outcome.SELECTED)
    decisions.alternative_keep(by=by, programme=programme, name="Pisteiden mukaan")
    _choose(by, ranked[programme.seats - 1 : programme.seats], Outcome.OPEN)
    _choose(by, ranked[programme.seats : programme.seats + 1], Outcome.SELECTED)
    decisions.alternative_keep(by=by, programme=programme, name="Tasapaino edellä")
    _choose(by, ranked[programme.seats : programme.seats + 1], Outcome.OPEN)
    for group in ranked[:3]:
        _reason(by, group, chance)


def _choose(by: Person, groups: Iterable[Group], outcome: Outcome) -> None:
    for group in groups:
        decisions.group_choose(by=by, group=group, outcome=outcome)


def _reason(by: Person, group: Group, chance: random.Random) -> None:
    choice = Choice.objects.get(group=group)
    decisions.reason_write(
        by=by,
        group=group,
        reason=REASONS[Outcome(choice.outcome)].format(strength=chance.choice(STRENGTH)),
        advice=chance.choice(ADVICE),
        version=choice.version,
    )


# --- announced ------------------------------------------------------------------------------------------------------
def build_announced(*, programme: Programme, chance: random.Random, by: Person) -> None:
    """Decided and told; one group gave its seat up and the first of the reserve list took it. The news is out, and its
    messages wait in the outbox and are not sent."""
    today = timezone.localdate()
    ranked = list(ranked_groups(programme))
    _choose(by, ranked[: programme.seats], Outcome.SELECTED)
    _choose(by, ranked[programme.seats : programme.seats + 3], Outcome.RESERVE)
    _choose(by, ranked[programme.seats + 3 :], Outcome.NOT_SELECTED)
    for group in ranked:
        _reason(by, group, chance)
    if decision_progress(programme).tied:
        decisions.lot_draw(by=by, programme=programme)
    decisions.decision_make(by=by, programme=programme, answer_by=today + dt.timedelta(days=10), today=today)
    decisions.decision_release(by=by, programme=programme)
    Decision.objects.filter(programme=programme).update(letters_leave_at=timezone.now())  # the messages have left
    _answer(programme, but=ranked[1].pk)
    following = reserve_next(programme)
    if following is not None:
        seats.seat_offer(by=by, group=following, answer_by=today + dt.timedelta(days=10), today=today)
        _answer(programme)
    announcement_publish(by=by, programme=programme)


def _answer(programme: Programme, *, but: int = 0) -> None:
    """Every organisation accepts its seat; those of one group give it up."""
    texts = seat_terms(programme)
    waiting = SeatAnswer.objects.filter(seat__group__programme=programme, state=SeatState.OFFERED)
    for answer in waiting.select_related("seat__group__programme").order_by("pk"):
        seats.seat_answer(
            answer=answer,
            accepts=answer.seat.group_id != but,
            role=SPONSOR,
            comment="" if answer.seat.group_id != but else "Emme saa tiimille työaikaa tänä keväänä.",
            terms=texts.terms.spoken("fi").text,
            today=timezone.localdate(),
        )


demo_stages.add(DemoStage(name="review", order=20, build=build_review, after="call", kickoff=100))
demo_stages.add(DemoStage(name="decision", order=30, build=build_decision, after="review", kickoff=88))
demo_stages.add(DemoStage(name="announced", order=40, build=build_announced, after="decision", kickoff=70))
