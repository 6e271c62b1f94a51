"""Coaches and sparring of the practice academy in the middle of its sprint, made as people make them."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from soske.base.clock import moment
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.sprint.sparring import actions, actions_after, actions_pairs, actions_sessions, actions_times
from soske.sprint.sparring.actions_after import NOTES, QUESTIONS
from soske.sprint.sparring.models import Coach, Session
from soske.sprint.sparring.queries import told_of
from soske.sprint.sparring.queries_sessions import Window, openings_free, presence_of, windows_of

COACH = "sparraaja.1@harjoitus.example"
# Role, what teams read, topics, sectors, languages.
COACHES: list[tuple[str, str, list[str], list[str], list[str]]] = [
    (
        "Sparraaja, työllistäminen",
        "Tuntee työllistämisehdot ja niiden seurannan.",
        ["employment_clause", "employment_services", "contract_monitoring"],
        ["municipal", "wellbeing"],
        ["fi", "sv"],
    ),
    (
        "Sparraaja, ihmisoikeudet",
        "Auttaa toimitusketjun riskien selvittämisessä.",
        ["potential_and_risk", "supply_chains", "audits"],
        ["state", "education", "municipal"],
        ["fi", "en"],
    ),
    (
        "Sparraaja, hankintajuridiikka",
        "Hankintajuristi. Vastaa yleensä vuorokaudessa.",
        ["requirements", "employment_clause"],
        ["municipal", "state", "wellbeing", "church"],
        ["fi"],
    ),
    (
        "Sparraaja, johtaminen",
        "Vie tavoitteita strategiasta hankintaohjeisiin.",
        ["leadership", "decision_makers", "roles"],
        ["municipal", "education"],
        ["fi", "sv"],
    ),
    (
        "Sparraaja, vuoropuhelu",
        "On vetänyt vuoropuheluja sosiaalisista tavoitteista.",
        ["market_dialogue", "requirements"],
        ["wellbeing", "municipal"],
        ["fi"],
    ),
    (
        "Sparraaja, sopimusseuranta",
        "Seuraa ehtoja sopimuskaudella.",
        ["contract_monitoring", "indicators"],
        ["municipal"],
        ["fi"],
    ),
    ("Sparraaja, mittaaminen", "Rakentaa mittareita, joita jaksaa seurata.", ["indicators"], ["state"], ["fi", "en"]),
    (
        "Sparraaja, järjestöyhteistyö",
        "Tuntee järjestöt palvelujen tuottajina.",
        ["employment_services"],
        ["church", "third"],
        ["fi"],
    ),
    (
        "Sparraaja, työelämän oikeudet",
        "Tuntee hyväksikäytön merkit ja keinot.",
        ["labour_exploitation", "potential_and_risk"],
        ["municipal", "church"],
        ["fi", "sv"],
    ),
    (
        "Sparraaja, viestintä",
        "Auttaa kertomaan tuloksista ymmärrettävästi.",
        ["decision_makers", "small_purchases"],
        ["education"],
        ["fi", "sv", "en"],
    ),
]
ASKED = (
    "Miten laaja työllistämisehto on sopiva siivouksessa? Kuka sen toteutumista seuraa meillä?",
    "Riittääkö tarjoajan vakuutus, vai pitääkö pyytää todistus? Mitä teemme, jos ehto jää täyttymättä?",
    "Miten perustelemme johdolle, että seurantaan varataan työaikaa?",
)
NOTED = (
    "Käytiin läpi ehtoluonnos. Laajuus sidotaan sopimuksen arvoon, ei henkilömäärään. Seuranta sopimusvastaavalle.",
    "Riskikartoitus rajattiin kahteen tuoteryhmään. Kysytään toimittajilta tuotantomaat jo vuoropuhelussa.",
    "Johdon esitykseen otetaan yksi sivu: tavoite, mitä pyydetään, mitä se vaatii.",
)
STEPS = (
    "Sovitaan työllisyyspalvelujen kanssa, kuka etsii ehdokkaat",
    "Kirjoitetaan ehdon seuranta sopimusluonnokseen",
    "Kysytään kahdelta muulta organisaatiolta, miten ehto on toiminut",
    "Varataan aika johtoryhmästä",
)
HOUR = 60


def build_sparring(*, programme: Programme, chance: random.Random, by: Person) -> None:
    """Ten coaches, one of whom has not accepted the terms; the window that is over was sparred, the next one is half
    agreed."""
    here = programme_get(programme.slug) or programme
    now, today = timezone.now(), timezone.localdate()
    coaches = [_coach(here, number, by, now, today) for number in range(len(COACHES))]
    windows = windows_of(here)
    before = now - dt.timedelta(days=35)
    for coach in coaches:
        for window in windows:
            _offer(coach, window, chance)
    actions_pairs.pairs_propose(by=by, programme=here)
    actions_pairs.pairs_tell(by=by, programme=here, now=before)
    teams = list(
        Group.objects.filter(programme=here, team_since__isnull=False).order_by("pk").select_related("contact")
    )
    for number, team in enumerate(teams):
        if team.contact is None:
            continue
        team.programme = here
        main = next((each.coach for each in told_of(team) if not each.topic), None)
        if main is None or main.person is None:
            continue
        main.programme = here
        for window in windows:
            if window.ends < now and number != len(teams) - 1:
                _sparred(team, main, window, by=team.contact, chance=chance, number=number)
            elif window.ends >= now:
                if number % 3 == 0:
                    _book(team, main, window, by=team.contact, now=now)
                break
        if number < 4:
            mark = chance.choice([2, 3, 4, 5])
            note = "Aika ei tahdo riittää." if mark == 2 else ""
            actions_after.mood_set(
                by=team.contact, group=team, mark=mark, note=note, now=now - dt.timedelta(days=2 + number)
            )


def _coach(programme: Programme, number: int, by: Person, now: dt.datetime, today: dt.date) -> Coach:
    name, about, topics, sectors, languages = COACHES[number]
    coach = actions.coach_add(
        by=by,
        programme=programme,
        values=actions.CoachInput(
            name=name,
            email=f"sparraaja.{number + 1}@harjoitus.example",
            employer="Kuvitelman hankintakeskus",
            about=about,
            topics=topics,
            sectors=sectors,
            languages=languages,
            most=2,
            sessions=6,
        ),
        now=now - dt.timedelta(days=45),
        today=today - dt.timedelta(days=45),
    )
    if number < len(COACHES) - 1 and coach.person is not None:
        actions.terms_accept(
            by=coach.person,
            coach=coach,
            tenders=number == 4,
            interests="Työnantajani tarjoaa koulutusta kunnille." if number == 4 else "",
            accepts=True,
            now=now - dt.timedelta(days=44),
        )
    return coach


def _offer(coach: Coach, window: Window, chance: random.Random) -> None:
    """Two mornings of three hours within the window."""
    first = timezone.localtime(window.starts).date()
    days = [first + dt.timedelta(days=n) for n in range(12) if (first + dt.timedelta(days=n)).weekday() < 5]
    for day in sorted(chance.sample(days[:5], k=2)):
        starts = moment(day, dt.time(chance.choice([9, 12])))
        if starts + dt.timedelta(hours=3) <= window.ends and coach.person is not None:
            actions_times.openings_add(
                by=coach.person,
                coach=coach,
                starts=starts,
                minutes=HOUR,
                count=3,
                place="https://kokous.example/sparraus",
                now=starts - dt.timedelta(days=30),
            )


def _book(team: Group, coach: Coach, window: Window, *, by: Person, now: dt.datetime) -> Session | None:
    times = openings_free([coach.pk], now=now).filter(starts__gte=window.starts, ends__lte=window.ends)
    time = times.first()
    if time is None:
        return None
    session = actions_sessions.session_book(by=by, group=team, coach=coach, opening=time.pk, now=now)
    text = ASKED[team.pk % len(ASKED)]
    actions_after.session_write(by=by, session=session, field=QUESTIONS, text=text, base=0, now=now)
    return session


def _sparred(team: Group, coach: Coach, window: Window, *, by: Person, chance: random.Random, number: int) -> None:
    session = _book(team, coach, window, by=by, now=window.starts - dt.timedelta(days=7))
    if session is None or session.ends is None or coach.person is None:
        return
    at = session.ends + dt.timedelta(minutes=10)
    if at > timezone.now():
        return
    text = NOTED[number % len(NOTED)]
    actions_after.session_write(by=coach.person, session=session, field=NOTES, text=text, base=0, now=at)
    members = presence_of(session)
    for place, name in enumerate(chance.sample(STEPS, k=2)):
        member = members[place % len(members)].member
        actions_after.step_agree(
            by=coach.person,
            session=session,
            name=name,
            day=timezone.localdate(at) + dt.timedelta(days=21),
            person=by.pk if place == 0 else None,
            member=member,
            now=at,
            today=timezone.localdate(at),
        )
    present = {each.member: chance.random() < 0.85 for each in members}
    actions_after.session_hold(
        by=coach.person, session=session, used=chance.choice([45, 55, 60, 70]), present=present, now=at
    )
