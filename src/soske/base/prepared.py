"""Queries whose SQL is made once in a process, for reads that stand at the beginning of many pages.

Making SQL from a queryset takes several times as long as running it (benchmarks/pages.py). The queryset stays the
source: Django makes the SQL of it, for either database, at the first use.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
NUMBER = 7_313_000_000_000_000
"""Numbers from here on stand for the parameters while the SQL is made."""


class _Made(NamedTuple):
    sql: str
    given: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    """(place in `given`, number of the parameter)."""
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]


class Prepared:
    """`make(*parameters)` gives a queryset with `values_list`; calling this gives its rows, as tuples.

    Parameters are numbers of rows or texts that are compared as they are (=), never None, dates or lists: those would
    change the SQL or are written in another way by each database.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self._make = make
        self._made: dict[tuple[Any, ...], _Made] = {}
        self._lock = Lock()

    def __call__(self, *parameters: int | str) -> list[tuple[Any, ...]]:
        key = (connection.vendor, *map(type, parameters))
        made = self._made.get(key)
        if made is None:
            with self._lock:
                made = self._made[key] = self._compiled(parameters)
        given = list(made.given)
        for place, number in made.places:
            given[place] = parameters[number]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, given)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return _converted(rows, made.converters) if made.converters else rows

    def _compiled(self, parameters: tuple[int | str, ...]) -> _Made:
        stand_ins: list[int | str] = [
            NUMBER + number if isinstance(each, int) else f"stand-in {NUMBER + number}"
            for number, each in enumerate(parameters)
        ]
        compiler = self._make(*stand_ins).query.get_compiler(connection=connection)
        sql, given = compiler.as_sql()
        places = tuple((place, stand_ins.index(each)) for place, each in enumerate(given) if each in stand_ins)
        if {number for _place, number in places} != set(range(len(parameters))):
            raise ValueError("a parameter is not in the SQL as it was given")
        found = compiler.get_converters([each[0] for each in compiler.select])
        converters = tuple((column, tuple(steps), expression) for column, (steps, expression) in found.items())
        return _Made(sql, tuple(given), places, converters)


def _converted(rows: list[tuple[Any, ...]], converters: Any) -> list[tuple[Any, ...]]:
    changed = [list(row) for row in rows]
    for column, steps, expression in converters:
        for row in changed:
            value = row[column]
            for step in steps:
                value = step(value, expression, connection)
            row[column] = value
    return [tuple(row) for row in changed]


def columns(model: type[Model], before: str = "") -> list[str]:
    """The names of all columns of a model, for `values_list`; `before` is the way to it ("group__")."""
    return [f"{before}{field.attname}" for field in model._meta.concrete_fields]


def instance(model: type[M], values: tuple[Any, ...]) -> M:
    """A row as Django would have loaded it, from the values of `columns(model)`."""
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], values)
