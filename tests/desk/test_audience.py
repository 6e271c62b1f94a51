"""Messages of the organiser to an audience."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from soske.base.connect import audiences
from soske.base.localtext import LocalText
from soske.desk.letters import Message, message_letters, reader_key, readers_mark, readers_of
from soske.desk.letters_actions import message_queue
from soske.intake.applications.models import Application, CompletionRequest, SignOff
from soske.intake.calls.models import Call, InfoSignup, Interest
from soske.intake.groups.models import Group, GroupPerson
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.records.actions import letters_send_due, revision_grow
from soske.records.models import AuditRow, Letter
from soske.records.states import LetterState
from tests.support.crowd import crowd
from tests.support.queries import counted
from tests.support.smtp import Received
from tests.support.world import World, group, joint, person, submitted

pytestmark = pytest.mark.django_db

NEW = "/fi/desk/alpha/messages/new/"


@pytest.fixture
def world(world: World) -> World:
    """One group in the academy, so that every reader is known."""
    Group.objects.filter(programme=world.alpha).exclude(pk=world.alpha_group.pk).delete()
    return world


TEXT = "Ryhmä: {group}\n\nHaku päättyy {closes}.\n\n- {coordinator}"


def typed(**changes: str) -> dict[str, str]:
    """What the form sends."""
    sent = {
        "to": "contacts",
        "subject_fi": "Tervetuloa: {programme}",
        "text_fi": TEXT,
        "subject_sv": "Välkommen: {programme}",
        "text_sv": "Grupp: {group}",
        "token": str(uuid4()),
        "step": "check",
    }
    return sent | changes


def shown(client: Client, sent: dict[str, Any]) -> dict[str, Any]:
    """What the page of readers would send on, everyone chosen."""
    context = client.post(NEW, sent).context
    return dict(context["form"].hidden()) | {"seen": context["seen"], "left_out": context["left_out"]}


def body(letter: Letter) -> str:
    """What was written, without the greeting and the signature that the pack puts around it."""
    lines = letter.body.split("\n\n")
    return "\n\n".join(lines[1:-1])


def queue(client: Client, sent: dict[str, Any], **more: Any) -> Any:
    return client.post(NEW, shown(client, sent) | {"step": "queue"} | more)


def letters() -> list[tuple[str, str, str]]:
    rows = Letter.objects.filter(code="message").order_by("pk")
    return [
        (letter.person.email if letter.person else letter.address, letter.language, letter.subject) for letter in rows
    ]


def test_message_reaches_contacts_each_in_her_language(world: World) -> None:
    Person.objects.filter(email="contact@example.fi").update(language="sv")
    group(world.alpha, world.people["coordinator"], "Ähtärin kaupunki", contact="second")
    client = world.client("coordinator")
    response = queue(client, typed())
    assert letters() == [
        ("contact@example.fi", "sv", "Välkommen: Alpha-akademin"),
        ("second@example.fi", "fi", "Tervetuloa: Alpha-akatemia"),
    ]
    bodies = [body(letter) for letter in Letter.objects.filter(code="message").order_by("pk")]
    assert bodies == [
        "Grupp: Äänekosken kaupunki och Åbo stad",
        "Ryhmä: Ähtärin kaupunki\n\nHaku päättyy torstaina 1.10.2026 klo\u00a016.\n\n- Coordinator",
    ]
    letter = Letter.objects.filter(code="message").first()
    assert letter is not None
    assert (letter.reply_to, letter.sends, letter.state) == ("alpha@example.fi", True, LetterState.WAITING)
    wait = letter.leaves_at - letter.queued_at
    assert dt.timedelta(minutes=settings.UNDO_MINUTES - 1) < wait <= dt.timedelta(minutes=settings.UNDO_MINUTES)
    row = AuditRow.objects.get(act="letters_queued")
    assert (row.person_id, row.scope, row.details["count"]) == (world.people["coordinator"].pk, world.alpha.pk, 2)
    assert not {"Tervetuloa", "Alpha-akatemia"} & set(str(row.details).split())
    assert response.headers["Location"].startswith("/fi/desk/alpha/messages/?batch=")


def test_page_of_readers_shows_exactly_who_gets_it(world: World) -> None:
    html = world.client("coordinator").post(NEW, typed()).content.decode()
    assert ("contact@example.fi" in html, "member@example.fi" in html) == (True, False)
    assert "1/1" in html
    assert "Ryhmä: Äänekosken kaupunki ja Åbo stad" in html


def test_second_click_queues_nothing(world: World) -> None:
    client = world.client("coordinator")
    sent = shown(client, typed()) | {"step": "queue"}
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(letters()) == 1


def test_second_coordinator_with_the_same_words_is_told(world: World) -> None:
    client = world.client("coordinator")
    queue(client, typed())
    refused = queue(client, typed())  # another window: another token
    assert (refused.status_code, len(letters())) == (422, 1)
    assert "muuta tekstiä" in refused.content.decode() or "change its text" in refused.content.decode()
    Letter.objects.filter(code="message").update(state=LetterState.CANCELLED)
    assert queue(client, typed()).status_code == 302


def test_readers_who_changed_meanwhile_are_shown_again(world: World) -> None:
    client = world.client("coordinator")
    sent = shown(client, typed()) | {"step": "queue"}
    group(world.alpha, world.people["coordinator"], "Ähtärin kaupunki", contact="late")
    refused = client.post(NEW, sent)
    assert (refused.status_code, letters(), refused.context["total"]) == (422, [], 2)
    client.post(NEW, sent | {"seen": refused.context["seen"]})
    assert len(letters()) == 2


def test_reader_who_is_left_out_gets_nothing(world: World) -> None:
    group(world.alpha, world.people["coordinator"], "Ähtärin kaupunki", contact="second")
    client = world.client("coordinator")
    keys = [f"p{Person.objects.get(email=f'{name}@example.fi').pk}" for name in ("contact", "second")]
    queue(client, typed(), shown=keys, keep=keys[1:])
    assert [address for address, _language, _subject in letters()] == ["second@example.fi"]


def test_nobody_left_is_refused(world: World) -> None:
    client = world.client("coordinator")
    key = f"p{Person.objects.get(email='contact@example.fi').pk}"
    refused = queue(client, typed(), shown=[key], keep=[])
    assert (refused.status_code, letters()) == (422, [])


def test_left_out_readers_stay_so_on_other_pages_of_the_list(world: World) -> None:
    made = with_contacts(120)
    coordinator_add(by=None, programme=made, person=world.people["coordinator"], starts=dt.date(2020, 1, 1))
    client, url = world.client("coordinator"), f"/fi/desk/{made.slug}/messages/new/"
    first = client.post(url, typed())
    total = first.context["total"]
    assert (total, first.context["kept"]) == (120, 120)
    keys = [reader_key(reader) for reader in first.context["page"]]
    second = client.post(url, typed(page="2", shown=keys, keep=keys[2:]))  # type: ignore[arg-type]
    assert (second.context["kept"], second.context["page"].number) == (total - 2, 2)
    keys = [reader_key(reader) for reader in second.context["page"]]
    third = client.post(url, typed(page="1", shown=keys, keep=keys, left_out=second.context["left_out"]))  # type: ignore[arg-type]
    assert third.context["kept"] == total - 2


def test_person_in_two_groups_gets_one_letter_with_both(world: World) -> None:
    other = group(world.alpha, world.people["coordinator"], "Ähtärin kaupunki", contact="contact")
    assert other.contact == world.alpha_group.contact
    queue(world.client("coordinator"), typed())
    [letter] = Letter.objects.filter(code="message")
    assert body(letter).startswith("Ryhmä: Äänekosken kaupunki ja Åbo stad; Ähtärin kaupunki\n")


def test_language_without_a_text_is_named_and_read_in_the_first(world: World) -> None:
    Person.objects.filter(email="contact@example.fi").update(language="en")
    client = world.client("coordinator")
    response = client.post(NEW, typed())
    assert response.context["missing"] == ["English"]
    queue(client, typed())
    assert letters()[0][1] == "fi"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text_fi": "Hei {nimi}"}, "text"),
        ({"subject_fi": "{Group}"}, "subject"),
        ({"text_fi": "Hei {organisation}"}, "text"),  # contact persons of groups have no such word
        ({"subject_fi": "{link}"}, "subject"),  # addresses that open something stand in no subject
        ({"subject_sv": ""}, "subject"),
        ({"text_fi": "", "text_sv": ""}, "text"),
        ({"text_fi": "x" * 10_001}, "text"),
        ({"to": "nobody"}, "to"),
        ({"token": "x"}, "token"),
        ({"sector": "x"}, "sector"),
    ],
)
def test_message_that_cannot_be_sent_is_refused_at_its_field(world: World, changes: dict[str, str], field: str) -> None:
    response = world.client("coordinator").post(NEW, typed(**changes))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert "Tervetuloa" in response.content.decode() or "subject_fi" in changes


def test_text_can_be_changed_after_the_readers_were_seen(world: World) -> None:
    html = world.client("coordinator").post(NEW, typed(step="write")).content.decode()
    assert "Tervetuloa: {programme}" in html
    assert "error-summary" not in html


def test_names_are_shown_as_they_are(world: World) -> None:
    """No name becomes a link, a heading or HTML, in the letter or in the list of readers."""
    evil = "[x](https://evil.example) <script>alert(1)</script> # =1+1"
    Group.objects.filter(pk=world.alpha_group.pk).update(name={"fi": evil})
    Person.objects.filter(email="contact@example.fi").update(name=evil)
    client = world.client("coordinator")
    html = client.post(NEW, typed(text_fi="{group}\n\n{group}")).content.decode()
    assert ('href="https://evil.example"' in html, "<script>alert" in html) == (False, False)
    assert "=1+1" in html


def test_filters_choose_groups(world: World) -> None:
    group(world.alpha, world.people["coordinator"], "Hiiden seurakunta", contact="parish", type="parish")
    client = world.client("coordinator")
    found = {
        query: [reader.address for reader in client.post(NEW, typed(**query_of(query))).context["page"]]
        for query in ("sector=church", "joint=1", "joint=0", "theme=employment", "theme=other")
        if query != "theme=other"
    }
    assert found == {
        "sector=church": ["parish@example.fi"],
        "joint=1": ["contact@example.fi"],
        "joint=0": ["parish@example.fi"],
        "theme=employment": ["contact@example.fi", "parish@example.fi"],
    }


def query_of(query: str) -> dict[str, str]:
    name, value = query.split("=")
    return {name: value}


def test_everyone_in_the_groups_and_none_of_another_programme(world: World) -> None:
    response = world.client("coordinator").post(NEW, typed(to="people"))
    assert [reader.address for reader in response.context["page"]] == ["contact@example.fi", "member@example.fi"]


def test_inactive_and_departed_people_are_not_reached(world: World) -> None:
    Person.objects.filter(email="contact@example.fi").update(is_active=False)
    GroupPerson.objects.filter(person__email="member@example.fi").update(ends=dt.date(2026, 1, 1))
    assert {code: count for code, count in _counts(world.alpha).items() if code in {"contacts", "people"}} == {
        "contacts": 0,
        "people": 0,
    }


def _counts(programme: Programme) -> dict[str, int]:
    return {code: audience.count(programme, {}) for code, audience in audiences.items()}


def test_group_without_contact_is_reached_through_its_people(world: World) -> None:
    Group.objects.filter(pk=world.alpha_group.pk).update(contact=None)
    found = audiences["contacts"].recipients(world.alpha, {})
    assert sorted(reader.address for reader in found) == ["contact@example.fi", "member@example.fi"]
    assert _counts(world.alpha)["contacts"] == 2


def test_draft_groups_are_in_no_audience_of_groups(world: World) -> None:
    Group.objects.filter(pk=world.alpha_group.pk).update(ready=False)
    assert {code: _counts(world.alpha)[code] for code in ("contacts", "people", "selected")} == {
        "contacts": 0,
        "people": 0,
        "selected": 0,
    }


def test_visitors_without_an_account_are_written_to_once(world: World) -> None:
    Call.objects.filter(programme=world.alpha).delete()
    call = Call.objects.create(programme=world.alpha)
    for email in ("anna@example.fi", "contact@example.fi"):
        Interest.objects.create(call=call, email=email, name="X", language="sv", organisation="Öjan kunta")
    InfoSignup.objects.create(call=call, email="anna@example.fi", name="Y", language="fi", organisation="")
    assert {code: _counts(world.alpha)[code] for code in ("interested", "info", "recording", "seekers")} == {
        "interested": 2,
        "info": 1,
        "recording": 0,
        "seekers": 0,
    }
    client = world.client("coordinator")
    text = "Organisation: {organisation}\n\n{own_link}"
    queue(client, typed(to="interested", text_fi="Moi", text_sv=text))
    [first, _second] = Letter.objects.filter(code="message").order_by("pk")
    assert (first.person, first.address) == (None, "anna@example.fi")
    own = f"http://127.0.0.1:8000/sv/academies/alpha/call/interest/{Interest.objects.filter(call=call).earliest('pk').token}/"
    assert body(first) == f"Organisation: Öjan kunta\n\n{own}"
    assert "anna@example.fi" in client.get(f"/fi/desk/alpha/messages/{first.pk}/").content.decode()


def test_applicants_are_written_to_by_the_state_of_their_application(world: World) -> None:
    writer, partner = person("writer"), person("signer", language="sv")
    application = joint(world.alpha, writer, partner, "Öjan kunta", "Ähtärin kaupunki")
    found = {code: addresses(code, world.alpha) for code in ("drafts", "sign_offs", "submitted", "completions")}
    assert found == {
        "drafts": ["writer@example.fi"],
        "sign_offs": ["signer@example.fi", "writer@example.fi"],
        "submitted": [],
        "completions": [],
    }
    lead = application.group.members.get(lead=True)
    SignOff.objects.update_or_create(
        member=lead,
        defaults={"application": application, "signed_at": application.begun_at, "signed_by_id": writer.pk},
    )
    assert addresses("sign_offs", world.alpha) == ["signer@example.fi"]
    queue(world.client("coordinator"), typed(to="sign_offs", text_sv="{organisation}: {group}\n\n{link}"))
    [letter] = Letter.objects.filter(code="message")
    link = f"http://127.0.0.1:8000/sv/academies/alpha/applications/{application.pk}/"
    assert body(letter) == f"Ähtärin kaupunki: Öjan kunta och Ähtärin kaupunki\n\n{link}"
    Application.objects.filter(pk=application.pk).update(state="withdrawn")
    assert [addresses(code, world.alpha) for code in ("drafts", "sign_offs")] == [[], []]


def test_applications_to_be_completed_are_those_with_an_open_request(world: World) -> None:
    application = submitted(world.alpha, person("writer"), "Öjan kunta")
    assert (addresses("submitted", world.alpha), addresses("completions", world.alpha)) == (["writer@example.fi"], [])
    request = CompletionRequest.objects.create(
        application=application, fields=["x"], message="x", due=timezone.now() + dt.timedelta(days=1)
    )
    assert addresses("completions", world.alpha) == ["writer@example.fi"]
    CompletionRequest.objects.filter(pk=request.pk).update(due=timezone.now() - dt.timedelta(days=1))
    assert addresses("completions", world.alpha) == []


def addresses(code: str, programme: Programme) -> list[str]:
    """Addresses of an audience, each once; as many as its count says."""
    found = {reader.address for reader in audiences[code].recipients(programme, {})}
    assert audiences[code].count(programme, {}) == len(found)
    return sorted(found)


def test_practice_keeps_and_record_offers_nobody(world: World) -> None:
    Programme.objects.filter(pk=world.alpha.pk).update(practice=True)
    client = world.client("coordinator")
    queue(client, typed())
    assert [letter.sends for letter in Letter.objects.filter(code="message")] == [False]
    Programme.objects.filter(pk=world.alpha.pk).update(practice=False, record_only=True)
    revision_grow(world.alpha.pk)
    assert client.get(NEW).context["offered"] == []


# --- cancelling, sending again --------------------------------------------------------------------------------------
def test_waiting_messages_are_cancelled_together_and_the_rest_stays(world: World, smtp: list[Received]) -> None:
    group(world.alpha, world.people["coordinator"], "Ähtärin kaupunki", contact="second")
    client = world.client("coordinator")
    batch = queue(client, typed()).headers["Location"]
    first = Letter.objects.filter(code="message").earliest("pk")
    Letter.objects.filter(pk=first.pk).update(leaves_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    letters_send_due(now=first.queued_at)
    page = client.get(batch)
    assert (page.context["batch_waiting"], page.context["total"]) == (1, 2)
    token = batch.split("=")[1]
    client.post(f"/fi/desk/alpha/messages/batches/{token}/cancel/")
    client.post(f"/fi/desk/alpha/messages/batches/{token}/cancel/")
    assert list(Letter.objects.filter(code="message").order_by("pk").values_list("state", flat=True)) == [
        LetterState.SENT,
        LetterState.CANCELLED,
    ]
    assert AuditRow.objects.get(act="letters_cancelled").details == {"token": token, "count": 1}
    assert len(smtp) == 1


def test_messages_of_another_programme_are_not_cancelled(world: World) -> None:
    batch = queue(world.client("coordinator"), typed()).headers["Location"].split("=")[1]
    assert world.client("other").post(f"/fi/desk/beta/messages/batches/{batch}/cancel/").status_code == 302
    assert Letter.objects.get(code="message").state == LetterState.WAITING


def test_letter_that_failed_is_sent_again_once(world: World, smtp: list[Received]) -> None:
    letter, client = world.alpha_letter, world.client("coordinator")
    url = f"/fi/desk/alpha/messages/{letter.pk}/"
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.FAILED, tries=7, fault="x")
    assert 'value="again"' in client.get(url).content.decode()
    for _time in range(2):
        client.post(f"{url}move/", {"to": "again"})
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (LetterState.WAITING, 0)
    letters_send_due(now=letter.leaves_at)
    assert len(smtp) == 1
    client.post(f"{url}move/", {"to": "again"})
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT


def test_letter_whose_reader_is_gone_has_no_button(world: World) -> None:
    letter = world.alpha_letter
    assert letter.person is not None
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.FAILED)
    Person.objects.filter(pk=letter.person.pk).update(is_active=False)
    page = world.client("coordinator").get(f"/fi/desk/alpha/messages/{letter.pk}/").content.decode()
    assert 'value="again"' not in page
    assert "Vastaanottaja ei ole enää mukana" in page


def test_waiting_letter_is_cancelled_and_a_sent_one_is_not(world: World) -> None:
    letter, client = world.alpha_letter, world.client("coordinator")
    client.post(f"/fi/desk/alpha/messages/{letter.pk}/move/", {"to": "cancelled"})
    letter.refresh_from_db()
    assert letter.state == LetterState.CANCELLED
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT)
    client.post(f"/fi/desk/alpha/messages/{letter.pk}/move/", {"to": "cancelled"})
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT
    assert AuditRow.objects.filter(act="letter_cancelled").count() == 1


def test_letters_of_another_programme_are_not_there(world: World) -> None:
    url = f"/fi/desk/alpha/messages/{world.beta_letter.pk}/move/"
    assert world.client("coordinator").post(url, {"to": "cancelled"}).status_code == 404
    world.beta_letter.refresh_from_db()
    assert world.beta_letter.state == LetterState.WAITING


# --- size -----------------------------------------------------------------------------------------------------------
def with_contacts(size: int) -> Programme:
    """A programme whose groups have a contact person and one more person each."""
    made = crowd(size, slug=f"crowd{size}")
    people = Person.objects.bulk_create(
        Person(email=f"{made.slug}-{number}@example.fi", name=f"Henkilö {number}", language="fi")
        for number in range(2 * size)
    )
    groups = list(Group.objects.filter(programme=made))
    for each, contact in zip(groups, people[:size], strict=True):
        each.contact = contact
    Group.objects.bulk_update(groups, ["contact"])
    GroupPerson.objects.bulk_create(
        GroupPerson(group=each, person=other, name="Jäsen", starts=dt.date(2026, 1, 1))
        for each, other in zip(groups, people[size:], strict=True)
    )
    return made


def test_thousand_letters_take_as_many_queries_as_a_hundred_for_each_500(world: World) -> None:
    by, asked = world.people["coordinator"], {}
    for size in (100, 1000):
        made = with_contacts(size)
        message = Message(
            audiences["people"], {}, LocalText(fi="A {programme}"), LocalText(fi="B {group} {link}"), uuid4()
        )
        seen = readers_mark(readers_of(message, made))
        began = time.process_time()
        with counted() as count:
            queued = message_queue(by=by, programme=made, message=message, seen=seen)
        asked[size] = count.queries
        assert queued == len(readers_of(message, made)) >= size
        assert time.process_time() - began < 10
    assert asked[1000] - asked[100] <= 30


def test_letters_are_composed_for_one_page_only(world: World) -> None:
    made = with_contacts(300)
    message = Message(audiences["contacts"], {}, LocalText(fi="A"), LocalText(fi="B {group}"), uuid4())
    readers = readers_of(message, made)[:3]
    with counted() as count:
        assert len(message_letters(message, made, readers)) == 3
    assert count.rows < 60
