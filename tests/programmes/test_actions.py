"""Programmes: made from a pack, dates moved, facts changed."""

from __future__ import annotations

import datetime as dt
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from soske.base.localtext import LocalText
from soske.base.markdown import markdown_html
from soske.base.opened import Stale, mark
from soske.packs.loader import load_pack
from soske.people.models import Organisation
from soske.programmes.actions import (
    coordinator_add,
    programme_change,
    programme_make,
    stage_order_faults,
    stages_move,
    stages_record,
)
from soske.programmes.letters import letter_compose
from soske.programmes.models import PackPart, Programme, ProgrammeRole, Stage
from soske.programmes.queries import (
    coordinates,
    kickoff_of,
    pack_parts,
    path_of,
    predecessors_offered,
    programme_facts,
    stages_facts,
    stages_of,
)
from soske.programmes.states import MOVES, ProgrammeState, programme_move
from soske.records.mail import plain_text
from soske.records.models import AuditRow, CalendarEntry
from tests.support.world import KICKOFF, default_pack, person, programme

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")
TINY = Path(__file__).parents[1] / "packs" / "tiny"


def test_programme_has_every_stage_of_its_pack_with_dates() -> None:
    made = programme("alpha", by=person("maker"))
    stages = stages_of(made)
    assert list(stages) == [stage.code for stage in default_pack().stages()]
    assert stages["kickoff"].starts == KICKOFF
    assert [code for code, stage in stages.items() if stage.starts is None] == []
    assert ProgrammeRole.objects.get().person.name == "Maker"
    assert AuditRow.objects.get(act="programme_made").details == {"pack": "soske", "version": default_pack().version}


def test_programme_without_a_kickoff_has_no_dates_and_no_calendar() -> None:
    made = programme("alpha", kickoff=None)
    assert {stage.starts for stage in stages_of(made).values()} == {None}
    assert (kickoff_of(made), CalendarEntry.objects.count()) == (None, 0)


def test_snapshot_does_not_change_with_the_pack() -> None:
    made = programme("alpha")
    part = PackPart.objects.get(programme=made, name="themes")
    part.content[0]["name"]["fi"] = "Muutettu"
    part.save()
    assert pack_parts(made, "themes")["themes"][0].name["fi"] == "Muutettu"
    assert pack_parts(programme("beta"), "themes")["themes"][0].name == default_pack().themes[0].name


def test_programme_from_another_pack_has_nothing_of_soske() -> None:
    pack = load_pack(TINY)
    made = programme_make(by=None, pack=pack, name=LocalText(en="School Meals 2027"), slug="meals", kickoff=KICKOFF)
    assert (made.languages, made.seats, made.length_months) == (["sv", "en"], 10, 3)
    texts = str(list(PackPart.objects.filter(programme=made).values_list("content", flat=True)))
    assert "oske" not in texts and "hankin" not in texts


@pytest.mark.parametrize("slug", ["alpha", "ALPHA", " alpha "])
def test_taken_address_is_refused_and_nothing_is_half_made(slug: str) -> None:
    programme("alpha")
    before = (PackPart.objects.count(), Stage.objects.count(), AuditRow.objects.count())
    with pytest.raises(ValidationError) as refused:
        programme_make(by=None, pack=default_pack(), name=LocalText(fi="X"), slug=slug, kickoff=KICKOFF)
    assert list(refused.value.error_dict) == ["slug"]
    assert (PackPart.objects.count(), Stage.objects.count(), AuditRow.objects.count()) == before


@pytest.mark.parametrize(("slug", "name", "field"), [("!!!", "X", "slug"), ("", "X", "slug"), ("ok", "", "name")])
def test_programme_without_address_or_name_is_refused(slug: str, name: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        programme_make(by=None, pack=default_pack(), name=LocalText(fi=name), slug=slug, kickoff=KICKOFF)
    assert list(refused.value.error_dict) == [field]


def test_seven_programmes_share_six_colours_without_a_fault() -> None:
    colours = [programme(f"p{number}").colour for number in range(7)]
    assert len(set(colours[:6])) == 6


def test_stage_can_move_and_calendars_follow() -> None:
    made = programme("alpha")
    stage = stages_of(made)["workshop_1"]
    entry = CalendarEntry.objects.get(subject_type="stage", subject_id=stage.pk)
    day = stage.starts + dt.timedelta(days=1)
    assert stages_move(by=person("c"), programme=made, times={"workshop_1": (day, day)}) == ["workshop_1"]
    entry.refresh_from_db()
    assert (entry.sequence, entry.starts.astimezone(HELSINKI).date()) == (1, day)
    assert stages_move(by=person("c"), programme=made, times={"workshop_1": (day, day)}) == []


def test_stage_without_a_date_is_cancelled_in_calendars() -> None:
    made = programme("alpha")
    stages_move(by=person("c"), programme=made, times={"followup_12": (None, None)})
    stage = stages_of(made)["followup_12"]
    assert stage.starts is None
    assert CalendarEntry.objects.get(subject_type="stage", subject_id=stage.pk).cancelled is True


def test_wrong_order_is_named_and_not_saved() -> None:
    made = programme("alpha")
    early = KICKOFF - dt.timedelta(days=1)
    times = {code: (stage.starts, stage.ends) for code, stage in stages_of(made).items()} | {
        "workshop_1": (early, early)
    }
    assert [(fault.code, fault.kind) for fault in stage_order_faults(made, times)] == [("workshop_1", "starts_before")]
    with pytest.raises(ValidationError):
        stages_move(by=person("c"), programme=made, times=times)
    assert stages_of(made)["workshop_1"].starts != early


def test_unknown_stage_is_refused() -> None:
    with pytest.raises(ValidationError):
        stages_move(by=person("c"), programme=programme("alpha"), times={"nothing": (None, None)})


def test_workshop_keeps_its_time_over_the_change_to_summer_time() -> None:
    made = programme("alpha")
    for day in (dt.date(2027, 3, 25), dt.date(2027, 4, 1)):
        stages_move(by=person("c"), programme=made, times={"workshop_4": (None, None), "workshop_3": (day, day)})
        stage = stages_of(made)["workshop_3"]
        entry = CalendarEntry.objects.get(subject_type="stage", subject_id=stage.pk)
        assert entry.starts.astimezone(HELSINKI).strftime("%d %H:%M") == f"{day:%d} 09:00"


def test_record_keeps_weeks_and_remarks() -> None:
    made = programme("alpha", kickoff=None)
    stages_record(
        programme=made,
        stages={
            "interviews": {"starts": dt.date(2021, 11, 22), "ends": dt.date(2021, 12, 17), "precision": "week"},
            "selection": {"remark": {"fi": "ennen joulua"}},
        },
    )
    path = path_of(pack_parts(made, "path")["path"], stages_of(made), today=dt.date(2026, 1, 1), lang="fi", past=True)
    assert [step.dates for step in path.steps][1:3] == ["viikot 47–50/2021", "ennen joulua"]
    assert {step.state for step in path.steps} == {"done"}


def test_coordinator_is_added_once_and_only_from_her_first_day() -> None:
    made, who = programme("alpha"), person("aino")
    for _time in range(2):
        coordinator_add(by=None, programme=made, person=who, starts=dt.date(2027, 1, 1))
    assert ProgrammeRole.objects.count() == 1
    assert [coordinates(who, made, today=dt.date(2026, 12, 31)), coordinates(who, made, today=dt.date(2027, 1, 1))] == [
        False,
        True,
    ]


@pytest.mark.parametrize("before", list(ProgrammeState))
def test_programme_moves_only_as_the_table_says(before: ProgrammeState) -> None:
    made = programme("alpha")
    for to in ProgrammeState:
        Programme.objects.update(state=before)
        made.refresh_from_db()
        assert programme_move(made, to, by=None) == (to in MOVES[before])


def change(made: Programme, **values: Any) -> Programme:
    facts = {
        field: getattr(made, field)
        for field in ("name", "organiser", "address", "colour", "seats", "continues", "continues_name", "continues_url")
    }
    return programme_change(by=person("c"), programme=made, **{**facts, **values})


def test_programme_facts_change_and_the_log_says_which() -> None:
    made = programme("alpha")
    colour = "blue" if made.colour != "blue" else "plum"
    change(made, seats=9, colour=colour)
    assert AuditRow.objects.get(act="programme_changed").details == {"fields": ["colour", "seats"]}
    change(made)
    assert AuditRow.objects.filter(act="programme_changed").count() == 1


def test_programme_continues_one_other() -> None:
    made, other = programme("alpha"), programme("beta")
    with pytest.raises(ValidationError) as refused:
        change(made, continues=made)
    assert list(refused.value.error_dict) == ["continues"]
    with pytest.raises(ValidationError) as refused:
        change(made, continues=other, continues_name=LocalText(fi="Muu"))
    assert list(refused.value.error_dict) == ["continues_name"]
    assert change(made, continues=other).continues == other


def test_letter_leaves_out_lines_without_a_value() -> None:
    made = programme("alpha")
    words = {
        "programme": "Alpha-akatemia",
        "group": "Äänekosken kaupunki",
        "members": "x",
        "kickoff": "21.1.2027",
        "link": "https://a",
    }
    letter = letter_compose(made, "selected", language="fi", words=words)
    assert "{" not in letter.subject + letter.body
    assert "Äänekosken kaupunki" in letter.body
    assert all(not line.rstrip().endswith(":") or line.startswith("#") for line in letter.body.splitlines())


WORDS = {
    "programme": "A",
    "members": "B",
    "kickoff": "21.1.2027",
    "link": "https://a.example/a_b/",
    "address": "a_b@c.fi",
}


@pytest.mark.parametrize(
    "name",
    [
        "[Klikkaa](https://evil.example)",
        "![kuva](https://evil.example/x.png)",
        "<https://evil.example>",
        "x](https://evil.example) [y",
        "**Paksu** _oy_ `koodi` \\* &lt; & A_B",
        "# Otsikko",
        "1. divisioona",
        "- lista",
        "> lainaus",
        "Kaksi\r\n# riviä",
    ],
)
@pytest.mark.parametrize(
    "template", ["{group}", "Ryhmä: {group}", "- {group}", "[katso]({link}) {group}", "a\n{group}"]
)
def test_letter_shows_a_name_as_it_is(name: str, template: str) -> None:
    """In HTML no name is a link or a heading, and the plain text has no backslashes."""
    made = programme("alpha")
    letters = [{"code": "selected", "subject": {"fi": "{group}"}, "body": {"fi": template}}]
    PackPart.objects.filter(programme=made, name="letters").update(content=letters)
    letter = letter_compose(made, "selected", language="fi", words=WORDS | {"group": name})
    shown, line = " ".join(name.split()), template.replace("{link}", WORDS["link"])
    html = markdown_html(letter.body)
    assert letter.subject == shown
    assert plain_text(letter.body) == line.replace("{group}", shown)
    assert ("evil" in (html.split("href=")[-1].split('"')[1] if "href=" in html else ""), "<h" in html) == (
        False,
        False,
    )
    assert escape(shown, quote=False) in html


def test_letter_in_a_language_that_the_pack_lacks_speaks_its_first_one() -> None:
    made = programme("alpha")
    assert letter_compose(made, "selected", language="de", words={}).language == "fi"
    with pytest.raises(LookupError):
        letter_compose(made, "nothing", language="fi", words={})


def test_stale_dates_are_refused_and_the_newer_stay() -> None:
    made, day = programme("alpha"), KICKOFF + dt.timedelta(days=20)
    opened = mark(stages_facts(stages_of(made)))
    moved = stages_move(by=person("c"), programme=made, times={"followup_12": (None, None)}, opened=opened)
    assert moved == ["followup_12"]
    with pytest.raises(Stale):
        stages_move(by=person("d"), programme=made, times={"followup_12": (day, day)}, opened=opened)
    assert stages_of(made)["followup_12"].starts is None


def test_stale_facts_are_refused_and_the_newer_stay() -> None:
    made = programme("alpha")
    opened = mark(programme_facts(made))
    change(made, seats=9, opened=opened)
    with pytest.raises(Stale):
        change(Programme.objects.get(), seats=3, organiser_new="Uusi järjestäjä", opened=opened)
    assert (Programme.objects.get().seats, Organisation.objects.count()) == (9, 0)


def test_refused_facts_leave_no_new_organiser_behind() -> None:
    made, other = programme("alpha"), programme("beta")
    with pytest.raises(ValidationError):
        change(made, organiser_new="Uusi järjestäjä", continues=other, continues_name=LocalText(fi="Muu"))
    assert Organisation.objects.count() == 0
    assert change(made, organiser_new="Uusi järjestäjä").organiser == Organisation.objects.get()


def test_programme_may_continue_published_ones_and_those_of_the_same_coordinator() -> None:
    made, public, own, _foreign = (programme(slug) for slug in ("alpha", "public", "own", "foreign"))
    today = dt.date(2027, 1, 1)
    programme_move(public, ProgrammeState.PUBLIC, by=None)
    for each in (made, own):
        coordinator_add(by=None, programme=each, person=person("c"), starts=today)
    offered = predecessors_offered(made, person("c"), today=today)
    assert sorted(each.slug for each in offered) == ["own", "public"]
