"""Pages that join several apps: files for machines, downloads, forms with bad input, erasure."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from icalendar import Calendar

from soske.base.localtext import LocalText
from soske.desk.actions import person_erase, person_erase_preview
from soske.intake.groups.actions import organisation_save
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.selection.models import Announcement
from soske.people.actions import person_ensure
from soske.people.models import Membership, Organisation, Person
from soske.programmes.models import Programme, Stage
from soske.programmes.states import ProgrammeState, programme_move
from soske.records.actions import audit_write
from soske.records.models import AuditRow, CalendarEntry, Letter, StoredFile
from tests.support.world import KICKOFF, PDF, World, group

pytestmark = pytest.mark.django_db


def test_root_leads_to_the_language_of_the_browser() -> None:
    found = {
        lang: Client().get("/", headers={"Accept-Language": lang}).headers["Location"]
        for lang in ("sv-FI", "en-GB", "fi-FI", "de")
    }
    assert found == {"sv-FI": "/sv/", "en-GB": "/en/", "fi-FI": "/fi/", "de": "/fi/"}


def opened(client: Client, url: str) -> dict[str, str]:
    """The hidden field of a form that says what it was opened with."""
    return {"opened": client.get(url).context["form"]["opened"].value()}


def test_calendar_can_be_read_and_keeps_its_uids(world: World) -> None:
    url = "/fi/academies/alpha/calendar.ics"
    first, again = [Calendar.from_ical(Client().get(url).content) for _time in range(2)]
    events = {str(event["SUMMARY"]): event for event in first.walk("VEVENT")}
    assert len(events) == Stage.objects.filter(programme=world.alpha).count()
    kickoff = events["Aloitustilaisuus – Alpha-akatemia"]
    assert (kickoff.decoded("DTSTART"), kickoff.decoded("DTEND")) == (KICKOFF, KICKOFF + dt.timedelta(days=1))
    workshop = events["Työpaja 1 – Alpha-akatemia"]
    assert workshop.decoded("DTSTART").strftime("%H:%M %Z") == "09:00 EET"
    summer = events["Työpaja 4 – Alpha-akatemia"]
    assert summer.decoded("DTSTART").strftime("%H:%M %Z") == "09:00 EEST"
    assert [event["UID"] for event in again.walk("VEVENT")] == [event["UID"] for event in first.walk("VEVENT")]


def test_moved_date_changes_the_same_calendar_entry(world: World) -> None:
    client, url = world.client("coordinator"), "/fi/academies/alpha/calendar.ics"
    before = {event["UID"]: event["SEQUENCE"] for event in Calendar.from_ical(client.get(url).content).walk("VEVENT")}
    day = world.alpha.stages.get(code="workshop_1").starts + dt.timedelta(days=1)
    data = {
        f"{stage.code}_{end}": getattr(stage, end).strftime("%d.%m.%Y")
        for stage in world.alpha.stages.all()
        for end in ("starts", "ends")
    }
    data |= {
        f"{stage.code}_{end}": getattr(stage, end).strftime("%H.%M")
        for stage in world.alpha.stages.all()
        for end in ("opens", "closes")
        if getattr(stage, end)
    }
    data |= {"workshop_1_starts": day.strftime("%d.%m.%Y"), **opened(client, "/fi/desk/alpha/dates/")}
    assert client.post("/fi/desk/alpha/dates/", data).status_code == 302
    after = {event["UID"]: event["SEQUENCE"] for event in Calendar.from_ical(client.get(url).content).walk("VEVENT")}
    assert before.keys() == after.keys()
    assert sorted(after[uid] - before[uid] for uid in before)[-2:] == [0, 1]


def test_feed_is_atom_with_the_announcement_in_each_language(world: World) -> None:
    titles = {}
    for lang in ("fi", "sv", "en"):
        feed = ElementTree.fromstring(Client().get(f"/{lang}/feed.xml").content)
        entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
        assert [feed.tag, len(entries)] == ["{http://www.w3.org/2005/Atom}feed", 1]
        titles[lang] = entries[0].findtext("{http://www.w3.org/2005/Atom}title", "").split()[0]
    assert titles == {"fi": "Yksi", "sv": "En", "en": "One"}


def test_feed_summary_is_plain_text_and_control_characters_break_nothing(world: World) -> None:
    texts = {
        "heading": {"fi": "Kuusi\nryhmää\x07"},
        "lead": {"fi": "Akatemia <script>alert(1)</script> & <b>muut</b>\x08"},
    }
    Announcement.objects.filter(programme=world.alpha).update(**texts)
    [entry] = ElementTree.fromstring(Client().get("/fi/feed.xml").content).iter("{http://www.w3.org/2005/Atom}entry")
    found = [entry.findtext("{http://www.w3.org/2005/Atom}" + name) for name in ("title", "summary")]
    assert found == ["Kuusi ryhmää", "Akatemia &lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;muut&lt;/b&gt;"]


def test_calendar_of_names_with_line_ends_can_be_read(world: World) -> None:
    Programme.objects.filter(pk=world.alpha.pk).update(name={"fi": "Alpha\r\nakatemia\x07"})
    CalendarEntry.objects.filter(scope=world.alpha.pk).update(name={"fi": "Työ\npaja"})
    calendar = Calendar.from_ical(Client().get("/fi/academies/alpha/calendar.ics").content)
    assert str(calendar["X-WR-CALNAME"]) == "Alpha akatemia"
    assert {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")} == {"Työ paja – Alpha akatemia"}


def test_feed_leaves_out_what_is_undone(world: World) -> None:
    world.client("coordinator").post("/fi/desk/alpha/announcement/undo/")
    assert b"<entry>" not in Client().get("/fi/feed.xml").content


def test_open_graph_tells_what_the_page_is(world: World) -> None:
    html = Client().get("/sv/academies/alpha/announcement/").content.decode()
    assert '<meta property="og:type" content="article">' in html
    assert '<meta property="og:locale" content="sv">' in html
    assert html.count('<link rel="alternate" hreflang=') == 3


def test_workbook_opens_and_formulas_stay_text(world: World) -> None:
    organisation = world.alpha_group.members.first().organisation  # type: ignore[union-attr]
    organisation.name = LocalText(fi='=HYPERLINK("http://x","Ä")')
    organisation.save()
    content = world.client("coordinator").get("/fi/desk/alpha/groups.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=False))
    cells = {cell.value: cell.data_type for row in rows for cell in row}
    assert cells['=HYPERLINK("http://x","Ä")'] == "s"
    assert len(rows) == 3


@pytest.mark.parametrize("name", ["alpha", "harjoitus", "ääkkönen", "../../etc", "<svg>"])
def test_pattern_depends_on_its_address_only(name: str) -> None:
    answer = Client().get(f"/pattern/{name}/card/brick.svg")
    assert answer.status_code == (200 if name.isascii() and name.isalpha() else 404)


@pytest.mark.parametrize("path", ["/pattern/a/castle/brick.svg", "/pattern/a/card/pink.svg"])
def test_unknown_pattern_is_not_there(path: str) -> None:
    assert Client().get(path).status_code == 404


# --- bad input in forms -------------------------------------------------------------------------------------------
LONG_ADDRESS = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.fi"  # right, but longer than the database keeps


def new_programme(client: Client, **values: Any) -> Any:
    data = {
        "pack": "soske",
        "name_fi": "Gamma-akatemia",
        "slug": "gamma",
        "kickoff": "20.1.2028",
        "address": "",
        **values,
    }
    return client.post("/fi/desk/new/", data)


def test_programme_is_made_and_leads_to_its_dates(world: World) -> None:
    answer = new_programme(world.client("organiser"))
    assert answer.headers["Location"] == "/fi/desk/gamma/dates/"
    assert Programme.objects.get(slug="gamma").stages.get(code="kickoff").starts == dt.date(2028, 1, 20)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kickoff": "31.2.2028"}, "kickoff"),
        ({"kickoff": "soon"}, "kickoff"),
        ({"kickoff": "31.12.9999"}, "kickoff"),
        ({"address": LONG_ADDRESS}, "address"),
        ({"kickoff": ""}, "kickoff"),
        ({"slug": "alpha"}, "slug"),
        ({"slug": "äöå !"}, None),
        ({"name_fi": ""}, "name"),
        ({"name_fi": "x" * 500}, "name"),
        ({"pack": "../../etc"}, "pack"),
        ({"address": "not an address"}, "address"),
        ({"name_fi": "a\x00b"}, None),  # what nobody sees is dropped
    ],
)
def test_wrong_programme_is_refused_and_what_was_typed_stays(
    world: World, values: dict[str, str], field: str | None
) -> None:
    answer = new_programme(world.client("organiser"), **values)
    if field is None:
        assert answer.status_code == 302
        return
    html = answer.content.decode()
    assert answer.status_code == 422
    assert ("error-summary" in html and 'value="20.1.2028"' in html) or "kickoff" in values
    assert f'id="id_{field}_error"' in html
    assert not Programme.objects.filter(slug="gamma").exists()


@pytest.mark.parametrize(
    "typed",
    [
        "32.1.2027",
        "x",
        "1.1.0000",
        "2027",
        "٢٠.١.٢٠٢٧",
        "1.1.99999",
        "31.12.9999",
        "1.1.0001",
        "31.12.1989",
        "1.1.2101",
    ],
)
def test_wrong_date_is_refused_beside_its_field(world: World, typed: str) -> None:
    answer = world.client("coordinator").post("/fi/desk/alpha/dates/", {"kickoff_starts": typed})
    assert answer.status_code == 422
    assert 'id="id_kickoff_starts_error"' in answer.content.decode()
    assert world.alpha.stages.get(code="kickoff").starts == KICKOFF


def group_form(**values: str) -> dict[str, str]:
    return {
        "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "0",
        "members-0-organisation": "Uusi kunta",
        "members-0-type": "municipality",
        "people-TOTAL_FORMS": "1",
        "people-INITIAL_FORMS": "0",
        "people-0-member": "0",
        **values,
    }


def test_group_is_entered_by_the_form(world: World) -> None:
    answer = world.client("coordinator").post("/fi/desk/alpha/groups/new/", group_form())
    made = Group.objects.latest("pk")
    assert answer.headers["Location"] == f"/fi/desk/alpha/groups/{made.pk}/"


@pytest.mark.parametrize(
    "values",
    [
        {"members-0-organisation": ""},
        {"members-0-type": ""},
        {"members-0-type": "castle"},
        {"members-0-organisation": "x" * 1000},
        {"people-0-name": "Aino"},
        {"people-0-email": "not an address", "people-0-name": "Aino"},
        {"people-0-email": LONG_ADDRESS, "people-0-name": "Aino"},
        {"people-0-email": "aino@example.fi"},
        {"people-0-email": "aino@example.fi", "people-0-name": "Aino", "people-0-member": "99"},
        {"people-0-email": "aino@example.fi", "people-0-name": "Aino", "people-0-role": "king"},
        {"themes": "nothing"},
        {"members-TOTAL_FORMS": "99999"},
    ],
)
def test_wrong_group_is_refused_and_nothing_is_saved(world: World, values: dict[str, str]) -> None:
    before = (Group.objects.count(), Organisation.objects.count(), Person.objects.count())
    answer = world.client("coordinator").post("/fi/desk/alpha/groups/new/", group_form(**values))
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert (Group.objects.count(), Organisation.objects.count(), Person.objects.count()) == before


def test_too_long_address_of_a_person_is_refused_beside_its_field(world: World) -> None:
    data = group_form(**{"people-0-email": LONG_ADDRESS, "people-0-name": "Aino"})
    html = world.client("coordinator").post("/fi/desk/alpha/groups/new/", data).content.decode()
    assert 'id="id_people-0-email_error"' in html


@pytest.mark.parametrize("total", ["", "x", "-1", "9" * 5000])
def test_broken_row_counts_never_break_the_page(world: World, total: str) -> None:
    answer = world.client("coordinator").post(
        "/fi/desk/alpha/groups/new/", group_form(**{"members-TOTAL_FORMS": total, "more": "members"})
    )
    assert answer.status_code in {200, 422}


def test_row_is_added_without_saving(world: World) -> None:
    before = Group.objects.count()
    html = world.client("coordinator").post("/fi/desk/alpha/groups/new/", group_form(more="members")).content.decode()
    assert 'name="members-1-organisation"' in html and 'value="Uusi kunta"' in html
    assert Group.objects.count() == before


def test_stale_group_form_says_so_and_keeps_what_was_typed(world: World) -> None:
    url = f"/fi/desk/alpha/groups/{world.alpha_group.pk}/"
    answer = world.client("coordinator").post(url, group_form(version="99"))
    assert answer.status_code == 422
    assert 'value="Uusi kunta"' in answer.content.decode()
    assert Group.objects.get(pk=world.alpha_group.pk).members.count() == 2


def settings_form(client: Client, url: str, **values: Any) -> dict[str, Any]:
    return {"name_fi": "Alpha-akatemia", "seats": "6", "colour": "plum", **opened(client, url), **values}


def test_stale_settings_are_refused_and_what_was_typed_stays(world: World) -> None:
    client, url = world.client("coordinator"), "/fi/desk/alpha/settings/"
    first, second = (settings_form(client, url, seats=seats) for seats in ("9", "3"))
    assert [client.post(url, data).status_code for data in (first, second)] == [302, 422]
    html = client.post(url, second).content.decode()
    assert "error-summary" in html and 'value="3"' in html
    assert Programme.objects.get(slug="alpha").seats == 9


def test_stale_dates_say_so_and_what_was_typed_stays(world: World) -> None:
    client, url = world.client("coordinator"), "/en/desk/alpha/dates/"
    answer = client.post(url, {"kickoff_starts": "20.1.2027", "opened": "older"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<li>Someone else has saved this page meanwhile" in html and 'value="20.1.2027"' in html
    assert world.alpha.stages.get(code="kickoff").starts == KICKOFF


def test_too_long_web_address_is_refused_beside_its_field(world: World) -> None:
    client, url = world.client("coordinator"), "/fi/desk/alpha/settings/"
    answer = client.post(url, settings_form(client, url, continues_url=f"https://example.fi/{'a' * 200}"))
    assert answer.status_code == 422
    assert 'id="id_continues_url_error"' in answer.content.decode()


def test_settings_do_not_tell_of_a_draft_of_others(world: World) -> None:
    client, url = world.client("coordinator"), "/en/desk/alpha/settings/"
    assert "Beta" not in client.get(url).content.decode()
    answer = client.post(url, settings_form(client, url, continues=world.beta.pk))
    assert (answer.status_code, Programme.objects.get(slug="alpha").continues) == (422, None)


def test_predecessor_that_is_a_draft_stays_chosen_and_is_shown_to_nobody(world: World) -> None:
    client, url = world.client("coordinator"), "/en/desk/alpha/settings/"
    pages = ["/fi/academies/alpha/", "/fi/academies/alpha/announcement/"]
    programme_move(world.beta, ProgrammeState.PUBLIC, by=None)
    web = "https://example.fi/beta"
    data = settings_form(client, url, continues=world.beta.pk, continues_url=web)
    assert client.post(url, data).status_code == 302
    assert ["Beta" in Client().get(page).content.decode() for page in pages] == [True, True]
    programme_move(world.beta, ProgrammeState.DRAFT, by=None)
    assert ["Beta" in Client().get(page).content.decode() for page in [*pages, url]] == [False, False, False]
    assert "An academy that is not published" in client.get(url).content.decode()
    assert client.post(url, settings_form(client, url, continues=world.beta.pk, continues_url=web)).status_code == 302
    assert Programme.objects.get(slug="alpha").continues == world.beta


def test_organisation_of_another_academy_is_shown_but_not_changed(world: World) -> None:
    client = world.client("coordinator")
    own = group(world.alpha, world.people["coordinator"], "Öjan kunta")
    foreign = Organisation.objects.get(name__fi="Öjan kunta")
    url = f"/en/desk/alpha/groups/{own.pk}/organisations/{foreign.pk}/"
    answer = client.get(url)
    html = answer.content.decode()
    assert "This organisation takes part in another academy too." in html and "Öjan kunta" in html
    assert (answer.status_code, 'name="name_fi"' in html) == (200, False)
    assert client.post(url, {"name_fi": "Muu", "type": "company"}).status_code == 403
    assert Organisation.objects.get(pk=foreign.pk).name == {"fi": "Öjan kunta"}


def test_stale_organisation_says_so_and_keeps_what_was_typed(world: World) -> None:
    client, city = world.client("coordinator"), Organisation.objects.get(name__fi="Åbo stad")
    url = f"/fi/desk/alpha/groups/{world.alpha_group.pk}/organisations/{city.pk}/"
    data = {"name_fi": "Turku", "type": "municipality", **opened(client, url)}
    assert client.post(url, data).status_code == 302
    answer = client.post(url, {**data, "name_fi": "Vanhentunut"})
    assert (answer.status_code, 'value="Vanhentunut"' in answer.content.decode()) == (422, True)
    assert Organisation.objects.get(pk=city.pk).name == {"fi": "Turku"}


def test_group_sent_twice_is_made_once(world: World) -> None:
    client, url = world.client("coordinator"), "/fi/desk/alpha/groups/new/"
    token = str(client.get(url).context["form"].head["token"].value())
    before = Group.objects.count()
    addresses = [client.post(url, group_form(token=token)).headers["Location"] for _time in range(2)]
    made = Group.objects.latest("pk")
    assert (addresses, Group.objects.count()) == ([f"/fi/desk/alpha/groups/{made.pk}/"] * 2, before + 1)


def test_address_of_a_known_person_does_not_tell_her_name(world: World) -> None:
    client = world.client("coordinator")
    person_ensure(email="tuttu@example.fi", name="Tuttu Salainen")
    typed = {"people-0-email": "tuttu@example.fi", "people-0-name": "Hankinta-asiantuntija"}
    url = client.post("/fi/desk/alpha/groups/new/", group_form(**typed)).headers["Location"]
    html = client.get(url).content.decode()
    assert ('value="Hankinta-asiantuntija"' in html, "Salainen" in html) == (True, False)


@pytest.mark.parametrize("page", ["", "LETTER/"])
def test_outbox_shows_addresses_and_no_names(world: World, page: str) -> None:
    Person.objects.filter(email="contact@example.fi").update(name="Tuttu Salainen")
    url = "/fi/desk/alpha/messages/" + page.replace("LETTER", str(world.alpha_letter.pk))
    html = world.client("coordinator").get(url).content.decode()
    assert ("contact@example.fi" in html, "Salainen" in html) == (True, False)


def test_sponsor_who_is_the_contact_person_stays_both(world: World) -> None:
    client, url = world.client("coordinator"), f"/fi/desk/alpha/groups/{world.alpha_group.pk}/"
    typed = {"people-0-email": "j@example.fi", "people-0-name": "Johtaja", "people-0-role": "sponsor"}
    client.post(url, group_form(version="1", **typed, **{"people-0-contact": "on"}))
    [row] = client.get(url).context["form"].people.initial
    assert (row["name"], row["role"], row["contact"]) == ("Johtaja", "sponsor", True)


def test_waiting_message_follows_the_contact_person_of_the_form(world: World) -> None:
    client, url = world.client("coordinator"), f"/fi/desk/alpha/groups/{world.alpha_group.pk}/"
    typed = {"people-0-email": "uusi@example.fi", "people-0-name": "Uusi", "people-0-contact": "on"}
    assert client.post(url, group_form(version="1", **typed)).status_code == 302
    found = Letter.objects.filter(scope=world.alpha.pk).order_by("pk").values_list("person__email", "state")
    assert list(found) == [("contact@example.fi", "cancelled"), ("uusi@example.fi", "waiting")]


def test_page_is_not_taken_back_while_the_selection_is_published(world: World) -> None:
    client, url = world.client("coordinator"), "/en/desk/alpha/publish/"
    html = client.post(url, {"to": "draft"}, follow=True).content.decode()
    assert "The selection is published, and its messages lead to this page." in html
    assert Programme.objects.get(slug="alpha").state == ProgrammeState.PUBLIC


def test_selected_group_cannot_be_removed_and_another_can(world: World) -> None:
    client = world.client("coordinator")
    other = group(world.alpha, world.people["coordinator"], "Poistettava kunta")
    for each in (world.alpha_group, other):
        client.post(f"/fi/desk/alpha/groups/{each.pk}/remove/")
    assert list(Group.objects.filter(programme=world.alpha)) == [world.alpha_group]


@pytest.mark.parametrize(
    ("name", "content", "status"), [("ohje.pdf", PDF, 302), ("ohje.pdf", b"<html>", 422), ("x.html", b"<html>", 422)]
)
def test_upload_is_checked(world: World, name: str, content: bytes, status: int) -> None:
    before = StoredFile.objects.count()
    answer = world.client("coordinator").post("/fi/desk/alpha/files/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == status
    assert StoredFile.objects.count() - before == (1 if status == 302 else 0)


def test_many_files_come_in_pages(world: World) -> None:
    StoredFile.objects.bulk_create(
        StoredFile(
            scope=world.alpha.pk, subject_type="programme", subject_id=world.alpha.pk, name=f"a{number:03}.pdf", size=1
        )
        for number in range(60)
    )
    pages = [
        "/fi/desk/alpha/files/",
        "/fi/desk/alpha/files/?page=2",
        "/fi/academies/alpha/",
        "/fi/academies/alpha/?files=50",
    ]
    shown = [world.client("coordinator").get(page).content.decode() for page in pages]
    assert [html.count(".pdf</a>") for html in shown] == [50, 11, 50, 11]
    assert ['href="?files=50"' in html for html in shown] == [False, False, True, False]


@pytest.mark.parametrize("number", ["x", "-1", "9" * 5000, "999999"])
def test_public_page_with_an_odd_number_of_files_is_shown(world: World, number: str) -> None:
    assert Client().get("/fi/academies/alpha/", {"files": number}).status_code == 200


def test_missing_upload_says_what_to_do(world: World) -> None:
    answer = world.client("coordinator").post("/fi/desk/alpha/files/", {})
    assert answer.status_code == 422 and b'href="#file"' in answer.content


def test_file_is_served_as_a_download(world: World) -> None:
    answer = Client().get(f"/fi/files/{world.alpha_file.pk}/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ohje.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]


def test_every_answer_has_the_policy(world: World) -> None:
    for path in ("/fi/", "/fi/nothing/", "/fi/sign-in/", "/pattern/a/card/brick.svg"):
        policy = Client().get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy


def test_failure_page_gives_a_code_and_no_details(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("soske.desk.views_public.programmes_shown", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/fi/")
    assert answer.status_code == 500
    assert b"secret inside" not in answer.content and b"main" in answer.content


# --- what is kept of a person -------------------------------------------------------------------------------------
def test_own_data_shows_what_each_app_keeps(world: World) -> None:
    html = world.client("member").get("/fi/desk/me/").content.decode()
    for text in ("member@example.fi", "Äänekosken kaupunki", "Äänekosken kaupunki ja Åbo stad"):
        assert text in html


def test_erasure_preview_changes_nothing_and_erasure_leaves_only_numbers(world: World) -> None:
    who = Person.objects.get(email="contact@example.fi")
    number, rows = who.pk, AuditRow.objects.count()
    preview = person_erase_preview(person=who)
    assert Person.objects.filter(pk=number).exists()
    assert sorted(person_erase(by=None, person=who)) == sorted(preview)
    assert not Person.objects.filter(pk=number).exists()
    assert [model.objects.filter(person_id=number).count() for model in (GroupPerson, Membership, Letter)] == [0, 0, 0]
    assert Group.objects.get(pk=world.alpha_group.pk).contact is None
    assert AuditRow.objects.count() == rows + 1
    assert world.client("coordinator").get("/fi/desk/alpha/log/").status_code == 200


def test_log_names_groups_and_persons_as_they_are_now(world: World) -> None:
    client, lead = world.client("coordinator"), world.alpha_group.members.get(lead=True).organisation
    coordinator = world.people["coordinator"]
    audit_write(by=coordinator, scope=world.alpha.pk, subject=("person", coordinator.pk), act="person_joined")
    before = client.get("/fi/desk/alpha/log/").content.decode()
    assert lead.name["fi"] in before and before.count("Uusi Nimi") == 0
    Person.objects.filter(pk=coordinator.pk).update(name="Uusi Nimi")  # a person is of no programme: no revision grows
    renamed = LocalText(fi="Uudempi kunta")
    facts = {"name": renamed, "type": lead.type, "region": lead.region, "business_id": lead.business_id}
    organisation_save(by=coordinator, group=world.alpha_group, organisation=lead, **facts)
    after = client.get("/fi/desk/alpha/log/").content.decode()
    assert "Uudempi kunta" in after and f"<td>{lead.name['fi']}" not in after
    assert "<td>Uusi Nimi</td>" in after and coordinator.name not in after.split("<table", 1)[1]


def test_erasure_ends_her_sessions_and_nobody_elses(world: World) -> None:
    who, client, other = Person.objects.get(email="contact@example.fi"), Client(), world.client("coordinator")
    client.force_login(who)
    cache.clear()
    begun = Client()
    begun.post("/fi/sign-in/", {"email": "contact@example.fi"})
    assert Session.objects.count() == 3
    person_erase(by=None, person=who)
    assert [each.session_key for each in Session.objects.all()] == [other.session.session_key]


def test_announcement_survives_the_erasure_of_everyone(world: World) -> None:
    for who in list(Person.objects.exclude(pk=world.people["coordinator"].pk)):
        person_erase(by=None, person=who)
    assert Client().get("/fi/academies/alpha/announcement/").status_code == 200
    assert Announcement.objects.filter(state="published").count() == 1


def test_stale_texts_stay_on_the_page_and_the_next_save_replaces_the_others_knowingly(world: World) -> None:
    client, url = world.client("coordinator"), "/fi/desk/alpha/announcement/"
    assert client.post(url, {"version": "1", "unites_fi": "Toisen teksti"}).status_code == 302
    stale = client.post(url, {"version": "1", "unites_fi": "Oma teksti"})
    html = stale.content.decode()
    assert stale.status_code == 422
    assert "Oma teksti" in html and 'name="version" value="2"' in html
    assert Announcement.objects.get(programme=world.alpha).unites["fi"] == "Toisen teksti"
    assert client.post(url, {"version": "2", "unites_fi": "Oma teksti"}).status_code == 302
    assert Announcement.objects.get(programme=world.alpha).unites["fi"] == "Oma teksti"


def test_erasure_is_seen_on_pages_that_had_remembered_her(world: World) -> None:
    client, url = world.client("coordinator"), "/fi/desk/alpha/"
    title = "Nimeä jokaiselle ryhmälle yhteyshenkilö"
    before = client.get(url).content.decode()
    person_erase(by=None, person=Person.objects.get(email="contact@example.fi"))
    after = client.get(url).content.decode()
    assert (title in before, title in after) == (False, True)


def test_navigation_of_the_coordinator_has_six_words_at_most_and_says_where_one_is(world: World) -> None:
    client = world.client("coordinator")
    words, current = {}, {}
    for place in ("today", "stages", "call_desk", "applications", "desk_reviews", "selection", "teams", "letters"):
        with override("en"):
            page = client.get(reverse(place, args=["alpha"])).content.decode()
        header, main = page.split("<main", 1)
        links = re.findall(r'<li><a href="[^"]+"( aria-current="[a-z]+")?>([A-Za-z ]+)', header)
        words[place] = [word.strip() for _mark, word in links]
        here = re.findall(r'<a href="[^"]+" aria-current="page">([A-Za-z]+)</a>', main)
        current[place] = ([word.strip() for mark, word in links if mark], here)
    assert set(map(tuple, words.values())) == {("Today", "Dates", "Applications", "Selection", "Teams", "Messages")}
    assert current == {
        "today": (["Today"], []),
        "stages": (["Dates"], ["Stages"]),
        "call_desk": (["Applications"], ["Call"]),
        "applications": (["Applications"], ["Applications"]),
        "desk_reviews": (["Applications"], ["Reviews"]),
        "selection": (["Selection"], ["Selection"]),
        "teams": (["Teams"], ["Teams"]),
        "letters": (["Messages"], []),
    }
