from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from soske.intake.applications import actions, actions_organiser, actions_sending
from soske.intake.applications.forms_organiser import CompletionForm, LateForm
from soske.intake.applications.models import Application, CompletionRequest, Note
from soske.intake.applications.queries_page import content_changes, file_received
from soske.intake.applications.rules import in_time
from soske.intake.groups.models import GroupPerson
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.records.models import AuditRow, Letter
from tests.support import applying, world
from tests.support.called import SECRET, Called, ahead
from tests.support.world import PDF

pytestmark = pytest.mark.django_db


def page(call: Called, application: Application, query: str = "", person: Person | None = None) -> str:
    address = f"/en/desk/alpha/applications/{application.pk}/{query}"
    answer = call.client(person).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def attach(application: Application, by: Person, name: str, content: bytes = PDF) -> int:
    stored = actions.attachment_add(
        by=by, application=applying.fresh(application), name=name, upload=io.BytesIO(content), size=len(content)
    )
    return stored.pk


# --- what a coordinator never gets ----------------------------------------------------------------------------------
def test_texts_of_drafts_are_in_no_answer_to_a_coordinator(call: Called) -> None:
    client = call.client()
    attach(call.draft, call.writer, f"{SECRET}.pdf")
    paths = [
        "/en/desk/alpha/",
        "/en/desk/alpha/log/",
        "/en/desk/alpha/groups/",
        "/en/desk/alpha/groups.xlsx",
        "/en/desk/alpha/selection/",
        "/en/desk/alpha/messages/",
        "/en/desk/alpha/applications/",
        f"/en/desk/alpha/applications/?search={SECRET}"[:-5],
        "/en/desk/alpha/applications.xlsx",
        "/en/desk/alpha/registry.zip",
    ]
    for application in (call.draft, call.joint_draft):
        one = f"/en/desk/alpha/applications/{application.pk}/"
        paths += [one, f"{one}?version=1", f"{one}completion/", f"{one}registry.zip", f"{one}received/1.pdf"]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in {200, 404}, path
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if path.endswith((".zip", ".xlsx")):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"".join(archive.read(name) + name.encode() for name in archive.namelist())
        assert SECRET.encode() not in content, path


def test_reopened_application_shows_only_what_was_received(call: Called) -> None:
    actions_sending.application_reopen(by=call.writer, application=call.single, now=applying.OPEN)
    key = next(
        each.key
        for section in applying.form(call.single).sections
        for each in section.fields
        if each.kind == "text" and each.key.startswith("q.")
    )
    applying.save(call.single, call.writer, key, f"{SECRET} uusi")
    text = page(call, call.single)
    assert SECRET not in text
    assert "Vastaus:" not in text
    text = page(call, call.single, "?version=1")
    assert SECRET not in text
    assert "Vastaus:" in text
    assert "It is not the latest state of the application." in text


def test_attachments_of_a_draft_are_not_there_for_a_coordinator(call: Called) -> None:
    pk = attach(call.draft, call.writer, "luonnos.pdf")
    client = call.client()
    statuses = [
        client.get(f"/en/desk/alpha/applications/{call.draft.pk}/files/{pk}/").status_code,
        client.get(f"/en/files/{pk}/").status_code,
    ]
    assert statuses == [404, 404]


def test_attachments_that_were_received_can_be_downloaded_also_when_removed(call: Called) -> None:
    actions_sending.application_reopen(by=call.writer, application=call.single, now=applying.OPEN)
    pk = attach(call.single, call.writer, "liite.pdf")
    application = applying.submit(call.single, call.writer)
    assert f"/files/{pk}/" in page(call, application)
    actions_sending.application_reopen(by=call.writer, application=application, now=applying.OPEN)
    actions.attachment_remove(by=call.writer, application=applying.fresh(application), pk=pk)
    stored = file_received(applying.fresh(application), pk)
    assert stored is not None
    answer = call.client().get(f"/en/desk/alpha/applications/{application.pk}/files/{pk}/")
    assert b"".join(answer.streaming_content) == PDF


def test_draft_says_who_and_how_far(call: Called) -> None:
    text = page(call, call.joint_draft)
    assert "Diakonialaitos" in text
    assert "loviisa@example.fi" in text
    assert "Signed off: 0/2" in text
    assert "Only the people" not in text


# --- notes ----------------------------------------------------------------------------------------------------------
def test_notes_are_seen_by_coordinators_only(call: Called) -> None:
    other = world.person("toinen")
    coordinator_add(by=None, programme=call.programme, person=other, starts=dt.date(2020, 1, 1))
    client = call.client()
    address = f"/en/desk/alpha/applications/{call.single.pk}/notes/add/"
    assert client.post(address, {"text": "muistiinpano"}).status_code == 302
    assert client.post(address, {"text": "  "}).status_code == 422
    assert "muistiinpano" in page(call, call.single, person=other)
    writer = call.client(call.writer)
    for path in (
        f"/en/academies/alpha/applications/{call.single.pk}/",
        f"/en/academies/alpha/applications/{call.single.pk}/received/",
        "/en/desk/",
        "/en/desk/me/",
    ):
        assert "muistiinpano" not in writer.get(path, follow=True).content.decode(), path
    # The academy is a draft, of which she is told nothing beside her application.
    assert writer.get(f"/en/desk/alpha/applications/{call.single.pk}/").status_code == 404


def test_note_is_removed_by_its_writer_only(call: Called) -> None:
    note = actions_organiser.note_add(by=call.coordinator, application=call.single, text="oma")
    other = world.person("toinen")
    coordinator_add(by=None, programme=call.programme, person=other, starts=dt.date(2020, 1, 1))
    address = f"/en/desk/alpha/applications/{call.single.pk}/notes/{note.pk}/remove/"
    assert call.client(other).post(address).status_code == 404
    assert Note.objects.filter(pk=note.pk).exists()
    assert call.client().post(address).status_code == 302
    assert not Note.objects.filter(pk=note.pk).exists()
    assert "oma" not in str(list(AuditRow.objects.filter(act__startswith="note_").values_list("details")))


def test_note_of_another_application_is_not_there(call: Called) -> None:
    note = actions_organiser.note_add(by=call.coordinator, application=call.single, text="oma")
    address = f"/en/desk/alpha/applications/{call.joint.pk}/notes/{note.pk}/remove/"
    assert call.client().post(address).status_code == 404


# --- completion -----------------------------------------------------------------------------------------------------
def ask(call: Called, **data: object) -> int:
    keys = [each.key for each in applying.form(call.single).sections[1].fields][:2]
    given = {"fields": keys, "message": "Täydennä tavoite", "due": "20.1.2030", "clock": "16.00", **data}
    address = f"/en/desk/alpha/applications/{call.single.pk}/completion/"
    return call.client().post(address, given).status_code


def test_completion_is_asked_of_chosen_fields(call: Called) -> None:
    assert ask(call) == 302
    request = CompletionRequest.objects.get()
    assert set(request.fields) == {each.key for each in applying.form(call.single).sections[1].fields[:2]}
    assert request.due == dt.datetime(2030, 1, 20, 14, 0, tzinfo=dt.UTC)
    assert Letter.objects.filter(code="completion").count() == 1
    assert "Waiting for completion" in page(call, call.single)


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": []},
        {"fields": ["q.nothing"]},
        {"message": " "},
        {"message": "x" * 2001},
        {"due": "20.1.2020"},
        {"due": "31.2.2030"},
        {"due": ""},
        {"clock": "25.00"},
        {"clock": ""},
    ],
)
def test_completion_with_a_fault_is_not_asked(call: Called, wrong: dict[str, object]) -> None:
    assert ask(call, **wrong) == 422
    assert CompletionRequest.objects.count() == 0


def test_completion_cannot_be_asked_of_a_draft(call: Called) -> None:
    address = f"/en/desk/alpha/applications/{call.draft.pk}/completion/"
    client = call.client()
    assert "Completion can be requested of a submitted application." in client.get(address).content.decode()
    given = {"fields": ["themes"], "message": "x", "due": "20.1.2030", "clock": "16"}
    assert client.post(address, given).status_code == 422
    assert CompletionRequest.objects.count() == 0


def test_completion_that_came_waits_until_it_is_read(call: Called) -> None:
    key = next(
        each.key
        for section in applying.form(call.single).sections
        for each in section.fields
        if each.kind == "text" and each.key.startswith("q.")
    )
    actions_sending.completion_ask(
        by=call.coordinator,
        application=call.single,
        fields=[key],
        message="Täydennä",
        due=ahead(),
        now=timezone.now(),
    )
    applying.save(call.single, call.writer, key, "Täydennetty vastaus", now=timezone.now())
    actions_sending.completion_send(by=call.writer, application=applying.fresh(call.single), now=timezone.now())
    today = call.client().get("/en/desk/alpha/").content.decode()
    assert "Read the completion: Öjan kunta" in today
    text = page(call, call.single)
    assert "Täydennetty vastaus" in text
    assert "1 change since the one before" in text
    request = CompletionRequest.objects.get()
    address = f"/en/desk/alpha/applications/{call.single.pk}/completion/{request.pk}/read/"
    for _twice in range(2):
        assert call.client().post(address).status_code == 302
    assert "Read the completion" not in call.client().get("/en/desk/alpha/").content.decode()
    assert AuditRow.objects.filter(act="completion_read").count() == 1


def test_completion_that_did_not_come_is_a_duty(call: Called) -> None:
    request = CompletionRequest.objects.create(
        application=call.single, fields=["themes"], message="x", due=timezone.now() - dt.timedelta(minutes=1)
    )
    assert "Decide what to do about a missing completion" in call.client().get("/en/desk/alpha/").content.decode()
    assert "Completion overdue" in page(call, call.single)
    call.client().post(f"/en/desk/alpha/applications/{call.single.pk}/completion/cancel/")
    request.refresh_from_db()
    assert request.cancelled_at is not None
    assert "Decide what to do" not in call.client().get("/en/desk/alpha/").content.decode()


# --- times ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        ("20.1.2027", "16", dt.datetime(2027, 1, 20, 14, 0, tzinfo=dt.UTC)),
        ("20.7.2027", "16.00", dt.datetime(2027, 7, 20, 13, 0, tzinfo=dt.UTC)),
        ("31.12.2026", "23.59", dt.datetime(2026, 12, 31, 21, 59, tzinfo=dt.UTC)),
        ("1.1.2027", "0", dt.datetime(2026, 12, 31, 22, 0, tzinfo=dt.UTC)),
        # Clocks are put back at 4: half past three comes twice, and the later one ends a time.
        ("25.10.2026", "3.30", dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)),
        ("28.3.2027", "4.00", dt.datetime(2027, 3, 28, 1, 0, tzinfo=dt.UTC)),
    ],
)
def test_moment_is_that_of_finland(day: str, clock: str, moment: dt.datetime) -> None:
    form = LateForm({"until": day, "clock": clock})
    assert form.is_valid()
    assert form.cleaned_data["moment"] == moment


def test_moment_that_no_clock_shows_is_refused() -> None:
    form = LateForm({"until": "28.3.2027", "clock": "3.30"})
    assert not form.is_valid()
    assert list(form.errors) == ["clock"]


def test_completion_is_open_until_its_very_moment_across_the_change_of_clocks(call: Called) -> None:
    due = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)
    actions_sending.completion_ask(
        by=call.coordinator,
        application=call.single,
        fields=["themes"],
        message="x",
        due=due,
        now=applying.OPEN,
    )
    application = applying.fresh(call.single)
    for late, expected in ((-1, True), (0, False)):
        now = due + dt.timedelta(seconds=late)
        try:
            actions_sending.completion_send(by=call.writer, application=application, now=now)
            sent = True
            CompletionRequest.objects.update(answered_at=None)
        except ValidationError:
            sent = False
        assert sent is expected


def test_completion_form_keeps_what_was_typed() -> None:
    from django.http import QueryDict

    form = CompletionForm(QueryDict("fields=a&fields=b&message="), sections=[])
    assert not form.is_valid()
    assert form.chosen == set()


# --- late -----------------------------------------------------------------------------------------------------------
def late(call: Called, **data: object) -> int:
    given = {
        "organisation": "Myöhäinen kunta",
        "type": "municipality",
        "name": "Hakija",
        "email": "myohassa@example.fi",
        "language": "fi",
        "until": "20.1.2030",
        "clock": "16.00",
        "token": str(uuid4()),
        **data,
    }
    return call.client().post("/en/desk/alpha/applications/late/", given).status_code


def test_late_application_is_begun_for_its_contact_person(call: Called) -> None:
    token = str(uuid4())
    for _twice in range(2):
        assert late(call, token=token) == 302
    contact = Person.objects.get(email="myohassa@example.fi")
    application = Application.objects.get(group__contact=contact)
    assert application.late_until == dt.datetime(2030, 1, 20, 14, 0, tzinfo=dt.UTC)
    assert application.group.ready is False
    place = GroupPerson.objects.get(group=application.group)
    assert (place.person, place.name) == (contact, "Hakija")
    assert Letter.objects.filter(code="late", person=contact).count() == 1
    acts = AuditRow.objects.filter(subject_type="application", subject_id=application.pk).values_list("act", flat=True)
    assert {"late_begun", "late_allowed"} <= set(acts)
    fresh = applying.fresh(application)
    assert in_time(fresh, now=dt.datetime(2030, 1, 20, 13, 59, tzinfo=dt.UTC))
    assert not in_time(fresh, now=dt.datetime(2030, 1, 20, 14, 0, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "20.1.2020"},
        {"email": "ei"},
        {"organisation": " "},
        {"type": "spaceship"},
        {"token": "x"},
        {"language": "de"},
    ],
)
def test_late_application_with_a_fault_is_not_begun(call: Called, wrong: dict[str, object]) -> None:
    before = Application.objects.count()
    assert late(call, **wrong) == 422
    assert Application.objects.count() == before


def test_leave_to_be_late_is_given_to_one_that_is_there(call: Called) -> None:
    address = f"/en/desk/alpha/applications/{call.draft.pk}/late/"
    assert call.client().post(address, {"until": "20.1.2020", "clock": "16"}).status_code == 422
    assert call.client().post(address, {"until": "20.1.2030", "clock": "16"}).status_code == 302
    assert applying.fresh(call.draft).late_until == dt.datetime(2030, 1, 20, 14, 0, tzinfo=dt.UTC)


# --- case number, history, print ------------------------------------------------------------------------------------
def test_case_number_is_saved_and_cleared(call: Called) -> None:
    address = f"/en/desk/alpha/applications/{call.single.pk}/case-number/"
    client = call.client()
    client.post(address, {"case_number": "  VN/1 /2026 "})
    assert applying.fresh(call.single).case_number == "VN/1 /2026"
    assert client.post(address, {"case_number": "x" * 61}).status_code == 422
    client.post(address, {"case_number": ""})
    assert applying.fresh(call.single).case_number == ""


def test_history_says_what_changed(call: Called) -> None:
    actions_sending.application_reopen(by=call.writer, application=call.single, now=applying.OPEN)
    key = next(
        each.key
        for section in applying.form(call.single).sections
        for each in section.fields
        if each.kind == "text" and each.key.startswith("q.")
    )
    applying.save(call.single, call.writer, key, "Toinen teksti")
    attach(call.single, call.writer, "liite.pdf")
    application = applying.submit(call.single, call.writer, now=applying.OPEN + dt.timedelta(hours=3))
    first, second = application.submissions.order_by("position")
    changes = content_changes(first.content, second.content)
    assert [change.after for change in changes] == ["liite.pdf", "Toinen teksti"]
    assert "2 changes since the one before" in page(call, application)


def test_page_of_an_application_of_another_programme_is_not_there(call: Called) -> None:
    beta = world.programme("beta")
    other = world.person("other")
    coordinator_add(by=None, programme=beta, person=other, starts=dt.date(2020, 1, 1))
    client = call.client(other)
    for name, extra in (
        ("application_page", []),
        ("completion_ask", []),
        ("application_registry", []),
        ("submission_pdf", [1]),
        ("application_file", [1]),
    ):
        assert client.get(reverse(name, args=["beta", call.single.pk, *extra])).status_code == 404, name
    for name, extra in (
        ("note_add", []),
        ("late_allow", []),
        ("completion_cancel", []),
        ("application_case_number", []),
    ):
        assert client.post(reverse(name, args=["beta", call.single.pk, *extra])).status_code == 404, name


# --- the application as an applicant sees it --------------------------------------------------------------------------
def test_preview_asks_what_a_group_of_this_kind_would_be_asked(call: Called) -> None:
    client, before = call.client(), Application.objects.count()
    address = reverse("application_preview", args=["alpha"])

    def labels(query: str) -> list[str]:
        return re.findall(r'data-field="([^"]+)"', client.get(f"{address}?{query}").content.decode())

    alone, joint = labels("type=municipality"), labels("type=municipality&partner=company")
    assert "promise.1.text" in alone
    assert "promise.2.text" in joint
    assert "promise.2.text" not in alone
    assert set(labels("type=municipality&themes=employment")) > set(alone)
    assert client.get(f"{address}?type=forged").status_code == 422
    assert Application.objects.count() == before
