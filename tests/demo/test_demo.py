"""The demo: the record of 2022 as it is, and a practice academy that says it is made up."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from soske import cli
from soske.demo.actions import UnknownStage, demo_load, stage_names
from soske.demo.queries import demo_roles
from soske.demo.record import record_load
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.reviews.models import Review
from soske.intake.selection.models import Alternative, Announcement, Choice, Decision
from soske.intake.selection.queries import announcement_data, announcement_of
from soske.people.models import Organisation, Person
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, stages_of
from soske.records.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(db: None) -> Programme:
    record_load()
    return Programme.objects.select_related("organiser", "continues").get(slug="soske-2022")


def test_record_has_six_groups_of_which_four_are_joint(record: Programme) -> None:
    data = announcement_data(record, announcement_of(record))
    assert (data["kickoff"], data["joint_count"], len(data["groups"])) == ("2022-01-20", 4, 6)
    assert {group["name"]["fi"]: len(group["members"]) for group in data["groups"]} == {
        "Hengitysliitto ry ja Ammattiopisto Luovi": 2,
        "Helsingin kaupunki": 5,
        "Lapin ammattikorkeakoulu ja Lapin yliopisto": 2,
        "Porin kaupunki": 1,
        "Rovaniemen kaupunki": 1,
        "Senaatti-kiinteistöt ja Puolustuskiinteistöt": 2,
    }
    assert sorted(data["programme"]) == ["en", "fi", "sv"]


def test_record_has_no_question_of_the_application_that_is_not_in_its_sources(record: Programme) -> None:
    parts = pack_parts(record, "call", "eligibility", "criteria", "application", "topics", "letters")
    assert {name for name, rows in parts.items() if name != "call" and rows} == set()
    assert {name for name, text in parts["call"] if text} == {"lead", "selection"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fi", ["Miten ryhmät valittiin", "Arvioita valmiina", "Haastatteluja pidetty", "Vastaanotettuja paikkoja"]),
        ("sv", ["Så valdes grupperna ut", "Genomförda intervjuer", "Platser som tagits emot"]),
        ("en", ["How the groups were chosen", "Reviews done", "Interviews held", "Seats accepted"]),
    ],
)
def test_record_says_that_reviews_interviews_and_seats_are_not_recorded(
    record: Programme, client: Client, lang: str, words: list[str]
) -> None:
    page = client.get(f"/{lang}/academies/soske-2022/announcement/").content.decode()
    facts = page.split('<dl class="facts">')[1].split("</dl>")[0]
    assert [word for word in words if word not in page] == []
    assert (facts.count("<dt>"), facts.count('data-kind="gap"')) == (5, 5)


def test_record_invents_no_person_and_sends_nothing(record: Programme) -> None:
    assert (Person.objects.count(), GroupPerson.objects.count(), Letter.objects.count()) == (0, 0, 0)
    assert not Member.objects.filter(lead=True).exists()
    assert not Member.objects.filter(sponsor__isnull=False).exists()
    assert record.record_only is True


def test_record_has_the_dates_of_the_call_and_no_others(record: Programme) -> None:
    dated = {code: (stage.starts, stage.ends) for code, stage in stages_of(record).items() if stage.starts}
    day = dt.date
    assert dated == {
        "call": (day(2021, 11, 10), day(2021, 12, 10)),
        "info": (day(2021, 11, 16), day(2021, 11, 16)),
        "interviews": (day(2021, 11, 22), day(2021, 12, 17)),
        "kickoff": (day(2022, 1, 20), day(2022, 1, 20)),
    }
    assert {stage.opens for stage in stages_of(record).values()} == {None}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "fi",
            [
                "Kuusi organisaatioryhmää",
                "20.1.2022",
                "kaupunginkanslia, kolme toimialaa ja Palvelukeskus",
                "Ei kirjattu",
            ],
        ),
        (
            "sv",
            [
                "Sex organisationsgrupper",
                "20.1.2022",
                "stadskansliet, tre sektorer och Servicecentralen",
                "Inte antecknat",
            ],
        ),
        (
            "en",
            [
                "Six organisation groups",
                "20 Jan 2022",
                "City Executive Office, three divisions and Service Centre",
                "Not recorded",
            ],
        ),
    ],
)
def test_record_reads_in_three_languages(record: Programme, lang: str, words: list[str]) -> None:
    pages = [Client().get(f"/{lang}/academies/soske-2022/{page}").content.decode() for page in ("announcement/", "")]
    for word in words:
        assert word in pages[0] + pages[1], word


def test_name_without_a_translation_is_marked_with_its_language(record: Programme) -> None:
    html = Client().get("/sv/academies/soske-2022/announcement/").content.decode()
    assert '<span lang="fi">Ammattiopisto Luovi</span>' in html
    assert '<span lang="fi">Lapin ammattikorkeakoulu</span>' in html


def test_announce_command_prints_text_and_data(record: Programme, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["announce", "soske-2022", "--lang", "sv"]) == 0
    assert capsys.readouterr().out.startswith("Sex organisationsgrupper")
    assert cli.main(["announce", "soske-2022", "--lang", "fi", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert sorted(data) == ["groups", "joint_count", "kickoff", "programme"]
    assert sorted(data["groups"][0]) == ["joint", "members", "name", "sectors"]


def test_announce_command_says_when_there_is_no_programme(
    record: Programme, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["announce", "nothing"]) == 1
    assert "nothing" in capsys.readouterr().err


def test_practice_academy_of_groups_is_marked_and_made_up() -> None:
    demo_load(stage="groups", seed=7)
    practice = Programme.objects.get(slug="harjoitus")
    assert practice.practice is True
    members = Member.objects.filter(group__programme=practice).select_related("organisation")
    assert {member.organisation.made_up for member in members} == {True}
    assert Group.objects.filter(programme=practice).count() == 5
    assert all(person.email.endswith("@harjoitus.example") for person in Person.objects.all())
    assert Announcement.objects.filter(programme=practice).exists() is False


def test_review_and_decision_are_under_way_at_their_stages() -> None:
    demo_load(stage="decision", seed=1)
    assert Counter(Review.objects.values_list("state", flat=True)) == {"done": 30}
    assert (
        Choice.objects.filter(outcome="selected", group__programme__slug="harjoitus").count(),
        Alternative.objects.count(),
    ) == (5, 2)
    assert Decision.objects.count() == 0
    emails = [role.person.email.split("@")[0] for role in demo_roles()]
    assert emails == ["koordinaattori", "hakija", "kumppani", "lahettanyt", "arvioija.1", "jarjestaja", "muu"]


def test_half_of_the_reviews_are_left_at_their_stage() -> None:
    demo_load(stage="review", seed=1)
    states = Counter(Review.objects.values_list("state", flat=True))
    assert (sum(states.values()), states["done"] >= 12, states["assigned"] >= 5) == (30, True, True)


def test_same_seed_gives_the_same_practice_academy() -> None:
    found = []
    for _time in range(2):
        demo_load(stage="groups", seed=11)
        rows = GroupPerson.objects.filter(group__programme__slug="harjoitus").order_by("pk")
        found.append(list(rows.values_list("person__email", "role", "member__organisation__name")))
        Programme.objects.all().delete()
        Organisation.objects.all().delete()
        Person.objects.all().delete()
    assert found[0] == found[1] and len(found[0]) == 15


def test_loading_twice_adds_nothing() -> None:
    demo_load(stage="groups", seed=1)
    before = [model.objects.count() for model in (Programme, Group, Person, Organisation, Letter)]
    demo_load(seed=2)
    assert [model.objects.count() for model in (Programme, Group, Person, Organisation, Letter)] == before


def test_unknown_stage_is_refused_and_the_known_ones_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnknownStage) as refused:
        demo_load(stage="nothing")
    assert all(name in str(refused.value) for name in stage_names())
    assert Programme.objects.count() == 0


def test_demo_page_signs_one_in_as_a_role_in_demo_mode_only(settings: Any) -> None:
    demo_load(stage="groups", seed=1)
    who = demo_roles()[0].person
    assert Client().post("/fi/demo/", {"person": who.pk}).status_code == 404
    settings.DEMO = True
    client = Client()
    assert (
        client.post("/fi/demo/", {"person": who.pk, "next": "https://elsewhere.example/"}).headers["Location"]
        == "/fi/desk/"
    )
    assert client.get("/fi/desk/harjoitus/").status_code == 200
    assert Client().post("/fi/demo/", {"person": "999999"}).status_code == 404


def test_demo_never_signs_in_as_someone_outside_the_list(settings: Any) -> None:
    demo_load(stage="groups", seed=1)
    settings.DEMO = True
    listed = {role.person.pk for role in demo_roles()}
    other = Person.objects.exclude(pk__in=listed).first()
    assert other is not None
    assert Client().post("/fi/demo/", {"person": other.pk}).status_code == 404
