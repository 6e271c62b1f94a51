"""`python -m soske.engines.documents`: a paper as JSON comes in, its PDF goes out. Called by apart.py."""

from __future__ import annotations

import os
import sys

from soske.engines.documents.apart import FAULT, PDF, paper_read
from soske.engines.documents.pdf import paper_pdf


def main() -> int:
    """0 and the PDF, or FAULT and the kind of the fault: what people wrote stands in no log."""
    # typst may write to these by itself; the PDF alone goes to where the answer is read.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        try:
            content = paper_pdf(paper_read(sys.stdin.buffer.read()))
        except BaseException as fault:
            sys.stderr.write(f"{type(fault).__name__}\n")
            return FAULT
        out.write(PDF + content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
