"""What the script of a page gets, and the box of two texts (tests.support.writing_site)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from soske.people.models import Person
from soske.records.models import ParallelWriting, Writing
from soske.records.writing_pages import Chosen, chosen, save_status, two_texts
from soske.records.writings import version_mark, writing_of, writings_of
from tests.support.queries import counted
from tests.support.world import person
from tests.support.writing_site import SUBJECT, paper_save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _paper(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.support.writing_site"


@pytest.fixture
def aino(db: None) -> Person:
    return person("aino")


@pytest.fixture
def bo(db: None) -> Person:
    return person("bo")


def client(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def send(who: Person, text: str, version: str = "0-", **more: str) -> HttpResponse:
    values = {"field": "q.why", "text": text, "version": version, "person": str(who.pk), **more}
    answer = client(who).post("/fi/paper/save/", values)
    assert isinstance(answer, HttpResponse)
    return answer


def box(reader: Person, **more: Any) -> str:
    with override("fi"):
        return two_texts(writing_of(SUBJECT, "q.why"), reader=reader.pk, **more)


def words(html: str, name: str) -> list[str]:
    return [part.partition(">")[2].partition(f"</{name}>")[0] for part in html.split(f"<{name}")[1:]]


# --- answers to a save ------------------------------------------------------------------------------------------------
def test_saved_text_is_answered_with_its_version_and_time(aino: Person) -> None:
    answer = send(aino, "Siivous")
    at = timezone.localtime(Writing.objects.get().saved_at)
    assert (answer.status_code, answer.json()["state"], answer.json()["version"]) == (
        200,
        "saved",
        version_mark(1, "Siivous"),
    )
    assert answer.json()["saved"].startswith("Tallennettu klo\xa0")
    assert abs(at - timezone.now()) < dt.timedelta(minutes=1)
    assert "text" not in answer.json()


def test_text_that_was_cleaned_or_overtaken_comes_back(aino: Person) -> None:
    assert "text" not in send(aino, "a\x00b\r\nc").json()
    send(aino, "newer", version_mark(1, ""), token="window-one.2")
    answer = send(aino, "older", version_mark(1, ""), token="window-one.1")
    assert (answer.json()["state"], answer.json()["text"]) == ("same", "newer")


def test_parallel_text_is_answered_with_the_box(aino: Person, bo: Person) -> None:
    send(aino, "Mallila")
    answer = send(bo, "Esimerkkilä <b>")
    assert (answer.status_code, sorted(answer.json())) == (409, ["html", "state"])
    assert words(answer.json()["html"], "ins") == ["Esimerkkilä &lt;b&gt;", "Mallila"]


def test_too_long_text_is_answered_with_what_to_do(aino: Person) -> None:
    answer = send(aino, "x" * 201)
    assert (answer.status_code, answer.json()["state"], len(answer.json()["errors"])) == (422, "refused", 1)
    assert Writing.objects.filter(version__gt=0).count() == 0


def test_text_of_another_person_of_this_browser_is_not_saved(aino: Person, bo: Person) -> None:
    answer = send(aino, "Bo:n teksti", person=str(bo.pk))
    assert (answer.status_code, answer.json(), Writing.objects.count()) == (401, {"state": "other"}, 0)


def test_visitor_is_led_to_the_sign_in(db: None) -> None:
    assert Client().post("/fi/paper/save/", {"field": "q.why", "text": "x"}).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "-5", "99999999999", "7-abc"])
def test_forged_version_overwrites_nothing(aino: Person, bo: Person, version: str) -> None:
    send(aino, "Mallila")
    assert send(bo, "Esimerkkilä", version).status_code == 409
    assert Writing.objects.get().text == "Mallila"


def test_presence_brings_people_and_a_fresh_token(aino: Person) -> None:
    answer = client(aino).get("/fi/paper/here/").json()
    assert (answer["html"], answer["person"], len(answer["csrf"])) == ({"": "<li>Aino</li>"}, str(aino.pk), 64)


# --- the box ----------------------------------------------------------------------------------------------------------
def test_no_box_where_one_text_stands(aino: Person) -> None:
    assert box(aino) == ""
    paper_save(aino, "q.why", "A", 0)
    assert box(aino) == ""


def test_box_names_both_writers_for_each_reader(aino: Person, bo: Person) -> None:
    paper_save(aino, "q.why", "A", 0)
    paper_save(bo, "q.why", "B", 0)
    third, names = person("third"), {aino.pk: "Mallilan kunta", bo.pk: "Esimerkkilän kaupunki"}
    assert words(box(bo, names=names), "h4") == ["Oma tekstisi", "Mallilan kunta"]
    assert words(box(aino, names=names), "h4") == ["Oma tekstisi", "Esimerkkilän kaupunki"]
    assert words(box(third, names=names), "h4") == ["Esimerkkilän kaupunki", "Mallilan kunta"]
    assert words(box(third, names=names), "button") == [
        "Yhdistä molemmat",
        "Ota teksti: Esimerkkilän kaupunki",
        "Ota teksti: Mallilan kunta",
    ]
    assert words(box(third, names={}), "h4") == ["Toinen kirjoittaja", "Toinen kirjoittaja"]
    assert words(box(third), "h4") == ["Bo", "Aino"]


def test_box_of_two_own_windows_tells_them_by_their_time(aino: Person) -> None:
    paper_save(aino, "q.why", "A", 0, "window-one.1")
    paper_save(aino, "q.why", "B", 0, "window-two.1")
    ParallelWriting.objects.update(saved_at=timezone.now() + dt.timedelta(seconds=1))
    html = box(aino)
    assert len(set(words(html, "button"))) == 3
    assert words(html, "h4") == ["Oma tekstisi"] * 2
    assert [each.partition(" klo\xa0")[0] for each in words(html, "button")] == [
        "Yhdistä molemmat",
        "Ota teksti:",
        "Ota teksti:",
    ]


def test_buttons_say_what_they_choose(aino: Person, bo: Person) -> None:
    paper_save(aino, "q.why", "A", 0)
    paper_save(bo, "q.why", "B", 0)
    pk = ParallelWriting.objects.get().pk
    for reader, keeps in ((bo, ["both", "mine", "theirs"]), (aino, ["both", "theirs", "mine"])):
        values = [part.partition('"')[0] for part in box(reader).split('value="')[1:]]
        assert [chosen({"choose": value}) for value in values] == [Chosen("q.why", keep, pk, 1) for keep in keeps]
    assert len(words(box(bo, both=False), "button")) == 2
    assert box(bo, choose_url="/fi/x/").count('formaction="/fi/x/"') == 3


@pytest.mark.parametrize("value", ["", "mine", "mine:1", "mine:x:1:q", "mine:1:x:q", "mine:1:1:", "mine:²:1:q", ":::"])
def test_forged_choice_is_none(value: str) -> None:
    assert chosen({"choose": value}) is None


def test_codes_are_shown_in_words(aino: Person, bo: Person) -> None:
    paper_save(aino, "q.why", "rights", 0)
    paper_save(bo, "q.why", "employment", 0)
    html = box(bo, show={"rights": "Oikeudet", "employment": "Työ"}.__getitem__)
    assert words(html, "ins") == ["Työ", "Oikeudet"]


def test_empty_text_is_said_in_words(aino: Person, bo: Person) -> None:
    paper_save(aino, "q.why", "A", 0)
    paper_save(aino, "q.why", "", 1)
    paper_save(bo, "q.why", "B", 0)
    assert "Ei tekstiä" in box(bo)


# --- the line of the head ---------------------------------------------------------------------------------------------
def test_line_says_when_it_was_saved_and_who_wrote_before(aino: Person, bo: Person) -> None:
    paper_save(aino, "q.why", "A", 0)
    paper_save(bo, "q.what", "B", 0)
    views = writings_of(SUBJECT)
    with override("fi"):
        mine, theirs = (save_status(views.values(), reader=who.pk, names=None) for who in (bo, aino))
        nothing = save_status([], reader=aino.pk)
    assert mine.words.startswith("Tallennettu klo\xa0")
    assert (mine.previous.partition(", klo\xa0")[0], theirs.previous.partition(", klo\xa0")[0]) == (
        "Edellinen: Aino",
        "Edellinen: Bo",
    )
    assert (nothing.words, nothing.previous) == ("", "")


def test_older_save_is_told_with_its_day(aino: Person) -> None:
    paper_save(aino, "q.why", "A", 0)
    Writing.objects.update(saved_at=dt.datetime(2026, 3, 1, 12, 5, tzinfo=dt.UTC))
    with override("sv"):
        assert save_status(writings_of(SUBJECT).values(), reader=0).words == "Sparat den 1 mars 2026 kl.\xa014.05"


def test_page_of_many_fields_asks_little(aino: Person, bo: Person) -> None:
    paper_save(aino, "q.why", "A", 0)
    paper_save(bo, "q.why", "B", 0)
    reader = client(aino)
    reader.get("/fi/paper/")
    with counted() as counts:
        assert reader.get("/fi/paper/").status_code == 200
    assert counts.queries <= 9
