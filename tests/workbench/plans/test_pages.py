"""The plan written, read and commented on its pages, without a script."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from soske.people.models import Person
from soske.programmes.models import PackPart
from soske.records.actions import revision_grow
from soske.records.models import Writing
from soske.workbench.plans.models import Comment, Plan, Row
from soske.workbench.plans.queries import outline_of, plan_of
from tests.workbench.plans.rooms import GOAL, Planning

pytestmark = pytest.mark.django_db


def text_of(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- text -----------------------------------------------------------------------------------------------------------
def test_empty_plan_offers_the_shortest_empty_section(room: Planning) -> None:
    client = room.client()
    assert client.get(reverse("own_plan", args=["alpha"])).headers["Location"] == room.page()
    text = text_of(client, room.page())
    outline = outline_of(room.sprint.fresh(), None)
    assert outline.next is not None and outline.next.section.name["fi"] in text
    assert outline.next.section.minutes == min(each.section.minutes for each in outline.missing)
    assert not Plan.objects.exists()  # nothing is made by looking


def test_text_is_saved_by_the_button_and_read_by_coach_and_organiser(room: Planning) -> None:
    client, page = room.client(), room.page("scope")
    version = re.search(r'name="scope:version" value="([^"]*)"', client.get(page).content.decode())
    assert version is not None
    sent = {"scope": "## Näin\n\n- **siivous**\n- <script>x</script> ö", "scope:version": version[1]}
    assert client.post(f"{page}write/", sent).status_code == 302
    for who in ("sparraaja", "coordinator"):
        html = room.client(who).get(page).content.decode()
        assert "<strong>siivous</strong>" in html and "&lt;script&gt;x&lt;/script&gt; ö" in html
        assert 'name="scope"' not in html
    outline = outline_of(room.sprint.fresh(), plan_of(room.team()))
    assert [each.section.code for each in outline.sections if each.begun] == ["scope"]


def test_late_text_is_kept_beside_the_other(room: Planning) -> None:
    one, other, page = room.client(), room.client("toka"), room.page("scope")
    assert one.post(f"{page}write/", {"scope": "Yksi", "scope:version": "0-"}).status_code == 302
    answer = other.post(f"{page}write/", {"scope": "Toinen", "scope:version": "0-"}, follow=True)
    html = answer.content.decode()
    assert "Yksi" in html and "Toinen" in html
    assert Writing.objects.get(field="scope").text == "Yksi"
    button = re.search(r'name="choose" value="([^"]*mine[^"]*)"', html)
    assert button is not None
    other.post(f"{page}write/", {"choose": button[1]})
    assert Writing.objects.get(field="scope").text == "Toinen"
    assert "Yksi" in text_of(one, f"{page}history/scope/")


def test_text_that_is_too_long_stays_in_the_field(room: Planning) -> None:
    longest = room.section("scope").longest
    sent = {"scope": "ä" * (longest + 1), "scope:version": "0-"}
    answer = room.client().post(f"{room.page('scope')}write/", sent)
    assert answer.status_code == 422 and "ä" * (longest + 1) in answer.content.decode()
    assert not Writing.objects.filter(field="scope", text__startswith="ä").exists()


def test_organisations_have_parts_of_their_own_where_the_template_says_so(room: Planning) -> None:
    section = next(each for each in ("starting_point", "resources") if room.section(each).own)
    html = room.client().get(room.page(section)).content.decode()
    keys = re.findall(rf'name="({section}\.[0-9]+)"', html)
    assert len(keys) == 2 and "Åbo stad" in html
    assert (
        room.client().post(f"{room.page(section)}write/", {keys[1]: "Oma", f"{keys[1]}:version": "0-"}).status_code
        == 302
    )
    assert Writing.objects.get(field=keys[1]).text == "Oma"
    foreign = f"{section}.{room.team(1).members.get().pk}"
    room.client().post(f"{room.page(section)}write/", {foreign: "Vieras", f"{foreign}:version": "0-"})
    assert not Writing.objects.filter(field=foreign).exists()


# --- rows -----------------------------------------------------------------------------------------------------------
def test_row_is_added_once_changed_moved_and_brought_back(room: Planning) -> None:
    client, page, token = room.client(), room.page("goals"), str(uuid4())
    for _turn in range(2):
        assert client.post(f"{page}rows/", {**GOAL, "token": token}).status_code == 302
    first, second = Row.objects.get(), room.row(goal="Toinen tavoite")
    assert first.values == GOAL
    opened = re.search(r'name="opened" value="([^"]*)"', client.get(f"{page}rows/{first.pk}/").content.decode())
    assert opened is not None
    changed = {**GOAL, "year": "2030", "opened": opened[1], "act": "save"}
    assert client.post(f"{page}rows/{first.pk}/", changed).status_code == 302
    stale = room.client("toka").post(f"{page}rows/{first.pk}/", {**changed, "year": "2031"})
    assert stale.status_code == 422
    first.refresh_from_db()
    assert first.values["year"] == "2030"
    client.post(f"{page}rows/{second.pk}/", {"act": "up"})
    assert [row.pk for row in Row.objects.all()] == [second.pk, first.pk]
    client.post(f"{page}rows/{second.pk}/", {"act": "remove"})
    assert "Toinen tavoite" not in text_of(client, page)
    client.post(f"{page}rows/{second.pk}/", {"act": "return"})
    assert "Toinen tavoite" in text_of(client, page)


@pytest.mark.parametrize(
    ("name", "value"),
    [("goal", ""), ("goal", "ä" * 1001), ("year", "20"), ("year", "kaksi"), ("year", "9" * 30), ("owner", "x" * 201)],
)
def test_row_with_a_fault_says_what_is_wrong(room: Planning, name: str, value: str) -> None:
    answer = room.client().post(f"{room.page('goals')}rows/", {**GOAL, name: value})
    assert answer.status_code == 422 and f'href="#id_{name}"' in answer.content.decode()
    assert not Row.objects.exists()


def test_numbers_are_read_as_finns_write_them(room: Planning) -> None:
    resources = next(each.code for each in _sections(room) if each.kind == "resources")
    sent = {"what": "Asiantuntija", "hours": "1 200,5", "euros": "15000"}
    assert room.client().post(f"{room.page(resources)}rows/", sent).status_code == 302
    assert Row.objects.get().values == {"what": "Asiantuntija", "hours": "1200.5", "euros": "15000"}
    assert "1 200,5 tuntia vuodessa" in text_of(room.client(), room.page(resources)).replace("\u00a0", " ")
    answer = room.client().post(f"{room.page(resources)}rows/", {**sent, "hours": "-1"})
    assert answer.status_code == 422


def _sections(room: Planning) -> list[object]:
    from soske.workbench.plans.queries import template_of

    template = template_of(room.sprint.fresh())
    assert template is not None
    return list(template.sections)


def test_every_section_opens_for_everybody_who_reads_it(room: Planning) -> None:
    for each in _sections(room):
        for who in ("eka", "sparraaja", "coordinator"):
            assert room.client(who).get(room.page(each.code)).status_code == 200  # type: ignore[attr-defined]
    assert room.client().get(room.page("gone")).status_code == 404


# --- comments -------------------------------------------------------------------------------------------------------
def test_coach_and_team_comment_and_the_organiser_reads_none_of_it(room: Planning) -> None:
    page = room.page("goals")
    sent = {"quote": "40 ihmistä", "text": "Mistä luku tulee? ö", "act": "add"}
    for _turn in range(2):
        assert room.client("sparraaja").post(f"{page}comments/", sent).status_code == 302
    comment = Comment.objects.get()
    assert (comment.quote, comment.coach, comment.resolved_at) == ("40 ihmistä", True, None)
    assert "Mistä luku tulee? ö" in text_of(room.client(), page)
    assert "Mistä luku tulee" not in text_of(room.client("coordinator"), page)
    assert room.client("coordinator").post(f"{page}comments/", sent).status_code == 404
    room.client().post(f"{page}comments/", {"act": f"resolve:{comment.pk}"})
    comment.refresh_from_db()
    assert comment.resolver == Person.objects.get(email="eka@example.fi")
    room.client("sparraaja").post(f"{page}comments/", {"act": f"open:{comment.pk}"})
    assert Comment.objects.filter(resolved_at=None).exists()
    assert room.client().post(f"{page}comments/", {"text": "", "act": "add"}).status_code == 422


# --- others ---------------------------------------------------------------------------------------------------------
def test_other_team_and_old_coach_find_nothing(room: Planning) -> None:
    row = room.row()
    for page in (room.page(), room.page("goals"), f"{room.page('goals')}rows/{row.pk}/"):
        assert room.client("kolmas").get(page).status_code == 404
    for act in ("write/", "answer/", "rows/", "comments/", f"rows/{row.pk}/"):
        assert room.client("kolmas").post(room.page("goals") + act, {"goals": "x", "act": "remove"}).status_code == 404
    assert Row.objects.get().removed_at is None
    # The address of her own team with the row of another one.
    own = f"/fi/academies/alpha/plans/{room.sprint.teams[1].pk}/goals/rows/{row.pk}/"
    assert room.client("kolmas").get(own).status_code == 404


def test_academy_without_a_template_says_so(room: Planning) -> None:
    PackPart.objects.filter(programme=room.sprint.programme, name="plan").delete()
    revision_grow(room.sprint.programme.pk)
    assert "ei ole suunnitelman pohjaa" in text_of(room.client(), room.page())
    assert room.client().get(room.page("goals")).status_code == 404
