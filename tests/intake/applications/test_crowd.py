"""Many do something in the same moment, over HTTP with sessions of their own: no error, nothing lost, nothing twice."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from soske.intake.applications.models import Application, SignOff, Submission
from soske.intake.groups.models import GroupPerson, Member
from soske.people.models import Person
from soske.programmes.actions import stages_move
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import programme_get
from soske.programmes.states import ProgrammeState, programme_move
from soske.records.models import AuditRow, EarlierWriting, Letter, ParallelWriting, StoredFile, Writing
from tests.support import applying, world
from tests.support.at_once import at_once
from tests.support.ready import call_set, ready, writer
from tests.support.smtp import Received
from tests.support.visitor import Reply, Visitor, Visitors
from tests.support.worker import jobs_done

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 20
SAVES = 50
WRITERS = 5


@pytest.fixture
def programme(db: None) -> Programme:
    programme_move(world.programme("alpha"), ProgrammeState.PUBLIC, by=None)
    return fresh()


@pytest.fixture
def visit(live_server: LiveServer) -> Iterator[Visitors]:
    visitors = Visitors(live_server.url)
    yield visitors
    visitors.close()


def fresh() -> Programme:
    found = programme_get("alpha")
    assert found is not None
    return found


def address(name: str, application: Application, *more: object) -> str:
    with translation.override("fi"):
        return reverse(name, args=["alpha", application.pk, *more])


def press(visit: Visitors, person: Person, name: str, application: Application, *more: object, **fields: str) -> Reply:
    return visit(person).post(address(name, application, *more), fields)


def acts(application: Application | None = None) -> Counter[str]:
    rows = AuditRow.objects.filter(subject_type="application")
    if application is not None:
        rows = rows.filter(subject_id=application.pk)
    return Counter(rows.values_list("act", flat=True))


def joint(programme: Programme, *names: str) -> tuple[Application, list[Person]]:
    """A filled joint draft of the writer's organisation and these, each with its person; none has signed off."""
    lead = writer(0)
    application = applying.begin(programme, lead, organisation="Äänekosken kaupunki")
    for number, name in enumerate(names, 1):
        application = applying.invite(application, lead, organisation=name, email=f"writer{number}@example.fi")
    return applying.fill(application, lead), [writer(number) for number in range(len(names) + 1)]


def member_of(application: Application, person: Person) -> int:
    place = application.group.people.get(person=person, ends__isnull=True)
    assert place.member_id is not None
    return place.member_id


def own_key(application: Application, member: int) -> str:
    """A required field of the part of a member."""
    form = applying.form(application)
    return next(
        each.key
        for section in form.sections
        for each in section.fields
        if each.member == member and each.required and not each.options
    )


def head(application: Application, key: str) -> Writing:
    return Writing.objects.get(subject_type="application", subject_id=application.pk, field=key)


# --- submitting -----------------------------------------------------------------------------------------------------
def test_twenty_people_submit_twenty_applications_at_once(
    programme: Programme, visit: Visitors, smtp: list[Received]
) -> None:
    made = ready(programme, CROWD)
    call_set(programme, -1, 1)
    visitors = [visit(person) for person, _application in made]
    for visitor, (_person, application) in zip(visitors, made, strict=True):
        assert visitor.get(address("application_check", application)).status == 200
    before = acts()

    def submit(visitor: Visitor, application: Application) -> Reply:
        return visitor.post(address("application_submit", application))

    answers = at_once([partial(submit, visitor, made[n][1]) for n, visitor in enumerate(visitors)])
    assert [(each.status, each.location) for each in answers] == [
        (302, address("application_received", application)) for _person, application in made
    ]
    for visitor, (_person, application) in zip(visitors, made, strict=True):
        assert visitor.get(address("application_received", application)).status == 200
    numbers = Application.objects.filter(state="submitted").values_list("number", flat=True)
    assert sorted(number or 0 for number in numbers) == list(range(1, CROWD + 1))
    assert Submission.objects.values("application").distinct().count() == Submission.objects.count() == CROWD
    assert acts() - before == Counter({"application_submitted": CROWD})
    rows = AuditRow.objects.filter(act="application_submitted").values_list("subject_id", "person_id", "details")
    assert sorted(rows, key=lambda row: row[0]) == [
        (application.pk, person.pk, {"number": Application.objects.get(pk=application.pk).number})
        for person, application in made
    ]
    jobs_done()
    received = Letter.objects.filter(code="submitted")
    assert sorted(received.values_list("person_id", "state")) == sorted((each.pk, "sent") for each, _made in made)
    assert sorted(mail.recipients[0] for mail in smtp if "application/pdf" in kinds(mail)) == sorted(
        person.email for person, _application in made
    )
    assert (Submission.objects.filter(pdf__isnull=False, told=True).count(), pdfs()) == (CROWD, CROWD)


def kinds(mail: Received) -> set[str]:
    return {part.get_content_type() for part in mail.message.walk()}


def pdfs() -> int:
    return StoredFile.objects.filter(subject_type="submission").count()


def test_twenty_presses_of_submit_make_one_submission(
    programme: Programme, visit: Visitors, smtp: list[Received]
) -> None:
    [(person, application)] = ready(programme, 1)
    call_set(programme, -1, 1)
    answers = at_once([partial(press, visit, person, "application_submit", application) for _press in range(CROWD)])
    assert {(each.status, each.location) for each in answers} == {(302, address("application_received", application))}
    assert acts(application)["application_submitted"] == 1
    jobs_done()
    assert [
        Submission.objects.filter(told=True).count(),
        Application.objects.get().number,
        Letter.objects.filter(code="submitted").count(),
        sum("application/pdf" in kinds(mail) for mail in smtp),
        pdfs(),
    ] == [1] * 5


def test_what_is_submitted_is_what_was_saved_last(programme: Programme, visit: Visitors) -> None:
    made = ready(programme, 8)
    call_set(programme, -1, 1)
    keys = [own_key(application, member_of(application, person)) for person, application in made]

    def save(person: Person, application: Application, key: str) -> Reply:
        fields = {"field": key, "text": "", "version": "1-", "token": "window-one.1"}
        return press(visit, person, "application_answer", application, **fields)

    for (_person, application), key in zip(made, keys, strict=True):
        Writing.objects.filter(pk=head(application, key).pk).update(version=1, since=1)
    answers = at_once(
        [
            act
            for (person, application), key in zip(made, keys, strict=True)
            for act in (
                partial(save, person, application, key),
                partial(press, visit, person, "application_submit", application),
            )
        ]
    )
    for number, ((_person, application), key) in enumerate(zip(made, keys, strict=True)):
        saved, sent = answers[2 * number : 2 * number + 2]
        text = head(application, key).text
        submission = application.submissions.first()
        assert sent.status == 302
        if submission is None:
            assert (saved.status, text, applying.fresh(application).state) == (200, "", "draft")
        else:
            frozen = {each["key"]: each["text"] for part in submission.content["sections"] for each in part["answers"]}
            assert (saved.status, bool(text), frozen[key]) == (422, True, text)


def test_submitting_and_withdrawing_at_once_ends_withdrawn(programme: Programme, visit: Visitors) -> None:
    made = ready(programme, 6)
    call_set(programme, -1, 1)
    answers = at_once(
        [
            partial(press, visit, person, name, application)
            for person, application in made
            for name in ("application_submit", "application_withdraw")
        ]
    )
    assert {answer.status for answer in answers} == {302}
    for _person, application in made:
        now, done = applying.fresh(application), acts(application)
        assert (now.state, now.group.ready, done["application_withdrawn"]) == ("withdrawn", False, 1)
        assert application.submissions.count() == done["application_submitted"] <= 1


@pytest.mark.parametrize("signed", [True, False])
def test_a_member_that_leaves_at_the_moment_of_submitting(programme: Programme, visit: Visitors, signed: bool) -> None:
    application, people = joint(programme, "Åbo stad", "Mallin kunta")
    for person in people if signed else people[:2]:
        applying.sign(application, person)
    call_set(programme, -1, 1)
    leaving = member_of(application, people[2])
    answers = at_once(
        [
            partial(press, visit, people[0], "application_submit", application),
            partial(press, visit, people[2], "member_leave", application, leaving),
        ]
    )
    assert {answer.status for answer in answers} == {302}
    now = applying.fresh(application)
    members = sorted(now.group.members.values_list("pk", flat=True))
    submission = application.submissions.first()
    if submission is None:
        assert (signed, now.state, len(members)) == (False, "draft", 2)
    else:
        assert (now.state, sorted(each["member"] for each in submission.content["members"])) == ("submitted", members)
        assert signed or len(members) == 2
    assert acts(application)["application_submitted"] == application.submissions.count()


def test_nobody_submits_after_the_call_was_closed_by_the_coordinator(programme: Programme, visit: Visitors) -> None:
    made = ready(programme, 8)
    coordinator = world.person("coordinator")
    Stage.objects.filter(programme=programme).exclude(kind="call").update(starts=None, ends=None)
    found = call_set(programme, -3, 1)
    stage = Stage.objects.get(programme=programme, kind="call")
    earlier = timezone.localdate() - timezone.timedelta(days=1)

    def close() -> Reply:
        stages_move(by=coordinator, programme=found, times={stage.code: (stage.starts, earlier)})
        return Reply(302, "", b"")

    answers = at_once(
        [
            *(partial(press, visit, person, "application_submit", application) for person, application in made[:4]),
            close,
            *(partial(press, visit, person, "application_submit", application) for person, application in made[4:]),
        ]
    )
    assert {answer.status for answer in answers} == {302}
    moved = AuditRow.objects.get(act="stages_moved").pk
    sent = AuditRow.objects.filter(act="application_submitted")
    assert (sent.count(), sent.filter(pk__gt=moved).count()) == (Submission.objects.count(), 0)
    late = press(visit, made[0][0], "application_submit", made[0][1])
    assert late.status == 302
    assert Submission.objects.count() == sent.count()
    numbers = Application.objects.filter(number__isnull=False).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, sent.count() + 1))


# --- signing off ----------------------------------------------------------------------------------------------------
def test_two_sign_off_while_a_third_changes_a_part(programme: Programme, visit: Visitors) -> None:
    application, people = joint(programme, "Åbo stad", "Mallin kunta")
    members = [member_of(application, person) for person in people]
    key = own_key(application, members[1])
    before = head(application, key).version

    def empty() -> Reply:
        fields = {"field": key, "text": "", "version": f"{before}-", "token": "window-one.1"}
        return press(visit, people[0], "application_answer", application, **fields)

    answers = at_once(
        [
            partial(press, visit, people[1], "sign_off", application, members[1]),
            empty,
            partial(press, visit, people[2], "sign_off", application, members[2]),
        ]
    )
    assert [answer.status for answer in answers] == [302, 200, 302]
    # Whichever came first: what lacks something is not signed off, and the other part is.
    signed = {row.member_id: row.signed_at is not None for row in SignOff.objects.filter(application=application)}
    assert (signed[members[1]], signed[members[2]], head(application, key).text) == (False, True, "")
    done = acts(application)
    assert done["signed_off"] == 1 + done["sign_off_undone"]


def test_twenty_presses_of_sign_off_are_one(programme: Programme, visit: Visitors) -> None:
    application, people = joint(programme, "Åbo stad")
    member = member_of(application, people[1])
    answers = at_once([partial(press, visit, people[1], "sign_off", application, member) for _press in range(CROWD)])
    assert {answer.status for answer in answers} == {302}
    assert (SignOff.objects.filter(signed_at__isnull=False).count(), acts(application)["signed_off"]) == (1, 1)


# --- beginning and joining ------------------------------------------------------------------------------------------
def test_twenty_presses_of_begin_make_one_application(programme: Programme, visit: Visitors) -> None:
    person = writer(0)
    call_set(programme, -1, 1)
    with translation.override("fi"):
        apply = reverse("apply", args=["alpha"])
    page = visit(person).get(apply)
    fields = {
        "organisation": "Mallin kunta",
        "type": "municipality",
        "language": "fi",
        "token": page.value("token"),
    }
    answers = at_once([partial(visit(person).post, apply, fields) for _press in range(CROWD)])
    assert {answer.status for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1
    assert (Application.objects.count(), Member.objects.count(), acts()["application_begun"]) == (1, 1, 1)


def test_several_begin_for_one_new_organisation_at_once(programme: Programme, visit: Visitors) -> None:
    call_set(programme, -1, 1)
    with translation.override("fi"):
        apply = reverse("apply", args=["alpha"])

    def begin(number: int) -> Reply:
        visitor = visit(writer(number))
        fields = {"organisation": "Uusi kunta", "type": "municipality", "language": "fi"}
        return visitor.post(apply, {**fields, "token": visitor.get(apply).value("token")})

    answers = at_once([partial(begin, number) for number in range(8)])
    assert [answer.status for answer in answers] == [302] * 8
    assert (Application.objects.count(), Member.objects.values("organisation").distinct().count()) == (8, 1)


def test_the_same_person_is_invited_by_ten_at_once(programme: Programme, visit: Visitors, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}  # as many invitations as there are
    made = ready(programme, 10)
    call_set(programme, -1, 1)
    fields = {
        "invite-organisation": "Kutsuttu kunta",
        "invite-type": "municipality",
        "invite-unit": "Hankintayksikkö",
        "invite-name": "Kutsuttu",
        "invite-email": "kutsuttu@example.fi",
    }
    answers = at_once(
        [
            partial(press, visit, person, "application_invite", each, **fields)
            for person, each in made
            for _press in "12"
        ]
    )
    assert {answer.status for answer in answers} <= {302, 422}
    assert [application.group.members.count() for _person, application in made] == [2] * 10
    invited = Person.objects.get(email="kutsuttu@example.fi")
    assert GroupPerson.objects.filter(person=invited, ends__isnull=True).count() == 10
    assert Letter.objects.filter(code="invited", person=invited).count() == 10


# --- five write -----------------------------------------------------------------------------------------------------
@dataclass
class Writer:
    """One of five who write in one application, like the page does: she types on, saves, and when another text stands
    meanwhile she takes it and goes on from there. `acknowledged` are the words that the server has confirmed."""

    visitor: Visitor
    application: Application
    number: int
    section: str
    saves: int = 0
    acknowledged: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def word(self) -> str:
        self.saves += 1
        return f"w{self.number}n{self.saves}"

    def send(self, key: str, text: str, version: str) -> Reply:
        answer = self.visitor.post(
            address("application_answer", self.application),
            {
                "field": key,
                "text": text,
                "version": version,
                "token": f"window-of-{self.number}.{self.saves}",
                "person": str(self.visitor.person.pk),
            },
        )
        self.statuses[answer.status] += 1
        if answer.status in (200, 409):
            self.acknowledged.append(text.split()[-1])
        return answer

    def opened(self, key: str) -> tuple[str, str]:
        page = self.visitor.get(address("application_section", self.application, self.section))
        assert page.status == 200
        if page.choices():  # a text of somebody else stands beside already
            return self.settled(key, page.text)
        return page.area(key), page.value(f"{key}:version")

    def write(self, own: str, shared: str) -> None:
        """Half of the saves go to a field that nobody else writes in, half to one in which all do."""
        text, version = "", "0-"
        for _save in range(SAVES // 2):
            text = f"{text} {self.word()}".strip()
            answer = self.send(own, text, version)
            assert answer.status == 200
            version = json.loads(answer.body)["version"]
        text, version = self.opened(shared)
        for _save in range(SAVES // 2):
            text = f"{text} {self.word()}".strip()
            answer = self.send(shared, text, version)
            if answer.status == 200:
                version = json.loads(answer.body)["version"]
            else:
                text, version = self.settled(shared, json.loads(answer.body)["html"])

    def settled(self, key: str, box: str) -> tuple[str, str]:
        """Take the text of the other and go on from it; another one may have come meanwhile."""
        choices = Reply(409, "", box.encode()).choices()
        for _try in range(SAVES):
            theirs = next(value for value in choices if value.startswith("theirs:"))
            answer = self.visitor.post(
                address("application_section", self.application, self.section), {"choose": theirs}
            )
            assert answer.status == 302
            page = self.visitor.get(address("application_section", self.application, self.section))
            choices = page.choices()
            if not choices:
                return page.area(key), page.value(f"{key}:version")
        raise AssertionError("two texts stay two")


def kept(application: Application) -> list[str]:
    """Every text that is there of an application: those that stand, earlier ones, those beside."""
    about = {"subject_type": "application", "subject_id": application.pk}
    under = {f"writing__{name}": value for name, value in about.items()}
    return [
        *Writing.objects.filter(**about).values_list("text", flat=True),
        *EarlierWriting.objects.filter(**under).values_list("text", flat=True),
        *ParallelWriting.objects.filter(**under).values_list("text", flat=True),
    ]


def test_five_write_in_one_application_at_once(programme: Programme, visit: Visitors) -> None:
    application, people = joint(programme, *(f"Mallikunta {number}" for number in range(1, WRITERS)))
    sections, keys = fields_of_text(application)
    Writing.objects.filter(subject_id=application.pk, field__in=keys).delete()
    writers = [Writer(visit(person), application, n, sections[keys[-1]]) for n, person in enumerate(people)]
    run: list[Callable[[], None]] = [partial(each.write, keys[n], keys[-1]) for n, each in enumerate(writers)]
    at_once(run)
    assert sum((each.statuses for each in writers), Counter()).keys() <= {200, 409}
    assert [len(each.acknowledged) for each in writers] == [SAVES] * WRITERS
    there = set(re.findall(r"w\dn\d+", " ".join(kept(application))))
    assert there == {word for each in writers for word in each.acknowledged}
    # In the field of one writer everything stands in order; in that of all nothing stands twice.
    half = SAVES // 2
    for number, key in enumerate(keys[:WRITERS]):
        assert head(application, key).text.split() == [f"w{number}n{n}" for n in range(1, half + 1)]
    shared = head(application, keys[-1]).text.split()
    assert len(shared) == len(set(shared)) > 0


def fields_of_text(application: Application) -> tuple[dict[str, str], list[str]]:
    """One field of text for each writer and one for all; field -> code of its section."""
    sections = applying.form(application).sections
    found = {each.key: section.code for section in sections for each in section.fields if each.kind == "text"}
    keys = list(found)[: WRITERS + 1]
    assert len(keys) > WRITERS
    return found, keys


def test_withdrawn_while_five_write_keeps_what_was_saved(programme: Programme, visit: Visitors) -> None:
    application, people = joint(programme, *(f"Mallikunta {number}" for number in range(1, WRITERS)))
    _section, keys = fields_of_text(application)

    def save(number: int) -> Reply:
        fields = {"field": keys[number], "text": f"uusi {number}", "version": "1-", "token": f"window-{number}-x.1"}
        return press(visit, people[number], "application_answer", application, **fields)

    answers = at_once(
        [
            *(partial(save, number) for number in range(WRITERS)),
            partial(press, visit, people[0], "application_withdraw", application),
        ]
    )
    assert {answer.status for answer in answers[:WRITERS]} <= {200, 409, 422}
    for number, answer in enumerate(answers[:WRITERS]):
        assert (f"uusi {number}" in kept(application)) == (answer.status != 422)
