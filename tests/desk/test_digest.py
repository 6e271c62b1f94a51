"""The digest: what waits for a person, at most once a day, never what is done."""

from __future__ import annotations

import datetime as dt
import threading
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from soske.base import connect
from soske.base.connect import Duty
from soske.desk import digest, tasks
from soske.desk.digest import digest_queue, digests_queue, may_leave, people_after, today_of
from soske.intake.groups.models import Group, GroupPerson
from soske.people.models import Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import PackPart, Programme
from soske.programmes.queries import programme_get
from soske.records.models import Letter, Reminder
from tests.support.queries import counted
from tests.support.world import World, person, programme

pytestmark = pytest.mark.django_db

HELSINKI = ZoneInfo("Europe/Helsinki")
MONDAY = dt.datetime(2026, 11, 23, 8, 0, tzinfo=HELSINKI)
DAY = dt.timedelta(days=1)


@pytest.fixture
def world(world: World) -> World:
    """One group in the academy, so that everyone in it is known."""
    Group.objects.filter(programme=world.alpha).exclude(pk=world.alpha_group.pk).delete()
    return world


class Waits:
    """Duties of the test itself: key -> (person, programme, due)."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[Person, Programme, dt.date | None]] = {}

    def __call__(self, *, person: Person, programme: Programme, now: dt.datetime) -> list[Duty]:
        return [
            Duty(key=key, title=f"Asia {key}", text="", button="", url=f"/fi/x/{len(key)}/", due=due)
            for key, (reader, place, due) in self.rows.items()
            if (reader.pk, place.pk) == (person.pk, programme.pk)
        ]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """Only the duties that the test says."""
    made = Waits()
    only: connect.Registry[connect.Duties] = connect.Registry()
    only.add(made)
    monkeypatch.setattr(connect, "duties", only)
    cache.clear()
    return made


def digests() -> list[Letter]:
    return list(Letter.objects.filter(code="digest").order_by("pk"))


def run(now: dt.datetime) -> int:
    return digests_queue(now=now)[0]


# --- when -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("utc", "leaves"),
    [
        ("2026-11-23T05:59", False),  # winter: 7.59
        ("2026-11-23T06:00", True),
        ("2026-06-15T04:59", False),  # summer: 7.59
        ("2026-06-15T05:00", True),
        ("2026-03-29T04:59", False),  # clocks went forward in the night
        ("2026-03-29T05:00", True),
        ("2026-10-25T05:59", False),  # clocks went back in the night
        ("2026-10-25T06:00", True),
        ("2026-11-23T22:00", False),  # midnight
        ("2026-11-23T18:00", False),  # 20.00
    ],
)
def test_digests_leave_from_eight_on_whatever_the_clocks_do(utc: str, leaves: bool) -> None:
    assert may_leave(dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)) == leaves


def test_day_of_a_digest_is_that_of_finland() -> None:
    assert today_of(dt.datetime(2026, 11, 22, 22, 30, tzinfo=dt.UTC)) == dt.date(2026, 11, 23)


def test_reminders_come_7_2_and_0_days_before_and_each_once(world: World, waits: Waits) -> None:
    due = MONDAY.date() + 10 * DAY  # a Thursday
    waits.rows["a"] = (world.people["coordinator"], world.alpha, due)
    told = [day for day in range(14) if run(MONDAY + day * DAY) or run(MONDAY + day * DAY + dt.timedelta(hours=4))]
    assert told == [3, 8, 10]
    assert sorted(Reminder.objects.values_list("days", flat=True)) == [0, 2, 7]


def test_what_begins_late_is_told_once_for_the_days_that_are_left(world: World, waits: Waits) -> None:
    waits.rows["a"] = (world.people["coordinator"], world.alpha, MONDAY.date() + DAY)
    assert [run(MONDAY + day * DAY) for day in range(3)] == [1, 1, 0]


def test_duty_without_a_date_is_told_once(world: World, waits: Waits) -> None:
    waits.rows["a"] = (world.people["coordinator"], world.alpha, None)
    assert [run(MONDAY + day * DAY) for day in range(4)] == [1, 0, 0, 0]


def test_done_duty_is_never_told(world: World, waits: Waits) -> None:
    by = world.people["coordinator"]
    waits.rows |= {"a": (by, world.alpha, MONDAY.date() + 7 * DAY), "b": (by, world.alpha, None)}
    run(MONDAY)
    del waits.rows["a"]
    assert [run(MONDAY + day * DAY) for day in range(1, 9)] == [0] * 8
    waits.rows["c"] = (by, world.alpha, None)
    run(MONDAY + 9 * DAY)
    assert ["Asia a" in digests()[-1].body, "Asia b" in digests()[-1].body] == [False, True]


def test_moved_date_is_told_anew(world: World, waits: Waits) -> None:
    by, due = world.people["coordinator"], MONDAY.date() + 2 * DAY
    waits.rows["a"] = (by, world.alpha, due)
    assert run(MONDAY) == 1
    waits.rows["a"] = (by, world.alpha, due + DAY)
    assert run(MONDAY + DAY) == 1


def test_weekend_tells_only_what_is_due_by_tomorrow(world: World, waits: Waits) -> None:
    saturday, by = MONDAY + 5 * DAY, world.people["coordinator"]
    waits.rows |= {"a": (by, world.alpha, None), "b": (by, world.alpha, saturday.date() + 2 * DAY)}
    assert run(saturday) == 0
    waits.rows["c"] = (by, world.alpha, saturday.date() + DAY)
    assert run(saturday) == 1
    assert run(saturday + DAY) == 1  # "b" is due on Monday, "c" today


# --- to whom --------------------------------------------------------------------------------------------------------
def test_person_in_two_academies_gets_one_letter_with_both(world: World, waits: Waits) -> None:
    by = world.people["coordinator"]
    second = programme("gamma")
    Programme.objects.filter(pk=second.pk).update(state="public")
    coordinator_add(by=None, programme=second, person=by, starts=dt.date(2020, 1, 1))
    waits.rows |= {"a": (by, world.alpha, None), "b": (by, second, MONDAY.date())}
    assert run(MONDAY) == 1
    [letter] = digests()
    assert letter.reply_to == "gamma@example.fi"  # the most urgent one comes from there
    places = [letter.body.index(text) for text in ("Gamma-akatemia", "Asia b", "Alpha-akatemia", "Asia a")]
    assert places == sorted(places)
    assert "/fi/desk/>" in letter.body


def test_only_published_academies_and_living_parts_in_them(world: World, waits: Waits) -> None:
    everyone = [person.email for person, _slugs in people_after(0, today=MONDAY.date())]
    assert sorted(everyone) == ["contact@example.fi", "coordinator@example.fi", "member@example.fi"]  # beta is a draft
    GroupPerson.objects.filter(person__email="member@example.fi").update(ends=dt.date(2026, 1, 1))
    Person.objects.filter(email="contact@example.fi").update(is_active=False)
    assert [person.email for person, _slugs in people_after(0, today=MONDAY.date())] == ["coordinator@example.fi"]
    Programme.objects.update(record_only=True)
    assert people_after(0, today=MONDAY.date()) == []


def test_practice_is_kept_and_does_not_hold_back_a_real_one(world: World, waits: Waits) -> None:
    by = world.people["coordinator"]
    practice = programme("harjoitus", practice=True)
    Programme.objects.filter(pk=practice.pk).update(state="public")
    coordinator_add(by=None, programme=practice, person=by, starts=dt.date(2020, 1, 1))
    waits.rows |= {"a": (by, world.alpha, None), "b": (by, practice, None)}
    assert run(MONDAY) == 2
    assert [(letter.sends, "Asia a" in letter.body, "Asia b" in letter.body) for letter in digests()] == [
        (True, True, False),
        (False, False, True),
    ]


def test_letter_speaks_the_language_of_its_reader_and_says_when(world: World, waits: Waits) -> None:
    Person.objects.filter(email="coordinator@example.fi").update(language="sv")
    waits.rows["a"] = (world.people["coordinator"], world.alpha, MONDAY.date())
    run(MONDAY)
    [letter] = digests()
    assert (letter.language, letter.leaves_at) == ("sv", MONDAY)
    assert letter.body.count("23.11.2026") == 1
    assert "http://127.0.0.1:8000/fi/x/1/" in letter.body


def test_academy_without_the_letter_sends_that_of_the_default_pack(world: World, waits: Waits) -> None:
    part = PackPart.objects.get(programme=world.alpha, name="letters")
    part.content = [letter for letter in part.content if letter["code"] != "digest"]
    part.save()
    waits.rows["a"] = (world.people["coordinator"], world.alpha, None)
    assert (run(MONDAY), Reminder.objects.count()) == (1, 1)


def test_markdown_in_a_title_is_shown_as_it_is(world: World, waits: Waits) -> None:
    from soske.base.markdown import markdown_html

    waits.rows["[x](https://evil.example)<b>"] = (world.people["coordinator"], world.alpha, None)
    run(MONDAY)
    html = markdown_html(digests()[0].body)
    assert ('href="https://evil.example"' in html, "<b>" in html) == (False, False)


# --- once -----------------------------------------------------------------------------------------------------------
def test_fault_of_one_person_leaves_the_others_theirs(
    world: World, waits: Waits, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    contact, by = Person.objects.get(email="contact@example.fi"), world.people["coordinator"]
    waits.rows |= {"a": (contact, world.alpha, None), "b": (by, world.alpha, None)}
    queue = digest.letter_queue

    def breaks(**values: object) -> Letter | None:
        if values["person"] == by:
            raise RuntimeError("x")
        return queue(**values)  # type: ignore[arg-type]

    monkeypatch.setattr(digest, "letter_queue", breaks)
    assert run(MONDAY) == 1
    assert f"no digest for person {by.pk}" in caplog.text
    monkeypatch.setattr(digest, "letter_queue", queue)
    assert run(MONDAY) == 1


def test_kill_after_the_letter_and_before_the_reminders_loses_neither(
    world: World, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits.rows["a"] = (world.people["coordinator"], world.alpha, None)

    def killed(*args: object, **values: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Reminder.objects, "bulk_create", killed)
        with pytest.raises(KeyboardInterrupt):
            run(MONDAY)
    assert (len(digests()), Reminder.objects.count()) == (0, 0)
    assert (run(MONDAY), len(digests()), Reminder.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_queue_one_letter_each_person(world: World, waits: Waits) -> None:
    for name in ("coordinator", "member"):
        waits.rows[name] = (world.people[name], world.alpha, None)
    faults: list[BaseException] = []

    def work() -> None:
        try:
            run(MONDAY)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(letter.person.email for letter in digests() if letter.person) == [
        "coordinator@example.fi",
        "member@example.fi",
    ]
    assert Reminder.objects.count() == 2


# --- the job --------------------------------------------------------------------------------------------------------
def at(monkeypatch: pytest.MonkeyPatch, now: dt.datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)


def jobs() -> int:
    return DBTaskResult.objects.filter(task_path__endswith="digests_send").count()


def test_job_does_nothing_before_eight_and_once_a_day(
    world: World, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits.rows["a"] = (world.people["coordinator"], world.alpha, None)
    at(monkeypatch, MONDAY - dt.timedelta(minutes=1))
    assert (tasks.digests_send.call(), len(digests())) == (0, 0)
    at(monkeypatch, MONDAY + dt.timedelta(minutes=7))
    assert tasks.digests_send.call() == 1
    waits.rows["b"] = (world.people["coordinator"], world.alpha, None)
    at(monkeypatch, MONDAY + dt.timedelta(hours=3))
    assert tasks.digests_send.call() == 0
    at(monkeypatch, MONDAY + DAY)
    assert tasks.digests_send.call() == 1


def test_job_goes_on_with_the_next_people(world: World, waits: Waits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "BATCH", 2)
    contact, by = Person.objects.get(email="contact@example.fi"), world.people["coordinator"]
    waits.rows |= {"a": (by, world.alpha, None), "b": (contact, world.alpha, None)}
    at(monkeypatch, MONDAY)
    first = tasks.digests_send.call()
    result = DBTaskResult.objects.get(task_path__endswith="digests_send")
    assert tasks.digests_send.call() == 0  # another node finds that it is going on
    rest = tasks.digests_send.call(**result.args_kwargs["kwargs"])
    assert (first + rest, len(digests()), jobs()) == (2, 2, 1)


def test_people_of_a_batch_are_found_in_four_queries(world: World, waits: Waits) -> None:
    people = Person.objects.bulk_create(
        Person(email=f"many{number}@example.fi", name="Jäsen", language="fi") for number in range(500)
    )
    GroupPerson.objects.bulk_create(
        GroupPerson(group=world.alpha_group, person=each, name="Jäsen", starts=dt.date(2026, 1, 1)) for each in people
    )
    with counted() as count:
        assert len(people_after(0, today=MONDAY.date(), limit=200)) == 200
    assert (count.queries, count.rows) == (4, 400)


def test_real_duties_of_a_coordinator_become_a_digest(world: World) -> None:
    cache.clear()
    made = programme("gamma")
    Programme.objects.filter(pk=made.pk).update(state="public")
    by = person("gamma")
    coordinator_add(by=None, programme=made, person=by, starts=dt.date(2020, 1, 1))
    loaded = programme_get("gamma")
    assert loaded is not None
    assert digest_queue(person=by, programmes=[loaded], now=MONDAY) is True
    [letter] = digests()
    assert "Lisää ensimmäinen ryhmä" in letter.body
    assert "/fi/desk/gamma/>" in letter.body
