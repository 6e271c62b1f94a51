"""What applications give to the contracts: who reads, what waits, what is kept of a person, what an erasure leaves."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.translation import override

from soske.base.connect import Duty, subjects
from soske.desk.actions import person_erase, person_erase_preview
from soske.intake.applications import actions, actions_sending
from soske.intake.applications.connect import NOBODY, Personal, applicant_duties
from soske.intake.applications.content import content_hash
from soske.intake.applications.duties_applicant import last_day
from soske.intake.applications.models import Application, CompletionRequest, Note, SignOff, Submission
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.programmes.rules import structure_is_free
from soske.records.models import StoredFile
from tests.access.test_access import status
from tests.support import world
from tests.support.applying import HELSINKI, OPEN, begin, fill, fresh, invite, sign, submit
from tests.support.importing import academy
from tests.support.queries import counted
from tests.support.world import PDF, World, person

pytestmark = pytest.mark.django_db
CLOSES = dt.date(2026, 10, 1)


@pytest.fixture
def alpha() -> Programme:
    return academy("alpha")


@pytest.fixture
def joint(alpha: Programme) -> Application:
    writer = person("kirjoittaja")
    return invite(begin(alpha, writer), writer, organisation="Åbo stad", email="kumppani@example.fi")


def again(programme: Programme) -> Programme:
    """The academy as the next request would load it."""
    found = programme_get(programme.slug)
    assert found is not None
    return found


def duties(programme: Programme, name: str, *, now: dt.datetime = OPEN) -> list[Duty]:
    with override("en"):
        return list(applicant_duties(person=person(name), programme=again(programme), now=now))


def kinds(programme: Programme, name: str, *, now: dt.datetime = OPEN) -> list[tuple[str, dt.date | None]]:
    return [(duty.key.split(":")[0], duty.due) for duty in duties(programme, name, now=now)]


# --- duties ---------------------------------------------------------------------------------------------------------
def test_single_applicant_has_to_submit(alpha: Programme) -> None:
    begin(alpha, person("yksin"))
    assert kinds(alpha, "yksin") == [("application_submit", CLOSES)]


def test_each_member_of_a_joint_group_has_to_sign_off_and_the_lead_to_submit(
    alpha: Programme, joint: Application
) -> None:
    assert kinds(alpha, "kirjoittaja") == [("application_sign", CLOSES), ("application_submit", CLOSES)]
    assert kinds(alpha, "kumppani") == [("application_sign", CLOSES)]
    fill(joint, person("kirjoittaja"))
    sign(joint, person("kumppani"))
    assert kinds(alpha, "kumppani") == []
    sign(joint, person("kirjoittaja"))
    assert kinds(alpha, "kirjoittaja") == [("application_submit", CLOSES)]
    submit(joint, person("kirjoittaja"))
    assert (kinds(alpha, "kirjoittaja"), kinds(alpha, "kumppani")) == ([], [])


def test_lead_is_told_how_many_others_have_not_signed(alpha: Programme, joint: Application) -> None:
    texts = {duty.key.split(":")[0]: duty.text for duty in duties(alpha, "kirjoittaja")}
    assert texts["application_submit"] == "1 other member organisation has not signed off yet."


def test_request_for_completion_waits_for_everyone_until_its_time(alpha: Programme, joint: Application) -> None:
    writer = person("kirjoittaja")
    fill(joint, writer)
    for each in (writer, person("kumppani")):
        sign(joint, each)
    submit(joint, writer)
    due = dt.datetime(2026, 9, 21, 0, 0, tzinfo=HELSINKI)
    actions_sending.completion_ask(
        by=person("coordinator"),
        application=fresh(joint),
        fields=["q.pilot_object"],
        message="Tarkentakaa.",
        due=due,
        now=OPEN,
    )
    assert kinds(alpha, "kumppani") == [("application_completion", dt.date(2026, 9, 20))]
    assert kinds(alpha, "kumppani", now=due) == []


def test_nothing_waits_after_the_call_but_by_leave(alpha: Programme) -> None:
    made = begin(alpha, person("yksin"))
    later = dt.datetime(2026, 10, 2, 12, 0, tzinfo=HELSINKI)
    assert kinds(alpha, "yksin", now=later) == []
    actions_sending.late_allow(
        by=person("coordinator"), application=made, until=later + dt.timedelta(days=2), now=later
    )
    assert kinds(alpha, "yksin", now=later) == [("application_submit", dt.date(2026, 10, 4))]


def test_withdrawn_application_and_other_people_have_no_duties(alpha: Programme) -> None:
    made = begin(alpha, person("yksin"))
    assert kinds(alpha, "muu") == []
    assert applicant_duties(person=AnonymousUser(), programme=alpha, now=OPEN) == []
    actions_sending.application_withdraw(by=person("yksin"), application=made, now=OPEN)
    assert kinds(alpha, "yksin") == []


def test_duties_of_applicants_take_five_queries_at_most(alpha: Programme, joint: Application) -> None:
    who, programme = person("kirjoittaja"), again(alpha)
    with counted() as count:
        found = applicant_duties(person=who, programme=programme, now=OPEN)
    assert (len(found), count.queries <= 5) == (2, True)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 10, 2, 0, 0, tzinfo=HELSINKI), CLOSES),  # at 24.00
        (dt.datetime(2026, 10, 1, 16, 0, tzinfo=HELSINKI), CLOSES),
        (dt.datetime(2026, 10, 25, 0, 30, tzinfo=HELSINKI), dt.date(2026, 10, 25)),  # the night of the clocks
    ],
)
def test_last_day_of_midnight_is_the_day_that_ends(moment: dt.datetime, day: dt.date) -> None:
    assert last_day(moment.astimezone(dt.UTC)) == day


# --- who reads ------------------------------------------------------------------------------------------------------
def readers(world: World, kind: str, pk: int, act: str = "read") -> set[str]:
    names = ("applicant", "partner", "member", "coordinator", "other", "outsider")
    found = {name for name in names if subjects[kind].may(world.people[name], pk, act)}
    return found | ({"visitor"} if subjects[kind].may(AnonymousUser(), pk, act) else set())


def test_draft_is_read_by_its_group_only(world: World) -> None:
    pk = world.alpha_draft.pk
    assert readers(world, "application", pk) == {"applicant", "partner"}
    assert readers(world, "application", pk, "write") == {"applicant", "partner"}


def test_received_application_is_read_by_coordinators_too(world: World) -> None:
    pk = world.alpha_submitted.pk
    assert readers(world, "application", pk) == {"coordinator"}
    assert readers(world, "application", pk, "write") == set()
    for kind, number in (("application_kept", pk), ("submission", world.alpha_submitted.submissions.get().pk)):
        assert readers(world, kind, number) == {"coordinator"}
        assert readers(world, kind, number, "write") == set()


def test_nobody_reads_what_is_not_there(world: World) -> None:
    for kind in ("application", "application_kept", "submission", "import"):
        assert readers(world, kind, 10**9) == set()


def test_attachment_of_a_draft_is_downloaded_by_the_group_only(world: World) -> None:
    stored = actions.attachment_add(
        by=world.people["applicant"],
        application=world.alpha_draft,
        name="strategia.pdf",
        upload=io.BytesIO(PDF),
        size=len(PDF),
    )
    roles = ("visitor", "applicant", "partner", "member", "coordinator", "other")
    found = {role: status(world.client(role).get(f"/fi/files/{stored.pk}/")) for role in roles}
    assert found == {
        "visitor": 404,
        "applicant": 200,
        "partner": 200,
        "member": 404,
        "coordinator": 404,
        "other": 404,
    }
    assert StoredFile.objects.get(pk=stored.pk).subject_type == "application"


def test_titles_are_names_of_groups_in_few_queries(world: World) -> None:
    pks = [world.alpha_draft.pk, world.alpha_submitted.pk, 10**9]
    with override("fi"), counted() as count:
        titles = subjects["application"].titles(pks)
    assert titles == {pks[0]: "Esimerkin kaupunki ja Mallin kunta", pks[1]: "Lähettäneen kunta"}
    assert count.queries == 3
    submission = world.alpha_submitted.submissions.get().pk
    with override("sv"):
        assert subjects["submission"].titles([submission]) == {submission: "Lähettäneen kunta"}
        assert subjects["submission"].url(submission) == f"/sv/desk/alpha/applications/{pks[1]}/"


# --- personal data --------------------------------------------------------------------------------------------------
def holders() -> list[tuple[type[Model], str]]:
    return [
        (Application, "begun_by_id"),
        (SignOff, "signed_by_id"),
        (CompletionRequest, "asked_by_id"),
        (CompletionRequest, "answered_by_id"),
        (Submission, "by_id"),
        (Note, "person_id"),
    ]


def held(who: int) -> int:
    return sum(model._default_manager.filter(**{field: who}).count() for model, field in holders())


@pytest.fixture
def received(joint: Application) -> Application:
    """Submitted, asked for completion, with a note of the coordinator."""
    writer = person("kirjoittaja")
    fill(joint, writer)
    for each in (writer, person("kumppani")):
        sign(joint, each)
    made = submit(joint, writer)
    coordinator = person("coordinator")
    coordinator_add(by=None, programme=made.programme, person=coordinator, starts=dt.date(2020, 1, 1))
    due = OPEN + dt.timedelta(days=3)
    actions_sending.completion_ask(
        by=coordinator, application=made, fields=["q.pilot_object"], message="Lisää.", due=due, now=OPEN
    )
    Note.objects.create(application=made, person_id=coordinator.pk, text="Soitettu.")
    return fresh(made)


def test_person_sees_what_is_kept_of_her(received: Application) -> None:
    with override("en"):
        rows = {str(kept.kind): kept.rows for kept in Personal().kept(person=person("kirjoittaja"))}
        notes = Personal().kept(person=person("coordinator"))[-1].rows
    assert [words for words, _group in rows["What you have done in applications"]] == [
        "Application begun",
        "Own part signed off",
        "Application submitted",
    ]
    assert notes == [("Note", "Soitettu.")]


@pytest.mark.parametrize("name", ["kirjoittaja", "kumppani", "coordinator"])
def test_preview_of_an_erasure_changes_nothing_and_says_what_it_does(received: Application, name: str) -> None:
    who = person(name)
    before = held(who.pk)
    preview = person_erase_preview(person=who)
    assert held(who.pk) == before > 0
    # Places go with the group's part before the memberships are counted; the acts are the same in both.
    acts = [row for row in preview if "Acts in applications" in str(row[0]) or "notes" in str(row[0])]
    done = person_erase(by=None, person=who)
    assert [row for row in done if row in acts] == acts
    assert (held(who.pk), Person.objects.filter(pk=who.pk).exists()) == (0, False)


def test_application_stays_whole_when_its_writer_is_erased(received: Application) -> None:
    frozen = received.submissions.get()
    person_erase(by=None, person=person("kirjoittaja"))
    again = Submission.objects.get(pk=frozen.pk)
    assert (again.content, again.sha256, again.by_id) == (frozen.content, content_hash(frozen.content), None)
    signed = SignOff.objects.filter(application=received).order_by("pk").values_list("signed_by_id", flat=True)
    assert sorted(signed) == [NOBODY, person("kumppani").pk]
    assert Group.objects.get(pk=received.group_id).contact_id is None
    assert "Kirjoittaja" not in str(again.content)


def test_erased_writer_of_a_note_is_nobody(received: Application) -> None:
    person_erase(by=None, person=person("coordinator"))
    assert Note.objects.values_list("person_id", "text").get() == (NOBODY, "Soitettu.")


def test_questions_stay_when_the_opening_is_put_off_after_the_first_application() -> None:
    world.programme("alpha")
    programme = programme_get("alpha")
    assert programme is not None
    before = OPEN - dt.timedelta(days=365)
    assert structure_is_free(programme, before)
    begin(programme, world.person("kirjoittaja"))
    assert not structure_is_free(programme, before)
