from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from soske.desk import actions as desk
from soske.engines.documents.apart import PdfFailed
from soske.intake.applications import actions, actions_group, actions_sending
from soske.intake.applications.models import (
    Application,
    CompletionRequest,
    ManagementPromise,
    SignOff,
    StrategyGoal,
    Submission,
)
from soske.intake.applications.rules import may_begin
from soske.intake.applications.tasks import follow, submission_follow
from soske.intake.groups.actions import MemberInput
from soske.intake.groups.models import Group, GroupPerson, GroupTopic, GroupWords, Member
from soske.intake.groups.queries import groups_of
from soske.people.models import Person
from soske.programmes.models import Programme, Stage
from soske.records.actions import revision_grow
from soske.records.models import AuditRow, Letter, StoredFile
from tests.support import applying, world
from tests.support.applying import HELSINKI, OPEN, begin, fill, form, fresh, invite, save, sign, submit

pytestmark = pytest.mark.django_db
CLOSES = dt.datetime(2026, 10, 1, 16, 0, tzinfo=HELSINKI)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Reasons are asked for in the words of the code."""
    with override("en"):
        yield


def codes(application: Application) -> list[tuple[str, str]]:
    """(code, recipient) of the letters about it."""
    rows = Letter.objects.filter(subject_type="application", subject_id=application.pk).order_by("pk")
    return [(row.code, row.person.email if row.person else row.address) for row in rows]


# --- begin ----------------------------------------------------------------------------------------------------------
def test_application_begin_makes_a_group_that_is_in_no_list(programme: Programme, writer: Person) -> None:
    application = begin(programme, writer)
    group = application.group
    assert (application.state, group.ready, group.contact, application.language) == ("draft", False, writer, "fi")
    assert [(row.organisation.name["fi"], row.lead) for row in group.members.all()] == [("Äänekosken kaupunki", True)]
    assert list(groups_of(programme)) == []


def test_application_begin_twice_with_one_token_makes_one(programme: Programme, writer: Person) -> None:
    token = uuid4()
    made = [
        actions.application_begin(
            by=writer,
            programme=programme,
            member=MemberInput(organisation="Åbo stad", type="municipality"),
            token=token,
            now=OPEN,
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert Group.objects.count() == 1


@pytest.mark.parametrize(
    ("now", "ok"),
    [
        (dt.datetime(2026, 9, 2, 23, 59, 59, tzinfo=HELSINKI), False),
        (dt.datetime(2026, 9, 3, 0, 0, 0, tzinfo=HELSINKI), True),
        (dt.datetime(2026, 10, 1, 15, 59, 59, tzinfo=HELSINKI), True),
        (dt.datetime(2026, 10, 1, 16, 0, 0, tzinfo=HELSINKI), False),
    ],
)
def test_application_begins_only_while_the_call_is_open(programme: Programme, now: dt.datetime, ok: bool) -> None:
    assert bool(may_begin(programme, now=now)) is ok


# --- answers --------------------------------------------------------------------------------------------------------
def test_answers_that_others_point_to_become_rows(programme: Programme, writer: Person) -> None:
    application = begin(programme, writer)
    member = application.group.members.get()
    save(application, writer, "themes", "employment\nrights")
    save(application, writer, "goal.1.text", "Työtä pitkäaikaistyöttömille")
    save(application, writer, "goal.1.source", "Kaupunkistrategia")
    save(application, writer, "goal.1.date", "2025-11-03")
    save(application, writer, "goal.1.theme", "employment")
    save(application, writer, f"promise.{member.pk}.role", "Talousjohtaja")
    save(application, writer, f"promise.{member.pk}.date", "ei tiedossa")
    topic = form(application).field("learn")
    assert topic is not None
    save(application, writer, "learn", "\n".join(code for code, _name in topic.options[:2]))
    goal = StrategyGoal.objects.get(application=application)
    assert (goal.text, goal.source, goal.source_date, goal.theme) == (
        "Työtä pitkäaikaistyöttömille",
        "Kaupunkistrategia",
        dt.date(2025, 11, 3),
        "employment",
    )
    promise = ManagementPromise.objects.get(application=application)
    assert (promise.member, promise.role, promise.promised_on) == (member, "Talousjohtaja", None)
    assert fresh(application).group.themes == ["employment", "rights"]
    assert GroupTopic.objects.filter(group=application.group, kind="needs").count() == 2
    save(application, writer, "learn", topic.options[0][0])
    assert GroupTopic.objects.filter(group=application.group, kind="needs").count() == 1
    save(application, writer, "give.text", " Näytämme mallimme ")
    words = GroupWords.objects.filter(group=application.group)
    assert words.values_list("kind", "text", "open").get() == ("gives", "Näytämme mallimme", False)
    save(application, writer, "give.text", "")
    assert not words.exists()


def test_answer_save_refuses_forged_keys_and_choices(programme: Programme, writer: Person) -> None:
    application = begin(programme, writer)
    for key, text in (
        ("q.nothing", "x"),
        ("goal.4.text", "x"),
        ("promise.999999.role", "x"),
        ("themes", "forged"),
        ("goal.1.theme", "employment\nrights"),
    ):
        with pytest.raises(ValidationError):
            save(application, writer, key, text)
    assert form(application).answers == {}


def test_questions_follow_the_themes(programme: Programme, writer: Person) -> None:
    application = begin(programme, writer)
    before = {each.key for section in form(application).sections for each in section.fields}
    save(application, writer, "themes", "employment")
    employment = {each.key for section in form(application).sections for each in section.fields}
    save(application, writer, "themes", "rights")
    rights = {each.key for section in form(application).sections for each in section.fields}
    assert before < employment and before < rights and employment != rights


def test_missing_names_what_is_wrong_with_an_answer(programme: Programme, writer: Person) -> None:
    application = begin(programme, writer)
    save(application, writer, "goal.1.date", "keväällä")
    found = {each.key: each.reason for each in form(application).missing}
    assert found["goal.1.date"] != ""
    assert found["goal.1.text"] == ""
    assert "goal.2.text" not in found
    save(application, writer, "goal.2.source", "Hankintaohjelma")
    assert "goal.2.text" in {each.key for each in form(application).missing}


# --- sign-off and submitting ----------------------------------------------------------------------------------------
def test_submit_needs_every_answer_and_every_sign_off(joint: Application, writer: Person, partner: Person) -> None:
    with pytest.raises(ValidationError, match="sign off"):
        submit(joint, writer)
    sign(joint, writer)
    sign(joint, partner)
    save(joint, writer, "goal.1.text", "")
    with pytest.raises(ValidationError, match="missing"):
        submit(joint, writer)
    save(joint, writer, "goal.1.text", "Työtä")
    application = submit(joint, writer)
    assert (application.state, application.number, application.submitted_at) == ("submitted", 1, OPEN)
    assert application.group.ready is True
    frozen = application.submissions.get()
    submission_follow.func(frozen.pk)
    submission_follow.func(frozen.pk)
    assert codes(application)[-2:] == [("submitted", "kirjoittaja@example.fi"), ("submitted", "kumppani@example.fi")]
    assert [code for code, _to in codes(application)].count("submitted") == 2
    letter = Letter.objects.filter(code="submitted").first()
    assert letter is not None and letter.attachment is not None
    assert letter.attachment.content_type == "application/pdf"
    assert "Åbo stad" in letter.body
    answers = {row["key"]: row["raw"] for part in frozen.content["sections"] for row in part["answers"]}
    assert answers["goal.1.text"] == "Työtä"
    assert "kirjoittaja" not in str(frozen.content).lower()


def test_submit_is_done_once_however_often_it_is_pressed(joint: Application, writer: Person, partner: Person) -> None:
    sign(joint, writer)
    sign(joint, partner)
    for _ in range(2):
        submit(joint, writer)
    assert joint.submissions.count() == 1


def test_only_the_lead_submits(joint: Application, writer: Person, partner: Person) -> None:
    sign(joint, writer)
    sign(joint, partner)
    with pytest.raises(ValidationError, match="lead"):
        submit(joint, partner)


@pytest.mark.parametrize(("seconds", "ok"), [(-1, True), (0, False)])
def test_submit_closes_at_the_minute(
    joint: Application, writer: Person, partner: Person, seconds: int, ok: bool
) -> None:
    sign(joint, writer)
    sign(joint, partner)
    now = CLOSES + dt.timedelta(seconds=seconds)
    if ok:
        assert submit(joint, writer, now=now).state == "submitted"
    else:
        with pytest.raises(ValidationError, match="closed"):
            submit(joint, writer, now=now)


def test_a_date_moved_while_someone_writes_moves_the_end(joint: Application, writer: Person, partner: Person) -> None:
    sign(joint, writer)
    sign(joint, partner)
    Stage.objects.filter(programme=joint.programme, kind="call").update(ends=dt.date(2026, 10, 8), closes=None)
    revision_grow(joint.programme_id)
    late = dt.datetime(2026, 10, 8, 23, 59, 59, tzinfo=HELSINKI)
    with pytest.raises(ValidationError, match="closed"):
        submit(joint, writer, now=late + dt.timedelta(seconds=1))
    assert submit(joint, writer, now=late).state == "submitted"


def test_sign_off_belongs_to_ones_own_organisation(joint: Application, writer: Person, partner: Person) -> None:
    member = Member.objects.get(group=joint.group, lead=False)
    with pytest.raises(ValidationError, match="own part"):
        actions_sending.sign_off(by=writer, application=fresh(joint), member=member.pk, now=OPEN)


def test_change_of_a_part_undoes_its_sign_off_and_tells(joint: Application, writer: Person, partner: Person) -> None:
    sign(joint, writer)
    sign(joint, partner)
    member = Member.objects.get(group=joint.group, lead=False)
    save(joint, writer, "goal.1.text", "Yhteinen muutos")
    assert SignOff.objects.get(member=member).signed_at == OPEN
    save(joint, writer, f"promise.{member.pk}.text", "Toinen lupaus")
    row = SignOff.objects.get(member=member)
    assert (row.signed_at, row.undone_at) == (None, OPEN)
    assert codes(joint)[-1] == ("sign_off_undone", "kumppani@example.fi")
    assert [each.name.text for each in form(joint).unsigned] == ["Åbo stad"]


def test_own_change_of_a_signed_part_sends_no_letter(joint: Application, writer: Person, partner: Person) -> None:
    sign(joint, partner)
    before = codes(joint)
    member = Member.objects.get(group=joint.group, lead=False)
    save(joint, partner, f"promise.{member.pk}.text", "Oma muutos")
    assert codes(joint) == before


def test_reminder_of_sign_off_goes_once_a_day(joint: Application, writer: Person) -> None:
    SignOff.objects.update(asked_at=OPEN - dt.timedelta(days=2))
    assert actions_group.sign_off_ask(by=writer, application=fresh(joint), now=OPEN) == 2
    with pytest.raises(ValidationError, match="less than a day"):
        actions_group.sign_off_ask(by=writer, application=fresh(joint), now=OPEN + dt.timedelta(hours=1))


# --- joining and leaving --------------------------------------------------------------------------------------------
def test_member_that_leaves_takes_its_people_and_its_sign_off(
    joint: Application, writer: Person, partner: Person
) -> None:
    sign(joint, writer)
    member = Member.objects.get(group=joint.group, lead=False)
    actions_group.member_leave(by=partner, application=fresh(joint), member=member.pk, now=OPEN)
    assert [row.organisation.name["fi"] for row in joint.group.members.all()] == ["Äänekosken kaupunki"]
    assert not GroupPerson.objects.filter(group=joint.group, person=partner, ends__isnull=True).exists()
    assert codes(joint)[-1] == ("member_left", "kirjoittaja@example.fi")
    assert form(joint).unsigned == []
    assert submit(joint, writer).state == "submitted"


def test_lead_leaves_only_after_giving_the_lead(joint: Application, writer: Person, partner: Person) -> None:
    lead = Member.objects.get(group=joint.group, lead=True)
    other = Member.objects.get(group=joint.group, lead=False)
    with pytest.raises(ValidationError, match="lead"):
        actions_group.member_leave(by=writer, application=fresh(joint), member=lead.pk, now=OPEN)
    with pytest.raises(ValidationError, match="lead"):
        actions_group.lead_give(by=partner, application=fresh(joint), member=other.pk)
    actions_group.lead_give(by=writer, application=fresh(joint), member=other.pk)
    actions_group.member_leave(by=writer, application=fresh(joint), member=lead.pk, now=OPEN)
    assert fresh(joint).group.contact == partner


def test_members_of_other_applications_are_out_of_reach(
    programme: Programme, joint: Application, writer: Person
) -> None:
    other = begin(programme, world.person("toinen"), organisation="Öjan kunta")
    member = other.group.members.get()
    for act in (
        lambda: actions_group.member_leave(by=writer, application=fresh(joint), member=member.pk, now=OPEN),
        lambda: actions_group.lead_give(by=writer, application=fresh(joint), member=member.pk),
        lambda: actions_group.place_leave(by=writer, application=fresh(joint), place=other.group.people.get().pk),
    ):
        with pytest.raises(ValidationError):
            act()
    assert other.group.members.count() == 1


# --- afterwards -----------------------------------------------------------------------------------------------------
@pytest.fixture
def sent(joint: Application, writer: Person, partner: Person) -> Application:
    sign(joint, writer)
    sign(joint, partner)
    return submit(joint, writer)


def test_submitted_application_is_closed_to_writing(sent: Application, writer: Person) -> None:
    with pytest.raises(ValidationError, match="submitted"):
        save(sent, writer, "goal.1.text", "Liian myöhään")
    with pytest.raises(ValidationError, match="submitted"):
        invite(sent, writer, organisation="Öjan kunta", email="lisa@example.fi")


def test_reopened_application_keeps_its_number(sent: Application, writer: Person) -> None:
    actions_sending.application_reopen(by=writer, application=fresh(sent), now=OPEN)
    assert fresh(sent).group.ready is False
    save(sent, writer, "goal.1.text", "Parempi tavoite")
    again = submit(sent, writer)
    assert (again.number, again.submissions.count()) == (1, 2)
    with pytest.raises(ValidationError, match="closed"):
        actions_sending.application_reopen(by=writer, application=fresh(sent), now=CLOSES)


def test_withdrawn_application_is_out_of_the_choice(sent: Application, writer: Person) -> None:
    actions_sending.application_withdraw(by=writer, application=fresh(sent), now=OPEN)
    assert (fresh(sent).state, fresh(sent).group.ready) == ("withdrawn", False)
    assert codes(sent)[-1][0] == "withdrawn"
    with pytest.raises(ValidationError, match="withdrawn"):
        save(sent, writer, "goal.1.text", "x")


def test_completion_opens_only_what_was_asked(sent: Application, writer: Person) -> None:
    coordinator = world.person("koordinaattori")
    due = OPEN + dt.timedelta(days=7)
    request = actions_sending.completion_ask(
        by=coordinator,
        application=fresh(sent),
        fields=["goal.1.text", "forged"],
        message="Kirjoittakaa tavoite kokonaan.",
        due=due,
        now=OPEN,
    )
    assert request.fields == ["goal.1.text"]
    with pytest.raises(ValidationError, match="submitted"):
        save(sent, writer, "goal.1.source", "x")
    save(sent, writer, "goal.1.text", "Koko tavoite")
    actions_sending.completion_send(by=writer, application=fresh(sent), now=OPEN + dt.timedelta(days=1))
    assert [each.completion for each in sent.submissions.all()] == [False, True]
    with pytest.raises(ValidationError, match="submitted"):
        save(sent, writer, "goal.1.text", "Vielä kerran")


def test_completion_of_a_members_part_leaves_its_sign_off(sent: Application, writer: Person, partner: Person) -> None:
    member = Member.objects.get(group=sent.group, lead=False)
    key = f"promise.{member.pk}.text"
    actions_sending.completion_ask(
        by=world.person("koordinaattori"),
        application=fresh(sent),
        fields=[key],
        message="Täydentäkää lupaus.",
        due=OPEN + dt.timedelta(days=7),
        now=OPEN,
    )
    save(sent, writer, key, "Koko lupaus")
    assert SignOff.objects.get(member=member).signed_at == OPEN
    assert "sign_off_undone" not in [code for code, _to in codes(sent)]
    actions_sending.completion_send(by=writer, application=fresh(sent), now=OPEN)
    assert ManagementPromise.objects.get(member=member).text == "Koko lupaus"


def test_completion_can_ask_for_attachments(joint: Application, writer: Person, partner: Person) -> None:
    received = attach(joint, writer)
    sign(joint, writer)
    sign(joint, partner)
    sent, now = submit(joint, writer), timezone.now()
    with pytest.raises(ValidationError, match="submitted"):
        attach(sent, writer, "uusi.pdf")
    request = actions_sending.completion_ask(
        by=world.person("koordinaattori"),
        application=fresh(sent),
        fields=["files"],
        message="Lisätkää strategia liitteeksi.",
        due=now + dt.timedelta(days=7),
        now=now,
    )
    assert request.fields == ["files"]
    with pytest.raises(ValidationError, match="submitted"):
        save(sent, writer, "goal.1.text", "x", now=now)
    attach(sent, writer, "uusi.pdf")
    assert actions.attachment_remove(by=writer, application=fresh(sent), pk=received.pk) is True
    made = actions_sending.completion_send(by=writer, application=fresh(sent), now=now)
    assert [each["name"] for each in made.content["files"]] == ["uusi.pdf"]
    assert StoredFile.objects.get(pk=received.pk).subject_type == actions.KEPT  # the first submission had it
    with pytest.raises(ValidationError, match="submitted"):
        attach(sent, writer, "toinen.pdf")


def test_request_for_completion_names_whose_part_it_is(sent: Application) -> None:
    member = Member.objects.get(group=sent.group, lead=False)
    actions_sending.completion_ask(
        by=world.person("koordinaattori"),
        application=fresh(sent),
        fields=["goal.2.text", f"promise.{member.pk}.text", "files"],
        message="Täydentäkää.",
        due=OPEN + dt.timedelta(days=7),
        now=OPEN,
    )
    letter = Letter.objects.filter(code="completion", subject_id=sent.pk).first()
    assert letter is not None
    for words in ("(Tavoite 2)", "(Åbo stad)", "Liitteet"):
        assert words in letter.body


def test_role_is_chosen_from_those_of_the_pack(joint: Application, writer: Person) -> None:
    place = GroupPerson.objects.get(group=joint.group, person__email="kumppani@example.fi")
    actions_group.role_set(by=writer, application=fresh(joint), place=place.pk, role="procurement_lead")
    place.refresh_from_db()
    assert place.role == "procurement_lead"
    assert AuditRow.objects.filter(act="role_set", subject_id=joint.group_id).exists()
    with pytest.raises(ValidationError, match="Choose one"):
        actions_group.role_set(by=writer, application=fresh(joint), place=place.pk, role="minister")


def test_group_that_has_applied_is_not_removed(sent: Application) -> None:
    with pytest.raises(ValidationError, match="has an application"):
        desk.group_remove(by=world.person("koordinaattori"), group=sent.group)
    assert fresh(sent).submissions.count() == 1


def test_acknowledgement_goes_without_a_pdf_that_cannot_be_made_for_an_hour(
    sent: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = sent.submissions.get()

    def broken(paper: object) -> bytes:
        raise PdfFailed("no program")

    monkeypatch.setattr("soske.engines.documents.apart.paper_pdf_apart", broken)
    for age, told in ((dt.timedelta(minutes=59), False), (dt.timedelta(minutes=61), True)):
        Submission.objects.filter(pk=submission.pk).update(at=timezone.now() - age)
        with pytest.raises(PdfFailed):
            follow(submission.pk)
        submission.refresh_from_db()
        assert (submission.told, submission.pdf) == (told, None)
    letter = Letter.objects.filter(code="submitted").first()
    assert letter is not None and letter.attachment is None


def test_completion_ends_at_its_time(sent: Application, writer: Person) -> None:
    due = OPEN + dt.timedelta(days=7)
    actions_sending.completion_ask(
        by=world.person("koordinaattori"),
        application=fresh(sent),
        fields=["goal.1.text"],
        message="Täydentäkää.",
        due=due,
        now=OPEN,
    )
    with pytest.raises(ValidationError, match="submitted"):
        save(sent, writer, "goal.1.text", "Myöhässä", now=due)
    with pytest.raises(ValidationError, match="time"):
        actions_sending.completion_send(by=writer, application=fresh(sent), now=due)
    assert CompletionRequest.objects.get().answered_at is None


def test_late_leave_lets_submit_until_its_time(joint: Application, writer: Person, partner: Person) -> None:
    sign(joint, writer)
    sign(joint, partner)
    until = CLOSES + dt.timedelta(days=2)
    actions_sending.late_allow(by=world.person("koordinaattori"), application=fresh(joint), until=until, now=CLOSES)
    with pytest.raises(ValidationError, match="closed"):
        submit(joint, writer, now=until)
    assert submit(joint, writer, now=until - dt.timedelta(seconds=1)).state == "submitted"
    assert AuditRow.objects.filter(act="late_allowed", subject_id=joint.pk).count() == 1


def attach(application: Application, by: Person, name: str = "liite.pdf") -> StoredFile:
    return actions.attachment_add(
        by=by, application=fresh(application), name=name, upload=io.BytesIO(world.PDF), size=len(world.PDF)
    )


def test_attachment_that_was_received_is_kept_for_the_registry(
    joint: Application, writer: Person, partner: Person
) -> None:
    stored = attach(joint, writer)
    sign(joint, writer)
    sign(joint, partner)
    submit(joint, writer)
    actions_sending.application_reopen(by=writer, application=fresh(joint), now=OPEN)
    assert actions.attachment_remove(by=writer, application=fresh(joint), pk=stored.pk) is True
    kept = StoredFile.objects.get(pk=stored.pk)
    assert kept.subject_type == actions.KEPT
    assert kept.file.storage.exists(kept.file.name)


def test_attachment_of_another_kind_is_refused(joint: Application, writer: Person) -> None:
    for name in ("liite.xlsx", "liite.exe", "liite", "liite.pdf.html"):
        with pytest.raises(ValidationError):
            actions.attachment_add(by=writer, application=fresh(joint), name=name, upload=io.BytesIO(b"<html>"), size=6)


def test_support_fills_in_swedish_too(programme: Programme, writer: Person) -> None:
    application = fill(begin(programme, writer), writer)
    assert applying.form(application, "sv").missing == ()
