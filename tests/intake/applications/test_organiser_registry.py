from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from soske.intake.applications import actions, actions_sending, tasks
from soske.intake.applications.models import Submission
from soske.intake.applications.registry import registry_name
from soske.intake.calls.models import Call
from soske.people.models import Person
from soske.records.models import StoredFile
from tests.support import applying
from tests.support.called import Called
from tests.support.world import PDF

pytestmark = pytest.mark.django_db


def archive(call: Called, path: str = "/en/desk/alpha/registry.zip") -> zipfile.ZipFile:
    answer = call.client().get(path)
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def index(found: zipfile.ZipFile) -> list[list[str]]:
    name = next(name for name in found.namelist() if name.endswith(".csv"))
    return list(csv.reader(io.StringIO(found.read(name).decode("utf-8-sig")), delimiter=";"))


# --- PDFs -----------------------------------------------------------------------------------------------------------
def test_pdf_of_a_submission_is_made_once(call: Called) -> None:
    submission = call.single.submissions.get()
    tasks.submission_follow.func(submission.pk)
    tasks.submission_follow.func(submission.pk)
    submission.refresh_from_db()
    assert submission.pdf is not None
    assert StoredFile.objects.filter(subject_type="submission").count() == 1
    with submission.pdf.file.open("rb") as file:
        assert file.read().startswith(b"%PDF-")
    assert submission.pdf.name == f"alpha-001-{timezone.localtime(submission.at).date().isoformat()}-1.pdf"


def test_pdf_of_a_submission_that_is_gone_is_nothing() -> None:
    assert tasks.pdf_ensure(123456) is None


def test_sweep_makes_what_is_missing(call: Called) -> None:
    assert Submission.objects.filter(pdf__isnull=True).count() == 3
    Submission.objects.update(at=timezone.now())
    assert tasks.submissions_sweep.func() == 0  # their own jobs come first
    Submission.objects.update(at=timezone.now() - tasks.PATIENCE * 2)
    assert tasks.submissions_sweep.func() == 3
    assert Submission.objects.filter(pdf__isnull=True).count() == 0


def test_sweep_goes_on_after_one_that_cannot_be_made(call: Called, caplog: pytest.LogCaptureFixture) -> None:
    Submission.objects.update(at=timezone.now() - tasks.PATIENCE * 2)
    broken = call.joint.submissions.get()
    Submission.objects.filter(pk=broken.pk).update(content={"language": "fi"})
    assert tasks.submissions_sweep.func() == 2
    assert [record.message for record in caplog.records] == [f"submission {broken.pk} has no PDF or no acknowledgement"]


def test_pdf_that_is_not_there_is_made_when_asked_for(call: Called) -> None:
    answer = call.client().get(f"/en/desk/alpha/applications/{call.single.pk}/received/1.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert call.single.submissions.get().pdf is not None
    assert call.client().get(f"/en/desk/alpha/applications/{call.single.pk}/received/2.pdf").status_code == 404


def test_pdf_is_made_again_without_a_person_who_was_erased(
    call: Called, django_capture_on_commit_callbacks: Any
) -> None:
    from soske.desk.actions import person_erase, person_erase_preview
    from soske.intake.applications.papers import submission_paper

    pk = call.joint.submissions.get().pk
    before = tasks.pdf_ensure(pk)
    assert before is not None
    partner = Person.objects.get(email="kumppani@example.fi")
    words = "PDFs of applications, made again without your data"
    with override("en"):
        assert (words, 1) in person_erase_preview(person=partner)
        with django_capture_on_commit_callbacks(execute=True):
            assert (words, 1) in person_erase(by=None, person=partner)
    assert not before.file.storage.exists(str(before.file.name))
    Submission.objects.filter(pk=pk).update(at=timezone.now() - tasks.PATIENCE * 2)
    tasks.submissions_sweep.func()
    submission = Submission.objects.select_related("application__programme__organiser").get(pk=pk)
    assert submission.pdf_id is not None
    assert "Kumppani" not in str(submission_paper(submission).parts[0])


# --- the archive ----------------------------------------------------------------------------------------------------
def test_archive_holds_what_was_received_and_no_drafts(call: Called) -> None:
    actions_sending.case_number_set(by=call.coordinator, application=call.single, case_number="VN/12/2026")
    with archive(call) as found:
        assert found.testzip() is None
        names = found.namelist()
        lines = index(found)
    folders = {name.partition("/")[0] for name in names if "/" in name}
    assert folders == {"001_VN_12_2026", "002", "003"}
    assert sum(name.endswith(".pdf") and "/" in name for name in names) == 3
    assert [line[0] for line in lines[1:]] == [name for name in names if "/" in name]


def test_archive_holds_attachments_also_those_removed_later(call: Called) -> None:
    actions_sending.application_reopen(by=call.writer, application=call.single, now=applying.OPEN)
    stored = actions.attachment_add(
        by=call.writer,
        application=applying.fresh(call.single),
        name="=liite ä.pdf",
        upload=io.BytesIO(PDF),
        size=len(PDF),
    )
    application = applying.submit(call.single, call.writer)
    actions_sending.application_reopen(by=call.writer, application=application, now=applying.OPEN)
    actions.attachment_remove(by=call.writer, application=applying.fresh(application), pk=stored.pk)
    later = actions.attachment_add(
        by=call.writer,
        application=applying.fresh(application),
        name="uusi luonnos.pdf",
        upload=io.BytesIO(PDF + b"% later"),
        size=len(PDF) + 7,
    )
    assert later.pk
    with archive(call, f"/en/desk/alpha/applications/{application.pk}/registry.zip") as found:
        names = [name for name in found.namelist() if "/" in name]
        assert [name.rpartition("/")[2] for name in names if "liite" in name] == ["liite_a.pdf"]
        assert not any("luonnos" in name for name in names)
        assert found.read(next(name for name in names if "liite" in name)) == PDF
        lines = index(found)
    assert len(names) == 3  # two submissions and the attachment
    assert all(not cell.startswith("=") for line in lines for cell in line)


def test_archive_of_a_call_without_applications_is_an_index(call: Called) -> None:
    Submission.objects.all().delete()
    with archive(call) as found:
        assert {name.rpartition(".")[2] for name in found.namelist()} == {"csv", "pdf"}


def test_archive_is_called_after_its_case_numbers(call: Called) -> None:
    call.programme.case_number = "HEL 2026-001"
    call.single.case_number = "VN/1/2026"
    assert registry_name(call.programme) == "alpha-HEL_2026-001.zip"
    assert registry_name(call.programme, call.single) == "alpha-001-VN_1_2026.zip"


def test_pdf_tells_the_case_numbers(call: Called) -> None:
    from soske.intake.applications.papers import submission_paper

    Call.objects.create(programme=call.programme, case_number="CALL/1")
    type(call.programme).objects.filter(pk=call.programme.pk).update(case_number="ACADEMY/1")
    actions_sending.case_number_set(by=call.coordinator, application=call.single, case_number="APP/1")
    submission = Submission.objects.select_related("application__programme__organiser").get(application=call.single)
    values = [value for _label, value in submission_paper(submission).facts]
    assert {"ACADEMY/1", "CALL/1", "APP/1", "1", submission.sha256} <= set(values)


def test_pdf_is_in_the_language_of_the_application(call: Called) -> None:
    from soske.intake.applications.papers import submission_paper

    submission = Submission.objects.select_related("application__programme__organiser").get(application=call.single)
    submission.content = {**submission.content, "language": "en"}
    paper = submission_paper(submission)
    assert paper.lang == "en"
    assert paper.parts[0].heading == "Who applies"
