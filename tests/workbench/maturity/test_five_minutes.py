"""The five-minute form takes five minutes: questions and words counted as the page has them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from soske.workbench.maturity.queries import model_of
from tests.workbench.maturity.rooms import Assessed

QUESTIONS = 11
WORDS_A_MINUTE = {"fi": 130, "sv": 170, "en": 200}
"""How fast one reads closely; Finnish words are long."""
SECONDS_AN_ANSWER = 8
MINUTES = 5
LONG_WORDS_A_MINUTE, LONG_SECONDS, LONG_MINUTES = 130, 8, 20


def words_of(html: str) -> int:
    """Words that one reads: without the figures of the choices and "I do not know", which is the same each time."""
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.S)
    text = re.sub(r'<label class="scale-choice">.*?</label>', " ", text, flags=re.S)
    text = unescape(re.sub(r"<[^>]+>", " ", text))
    return len([word for word in text.split() if any(letter.isalpha() for letter in word)])


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_short_form_is_read_and_answered_in_five_minutes(room: Assessed, lang: str) -> None:
    room.open()
    page = Client().get(f"/{lang}/academies/alpha/assessment/{room.links()[0].token}/").content.decode()
    main = page.split("<main")[1].split("</main>")[0]
    questions = main.count("<fieldset")
    assert questions == len(model_of(room.fresh()).areas) <= QUESTIONS
    seconds = words_of(f"<main{main}") / WORDS_A_MINUTE[lang] * 60 + questions * SECONDS_AN_ANSWER
    assert seconds < MINUTES * 60


@pytest.mark.django_db
def test_long_form_is_read_and_answered_in_twenty_minutes(room: Assessed) -> None:
    room.open()
    main = room.client("eka").get("/fi/academies/alpha/maturity/long/").content.decode().split("<main")[1]
    questions = main.count("<fieldset")
    assert questions == sum(1 + len(area.statements) for area in model_of(room.fresh()).areas)
    words = words_of(f"<main{main.split('</main>')[0]}")
    assert words / LONG_WORDS_A_MINUTE * 60 + questions * LONG_SECONDS < LONG_MINUTES * 60


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_no_question_is_longer_than_fifteen_words(room: Assessed, lang: str) -> None:
    areas: Any = model_of(room.fresh()).areas
    longest = max(areas, key=lambda area: len(area.question[lang].split()))
    assert len(longest.question[lang].split()) <= 15, longest.question[lang]
