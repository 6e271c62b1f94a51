"""Every page of the site, and every state of one that looks different, for sweeps over all of them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import override

from soske.base.localtext import LocalText
from soske.demo.practice import practice_load
from soske.demo.record import record_load
from soske.intake.groups.actions import MemberInput, PersonInput, group_save
from soske.intake.selection.actions import QuoteInput, announcement_publish, announcement_write
from soske.intake.selection.actions_decision import group_choose
from soske.intake.selection.states import Outcome
from soske.people.models import Organisation, Person
from soske.programmes.actions import coordinator_add, programme_make
from soske.programmes.models import Programme
from soske.records.actions import file_store
from soske.records.models import Letter
from tests.access.test_access import TABLE, address
from tests.browser.scenes_applicants import of_applicants
from tests.browser.scenes_calls import of_calls
from tests.browser.scenes_import import of_import
from tests.browser.scenes_maturity import of_maturity
from tests.browser.scenes_means import of_means
from tests.browser.scenes_meetings import of_sprint
from tests.browser.scenes_organiser import of_organiser
from tests.browser.scenes_peers import of_peers
from tests.browser.scenes_plans import of_plans
from tests.browser.scenes_reviews import of_reviews
from tests.browser.scenes_selection import of_choosing
from tests.browser.scenes_sparring import of_coaching
from tests.browser.scenes_texts import of_texts
from tests.support.access import ROLES
from tests.support.browsing import plain, signed_in
from tests.support.world import KICKOFF, PDF, World, default_pack, programme

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

    from tests.support.smtp import Received

LONG = "ÄÖäö" * 27 + "äö"  # 110 characters without a place to break
# What answers with a file, or sends the reader on.
NO_PAGE = {"root", "pattern", "feed", "calendar", "groups_xlsx", "file_download", "account_login", "account_signup"}
NO_PAGE |= {"texts_pack", "applications_import_template", "applications_xlsx", "call_registry", "submission_pdf"}
NO_PAGE |= {
    "application_registry",
    "application_present",
    "review_present",
    "memo_pdf",
    "memo_xlsx",
    "own_feed",
    "assignment_present",
    "plan_paper",
    "plan_present",
    "session_present",
}
# Pages of a coordinator, which look different in each academy.
WORK = ("today", "stages", "programme_settings", "groups", "group_new", "selection", "announcement_edit",
        "announcement_copy", "desk_reviews", "reviewers", "letters", "letter_new", "files", "log")  # fmt: skip
PUBLIC = ("programme", "announcement")


@dataclass(frozen=True)
class Scene:
    """One page as one person sees it. `act` is done after the page is open and leads to what is looked at."""

    name: str
    url: str
    person: Person | None = None
    act: Callable[[Page], Any] | None = None
    status: int = 200
    errors: bool = False


@dataclass
class Site:
    """What the scenes show, and the way to them."""

    scenes: list[Scene]
    server: str

    def show(self, page: Page, scene: Scene, language: str = "fi") -> None:
        """Bring the page to the scene in a language."""
        signed_in(page, scene.person, self.server)
        statuses: list[int] = []

        def note(answer: Response) -> None:
            if answer.request.is_navigation_request():
                statuses.append(answer.status)

        page.on("response", note)
        page.goto(scene.url.replace("/fi/", f"/{language}/", 1))
        if scene.act is not None:
            scene.act(page)
        page.wait_for_load_state("load")
        page.remove_listener("response", note)
        assert statuses[-1] == scene.status, f"{scene.name}: {statuses[-1]}, expected {scene.status}"


MAIN_TEXT = """() => {
    document.querySelectorAll("main [data-copy]").forEach((button) => button.remove())
    return (document.querySelector("main") ?? document.body).innerText
}"""


def main_text(page: Page) -> str:
    """The text of the main part without the buttons that only a script can show."""
    return plain(page.evaluate(MAIN_TEXT))


def names_of_pages() -> set[str]:
    """URL names of the access tables that somebody may open and that render a page."""
    shown = {name for name, row in TABLE.items() if 200 in row.statuses.values()}
    return (shown | {"account_confirm_login_code", "demo_roles"}) - NO_PAGE


def build(world: World, server: str, smtp: list[Received], settings: Any) -> Site:
    """The pages of the access tables, then other academies, then what goes wrong."""
    for email, name in (
        ("coordinator", "Koordinaattori"),
        ("organiser", "Järjestäjä"),
        ("member", "Jäsen"),
        ("other", "Toinen"),
        ("reviewer", "Arvioija"),
        ("coach", "Sparraaja"),
    ):
        Person.objects.filter(email=f"{email}@example.fi").update(name=name)
        world.people[email].name = name
    coordinator = world.people["coordinator"]
    with override("fi"):
        scenes = [
            *of_tables(world, settings),
            *of_academies(coordinator),
            *of_states(world, coordinator, smtp),
            *of_errors(world, coordinator, smtp),
            *of_editor(world, coordinator),
            *of_call(world, coordinator),
            *of_imports(world, coordinator),
            *of_applications(world, coordinator),
            *of_applying(),
            *of_reviewing(world, coordinator),
            *of_selection(world, coordinator),
            *named("meetings", of_sprint(coordinator, LONG)),
            *named("sparring", of_coaching(coordinator, LONG)),
            *named("peers", of_peers(coordinator, LONG)),
            *named("maturity", of_maturity(coordinator)),
            *named("means", of_means(coordinator, LONG)),
            *named("plans", of_plans(coordinator, LONG)),
        ]
    return Site(scenes, server)


# --- the access tables --------------------------------------------------------------------------------------------
def of_tables(world: World, settings: Any) -> list[Scene]:
    assert world.alpha_kept.pk  # two pages show what is in a basket
    found = []
    for name in sorted(names_of_pages() - {"account_confirm_login_code", "demo_roles"}):
        row = TABLE[name]
        role = next(role for role in ("visitor", "coordinator", *ROLES) if row.statuses[role] == 200)
        found.append(Scene(name, address(name, row.kwargs, world), world.people.get(role)))
    return found


# --- academies ----------------------------------------------------------------------------------------------------
def of_academies(coordinator: Person) -> list[Scene]:
    record, practice = record_load(), practice_load(stage="announced", seed=7)
    empty, long = programme("tyhja", kickoff=None), long_names()
    found = []
    special = {record: ("today", "selection", "announcement_edit", "letters"), practice: ("today", "groups", "letters")}
    for each in (record, practice, empty, long):
        coordinator_add(by=None, programme=each, person=coordinator, starts=dt.date(2020, 1, 1))
        for name in (*PUBLIC, *special.get(each, WORK)):
            person = None if name in PUBLIC and each is not empty else coordinator
            found.append(Scene(f"{each.slug}: {name}", reverse(name, args=[each.slug]), person))
    group = long.groups.get()
    letter = Letter.objects.filter(scope=long.pk).get()
    organisation = Organisation.objects.filter(name__fi=LONG).first()
    assert organisation is not None
    mine = Letter.objects.filter(scope=practice.pk).earliest("pk")
    rows: list[tuple[str, str, list[Any], Person | None]] = [
        ("long", "group_edit", [long.slug, group.pk], coordinator),
        ("long", "organisation_edit", [long.slug, group.pk, organisation.pk], coordinator),
        ("long", "letter", [long.slug, letter.pk], coordinator),
        ("long", "own_data", [], letter.person),
        ("long", "desk", [], letter.person),
        ("practice", "letter", [practice.slug, mine.pk], coordinator),
    ]
    found += [Scene(f"{what}: {name}", reverse(name, args=args), person) for what, name, args, person in rows]
    return found


def long_names() -> Programme:
    """An academy in which every name has 110 characters, its selection published."""
    text = LocalText(fi=LONG)
    organiser = Organisation.objects.create(name=text, type="other", sector="other", languages=["fi"])
    made = programme_make(
        by=None,
        pack=default_pack(),
        name=text,
        slug="o" * 60,
        kickoff=KICKOFF,
        organiser=organiser,
        address=f"{'o' * 50}@example.fi",
    )
    made.continues_name, made.continues_url = text, "https://example.fi/"
    made.save()
    by = Person.objects.create(email=f"{'p' * 50}@example.fi", name=LONG, language="fi")
    members = [
        MemberInput(LONG, type="municipality", unit=LONG[::-1], unit_kind="division", lead=True),
        MemberInput(LONG[::-1], type="joint_municipal_authority"),
    ]
    group = group_save(
        by=by,
        programme=made,
        members=members,
        people=[PersonInput(LONG, by.email, contact=True)],
        themes=["employment"],
    )
    group_choose(by=None, group=group, outcome=Outcome.SELECTED)
    announcement_write(
        by=by, programme=made, texts={"unites": text, "makes": text}, quotes=[QuoteInput(text, text)], version=1
    )  # fmt: skip
    announcement_publish(by=by, programme=made)
    file_store(
        by=by, scope=made.pk, subject=("programme", made.pk), name=f"{LONG}.pdf", upload=io.BytesIO(PDF), size=len(PDF)
    )  # fmt: skip
    return made


# --- states and errors --------------------------------------------------------------------------------------------
def send(page: Page) -> None:
    """Press the main button of the page's form, which is the last one of its save bar or actions."""
    page.locator("main form .ds-button:not([data-variant])").last.click()


def ask_for_code(page: Page, email: str = "coordinator@example.fi") -> None:
    page.locator("[name=email]").fill(email)
    send(page)


def of_states(world: World, coordinator: Person, smtp: list[Received]) -> list[Scene]:
    def without_cookies(page: Page) -> None:
        page.context.clear_cookies()
        ask_for_code(page)

    def one_more_row(page: Page) -> None:
        page.locator("[name=more]").first.click()

    def open_quotes(page: Page) -> None:
        for summary in page.locator("details.more > summary").all():
            summary.click()

    slug = world.alpha.slug
    sign_in = reverse("account_request_login_code")
    return [
        Scene("account_confirm_login_code", sign_in, act=ask_for_code),
        Scene("404", "/fi/ei-ole/", status=404),
        Scene("404 signed in", "/fi/desk/ei-ole/", coordinator, status=404),
        Scene("403", reverse("today", args=[slug]), world.people["member"], status=403),
        Scene("403 without cookies", sign_in, act=without_cookies, status=403),
        Scene("groups: joint", reverse("groups", args=[slug]) + "?joint=1", coordinator),
        Scene("groups: none of the sector", reverse("groups", args=[slug]) + "?sector=parish", coordinator),
        Scene("letters: sent", reverse("letters", args=[slug]) + "?state=sent", coordinator),
        Scene("letter_new: recipients", reverse("letter_new", args=[slug]), coordinator, see_recipients),
        Scene("group_new: one more row", reverse("group_new", args=[slug]), coordinator, one_more_row),
        Scene("announcement_edit: quotes open", reverse("announcement_edit", args=[slug]), coordinator, open_quotes),
        Scene("selection: draft", reverse("selection", args=["beta"]), world.people["other"]),
        Scene("desk: nobody's", reverse("desk"), world.people["outsider"]),
        Scene("desk: a member's", reverse("desk"), world.people["member"]),
        Scene("desk: an organiser's", reverse("desk"), world.people["organiser"]),
    ]


def see_recipients(page: Page) -> None:
    page.locator("[name=subject_fi]").fill("Tervetuloa: {programme}")
    page.locator("[name=text_fi]").fill("Ryhmä: {group}\n\n- {members}\n- Lue lisää: <{link}>")
    send(page)


def of_editor(world: World, coordinator: Person) -> list[Scene]:
    free = Programme.objects.get(slug="tyhja")
    return [
        Scene(f"texts: {what}", url, coordinator, act, status, errors=status == 422)
        for what, url, act, status in of_texts(world, free, coordinator)
    ]


def of_call(world: World, coordinator: Person) -> list[Scene]:
    return [
        Scene(f"call, {name}", url, person, act, status, errors=status == 422)
        for name, url, person, act, status in of_calls(world, coordinator, LONG)
    ]


def of_imports(world: World, coordinator: Person) -> list[Scene]:
    """Its columns, its preview and what is wrong with it."""
    return [
        Scene(f"import: {name}", url, coordinator, act, status, errors=status == 422)
        for name, url, act, status in of_import(world, coordinator)
    ]


def of_applications(world: World, coordinator: Person) -> list[Scene]:
    """The coordinator's side in its states."""
    return [
        Scene(f"applications: {name}", url, coordinator, act, status, errors=status == 422)
        for name, url, act, status in of_organiser(world, coordinator, LONG)
    ]


def of_applying() -> list[Scene]:
    """The side of those who apply."""
    return [
        Scene(f"applicants: {name}", url, who, act, status, errors=status == 422)
        for name, url, who, act, status in of_applicants(LONG)
    ]


def of_reviewing(world: World, coordinator: Person) -> list[Scene]:
    """The pages of reviewers and of the coordinator who gives them the applications."""
    return [
        Scene(f"reviews: {name}", url, who, act, status, errors=status == 422)
        for name, url, who, act, status in of_reviews(world, coordinator, LONG)
    ]


def of_selection(world: World, coordinator: Person) -> list[Scene]:
    """The choice, the decision and the seats."""
    return [
        Scene(f"selection: {name}", url, who, act, status, errors=status == 422)
        for name, url, who, act, status in of_choosing(world, coordinator, LONG)
    ]


def named(room: str, rows: Iterable[tuple[str, str, Person | None, Any, int]]) -> list[Scene]:
    """The scenes of a room."""
    return [
        Scene(f"{room}: {name}", url, who, act, status, errors=status == 422) for name, url, who, act, status in rows
    ]


def of_errors(world: World, coordinator: Person, smtp: list[Received]) -> list[Scene]:
    def fill(**values: str) -> Callable[[Page], None]:
        def act(page: Page) -> None:
            for name, value in values.items():
                page.locator(f"[name={name.replace('__', '-')}]").fill(value)
            send(page)

        return act

    def wrong_code(page: Page) -> None:
        ask_for_code(page, "other@example.fi")  # one address may ask three times a minute
        page.locator("[name=code]").fill("XXXX-XXXX")
        send(page)

    def member_without_name(page: Page) -> None:
        page.locator("[name=members-0-type]").select_option("municipality")
        page.locator("[name=people-0-name]").fill("Hankintapäällikkö")
        send(page)

    def saved_meanwhile(page: Page) -> None:
        page.locator("[name=version]").evaluate("field => field.value = 99")
        send(page)

    alpha, no_name = [world.alpha.slug], {"name_fi": "", "name_sv": "", "name_en": ""}
    group = [*alpha, world.alpha_group.pk]
    city = Organisation.objects.get(name__fi="Äänekosken kaupunki").pk
    rows: list[tuple[str, str, list[Any], Callable[[Page], Any]]] = [
        ("nothing", "programme_new", [], send),
        ("bad date and address", "programme_new", [], fill(name_fi="Ä", slug="å", kickoff="32.1.2027", address="x")),
        ("order", "stages", alpha, fill(info_starts="1.1.2020")),
        ("bad date", "stages", alpha, fill(info_starts="huomenna", call_starts="")),
        ("numbers and addresses", "programme_settings", alpha, fill(**no_name, seats="0", continues_url="x y")),
        ("nothing", "group_new", alpha, send),
        ("rows half written", "group_new", alpha, member_without_name),
        ("unknown organisation", "group_new", alpha, fill(members__0__organisation="Uusi kunta")),
        ("saved meanwhile", "group_edit", group, saved_meanwhile),
        ("no name, bad number", "organisation_edit", [*group, city], fill(**no_name, business_id="1234567-8")),
        ("too long, no role", "announcement_edit", alpha, fill(heading_fi="ä" * 121, quote_1_sv="Hej")),
        ("saved meanwhile", "announcement_edit", alpha, saved_meanwhile),
        ("unknown words, no text", "letter_new", alpha, fill(subject_fi="{nimi}", subject_sv="Hej")),
        ("no file", "files", alpha, send),
    ]  # fmt: skip
    people = {"programme_new": world.people["organiser"]}
    found = [
        Scene(f"{name}: {what}", reverse(name, args=args), people.get(name, coordinator), act, 422, errors=True)
        for what, name, args, act in rows
    ]
    return [*found, Scene("code: wrong", reverse("account_request_login_code"), act=wrong_code, errors=True)]
