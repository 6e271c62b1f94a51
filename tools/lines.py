"""No source file over 400 lines, unless it is named here with a reason: `lines.py`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST = 400
LONG = {
    "src/soske/base/formats.py": "dates, times, numbers and money in three languages: each rule beside its two sisters",
}
ENDINGS = {".py", ".html", ".css", ".js", ".mjs"}


def main() -> int:
    faults = []
    for path in sorted((ROOT / "src").rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix not in ENDINGS or "/static/" in name or "/migrations/" in name:
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MOST and name not in LONG:
            faults.append(f"{name}: {lines} lines, at most {MOST}. Does it hold two things?")
        if lines <= MOST and name in LONG:
            faults.append(f"{name}: {lines} lines, so it need not be named in tools/lines.py any more")
    faults += [f"{name}: named in tools/lines.py, but not there" for name in LONG if not (ROOT / name).exists()]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
