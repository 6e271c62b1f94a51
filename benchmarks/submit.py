"""CPU time of submitting an application, at most 60 ms: the page on which it is checked, the POST, the confirmation.

The application is joint, of two members, and lacks nothing; mail and PDF belong to the worker. Each is submitted once;
the figure is the median of 5 runs of 20 applications. Saving a field while one types is measured too (bar 8 ms).
"""

from __future__ import annotations

import platform
import sys
import tempfile
from pathlib import Path
from statistics import median

import _applying as applying
import _soske as soske
from _measure import RUNS, Side, arguments

SUBMIT_MS, SAVE_MS = 60.0, 8.0  # the bars
EACH_RUN = 20
WARM_UP = 10
SAVES = 100
LARGE = 10_000


def judged(figure: float, bar: float) -> str:
    return f"<= {bar:g} {'met' if figure <= bar else 'MISSED'}"


def measure(ours: Side, groups: int) -> None:
    """Print the figures of an academy with so many applications."""
    slug = ours.run(soske.academy, groups)
    ours.run(applying.call_open, slug)
    made, answers = ours.run(applying.ready, slug, WARM_UP + RUNS * EACH_RUN + 3)
    *drafts, counted, writing, watched = made
    ours.run(applying.submit_ms, slug, drafts[:WARM_UP])
    begins = range(WARM_UP, len(drafts), EACH_RUN)
    runs = [ours.run(applying.submit_ms, slug, drafts[begin : begin + EACH_RUN]) for begin in begins]
    steps = [median(run[number] for run in runs) for number in range(len(applying.STEPS))]
    queries = ours.run(applying.submit_queries, slug, counted)
    whole = median(sum(run) for run in runs)
    print(f"\n{groups:,} applications, two members, {answers} answers{'ms CPU':>14}  {'bar':<16}{'queries':>7}")
    for name, took, asked in zip(applying.STEPS, steps, queries, strict=True):
        print(f"  {name:<42}{took:>10.2f}  {'-':<16}{asked:>7}")
    print(f"{'the whole submit flow':<44}{whole:>10.2f}  {judged(whole, SUBMIT_MS):<16}{sum(queries):>7}")
    took = median(ours.run(applying.autosave_ms, slug, writing, SAVES) for _run in range(RUNS))
    asked = ours.run(applying.autosave_queries, slug, writing)
    print(f"{'a field is saved':<44}{took:>10.2f}  {judged(took, SAVE_MS):<16}{asked:>7}")
    for name, path in ours.run(applying.pages, slug, watched).items():
        asked = ours.run(applying.page_queries, path)
        took = median(ours.run(soske.soske_ms, path) for _run in range(RUNS))
        bar = judged(took, SAVE_MS) if name == "who is here" else "-"
        print(f"{name:<44}{took:>10.2f}  {bar:<16}{asked:>7}", flush=True)


def main() -> int:
    given = arguments(__doc__)
    ours = Side()
    kind = "PostgreSQL" if given.database else "SQLite"
    print(f"Python {platform.python_version()}, {kind}. What the database does by itself is not counted.")
    with tempfile.TemporaryDirectory() as folder:
        try:
            ours.run(soske.start, Path(folder), given.database)
            for groups in dict.fromkeys([given.groups, *([LARGE] if given.sizes else [])]):
                measure(ours, groups)
        finally:
            ours.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
