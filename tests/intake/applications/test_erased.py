"""What an erasure reaches of what was received and of letters, and what those who are no longer, or not yet, concerned
do not read."""

from __future__ import annotations

import datetime as dt
import io
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from soske.base.connect import personal_data
from soske.desk.actions import person_erase, person_erase_preview
from soske.engines.documents import apart
from soske.intake.applications import actions, actions_group, actions_sending, tasks
from soske.intake.applications.actions_pdf import pdfs_naming
from soske.intake.applications.content import content_hash, submission_read
from soske.intake.applications.fields import FILES
from soske.intake.applications.models import Application, Submission
from soske.intake.applications.papers import submission_paper
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.records.actions_letters import letter_again
from soske.records.models import Letter, StoredFile
from soske.records.states import LetterState
from soske.records.writings import writings_by
from tests.access.test_access import status
from tests.support.applying import OPEN, begin, fill, form, fresh, invite, save, sign, submit
from tests.support.importing import academy
from tests.support.world import PDF, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alpha() -> Programme:
    return academy("alpha")


def sponsor(application: Application, name: str, email: str) -> None:
    actions_group.sponsor_set(
        by=person("kirjoittaja"),
        application=fresh(application),
        member=form(application).members[0].pk,
        name=name,
        email=email,
        now=OPEN,
    )


def submitted(alpha: Programme) -> Application:
    """Submitted with the sponsor Vanha."""
    writer = person("kirjoittaja")
    made = begin(alpha, writer)
    sponsor(made, "Johtaja Vanha", "vanha@example.fi")
    return submit(fill(made, writer), writer)


def reopened(application: Application) -> Application:
    """A draft again, with the sponsor Uusi."""
    actions_sending.application_reopen(by=person("kirjoittaja"), application=fresh(application), now=OPEN)
    sponsor(application, "Johtaja Uusi", "uusi@example.fi")
    return fresh(application)


def read(submission: Submission) -> Any:
    found = Submission.objects.select_related("application__programme__organiser").get(pk=submission.pk)
    with override("fi"):
        return submission_read(found, "fi")


def paper(submission: Submission) -> str:
    found = Submission.objects.select_related("application__programme__organiser").get(pk=submission.pk)
    return str(submission_paper(found).parts[0])


# --- what was received ------------------------------------------------------------------------------------------------
def test_received_names_the_sponsor_of_its_day_and_the_next_one_its_own(alpha: Programme) -> None:
    made = submitted(alpha)
    first = made.submissions.get()
    made = reopened(made)
    assert read(first).members[0][2] == "Johtaja Vanha"
    made = submit(made, person("kirjoittaja"))
    second = made.submissions.get(position=2)
    assert (read(first).members[0][2], read(second).members[0][2]) == ("Johtaja Vanha", "Johtaja Uusi")
    assert first.sha256 != second.sha256
    assert first.content["members"][0]["sponsor"] == Person.objects.get(email="vanha@example.fi").pk


def test_received_keeps_the_names_of_a_member_that_leaves(alpha: Programme) -> None:
    writer = person("kirjoittaja")
    made = invite(begin(alpha, writer), writer, organisation="Åbo stad", email="kumppani@example.fi")
    fill(made, writer)
    for each in (writer, person("kumppani")):
        sign(made, each)
    first = submit(made, writer).submissions.get()
    before = read(first)
    actions_sending.application_reopen(by=writer, application=fresh(made), now=OPEN)
    member = next(each.pk for each in form(made).members if not each.lead)
    actions_group.member_leave(by=person("kumppani"), application=fresh(made), member=member, now=OPEN)
    assert read(first) == before
    assert "Kumppani" in paper(first)
    person_erase(by=None, person=person("kumppani"))
    assert "Kumppani" not in paper(first)


def test_erasure_of_a_former_sponsor_takes_the_pdf_that_names_her(
    alpha: Programme, django_capture_on_commit_callbacks: Any
) -> None:
    made = submitted(alpha)
    first = made.submissions.get()
    pdf = tasks.pdf_ensure(first.pk)
    assert pdf is not None
    reopened(made)
    old = Person.objects.get(email="vanha@example.fi")
    assert list(pdfs_naming(old)) == [pdf]
    with override("en"):
        rows = {str(kept.kind): kept.rows for source in personal_data for kept in source.kept(person=old)}
        assert [value.split(",")[0] for _name, value in rows["Your name in applications as they were received"]] == [
            "Johtaja Vanha"
        ]
        assert ("Your name in applications as they were received", 1) in person_erase_preview(person=old)
    assert read(first).members[0][2] == "Johtaja Vanha"  # a preview changes nothing
    with django_capture_on_commit_callbacks(execute=True):
        person_erase(by=None, person=old)
    assert not pdf.file.storage.exists(str(pdf.file.name))
    assert tasks.pdf_ensure(first.pk) is not None
    assert "Vanha" not in paper(first)
    again = Submission.objects.get(pk=first.pk)
    assert (again.sha256, again.content) == (content_hash(first.content), first.content)
    # Who came after her stays.
    assert submit(made, person("kirjoittaja")).submissions.count() == 2


def test_pdf_that_was_being_made_during_an_erasure_is_made_once_more(
    alpha: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = submitted(alpha).submissions.get()
    made: list[str] = []
    real = apart.paper_pdf_apart

    def slow(paper: Any) -> bytes:
        made.append(str(paper.parts[0]))
        if len(made) == 1:
            person_erase(by=None, person=Person.objects.get(email="vanha@example.fi"))
        return real(paper)

    monkeypatch.setattr(apart, "paper_pdf_apart", slow)
    assert tasks.pdf_ensure(first.pk) is not None
    assert ["Johtaja Vanha" in each for each in made] == [True, False]
    assert StoredFile.objects.filter(subject_type="submission").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one writer at a time")
def test_pdf_waits_for_an_erasure_that_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    first = submitted(academy("alpha")).submissions.get()
    made: list[str] = []
    erasing, composed = threading.Event(), threading.Event()

    def quick(paper: Any) -> bytes:
        made.append(str(paper.parts[0]))
        composed.set()
        assert erasing.wait(10)
        return PDF

    def work() -> None:
        tasks.pdf_ensure(first.pk)
        connection.close()

    monkeypatch.setattr(apart, "paper_pdf_apart", quick)
    worker = threading.Thread(target=work)
    worker.start()
    assert composed.wait(10)
    with transaction.atomic():
        person_erase(by=None, person=Person.objects.get(email="vanha@example.fi"))
        erasing.set()
        worker.join(1)
        assert worker.is_alive()  # it waits for the submission
    worker.join(10)
    assert ["Johtaja Vanha" in each for each in made] == [True, False]
    assert StoredFile.objects.filter(subject_type="submission").count() == 1


# --- letters in her name ----------------------------------------------------------------------------------------------
def test_erasure_takes_the_name_out_of_an_invitation_and_cancels_one_that_waits(alpha: Programme) -> None:
    writer = person("kirjoittaja")
    made = invite(begin(alpha, writer), writer, organisation="Åbo stad", email="kumppani@example.fi")
    invite(made, writer, organisation="Vaasan kaupunki", email="vaasa@example.fi")
    invited = Letter.objects.filter(code="invited").order_by("pk")
    sent, waiting = invited
    Letter.objects.filter(pk=sent.pk).update(state=LetterState.SENT)
    assert all(writer.name in letter.body and letter.author_id == writer.pk for letter in invited)
    with override("en"):
        rows = {str(kept.kind): kept.rows for source in personal_data for kept in source.kept(person=writer)}
        assert len(rows["Messages to others in your name"]) == 2
        assert ("Messages to others in your name", 2) in person_erase_preview(person=writer)
    person_erase(by=None, person=writer)
    assert [letter.state for letter in invited.all()] == [LetterState.SENT, LetterState.CANCELLED]
    assert not any(writer.name in letter.body or letter.reply_to or letter.author_id for letter in invited.all())
    assert "poistettu" in invited.all()[0].body
    assert waiting.person is not None


# --- who has left -----------------------------------------------------------------------------------------------------
def left(alpha: Programme) -> Application:
    """The partner has written, signed off and left; another has come after it."""
    writer = person("kirjoittaja")
    made = invite(begin(alpha, writer), writer, organisation="Åbo stad", email="kumppani@example.fi")
    fill(made, writer)
    key = next(field.key for section in form(made).sections for field in section.fields if field.kind == "text")
    save(made, person("kumppani"), key, "Kumppanin teksti.")
    sign(made, person("kumppani"))
    member = next(each.pk for each in form(made).members if not each.lead)
    actions_group.member_leave(by=person("kumppani"), application=fresh(made), member=member, now=OPEN)
    return invite(made, writer, organisation="Uusi Salainen Kunta", email="salainen@example.fi")


def test_who_has_left_is_not_told_who_came_later(alpha: Programme) -> None:
    left(alpha)
    partner = person("kumppani")
    assert writings_by(partner.pk)
    with override("fi"):
        kept = [kept for source in personal_data for kept in source.kept(person=partner)]
    told = str([each.rows for each in kept])
    assert "Salainen" not in told
    assert "Åbo stad" in told
    with override("fi"):
        kept = [kept for source in personal_data for kept in source.kept(person=person("kirjoittaja"))]
    assert "Uusi Salainen Kunta" in str([each.rows for each in kept])


def test_who_has_left_while_her_organisation_stays_reads_its_name_only(alpha: Programme) -> None:
    writer = person("kirjoittaja")
    made = invite(begin(alpha, writer), writer, organisation="Åbo stad", email="kumppani@example.fi")
    place = made.group.people.get(person=person("kumppani"))
    actions_group.place_leave(by=person("kumppani"), application=fresh(made), place=place.pk)
    with override("en"):
        rows = {
            str(kept.kind): kept.rows for source in personal_data for kept in source.kept(person=person("kumppani"))
        }
    groups = rows["Groups you have been in"]
    assert groups[0][1] == "Åbo stad"


def failed(code: str, reader: Person) -> Letter:
    letter = Letter.objects.filter(code=code, person=reader).latest("pk")
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.FAILED)
    return Letter.objects.get(pk=letter.pk)


def test_letter_is_not_sent_again_to_who_has_left_or_closed_her_account(alpha: Programme) -> None:
    coordinator = person("coordinator")
    left(alpha)
    gone = failed("invited", person("kumppani"))
    here = failed("invited", Person.objects.get(email="salainen@example.fi"))
    with override("en"), pytest.raises(ValidationError, match="does not take part any more"):
        letter_again(by=coordinator, letter=gone)
    assert Letter.objects.get(pk=gone.pk).state == LetterState.FAILED
    Person.objects.filter(email="salainen@example.fi").update(is_active=False)
    with pytest.raises(ValidationError):
        letter_again(by=coordinator, letter=Letter.objects.get(pk=here.pk))
    Person.objects.filter(email="salainen@example.fi").update(is_active=True)
    letter_again(by=coordinator, letter=Letter.objects.get(pk=here.pk))
    assert Letter.objects.get(pk=here.pk).state == LetterState.WAITING


# --- attachments that are not sent ------------------------------------------------------------------------------------
def attach(application: Application, content: bytes) -> StoredFile:
    return actions.attachment_add(
        by=person("kirjoittaja"),
        application=fresh(application),
        name="liite.pdf",
        upload=io.BytesIO(content),
        size=len(content),
    )


def test_coordinator_reads_an_attachment_when_it_has_been_received(alpha: Programme) -> None:
    writer, coordinator = person("kirjoittaja"), person("coordinator")
    coordinator_add(by=None, programme=alpha, person=coordinator, starts=dt.date(2020, 1, 1))
    made = fill(begin(alpha, writer), writer)
    first = attach(made, PDF)
    clients = {each.pk: Client() for each in (writer, coordinator)}
    for each in (writer, coordinator):
        clients[each.pk].force_login(each)

    def reads(who: Person, stored: StoredFile) -> int:
        return status(clients[who.pk].get(f"/fi/files/{stored.pk}/"))

    assert (reads(writer, first), reads(coordinator, first)) == (200, 404)
    made = submit(made, writer)
    assert reads(coordinator, first) == 200
    actions_sending.completion_ask(
        by=coordinator,
        application=made,
        fields=[FILES],
        message="Lisätkää liite.",
        due=timezone.now() + dt.timedelta(days=3),
        now=OPEN,
    )
    second = attach(made, PDF + b"\n%second")
    assert (reads(writer, second), reads(coordinator, second)) == (200, 404)
    actions_sending.completion_send(by=writer, application=fresh(made), now=OPEN)
    assert reads(coordinator, second) == 200
    actions_sending.application_reopen(by=writer, application=fresh(made), now=OPEN)
    third = attach(made, PDF + b"\n%third")
    assert [reads(coordinator, each) for each in (first, second, third)] == [200, 200, 404]
    actions_sending.application_withdraw(by=writer, application=fresh(made), now=OPEN)
    assert reads(coordinator, third) == 404
