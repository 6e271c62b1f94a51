"""The practice academy while its call is open: forty applications in every state, made as applicants make them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from soske.base.formats import HELSINKI
from soske.demo.organisations import PLACES, Facts, facts_of, organisation
from soske.intake.applications import actions, actions_group, actions_sending
from soske.intake.applications.fields import Field
from soske.intake.applications.models import Application
from soske.intake.applications.queries import form_of
from soske.intake.calls.actions import info_signup, interest_mark, interested_tell
from soske.intake.calls.actions_partners import notice_make
from soske.intake.calls.queries import call_window
from soske.intake.groups.actions import MemberInput
from soske.intake.groups.models import GroupPerson
from soske.packs.codes import QuestionKind
from soske.people.actions import person_ensure
from soske.people.models import Organisation, Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.programmes.states import ProgrammeState, programme_move

APPLICANT = "hakija@harjoitus.example"
PARTNER = "kumppani@harjoitus.example"
SENT = "lahettanyt@harjoitus.example"

# State of an application -> how many of one member and how many joint ones there are: twenty of each.
STATES: dict[str, tuple[int, int]] = {
    "waiting": (0, 4),  # complete, for sign-offs
    "submitted": (7, 4),
    "empty": (2, 1),
    "half": (3, 3),
    "undone": (0, 2),  # a part was changed after it had been signed off
    "parallel": (0, 2),  # two texts of one field
    "complete": (2, 2),
    "asked": (1, 1),  # for completion
    "completed": (1, 1),
    "withdrawn": (2, 0),
    "reopened": (1, 0),
    "late": (1, 0),
}
TOTAL = 40
SWEDISH = {3, 9, 14, 20, 27, 33, 37}
KEYS: list[str] = [
    *(f"city {place}" for place in [*PLACES][:10]),
    *(f"municipality {place}" for place in [*PLACES][10:]),
    *(f"county {place}" for place in [*PLACES][:12:2]),
    *(f"joint {place}" for place in [*PLACES][1:7:2]),
    *(f"parish {place}" for place in [*PLACES][:15:3]),
    *(f"university {place}" for place in [*PLACES][2:10:7]),
    *(f"applied {place}" for place in [*PLACES][1:13:3]),
    *(f"vocational {place}" for place in [*PLACES][:16:4]),
    *(f"association {place}" for place in [*PLACES][2:16:4]),
    *(f"water {place}" for place in [*PLACES][3:11:7]),
    *(f"homes {place}" for place in [*PLACES][:15:6]),
    *"012",
]
TITLES = {
    "fi": ("Hankintapäällikkö", "Hankinta-asiantuntija", "Vastuullisuusasiantuntija", "Palvelupäällikkö"),
    "sv": ("Upphandlingschef", "Upphandlingssakkunnig", "Hållbarhetssakkunnig", "Servicechef"),
}
SPONSOR = {"fi": "Johdon edustaja", "sv": "Ledningens representant"}
ROLES = ("procurement_lead", "procurement_specialist", "sustainability_specialist", "substance_unit")


@cache
def texts() -> dict[str, Any]:
    """What applicants write, as it stands in its file."""
    from ruamel.yaml import YAML

    with (Path(__file__).parent / "call.yaml").open(encoding="utf-8") as lines:
        return dict(YAML(typ="safe").load(lines))


def build_call(*, programme: Programme, chance: random.Random, by: Person) -> None:
    """Publish the call and let the made-up organisations of the academy apply."""
    from soske.demo.practice import ORGANISATIONS

    programme_move(programme, ProgrammeState.PUBLIC, by=by)
    here = programme_get(programme.slug) or programme  # with its revision, so that the pack is parsed once
    opens = call_window(here).opens or timezone.now()
    made = [_made(facts) for facts in [*map(facts_of, KEYS), *ORGANISATIONS]]
    chance.shuffle(made)
    _around(here, made, chance, opens=opens)
    applicants = _Applicants(here, chance, by, opens=opens, organisations=made)
    number = 0
    for state, (single, joint) in STATES.items():
        for place in range(single + joint):
            applicants.apply(number, state, joint=place >= single)
            number += 1


def _made(facts: Facts) -> tuple[Facts, Organisation]:
    return facts, organisation(facts)


def _around(
    programme: Programme, made: list[tuple[Facts, Organisation]], chance: random.Random, *, opens: dt.datetime
) -> None:
    """Who wants to hear of the call, comes to the info session or looks for a partner."""
    now = timezone.now()
    for number, (facts, _organisation) in enumerate(made[:18]):
        language = "sv" if number % 5 == 4 else "fi"
        interest_mark(
            programme=programme,
            email=f"kiinnostunut.{number}@harjoitus.example",
            language=language,
            name=chance.choice(TITLES[language]),
            organisation=facts[1] if language == "sv" else facts[0],
            now=opens - dt.timedelta(days=20 - number),
        )
    interested_tell(slug=programme.slug, now=now)
    for number, (facts, _organisation) in enumerate(made[8:32]):
        language = "sv" if number % 6 == 5 else "fi"
        try:
            info_signup(
                programme=programme,
                email=f"info.{number}@harjoitus.example",
                language=language,
                name=chance.choice(TITLES[language]),
                organisation=facts[1] if language == "sv" else facts[0],
                attends=number % 4 != 3,
                wants_recording=number % 3 == 0 or number % 4 == 3,
                now=opens + dt.timedelta(days=1, hours=number),
            )
        except ValidationError:  # the pack has no info session
            break
    for number, notice in enumerate(texts()["notices"]):
        facts, looking = made[-1 - number]
        person, _new = person_ensure(
            email=f"etsii.{number}@harjoitus.example",
            name=_titled(TITLES[notice["language"]][number % 4], looking, notice["language"]),
            language=notice["language"],
        )
        notice_make(
            by=person,
            programme=programme,
            organisation=facts[0],
            type=facts[3],
            themes=[("employment", "rights")[number % 2]],
            region=facts[4],
            brings=notice["brings"],
            wants=notice["wants"],
            language=notice["language"],
            now=opens + dt.timedelta(days=3, hours=number),
        )


class _Applicants:
    """Those who apply, one application after another. Each takes the next organisations."""

    def __init__(
        self,
        programme: Programme,
        chance: random.Random,
        coordinator: Person,
        *,
        opens: dt.datetime,
        organisations: list[tuple[Facts, Organisation]],
    ) -> None:
        self.programme, self.chance, self.coordinator, self.opens = programme, chance, coordinator, opens
        self.rest = list(organisations)
        closes = call_window(programme).closes  # in later stages of the academy it has passed
        self.now = min(timezone.now(), closes - dt.timedelta(hours=2)) if closes else timezone.now()

    def apply(self, number: int, state: str, *, joint: bool) -> None:
        """One application, brought to its state."""
        self.language = "sv" if number in SWEDISH else "fi"
        # Begun in the order of their numbers, on the days of the call so far, in the hours of work.
        days = (self.now - self.opens).days
        begun = self.opens + dt.timedelta(days=1 + number * max(days - 2, 0) // TOTAL)
        self.time = begun.astimezone(HELSINKI).replace(hour=8 + number % 6, minute=self.chance.randrange(60))
        first = {"waiting": APPLICANT, "submitted": SENT}.get(state)
        fresh = first is not None and not Person.objects.filter(email=first).exists()
        application, writer = self._begin(number, first if fresh and first else f"hakija.{number}@harjoitus.example")
        others = [self._invite(number, application, writer, fresh=fresh and state == "waiting")] if joint else []
        if state == "empty":
            return
        idea = self._idea(number)
        self._write(application, writer, idea, share=0.45 if state in {"half", "late"} else 1.0)
        if state == "parallel":
            self._parallel(application, writer, others[0], idea)
        if state == "undone":
            self._sign(application, [writer, *others])
            self._save(application, writer, f"q.team_hours.{self._member(others[0])}", "120")
        if state == "waiting" and number % 2:
            self._sign(application, [writer])
        if state == "late":
            self._late(application)
        if state not in {"half", "parallel", "undone", "waiting", "late"}:
            self._sign(application, [writer, *others] if joint else [])
            self._go_on(application, writer, state)

    # --- what they do -------------------------------------------------------------------------------------------
    def _go_on(self, application: Application, writer: Person, state: str) -> None:
        if state == "complete":
            return
        actions_sending.application_submit(by=writer, application=application, now=self._later())
        if state == "withdrawn":
            actions_sending.application_withdraw(by=writer, application=application, now=self._later())
        elif state == "reopened":
            actions_sending.application_reopen(by=writer, application=application, now=self._later())
        elif state in {"asked", "completed"}:
            actions_sending.completion_ask(
                by=self.coordinator,
                application=application,
                fields=["q.pilot_object", "q.pilot_reason"],
                message=texts()["complete"][self.language],
                due=self.now + dt.timedelta(days=7),
                now=self._later(),
            )
            if state == "completed":
                application.refresh_from_db(fields=["state"])
                more = texts()["completed"][self.language]
                self._save(application, writer, "q.pilot_object", f"{self.answers['q.pilot_object']} {more}", base=1)
                actions_sending.completion_send(by=writer, application=application, now=self._later())

    def _late(self, application: Application) -> None:
        closes = call_window(self.programme).closes
        if closes is not None:
            actions_sending.late_allow(
                by=self.coordinator, application=application, until=closes + dt.timedelta(days=3), now=self._later()
            )

    def _begin(self, number: int, email: str) -> tuple[Application, Person]:
        facts, lead = self.rest.pop(0)
        writer, _new = person_ensure(
            email=email, name=_titled(TITLES[self.language][number % 4], lead, self.language), language=self.language
        )
        application = actions.application_begin(
            by=writer,
            programme=self.programme,
            member=MemberInput(organisation=facts[0]),
            role=ROLES[number % 4],
            language=self.language,
            token=UUID(int=self.chance.getrandbits(128), version=4),
            now=self.time,
        )
        Application.objects.filter(pk=application.pk).update(begun_at=self.time)
        application.programme = application.group.programme = self.programme
        return application, writer

    def _invite(self, number: int, application: Application, writer: Person, *, fresh: bool) -> Person:
        facts, other = self.rest.pop(0)
        email = PARTNER if fresh else f"kumppani.{number}@harjoitus.example"
        actions_group.member_invite(
            by=writer,
            application=application,
            member=MemberInput(organisation=facts[0]),
            name=_titled(TITLES[self.language][(number + 1) % 4], other, self.language),
            email=email,
            now=self._later(),
        )
        return Person.objects.get(email=email)

    def _write(self, application: Application, writer: Person, idea: Mapping[str, Any], *, share: float) -> None:
        """Answer what is asked, or the first part of it."""
        self._save(application, writer, "themes", "\n".join(idea["themes"]))
        with override(self.language):
            form = form_of(application, self.language)
        fields = [each for section in form.sections for each in section.fields if self._wanted(each)]
        self.answers = {}
        for each in fields[: max(3, round(len(fields) * share))]:
            self.answers[each.key] = self._answer(each, idea)
            self._save(application, writer, each.key, self.answers[each.key])
        if share == 1:
            for member in form.members:
                actions_group.sponsor_set(
                    by=writer,
                    application=application,
                    member=member.pk,
                    name=f"{SPONSOR[self.language]}, {member.name.text}"[:120],
                    email=f"johto.{member.pk}@harjoitus.example",
                    now=self._later(),
                )

    def _wanted(self, asked: Field) -> bool:
        """Everything but the themes, which are chosen first, and a second and third goal."""
        if asked.key == "themes":
            return False
        return not asked.group.startswith("goal.") or asked.group == "goal.1"

    def _sign(self, application: Application, people: list[Person]) -> None:
        for person in people:
            actions_sending.sign_off(by=person, application=application, member=self._member(person), now=self._later())

    def _parallel(self, application: Application, writer: Person, other: Person, idea: Mapping[str, Any]) -> None:
        """Both go on from the first version of the same answer."""
        meanwhile = texts()["meanwhile"][self.language]
        self._save(application, writer, "q.pilot_reason", f"{idea['why']} {meanwhile}", base=1)
        self._save(application, other, "q.pilot_reason", f"{meanwhile} {idea['why']}", base=1)

    def _save(self, application: Application, by: Person, key: str, text: str, *, base: int = 0) -> None:
        current = base or (1 if key in getattr(self, "answers", {}) and text != self.answers[key] else 0)
        actions.answer_save(by=by, application=application, key=key, text=text, base=current, now=self._later())

    # --- what they say ------------------------------------------------------------------------------------------
    def _idea(self, number: int) -> Mapping[str, Any]:
        ideas = texts()["ideas"][self.language]
        found: Mapping[str, Any] = ideas[number % len(ideas)]
        return found

    def _answer(self, asked: Field, idea: Mapping[str, Any]) -> str:
        said = {name: of[self.language] for name, of in texts().items() if name != "notices"}
        name, *rest = asked.key.split(".")
        match name, rest:
            case "goal", [_number, part] if part in {"text", "source", "date"}:
                if part == "text":
                    self.goal = self.chance.choice(said["goals"])
                return str(self.goal[part])
            case "promise", [_member, part]:
                if part == "role":
                    self.promise = self.chance.choice(said["promises"])
                return str(self.promise[part]) if part != "date" else self.opens.date().isoformat()
            case (("learn" | "give"), ["text"]):
                return str(self.chance.choice(said[name]))
            case "q", [code, *_member]:
                fixed = {
                    "pilot_object": idea["what"],
                    "pilot_value": str(idea["value"]),
                    "pilot_time": idea["when"],
                    "pilot_reason": idea["why"],
                    "employment_partner": idea["help"],
                    "rights_risk": idea["risk"],
                    "work_begun": self.chance.choice(said["begun"]),
                    "work_division": self.chance.choice(said["division"]),
                }
                if code in fixed:
                    return str(fixed[code])
        if asked.kind == QuestionKind.CHOICES:
            codes = [code for code, _name in asked.options]
            return "\n".join(sorted(self.chance.sample(codes, k=min(3, len(codes)))))
        if asked.kind == QuestionKind.CHOICE:
            return self.chance.choice([code for code, _name in asked.options])
        if asked.kind == QuestionKind.NUMBER:
            return str(self.chance.choice([75, 150, 220, 300]))
        return self.opens.date().isoformat() if asked.kind == QuestionKind.DATE else str(idea["when"])

    def _member(self, person: Person) -> int:
        """The number of the member for which the person applies."""
        places = GroupPerson.objects.filter(person=person, ends__isnull=True).order_by("-pk")
        return places.values_list("member", flat=True)[0] or 0

    def _later(self) -> dt.datetime:
        """A while after what was done before, never ahead of today."""
        self.time = min(self.time + dt.timedelta(minutes=self.chance.randint(1, 9)), self.now)
        return self.time


def _titled(title: str, organisation: Organisation, language: str) -> str:
    """A role and whose it is: nobody has a name."""
    return f"{title}, {organisation.name.spoken(language).text}"[:120]
