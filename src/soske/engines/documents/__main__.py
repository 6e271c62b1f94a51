"""`python -m soske.engines.documents`: a paper as JSON comes in, its PDF goes out. Called by apart.py."""

from __future__ import annotations

import sys

from soske.engines.apart import answer_given
from soske.engines.documents.apart import PDF, paper_read
from soske.engines.documents.pdf import paper_pdf

if __name__ == "__main__":
    sys.exit(answer_given(lambda written: paper_pdf(paper_read(written)), mark=PDF))
