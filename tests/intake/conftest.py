"""A joint draft and its people; and the call of tests.support.called, made once for a module, because making it takes
longer than most tests that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from soske.intake.applications.models import Application
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from tests.support import applying, world
from tests.support.called import Called, called
from tests.support.once import made_once

PARTNER = "kumppani@example.fi"


@pytest.fixture
def programme(db: None) -> Programme:
    found = programme_get(world.programme("alpha").slug)
    assert found is not None
    return found


@pytest.fixture
def writer(db: None) -> Person:
    return world.person("kirjoittaja")


@pytest.fixture
def joint(programme: Programme, writer: Person) -> Application:
    """A filled joint draft: Äänekoski with `writer` leads, Åbo with `partner` is invited."""
    made = applying.invite(applying.begin(programme, writer), writer, organisation="Åbo stad", email=PARTNER)
    return applying.fill(made, writer)


@pytest.fixture
def partner(joint: Application) -> Person:
    return Person.objects.get(email=PARTNER)


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Called]:
    with made_once(django_db_blocker, tmp_path_factory.getbasetemp(), called) as made:
        yield made


@pytest.fixture
def call(_made: Called, db: None) -> Called:
    """The call as it was made."""
    return deepcopy(_made)
