"""What a team, its coach, the organiser and other teams see of the result, and what they can work out of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soske.base.connect import sheets
from soske.engines.maturity import OTHERS
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.programmes.models import PackPart
from soske.records.actions import revision_grow
from soske.workbench.maturity import actions
from soske.workbench.maturity.models import Link, LongAnswer, Moment, MomentKind, TeamResult
from soske.workbench.maturity.queries import Result, known_to, model_of, result_of
from tests.workbench.maturity.rooms import DESK, OWN, Assessed, give, long_everywhere, someone

pytestmark = pytest.mark.django_db
RESULT = f"{OWN}result/"


def seen(room: Assessed, team: int, who: str) -> Result:
    group, reader = room.team(team), someone(who)
    return result_of(group, known=known_to(reader, group.programme), lang="fi")


def text_of(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def main_of(text: str) -> str:
    """What the page itself says, without the mark that each form has anew."""
    text = text.split("<main")[1].split("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


# --- watching -------------------------------------------------------------------------------------------------------
def test_result_page_is_the_same_until_a_batch_is_whole(room: Assessed) -> None:
    """Somebody who reloads the page after each answer sees it change with every third one only."""
    room.open()
    link, reader = room.links()[0], room.client("eka")
    pages = [main_of(text_of(reader, RESULT))]
    for number in range(10):
        give(link, number % 5 + 1, roles=(number * 2) % 6, market=0 if number % 3 else 4)
        pages.append(main_of(text_of(reader, RESULT)))
    changed = [number for number in range(1, 11) if pages[number] != pages[number - 1]]
    assert changed == [3, 6, 9]
    room.close()
    after = seen(room, 0, "eka")
    assert after.series[0].counted == {"start": 9}
    assert main_of(text_of(reader, RESULT)) == pages[-1]


def test_closing_adds_nothing_of_what_waits(room: Assessed) -> None:
    room.open()
    link = room.links()[0]
    give(link, 2, 2, 2)
    before = seen(room, 0, "eka").series[0]
    give(link, 5, 5)
    room.close()
    assert seen(room, 0, "eka").series[0] == before


def test_area_that_one_of_three_knows_has_no_average(room: Assessed) -> None:
    room.open()
    link = room.links()[0]
    give(link, 4, roles=5)
    give(link, 4, 4, roles=0)
    areas = seen(room, 0, "eka").series[0].areas["start"]
    assert "roles" not in areas and areas["market"].average == 4.0
    assert "liian vähän vastauksia" in text_of(room.client("eka"), RESULT)


def test_how_people_differ_is_said_from_five_answers(room: Assessed) -> None:
    room.open()
    link = room.links()[0]
    give(link, 1, 5, 3)
    assert seen(room, 0, "eka").series[0].areas["start"]["roles"].spread == ""
    give(link, 1, 5, 1)
    assert seen(room, 0, "eka").series[0].areas["start"]["roles"].spread == "much"
    assert "vastaajien näkemykset eroavat paljon" in text_of(room.client("eka"), RESULT)


# --- the others -----------------------------------------------------------------------------------------------------
def six(room: Assessed, *values: int) -> list[Link]:
    """Results for organisations in their order: three answers each."""
    room.open()
    links = room.links()
    for link, value in zip(links, values, strict=False):
        give(link, value, value, value)
    return links


def test_average_needs_five_others_for_the_largest_team(room: Assessed) -> None:
    """The first team has two organisations: six leave it four others, so that there is no average; seven, five."""
    room.more(4)
    six(room, 1, 2, 3, 4, 5, 3)
    room.close()
    assert Moment.objects.get().academy == {} and Moment.objects.get().organisations == 6
    Moment.objects.all().delete()
    six(room, 1, 2, 3, 4, 5, 3, 3)
    room.close()
    assert Moment.objects.get().academy["roles"] == [3.0, 7]


def test_average_is_the_same_for_all_and_frozen(room: Assessed) -> None:
    """Two queries that differ by one organisation: before and after one leaves, gets more answers or is no team any
    more, every reader reads the same figures."""
    room.more(5)
    links = six(room, 1, 2, 3, 4, 5, 3, 3, 2)
    give(links[0], 5, 5)  # these wait
    moment = room.close()
    first = [seen(room, 0, "eka").academy, seen(room, 1, "kolmas").academy, seen(room, 2, "kunta0").academy]
    assert first[0] == first[1] == first[2] and first[0]["start"]["roles"] == (2.9, 8)
    group = Group.objects.get(pk=links[7].member.group_id)
    group.team_since = None
    group.save(update_fields=["team_since"])
    Link.objects.filter(pk=links[6].pk).delete()
    revision_grow(moment.programme_id)
    assert [seen(room, 0, "eka").academy, seen(room, 1, "kolmas").academy] == first[:2]
    with pytest.raises(Exception, match="suljettu"):
        room.close()


def test_there_is_no_average_while_answers_are_taken(room: Assessed) -> None:
    room.more(6)
    six(room, 1, 2, 3, 4, 5, 3, 3, 2, 2)
    assert seen(room, 0, "eka").academy == {"start": {}}
    assert "Akatemian keskiarvo</" not in text_of(room.client("eka"), RESULT)


def test_coach_of_several_teams_sees_no_average_that_leaves_her_fewer_than_five(room: Assessed) -> None:
    room.more(5)
    six(room, 1, 2, 3, 4, 5, 3, 3, 2)
    room.close()
    coach = room.coach(0, 1)  # three of the eight organisations: five others remain
    group = room.team(0)
    assert result_of(group, known=known_to(coach, group.programme), lang="fi").academy["start"]
    later = room.links()[3].member.group
    _coaches_too(coach, later)
    group = room.team(0)  # the programme as it is now
    assert known_to(coach, group.programme)[Moment.objects.get().pk]["roles"] == 4
    assert result_of(group, known=known_to(coach, group.programme), lang="fi").academy == {"start": {}}
    assert 8 - 4 < OTHERS <= 8 - 3


def _coaches_too(coach: Person, group: Group) -> None:
    from soske.sprint.sparring.models import Coach, Pairing

    # Told and ended: what she has read she knows.
    Pairing.objects.create(
        group=group, coach=Coach.objects.get(person=coach), told_at=timezone.now(), ended_at=timezone.now()
    )
    revision_grow(group.programme_id)


def test_other_team_and_coordinator_see_nothing_of_an_organisation(room: Assessed) -> None:
    """Two worlds that differ in the answers of one organisation look the same to everybody outside of its team."""
    room.more(5)
    pages = []
    for value in (1, 5):
        Moment.objects.all().delete()
        revision_grow(room.fresh().pk)
        six(room, value, 2, 3, 4, 5, 3, 3)  # seven
        pages.append([main_of(text_of(room.client(name), url)) for name, url in ELSEWHERE])
    assert [re.sub(r"maturity/links/\d+", "", page) for page in pages[0]] == [
        re.sub(r"maturity/links/\d+", "", page) for page in pages[1]
    ]


ELSEWHERE = (("coordinator", DESK), ("kolmas", RESULT), ("kunta0", RESULT))


def test_coordinator_reads_counts_and_the_average_only(room: Assessed) -> None:
    room.more(5)
    six(room, 1, 2, 3, 4, 5, 3, 3)
    desk = room.client()
    text = text_of(desk, DESK)
    assert "Äänekosken kaupunki" in text and ">6<" in text  # answers of the two organisations of the first team
    assert "Akatemian keskiarvo" in text and "Keskiarvo lasketaan, kun suljet itsearvioinnin." in text
    assert desk.get(RESULT).status_code == 404
    assert desk.get(reverse("coach_maturity", args=["alpha", room.sprint.teams[0].pk])).status_code == 404
    room.close()
    text = text_of(desk, DESK)
    assert text.count(">3,0<") == len(model_of(room.fresh()).areas)


def test_sheet_has_averages_only(room: Assessed) -> None:
    room.more(5)
    six(room, 1, 2, 3, 4, 5, 3, 3)
    room.close()
    found = next(sheet for sheet in (source(programme=room.fresh()) for source in sheets) if "arvioin" in sheet.title)
    rows = [tuple(row) for row in found.rows]
    assert rows[0] == ("Strategia ja johtaminen", 3.0, 7, "", "")
    assert len(rows) == len(model_of(room.fresh()).areas)


# --- the long form --------------------------------------------------------------------------------------------------
def long_of(room: Assessed, name: str, value: int, kind: MomentKind = MomentKind.START) -> None:
    team = 1 if name == "kolmas" else 0
    moment = Moment.objects.get(kind=kind)
    group = room.team(team)
    moment.programme = group.programme
    answers = long_everywhere(group.programme, value)
    actions.long_save(by=someone(name), group=group, moment=moment, answers=answers, today=timezone.localdate())


def test_long_form_counts_once_when_the_moment_is_closed(room: Assessed) -> None:
    """Changing one's answer cannot be watched, because nothing is shown before."""
    room.open()
    add_to_team(room, "neljas")
    for name, value in (("eka", 2), ("toka", 3), ("neljas", 5)):
        long_of(room, name, value)
    before = main_of(text_of(room.client("eka"), RESULT))
    long_of(room, "neljas", 4)
    assert main_of(text_of(room.client("eka"), RESULT)) == before
    room.close()
    result = seen(room, 0, "eka")
    assert result.long.areas["start"]["roles"] == (3.0, "") and result.long.counted == {"start": 3}
    assert not LongAnswer.objects.exists()
    assert [area for area, _average in result.weakest] == [area.code for area in model_of(room.fresh()).areas[:3]]
    assert "Tiimi, pitkä lomake" in text_of(room.client("eka"), RESULT)


def test_two_long_forms_have_no_result(room: Assessed) -> None:
    room.open()
    long_of(room, "eka", 2)
    long_of(room, "toka", 5)
    room.close()
    assert TeamResult.objects.get().areas == {} and not seen(room, 0, "eka").any
    assert "Tulosta ei ole vielä" in text_of(room.client("eka"), RESULT)


def add_to_team(room: Assessed, name: str) -> None:
    from soske.intake.groups.models import GroupPerson
    from tests.support.world import person

    GroupPerson.objects.create(
        group=room.sprint.teams[0], person=person(name), name=name, starts=dt.date(2020, 1, 1), role="sponsor"
    )
    revision_grow(room.sprint.programme.pk)


# --- start against end, what next -----------------------------------------------------------------------------------
def test_start_stands_beside_end_with_the_change(room: Assessed) -> None:
    room.open()
    give(room.links()[0], 2, 2, 2, roles=1)
    room.close()
    room.open(MomentKind.END)
    give(room.links(MomentKind.END)[0], 4, 4, 4, roles=1)
    room.close(MomentKind.END)
    result = seen(room, 0, "eka")
    assert result.kind == "end" and result.weakest[0] == ("roles", 1.0)
    text = text_of(room.client("eka"), RESULT)
    assert "2,0 → 4,0" in text and ">+2,0<" in text and ">0,0<" in text
    assert text.index("Roolit ja työnjako") < text.index("Osa-alueiden tasot")  # among the weakest, first
    assert text.count("<circle") >= 2 * len(model_of(room.fresh()).areas)


def test_weakest_areas_say_what_to_do_and_lead_to_those_who_can_help(room: Assessed) -> None:
    room.open()
    give(room.links()[0], 4, 4, 4, roles=1, remedy=2, market=3)
    text = text_of(room.client("eka"), RESULT)
    areas = {area.code: area for area in model_of(room.fresh()).areas}
    steps = text.split("next-steps")[1].split("</ol>")[0]
    assert steps.count("<h3>") == 3
    for code in ("roles", "remedy", "market"):
        assert areas[code].name["fi"] in steps and areas[code].next["fi"].split(".")[0][:40] in steps
    assert f"/fi/academies/alpha/peers/teams/?topic={areas['roles'].topics[0]}" in steps
    coach = room.coach(0)
    client = Client()
    client.force_login(coach)
    text = text_of(client, reverse("coach_maturity", args=["alpha", room.sprint.teams[0].pk]))
    assert "next-steps" in text and "?topic=" not in text
    assert client.get(reverse("coach_maturity", args=["alpha", room.sprint.teams[1].pk])).status_code == 404


def test_means_are_linked_where_the_catalogue_has_them(room: Assessed) -> None:
    room.open()
    give(room.links()[0], 4, 4, 4, roles=1)
    part = PackPart.objects.get(programme=room.sprint.programme, name="maturity")
    roles = next(area for area in part.content["areas"] if area["code"] == "roles")
    roles["means"] = ["audit", "gone"]
    part.save()
    revision_grow(room.sprint.programme.pk)
    text = text_of(room.client("eka"), RESULT)
    address = reverse("means_page", args=["alpha", "audit"])
    assert f'<a href="{address}">Ulkopuolinen auditointi</a>' in text and "gone" not in text
