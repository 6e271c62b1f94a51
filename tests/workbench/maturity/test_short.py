"""The short form: answered by a link without an account, once per browser; what of it is kept, and what is not."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from soske.records.actions import revision_grow
from soske.records.models import AuditRow
from soske.workbench.maturity import actions
from soske.workbench.maturity.models import Link, Moment, Pending, Sent
from soske.workbench.maturity.queries import model_of
from tests.workbench.maturity.rooms import OWN, Assessed, everywhere, give, someone

pytestmark = pytest.mark.django_db


def page_of(link: Link, lang: str = "fi") -> str:
    return f"/{lang}/academies/alpha/assessment/{link.token}/"


def sent(room: Assessed, value: int = 3, **areas: object) -> dict[str, object]:
    return {**everywhere(room.fresh(), value), "token": str(uuid4()), **areas}


# --- filled in ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lang", "asks", "thanks"),
    [
        ("fi", "En tiedä", "Kiitos vastauksistasi"),
        ("sv", "Jag vet inte", "Tack för dina svar"),
        ("en", "I do not know", "Thank you for your answers"),
    ],
)
def test_colleague_answers_without_an_account(room: Assessed, lang: str, asks: str, thanks: str) -> None:
    room.open()
    link, browser = room.links()[0], Client()
    page = browser.get(page_of(link, lang))
    text = page.content.decode()
    assert page.status_code == 200 and asks in text
    for area in model_of(room.fresh()).areas:
        assert area.question[lang].replace("'", "&#x27;") in text
    assert text.count('type="radio"') == 6 * len(model_of(room.fresh()).areas)
    assert page.headers["X-Robots-Tag"] == "noindex" and "no-store" in page.headers["Cache-Control"]
    answer = browser.post(page_of(link, lang), sent(room))
    assert answer.status_code == 200 and thanks in answer.content.decode()
    assert Link.objects.get(pk=link.pk).answers == 1
    again = browser.get(page_of(link, lang)).content.decode()
    assert thanks in again and 'type="radio"' not in again


def test_browser_that_has_answered_answers_no_more(room: Assessed) -> None:
    room.open()
    link, browser = room.links()[0], Client()
    browser.post(page_of(link), sent(room))
    browser.post(page_of(link), sent(room))
    assert Link.objects.get(pk=link.pk).answers == 1
    Client().post(page_of(link), sent(room))
    assert Link.objects.get(pk=link.pk).answers == 2
    browser.post(page_of(room.links()[1]), sent(room))  # of another organisation
    assert Link.objects.get(pk=room.links()[1].pk).answers == 1


def test_cookie_is_the_same_for_everybody_and_cannot_be_made(room: Assessed) -> None:
    room.open()
    link = room.links()[0]
    name, browsers = f"soske-answered-{link.pk}", [Client(), Client()]
    for browser in browsers:
        browser.post(page_of(link), sent(room))
    values = [browser.cookies[name].value.split(":")[0] for browser in browsers]
    assert values == [str(link.pk)] * 2
    assert browsers[0].cookies[name]["httponly"] and browsers[0].cookies[name]["samesite"] == "Lax"
    forger = Client()
    forger.cookies[name] = f"{link.pk}:x:y"
    assert 'type="radio"' in forger.get(page_of(link)).content.decode()


def test_form_sent_twice_is_one_answer(room: Assessed) -> None:
    room.open()
    link, form = room.links()[0], sent(room)
    for _each in range(2):  # two browsers, so that no cookie helps
        assert Client().post(page_of(link), form).status_code == 200
    assert Link.objects.get(pk=link.pk).answers == 1
    assert Pending.objects.count() == 1


def test_what_is_missing_is_said_and_what_was_chosen_stays(room: Assessed) -> None:
    room.open()
    link = room.links()[0]
    form = sent(room, 4, roles="")
    del form["market"]
    answer = Client().post(page_of(link), form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("Valitse vastaus 1–5 tai ”En tiedä”.") == 4  # in the summary and beside the field, twice
    assert text.count("checked") == len(model_of(room.fresh()).areas) - 2
    assert 'href="#id_roles_0"' in text and 'id="id_roles_0"' in text
    assert not Pending.objects.exists() and Link.objects.get(pk=link.pk).answers == 0


@pytest.mark.parametrize("bad", ["6", "-1", "1.5", "x", "9" * 400, "\x00", "ä"])
def test_other_values_are_refused(room: Assessed, bad: str) -> None:
    room.open()
    link = room.links()[0]
    assert Client().post(page_of(link), sent(room, 3, roles=bad)).status_code == 422
    assert Link.objects.get(pk=link.pk).answers == 0


@pytest.mark.parametrize("token", ["", "x", "0" * 500])
def test_form_without_a_mark_that_can_be_read_counts_as_a_new_one(room: Assessed, token: str) -> None:
    room.open()
    link = room.links()[0]
    assert Client().post(page_of(link), sent(room, token=token)).status_code == 200
    assert Link.objects.get(pk=link.pk).answers == 1


# --- when -----------------------------------------------------------------------------------------------------------
def test_no_answer_is_taken_after_the_last_day_or_after_closing(room: Assessed) -> None:
    moment = room.open()
    link, form = room.links()[0], sent(room)
    Moment.objects.filter(pk=moment.pk).update(closes_on=timezone.localdate() - dt.timedelta(days=1))
    revision_grow(room.fresh().pk)
    assert "Vastausaika on päättynyt" in Client().get(page_of(link)).content.decode()
    assert Client().post(page_of(link), form).status_code == 409
    Moment.objects.filter(pk=moment.pk).update(closes_on=timezone.localdate())
    assert Client().post(page_of(link), form).status_code == 200  # the last day counts
    room.close()
    assert Client().post(page_of(link), sent(room)).status_code == 409
    assert Link.objects.get(pk=link.pk).answers == 1


def test_old_address_stops_when_the_link_is_renewed_and_answers_stay(room: Assessed) -> None:
    room.open()
    link = room.links()[0]
    give(link, 2, 3, 4)
    room.client("eka").post(f"{OWN}links/{link.pk}/")
    new = room.links()[0]
    assert new.token != link.token and new.answers == 3
    assert Client().get(page_of(link)).status_code == 404
    assert Client().get(page_of(new)).status_code == 200


def test_link_of_another_team_is_not_renewed(room: Assessed) -> None:
    room.open()
    link = room.links()[0]
    assert room.client("kolmas").post(f"{OWN}links/{link.pk}/").status_code == 404
    assert room.links()[0].token == link.token


def test_link_takes_a_bounded_number_of_answers(room: Assessed, monkeypatch: pytest.MonkeyPatch) -> None:
    room.open()
    monkeypatch.setattr(actions, "MOST", 2)
    link = room.links()[0]
    give(link, 3, 3)
    with pytest.raises(ValidationError):
        give(link, 3)
    answer = Client().post(page_of(link), sent(room))
    assert answer.status_code == 422 and "enempää vastauksia" in answer.content.decode()


def test_group_that_is_no_team_any_more_has_no_link(room: Assessed) -> None:
    room.open()
    link = room.links()[0]
    team = room.team(0)
    team.team_since = None
    team.save(update_fields=["team_since"])
    assert Client().get(page_of(link)).status_code == 404


# --- what is kept ---------------------------------------------------------------------------------------------------
def test_answers_are_removed_when_their_batch_is_whole(room: Assessed) -> None:
    room.open()
    link = room.links()[0]
    give(link, 1, 2)
    assert Pending.objects.count() == 2 and Link.objects.get(pk=link.pk).shown == {}
    give(link, 5)
    kept = Link.objects.get(pk=link.pk)
    assert Pending.objects.count() == 0 and kept.answers == 3
    assert kept.shown["roles"] == [1, 1, 0, 0, 1]
    give(link, 5, 5)
    assert Link.objects.get(pk=link.pk).shown == kept.shown


def test_answering_writes_no_row_of_the_log_and_names_nobody(room: Assessed, client: Client) -> None:
    """A signed-in person who opens the link leaves the same rows as anybody: what changes is in the tables of the
    self-assessment and a number that grows, and nothing in it depends on who she is."""
    room.open()
    link = room.links()[0]
    client.force_login(someone("toka"))
    before = rows()
    client.post(page_of(link), sent(room))
    after = rows()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"maturity.link", "maturity.pending", "maturity.sent", "records.revision"}
    known = ("maturity_opened", "maturity_links_made")
    assert not AuditRow.objects.filter(act__startswith="maturity").exclude(act__in=known).exists()
    names = {field.name for model in (Pending, Sent) for field in model._meta.get_fields()}
    assert names == {"id", "link", "answers", "token"}


def rows() -> dict[str, list[object]]:
    """Every row of every table but for sessions, which know when somebody was here at any page."""
    return {
        model._meta.label_lower: sorted(map(repr, model._default_manager.values_list()))  # type: ignore[misc]
        for model in apps.get_models()
        if "session" not in model._meta.label_lower
    }


def test_numbers_of_rows_say_nothing_of_their_order(room: Assessed) -> None:
    room.open()
    for link in room.links():
        give(link, 3, 3)
    numbers = list(Pending.objects.values_list("pk", flat=True)) + list(Sent.objects.values_list("pk", flat=True))
    assert len(set(numbers)) == 12 and min(numbers) > 1000


def test_closing_forgets_what_waits(room: Assessed) -> None:
    room.open()
    link = room.links()[0]
    give(link, 1, 1, 1, 5, 5)
    room.close()
    assert not Pending.objects.exists() and not Sent.objects.exists()
    kept = Link.objects.get(pk=link.pk)
    assert kept.shown["roles"] == [3, 0, 0, 0, 0] and kept.waiting == {} and kept.answers == 5


def test_models_stand_in_one_migration() -> None:
    call_command("makemigrations", "maturity", check=True, dry_run=True)
