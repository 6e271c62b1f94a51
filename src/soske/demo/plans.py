"""Plans of the practice academy: one nearly whole, one half, the others not begun. Their texts are the template's
examples, whose organisations are made up."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from soske.intake.groups.models import Group, GroupPerson
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.sprint.peers.queries import teams_of
from soske.sprint.sparring.queries import coaching_now
from soske.workbench.plans import actions
from soske.workbench.plans.queries import template_of

if TYPE_CHECKING:
    from soske.packs.schema_plan import PlanSection

SHARES = (0.9, 0.5)
"""How much of its plan a team has written, for the first teams."""
ROWS: dict[str, tuple[dict[str, str], ...]] = {
    "goals": (
        {
            "goal": "Ihmiset, joiden on vaikea löytää työtä, saavat töitä sopimustemme avulla",
            "indicator": "Työllistetyt henkilöt (henkilöä vuodessa)",
            "baseline": "4",
            "target": "15",
            "year": "2029",
            "owner": "hankintajohtaja",
        },
        {
            "goal": "Työehdot tarkastetaan työpaikoilla riskialoilla",
            "indicator": "Tarkastetut sopimukset (% riskialojen sopimuksista)",
            "target": "60 %",
            "year": "2029",
            "owner": "sopimuspäällikkö",
        },
    ),
    "means": (
        {
            "means": "employment_clause",
            "where": "siivous ja viheralueet",
            "why": "Työ on opittavissa muutamassa viikossa.",
        },
        {"means": "contractors_liability", "where": "kaikki palvelut ja urakat"},
        {"means": "inspection", "where": "siivous", "why": "Asiakirjat eivät kerro työvuoroista."},
    ),
    "steps": (
        {"days": "30", "what": "Nimetään sopimuksille sopimusvastaavat", "owner": "hankintapäällikkö"},
        {
            "days": "90",
            "what": "Otetaan työllistämisehto ensimmäiseen tarjouspyyntöön",
            "owner": "hankinta-asiantuntija",
        },
    ),
    "risks": (
        {
            "risk": "Seurantaan ei riitä aikaa",
            "likelihood": "high",
            "effect": "middle",
            "action": "Seuranta kohdistetaan kolmeen suurimman riskin sopimukseen.",
            "owner": "hankintajohtaja",
        },
    ),
    "resources": ({"what": "Asiantuntijan työaika", "hours": "400", "source": "oma henkilöstö"},),
}


def build_plans(*, programme: Programme, chance: random.Random, by: Person) -> None:
    """Write the plans; the main coach of the first team asks a question."""
    here = programme_get(programme.slug) or programme
    template, now = template_of(here), timezone.now()
    if template is None:
        return
    for team, share in zip(teams_of(here).order_by("pk"), SHARES, strict=False):
        team.programme = here
        place = (
            GroupPerson.objects.filter(group=team, ends__isnull=True).select_related("person").order_by("pk").first()
        )
        writer = place.person if place else by
        for section in template.sections:
            if section.kind == "handling" or chance.random() > share:
                continue
            text = section.example.get("fi", "").split("\n\n", 1)[-1]
            actions.text_save(
                by=writer,
                group=team,
                section=section,
                member=None,
                text=text[: section.longest],
                base=0,
                token="",
                now=now,
            )
            for values in ROWS.get(section.kind, ()):
                token = UUID(int=chance.getrandbits(128))
                actions.row_add(by=writer, group=team, section=section, values=values, token=token, now=now)
            if section.kind == "goals":
                _ask(team, section, now)


def _ask(group: Group, section: PlanSection, now: dt.datetime) -> None:
    """A comment of the team's coach, when it has one."""
    pair = coaching_now().filter(group=group).select_related("coach__person").order_by("pk").first()
    if pair is None or pair.coach.person is None:
        return
    actions.comment_add(
        by=pair.coach.person,
        group=group,
        section=section,
        quote="Työllistetyt henkilöt",
        text="Mistä lähtöarvo tulee, ja kuka kerää luvun?",
        now=now,
    )
