"""A made-up report and the slides to it, for tests."""

from __future__ import annotations

import datetime as dt

from soske.engines.documents.deck import Deck, Facts, Points, Slide
from soske.engines.documents.report import Area, Grid, Note, Prose, Quote, Report, ScaleHeads, Scales, Section

MADE = dt.datetime(2026, 4, 14, 7, 6, tzinfo=dt.UTC)
TEXT = """Kaupunki ostaa palveluja **12 miljoonalla eurolla** ja *seuraa* ehtoja.  
Uusi rivi, katso [ohje](https://example.test/ohje?a=1&b=2).

Mallissa on:

- valmistelu
  - riskit
    1. ensin
    2. sitten
- kilpailutus

3. kolmas
4. neljäs

### Arjessa

> Ehto unohtui.

| Vaihe | Päiviä |
|---|--:|
| Valmistelu | 14 |
| Öljy & åbo | |
"""  # noqa: W291 - two spaces are a line break
SCALES = Scales(
    [Area("Johtaminen", 1.44, 3.0, 2.5), Area("Osaaminen", 2.0, None, 2.25), Area("Tieto", None, 4.0)],
    ScaleHeads("Osa-alue", "Alku", "Loppu", "Akatemia"),
    "Kypsyysarvio",
    "Kolme osa-aluetta asteikolla 1–5",
)
GOALS = Grid(
    ["Tavoite", "Lähtötaso", "Aikaraja"],
    [["Ehto 5 hankinnassa", "1", "31.12.2027"], ["Ehto sopimuksissa", "12"], ["a", "2", "b", "liikaa"]],
    "Tavoitteet",
    numbers=(1,),
)
REPORT = Report(
    "Toimintamallisuunnitelma: Keksitty kaupunki",
    "fi",
    kicker="Soske-akatemia 2026",
    facts=[("Diaarinumero", "SOSKE/12/2026"), ("Hyväksytty", "")],
    sections=[
        Section("1 Tiivistelmä", [Prose(TEXT)]),
        Section("1.1 Tavoitteet", [GOALS, Note("Lähde: *arvio*")], level=2),
        Section("2 Lähtötilanne", [SCALES, Quote("Det tog tid.", "Inköpschef, ett påhittat område", "sv")]),
        Section("3 Ledningen", [Prose("Hej.")], lang="sv"),
        Section("4 Avoinna", [Prose("  ")]),
        Section("5 Tyhjä"),
    ],
    foot="Soske · SOSKE/12/2026",
    made_at="Muodostettu 14.4.2026 klo 10.06",
    made=MADE,
    absent="Ei kirjattu",
    contents="Sisällys",
)
DECK = Deck(
    "Toimintamallisuunnitelma: Keksitty kaupunki",
    "fi",
    "Kaupunginhallitus 2.12.2026",
    [
        Slide("Ehdotus", [Points(TEXT)], notes="Kerro ensin, miksi.\nSitten hinta: ä."),
        Slide("Lähtötilanne", [Facts([("Hankinnat", "12 miljoonaa euroa"), ("Vastuu", "")]), SCALES]),
        Slide("Målen", [GOALS, Points("- ett mål")], lang="sv"),
        Slide("Vain otsikko"),
    ],
    "Soske · SOSKE/12/2026",
    MADE,
)


def report_of(text: str) -> Report:
    """A report with the text in every place."""
    heads = ScaleHeads(text, text, text, text)
    blocks = [
        Prose(text, f"x-{text}"),
        Quote(text, text, "sv"),
        Note(text),
        Grid([text, text], [[text, text, text], [text]], text, (1,), "en"),
        Scales([Area(text, 1.0, float("nan"), 9.0)], heads, text, text),
    ]
    sections = [Section(text, blocks, 3, "sv"), Section(text, [Grid([], []), Scales([], heads)], 9, text)]
    return Report(text, "fi", text, [(text, text)], sections, text, text, MADE, text, text)


def deck_of(text: str) -> Deck:
    """A deck with the text in every place."""
    heads = ScaleHeads(text, text, text, text)
    blocks = [
        Points(text),
        Grid([text, text], [[text, text, text], [text]], text, (1,)),
        Scales([Area(text, 1.0, None, 9.0)], heads, text, text),
        Facts([(text, text)]),
        Grid([], []),
        Points("", "en"),
    ]
    return Deck(text, "fi", text, [Slide(text, blocks, text, "sv"), Slide(text, lang=text)], text, MADE)
