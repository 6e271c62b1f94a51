"""The practice academy in the middle of its sprint: meetings that were and that are ahead, as people make them."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from soske.base.connect import DemoStage, demo_stages
from soske.base.localtext import LocalText
from soske.demo.maturity import build_maturity
from soske.demo.peers import build_peers
from soske.demo.plans import build_plans
from soske.demo.sparring import build_sparring
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.sprint.assignments import actions as assignments
from soske.sprint.assignments.models import Work
from soske.sprint.assignments.queries import Task, assignments_of, task_get
from soske.sprint.assignments.states import AssignmentKind
from soske.sprint.meetings import actions as meetings
from soske.sprint.meetings import actions_after as after
from soske.sprint.meetings.models import Participant
from soske.sprint.meetings.queries import MeetingView, meeting_views, presence_of
from soske.sprint.meetings.states import MeetingKind, Reply

SAID = (
    "Esimerkit muiden hankinnoista olivat parasta. Lisää aikaa pienryhmille.",
    "Viemme ehtoluonnoksen juristille heti huomenna.",
    "Ennakkotehtävästä pitäisi puhua tapaamisen alussa.",
)
HANDED = (
    "Strategia lupaa työtä osatyökykyisille, mutta hankinnoissa se ei vielä näy. Pilotiksi sopisi siivous, jonka "
    "sopimus päättyy ensi vuonna. Aiemmin työllistämisehtoa on kokeiltu kerran, eikä sitä seurannut kukaan.",
    "Ihmisoikeudet mainitaan hankintaohjeessa. Pilotiksi ehdotamme työvaatteita. Eniten apua tarvitsemme siihen, "
    "miten toimitusketjua voi selvittää ennen tarjouskilpailua.",
)
INVITED_BEFORE = dt.timedelta(days=30)
AGENDA = {
    MeetingKind.KICKOFF: LocalText(
        {
            "fi": "- Avaus ja akatemian kulku\n- Tiimit esittäytyvät: tavoite ja pilotti\n- Odotukset",
            "sv": "- Inledning och akademins upplägg\n- Teamen presenterar sig: mål och pilot\n- Förväntningar",
            "en": "- Welcome, and how the academy runs\n- The teams: their goal and pilot procurement\n- Expectations",
        }
    ),
    MeetingKind.WORKSHOP: LocalText(
        {
            "fi": "- Mitä on tehty\n- Päivän teema ja esimerkki\n- Työskentely pienryhmissä\n- Seuraavat askeleet",
            "sv": "- Vad som har gjorts sedan sist\n- Dagens tema och ett exempel\n- Arbete i smågrupper\n- Nästa steg",
            "en": "- What has been done\n- The theme of the day and an example\n- Work in small groups\n- Next steps",
        }
    ),
    MeetingKind.CLOSING: LocalText(
        {
            "fi": "- Tiimit esittelevät suunnitelmansa ja pilottinsa\n- Johdon puheenvuoro\n- Miten jatketaan",
            "sv": "- Teamen presenterar sina planer och piloter\n- Ledningen har ordet\n- Så fortsätter vi",
            "en": "- The teams present their plans and pilots\n- A word from the management\n- How we go on",
        }
    ),
}


def build_sprint(*, programme: Programme, chance: random.Random, by: Person) -> None:
    """The kick-off and the first workshop are over, the next ones are ahead; some have not answered yet."""
    assignments.assignments_of_pack(by=by, programme=programme)  # the pre-assignment comes with the first invitation
    meetings.meetings_of_stages(by=by, programme=programme)
    for number, view in enumerate(_views(programme)):
        _describe(view, online=number % 2 == 1, by=by)
    now = timezone.now()
    ahead = 0
    for view in _views(programme):
        if view.times.starts is None:
            continue
        ahead += view.times.starts > now
        if ahead > 2:
            break
        _invite(view, by=by, chance=chance, some=view.times.starts > now)
    _after(programme, by=by, chance=chance)
    _assignments(programme, by=by, chance=chance)
    build_sparring(programme=programme, chance=chance, by=by)
    build_peers(programme=programme, by=by)
    build_maturity(programme=programme, chance=chance, by=by)
    build_plans(programme=programme, chance=chance, by=by)


def _assignments(programme: Programme, *, by: Person, chance: random.Random) -> None:
    """The pre-assignment is done, the first of those between the workshops is under way; one team needs more time."""
    here = programme_get(programme.slug) or programme
    today = timezone.localdate()
    for assignment, due in assignments_of(here)[:2]:
        if assignment.given_at is None:
            assignments.assignment_give(by=by, assignment=assignment, now=timezone.now() - dt.timedelta(days=14))
        teams = Group.objects.filter(programme=programme, team_since__isnull=False).order_by("pk")
        for number, group in enumerate(teams.select_related("contact")):
            if group.contact is None:
                continue
            group.programme = programme_get(programme.slug) or programme
            task = task_get(group, assignment.pk)
            if task is not None:
                _work(task, group.contact, by, chance, last=assignment.kind != AssignmentKind.PRE, number=number)
            if number == 1 and task is not None and task.assignment.kind != AssignmentKind.PRE and due is not None:
                day = max(due, today) + dt.timedelta(days=7)
                why = "Talousarvion valmistelu vie tiimin ajan kuun loppuun."
                assignments.later_ask(by=group.contact, task=task, day=day, why=why, today=today)
            assignments.hours_add(
                by=group.contact, group=group, day=today, hours=chance.choice([2.5, 4.0, 6.5, 9.0]), today=today
            )


def _work(task: Task, person: Person, by: Person, chance: random.Random, *, last: bool, number: int) -> None:
    """A team writes, ticks its steps and, but for the last assignment, hands in; the organiser has read some."""
    now, steps = timezone.now(), task.steps
    for step in steps[: chance.randint(0, len(steps) - 1) if last else len(steps)]:
        assignments.step_tick(by=person, task=task, code=step.code, done=True)
    if last and number == 1:  # it asks for more time
        return
    assignments.work_save(by=person, task=task, text=chance.choice(HANDED), base=0, now=now)
    if last and number == 2:
        return
    assignments.work_hand(by=person, task=task, now=now)
    work = Work.objects.get(assignment=task.assignment, group=task.work.group)
    work.assignment, work.group = task.assignment, task.work.group
    if number:
        comment = "Hyvä lähtökohta. Tarkentakaa vielä, kuka seuraa ehtoa."
        assignments.work_comment(by=by, work=work, comment=comment, done=True, opens=False, now=now)


def _views(programme: Programme) -> list[MeetingView]:
    return meeting_views(programme_get(programme.slug) or programme)


def _describe(view: MeetingView, *, online: bool, by: Person) -> None:
    meeting = view.meeting
    meeting.place = "Verkossa" if online else "Kokoustila Harjus, Esimerkkilä"
    meeting.link = "https://kokous.example/tapaaminen" if online else ""
    meeting.agenda = AGENDA.get(MeetingKind(meeting.kind), LocalText())
    meeting.save(update_fields=["place", "link", "agenda"])


def _invite(view: MeetingView, *, by: Person, chance: random.Random, some: bool) -> None:
    """Invited a month before; of a meeting that is ahead `some` have not answered."""
    if view.times.starts is None:
        return
    at = min(view.times.starts - INVITED_BEFORE, timezone.now())
    meetings.meeting_invite(by=by, meeting=view.meeting, now=at)
    for place in Participant.objects.filter(meeting=view.meeting).select_related("person", "meeting").order_by("pk"):
        place.meeting = view.meeting
        if place.person is not None and not (some and chance.random() < 0.4):
            comes = chance.random() < 0.85
            meetings.meeting_reply(by=place.person, participant=place, comes=comes, now=at + dt.timedelta(days=2))


def _after(programme: Programme, *, by: Person, chance: random.Random) -> None:
    """Of the meetings that are over: small groups, who came, and what they thought of it."""
    now = timezone.now()
    for view in _views(programme):
        if not view.is_over(now):
            continue
        if view.meeting.kind == MeetingKind.WORKSHOP:
            after.tables_propose(by=by, meeting=view.meeting, tables=2)
        people = {row.member: chance.choice([0, 1, 1, 2, 2, 3]) for row in presence_of(view.meeting)}
        after.attendance_write(by=by, meeting=view.meeting, people=people)
        for place in Participant.objects.filter(meeting=view.meeting, reply=Reply.COMING, sponsor=False):
            if place.person is not None and chance.random() < 0.75:
                answers = {"useful": str(chance.randint(3, 5)), "pace": str(chance.randint(2, 5))}
                if chance.random() < 0.5:
                    answers["next"] = chance.choice(SAID)
                place.meeting = view.meeting
                after.feedback_give(by=place.person, view=view, participant=place, answers=answers, now=now)


def team_contact(slug: str) -> Person | None:
    """The contact person of the first team of an academy."""
    teams = Group.objects.filter(programme__slug=slug, team_since__isnull=False, contact__isnull=False)
    team = teams.select_related("contact").order_by("pk").first()
    return team.contact if team else None


demo_stages.add(DemoStage(name="sprint", order=50, build=build_sprint, after="announced", kickoff=-40))
