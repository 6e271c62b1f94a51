"""Reads of persons and organisations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from soske.base.sorting import sort_key
from soske.people.models import Organisation, OrganisationName, Person

KNOWN = 400


def person_by_email(email: str) -> Person | None:
    """The person with this address, capital letters or not."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def organisations_known(offered: Q, *, made_up: bool) -> list[Organisation]:
    """Organisations to choose from, by name; at most 400. `offered` says which ones the reader may know of: most are
    known only from drafts. Made-up ones are for practice academies only."""
    found = list(Organisation.objects.filter(offered, made_up=made_up).order_by("-pk")[:KNOWN])
    return sorted(found, key=lambda organisation: sort_key(str(organisation.name)))


def organisation_names(offered: Q, *, made_up: bool) -> list[str]:
    """Names of the offered organisations in every language, to choose from while one types."""
    known = organisations_known(offered, made_up=made_up)
    return sorted({name for organisation in known for name in organisation.name.values()})


def organisation_named(name: str, *, made_up: bool) -> Organisation | None:
    """The oldest organisation that has exactly this name in some language, capital letters or not. One query."""
    found = OrganisationName.objects.filter(folded=name_folded(name), organisation__made_up=made_up)
    row = found.select_related("organisation").order_by("organisation").first()
    return row.organisation if row else None


def name_folded(name: str) -> str:
    """A name in the form in which names are compared: composed letters, single spaces, no capitals."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()[:500]


def organisation_facts(organisation: Organisation) -> dict[str, Any]:
    """What its form shows of an organisation."""
    return {field: getattr(organisation, field) for field in ("name", "type", "region", "business_id")}


def person_names(ids: Iterable[int]) -> dict[int, str]:
    """id -> name of persons that still are; at most as many rows as ids."""
    return dict(Person.objects.filter(pk__in=set(ids)).values_list("pk", "name"))
