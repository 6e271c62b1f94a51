"""The pages of the team and of the coordinator, gone through without a script; duties, dates, own data, size."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from soske.base.connect import dates_of_person, duties_of, personal_data
from soske.base.memo import forget_all
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.people.models import Person
from soske.programmes.models import PackPart, Programme, Stage
from soske.records.actions import revision_grow
from soske.records.models import AuditRow
from soske.workbench.maturity import actions
from soske.workbench.maturity.connect import Personal
from soske.workbench.maturity.models import Link, LongAnswer, Moment, MomentKind
from soske.workbench.maturity.queries import model_of
from tests.support.queries import counted
from tests.workbench.maturity.rooms import DESK, OWN, Assessed, everywhere, give, long_everywhere, someone
from tests.workbench.maturity.test_result import add_to_team, main_of, text_of

pytestmark = pytest.mark.django_db


def day(days: int) -> str:
    return f"{timezone.localdate() + dt.timedelta(days=days):%d.%m.%Y}"


def duties(room: Assessed, name: str) -> list[str]:
    found = duties_of(person=someone(name), programme=room.fresh(), now=timezone.now())
    return [each.key.split(":")[0] for each in found if each.key.startswith("maturity")]


# --- the coordinator ------------------------------------------------------------------------------------------------
def test_coordinator_opens_moves_and_closes(room: Assessed) -> None:
    desk = room.client()
    assert "Itsearviointi ei ole vielä alkanut" in text_of(desk, DESK)
    for wrong in ("", "x", "31.2.2027", day(-1), day(500)):
        answer = desk.post(DESK, {"act": "open", "open-closes_on": wrong})
        assert answer.status_code == 422 and f'value="{wrong}"' in answer.content.decode()
    assert not Moment.objects.exists()
    assert desk.post(DESK, {"act": "open", "open-closes_on": day(14)}).status_code == 302
    assert "Vastausaika päättyy" in text_of(desk, DESK)
    desk.post(DESK, {"act": "move", "move-closes_on": day(20)})
    assert Moment.objects.get().closes_on == timezone.localdate() + dt.timedelta(days=20)
    assert desk.post(DESK, {"act": "close"}).status_code == 422  # the box is not ticked
    assert desk.post(DESK, {"act": "close", "sure": "on"}, follow=True).status_code == 200
    assert Moment.objects.get().closed_at is not None
    said = desk.post(DESK, {"act": "close", "sure": "on"}, follow=True).content.decode()
    assert "Joku on muuttanut itsearviointia sillä välin." in said
    acts = list(AuditRow.objects.filter(act__startswith="maturity").order_by("pk").values_list("act", flat=True))
    assert acts == ["maturity_opened", "maturity_moved", "maturity_closed"]
    desk.post(DESK, {"act": "open", "open-closes_on": day(30)})
    assert sorted(Moment.objects.values_list("kind", flat=True)) == ["end", "start"]
    assert desk.post(DESK, {"act": "nothing"}).status_code == 302


def test_moment_is_opened_once_and_in_order(room: Assessed) -> None:
    room.open()
    for kind in (MomentKind.START, MomentKind.END):
        with pytest.raises(ValidationError):
            room.open(kind)
    room.close()
    room.open(MomentKind.END)
    room.close(MomentKind.END)
    assert "Molemmat on tehty" in text_of(room.client(), DESK)


def test_academy_without_a_model_or_of_the_past_has_no_self_assessment(room: Assessed) -> None:
    PackPart.objects.filter(programme=room.sprint.programme, name="maturity").update(content={})
    revision_grow(room.sprint.programme.pk)
    assert "ei ole kypsyysmallia" in text_of(room.client(), DESK)
    assert "ei ole vielä alkanut" in text_of(room.client("eka"), OWN)
    with pytest.raises(ValidationError):
        room.open()
    Programme.objects.filter(pk=room.sprint.programme.pk).update(record_only=True)
    revision_grow(room.sprint.programme.pk)
    with pytest.raises(ValidationError):
        room.open()


def test_coordinator_sees_who_has_no_answers(room: Assessed) -> None:
    room.open()
    give(room.links()[0], 3)
    text = text_of(room.client(), f"{DESK}?show=silent")
    table = text.split("<tbody>")[1]
    assert "Öjan kunta" in table and "Äänekosken" not in table
    give(room.links()[2], 3)
    assert "Jokaisella tiimillä on vastauksia." in text_of(room.client(), f"{DESK}?show=silent")


# --- the team -------------------------------------------------------------------------------------------------------
def test_team_makes_its_links_and_shares_them(room: Assessed) -> None:
    room.open()
    Link.objects.all().delete()
    eka = room.client("eka")
    page = text_of(eka, OWN)
    assert "Luo linkit" in page and "/assessment/" not in page
    for _twice in range(2):
        assert eka.post(f"{OWN}links/").headers["Location"] == OWN
    links = room.links()
    assert len(links) == 2 and len({each.token for each in links}) == 2
    page = text_of(eka, OWN)
    for link in links:
        assert page.count(f"/fi/academies/alpha/assessment/{link.token}/") >= 2  # the address, and the message
    assert 'href="mailto:?subject=Viisi%20minuuttia' in page and "Luo linkit" not in page
    assert str(links[0].token) not in text_of(room.client("kolmas"), OWN)


def test_links_are_not_made_when_no_answers_are_taken(room: Assessed) -> None:
    eka = room.client("eka")
    assert eka.post(f"{OWN}links/").status_code == 302
    room.open()
    link = room.links()[0]
    room.close()
    assert eka.post(f"{OWN}links/").status_code == 302
    assert eka.post(f"{OWN}links/{link.pk}/").status_code == 302
    assert room.links()[0].token == link.token
    assert "Itsearviointi on päättynyt" in text_of(eka, OWN)


def test_member_answers_the_long_form_once_and_changes_it(room: Assessed) -> None:
    room.open()
    eka, page = room.client("eka"), f"{OWN}long/"
    names = long_everywhere(room.fresh(), 4)
    form = {name: str(value) for name, value in names.items()}
    missing = {**form, "roles": "", "market.dialogue": "x"}
    del missing["leadership"]
    answer = eka.post(page, missing)
    text = answer.content.decode()
    assert answer.status_code == 422 and not LongAnswer.objects.exists()
    assert text.count("checked") == len(set(missing) & set(names)) - 1 and 'href="#id_roles_0"' in text
    assert eka.post(page, form).headers["Location"] == OWN
    assert "Olet vastannut" in text_of(eka, OWN)
    assert text_of(eka, page).count('value="4" id=') == text_of(eka, page).count("checked") == len(names)
    eka.post(page, {**form, "roles": "0"})
    kept = LongAnswer.objects.get()
    assert kept.answers["roles"] == 0 and kept.group_id == room.sprint.teams[0].pk
    assert "checked" not in text_of(room.client("toka"), page)  # what a colleague answered is not there
    room.close()
    assert "Nyt ei voi vastata" in text_of(eka, page)
    assert eka.post(page, form).status_code == 409 and not LongAnswer.objects.exists()


def test_long_answer_cannot_be_read_back_to_a_person(room: Assessed) -> None:
    room.open()
    for name in ("eka", "toka"):
        room.client(name).post(f"{OWN}long/", dict.fromkeys(long_everywhere(room.fresh(), 3), "3"))
    rows = LongAnswer.objects.values("owner", "answers", "pk")
    assert len({row["owner"] for row in rows}) == 2 and {len(row["owner"]) for row in rows} == {64}
    fields = {field.name for field in LongAnswer._meta.get_fields()}
    assert fields == {"id", "moment", "group", "owner", "answers"}
    assert not AuditRow.objects.filter(person_id__in=[someone("eka").pk, someone("toka").pk]).filter(
        act__startswith="maturity"
    )


def test_wrong_and_odd_input_of_actions_is_refused(room: Assessed) -> None:
    room.open()
    link, today = room.links()[0], timezone.localdate()
    good = everywhere(room.fresh(), 3)
    for bad in ({}, {**good, "roles": 6}, {**good, "roles": None}, {**good, "roles": "3"}):
        with pytest.raises(ValidationError) as fault:
            actions.answer_give(link=link, answers=bad, token=uuid4(), today=today)  # type: ignore[arg-type]
        assert "roles" in fault.value.message_dict
    actions.answer_give(link=link, answers={**good, "unknown": 4}, token=uuid4(), today=today)
    assert set(link.pending.get().answers) == set(good)


@pytest.mark.parametrize(
    ("days_from_kickoff", "days_to_closing", "expected"),
    [
        (-1, None, []),
        (0, None, ["start"]),
        (14, None, ["start"]),
        (None, 29, ["start"]),
        (None, 28, ["end"]),
        (None, 0, ["end"]),
        (None, -28, ["end"]),
        (None, -29, []),
    ],
)
def test_coordinator_is_asked_to_open_it_in_time(
    room: Assessed, days_from_kickoff: int | None, days_to_closing: int | None, expected: list[str]
) -> None:
    assert opening(room, days_from_kickoff, days_to_closing) == expected


def opening(room: Assessed, from_kickoff: int | None, to_closing: int | None) -> list[str]:
    """Which self-assessment the coordinator is asked to open, so many days after the kick-off or before the closing."""
    stages = {each.kind: each.starts for each in Stage.objects.filter(programme=room.sprint.programme)}
    kickoff, closing = stages["kickoff"], stages["closing"]
    assert kickoff is not None and closing is not None
    today = kickoff + dt.timedelta(days=from_kickoff) if from_kickoff is not None else closing
    today -= dt.timedelta(days=to_closing or 0)
    now = dt.datetime.combine(today, dt.time(0, 30), ZoneInfo("Europe/Helsinki"))
    found = duties_of(person=room.coordinator, programme=room.fresh(), now=now)
    return [each.key.split(":")[1] for each in found if each.key.startswith("maturity_open")]


def test_coordinator_is_not_asked_to_open_what_cannot_be_opened(room: Assessed) -> None:
    room.open()
    assert opening(room, 1, None) == [] and opening(room, None, 10) == []  # that of the start is under way
    room.close()
    assert opening(room, 1, None) == [] and opening(room, None, 10) == ["end"]
    Group.objects.filter(programme=room.sprint.programme).update(team_since=None)
    revision_grow(room.sprint.programme.pk)
    assert opening(room, None, 10) == []


# --- duties, dates, own data ----------------------------------------------------------------------------------------
def test_duties_wait_until_they_are_done(room: Assessed) -> None:
    assert duties(room, "eka") == []
    moment = room.open()
    assert duties(room, "eka") == ["maturity_share", "maturity_long"] and duties(room, "coordinator") == []
    give(room.links()[0], 3, 3, 3)
    give(room.links()[1], 3, 3)
    assert duties(room, "toka") == ["maturity_share", "maturity_long"]
    give(room.links()[1], 3)
    assert duties(room, "eka") == ["maturity_long"]
    room.client("eka").post(f"{OWN}long/", dict.fromkeys(long_everywhere(room.fresh(), 3), "3"))
    assert duties(room, "eka") == [] and duties(room, "toka") == ["maturity_long"]
    Moment.objects.filter(pk=moment.pk).update(closes_on=timezone.localdate() - dt.timedelta(days=1))
    revision_grow(moment.programme_id)
    assert duties(room, "toka") == [] and duties(room, "coordinator") == ["maturity_close"]
    room.close()
    assert duties(room, "coordinator") == []


def test_last_day_stands_in_the_calendar_of_the_team(room: Assessed) -> None:
    moment = room.open(days=10)
    found = [each for each in dates_of_person(person=someone("eka")) if "arvioinnin" in each.name["fi"]]
    assert [(each.starts, each.sequence) for each in found] == [(moment.closes_on, 0)]
    moment.programme = room.fresh()
    later = moment.closes_on + dt.timedelta(days=3)
    actions.moment_move(by=room.coordinator, moment=moment, closes_on=later, today=timezone.localdate())
    again = [each for each in dates_of_person(person=someone("eka")) if each.uid == found[0].uid]
    assert [(each.starts, each.ends, each.sequence) for each in again] == [(later, later + dt.timedelta(days=1), 1)]
    room.close()
    again = [each for each in dates_of_person(person=someone("eka")) if each.uid == found[0].uid]
    assert [each.cancelled for each in again] == [True]
    assert not [each for each in dates_of_person(person=room.coordinator) if each.uid == found[0].uid]


def test_person_sees_and_erases_her_long_answers_alone(room: Assessed) -> None:
    room.open()
    for name, value in (("eka", 2), ("toka", 5)):
        form = {each: str(value) for each in long_everywhere(room.fresh(), value)}
        room.client(name).post(f"{OWN}long/", form)
    mine = Personal()
    assert any(isinstance(each, Personal) for each in personal_data)
    (kept,) = mine.kept(person=someone("eka"))
    assert len(kept.rows) == len(model_of(room.fresh()).areas) and kept.rows[0][1].startswith("2, 2")
    assert mine.erase(person=someone("eka"), preview=True)[0][1] == 1 and LongAnswer.objects.count() == 2
    assert mine.erase(person=someone("eka"), preview=False)[0][1] == 1
    assert LongAnswer.objects.get().answers["roles"] == 5
    assert mine.kept(person=someone("eka"))[0].rows == []


def test_answers_of_one_key_are_not_found_with_another(room: Assessed, settings: object) -> None:
    room.open()
    room.client("eka").post(f"{OWN}long/", dict.fromkeys(long_everywhere(room.fresh(), 3), "3"))
    settings.SECRET_KEY = "another-key-of-the-service-0123456789-0123456789"  # type: ignore[attr-defined]
    assert Personal().erase(person=someone("eka"), preview=False)[0][1] == 0
    assert LongAnswer.objects.count() == 1


# --- size -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "url"), [("coordinator", DESK), ("eka", OWN), ("eka", f"{OWN}result/")])
def test_queries_do_not_grow_with_teams_and_organisations(room: Assessed, name: str, url: str) -> None:
    room.more(5)
    room.open()
    for link in room.links():
        give(link, 3, 4, 2)
    few, rows = measured(room, name, url)
    room.more(8)
    team = room.sprint.teams[0]
    for member in Member.objects.filter(group__in=[each.pk for each in room.sprint.teams[-3:]]):
        Member.objects.create(group=team, organisation=member.organisation, position=member.pk + 10)
    add_to_team(room, "neljas")
    Moment.objects.all().delete()
    room.open()
    for link in room.links():
        give(link, 3, 4, 2)
    many, more = measured(room, name, url)
    assert few == many
    assert more - rows <= 60  # one page of teams at most


def measured(room: Assessed, name: str, url: str) -> tuple[int, int]:
    client = room.client(name)
    client.get(url)
    forget_all()
    with counted() as counts:
        assert client.get(url).status_code == 200
    return counts.queries, counts.rows


def test_public_form_makes_few_queries(room: Assessed) -> None:
    from django.test import Client

    room.open()
    url = reverse("maturity_answer", args=["alpha", room.links()[0].token])
    browser = Client()
    browser.get(url)
    with counted() as counts:
        browser.get(url)
    assert counts.queries <= 4 and counts.rows <= 6


def test_team_page_says_how_many_have_answered(room: Assessed) -> None:
    room.open()
    give(room.links()[0], 3)
    text = main_of(text_of(room.client("toka"), OWN))
    assert "1 vastaus · tulokseen tarvitaan vähintään kolme" in text
    assert "0 tiimin jäsentä, kun jäseniä on 2" in text
    assert GroupPerson.objects.filter(group=room.sprint.teams[0]).count() == 2
    assert Group.objects.count() == 2 and Person.objects.filter(email="toka@example.fi").exists()
