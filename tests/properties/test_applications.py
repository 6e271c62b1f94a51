"""Whatever is sent to an application: a clear answer, the text as it was, and nothing that a page or a spreadsheet
takes for more than text."""

from __future__ import annotations

import html
import io
import json
from urllib.parse import quote_plus

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from soske.base.localtext import writable
from soske.intake.applications.content import content_hash
from soske.intake.applications.models import Submission
from soske.records.models import EarlierWriting, ParallelWriting, StoredFile, Writing
from soske.records.presence import presence_seen
from soske.records.writings_queries import version_mark
from tests.support import applying
from tests.support.nasty import FORM, undone
from tests.support.world import World

pytestmark = pytest.mark.django_db
KEY = "q.pilot_object"
# Everything that a browser can send and much that none does: NUL, marks that turn the reading, halves of pairs.
SIGNS = st.one_of(st.characters(codec=None), st.sampled_from("\0\r\n\t\u202e\u2066\u2028=+-@<>&\"'{}:."))
TEXTS = st.text(SIGNS, max_size=60)
MARKS = st.one_of(
    TEXTS,
    st.from_regex(r"[0-9]{1,30}-[0-9a-f]{0,20}", fullmatch=True),
    st.from_regex(
        r"(mine|theirs|both|x):-?[0-9]{1,25}:[0-9]{1,25}:(q\.pilot_object|goal\.[0-9]\.text)", fullmatch=True
    ),
    st.from_regex(r"[0-9a-z-]{6,42}\.[0-9]{1,12}( [0-9a-z-]{8}\.[0-9]{1,9})?", fullmatch=True),
)
many = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def world(world: World) -> World:
    return world.apply()


@pytest.fixture
def client(world: World) -> Client:
    return world.client("applicant")


def raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def post(client: Client, url: str, fields: dict[str, str]) -> int:
    """The status of a form whose fields are sent as the bytes that they are."""
    body = "&".join(f"{quote_plus(raw(name))}={quote_plus(raw(value))}" for name, value in fields.items())
    return client.post(url, body, content_type=FORM).status_code


@many
@given(text=TEXTS)
def test_a_text_is_kept_and_shown_as_it_was_typed(world: World, client: Client, text: str) -> None:
    came = raw(text).decode("utf-8", "replace")  # so the server reads what is no text
    page = reverse("application_section", args=["alpha", world.alpha_draft.pk, "pilot"])
    for url, fields in (
        (
            reverse("application_answer", args=["alpha", world.alpha_draft.pk]),
            {"field": KEY, "text": text, "version": "0-"},
        ),
        (page, {KEY: text, f"{KEY}:version": "0-"}),
    ):
        with undone():
            assert post(client, url, fields) in {200, 302}
            kept = Writing.objects.filter(field=KEY).values_list("text", flat=True).first() or ""
            assert kept == writable(came)
            shown = client.get(page).content.decode()
            assert f">\n{html.escape(kept)}</textarea>" in shown
            assert f'value="{version_mark(1 if kept else 0, kept)}"' in shown or not kept


@many
@given(version=MARKS, token=MARKS, choose=MARKS, go=MARKS, key=MARKS)
def test_forged_marks_are_no_error(
    world: World, client: Client, version: str, token: str, choose: str, go: str, key: str
) -> None:
    address = ["alpha", world.alpha_draft.pk]
    with undone():
        applying.save(world.alpha_draft, world.people["partner"], KEY, "stands")
        answer, section = reverse("application_answer", args=address), [*address, "pilot"]
        sent = {"field": KEY, "text": "mine", "version": version, "token": token}
        assert post(client, answer, sent) in {200, 409}
        assert post(client, answer, {**sent, "field": key}) in {200, 409, 422}
        form = {KEY: "mine", f"{KEY}:version": version, "choose": choose, "go": go}
        assert post(client, reverse("application_section", args=section), form) in {302, 422}
        assert post(client, reverse("application_history", args=[*address, KEY]), {"version": version}) == 302
        assert "stands" in everything()


def everything() -> str:
    """Every text that is kept of any field."""
    rows = (Writing, EarlierWriting, ParallelWriting)
    return json.dumps([list(model.objects.values_list("text", flat=True)) for model in rows])


@many
@given(place=TEXTS)
def test_any_place_can_be_said_to_be_open(world: World, place: str) -> None:
    came = raw(place).decode("utf-8", "replace")
    with undone():
        presence_seen(person=world.people["applicant"], subject=("application", 1), place=came, now=applying.OPEN)


@settings(many, max_examples=20)
@given(name=TEXTS, content=st.binary(max_size=200), head=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"MZ"]))
def test_any_file_is_taken_or_refused_in_words(
    world: World, client: Client, name: str, content: bytes, head: bytes
) -> None:
    url = reverse("application_file_add", args=["alpha", world.alpha_draft.pk])
    for ending in (b"", b".pdf", b".docx"):
        sent = raw(name).translate(None, b'"\r\n') + ending
        body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\n%b\r\n--x--\r\n'
        with undone():
            posted = client.post(url, body % (sent, head + content), "multipart/form-data; boundary=x", follow=True)
            assert posted.status_code == 200
            levels = [message.level_tag for message in posted.context["messages"]]
            stored = StoredFile.objects.filter(subject_type="application").first()
            assert levels == (["error"] if stored is None else ["success"])
            if stored is not None:
                assert stored.name.lower().endswith(".pdf") and b"%PDF-" in head + content
                assert not set("/\\\0\r\n\u202e") & set(stored.name)


@many
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_cells_of_the_list_of_applications_are_text(world: World, texts: list[str]) -> None:
    received = Submission.objects.get(application=world.alpha_submitted)
    answers = [each for part in received.content["sections"] for each in part["answers"]]
    for number, each in enumerate(each for each in answers if each["key"].startswith("q.")):
        each["text"] = writable(texts[number % len(texts)])
    coordinator = world.client("coordinator")
    with undone():
        rows = Submission.objects.filter(pk=received.pk)
        rows.update(content=received.content, sha256=content_hash(received.content))
        answer = coordinator.get(reverse("applications_xlsx", args=["alpha"]))
        sheets = load_workbook(io.BytesIO(answer.getvalue()))
        assert {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
        page = coordinator.get(reverse("application_page", args=["alpha", world.alpha_submitted.pk]))
        assert page.status_code == 200
