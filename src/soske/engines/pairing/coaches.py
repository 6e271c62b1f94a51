"""Which coach for whom: as many as possible get one, the present plan holds where it can, the fit is as good and the
loads are as even as they can be. Solved exactly as a flow of least cost (OR-Tools, imported when it is used).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from soske.engines.apart import called_apart

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

SECONDS = 60.0
BEST_FIT, NEVER = 100, -1


@dataclass(frozen=True, slots=True)
class Matched:
    """`pairs` is ask -> coach, `lacking` the asks without a coach, both in the order of the asks. `fit` is the sum of
    the fits of the pairs. `loads` is coach -> how many asks, for every coach of the room."""

    pairs: dict[int, int]
    lacking: list[int]
    fit: int
    loads: dict[int, int]


def matched(
    asks: Sequence[int],
    room: Mapping[int, int],
    fits: Sequence[Sequence[int]],
    *,
    kept: Mapping[int, int] | None = None,
    before: Mapping[int, int] | None = None,
    even: int = 10,
) -> Matched:
    """A coach for each ask, proven to be the best plan.

    `room` is coach -> how many asks she takes. `fits[i][j]` is the fit, 0 to 100, of the i-th ask with the j-th coach
    of `room`; -1: it may not be. `kept` is ask -> coach that stands by hand, beyond the room and against a -1 (which
    adds nothing to the fit); it counts as load. `before` is ask -> coach as it stands now; what is no longer there or
    no longer possible is passed over.

    First as many asks as possible have a coach, then as many pairs of `before` as possible stand, then the sum of the
    fits is greatest, less `even` points x (n - 1) for the n-th ask of each coach. Of plans that are equally good the
    same one comes each time, in whichever order asks and coaches are given.

    Raises:
        ValueError: an ask comes twice, a room or `even` is below 0, the fits have another shape or are not from -1 to
            100, or `kept` names an ask or a coach that is not there.
    """
    kept, before = kept or {}, before or {}
    _checked(asks, room, fits, kept, even)
    row = {ask: place for place, ask in enumerate(asks)}
    column = {coach: place for place, coach in enumerate(room)}
    loads = Counter(kept.values())
    open_asks = sorted(ask for ask in asks if ask not in kept)
    free = {coach: left for coach in sorted(room) if (left := room[coach] - loads[coach]) > 0}
    found = dict(kept)
    if open_asks and free:
        grid = [[fits[row[ask]][column[coach]] for coach in free] for ask in open_asks]
        present = [before.get(ask) for ask in open_asks]
        found |= _solved(open_asks, free, loads, grid, present, even)
    pairs = {ask: found[ask] for ask in asks if ask in found}
    loads = Counter(pairs.values())
    return Matched(
        pairs,
        [ask for ask in asks if ask not in found],
        sum(max(0, fits[row[ask]][column[coach]]) for ask, coach in pairs.items()),
        {coach: loads[coach] for coach in room},
    )


def matched_apart(
    asks: Sequence[int],
    room: Mapping[int, int],
    fits: Sequence[Sequence[int]],
    *,
    kept: Mapping[int, int] | None = None,
    before: Mapping[int, int] | None = None,
    even: int = 10,
    seconds: float = SECONDS,
) -> Matched:
    """The same plan as `matched` makes, made by another process within `seconds`.

    Raises:
        ValueError: as `matched`.
        ApartFailed: it took too long, or the process ended without a plan.
    """
    _checked(asks, room, fits, kept or {}, even)
    return called_apart(matched, seconds, list(asks), dict(room), fits, kept=kept, before=before, even=even)


def _checked(
    asks: Sequence[int],
    room: Mapping[int, int],
    fits: Sequence[Sequence[int]],
    kept: Mapping[int, int],
    even: int,
) -> None:
    if len(set(asks)) != len(asks):
        raise ValueError("an ask comes twice")
    if even < 0 or any(places < 0 for places in room.values()):
        raise ValueError("rooms and `even` are 0 or more")
    if len(fits) != len(asks) or any(len(row) != len(room) for row in fits):
        raise ValueError("one row of fits for each ask, with one fit for each coach")
    if any(row and (min(row) < NEVER or max(row) > BEST_FIT) for row in fits):
        raise ValueError(f"fits are from {NEVER} to {BEST_FIT}")
    if not set(kept) <= set(asks) or not set(kept.values()) <= set(room):
        raise ValueError("an ask or a coach that is kept is not there")


def _solved(
    asks: Sequence[int],
    free: Mapping[int, int],
    loads: Mapping[int, int],
    grid: Sequence[Sequence[int]],
    present: Sequence[int | None],
    even: int,
) -> dict[int, int]:
    """A unit flows from the source over an ask to a coach and on to the sink. What an aim is worth is more than all
    that the next one can come to, so the cheapest flow meets them in order."""
    import numpy as np
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    coaches = list(free)
    column = {coach: place for place, coach in enumerate(coaches)}
    fits = np.array(grid, dtype=np.int64)
    rooms = np.minimum(np.array([free[coach] for coach in coaches], dtype=np.int64), len(asks))
    had = np.array([loads[coach] for coach in coaches], dtype=np.int64)
    first = np.repeat(np.cumsum(rooms) - rooms, rooms)
    coach_of = np.repeat(np.arange(len(coaches)), rooms)
    steps = even * (had[coach_of] + np.arange(len(coach_of)) - first)  # dearer from one ask of a coach to the next
    change = len(asks) * (BEST_FIT + int(steps.max(initial=0))) + 1
    lack = len(asks) * change + change

    cost, lacks = BEST_FIT - fits, np.full(len(asks), lack)
    for place, coach in enumerate(present):
        if coach in column and fits[place, column[coach]] > NEVER:
            cost[place] += change
            lacks[place] += change  # who has a coach does not lose her to one who is new
            cost[place, column[coach]] -= change
    source, sink = 0, 1
    ask_nodes = 2 + np.arange(len(asks))
    coach_nodes = 2 + len(asks) + np.arange(len(coaches))
    flow = SimpleMinCostFlow()

    def arcs(*ends: ArrayLike) -> Any:
        tails, heads, costs = (np.ascontiguousarray(each) for each in np.broadcast_arrays(*ends))
        return flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones_like(costs), costs)

    row, col = np.nonzero(fits > NEVER)
    pairs = arcs(ask_nodes[row], coach_nodes[col], cost[row, col])
    arcs(coach_nodes[coach_of], sink, steps)
    arcs(source, ask_nodes, 0)
    arcs(ask_nodes, sink, lacks)
    flow.set_node_supply(source, len(asks))
    flow.set_node_supply(sink, -len(asks))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"no plan of coaches: {status}")
    chosen = np.nonzero(flow.flows(pairs))[0]
    return {asks[int(row[arc])]: coaches[int(col[arc])] for arc in chosen}
