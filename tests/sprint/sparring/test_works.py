"""What a coach reads and says of a team's assignments: two audiences, the team with its coaches and the organiser."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from soske.base.opened import Stale
from soske.desk.actions import person_erase
from soske.people.models import Person
from soske.records.models import AuditRow, Letter, StoredFile
from soske.sprint.assignments import actions
from soske.sprint.assignments.actions_coach import coach_comment_mark, work_coach_comment
from soske.sprint.assignments.models import Assignment, Work
from soske.sprint.assignments.queries import task_get
from soske.sprint.sparring.models import Coach, Pairing
from tests.access.test_access import status
from tests.support.at_once import at_once
from tests.support.sparring import NOW, Sparring, letters, sparring
from tests.support.world import PDF, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

ORGANISERS, COACHES = "Osio 2 on ohut (järjestäjä).", "Ottakaa Kökar mukaan <b>heti</b> (sparraaja)."


def client(who: Person | None) -> Client:
    assert who is not None
    made = Client()
    made.force_login(who)
    return made


def handed(spar: Sparring, *, files: bool = False) -> Work:
    """What the first team, which Anni coaches, has handed in."""
    programme = spar.programme
    spar.pair()
    actions.assignments_of_pack(by=spar.by, programme=programme)
    made = Assignment.objects.filter(programme=programme).order_by("pk")[0]
    made.programme = programme
    actions.assignment_give(by=spar.by, assignment=made, now=NOW)
    task = task_get(spar.teams[0], made.pk)
    assert task is not None
    member = person("eka")
    actions.work_save(by=member, task=task, text="Teksti ä", base=0, now=NOW)
    if files:
        page = f"/en/academies/alpha/assignments/{task.pk}/files/"
        assert client(member).post(page, {"file": SimpleUploadedFile("liite ä.pdf", PDF)}).status_code == 302
    actions.work_hand(by=member, task=task, now=NOW)
    return fresh()


def fresh() -> Work:
    return Work.objects.select_related("assignment__programme", "group").get()


def pages(spar: Sparring, work: Work) -> tuple[str, str, str]:
    """Of the coach, the team and the organiser."""
    assignment, group = work.assignment_id, work.group_id
    return (
        reverse("coach_work", args=["alpha", group, assignment]),
        reverse("assignment", args=["alpha", assignment]),
        reverse("work_desk", args=["alpha", assignment, group]),
    )


def test_comments_of_the_coach_and_of_the_organiser_have_readers_of_their_own(spar: Sparring) -> None:
    work = handed(spar)
    coach_page, team_page, desk_page = pages(spar, work)
    desk, coach, team = client(spar.by), client(spar.coaches[0].person), client(person("eka"))
    desk.post(desk_page, {"act": "comment", "comment": ORGANISERS})
    before = coach.get(coach_page)
    assert (before.status_code, "Osio 2" in before.content.decode()) == (200, False)
    answer = coach.post(coach_page, {"comment": COACHES, "opened": coach_comment_mark(work)})
    assert answer.status_code == 302
    assert Work.objects.values_list("comment", "coach_comment", "coach_commented_by_id").get() == (
        ORGANISERS,
        COACHES,
        spar.coaches[0].person_id,
    )
    seen = [page.content.decode() for page in (coach.get(coach_page), team.get(team_page), desk.get(desk_page))]
    assert [("Osio 2" in page, "Kökar" in page) for page in seen] == [(False, True), (True, True), (True, False)]
    assert "&lt;b&gt;heti&lt;/b&gt;" in seen[1]
    assert seen[1].count("The organiser&#x27;s comment") + seen[1].count("The organiser's comment") == 1
    assert seen[1].count("The coach&#x27;s comment") + seen[1].count("The coach's comment") == 1
    desk.post(desk_page, {"act": "done", "comment": ""})
    assert Work.objects.values_list("comment", "coach_comment").get() == ("", COACHES)


def test_organiser_finds_the_words_of_the_coach_nowhere(spar: Sparring) -> None:
    work = handed(spar)
    by = spar.coaches[0].person
    assert by is not None
    work_coach_comment(by=by, work=work, comment=COACHES, opened=None, now=NOW)
    assert [letter.person_id for letter in letters("assignment_coach")] == [person("eka").pk, person("toka").pk]
    assert not Letter.objects.filter(body__contains="Kökar").exists()
    assert "Kökar" not in str(list(AuditRow.objects.values()))
    assert AuditRow.objects.filter(act="work_coach_commented", person_id=by.pk, subject_id=work.pk).count() == 1


def test_form_that_says_nothing_of_where_it_began_erases_nothing(spar: Sparring) -> None:
    work = handed(spar)
    page = pages(spar, work)[0]
    coach = client(spar.coaches[0].person)
    began = coach_comment_mark(work)
    assert coach.post(page, {"comment": "Ensimmäinen", "opened": began}).status_code == 302
    for sent in ({}, {"comment": ""}, {"comment": "Vanha lomake", "opened": began}, {"comment": "", "opened": began}):
        assert coach.post(page, sent).status_code == 422
    assert Work.objects.get().coach_comment == "Ensimmäinen"
    typed = coach.post(page, {"comment": "Vanha lomake", "opened": began}).content.decode()
    assert "Vanha lomake" in typed and "Someone else has saved this page meanwhile" in typed
    assert coach.post(page, {"comment": "", "opened": coach_comment_mark(fresh())}).status_code == 302
    assert Work.objects.values_list("coach_comment", "coach_commented_by_id").get() == ("", None)
    assert len(letters("assignment_coach")) == 2  # of the first one, to two people; taken back without any


def test_comment_is_for_what_is_handed_in(spar: Sparring) -> None:
    work = handed(spar)
    by = spar.coaches[0].person
    assert by is not None
    say = partial(work_coach_comment, by=by, opened=None, now=NOW)
    with pytest.raises(ValidationError) as caught:
        say(work=work, comment="ä" * 4001)
    assert list(caught.value.message_dict) == ["comment"]
    say(work=work, comment=" ä " * 1000)
    actions.work_comment(by=spar.by, work=work, comment="", done=True, opens=False, now=NOW)
    say(work=fresh(), comment="Valmis")
    actions.work_comment(by=spar.by, work=fresh(), comment="", done=False, opens=True, now=NOW)
    with pytest.raises(ValidationError, match="opened it again"):
        say(work=fresh(), comment="Myöhässä")
    assert client(by).get(pages(spar, work)[0]).status_code == 404
    assert Work.objects.get().coach_comment == "Valmis"
    person_erase(by=None, person=by)
    assert Work.objects.values_list("coach_comment", "coach_commented_by_id").get() == ("Valmis", None)


@pytest.mark.django_db(transaction=True)
def test_of_two_coaches_who_comment_at_once_one_is_told() -> None:
    spar = sparring()
    work = handed(spar)
    began = coach_comment_mark(work)

    def say(number: int) -> str:
        by = spar.coaches[number].person
        assert by is not None
        try:
            work_coach_comment(by=by, work=fresh(), comment=f"Kommentti {number}", opened=began, now=NOW)
        except Stale:
            return "stale"
        return "said"

    assert sorted(at_once([partial(say, 0), partial(say, 1)])) == ["said", "stale"]


def test_files_of_a_handed_in_work_are_read_by_coaches_of_the_team(spar: Sparring) -> None:
    work = handed(spar, files=True)
    stored = StoredFile.objects.get()
    anni, other = spar.coaches[0], spar.coaches[1]

    def reads(coach: Coach) -> int:
        return status(client(coach.person).get(f"/en/files/{stored.pk}/"))

    assert "liite ä.pdf" in client(anni.person).get(pages(spar, work)[0]).content.decode()
    assert (reads(anni), reads(other)) == (200, 404)
    Coach.objects.filter(pk=anni.pk).update(accepted_at=None)
    assert reads(anni) == 404
    Coach.objects.filter(pk=anni.pk).update(accepted_at=NOW, ends=dt.date(2027, 1, 1))
    assert reads(anni) == 404
    Coach.objects.filter(pk=anni.pk).update(ends=None)
    actions.work_comment(by=spar.by, work=work, comment="", done=False, opens=True, now=NOW)
    assert reads(anni) == 404
    Work.objects.update(state="handed")
    assert reads(anni) == 200
    Pairing.objects.update(ended_at=NOW)
    assert reads(anni) == 404
