"""The plan as a document: a report of 17 sections, 12 goals and 20 means for Word and as PDF, and its slides.

Times are those of a clock. The first figures are of a process that has made no document yet, so they include the
libraries; a server makes each document in such a process. The others are medians of some runs after that.
"""

from __future__ import annotations

import datetime as dt
import platform
import sys
import time
from statistics import median

from _measure import RUNS, Side, arguments

from soske.engines.documents.deck import Deck, Facts, Points, Slide
from soske.engines.documents.report import Area, Grid, Note, Prose, Quote, Report, ScaleHeads, Scales, Section

ALL_S = 1.5  # the bar, for the first documents of a process together
SECTIONS, GOALS, MEANS = 17, 12, 20
MADE = dt.datetime(2026, 4, 14, 7, 6, tzinfo=dt.UTC)
TEXT = """Kaupunki ostaa palveluja **12 miljoonalla eurolla** vuodessa. Sopimuksissa on työllistämisehto, mutta sen
toteutumista seurataan *epäsäännöllisesti*. Jokaisessa yli 100 000 euron hankinnassa arvioidaan sosiaaliset vaikutukset
jo valmistelussa, ja sopimusvastaava tietää, mitä toimittaja on luvannut, katso [ohje](https://example.test/).

- valmistelu: riskien arviointi ja markkinakartoitus
- kilpailutus
  1. ehdot tarjouspyynnössä
  2. vertailuperusteet
- sopimuskausi: seuranta kahdesti vuodessa

### Mitä tämä muuttaa

> Ehto unohtui, kun sopimus oli allekirjoitettu.

| Vaihe | Kuka | Päiviä |
|---|---|--:|
| Valmistelu | Hankinnan omistaja | 14 |
| Kilpailutus | Hankintayksikkö | 60 |
"""


def report_made_up() -> Report:
    areas = [Area(f"Osa-alue {number}", 1.5 + number / 5, 2.5 + number / 5, 2.2) for number in range(8)]
    heads = ScaleHeads("Osa-alue", "Alku", "Loppu", "Akatemia")
    goals = [
        [f"Ehto on {number} hankinnassa", "Hankintoja", str(number), str(4 * number), "31.12.2027"]
        for number in range(GOALS)
    ]
    means = [
        [f"Keino {number}: työllistämisehto", "Se sopii työvaltaisiin palveluihin.", "Hankinta", "1.9.2026"]
        for number in range(MEANS)
    ]
    blocks = {
        2: [Scales(areas, heads, "Kypsyysarvio", "Osa-alueet asteikolla 1–5"), Note("Luvut ovat keskiarvoja.")],
        3: [Grid(["Tavoite", "Mittari", "Lähtötaso", "Tavoitetaso", "Aikaraja"], goals, "Tavoitteet", (2, 3))],
        4: [Grid(["Keino", "Peruste", "Vastuu", "Alkaa"], means, "Keinot")],
        5: [Quote("Det tog tid.", "Inköpschef, ett påhittat område", "sv")],
    }
    sections = [Section(f"{number} Luku", [Prose(TEXT), *blocks.get(number, [])]) for number in range(1, SECTIONS + 1)]
    facts = [("Diaarinumero", "SOSKE/12/2026"), ("Organisaatiot", "Keksitty kaupunki")]
    return Report(
        "Toimintamallisuunnitelma: Keksitty kaupunki", "fi", "Soske", facts, sections, made=MADE, contents="S"
    )


def deck_made_up() -> Deck:
    report = report_made_up()
    slides = [Slide("Ehdotus", [Points(TEXT), Facts(list(report.facts))], "Muistiinpano.")]
    for section in report.sections[1:4]:
        slides.append(Slide(section.heading, [each for each in section.blocks if isinstance(each, Grid | Scales)]))
    return Deck(report.title, "fi", "Kaupunginhallitus", slides, "Soske", MADE)


def taken(kind: str) -> tuple[float, int]:
    """Seconds and bytes of one document."""
    began = time.perf_counter()
    match kind:
        case "DOCX":
            from soske.engines.documents.docx import report_docx

            content = report_docx(report_made_up())
        case "PDF":
            from soske.engines.documents.report_pdf import report_pdf

            content = report_pdf(report_made_up())
        case "PPTX":
            from soske.engines.documents.pptx import deck_pptx

            content = deck_pptx(deck_made_up())
        case _:
            from soske.engines.documents.deck_pdf import deck_pdf

            content = deck_pdf(deck_made_up())
    return time.perf_counter() - began, len(content)


def apart_s() -> float:
    """Seconds of the report as PDF and for Word and of the slides, each made by a process of its own."""
    from soske.engines.documents.apart import deck_pptx_apart, report_docx_apart, report_pdf_apart

    began = time.perf_counter()
    report_pdf_apart(report_made_up())
    report_docx_apart(report_made_up())
    deck_pptx_apart(deck_made_up())
    return time.perf_counter() - began


def main() -> int:
    arguments(__doc__)
    print(f"Python {platform.python_version()}\n\n{SECTIONS} sections, {GOALS} goals, {MEANS} means; seconds")
    side = Side()
    try:
        first = {kind: side.run(taken, kind) for kind in ("DOCX", "PDF", "PPTX", "slides as PDF")}
        again = {kind: median(side.run(taken, kind)[0] for _run in range(RUNS)) for kind in first}
        apart = median(side.run(apart_s) for _run in range(RUNS))
    finally:
        side.close()
    for kind, (seconds, size) in first.items():
        print(f"  {kind:<20}{seconds:>8.2f} first {again[kind]:>8.2f} again {size / 1024:>8.0f} KiB")
    together = sum(first[kind][0] for kind in ("DOCX", "PDF", "PPTX"))
    met = together <= ALL_S
    print(f"  {'DOCX, PDF and PPTX':<20}{together:>8.2f} first, <= {ALL_S:g} s {'met' if met else 'MISSED'}")
    print(f"  {'each in a process':<20}{apart:>8.2f} with the start of three processes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
