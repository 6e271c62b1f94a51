"""Who reads what: reviewers for applications, as evenly as their load and their conflicts of interest allow.

Solved exactly as a flow of least cost (OR-Tools, imported when it is used). Each reading of a reviewer costs more than
the one before it, so the cheapest plan is the most even one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from soske.engines.apart import called_apart

Pair = tuple[int, int]  # application, reviewer

SECONDS = 60.0
LACK = 10_000_000  # costs more than any load: as many readings as possible come first, evenness second


@dataclass(frozen=True, slots=True)
class Proposal:
    """`pairs` are new, in order. `lacking` is application -> how many readers it still lacks."""

    pairs: list[Pair]
    lacking: dict[int, int]


def proposed(
    applications: Collection[int],
    most: Mapping[int, int],
    *,
    each: int,
    given: Iterable[Pair] = (),
    barred: Iterable[Pair] = (),
) -> Proposal:
    """Readers for the applications so that each has `each` of them.

    `most` is reviewer -> how many applications she reads at most, those in `given` included. `given` stand already and
    stay; `barred` may not be. As many readings as possible are proposed, then so that the loads of the reviewers are
    as even as they can be (the sum of their squares is least).

    Raises:
        ValueError: `each` or a load is below 0.
    """
    if each < 0 or any(load < 0 for load in most.values()):
        raise ValueError("loads are 0 or more")
    taken = set(given)
    readers = Counter(application for application, _reviewer in taken)
    loads = Counter(reviewer for _application, reviewer in taken)
    needed = {number: need for number in sorted(set(applications)) if (need := each - readers[number]) > 0}
    free = {reviewer: room for reviewer in sorted(most) if (room := most[reviewer] - loads[reviewer]) > 0}
    closed = taken | set(barred)
    pairs = _solved(needed, free, loads, closed) if needed and free else []
    got = Counter(application for application, _reviewer in pairs)
    return Proposal(pairs, {number: need - got[number] for number, need in needed.items() if need > got[number]})


def proposed_apart(
    applications: Collection[int],
    most: Mapping[int, int],
    *,
    each: int,
    given: Iterable[Pair] = (),
    barred: Iterable[Pair] = (),
    seconds: float = SECONDS,
) -> Proposal:
    """The same plan as `proposed` makes, made by another process within `seconds`.

    Raises:
        ApartFailed: it took too long, or the process ended without a plan.
    """
    return called_apart(
        proposed, seconds, sorted(applications), dict(most), each=each, given=list(given), barred=list(barred)
    )


def _solved(
    needed: Mapping[int, int], free: Mapping[int, int], loads: Mapping[int, int], closed: Collection[Pair]
) -> list[Pair]:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow = SimpleMinCostFlow()
    source, sink = 0, 1
    application = {number: node for node, number in enumerate(needed, start=2)}
    reviewer = {number: node for node, number in enumerate(free, start=2 + len(needed))}
    total = sum(needed.values())
    arcs: dict[int, Pair] = {}
    for number, need in needed.items():
        flow.add_arc_with_capacity_and_unit_cost(source, application[number], need, 0)
        flow.add_arc_with_capacity_and_unit_cost(application[number], sink, need, LACK)  # a reader that is not found
        for other in free:
            if (number, other) not in closed:
                arc = flow.add_arc_with_capacity_and_unit_cost(application[number], reviewer[other], 1, 0)
                arcs[arc] = (number, other)
    for other, room in free.items():
        for place in range(min(room, len(needed))):  # the n-th reading adds 2n - 1 to the square of the load
            cost = 2 * (loads[other] + place) + 1
            flow.add_arc_with_capacity_and_unit_cost(reviewer[other], sink, 1, cost)
    flow.set_node_supply(source, total)
    flow.set_node_supply(sink, -total)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"no plan of reviewers: {status}")
    return sorted(pair for arc, pair in arcs.items() if flow.flow(arc))
