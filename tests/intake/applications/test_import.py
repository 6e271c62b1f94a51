"""Import from a spreadsheet: what is read, what it would do, what it does, and that nothing breaks it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from soske.intake.applications.actions_import import Options, import_do
from soske.intake.applications.imports import plan_of
from soske.intake.applications.imports_fields import guessed, targets_of
from soske.intake.applications.imports_sheet import LONGEST, table_read
from soske.intake.applications.models import Application, ManagementPromise, StrategyGoal, Submission
from soske.intake.applications.queries import form_of
from soske.intake.calls.models import Interest
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.people.models import Organisation, Person
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.models import AuditRow, Letter
from tests.support.importing import FULL, HEAD, academy, book, imported, planned
from tests.support.world import OPEN, World, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alpha() -> Programme:
    return academy("alpha")


# --- columns --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "headings",
    [
        ("Vastuuorganisaatio", "Yhteyshenkilö", "Sähköpostiosoite", "Saapunut", "Pilotti"),
        ("Ansvarig organisation", "Kontaktperson", "E-postadress", "Mottagen", "Pilot"),
        ("Lead organisation", "Contact person", "E-mail", "Received", "What do you plan to buy as the pilot?"),
        ("HAKIJA", "yhteyshenkilön nimi", "e-mail address", "Saapumispäivä", "pilotti"),
    ],
)
def test_headings_are_guessed_in_three_languages(alpha: Programme, headings: tuple[str, ...]) -> None:
    found = guessed(headings, targets_of(alpha, "applications", "fi"))
    assert found == {0: "organisation", 1: "contact_name", 2: "contact_email", 3: "received", 4: "q.pilot_object"}


@pytest.mark.parametrize("kind", ["applications", "contacts"])
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_own_template_is_understood_wholly(world: World, kind: str, lang: str) -> None:
    client = world.client("coordinator")
    answer = client.get(f"/{lang}/desk/alpha/applications/import/template/{kind}/")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    headings = [str(cell.value) for cell in sheet[1]]
    programme = programme_get("alpha")
    assert programme is not None
    targets = targets_of(programme, kind, "fi")
    assert list(guessed(headings, targets).values()) == [target.key for target in targets]


# --- applications ---------------------------------------------------------------------------------------------------
def test_submitted_application_is_numbered_frozen_and_came_another_way(alpha: Programme) -> None:
    plan = imported(alpha, HEAD, FULL)
    made = Application.objects.get()
    assert (plan.new, plan.there, plan.refused) == (1, (), ())
    assert (made.state, made.number, made.other_way, made.submitted_at) == ("submitted", 1, True, OPEN)
    assert (made.group.ready, made.group.themes, made.begun_by_id) == (True, ["employment"], None)
    members = Member.objects.filter(group=made.group).select_related("organisation")
    assert [(str(each.organisation), each.organisation.type, each.lead) for each in members] == [
        ("Keksilän kaupunki", "municipality", True),
        ("Mallilan kunta", "municipality", False),
        ("Kuvala", "association", False),
    ]
    answers = {
        each["key"]: each["text"]
        for section in made.submissions.get().content["sections"]
        for each in section["answers"]
        if each["text"]
    }
    assert answers == {
        "themes": "Hankinnoilla työllistäminen",
        "q.pilot_object": "Siivous",
        "q.pilot_value": "120\u00a0000\u00a0euroa",
    }
    assert list(GroupPerson.objects.values_list("person__email", "name")) == [
        ("hankinta@keksila.example", "Hankintapäällikkö")
    ]
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("letters", [False, True])
def test_acknowledgement_is_sent_only_when_asked_for(alpha: Programme, letters: bool) -> None:
    imported(alpha, HEAD, FULL, letters=letters)
    assert Submission.objects.get().told == (not letters)  # the worker tells of those that are not told


def test_draft_waits_for_its_contact_person(alpha: Programme) -> None:
    imported(alpha, HEAD, FULL, state="draft")
    made = Application.objects.select_related("group").get()
    assert (made.state, made.number, made.submissions.count(), made.group.ready) == ("draft", None, 0, False)
    made.programme = made.group.programme = alpha
    assert form_of(made, "fi").answers["q.pilot_object"] == "Siivous"


def test_rows_of_one_group_are_one_application_with_own_answers(alpha: Programme) -> None:
    head = ("Ryhmä", "Organisaatio", "Sähköposti", "Työaika", "Pilotti", "Management promise")
    imported(
        alpha,
        head,
        ("R1", "Keksilän kaupunki", "a@keksila.example", 200, "Siivous", "Tiimi saa aikaa."),
        ("R2", "Öjan kunta", "c@oja.example", 80, "Taksit", ""),
        ("r1", "Mallilan kunta", "b@mallila.example", 100, "", "Käsittelemme suunnitelman."),
    )
    first, second = Application.objects.order_by("number")
    members = list(Member.objects.filter(group=first.group).order_by("position"))
    assert [str(member.organisation) for member in members] == ["Keksilän kaupunki", "Mallilan kunta"]
    first.programme = first.group.programme = alpha
    answers = form_of(first, "fi").answers
    assert [answers[f"q.team_hours.{member.pk}"] for member in members] == ["200", "100"]
    assert list(ManagementPromise.objects.order_by("member").values_list("text", flat=True)) == [
        "Tiimi saa aikaa.",
        "Käsittelemme suunnitelman.",
    ]
    assert set(GroupPerson.objects.filter(group=first.group).values_list("person__email", flat=True)) == {
        "a@keksila.example",
        "b@mallila.example",
    }
    assert (first.group.contact.email if first.group.contact else "", second.number) == ("a@keksila.example", 2)


def test_goals_dates_and_choices_are_kept_as_answers(alpha: Programme) -> None:
    head = ("Organisaatio", "Goal 1: The goal, as the document says it", "Tavoite 1", "Topics that you want to learn")
    targets = targets_of(alpha, "applications", "fi")
    table = table_read(book(head, ("Keksilän kaupunki", "Työtä.", dt.date(2026, 5, 31), "Sopimusseuranta; indicators")))
    mapping = {0: "organisation", 1: "goal.1.text", 2: "goal.1.date", 3: "learn"}
    assert plan_of(alpha, "applications", table, mapping, targets, language="fi").new == 1
    options = Options(kind="applications", language="fi", received=OPEN)
    import_do(by=person("c"), programme=alpha, table=table, mapping=mapping, options=options, now=OPEN)
    goal = StrategyGoal.objects.get()
    assert (goal.text, goal.source_date) == ("Työtä.", dt.date(2026, 5, 31))
    topics = Group.objects.get().topics.order_by("code")
    assert list(topics.values_list("kind", "code")) == [("needs", "contract_monitoring"), ("needs", "indicators")]


def test_numbers_follow_the_days_of_arrival(alpha: Programme) -> None:
    head = ("Organisaatio", "Saapunut", "Diaarinumero")
    rows = (("Öjan kunta", "15.9.2026", "KEK/2"), ("Mallilan kunta", "2026-09-12 09:30:00", "KEK/1"))
    imported(alpha, head, *rows, received=None)
    found = Application.objects.order_by("number").values_list("case_number", "submitted_at")
    assert [(case, at.astimezone(OPEN.tzinfo).strftime("%d.%m. %H.%M")) for case, at in found if at] == [
        ("KEK/1", "12.09. 09.30"),
        ("KEK/2", "15.09. 12.00"),
    ]


def test_day_of_arrival_has_to_be_said(alpha: Programme) -> None:
    with pytest.raises(ValidationError) as refused:
        imported(alpha, HEAD, FULL, received=None)
    assert list(refused.value.message_dict) == ["received"]
    assert Application.objects.count() == 0


def test_same_file_again_adds_nothing(alpha: Programme) -> None:
    imported(alpha, HEAD, FULL)
    before = [model.objects.count() for model in (Application, Group, Organisation, Person, Member)]
    plan = imported(alpha, HEAD, FULL)
    assert (plan.new, [row for row, _reason in plan.there]) == (0, [2])
    assert [model.objects.count() for model in (Application, Group, Organisation, Person, Member)] == before


@pytest.mark.parametrize(
    "row",
    [
        ("KEKSILÄN  kaupunki", "", "Joku", "toinen@example.fi"),  # the same organisation leads
        ("Toinen kaupunki", "", "Sama", "Hankinta@KEKSILA.example"),  # the same contact person
    ],
)
def test_application_that_is_there_is_not_added(alpha: Programme, row: tuple[str, ...]) -> None:
    imported(alpha, HEAD, FULL)
    assert (imported(alpha, HEAD, row).new, Application.objects.count()) == (0, 1)


def test_applications_of_another_academy_do_not_count(alpha: Programme) -> None:
    beta = academy("beta")
    imported(beta, HEAD, FULL)
    assert imported(alpha, HEAD, FULL).new == 1
    assert Organisation.objects.filter(name__fi="Keksilän kaupunki").count() == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", "", "Joku", "a@example.fi"), "no organisation"),
        (("Uusi toimija", "", "Joku", "a@example.fi"), "Uusi toimija"),
        (("Keksilän kaupunki", "Outo", "Joku", "a@example.fi"), "Outo"),
        (("Keksilän kaupunki", "Keksilän kaupunki", "Joku", "a@example.fi"), "twice"),
        (("Keksilän kaupunki", "", "Joku", "a at example"), "a at example"),
        (("Keksilän kaupunki", "", "Joku", ""), "no e-mail"),
        (("Keksilän kaupunki", "", "Joku", "a@example.fi", "Avaruus"), "Avaruus"),
        (("Keksilän kaupunki", "", "Joku", "a@example.fi", "", "", "paljon"), "paljon"),
        (("Keksilän kaupunki", "", "Joku", "a@example.fi", "", "x" * (LONGEST + 1)), "20,000"),
        (("K" * 151 + " kaupunki",), "150"),
        (("Keksilän kaupunki", "", "Joku", "a@example.fi", "", "#REF!"), "#REF!"),
    ],
)
def test_refused_row_is_named_with_its_reason(alpha: Programme, row: tuple[str, ...], reason: str) -> None:
    from django.utils.translation import override

    with override("en"):
        plan, _mapping = planned(alpha, table_read(book(HEAD, row, ("Öjan kunta",))))
    assert [number for number, _reason in plan.refused] == [2]
    assert reason in plan.refused[0][1]
    assert [each.members[0].name for each in plan.applications] == ["Öjan kunta"]


def test_one_wrong_row_refuses_its_application_only(alpha: Programme) -> None:
    head = ("Ryhmä", "Organisaatio", "Sähköposti")
    rows = (
        ("1", "Keksilän kaupunki", "a@example.fi"),
        ("1", "Mallilan kunta", "väärin"),
        ("2", "Öjan kunta", "b@b.fi"),
    )
    plan = imported(alpha, head, *rows)
    assert ([row for row, _reason in plan.refused], plan.new) == ([2, 3], 1)


def test_required_column_and_double_meaning_are_refused(alpha: Programme) -> None:
    table, targets = table_read(book(HEAD, FULL)), targets_of(alpha, "applications", "fi")
    for mapping in ({1: "members"}, {0: "organisation", 1: "organisation"}):
        with pytest.raises(ValidationError) as refused:
            plan_of(alpha, "applications", table, mapping, targets, language="fi")
        assert list(refused.value.message_dict) == ["mapping"]


def test_record_of_the_past_takes_nothing(alpha: Programme) -> None:
    alpha.record_only = True
    with pytest.raises(ValidationError):
        imported(alpha, HEAD, FULL)


def test_practice_academy_takes_made_up_organisations_only() -> None:
    gamma = academy("gamma", practice=True)
    Organisation.objects.create(name={"fi": "Keksilän kaupunki"}, type="municipality", sector="municipal")
    imported(gamma, HEAD, FULL)
    assert {member.organisation.made_up for member in Member.objects.select_related("organisation")} == {True}


def test_import_is_written_down_without_names(alpha: Programme) -> None:
    imported(alpha, HEAD, FULL, ("", "", "", ""), ("Uusi toimija", "", "", ""))
    rows = {row.act: row.details for row in AuditRow.objects.filter(act__contains="imported")}
    assert rows == {
        "applications_imported": {"new": 1, "there": 0, "refused": 1},
        "application_imported": {"row": 2, "number": 1},
    }


# --- contacts -------------------------------------------------------------------------------------------------------
def test_contacts_become_expressions_of_interest_once(alpha: Programme) -> None:
    head = ("Nimi", "Sähköposti", "Organisaatio", "Kieli")
    rows = (
        ("Hankintapäällikkö", "A@Example.fi", "Keksilän kaupunki", "suomi"),
        ("", "b@example.fi", "", "ruotsi"),
        ("Toinen", "a@example.fi", "", ""),
        ("Kolmas", "ei osoitetta", "", ""),
    )
    plan = imported(alpha, head, *rows, kind="contacts")
    assert (plan.new, [row for row, _ in plan.there], [row for row, _ in plan.refused]) == (2, [4], [5])
    assert list(Interest.objects.order_by("pk").values_list("name", "email", "organisation", "language")) == [
        ("Hankintapäällikkö", "a@example.fi", "Keksilän kaupunki", "fi"),
        ("b@example.fi", "b@example.fi", "", "sv"),
    ]
    assert imported(alpha, head, *rows, kind="contacts").new == 0
    assert Interest.objects.count() == 2
