"""Selection, announcement, undo, letters; two at once."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from soske.base.localtext import LocalText
from soske.desk.actions import group_remove
from soske.intake.groups.models import Group
from soske.intake.selection.actions import (
    QuoteInput,
    announcement_publish,
    announcement_undo,
    announcement_write,
    contact_follow,
    page_hide,
)
from soske.intake.selection.actions_decision import group_choose
from soske.intake.selection.balance import selection_balance
from soske.intake.selection.models import Announcement, Choice, Quote
from soske.intake.selection.states import CHOICE_MOVES, Outcome, choice_move
from soske.programmes.models import Programme
from soske.programmes.states import ProgrammeState
from soske.records.actions import letters_send_due
from soske.records.models import AuditRow, Letter
from soske.records.states import LetterState
from tests.support.smtp import Received
from tests.support.world import group, person, programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def alpha(db: None) -> Programme:
    made = programme("alpha")
    group(made, person("c"), "Äänekosken kaupunki", "Åbo stad", contact="aino")
    group(made, person("c"), "Öjan kunta", contact="eino")
    group(made, person("c"), "Espoon kaupunki")
    return made


def choose(of: Programme, count: int = 3) -> list[Group]:
    groups = list(of.groups.order_by("pk")[:count])
    for each in groups:
        group_choose(by=person("c"), group=each, outcome=Outcome.SELECTED)
    return groups


def test_choice_can_be_taken_back_and_both_are_logged(alpha: Programme) -> None:
    [first] = choose(alpha, 1)
    assert group_choose(by=person("c"), group=first, outcome=Outcome.SELECTED) is False
    assert group_choose(by=person("c"), group=first, outcome=Outcome.OPEN) is True
    assert list(
        AuditRow.objects.filter(subject_type="group", act__in=["group_selected", "group_open"]).values_list(
            "act", flat=True
        )
    ) == [
        "group_selected",
        "group_open",
    ]


def test_no_more_groups_than_seats(alpha: Programme) -> None:
    Programme.objects.update(seats=2)
    groups = choose(alpha, 2)
    with pytest.raises(ValidationError):
        group_choose(
            by=person("c"),
            group=alpha.groups.exclude(pk__in=[each.pk for each in groups]).get(),
            outcome=Outcome.SELECTED,
        )
    assert selection_balance(Programme.objects.get()).chosen == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_last_seat_at_once_get_one() -> None:
    made = programme("alpha")
    Programme.objects.update(seats=1)
    groups = [group(made, person("c"), name) for name in ("Äänekosken kaupunki", "Öjan kunta")]
    by, start, results = person("c"), threading.Barrier(2), []

    def take(each: Group) -> None:
        try:
            start.wait()
            results.append(group_choose(by=by, group=each, outcome=Outcome.SELECTED))
        except ValidationError:
            results.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[each]) for each in groups]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, True]
    assert Choice.objects.filter(outcome=Outcome.SELECTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once() -> None:
    made = programme("alpha")
    choose_from = group(made, person("c"), "Öjan kunta", contact="eino")
    group_choose(by=None, group=choose_from, outcome=Outcome.SELECTED)
    start, results = threading.Barrier(4), []

    def publish() -> None:
        try:
            start.wait()
            announcement_publish(by=None, programme=Programme.objects.get())
            results.append(True)
        except ValidationError:
            results.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, True]
    assert (Letter.objects.count(), AuditRow.objects.filter(act="announcement_published").count()) == (1, 1)


def test_publication_needs_a_chosen_group(alpha: Programme) -> None:
    with pytest.raises(ValidationError):
        announcement_publish(by=person("c"), programme=alpha)
    assert Announcement.objects.count() == 0


def test_publication_opens_the_page_and_queues_a_letter_for_each_contact(alpha: Programme, settings: Any) -> None:
    settings.UNDO_MINUTES = 30
    choose(alpha)
    before = timezone.now()
    published = announcement_publish(by=person("c"), programme=alpha)
    alpha.refresh_from_db()
    assert alpha.state == ProgrammeState.PUBLIC
    letters = Letter.objects.order_by("pk").values_list("person__email", "state")
    assert list(letters) == [("aino@example.fi", "waiting"), ("eino@example.fi", "waiting")]
    assert dt.timedelta(minutes=30) <= published.letters_leave_at - before < dt.timedelta(minutes=31)  # type: ignore[operator]
    assert DBTaskResult.objects.get().run_after == published.letters_leave_at


def test_undo_takes_it_back_and_cancels_the_letters(alpha: Programme, smtp: list[Received]) -> None:
    choose(alpha)
    announcement_publish(by=person("c"), programme=alpha)
    announcement_undo(by=person("c"), programme=alpha)
    assert Announcement.objects.get().state == "draft"
    assert letters_send_due(now=timezone.now() + dt.timedelta(days=1)) == {
        "sent": 0,
        "kept": 0,
        "failed": 0,
        "later": 0,
    }
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.CANCELLED}
    announcement_publish(by=person("c"), programme=alpha)
    assert letters_send_due(now=timezone.now() + dt.timedelta(days=1))["sent"] == 2
    assert [len(smtp), Letter.objects.count()] == [2, 2]


def test_undo_is_over_when_letters_have_left(alpha: Programme) -> None:
    choose(alpha)
    announcement_publish(by=person("c"), programme=alpha)
    Announcement.objects.update(letters_leave_at=timezone.now())
    with pytest.raises(ValidationError):
        announcement_undo(by=person("c"), programme=alpha)
    assert Announcement.objects.get().state == "published"


def test_record_of_the_past_sends_nothing_and_can_always_be_undone(alpha: Programme) -> None:
    Programme.objects.update(record_only=True)
    alpha.refresh_from_db()
    choose(alpha)
    published = announcement_publish(by=None, programme=alpha)
    assert (published.letters_leave_at, Letter.objects.count()) == (None, 0)
    announcement_undo(by=None, programme=alpha)
    assert Announcement.objects.get().state == "draft"


def test_choice_stands_while_it_is_published(alpha: Programme) -> None:
    [first, *_rest] = choose(alpha)
    announcement_publish(by=None, programme=alpha)
    with pytest.raises(ValidationError):
        group_choose(by=person("c"), group=first, outcome=Outcome.OPEN)
    assert Choice.objects.get(group=first).outcome == Outcome.SELECTED


@pytest.mark.parametrize("before", list(Outcome))
def test_choice_moves_only_as_the_table_says(alpha: Programme, before: Outcome) -> None:
    choice = Choice.objects.create(group=alpha.groups.first(), outcome=before)
    for to in Outcome:
        Choice.objects.update(outcome=before)
        choice.refresh_from_db()
        assert choice_move(choice, to, by=None) == (to in CHOICE_MOVES[before])


def quote(text: str, role: str = "hankintapäällikkö") -> QuoteInput:
    return QuoteInput(LocalText(fi=text), LocalText(fi=role))


def write(of: Programme, version: int = 1, quotes: list[QuoteInput] | None = None, **texts: str) -> Announcement:
    return announcement_write(
        by=person("c"),
        programme=of,
        texts={field: LocalText(fi=text) for field, text in texts.items()},
        quotes=quotes or [],
        version=version,
    )


def test_texts_and_quotes_are_saved_and_replaced(alpha: Programme) -> None:
    write(alpha, unites="Kaikki", quotes=[quote("Yksi"), quote(""), quote("Kaksi")])
    write(alpha, 2, quotes=[quote("Kolme")])
    assert Announcement.objects.get().unites == LocalText()
    assert [(row.position, row.text["fi"]) for row in Quote.objects.all()] == [(1, "Kolme")]


@pytest.mark.parametrize("quotes", [[quote(str(number)) for number in range(4)], [quote("Yksi", "")]])
def test_four_quotes_or_one_without_a_role_are_refused(alpha: Programme, quotes: list[QuoteInput]) -> None:
    with pytest.raises(ValidationError) as refused:
        write(alpha, quotes=quotes)
    assert list(refused.value.error_dict) == ["quotes"]
    assert Announcement.objects.count() == 0


def test_stale_texts_are_refused_and_the_newer_stay(alpha: Programme) -> None:
    write(alpha, unites="Ensimmäinen")
    with pytest.raises(ValidationError):
        write(alpha, unites="Vanhentunut")
    assert Announcement.objects.get().unites["fi"] == "Ensimmäinen"


def test_page_stays_while_the_selection_is_published(alpha: Programme) -> None:
    choose(alpha)
    announcement_publish(by=None, programme=alpha)
    with pytest.raises(ValidationError):
        page_hide(by=person("c"), programme=alpha)
    assert Programme.objects.get().state == ProgrammeState.PUBLIC
    announcement_undo(by=None, programme=alpha)
    assert page_hide(by=person("c"), programme=alpha) is True
    assert Programme.objects.get().state == ProgrammeState.DRAFT


def letters() -> list[tuple[str, str]]:
    return list(Letter.objects.order_by("pk").values_list("person__email", "state"))


def test_waiting_letter_follows_the_contact_person(alpha: Programme) -> None:
    first, second, third = choose(alpha)
    announcement_publish(by=None, programme=alpha)
    Group.objects.filter(pk=first.pk).update(contact=person("uusi"))
    Group.objects.filter(pk=second.pk).update(contact=None)
    Group.objects.filter(pk=third.pk).update(contact=person("kolmas"))
    for each in (first, second, third):
        contact_follow(group=each)
    assert letters() == [
        ("aino@example.fi", "cancelled"),
        ("eino@example.fi", "cancelled"),
        ("uusi@example.fi", "waiting"),
        ("kolmas@example.fi", "waiting"),
    ]
    assert len(set(Letter.objects.values_list("leaves_at", flat=True))) == 1
    Group.objects.filter(pk=first.pk).update(contact=person("aino"))
    contact_follow(group=first)
    assert (letters()[0], letters()[2]) == (("aino@example.fi", "waiting"), ("uusi@example.fi", "cancelled"))


def test_letter_that_has_left_does_not_follow_the_contact_person(alpha: Programme, smtp: list[Received]) -> None:
    [first] = choose(alpha, 1)
    announcement_publish(by=None, programme=alpha)
    Letter.objects.update(leaves_at=timezone.now())
    Announcement.objects.update(letters_leave_at=timezone.now())
    letters_send_due(now=timezone.now())
    Group.objects.filter(pk=first.pk).update(contact=person("uusi"))
    contact_follow(group=first)
    assert letters() == [("aino@example.fi", "sent")]


@pytest.mark.parametrize("state", ["not selected", "not published"])
def test_contact_person_of_a_group_without_letters_gets_none(alpha: Programme, state: str) -> None:
    first, second = choose(alpha, 2)
    group_choose(by=None, group=second, outcome=Outcome.OPEN)
    if state == "not selected":
        announcement_publish(by=None, programme=alpha)
    before = letters()
    contact_follow(group=second if state == "not selected" else first)
    assert letters() == before


def test_group_that_was_removed_meanwhile_is_not_selected(alpha: Programme) -> None:
    gone = alpha.groups.first()
    assert gone is not None
    Group.objects.filter(pk=gone.pk).delete()
    with pytest.raises(ValidationError):
        group_choose(by=person("c"), group=gone, outcome=Outcome.SELECTED)
    assert Choice.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_group_is_not_removed_while_someone_selects_it() -> None:
    made = group(programme("alpha"), person("c"), "Öjan kunta")
    by, results = person("c"), []

    def remove() -> None:
        try:
            results.append(group_remove(by=by, group=Group.objects.get(pk=made.pk)))
        except ValidationError as refused:
            results.append(refused.messages)
        finally:
            connection.close()

    thread = threading.Thread(target=remove)
    with transaction.atomic():
        group_choose(by=by, group=made, outcome=Outcome.SELECTED)
        thread.start()
        thread.join(0.3)
        assert results == []
    thread.join()
    assert [len(result) for result in results] == [1]
    assert Choice.objects.get().outcome == Outcome.SELECTED
