"""Queries made once give what the queryset gives, on both databases."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from soske.base.prepared import Prepared, columns, instance
from soske.people.models import Organisation, Person
from tests.support.world import person

pytestmark = pytest.mark.django_db

BY_PK = Prepared(lambda pk: Person.objects.filter(pk=pk).values_list(*columns(Person)))
BY_NAME = Prepared(lambda name, kind: Organisation.objects.filter(type=kind, region=name).values_list("pk", "name"))


def test_instance_is_what_django_loads() -> None:
    one, other = person("ensimmainen"), person("toinen")
    for each in (one, other, one):
        found = instance(Person, BY_PK(each.pk)[0])
        loaded = Person.objects.get(pk=each.pk)
        assert found == loaded
        assert {name: getattr(found, name) for name in columns(Person)} == {
            name: getattr(loaded, name) for name in columns(Person)
        }
        assert found._state.adding is False
        assert found._state.db == loaded._state.db


def test_values_of_fields_are_converted() -> None:
    made = Organisation.objects.create(name={"fi": "Öja"}, type="municipality", sector="municipal", region="FI1'%")
    assert BY_NAME("FI1'%", "municipality") == [(made.pk, Organisation.objects.get().name)]
    assert BY_NAME("municipality", "FI1'%") == []


def test_one_query_each_time() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert BY_PK(0) == BY_PK(-1) == []
    assert len(captured) == 2


def test_parameter_that_django_changes_is_refused() -> None:
    changed = Prepared(lambda word: Person.objects.filter(name__icontains=word).values_list("pk"))
    with pytest.raises(ValueError, match="as it was given"):
        changed("a")
