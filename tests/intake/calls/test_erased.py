"""A message between those who look for a partner, after its writer has been erased."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from soske.desk.actions import person_erase
from soske.intake.calls.actions_partners import notice_make, partner_write
from soske.intake.calls.models import PartnerNotice
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import letters_send_due
from soske.records.actions_letters import letter_again
from soske.records.models import Letter
from soske.records.states import LetterState
from tests.support.calls import call_now
from tests.support.smtp import Received
from tests.support.world import person, programme

pytestmark = pytest.mark.django_db
GONE = "Anna"


@pytest.fixture
def letter() -> Letter:
    """Anna has written to Bo; the message waits."""
    cache.clear()
    Programme.objects.filter(pk=programme("alpha").pk).update(state="public")
    alpha = call_now(Programme.objects.get(slug="alpha"), "open")
    values: dict[str, Any] = {
        "type": "municipality",
        "themes": ["employment"],
        "region": "FI19B",
        "brings": "Kokemusta.",
        "wants": "Toista kuntaa.",
        "language": "fi",
        "now": timezone.now(),
    }
    notice_make(by=person("anna"), programme=alpha, organisation="Oma kunta", **values)
    theirs = notice_make(by=person("bo"), programme=alpha, organisation="Åbo stad", **values)
    partner_write(by=person("anna"), programme=alpha, notice=theirs, message="Hei, Anna täällä.", now=timezone.now())
    found = Letter.objects.get(code="partner_message")
    assert GONE in found.body
    assert found.reply_to == person("anna").email
    return found


@pytest.mark.parametrize(
    ("state", "then"),
    [
        (LetterState.WAITING, LetterState.CANCELLED),
        (LetterState.FAILED, LetterState.CANCELLED),
        (LetterState.SENT, LetterState.SENT),
        (LetterState.KEPT, LetterState.KEPT),
    ],
)
def test_erasure_takes_her_words_and_her_address(letter: Letter, state: str, then: str, smtp: list[Received]) -> None:
    Letter.objects.filter(pk=letter.pk).update(state=state)
    person_erase(by=None, person=person("anna"))
    now = Letter.objects.get(pk=letter.pk)
    assert (now.state, now.reply_to, now.author_id) == (then, "", None)
    assert GONE not in now.body + now.subject
    assert now.person == Person.objects.get(email="bo@example.fi")
    letters_send_due(now=timezone.now())
    assert smtp == []


def test_erasure_of_her_leaves_the_messages_of_others(letter: Letter) -> None:
    person_erase(by=None, person=person("cecilia"))
    now = Letter.objects.get(pk=letter.pk)
    assert (now.body, now.reply_to, now.state) == (letter.body, letter.reply_to, LetterState.WAITING)


def test_message_is_sent_again_only_while_its_reader_looks_for_a_partner(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.FAILED)
    letter.refresh_from_db()
    notice = PartnerNotice.objects.get(person=letter.person)
    PartnerNotice.objects.filter(pk=notice.pk).delete()
    with pytest.raises(ValidationError):
        letter_again(by=person("coordinator"), letter=letter)
    notice.save(force_insert=True)
    letter_again(by=person("coordinator"), letter=letter)
    assert letter.state == LetterState.WAITING
