"""Words and blocks of letters, and how they get into the outbox."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from soske.base.localtext import LocalText
from soske.base.markdown import markdown_html
from soske.people.actions import organisation_make
from soske.programmes.actions import coordinator_add
from soske.programmes.letters import (
    Post,
    as_block,
    as_list,
    letter_compose,
    letter_language,
    letter_send,
    letter_words,
    moment_words,
    text_compose,
)
from soske.programmes.models import PackPart, Programme, Stage
from soske.programmes.queries import programme_get
from soske.records.actions import letters_send_due
from soske.records.mail import plain_text
from soske.records.models import Letter
from soske.records.states import LetterState
from tests.support.smtp import Received
from tests.support.world import person, programme

NBSP = "\u00a0"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


# --- blocks ---------------------------------------------------------------------------------------------------------
def composed(body: str, **words: str) -> str:
    return text_compose(LocalText(fi="x"), LocalText(fi=body), order=["fi"], language="fi", words=words).body


def test_block_stands_as_it_was_typed() -> None:
    typed = "Ensimmäinen rivi\r\ntoinen rivi\r\n\r\n\r\n\r\n# Ei otsikko\n- ei lista\n1. ei numero\n[x](https://evil.example)"
    body = composed("Hei,\n{message}\nTerveisin", message=as_block(typed))
    html = markdown_html(body)
    assert html.count("<p>") == 4
    assert ("<h" in html, "<li>" in html, "href" in html) == (False, False, False)
    assert "Ensimmäinen rivi<br>\ntoinen rivi" in html.replace("<br />", "<br>")
    assert [line.rstrip() for line in plain_text(body).splitlines()] == [
        "Hei,",
        "",
        "Ensimmäinen rivi",
        "toinen rivi",
        "",
        "# Ei otsikko",
        "- ei lista",
        "1. ei numero",
        "[x](https://evil.example)",
        "",
        "Terveisin",
    ]


def test_block_without_a_value_is_left_out_with_its_line() -> None:
    assert composed("Hei,\n\n{message}\n\nTerveisin", message=as_block(" \n ")) == "Hei,\n\nTerveisin"


def test_list_becomes_points_whatever_its_items_are() -> None:
    body = composed("Puuttuu:\n{list}", list=as_list(["Tavoite 1", "# x", "", "2. kohta", "a\nb", "<b>"]))
    html = markdown_html(body)
    assert (html.count("<li>"), "<h" in html, "<b>" in html, "<ol" in html) == (5, False, False, False)
    assert plain_text(body) == "Puuttuu:\n\n- Tavoite 1\n- # x\n- 2. kohta\n- a b\n- <b>"


def test_block_inside_a_sentence_is_one_line() -> None:
    assert composed("Viesti: {message}", message="a\n\n# b") == "Viesti: a # b"


@given(st.text(max_size=300))
def test_block_of_anything_is_no_link_heading_or_list(text: str) -> None:
    html = markdown_html(composed("Hei,\n\n{message}\n\nTerveisin", message=as_block(text)))
    assert [
        mark for mark in ("<a", "<h2", "<h3", "<li", "<em", "<strong", "<blockquote", "<ul", "<ol") if mark in html
    ] == []
    assert html.startswith("<p>Hei,</p>")
    assert html.rstrip().endswith("<p>Terveisin</p>")


# --- words ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moment", "fi", "sv", "en"),
    [
        (
            "2026-12-08T14:00",
            f"tiistaina 8.12.2026 klo{NBSP}16",
            f"tisdagen den 8 december 2026 kl.{NBSP}16",
            "Tuesday 8 December 2026 at 16.00",
        ),
        (  # midnight after the last day
            "2026-12-08T22:00",
            f"tiistaina 8.12.2026 klo{NBSP}23.59",
            f"tisdagen den 8 december 2026 kl.{NBSP}23.59",
            "Tuesday 8 December 2026 at 23.59",
        ),
        (  # the day on which clocks go forward
            "2026-03-29T13:00",
            f"sunnuntaina 29.3.2026 klo{NBSP}16",
            f"söndagen den 29 mars 2026 kl.{NBSP}16",
            "Sunday 29 March 2026 at 16.00",
        ),
    ],
)
def test_moment_is_written_as_a_sentence_has_it(moment: str, fi: str, sv: str, en: str) -> None:
    assert [moment_words(at(moment), lang) for lang in ("fi", "sv", "en")] == [fi, sv, en]


def test_what_begins_at_midnight_begins_on_its_day() -> None:
    assert moment_words(at("2026-11-09T22:00"), "fi", begins=True) == "tiistaina 10.11.2026"
    assert moment_words(None, "fi") == ""


@pytest.mark.django_db
def test_words_tell_of_the_academy_and_nothing_that_is_not_recorded() -> None:
    made = programme("alpha")
    Stage.objects.filter(programme=made, kind="call").update(
        starts=dt.date(2026, 11, 10), ends=dt.date(2026, 12, 8), opens=None, closes=dt.time(16)
    )
    words = letter_words(made, "fi", link="x")
    assert {name for name, word in words.items() if not word} == {"organiser", "coordinator", "case_number"}
    assert (words["programme"], words["address"], words["link"]) == ("Alpha-akatemia", "alpha@example.fi", "x")
    assert (words["opens"], words["closes"]) == ("tiistaina 10.11.2026", f"tiistaina 8.12.2026 klo{NBSP}16")
    assert words["kickoff"] == "torstaina 21.1.2027"
    coordinator_add(by=None, programme=made, person=person("koordinaattori"), starts=dt.date(2020, 1, 1))
    made.organiser = organisation_make(name=LocalText(fi="Järjestäjä"), type="state_agency")
    made.case_number = "KEHA/1/2026"
    words = letter_words(made, "sv")
    assert (words["coordinator"], words["organiser"], words["case_number"]) == (
        "Koordinaattori",
        "Järjestäjä",
        "KEHA/1/2026",
    )


@pytest.mark.django_db
def test_words_of_an_academy_without_dates_are_empty() -> None:
    words = letter_words(programme("alpha", kickoff=None), "en")
    assert [words[name] for name in ("opens", "closes", "kickoff", "answer_by")] == [""] * 4


# --- sending --------------------------------------------------------------------------------------------------------
def send(made: Programme, key: str = "k", **more: Any) -> Letter | None:
    values: dict[str, Any] = {"person": None, "address": "äiti@example.fi", "language": "fi"} | more
    return letter_send(
        programme=made, code="selected", words={"group": "Äänekoski"}, key=key, subject=("programme", made.pk), **values
    )


@pytest.mark.django_db
def test_letter_leaves_at_once_to_an_address_and_is_sent_once(smtp: list[Received]) -> None:
    made = programme("alpha")
    letter = send(made, address="anna@example.fi")
    assert letter is not None
    assert send(made, address="anna@example.fi") is None
    assert DBTaskResult.objects.filter(task_path__endswith="outbox_send").count() == 1
    letters_send_due(now=letter.leaves_at)
    letters_send_due(now=letter.leaves_at)
    letter.refresh_from_db()
    assert (letter.state, letter.reply_to, len(smtp)) == (LetterState.SENT, "alpha@example.fi", 1)
    assert "Äänekoski" in letter.body


@pytest.mark.django_db
def test_letter_of_practice_is_kept_and_a_record_sends_none(smtp: list[Received]) -> None:
    made = programme("alpha", practice=True)
    letter = send(made)
    assert letter is not None
    letters_send_due(now=letter.leaves_at)
    letter.refresh_from_db()
    assert (letter.state, len(smtp)) == (LetterState.KEPT, 0)
    made.record_only = True
    assert send(made, key="other") is None


@pytest.mark.django_db
def test_reader_of_a_language_that_the_academy_lacks_gets_its_first() -> None:
    made = programme("alpha")
    assert [letter_language(made, lang) for lang in ("sv", "de")] == ["sv", "fi"]
    letter = send(made, language="de", person=person("x"), address="")
    assert letter is not None
    assert (letter.language, letter.person, letter.address) == ("fi", person("x"), "")


@pytest.mark.django_db
def test_letter_that_came_after_the_academy_was_made_is_that_of_the_default_pack() -> None:
    made = programme("alpha")
    PackPart.objects.filter(programme=made, name="letters").update(content=[])
    Programme.objects.filter(pk=made.pk).update(languages=["sv"])
    made = programme_get("alpha") or made
    composed = letter_compose(made, "meeting_moved", language="fi", words={"meeting": "Möte", "due": "i dag"})
    assert (composed.language, composed.subject) == ("sv", "Ändring i mötet: Möte i dag")
    post = Post(made, subject=("programme", made.pk), leaves_at=timezone.now())
    assert post.queue("meeting_moved", person("x"), key="k", words=lambda language: {"meeting": "M", "due": "D"})
    assert Letter.objects.get().subject == "Ändring i mötet: M D"


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "record"), [("nothing", False), ("selected", True)])
def test_letter_that_no_pack_has_and_that_of_a_record_are_lookup_errors(code: str, record: bool) -> None:
    made = programme("alpha")
    PackPart.objects.filter(programme=made, name="letters").update(content=[])
    made.record_only = record
    with pytest.raises(LookupError):
        letter_compose(made, code, language="fi", words={})
