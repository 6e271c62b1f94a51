"""An academy whose catalogue has 60 means and whose teams have assessed themselves at the start.

Each function runs in the process that called `_soske.start`.
"""

from __future__ import annotations

import datetime as dt
import gc
import random
import time
from copy import deepcopy
from typing import Any

import _soske as soske

MEANS = 60
SEED = 2026
SEARCHES = (
    "työttömien palkkaaminen",
    "voiko hankinnan varata työkeskukselle",
    "miten alihankkijat tarkistetaan",
    "lapsityö kahvissa",
    "esteettömyys",
    "harmaa talous rakennustyömaalla",
    "kontroll av leverantörskedjan",
    "lön enligt kollektivavtal",
    "reserverad upphandling",
    "sanktioner vid avtalsbrott",
    "living wage",
    "supplier does not keep its promise",
    "how do we check working conditions",
    "exclusion for human trafficking",
    "tyollistamisehto",
)
CLEANING = "bought=90910000&value=2000000&months=48&hours=60"


def filled(slug: str) -> str:
    """Make the academy's catalogue 60 means long and let each of its organisations have answered; its short name."""
    from soske.programmes.models import Programme

    programme = Programme.objects.get(slug=slug)
    _lengthen(programme)
    _assess(programme)
    return slug


def _lengthen(programme: Any) -> None:
    from soske.programmes.models import PackPart
    from soske.records.actions import revision_grow

    order = PackPart.objects.get(programme=programme, name="means", item="")
    items = PackPart.objects.filter(programme=programme, name="means").exclude(item="")
    there = {each.item: each.content for each in items}
    added = {}
    for number in range(MEANS - len(there)):
        content = deepcopy(there[order.content[number]])
        content["code"] += "_copy"
        added[content["code"]] = content
    PackPart.objects.bulk_create(
        PackPart(programme=programme, name="means", item=code, content=content) for code, content in added.items()
    )
    order.content, order.edition = [*order.content, *added], order.edition + 1
    order.save()
    revision_grow(programme.pk)


def _assess(programme: Any) -> None:
    from django.utils import timezone

    from soske.intake.groups.models import Member
    from soske.people.models import Person
    from soske.programmes.queries import programme_get
    from soske.records.actions import revision_grow
    from soske.workbench.maturity import actions
    from soske.workbench.maturity.models import Link, Moment
    from soske.workbench.maturity.queries import model_of

    if Moment.objects.filter(programme=programme).exists():
        return
    fresh, drawn = programme_get(programme.slug), random.Random(SEED)
    if fresh is None:
        raise LookupError(programme.slug)
    areas = [each.code for each in model_of(fresh).areas]
    now = timezone.now()
    moment = Moment.objects.create(
        programme=programme, kind="start", opened_at=now, closes_on=timezone.localdate() + dt.timedelta(days=14)
    )
    members = Member.objects.filter(group__programme=programme, group__team_since__isnull=False)
    Link.objects.bulk_create(
        Link(
            moment=moment,
            member=member,
            answers=6,
            shown={area: drawn.choices(([1, 2, 2, 1, 0], [0, 1, 3, 1, 1], [2, 2, 1, 1, 0]))[0] for area in areas},
        )
        for member in members
    )
    moment.programme = fresh
    actions.moment_close(by=Person.objects.get(email=soske.EMAIL), moment=moment, now=now)
    revision_grow(programme.pk)


def lists(slug: str) -> dict[str, str]:
    """Name -> path."""
    here = f"/{soske.LANGUAGE}/academies/{slug}/means"
    return {
        f"means, {MEANS}": f"{here}/",
        "means found by words": f"{here}/?q=ty%C3%B6tt%C3%B6mien+palkkaaminen",
        "one means": f"{here}/catalogue/employment_clause/",
        "three means compared": f"{here}/compare/?m=employment_clause&m=audit&m=inspection",
        "state of the catalogue": f"/{soske.LANGUAGE}/desk/{slug}/means/",
        "self-assessment": f"/{soske.LANGUAGE}/desk/{slug}/maturity/",
    }


def forms(slug: str) -> dict[str, str]:
    """Name -> path of a page that is a form of 15 fields first, with what it finds below."""
    return {"means for a purchase": f"/{soske.LANGUAGE}/academies/{slug}/means/find/?{CLEANING}"}


def fronts(slug: str) -> dict[str, tuple[str, str]]:
    """Name -> (path, who), for somebody of a team who has signed in for the front pages of the sprint."""
    here = f"/{soske.LANGUAGE}/academies/{slug}"
    return {
        "team, self-assessment": (f"{here}/maturity/", "team"),
        "team, result": (f"{here}/maturity/result/", "team"),
        "team, basket": (f"{here}/means/basket/", "team"),
    }


def search_ms(slug: str) -> tuple[float, float, int]:
    """CPU milliseconds of one search through the catalogue, the mean over some questions and the longest of them, and
    how many means there are. The catalogue itself is in memory, as it is for a worker that has read it once."""
    from soske.programmes.queries import programme_get
    from soske.workbench.means.catalogue import catalogue
    from soske.workbench.means.finding import found

    programme = programme_get(slug)
    if programme is None:
        raise LookupError(slug)
    entries, spent = catalogue(programme), []
    gc.collect()
    for words in SEARCHES:
        began = time.process_time()
        hits = found(entries, words, title=lambda each: each.title, body=lambda each: each.body)
        spent.append((time.process_time() - began) * 1000)
        if not hits:
            raise RuntimeError(f"nothing found: {words}")
    return sum(spent) / len(spent), max(spent), len(entries)
