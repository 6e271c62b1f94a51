"""Every address of applications with bad input of every kind: a clear answer, nothing half-saved, and what was typed is
still there."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse

from soske.intake.applications.fields import LONG
from soske.intake.applications.models import Application, SignOff
from soske.records.models import StoredFile, Writing
from soske.records.writings import LONGEST
from tests.access.test_access import address, status
from tests.intake.applications.access import TABLE
from tests.support import applying
from tests.support.nasty import FEW, FEW_BODIES, FEW_RAW, TEXTS, Walk, undone
from tests.support.nasty import LONG as LONG_ONES
from tests.support.once import made_once
from tests.support.world import PDF, World, make

pytestmark = pytest.mark.django_db
ROLES = ("applicant", "coordinator")
UUID = "11111111-2222-4333-8444-555555555555"
ORGANISATION = {"organisation": "Uusi kunta", "type": "municipality", "unit": "Hankinnat"}
PERSON = {"name": "Hankinta-asiantuntija", "email": "uusi@example.fi"}
MOMENT = {"clock": "16.00"}
NAMES = [
    "q",
    "state",
    "sector",
    "theme",
    "region",
    "joint",
    "sort",
    "page",
    "version",
    "with",
    "place",
    "kind",
    "sheet",
    "to",
    "next",
]
"""What pages ask for in their addresses."""
NOT_POSTED = {
    "applications", "applications_xlsx", "call_registry", "application_page", "submission_pdf", "application_file",
    "application_registry", "applications_import_template", "application", "application_check", "application_received",
    "application_preview",
}  # fmt: skip
"""Pages that are only read; they are sent forms all the same."""
BARE = {
    "application_submit", "application_withdraw", "application_reopen", "application_complete", "sign_off",
    "sign_off_ask", "member_leave", "lead_give", "place_leave", "contact_set", "application_file_remove",
    "note_remove", "completion_cancel", "completion_read",
}  # fmt: skip
"""Acts of one button: everything that they need stands in the address."""


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with made_once(django_db_blocker, tmp_path_factory.getbasetemp(), lambda: make().apply()) as made:
        yield made


@pytest.fixture
def world(_made: World, db: None) -> World:
    return deepcopy(_made)


@pytest.fixture
def walk(world: World) -> Walk:
    return Walk(world, TABLE, ROLES, good(world), keeps={"application_section", "application_answer"})


def good(world: World) -> dict[str, Mapping[str, str]]:
    """A form that would be accepted, for every page that takes one."""
    draft = world.alpha_draft
    member = draft.group.members.get(lead=True).pk
    form = applying.form(draft)
    section = form.section("pilot")
    assert section is not None
    typed = {each.key: applying.text_for(each) for each in section.fields}
    return {
        **{name: {"text": "x"} for name in NOT_POSTED},
        **{name: {"x": "x"} for name in BARE},
        "apply": {**ORGANISATION, "role": "", "language": "fi", "token": UUID, "partner": ""},
        "application_section": {
            **{key: value for name, text in typed.items() for key, value in ((name, text), (f"{name}:version", "0-"))},
            "choose": "",
            "go": "pilot",
        },
        "application_answer": {
            "field": "q.pilot_object",
            "text": "x",
            "version": "0-",
            "token": "window-one.1",
            "person": str(world.people["applicant"].pk),
        },
        "application_present": {"place": "pilot"},
        "application_history": {"version": "1"},
        "application_file_add": {"file": "x"},
        "application_invite": {f"invite-{name}": value for name, value in {**ORGANISATION, **PERSON}.items()},
        "place_add": {f"person-{name}": value for name, value in {**PERSON, "role": "", "member": str(member)}.items()},
        "role_set": {"role-1-role": ""},
        "sponsor_set": {f"sponsor-1-{name}": value for name, value in PERSON.items()},
        "note_add": {"text": "Muistiinpano"},
        "application_case_number": {"case_number": "SOSKE/1/2026"},
        "late_allow": {**MOMENT, "until": "20.1.2030"},
        "completion_ask": {**MOMENT, "due": "20.1.2030", "message": "Täydentäkää.", "fields": "q.pilot_object"},
        "late_begin": {**ORGANISATION, **PERSON, **MOMENT, "language": "fi", "until": "20.1.2030", "token": UUID},
        "applications_import": {"kind": "applications", "file": "x"},
        "application_import": {"kind": "applications", "sheet": "", "step": "import", "language": "fi", "column-0": ""},
    }


def test_no_address_is_forgotten(world: World) -> None:
    assert good(world).keys() == TABLE.keys()


# --- everywhere -----------------------------------------------------------------------------------------------------
def test_bad_texts_in_every_field(walk: Walk) -> None:
    assert walk.texts(FEW) == []


def test_bytes_that_are_no_text(walk: Walk) -> None:
    assert walk.raw(FEW_RAW) == []


def test_fields_missing_and_double(walk: Walk) -> None:
    assert walk.missing_and_double() == []


def test_what_is_no_form(walk: Walk) -> None:
    assert walk.bodies(FEW_BODIES) == []


def test_bad_words_in_the_query(walk: Walk) -> None:
    assert walk.asked(NAMES, FEW) == []


@pytest.mark.long
def test_everything_bad_everywhere(walk: Walk) -> None:
    texts = {what: text for what, text in TEXTS.items() if what not in LONG_ONES} | {"nought": "0", "plus": "+1"}
    assert [*walk.texts(TEXTS), *walk.raw(), *walk.bodies(), *walk.asked(NAMES, texts)] == []


@pytest.mark.long
def test_bad_texts_in_one_field_among_good_ones(walk: Walk) -> None:
    assert walk.one_by_one(TEXTS) == []


def test_pages_of_one_button_are_not_opened(world: World) -> None:
    posted = {name: row for name, row in TABLE.items() if 405 in row.statuses.values()}
    assert posted.keys() >= BARE
    for name, row in posted.items():
        role = next(role for role in ROLES if row.statuses[role] == 405)
        answer = world.client(role).get(address(name, row.kwargs, world))
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


# --- forged numbers -------------------------------------------------------------------------------------------------
NUMBERS = ["0", "999999999", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 40]


@pytest.mark.parametrize("number", NUMBERS)
def test_forged_numbers_in_every_address(world: World, number: str) -> None:
    found, forms = [], good(world)
    for name, client, _url in Walk(world, TABLE, ROLES, {}):
        for argument in TABLE[name].kwargs.keys() - {"slug", "code", "key", "kind"}:
            url = address(name, {**TABLE[name].kwargs, argument: f"text:{number}"}, world)
            for method in (client.get, client.post):
                with undone():
                    code = status(method(url, forms[name]))
                    # An act of one button says on the page where it was pressed that the thing is not there any more.
                    if code not in {302, 404, 405, 422}:
                        found.append((name, argument, code))
    assert found == []


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("member_leave", "member"), ("lead_give", "member"), ("sponsor_set", "member"), ("sign_off", "member"),
        ("place_leave", "place"), ("contact_set", "place"), ("role_set", "place"), ("application_file_remove", "file"),
    ],
)  # fmt: skip
def test_things_of_another_application_stay_as_they_are(world: World, name: str, argument: str) -> None:
    other = world.beta_draft
    client = world.client("applicant")
    stored = attach(other)
    numbers = {
        "member": other.group.members.exclude(lead=True).get().pk,
        "place": other.group.people.latest("pk").pk,
        "file": stored.pk,
    }
    before = state_of(other)
    answer = client.post(
        reverse(name, kwargs={"slug": "alpha", "pk": world.alpha_draft.pk, argument: numbers[argument]}),
        {f"sponsor-{numbers['member']}-name": "x", f"sponsor-{numbers['member']}-email": "x@example.fi"},
    )
    assert answer.status_code in {302, 404, 422}
    assert state_of(other) == before


def attach(application: Application) -> StoredFile:
    from soske.records.actions import file_store

    content = io.BytesIO(PDF)
    return file_store(
        by=None,
        scope=application.programme_id,
        subject=("application", application.pk),
        name="a.pdf",
        upload=content,
        size=len(PDF),
    )


def state_of(application: Application) -> list[object]:
    group = application.group
    return [
        *group.members.order_by("pk").values_list(),
        *group.people.order_by("pk").values_list(),
        *SignOff.objects.filter(application=application).order_by("pk").values_list(),
        *StoredFile.objects.filter(subject_type="application", subject_id=application.pk).values_list(),
        *Writing.objects.filter(subject_type="application", subject_id=application.pk).values_list("text", "version"),
        type(group).objects.filter(pk=group.pk).values_list("contact", flat=True).get(),
    ]


def test_two_texts_of_another_application_are_not_chosen(world: World) -> None:
    other, key = world.beta_draft, "q.pilot_object"
    applying.save(other, other.group.contact, key, "stays")  # type: ignore[arg-type]
    from soske.intake.applications.actions import answer_save

    partner = other.group.people.latest("pk").person
    beside = answer_save(
        by=partner, application=applying.fresh(other), key=key, text="beside", base=0, now=applying.OPEN
    ).parallel
    assert beside is not None
    applying.save(world.alpha_draft, world.people["applicant"], key, "ours")
    answer = world.client("applicant").post(
        reverse("application_section", args=["alpha", world.alpha_draft.pk, "pilot"]),
        {"choose": f"mine:{beside.pk}:1:{key}"},
        follow=True,
    )
    assert answer.status_code == 200
    assert list(Writing.objects.filter(field=key).order_by("text").values_list("text", flat=True)) == ["ours", "stays"]
    beside.refresh_from_db()


def test_somebody_else_signed_in_meanwhile_is_told_so(world: World) -> None:
    fields = {"field": "q.pilot_object", "text": "x", "version": "0-", "person": str(world.people["partner"].pk)}
    answer = world.client("applicant").post(reverse("application_answer", args=["alpha", world.alpha_draft.pk]), fields)
    assert (answer.status_code, answer.json(), Writing.objects.count()) == (401, {"state": "other"}, 0)


# --- long texts -----------------------------------------------------------------------------------------------------
def answer_url(world: World) -> str:
    return reverse("application_answer", args=["alpha", world.alpha_draft.pk])


@pytest.mark.parametrize("letter", ["x", "ä", "😀", "\0", "\u202e", "<"])
def test_ten_million_characters_in_one_answer(world: World, letter: str) -> None:
    from urllib.parse import quote_plus

    body = b"field=q.pilot_object&version=0-&text=" + quote_plus(letter).encode() * 10_000_000
    answer = world.client("applicant").post(answer_url(world), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {400, 413}
    assert Writing.objects.count() == 0
    assert len(answer.content) < 50_000


def test_the_longest_text_is_kept_and_one_more_letter_is_refused(world: World) -> None:
    client, url = world.client("applicant"), answer_url(world)
    fields = {"field": "q.pilot_object", "version": "0-"}
    longest = "ä" * LONGEST
    assert client.post(url, {**fields, "text": longest + "b"}).status_code == 422
    assert Writing.objects.count() == 0
    assert client.post(url, {**fields, "text": longest}).json()["state"] == "saved"
    assert Writing.objects.get().text == longest
    # Longer than the question allows: it is kept, and the page says how much is too much.
    page = client.get(reverse("application_section", args=["alpha", world.alpha_draft.pk, "pilot"]))
    assert longest in page.content.decode()
    assert LONG < LONGEST


@pytest.mark.parametrize("what", [each for each in TEXTS if each not in LONG_ONES])
def test_what_was_typed_is_saved_and_shown_as_it_was(world: World, what: str) -> None:
    from soske.base.localtext import writable

    client, text = world.client("applicant"), TEXTS[what]
    url = reverse("application_section", args=["alpha", world.alpha_draft.pk, "pilot"])
    for post in (
        lambda: client.post(answer_url(world), {"field": "q.pilot_object", "text": text, "version": "0-"}),
        lambda: client.post(url, {"q.pilot_object": text, "q.pilot_object:version": "0-"}),
    ):
        with undone():
            assert post().status_code in {200, 302}
            kept = Writing.objects.filter(field="q.pilot_object").values_list("text", flat=True).first() or ""
            assert kept == writable(text)
            page = client.get(url).content.decode()
            assert kept in html.unescape(page.replace("\r\n", "\n"))
            assert "<script>alert" not in page
            assert client.get(reverse("application_check", args=["alpha", world.alpha_draft.pk])).status_code == 200


# --- what was typed into a refused form is still there ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "role", "fields"),
    [
        ("application_invite", "applicant", ["invite-organisation", "invite-unit", "invite-name", "invite-email"]),
        ("place_add", "applicant", ["person-name", "person-email"]),
        ("sponsor_set", "applicant", ["sponsor-{member}-name", "sponsor-{member}-email"]),
        ("completion_ask", "coordinator", ["message", "due", "clock"]),
        ("late_begin", "coordinator", ["organisation", "unit", "name", "email", "until", "clock"]),
        ("note_add", "coordinator", ["text"]),
        ("application_case_number", "coordinator", ["case_number"]),
        ("late_allow", "coordinator", ["until", "clock"]),
    ],
)
@pytest.mark.parametrize("bad", ["<b>\"'&amp;</b> =1+1 {{x}} {y}", "\u202eאב ä😀", "x" * 6000])
def test_a_refused_form_shows_what_was_typed(world: World, name: str, role: str, fields: list[str], bad: str) -> None:
    member = world.alpha_draft.group.members.get(lead=True).pk
    fields = [each.format(member=member) for each in fields]
    kwargs = {**TABLE[name].kwargs, **({"member": f"text:{member}"} if name == "sponsor_set" else {})}
    typed = {each: f"{bad}{number}" for number, each in enumerate(fields)}
    if name == "note_add":
        typed = {"text": bad if len(bad) > 5000 else " "}
    if name == "application_case_number":
        typed = {"case_number": bad * 30}
    answer = world.client(role).post(address(name, kwargs, world), typed)
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert [text[:80] for text in typed.values() if text.strip() not in page] == []


def test_a_refused_section_shows_what_was_typed(world: World) -> None:
    client = world.client("applicant")
    url = reverse("application_section", args=["alpha", world.alpha_draft.pk, "pilot"])
    long = "<i>ä\u202e</i>" + "x" * LONGEST
    answer = client.post(url, {"q.pilot_object": long, "q.pilot_object:version": "0-"})
    assert answer.status_code == 422
    assert long in html.unescape(answer.content.decode())
    assert Writing.objects.count() == 0


# --- files ----------------------------------------------------------------------------------------------------------
def archive(*members: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members:
            made.writestr(name, text)
    return content.getvalue()


DOCX = ("word/document.xml", b"<w:document/>")
EXE = b"MZ\x90\x00" + b"\0" * 5000
FILES: dict[str, Callable[[], tuple[str, bytes]]] = {
    "exe named pdf": lambda: ("laskelma.pdf", EXE),
    "exe": lambda: ("laskelma.exe", EXE),
    "two endings": lambda: ("laskelma.pdf.exe", PDF),
    "turned name": lambda: ("laskelma\u202efdp.exe", PDF),
    "no ending": lambda: ("laskelma", PDF),
    "no name": lambda: ("", PDF),
    "only dots": lambda: ("..", PDF),
    "long name": lambda: ("ä" * 300 + ".pdf", PDF),
    "HTML": lambda: ("a.pdf", b"<!doctype html><script>alert(1)</script>"),
    "docx with macros": lambda: ("a.docx", archive(DOCX, ("word/vbaProject.bin", b"x"))),
    "docm": lambda: ("a.docm", archive(DOCX)),
    "docx that is a zip": lambda: ("a.docx", archive(("a.txt", b"x"))),
    "broken docx": lambda: ("a.docx", archive(DOCX)[:40]),
    "xlsx": lambda: ("a.xlsx", archive(("xl/workbook.xml", b"<workbook/>"))),
    "empty": lambda: ("a.pdf", b""),
    "eleven megabytes": lambda: ("a.pdf", PDF + b"x" * 11_000_000),
    "many members": lambda: ("a.docx", archive(DOCX, *((f"a{number}", b"") for number in range(2100)))),
}
BOMB = archive(DOCX, ("word/media/a", b"\0" * 30_000_000))


@pytest.mark.parametrize("what", FILES)
def test_files_of_the_wrong_kind_are_refused_in_words(world: World, what: str) -> None:
    name, content = FILES[what]()
    answer = upload(world, name, content)
    assert answer.status_code == 200
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert StoredFile.objects.filter(subject_type="application").count() == 0


def upload(world: World, name: str, content: bytes, *more: tuple[str, bytes]) -> Any:
    """Whatever the answer is, the page on which one reads it. The names go as they are, which no test client does."""
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\n%b\r\n' % (each.encode(), body)
        for each, body in [(name, content), *more]
    )
    url = reverse("application_file_add", args=["alpha", world.alpha_draft.pk])
    kind = "multipart/form-data; boundary=x"
    return world.client("applicant").post(url, parts + b"--x--\r\n", content_type=kind, follow=True)


def test_a_bomb_is_kept_packed(world: World) -> None:
    """Nothing unpacks a DOCX here, so one that would fill a disk is a file like others."""
    assert len(BOMB) < 100_000
    assert upload(world, "a.docx", BOMB).status_code == 200
    assert StoredFile.objects.get(subject_type="application").size == len(BOMB)


def test_several_files_and_a_name_with_a_path(world: World) -> None:
    assert upload(world, "a.pdf", PDF, ("..\\..\\x/b\u202e\0\x1b.pdf", PDF)).status_code == 200
    names = list(StoredFile.objects.filter(subject_type="application").values_list("name", flat=True))
    assert names == ["b.pdf"]
