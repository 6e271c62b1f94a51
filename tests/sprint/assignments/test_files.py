"""Files of a team's work: who adds, removes and reads them, and what may not be kept."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from soske.intake.groups.models import GroupPerson
from soske.people.models import Person
from soske.records.models import StoredFile
from soske.sprint.assignments import actions
from soske.sprint.assignments.actions_files import MOST_FILES, work_file_add
from soske.sprint.assignments.models import Work
from tests.access.test_access import status
from tests.sprint.assignments.test_assignments import given, someone, task, work_of, write
from tests.support.sprinting import NOW, Sprinting, sprinting
from tests.support.world import PDF, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def sprint(db: None) -> Sprinting:
    return sprinting()


def page(sprint: Sprinting) -> str:
    return f"/en/academies/alpha/assignments/{task(sprint).pk}/"


def upload(client: Client, sprint: Sprinting, name: str = "liite ä.pdf", content: bytes = PDF) -> int:
    return client.post(f"{page(sprint)}files/", {"file": SimpleUploadedFile(name, content)}).status_code


def reads(sprint: Sprinting, who: Person, stored: StoredFile) -> int:
    return status(sprint.client(who).get(f"/en/files/{stored.pk}/"))


def test_team_adds_a_file_and_the_organiser_reads_it_once_it_is_handed_in(sprint: Sprinting) -> None:
    given(sprint)
    member, coordinator = someone("eka"), sprint.coordinator
    assert upload(sprint.client(member), sprint) == 302
    stored = StoredFile.objects.get()
    assert (
        stored.name == "liite ä.pdf"
        and "liite ä.pdf" in sprint.client(someone("toka")).get(page(sprint)).content.decode()
    )
    others = [someone("kolmas"), person("stranger"), coordinator]
    assert [reads(sprint, who, stored) for who in [someone("toka"), *others]] == [200, 404, 404, 404]
    write(sprint)
    desk = f"/en/desk/alpha/assignments/{task(sprint).pk}/{sprint.teams[0].pk}/"
    assert "liite ä.pdf" not in sprint.client().get(desk).content.decode()
    actions.work_hand(by=member, task=task(sprint), now=NOW)
    shown = sprint.client().get(desk).content.decode()
    assert ("liite ä.pdf" in shown, 'name="remove"' in shown, reads(sprint, coordinator, stored)) == (True, False, 200)
    assert [reads(sprint, who, stored) for who in others[:2]] == [404, 404]
    actions.work_open(by=member, task=task(sprint), now=NOW)
    assert reads(sprint, coordinator, stored) == 404


def test_what_is_handed_in_does_not_change(sprint: Sprinting) -> None:
    given(sprint)
    client = sprint.client(someone("eka"))
    upload(client, sprint)
    write(sprint)
    actions.work_hand(by=someone("eka"), task=task(sprint), now=NOW)
    stored = StoredFile.objects.get()
    assert upload(client, sprint) == 422
    assert client.post(f"{page(sprint)}files/", {"remove": stored.pk}).status_code == 422
    assert list(StoredFile.objects.all()) == [stored]
    assert b'type="file"' not in client.get(page(sprint)).content


def test_file_is_removed_by_the_team_only(sprint: Sprinting) -> None:
    given(sprint)
    upload(sprint.client(someone("eka")), sprint)
    stored = StoredFile.objects.get()
    own = sprint.client(someone("kolmas"))  # of another team: the same address is that of its own work
    assert own.post(f"{page(sprint)}files/", {"remove": stored.pk}).status_code == 302
    assert StoredFile.objects.filter(pk=stored.pk).exists()
    for number in ("x", "9" * 30, "", "-1"):
        assert own.post(f"{page(sprint)}files/", {"remove": number}).status_code in {302, 422}
    assert sprint.client(someone("toka")).post(f"{page(sprint)}files/", {"remove": stored.pk}).status_code == 302
    assert not StoredFile.objects.exists()


def test_who_has_left_the_team_reads_nothing(sprint: Sprinting) -> None:
    given(sprint)
    upload(sprint.client(someone("eka")), sprint)
    GroupPerson.objects.filter(person=someone("toka")).update(ends=NOW.date())
    assert reads(sprint, someone("toka"), StoredFile.objects.get()) == 404


@pytest.mark.parametrize(
    ("name", "content"), [("tyhja.pdf", b""), ("ohjelma.exe", PDF), ("kuva.pdf", b"GIF89a"), ("a" * 170 + ".pdf", PDF)]
)
def test_file_that_may_not_be_kept_is_refused_beside_the_field(sprint: Sprinting, name: str, content: bytes) -> None:
    given(sprint)
    client = sprint.client(someone("eka"))
    answer = client.post(f"{page(sprint)}files/", {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, b'id="file-error"' in answer.content) == (422, True)
    assert client.post(f"{page(sprint)}files/", {}).status_code == 422
    assert not StoredFile.objects.exists()


def test_there_are_at_most_twenty(sprint: Sprinting) -> None:
    given(sprint)
    for _number in range(MOST_FILES):
        work_file_add(by=someone("eka"), task=task(sprint), name="a.pdf", upload=io.BytesIO(PDF), size=len(PDF))
    with pytest.raises(ValidationError, match="20 files"):
        work_file_add(by=someone("eka"), task=task(sprint), name="a.pdf", upload=io.BytesIO(PDF), size=len(PDF))
    assert StoredFile.objects.filter(subject_id=work_of(sprint).pk).count() == MOST_FILES
    assert Work.objects.count() == 1
