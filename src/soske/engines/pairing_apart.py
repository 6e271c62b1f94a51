"""Readers proposed in a process of its own: the solver keeps some 20 MB of memory, which a server gets back this way.

`python -m soske.engines.pairing_apart`: the task as JSON comes in, the pairs go out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Mapping

from soske.engines.apart import answer_apart, answer_given
from soske.engines.pairing import Pair, Proposal, proposed

SECONDS = 60.0
PAIRS = b"soske-pairs\n"


def proposed_apart(
    applications: Collection[int],
    most: Mapping[int, int],
    *,
    each: int,
    given: Iterable[Pair] = (),
    barred: Iterable[Pair] = (),
    seconds: float = SECONDS,
) -> Proposal:
    """The same plan as pairing.proposed makes, made by another process within `seconds`.

    Raises:
        ApartFailed: it took too long, or the process ended without a plan.
    """
    task = {
        "applications": sorted(applications),
        "most": sorted(most.items()),
        "each": each,
        "given": sorted(set(given)),
        "barred": sorted(set(barred)),
    }
    found = json.loads(answer_apart(__name__, json.dumps(task).encode(), mark=PAIRS, seconds=seconds))
    return Proposal([(a, r) for a, r in found["pairs"]], dict(found["lacking"]))


def _answer(written: bytes) -> bytes:
    task = json.loads(written)
    plan = proposed(
        task["applications"],
        dict(task["most"]),
        each=task["each"],
        given=[(a, r) for a, r in task["given"]],
        barred=[(a, r) for a, r in task["barred"]],
    )
    return json.dumps({"pairs": plan.pairs, "lacking": sorted(plan.lacking.items())}).encode()


if __name__ == "__main__":
    sys.exit(answer_given(_answer, mark=PAIRS))
