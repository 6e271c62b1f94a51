"""Is a page wholly in its language, and in the words that Soske uses?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOCALE = Path(__file__).parents[2] / "src" / "soske" / "locale"

# Words that must not stand for our terms: for each concept there is one word in each language. Only those rivals that
# are wrong wherever they stand; "medel", "lag" or "ehto" are right in other senses and are left to the reader.
RIVALS = {
    "fi": """
        kurssi, hallinnoija, osatoteuttaja, konsortio, yhteenliittymä, pääorganisaatio, hakijaorganisaatio,
        kontakti, sponsori, joukkue, arvostelija, evaluointi, valmentaja, konsultti, mentori, sopimuksen
        omistaja, hankintaviranomainen, TE-toimisto, ELY-keskus, aluehallintovirasto, AVI, kelpoisuusehto,
        allekirjoitus, jääviys, jäävi, eturistiriita, hylätty, kick-off, jakso, coachaus, rekisteröinti,
        työkalu, toimintatapa, KPI, päättöseminaari, loppuseminaari, ei tietoa, N/A, login, demo, testi,
        kilpailutusilmoitus, RFI
    """,
    "sv": """
        konsortium, huvudorganisation, partner, sponsor, granskare, evaluator, tränare, konsult, coach,
        coachning, sparring, handledning, mentor, arbets- och näringsbyrå, NTM-central, valbarhet, avslagen,
        avslaget, avslagna, kick-off, verkstad, plikt, kamratstöd, handlingsmodell, mätare, KPI, feedback, N/A,
        login, demo, marknadskartläggning, informationsbegäran, RFI, efterannons, offert,
        kvalificeringskrav, tilldelningskriterium, utvärderingskriterium, särskilt kontraktsvillkor,
        uppförandekod, minimiförpliktelser, egenutvärdering, självvärdering, organisationsnummer, exploatering
        av arbetskraft
    """,
    "en": """
        consortium, evaluator, godparent, contracting authority, TE office, bidder, bidders, rejected, KPI, N/A,
        login, demo, call for tenders, bid, bids, selection criterion, selection criteria, contract performance
        condition, contract performance conditions, sheltered workshop, employment condition, employment
        conditions, VAT number
    """,
}

TEXTS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
LEFT_OPEN = re.compile(r"\{\{?\s*[a-z_][\w.]*\s*\}?\}|%\([a-z_]\w*\)[sd]|\{%")


@dataclass(frozen=True)
class Piece:
    """One piece of visible text with the language that it is marked with."""

    text: str
    lang: str
    where: str


def pieces(page: Page) -> list[Piece]:
    """What one sees or hears on the page: text, labels, titles."""
    return [Piece(**row) for row in page.evaluate(TEXTS)]


@cache
def rivals(language: str) -> re.Pattern[str]:
    words = [" ".join(word.split()) for word in RIVALS[language].split(",") if word.strip()]
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    # "y-tunnus" is a word of its own, and so is each compound with a hyphen.
    return re.compile(rf"(?<![\w-])({either})(?![\w-])", re.IGNORECASE)


@cache
def untranslated(language: str) -> list[re.Pattern[str]]:
    """The English messages that read differently in this language, as patterns of a whole piece of text."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=language, ignore_obsolete=True)
    translations = {text.casefold() for entry in catalog if entry.id for text in each(entry.string)}
    patterns = []
    for entry in catalog:
        for text in each(entry.id) if entry.id else ():
            words = re.sub(r"%\(\w+\)[sd]|\{\w+\}|%[sd]", " ", text)
            # "Start" is Swedish as well; a message that is hardly more than its placeholders would match anything.
            if text.casefold() not in translations and len(re.findall(r"[^\W\d_]", words)) >= 3:
                parts = re.split(r"%\(\w+\)[sd]|\{\w+\}|%[sd]", " ".join(text.split()))
                patterns.append(re.compile(".+".join(re.escape(part.replace("%%", "%")) for part in parts)))
    return patterns


def each(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def text_faults(found: list[Piece], language: str) -> Iterator[str]:
    """What is wrong with these pieces on a page in `language`; one that is marked as another is judged by that one."""
    for piece in found:
        lang = (piece.lang or language)[:2]
        if lang in RIVALS:
            for word in rivals(lang).findall(piece.text):
                yield f"{word!r} is not our word ({lang}): {piece.text!r}"
        if lang == language and lang != "en":
            for pattern in untranslated(language):
                if pattern.fullmatch(piece.text):
                    yield f"not translated: {piece.text!r}"
                    break
        if piece.where not in {"code", "pre", "kbd", "textarea"}:
            for shape, what in ((ISO_DATE, "a date for machines"), (LEFT_OPEN, "a placeholder that nobody filled")):
                if match := shape.search(piece.text):
                    yield f"{what} ({match[0]}): {piece.text!r}"


def faults(page: Page, language: str) -> list[str]:
    """Everything on the open page that is not in its language or not in our words; the page must be marked with it."""
    marked = page.evaluate("document.documentElement.lang")
    wrong = [] if marked == language else [f"html lang is {marked!r}, not {language!r}"]
    return [*wrong, *text_faults(pieces(page), language)]
