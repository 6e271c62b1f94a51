"""Small groups in which teams mix."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby


def mixed(people: Sequence[tuple[int, int]], tables: int, *, turn: int = 0) -> dict[int, int]:
    """People, each (person, team), at `tables` tables: person -> table, from 1.

    Tables differ by at most one in size, and so do the shares that each team has of them: it cannot be more even. With
    another `turn` (the number of the meeting) the people of a team sit elsewhere, so that they meet others. The same
    people and turn give the same tables.

    Raises:
        ValueError: fewer than one table, or a person is there twice.
    """
    if tables < 1:
        raise ValueError("at least one table")
    if len({person for person, _team in people}) != len(people):
        raise ValueError("a person is there twice")
    ordered = sorted(people, key=lambda each: (each[1], each[0]))
    dealt: list[int] = []  # team by team, each person to the next table
    for number, (_team, own) in enumerate(groupby(ordered, key=lambda each: each[1])):
        team = [person for person, _of in own]
        shift = turn * number % len(team)
        dealt += team[shift:] + team[:shift]
    return {person: place % tables + 1 for place, person in enumerate(dealt)}


def tables_for(people: int, *, size: int) -> int:
    """How many tables so many people need when about `size` sit at each; at least one."""
    return max(1, round(people / size))
