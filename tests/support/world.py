"""Two programmes with people in each, made by the actions, so that "not yours" can be tried everywhere."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.test import Client

from soske.base.localtext import LocalText
from soske.engines.selection import decided, sha256_of
from soske.intake.applications.actions import application_begin
from soske.intake.applications.actions_group import member_invite
from soske.intake.applications.actions_sending import submission_freeze
from soske.intake.applications.models import Application
from soske.intake.applications.queries import form_of
from soske.intake.applications.states import ApplicationState, application_move
from soske.intake.groups.actions import MemberInput, PersonInput, group_save
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.reviews.actions import reviewer_add
from soske.intake.reviews.models import Review, Reviewer, Slot
from soske.intake.selection.actions import announcement_publish
from soske.intake.selection.actions_decision import group_choose
from soske.intake.selection.models import Alternative, Announcement, Decision, Seat, SeatAnswer
from soske.intake.selection.states import Outcome
from soske.packs.loader import load_builtin
from soske.packs.schema import Pack
from soske.people.actions import organiser_set, person_ensure
from soske.people.models import Person
from soske.programmes.actions import coordinator_add, programme_make
from soske.programmes.models import EarlierPart, Programme
from soske.programmes.queries_texts import contents_of
from soske.records.actions import feed_renew, file_store
from soske.records.models import CalendarFeed, Letter, StoredFile
from soske.sprint.assignments.models import Assignment, Work
from soske.sprint.meetings.models import Meeting, Participant
from soske.sprint.peers.models import Anonymous, Introduction, Question
from soske.sprint.sparring.models import Coach, Pairing, Session
from soske.workbench.maturity.models import Link, Moment
from soske.workbench.means.actions import means_keep
from soske.workbench.means.models import Kept
from soske.workbench.plans.models import Plan
from soske.workbench.plans.models import Row as PlanRow
from tests.support.calls import CallRows, call_rows
from tests.support.reviewing import given

KICKOFF = dt.date(2027, 1, 21)
OPEN = dt.datetime(2026, 9, 10, 12, 0, tzinfo=ZoneInfo("Europe/Helsinki"))
"""A moment at which the calls of both programmes are open."""
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


SMALL = ("audit", "employment_clause", "inspection", "labels", "mandatory_exclusion")
"""Means that the academies of most tests have: forty rows for each academy of each test would take minutes of a run.
Nothing refers to `labels`."""


def default_pack() -> Pack:
    return load_builtin("soske")


@cache
def small_pack() -> Pack:
    """The default pack with a few means only, which refer to one another where they did."""
    pack = default_pack()
    referred = [code for code in SMALL if code != "labels"]
    means = [
        each.model_copy(update={"related": [code for code in each.related if code in referred]})
        for each in pack.means
        if each.code in SMALL
    ]
    areas = [
        each.model_copy(update={"means": [code for code in each.means if code in referred]})
        for each in pack.maturity.areas
    ]
    return pack.model_copy(update={"means": means, "maturity": pack.maturity.model_copy(update={"areas": areas})})


@contextmanager
def whole_catalogue() -> Iterator[None]:
    """The academies of tests have every means while this lasts."""
    global _pack
    _pack = default_pack
    yield
    _pack = small_pack


_pack = small_pack


def person(name: str, language: str = "fi") -> Person:
    return person_ensure(email=f"{name}@example.fi", name=name.capitalize(), language=language)[0]


def programme(
    slug: str, *, by: Person | None = None, practice: bool = False, kickoff: dt.date | None = KICKOFF
) -> Programme:
    return programme_make(
        by=by,
        pack=_pack(),
        name=LocalText(
            fi=f"{slug.capitalize()}-akatemia", sv=f"{slug.capitalize()}-akademin", en=f"{slug.capitalize()} Academy"
        ),
        slug=slug,
        kickoff=kickoff,
        address=f"{slug}@example.fi",
        practice=practice,
    )


def group(
    of: Programme, by: Person, *names: str, contact: str = "", type: str = "municipality", member: str = ""
) -> Group:
    people = (
        [PersonInput(contact.capitalize(), f"{contact}@example.fi", "procurement_lead", 0, True)] if contact else []
    )
    if member:
        people.append(PersonInput(member.capitalize(), f"{member}@example.fi", "procurement_specialist", 0))
    members = [MemberInput(organisation=name, type=type, lead=index == 0) for index, name in enumerate(names)]
    return group_save(by=by, programme=of, members=members, people=people, themes=["employment"])


def joint(of: Programme, by: Person, partner: Person, *names: str) -> Application:
    """A joint draft with nothing written in it yet."""
    application = application_begin(
        by=by,
        programme=of,
        member=MemberInput(organisation=names[0], type="municipality"),
        token=uuid4(),
        now=OPEN,
    )
    member_invite(
        by=by,
        application=application,
        member=MemberInput(organisation=names[1], type="municipality"),
        name=partner.name,
        email=partner.email,
        now=OPEN,
    )
    return application


def submitted(of: Programme, by: Person, name: str, *, number: int = 1) -> Application:
    """A received application of one member in which nothing is answered (filling one takes a second: applying.py)."""
    application = application_begin(
        by=by, programme=of, member=MemberInput(organisation=name, type="municipality"), token=uuid4(), now=OPEN
    )
    application.number, application.submitted_at = number, OPEN
    application.save(update_fields=["number", "submitted_at"])
    application_move(application, ApplicationState.SUBMITTED, by=by, details={"number": number})
    submission_freeze(application, form_of(application, "fi"), by=by, now=OPEN, completion=False)
    return application


def reviewed(of: Programme, application: Application, name: str) -> Review:
    """A reviewer of the programme who has got the application and has not begun."""
    reviewer = reviewer_add(
        by=None,
        programme=of,
        name="Arvioija",
        email=f"{name}@example.fi",
        employer="",
        most=15,
        today=dt.date(2020, 1, 1),
    )
    return given(application, reviewer)


def offered(group: Group) -> SeatAnswer:
    """A seat that waits for an answer; the first of its members is asked."""
    seat = Seat.objects.create(group=group, offered_at=OPEN, answer_by=dt.date(2100, 1, 1))
    return SeatAnswer.objects.create(seat=seat, member=group.members.order_by("position")[0])


def met(of: Programme) -> Meeting:
    """A meeting with a day of its own, far ahead, for which invitations have been sent."""
    return Meeting.objects.create(
        programme=of,
        kind="other",
        name=LocalText(fi="Tapaaminen", sv="Möte", en="Meeting"),
        starts=dt.date(2100, 1, 4),
        ends=dt.date(2100, 1, 4),
        opens=dt.time(9),
        closes=dt.time(11),
        place="Kokoustila",
        state="invited",
    )


def assigned(of: Programme) -> Assignment:
    """An assignment with one step, due far ahead, that every team has got."""
    words = {"fi": "Tehtävä", "sv": "Uppgift", "en": "Assignment"}
    steps = [{"code": "one", "text": words, "minutes": 15}]
    return Assignment.objects.create(
        programme=of, name=LocalText(words), text=LocalText(words), day=dt.date(2100, 1, 4), hours=2, steps=steps,
        given_at=OPEN,
    )  # fmt: skip


def introduced(of: Programme, by: Person, team: Group, name: str) -> Introduction:
    """An introduction that waits for the answers of a team and of one of a single organisation."""
    Group.objects.filter(pk=team.pk).update(team_since=OPEN)
    other = group(of, by, name)
    Group.objects.filter(pk=other.pk).update(team_since=OPEN)
    return Introduction.objects.create(
        programme=of, giver=other, taker=team, topics=["roles"], state="proposed", proposed_at=OPEN
    )


def asked(of: Programme, team: Group) -> Question:
    """An open question on the board."""
    return Question.objects.create(programme=of, group=team, title="Kysymys", asked_at=OPEN)


def asked_anonymously(of: Programme) -> Anonymous:
    return Anonymous.objects.create(programme=of, text="Nimetön kysymys", day=OPEN.date())


def assessing(of: Programme, team: Group) -> Link:
    """The link of the first organisation of a team; the self-assessment at the start takes answers."""
    Group.objects.filter(pk=team.pk).update(team_since=OPEN)
    moment = Moment.objects.create(programme=of, kind="start", opened_at=OPEN, closes_on=dt.date(2100, 1, 4))
    return Link.objects.create(moment=moment, member=team.members.order_by("position")[0])


def planned(team: Group) -> PlanRow:
    """A goal in the plan of a team."""
    Group.objects.filter(pk=team.pk).update(team_since=OPEN)
    plan = Plan.objects.create(group=team, begun_at=OPEN)
    values = {"goal": "Kymmenen ihmistä töihin", "year": "2028"}
    return PlanRow.objects.create(plan=plan, section="goals", kind="goals", position=1, values=values, token=uuid4())


def opened(of: Programme, number: int) -> Decision:
    """A decision about nobody that was opened again."""
    content = decided(criteria=[], candidates=[], seed="", seats=6, groups={}, choices=[])
    return Decision.objects.create(
        programme=of, number=number, state="opened", made_at=OPEN, content=content, sha256=sha256_of(content)
    )


def earlier(of: Programme, by: Person) -> EarlierPart:
    """An earlier version of the texts of the academy's page, in which its first line was in Finnish only."""
    content = {**contents_of(of)["public"], "kicker": {"fi": "Aiemmin"}}
    return EarlierPart.objects.create(programme=of, name="public", content=content, person_id=by.pk)


def coaching(of: Programme, group: Group, coach: Person) -> Coach:
    """The main coach of a team, who has accepted the terms; the team knows it."""
    Group.objects.filter(pk=group.pk).update(team_since=OPEN)
    made = Coach.objects.create(
        programme=of, person=coach, name="Sparraaja", starts=dt.date(2020, 1, 1), accepted_at=OPEN, tenders=False
    )
    Pairing.objects.create(group=group, coach=made, told_at=OPEN)
    return made


def sparred(group: Group, coach: Coach) -> Session:
    """A session that is agreed."""
    starts = dt.datetime(2100, 1, 4, 9, tzinfo=dt.UTC)
    return Session.objects.create(
        group=group, coach=coach, state="booked", starts=starts, ends=starts + dt.timedelta(hours=1), place="Etäyhteys"
    )


@dataclass
class World:
    """alpha is published and announced, beta a draft; each has a coordinator, a group and a file, and two
    applications that are made when they are first asked for."""

    alpha: Programme
    beta: Programme
    alpha_group: Group
    beta_group: Group
    alpha_file: StoredFile
    beta_file: StoredFile
    alpha_letter: Letter
    beta_letter: Letter
    people: dict[str, Person]
    alpha_call: CallRows
    beta_call: CallRows

    @cached_property
    def alpha_earlier(self) -> EarlierPart:
        """What the page of alpha said before somebody changed it."""
        return earlier(self.alpha, self.people["coordinator"])

    @cached_property
    def beta_earlier(self) -> EarlierPart:
        return earlier(self.beta, self.people["other"])

    @cached_property
    def alpha_draft(self) -> Application:
        """Joint: `applicant` leads, `partner` is invited."""
        return joint(self.alpha, self.people["applicant"], self.people["partner"], "Esimerkin kaupunki", "Mallin kunta")

    @cached_property
    def alpha_submitted(self) -> Application:
        """Of one member, received from `sender`."""
        return submitted(self.alpha, person("sender"), "Lähettäneen kunta")

    @cached_property
    def beta_draft(self) -> Application:
        return joint(self.beta, person("stranger"), person("acquaintance"), "Toinen kaupunki", "Toinen kunta")

    @cached_property
    def beta_submitted(self) -> Application:
        return submitted(self.beta, person("stranger"), "Betan kunta")

    @cached_property
    def alpha_review(self) -> Review:
        """`reviewer` has the submitted application."""
        return reviewed(self.alpha, self.alpha_submitted, "reviewer")

    @cached_property
    def alpha_reviewer(self) -> Reviewer:
        return self.alpha_review.reviewer

    @cached_property
    def beta_reviewer(self) -> Reviewer:
        return reviewed(self.beta, self.beta_submitted, "stranger_reviewer").reviewer

    @cached_property
    def alpha_slot(self) -> Slot:
        """A time for an interview that nobody has booked."""
        return Slot.objects.create(programme=self.alpha, starts=OPEN, minutes=45, place="Etäyhteys")

    @cached_property
    def beta_slot(self) -> Slot:
        return Slot.objects.create(programme=self.beta, starts=OPEN, minutes=45, place="Etäyhteys")

    @cached_property
    def alpha_alternative(self) -> Alternative:
        """A choice that was kept under a name."""
        return Alternative.objects.create(programme=self.alpha, name="Yksi", kept_at=OPEN)

    @cached_property
    def beta_alternative(self) -> Alternative:
        return Alternative.objects.create(programme=self.beta, name="Yksi", kept_at=OPEN)

    @cached_property
    def alpha_answer(self) -> SeatAnswer:
        """What the first member of the group is asked; it has been offered a seat."""
        return offered(self.alpha_group)

    @cached_property
    def beta_answer(self) -> SeatAnswer:
        return offered(self.beta_group)

    @cached_property
    def alpha_meeting(self) -> Meeting:
        """A meeting to which `member` is invited."""
        Group.objects.filter(pk=self.alpha_group.pk).update(team_since=OPEN)
        meeting = met(self.alpha)
        Participant.objects.create(
            meeting=meeting, person=self.people["member"], name="Jäsen", group=self.alpha_group, told=0
        )
        return meeting

    @cached_property
    def beta_meeting(self) -> Meeting:
        return met(self.beta)

    @property
    def alpha_place(self) -> GroupPerson:
        """The place of `member` in the group of alpha."""
        return GroupPerson.objects.get(group=self.alpha_group, person=self.people["member"])

    @property
    def beta_place(self) -> GroupPerson:
        return GroupPerson.objects.filter(group=self.beta_group).earliest("pk")

    @cached_property
    def alpha_assignment(self) -> Assignment:
        """An assignment that the teams have got."""
        return assigned(self.alpha)

    @cached_property
    def beta_assignment(self) -> Assignment:
        return assigned(self.beta)

    @cached_property
    def alpha_handed(self) -> Assignment:
        """An assignment that the team has handed in."""
        made = assigned(self.alpha)
        Work.objects.create(assignment=made, group=self.alpha_group, state="handed", handed_at=OPEN)
        return made

    @cached_property
    def alpha_coach(self) -> Coach:
        """`coach`, the main coach of the team, who has accepted the terms."""
        return coaching(self.alpha, self.alpha_group, self.people["coach"])

    @cached_property
    def beta_coach(self) -> Coach:
        return coaching(self.beta, self.beta_group, person("stranger_coach"))

    @cached_property
    def alpha_session(self) -> Session:
        """A session of the team with its coach, far ahead."""
        return sparred(self.alpha_group, self.alpha_coach)

    @cached_property
    def beta_session(self) -> Session:
        return sparred(self.beta_group, self.beta_coach)

    @cached_property
    def alpha_introduction(self) -> Introduction:
        """An introduction to which the team of `member` has not answered."""
        return introduced(self.alpha, self.people["coordinator"], self.alpha_group, "Esittelyn kunta")

    @cached_property
    def beta_introduction(self) -> Introduction:
        return introduced(self.beta, self.people["other"], self.beta_group, "Toisen esittelyn kunta")

    @cached_property
    def alpha_question(self) -> Question:
        return asked(self.alpha, self.alpha_group)

    @cached_property
    def beta_question(self) -> Question:
        return asked(self.beta, self.beta_group)

    @cached_property
    def alpha_anonymous(self) -> Anonymous:
        return asked_anonymously(self.alpha)

    @cached_property
    def beta_anonymous(self) -> Anonymous:
        return asked_anonymously(self.beta)

    @cached_property
    def alpha_link(self) -> Link:
        return assessing(self.alpha, self.alpha_group)

    @cached_property
    def beta_link(self) -> Link:
        return assessing(self.beta, self.beta_group)

    @cached_property
    def alpha_plan_row(self) -> PlanRow:
        return planned(self.alpha_group)

    @cached_property
    def beta_plan_row(self) -> PlanRow:
        return planned(self.beta_group)

    @cached_property
    def alpha_kept(self) -> Kept:
        """A means in the basket of the team."""
        team = self.alpha_group
        team.programme = self.alpha
        return means_keep(by=self.people["member"], group=team, code="employment_clause", now=OPEN)

    @cached_property
    def alpha_feed(self) -> CalendarFeed:
        """The calendar of `member`."""
        return feed_renew(person=self.people["member"], now=OPEN)

    @cached_property
    def decisions(self) -> tuple[Decision, Decision]:
        """One that was opened again in each programme, so that nothing is frozen: number 1 of alpha, 7 of beta."""
        return opened(self.alpha, 1), opened(self.beta, 7)

    def apply(self) -> World:
        """Make all four applications now, who reviews two of them, and what has been decided."""
        made = (self.alpha_draft, self.alpha_submitted, self.beta_draft, self.beta_submitted)
        chosen = (
            self.alpha_slot,
            self.beta_slot,
            self.alpha_alternative,
            self.beta_alternative,
            self.alpha_answer,
            self.beta_answer,
            self.alpha_meeting,
            self.beta_meeting,
            self.alpha_assignment,
            self.beta_assignment,
            self.alpha_introduction,
            self.beta_introduction,
            self.alpha_question,
            self.beta_question,
            self.alpha_anonymous,
            self.beta_anonymous,
            self.alpha_link,
            self.beta_link,
            self.alpha_kept,
            self.alpha_plan_row,
            self.beta_plan_row,
            self.alpha_feed,
            self.alpha_handed,
            self.alpha_session,
            self.beta_session,
            *self.decisions,
        )
        for each in (*made, self.alpha_reviewer, self.beta_reviewer, *chosen):
            each.refresh_from_db()
        return self

    def client(self, role: str) -> Client:
        client = Client()
        if role in self.people:
            client.force_login(self.people[role])
        return client


def make() -> World:
    people = {
        "coordinator": organiser_set(email="coordinator@example.fi", name="Coordinator", language="fi", may=False),
        "other": person("other"),
        "organiser": organiser_set(email="organiser@example.fi", name="Organiser", language="fi", may=True),
        "outsider": person("outsider"),
        "member": person("member"),
        "applicant": person("applicant"),
        "partner": person("partner"),
        "reviewer": person("reviewer"),
        "coach": person("coach"),
    }
    alpha, beta = programme("alpha"), programme("beta")
    coordinator_add(by=None, programme=alpha, person=people["coordinator"], starts=dt.date(2020, 1, 1))
    coordinator_add(by=None, programme=beta, person=people["other"], starts=dt.date(2020, 1, 1))
    alpha_group = group(
        alpha, people["coordinator"], "Äänekosken kaupunki", "Åbo stad", contact="contact", member="member"
    )
    beta_group = group(beta, people["other"], "Öjan kunta", contact="elsewhere")
    for each, by in ((alpha_group, "coordinator"), (beta_group, "other")):
        group_choose(by=people[by], group=each, outcome=Outcome.SELECTED)
    files = [
        file_store(
            by=None,
            scope=each.pk,
            subject=("programme", each.pk),
            name="ohje.pdf",
            upload=io.BytesIO(PDF),
            size=len(PDF),
        )
        for each in (alpha, beta)
    ]
    for each in (alpha, beta):
        announcement_publish(by=None, programme=each)
    letters = [Letter.objects.filter(scope=each.pk).earliest("pk") for each in (alpha, beta)]
    # beta goes back to a draft, but what was made for it stays
    Programme.objects.filter(pk=beta.pk).update(state="draft")
    Announcement.objects.filter(programme=beta).update(state="draft", published_at=None, letters_leave_at=None)
    alpha.refresh_from_db()
    beta.refresh_from_db()
    return World(
        alpha=alpha,
        beta=beta,
        alpha_group=alpha_group,
        beta_group=beta_group,
        alpha_file=files[0],
        beta_file=files[1],
        alpha_letter=letters[0],
        beta_letter=letters[1],
        people=people,
        alpha_call=call_rows(alpha, by=people["member"], another=person("seeker")),
        beta_call=call_rows(beta, by=people["member"], another=person("seeker")),
    )
