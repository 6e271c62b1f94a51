"""Reads of persons and organisations."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from soske.base.sorting import sort_key
from soske.people.models import Organisation, Person

KNOWN = 400


def person_by_email(email: str) -> Person | None:
    """The person with this address, capital letters or not."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def organisations_known(*, made_up: bool) -> list[Organisation]:
    """Organisations to choose from, by name; at most 400. Made-up ones are for practice academies only."""
    found = list(Organisation.objects.filter(made_up=made_up).order_by("-pk")[:KNOWN])
    return sorted(found, key=lambda organisation: sort_key(str(organisation.name)))


def organisation_named(name: str, *, made_up: bool) -> Organisation | None:
    """An organisation that has exactly this name in some language, capital letters or not."""
    wanted = name.strip().casefold()
    candidates: QuerySet[Organisation] = Organisation.objects.filter(made_up=made_up)
    for organisation in candidates.iterator(chunk_size=500):
        if any(text.casefold() == wanted for text in organisation.name.values()):
            return organisation
    return None


def person_names(ids: Iterable[int]) -> dict[int, str]:
    """id -> name of persons that still are; at most as many rows as ids."""
    return dict(Person.objects.filter(pk__in=set(ids)).values_list("pk", "name"))
