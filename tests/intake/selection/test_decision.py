"""The decision: what it needs, what it freezes, whom it tells, and how it is undone."""

from __future__ import annotations

import datetime as dt
import io
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import load_workbook

from soske.engines.selection import decided_again, sha256_of
from soske.intake.applications.models import Application
from soske.intake.reviews.models import Review, Score
from soske.intake.selection import actions_decision as actions
from soske.intake.selection.models import Choice, Decision, Seat, SeatAnswer
from soske.intake.selection.queries_decision import decision_of, decision_progress, decision_whole
from soske.intake.selection.states import Outcome
from soske.people.models import Person
from soske.records.actions import letters_send_due
from soske.records.models import AuditRow, Letter
from tests.support.at_once import at_once
from tests.support.calls import call_now
from tests.support.deciding import TODAY, Deciding, received
from tests.support.deciding import deciding as make
from tests.support.papers import PaperPdf, faults
from tests.support.world import programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_nothing_is_decided_until_everything_is_and_has_a_reason(deciding: Deciding) -> None:
    with pytest.raises(ValidationError, match="4 groups are not decided yet"):
        deciding.decide()
    deciding.choose("s", "s", "r")
    with pytest.raises(ValidationError, match="1 group is not decided yet"):
        deciding.decide()
    actions.group_choose(by=deciding.coordinator, group=deciding.groups[3], outcome=Outcome.NOT_SELECTED)
    with pytest.raises(ValidationError, match="1 group lacks a reason"):
        deciding.decide()
    deciding.reason(deciding.groups[3])
    with pytest.raises(ValidationError, match="a day that has not passed"):
        actions.decision_make(
            by=deciding.coordinator, programme=deciding.programme, answer_by=TODAY - dt.timedelta(days=1), today=TODAY
        )
    assert deciding.decide().number == 1


def test_those_with_the_same_points_are_told_apart_by_the_lot_only(deciding: Deciding) -> None:
    for place in (1, 2):
        deciding.score(deciding.applications[place], [1], [1])
    deciding.choose("s", "s", "r", "n")
    assert decision_progress(deciding.fresh()).tied == 2
    with pytest.raises(ValidationError, match="Draw the lot first"):
        deciding.decide()
    lot = actions.lot_draw(by=deciding.coordinator, programme=deciding.programme)
    decision = deciding.decide()
    assert decision.content["seed"] == lot.seed
    ranks = {row["group"]: (row["rank"], row["settled"]) for row in decision.content["ranking"]}
    pair = {deciding.groups[1].pk, deciding.groups[2].pk}
    assert {ranks[group] for group in pair} == {(2, "lot"), (3, "lot")}


def test_those_with_the_same_points_and_outcome_need_no_lot(deciding: Deciding) -> None:
    for place in (0, 1):
        deciding.score(deciding.applications[place], [2], [2])
    deciding.choose("s", "s", "r", "n")
    content = deciding.decide().content
    first = {row["group"]: (row["rank"], row["settled"]) for row in content["ranking"]}
    assert {first[group.pk] for group in deciding.groups[:2]} == {(1, "tied")}
    assert content["seed"] == ""


def test_decision_holds_everything_and_gives_the_same_hash_again(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    decision = Decision.objects.get(pk=deciding.decide().pk)
    assert decision.sha256 == sha256_of(decision.content) == sha256_of(decided_again(decision.content))
    assert [each["outcome"] for each in decision.content["choices"]] == [
        "selected",
        "selected",
        "reserve",
        "not_selected",
    ]
    assert [len(each["reviews"]) for each in decision.content["applications"]] == [2] * 4
    assert AuditRow.objects.get(act="decision_made").details == {"number": 1, "sha256": decision.sha256}
    names = [person.name for person in Person.objects.all()] + [each.email for each in Person.objects.all()]
    assert [name for name in names if name in str(decision.content)] == []
    Score.objects.all().delete()
    Choice.objects.update(reason="Muutettu")
    again = Decision.objects.get(pk=decision.pk)
    assert sha256_of(decided_again(again.content)) == decision.sha256


def test_what_is_decided_stays_until_it_is_opened_again(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    first = deciding.decide()
    blocked = [
        partial(actions.group_choose, group=deciding.groups[0], outcome=Outcome.OPEN),
        partial(actions.reserve_raise, group=deciding.groups[2]),
        partial(actions.reason_write, group=deciding.groups[0], reason="x", advice="", version=2),
        partial(actions.lot_draw, programme=deciding.programme),
        partial(actions.decision_make, programme=deciding.programme, answer_by=TODAY, today=TODAY),
    ]
    for act in blocked:
        with pytest.raises(ValidationError, match="The decision is made"):
            act(by=deciding.coordinator)
    actions.decision_open(by=deciding.coordinator, programme=deciding.programme)
    actions.group_choose(by=deciding.coordinator, group=deciding.groups[1], outcome=Outcome.RESERVE)
    second = deciding.decide()
    assert (first.number, second.number, first.sha256 != second.sha256) == (1, 2, True)
    assert list(Decision.objects.order_by("number").values_list("state", flat=True)) == ["opened", "made"]
    with pytest.raises(ValidationError, match="There is no decision yet"):
        actions.decision_open(by=deciding.coordinator, programme=programme("beta"))


def test_every_group_is_told_its_own_and_nothing_of_the_others(deciding: Deciding) -> None:
    deciding.choose("s", "r", "n", "n")
    for place, group in enumerate(deciding.groups):
        deciding.reason(group, f"Syy numero {place}.\n\nToinen kappale.")
    deciding.decide()
    assert Letter.objects.count() == 0
    deciding.release()
    letters = {
        letter.person.email: letter for letter in Letter.objects.exclude(code="seat_confirm").select_related("person")
    }  # type: ignore[union-attr]
    assert {email: letter.code for email, letter in letters.items()} == {
        "hakija1@example.fi": "seat_offered",
        "hakija2@example.fi": "reserve",
        "hakija3@example.fi": "not_selected",
        "hakija4@example.fi": "not_selected",
    }
    assert letters["hakija1@example.fi"].subject.startswith(
        "Huolehtikaa paikan vastaanottamisesta viimeistään torstaina 12.11.2026:"
    )
    for place, email in enumerate(sorted(letters)):
        body = letters[email].body
        assert f"Syy numero {place}." in body
        assert "Toinen kappale." in body
        assert "Ääni neuvolle" in body
        assert [other for other in range(4) if other != place and f"Syy numero {other}" in body] == []
    assert letters["hakija2@example.fi"].subject.startswith("Ryhmänne on varasijalla 1:")
    leave = {letter.leaves_at for letter in Letter.objects.all()}
    assert len(leave) == 1
    [asked] = Letter.objects.filter(code="seat_confirm").select_related("person")
    assert asked.person is not None
    assert (asked.person.email, str(SeatAnswer.objects.get().token) in asked.body) == ("johto1@example.fi", True)


def test_nobody_is_told_while_somebody_who_applied_late_is_left_out(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    deciding.decide()
    late = Application.objects.filter(pk=deciding.applications[3].pk)
    late.update(state="draft", late_until=timezone.now() + dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="may still be submitted late"):
        deciding.release()
    late.update(state="submitted", late_until=None)
    received(deciding, 5)
    with pytest.raises(ValidationError, match="has come after the decision"):
        deciding.release()
    assert Letter.objects.count() == 0


def test_release_is_undone_while_its_letters_wait_and_never_after(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    deciding.decide()
    deciding.release()
    with pytest.raises(ValidationError, match="have been told already"):
        deciding.release()
    with pytest.raises(ValidationError, match="so it stands"):
        actions.decision_open(by=deciding.coordinator, programme=deciding.programme)
    actions.release_undo(by=deciding.coordinator, programme=deciding.programme)
    assert set(Letter.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Seat.objects.count() == 0
    deciding.release()
    assert Letter.objects.filter(state="waiting").count() == 4 + 2
    Decision.objects.update(letters_leave_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(ValidationError, match="The messages have left"):
        actions.release_undo(by=deciding.coordinator, programme=deciding.programme)


def test_letters_leave_together_and_once(deciding: Deciding, settings: object, mailoutbox: list[object]) -> None:
    deciding.choose("s", "s", "r", "n")
    deciding.decide()
    decision = deciding.release()
    assert decision.letters_leave_at is not None
    before = decision.letters_leave_at - dt.timedelta(seconds=1)
    assert letters_send_due(now=before)["sent"] == 0
    assert letters_send_due(now=decision.letters_leave_at)["sent"] == 6
    assert letters_send_due(now=decision.letters_leave_at)["sent"] == 0
    assert len(mailoutbox) == 6


def test_record_of_the_past_tells_without_letters(deciding: Deciding) -> None:
    deciding.programme.record_only = True
    deciding.programme.save(update_fields=["record_only"])
    deciding.choose("s", "s", "r", "n")
    deciding.decide()
    assert deciding.release().letters_leave_at is None
    assert Letter.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_decided_by_several_at_once_there_is_one_decision() -> None:
    of = make()
    of.choose("s", "s", "r", "n")

    def decide() -> bool:
        try:
            of.decide()
        except ValidationError:
            return False
        return True

    assert sorted(at_once([decide] * 4)) == [False, False, False, True]
    assert Decision.objects.count() == 1

    def release() -> bool:
        try:
            of.release()
        except ValidationError:
            return False
        return True

    assert sorted(at_once([release] * 4)) == [False, False, False, True]
    assert Letter.objects.count() == 6


# --- the memo -------------------------------------------------------------------------------------------------------
def test_memo_says_what_was_decided_and_how_in_three_languages(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    decision = deciding.decide()
    for lang, title in (("fi", "Päätös valinnasta"), ("sv", "Beslut om urvalet"), ("en", "Decision on the selection")):
        answer = deciding.client().get(f"/{lang}/desk/alpha/decision/1/memo.pdf")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert faults(answer.content) == []
        text = "".join(PaperPdf(answer.content).text().split())
        for words in (title, decision.sha256, "Öljymäen kunta 3", "Perustelu: salainenperustelu"):
            assert "".join(words.split()) in text, (lang, words)


def test_workbook_has_every_point_and_no_formula(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    deciding.reason(deciding.groups[0], "=1+1")
    deciding.decide()
    answer = deciding.client().get("/en/desk/alpha/decision/1/memo.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Decision", "Points", "About the decision"]
    rows = list(book["Decision"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [1, 2, 3, 4]
    assert rows[1][9] == "=1+1"
    assert book["Decision"].cell(2, 10).data_type == "s"
    points = list(book["Points"].iter_rows(values_only=True))
    assert len(points) == 1 + Review.objects.filter(state="done").count()


def test_memo_names_whoever_is_left_after_an_erasure(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    sha = deciding.decide().sha256
    deciding.reviewers[0].person = None
    deciding.reviewers[0].name = ""
    deciding.reviewers[0].save()
    Decision.objects.update(made_by_id=987654)
    answer = deciding.client().get("/en/desk/alpha/decision/1/memo.pdf")
    assert "not recorded" in PaperPdf(answer.content).text()
    assert Decision.objects.get().sha256 == sha


def test_nothing_is_decided_while_the_call_is_open(deciding: Deciding) -> None:
    call_now(deciding.programme, "open")
    deciding.choose("s", "s", "r", "n")
    with pytest.raises(ValidationError, match="The call is still open"):
        deciding.decide()
    call_now(deciding.programme, "closed")
    assert deciding.decide().number == 1


def test_pages_do_not_carry_the_whole_decision_about(deciding: Deciding) -> None:
    deciding.choose("s", "s", "r", "n")
    whole = deciding.decide().content
    kept = decision_of(deciding.fresh())
    assert kept is not None
    assert kept.get_deferred_fields() == {"content"}
    assert decision_whole(kept) == whole
    assert kept.get_deferred_fields() == {"content"}
