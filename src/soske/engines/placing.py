"""Things put into places so that losses are least, the first kind of loss before the second and so on. Solved exactly
with OR-Tools, imported when it is used: a flow of least cost where only the places are scarce, a program in whole
numbers where rules couple the choices.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

Loss = tuple[int, ...]
"""What a choice costs by each aim, the weightiest first; 0 or more."""
Choice = tuple[int, int]  # thing, place
FLOW_MOST = 1 << 59  # the solver multiplies costs by the number of nodes, in 64 bits
EXACT_MOST = 1 << 50  # whole numbers that the solver of programs counts exactly


@dataclass(frozen=True, slots=True)
class Thing:
    """What has to be put somewhere: place -> loss, and the loss when it gets none. The first kind of loss is 1
    without a place and 0 with one."""

    number: int
    without: Loss
    places: Mapping[int, Loss]


@dataclass(frozen=True, slots=True)
class Placed:
    """`at` is thing -> place. At least `least` things have none, whatever the plan. `gap` is 0.0 when `proven`; else
    the share of the things that might yet get a place or, when no more of them can, the share by which the first loss
    that is not proven might yet be less."""

    at: dict[int, int]
    least: int
    proven: bool = True
    gap: float = 0.0


def placed(things: Sequence[Thing], *, most: int) -> Placed | None:
    """Each thing in one place at most, each place with one at most, at most `most` in all. None: the losses are too
    large to be weighed against each other in one number."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    weights = _weights(things)
    spots = sorted({place for thing in things for place in thing.places})
    source, sink, hub = 0, 1, 2
    node = {place: number for number, place in enumerate(spots, start=3 + len(things))}
    if weights[0] * (3 + len(things) + len(spots)) > FLOW_MOST:
        return None
    flow = SimpleMinCostFlow()
    arcs: dict[int, Choice] = {}
    for number, thing in enumerate(things, start=3):
        flow.add_arc_with_capacity_and_unit_cost(source, number, 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(number, sink, 1, _weighed(thing.without, weights))
        for place, loss in thing.places.items():
            arc = flow.add_arc_with_capacity_and_unit_cost(number, node[place], 1, _weighed(loss, weights))
            arcs[arc] = (thing.number, place)
    for spot in node.values():
        flow.add_arc_with_capacity_and_unit_cost(spot, hub, 1, 0)
    flow.add_arc_with_capacity_and_unit_cost(hub, sink, min(most, len(things)), 0)
    flow.set_node_supply(source, len(things))
    flow.set_node_supply(sink, -len(things))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"no places: {status}")
    at = {thing: place for arc, (thing, place) in arcs.items() if flow.flow(arc)}
    return Placed(at, len(things) - len(at))


def placed_by_rules(
    things: Sequence[Thing],
    limits: Sequence[tuple[Collection[int], int]],
    bars: Sequence[Collection[Choice]],
    *,
    hint: Mapping[int, int],
    least: int,
    until: float,
) -> Placed:
    """The same with rules: of the things in the first half of a limit at most so many get a place, of the choices in
    a bar at most one is made. `hint` is a plan that keeps them, the answer when none that is better is found before
    `until` (of time.monotonic); it is known that at least `least` things get no place."""
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("SAT")
    solver.SetNumThreads(1)  # the same plan each time
    made = {(thing.number, place): solver.BoolVar("") for thing in things for place in thing.places}
    chosen = {thing.number: solver.Sum([made[thing.number, place] for place in thing.places]) for thing in things}
    for thing in things:
        solver.Add(chosen[thing.number] <= 1)
    for numbers, most in limits:
        solver.Add(solver.Sum([chosen[number] for number in numbers]) <= most)
    for bar in bars:
        solver.Add(solver.Sum([made[choice] for choice in bar]) <= 1)
    at, held = dict(hint), [*_losses(things, hint)]
    weights = _weights(things)
    for aims in _packed(weights):
        weight = {aim: weights[aim + 1] // weights[aims.stop] for aim in aims}
        terms = [
            made[thing.number, place] * gain
            for thing in things
            for place, loss in thing.places.items()
            if (gain := sum(weight[aim] * (thing.without[aim] - loss[aim]) for aim in aims))
        ]
        base = sum(weight[aim] * thing.without[aim] for thing in things for aim in aims)
        value = sum(weight[aim] * held[aim] for aim in aims)
        solver.SetHint(list(made.values()), [at.get(thing) == place for thing, place in made])
        solver.Maximize(solver.Sum(terms))
        left = until - time.monotonic()
        status = _solved(solver, left) if left > 0 else solver.NOT_SOLVED
        if status in (solver.OPTIMAL, solver.FEASIBLE):
            found = {thing: place for (thing, place), each in made.items() if each.solution_value() > 0.5}
            losses = [*_losses(things, found)]
            if (better := sum(weight[aim] * losses[aim] for aim in aims)) <= value:
                at, held, value = found, losses, better
        if status != solver.OPTIMAL:
            lower = max(0, round(base - solver.Objective().BestBound())) if status == solver.FEASIBLE else 0
            if aims.start:
                return Placed(at, held[0], False, (value - lower) / max(1, value))
            least = max(least, lower // weight[0])
            return Placed(at, least, False, (held[0] - least) / len(things))
        solver.Add(solver.Sum(terms) >= base - value)
    return Placed(at, held[0])


def _solved(solver: Any, seconds: float) -> int:
    from ortools.linear_solver import pywraplp

    solver.SetTimeLimit(max(1, round(seconds * 1000)))
    exact = pywraplp.MPSolverParameters()
    exact.SetDoubleParam(exact.RELATIVE_MIP_GAP, 0.0)
    return int(solver.Solve(exact))


def _losses(things: Sequence[Thing], at: Mapping[int, int]) -> Loss:
    lost = [thing.places[at[thing.number]] if thing.number in at else thing.without for thing in things]
    return tuple(map(sum, zip(*lost, strict=True)))


def _weights(things: Sequence[Thing]) -> list[int]:
    """One loss by an aim weighs more than all losses by the aims after it. One more than there are aims: the first is
    more than all losses together."""
    worst = [
        sum(max(loss[aim] for loss in (thing.without, *thing.places.values())) for thing in things)
        for aim in range(len(things[0].without))
    ]
    return [*accumulate(reversed(worst), lambda weight, most: weight * (most + 1), initial=1)][::-1]


def _weighed(loss: Loss, weights: Sequence[int]) -> int:
    return sum(weight * each for weight, each in zip(weights[1:], loss, strict=True))


def _packed(weights: Sequence[int]) -> list[range]:
    """Aims, in order, that are weighed against each other in one number; what would be too large comes one by one."""
    packs: list[range] = []
    first = 0
    for aim in range(1, len(weights)):
        if aim == len(weights) - 1 or weights[first] // weights[aim + 1] > EXACT_MOST:
            packs.append(range(first, aim))
            first = aim
    return packs
