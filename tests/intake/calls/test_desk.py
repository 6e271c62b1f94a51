"""The coordinator's pages of the call, what waits for her, lists."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from soske.base.connect import duties_of
from soske.intake.calls.actions import call_change, info_signup, interest_mark
from soske.intake.calls.models import Call
from soske.intake.calls.queries import case_number
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import PackPart, Programme, Stage
from soske.programmes.queries import programme_get
from soske.records.actions import revision_grow
from soske.records.models import AuditRow, CalendarEntry
from tests.support.calls import call_now
from tests.support.world import person, programme

pytestmark = pytest.mark.django_db
DESK = "/fi/desk/alpha/call/"


@pytest.fixture
def coordinator() -> Person:
    return person("coordinator")


@pytest.fixture
def alpha(coordinator: Person) -> Programme:
    cache.clear()
    made = programme("alpha")
    Programme.objects.filter(pk=made.pk).update(state="public")
    coordinator_add(by=None, programme=made, person=coordinator, starts=dt.date(2020, 1, 1))
    day = timezone.localdate() + dt.timedelta(days=9)
    Stage.objects.filter(kind="info").update(starts=day, ends=day)
    return call_now(made, "before")


def client(who: Person) -> Client:
    found = Client()
    found.force_login(who)
    return found


def again(made: Programme) -> Programme:
    found = programme_get(made.slug)
    assert found is not None
    return found


def duties(made: Programme, who: Person, prefix: str = "call_") -> set[str]:
    found = duties_of(person=who, programme=again(made), now=timezone.now())
    return {duty.key.partition(":")[0] for duty in found if duty.key.startswith(prefix)}


def test_case_number_place_and_links_are_saved_and_logged(alpha: Programme, coordinator: Person) -> None:
    browser = client(coordinator)
    opened = browser.get(DESK).context["form"]["opened"].value()
    data = {
        "case_number": "D/123/2026",
        "info_place": "Verkossa",
        "info_link": "https://kokous.example/1",
        "recording": "",
        "opened": opened,
    }
    assert browser.post(DESK, data).status_code == 302
    assert browser.post(DESK, {**data, "case_number": "toinen"}).status_code == 422  # begun before the first was saved
    call = Call.objects.get()
    assert (call.case_number, call.info_place, call.info_link) == ("D/123/2026", "Verkossa", "https://kokous.example/1")
    assert AuditRow.objects.get(act="call_changed").details == {"fields": ["case_number", "info_link", "info_place"]}
    page = Client().get("/fi/academies/alpha/call/").content.decode()
    assert "D/123/2026" in page
    assert "kokous.example" not in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ei osoite", "https://x.example/" + "a" * 500])
def test_wrong_address_of_the_recording_is_refused(alpha: Programme, coordinator: Person, address: str) -> None:
    answer = client(coordinator).post(DESK, {"recording": address})
    assert (answer.status_code, Call.objects.count()) == (422, 0)


def test_case_number_of_the_academy_is_shown_until_the_call_has_one(alpha: Programme, coordinator: Person) -> None:
    Programme.objects.filter(pk=alpha.pk).update(case_number="A/1")
    revision_grow(alpha.pk)
    assert case_number(again(alpha)) == "A/1"
    call_change(by=coordinator, programme=alpha, case_number="H/2")
    assert case_number(again(alpha)) == "H/2"


def test_sign_ups_are_counted_filtered_and_downloaded(alpha: Programme, coordinator: Person) -> None:
    now = timezone.now()
    for number in range(3):
        info_signup(
            programme=again(alpha),
            email=f"a{number}@k.example",
            language="fi",
            now=now,
            name="=HYPERLINK(1)",
            attends=number != 2,
            wants_recording=number == 2,
            question="Miksi?" if number == 1 else "",
        )
    interest_mark(programme=again(alpha), email="b@k.example", language="sv", now=now)
    browser = client(coordinator)
    shown = {
        which: browser.get(f"{DESK}sign-ups/?which={which}").context["total"]
        for which in ("", "attends", "recording", "question", "x")
    }
    assert shown == {"": 3, "attends": 2, "recording": 1, "question": 1, "x": 3}
    book = load_workbook(BytesIO(browser.get("/fi/desk/alpha/groups.xlsx").content))
    sheet = book["Infotilaisuus"]
    assert [cell.value for cell in sheet[2]][:3] == ["=HYPERLINK(1)", "a0@k.example", ""]
    assert sheet["A2"].data_type == "s"
    assert book["Kiinnostuksen ilmaisut"]["B2"].value == "b@k.example"


def test_recording_is_sent_by_a_button(alpha: Programme, coordinator: Person) -> None:
    day = timezone.localdate() - dt.timedelta(days=1)
    Stage.objects.filter(kind="info").update(starts=day, ends=day)
    revision_grow(alpha.pk)
    info_signup(
        programme=again(alpha),
        email="a@k.example",
        language="fi",
        now=timezone.now(),
        attends=False,
        wants_recording=True,
    )
    assert duties(alpha, coordinator, "call_rec") == {"call_recording"}
    browser = client(coordinator)
    assert browser.get(f"{DESK}recording/").status_code == 405
    browser.post(f"{DESK}recording/")
    call_change(by=coordinator, programme=alpha, recording="https://video.example/1")
    assert "recording/" in browser.get(DESK).content.decode()
    assert browser.post(f"{DESK}recording/").status_code == 302
    assert duties(alpha, coordinator, "call_rec") == set()
    assert AuditRow.objects.filter(act="recording_sent").count() == 1


def test_missing_texts_wait_for_the_coordinator_before_the_opening(alpha: Programme, coordinator: Person) -> None:
    assert duties(alpha, coordinator) == set()
    PackPart.objects.filter(programme=alpha, name="criteria").update(content=[])
    Programme.objects.update(state="draft")
    revision_grow(alpha.pk)
    assert duties(alpha, coordinator) == {"call_texts", "call_unpublished"}
    assert duties(alpha, person("outsider")) == set()
    Stage.objects.filter(kind="call").update(starts=None, ends=None)
    revision_grow(alpha.pk)
    assert duties(alpha, coordinator) == {"call_dates"}
    Programme.objects.update(record_only=True)
    revision_grow(alpha.pk)
    assert duties(alpha, coordinator) == set()


# --- times of day of stages -------------------------------------------------------------------------------------------
def stage_form(browser: Client) -> dict[str, Any]:
    form = browser.get("/fi/desk/alpha/dates/").context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {
        name: value.strftime("%d.%m.%Y")
        if isinstance(value, dt.date)
        else value.strftime("%H.%M")
        if value and not isinstance(value, str)
        else value or ""
        for name, value in data.items()
    }


def test_times_of_the_call_and_of_single_days_can_be_changed(alpha: Programme, coordinator: Person) -> None:
    browser = client(coordinator)
    data = stage_form(browser)
    assert {"call_opens", "call_closes", "info_opens", "kickoff_closes"} <= set(data)
    assert "sparring_1_opens" not in data
    data |= {"call_starts": "3.9.2026", "call_ends": "1.10.2026", "info_starts": "10.9.2026"}
    data |= {"call_opens": "9", "call_closes": "24.00", "kickoff_opens": "9:30", "kickoff_closes": "16.00"}
    assert browser.post("/fi/desk/alpha/dates/", data).status_code == 302
    call, kickoff = (Stage.objects.get(code=code) for code in ("call", "kickoff"))
    assert (call.opens, call.closes, kickoff.opens) == (dt.time(9), None, dt.time(9, 30))
    entry = CalendarEntry.objects.get(subject_type="stage", subject_id=kickoff.pk)
    assert (entry.all_day, (entry.ends - entry.starts)) == (False, dt.timedelta(hours=6, minutes=30))
    assert browser.post("/fi/desk/alpha/dates/", data).status_code == 422  # opened before the times were moved


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"info_opens": "10.00", "info_closes": "9.00"}, "info_closes"),
        ({"info_opens": "aamulla"}, "info_opens"),
        ({"info_opens": "25.00"}, "info_opens"),
        ({"workshop_3_starts": "28.3.2027", "workshop_3_opens": "3.30"}, "workshop_3_opens"),  # left out
    ],
)
def test_wrong_times_are_named_beside_their_field(
    alpha: Programme, coordinator: Person, values: dict[str, str], field: str
) -> None:
    browser = client(coordinator)
    answer = browser.post("/fi/desk/alpha/dates/", {**stage_form(browser), **values})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_case_number_of_the_academy_is_a_field(alpha: Programme, coordinator: Person) -> None:
    browser = client(coordinator)
    form = browser.get("/fi/desk/alpha/settings/").context["form"]
    data = {"name_fi": "A", "seats": 6, "colour": "plum", "case_number": "A/1", "opened": form["opened"].value()}
    assert browser.post("/fi/desk/alpha/settings/", data).status_code == 302
    assert again(alpha).case_number == "A/1"
