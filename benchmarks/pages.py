"""CPU time of pages against `bare.py`: lists and front pages at most 3 times the bare list, public pages at most 1.6
times a page of as many bytes.

Each figure is the median of 5 runs of 200 requests, runs of the two sides by turns, each in a process of its own.
"""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import _reviewed as chosen
import _soske as soske
import _sprinting as sprint
import _workbench as workbench
from _measure import RUNS, Probe, Side, arguments, cpu_ms, probe

if TYPE_CHECKING:
    from bare import Bare

LISTS, PUBLIC, CHOOSING, SEARCH = 3.0, 1.6, 100.0, 20.0  # the bars; the last two in ms
SIZES = (10, 300, 10_000)
_built: list[Bare] = []


def bare_start(folder: Path, rows: int) -> None:
    import bare

    _built.append(bare.build(folder, rows=rows))


def bare_probe(size: int | None) -> Probe:
    """Of the list, or of the page of so many bytes, which is made first."""
    return probe(_built[0].application, _bare_path(size), _built[0].cookie)


def bare_ms(size: int | None, *, signed_in: bool = True) -> float:
    return cpu_ms(_built[0].application, _bare_path(size), _built[0].cookie if signed_in else "")


def _bare_path(size: int | None) -> str:
    return _built[0].list_path if size is None else _built[0].page_path(size)


def by_turns(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """Medians of two measures taken by turns, so that a noisy minute hits both."""
    taken = [(one(), other()) for _run in range(RUNS)]
    return median(first for first, _second in taken), median(second for _first, second in taken)


def line(name: str, bare: float, ours: float, bar: float | None, found: Probe) -> tuple[str, bool]:
    """A line of the table, and whether the bar is met."""
    ratio = ours / bare
    met = bar is None or ratio <= bar
    judged = "-" if bar is None else f"<= {bar:.1f} {'met' if met else 'MISSED'}"
    times = f"{name:<34}{bare:>8.2f}{ours:>10.2f}{ratio:>8.2f}  {judged:<14}"
    return f"{times}{found.queries:>7}{found.rows:>7}{found.size:>9,}", met


def compare(bare: Side, ours: Side, groups: int) -> int:
    """Print the table; how many bars are missed."""
    slug, ranked = ours.run(soske.academy, groups), ours.run(chosen.reviewed, groups)
    teams = ours.run(sprint.sprinting, groups)
    ours.run(workbench.filled, teams)
    missed = 0
    rows = bare.run(bare_probe, None)
    print(f"Python {platform.python_version()}, SQLite, academy with {groups:,} groups, letters and audit rows")
    print(f"Bare list: {rows.queries} queries, {rows.rows} rows, {rows.size:,} bytes.")
    print("A form and a visitor's page have no bar.\n")
    print(f"{'page':<34}{'bare ms':>8}{'soske ms':>10}{'ratio':>8}  {'bar':<14}{'queries':>7}{'rows':>7}{'bytes':>9}")
    signed = "coordinator"
    lists = soske.lists(slug) | chosen.lists(ranked) | ours.run(sprint.lists, teams) | workbench.lists(teams)
    kinds: list[tuple[str, dict[str, tuple[str, str]], float | None]] = [
        ("list", {name: (path, signed) for name, path in lists.items()}, LISTS),
        ("front", ours.run(sprint.fronts, teams, ranked) | workbench.fronts(teams), LISTS),
        ("form", {name: (path, signed) for name, path in workbench.forms(teams).items()}, None),
        ("public", {name: (path, signed) for name, path in soske.public().items()}, PUBLIC),
        ("visitor", {name: (path, "") for name, path in soske.public().items()}, None),
    ]
    for kind, paths, bar in kinds:
        for name, (path, who) in paths.items():
            found = ours.run(soske.soske_probe, path, who=who)
            size = found.size if kind in {"public", "visitor"} else None
            bare.run(bare_probe, size)
            times = by_turns(
                partial(bare.run, bare_ms, size, signed_in=kind != "visitor"),
                partial(ours.run, soske.soske_ms, path, who=who),
            )
            text, met = line(f"{kind}: {name}", *times, bar, found)
            print(text, flush=True)
            missed += not met
    took = median(ours.run(chosen.choose_ms, ranked) for _run in range(RUNS))
    judged = "met" if took <= CHOOSING else "MISSED"
    print(
        f"\nchoosing one group beside {groups:,} reviewed applications: {took:.1f} ms CPU (<= {CHOOSING:.0f} {judged})"
    )
    mean, longest, means = ours.run(workbench.search_ms, teams)
    judged = "met" if longest <= SEARCH else "MISSED"
    print(f"searching {means} means: {mean:.1f} ms CPU, {longest:.1f} at most (<= {SEARCH:.0f} {judged})")
    return missed + (took > CHOOSING) + (longest > SEARCH)


def grow(ours: Side) -> None:
    """Print the lists and the call page of academies of several sizes: the time must not grow with the academy. The
    last figure is that of a request right after a change, which counts the academy anew."""
    slugs = {size: ours.run(soske.academy, size) for size in SIZES}
    ranked = {size: ours.run(chosen.reviewed, size) for size in SIZES}
    paths = {size: soske.lists(slug) | soske.call(slug) for size, slug in slugs.items()}
    paths = {size: found | chosen.lists(ranked[size]) for size, found in paths.items()}
    print(f"\n{'ms CPU (queries, rows), changed':<34}" + "".join(f"{f'{size:,} groups':>26}" for size in SIZES))
    for name in paths[SIZES[0]]:
        cells = []
        for size in SIZES:
            found = ours.run(soske.soske_probe, paths[size][name])
            took = median(ours.run(soske.soske_ms, paths[size][name]) for _run in range(RUNS))
            of = ranked if name in chosen.lists("") else slugs
            changed = ours.run(soske.changed_ms, of[size], paths[size][name])
            cells.append(f"{took:.2f} ({found.queries}, {found.rows}), {changed:.0f}".rjust(26))
        print(f"{name:<34}" + "".join(cells), flush=True)


def main() -> int:
    given = arguments(__doc__)
    bare, ours = Side(), Side()
    with tempfile.TemporaryDirectory() as folder:
        try:
            bare.run(bare_start, Path(folder), given.groups)
            ours.run(soske.start, Path(folder))
            missed = compare(bare, ours, given.groups)
            if given.sizes:
                grow(ours)
        finally:
            bare.close()
            ours.close()
    print(f"\n{missed} bars missed." if missed else "\nEvery bar is met.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
