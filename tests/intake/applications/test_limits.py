"""How much one person may do: letters of invitation, drafts, partners; and what she is told of other organisations."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soske.base.localtext import LocalText
from soske.intake.applications import actions, actions_group, actions_sending
from soske.intake.applications.models import Application
from soske.intake.calls.actions_partners import notice_make
from soske.intake.calls.models import PartnerNotice
from soske.intake.groups.actions import MemberInput, group_save
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.people.actions import organisation_make
from soske.people.models import Membership, Organisation, Person
from soske.programmes.actions import coordinator_add
from soske.programmes.models import Programme
from soske.programmes.queries import programme_get
from soske.records.models import Letter
from tests.support.at_once import at_once
from tests.support.calls import call_now
from tests.support.world import person, programme

pytestmark = pytest.mark.django_db
VICTIM = "uhri@example.fi"


@pytest.fixture
def alpha() -> Programme:
    """A published academy whose call is open."""
    cache.clear()
    Programme.objects.filter(pk=programme("alpha").pk).update(state="public")
    return fresh(call_now(Programme.objects.get(slug="alpha"), "open"))


@pytest.fixture
def anna(alpha: Programme) -> Person:
    return person("anna")


def fresh(of: Programme) -> Programme:
    found = programme_get(of.slug)
    assert found is not None
    return found


def begin(
    of: Programme, by: Person, organisation: str = "Öjan kunta", type: str = "municipality", **more: Any
) -> Application:
    member = MemberInput(organisation=organisation, type=type)
    values: dict[str, Any] = {"token": uuid4(), "now": timezone.now(), **more}
    return actions.application_begin(by=by, programme=of, member=member, **values)


def looks(of: Programme, by: Person, organisation: str) -> PartnerNotice:
    return notice_make(
        by=by,
        programme=of,
        organisation=organisation,
        type="municipality",
        themes=["employment"],
        region="",
        brings="Kokemusta.",
        wants="",
        language="fi",
        now=timezone.now(),
    )


def client(who: Person) -> Client:
    found = Client()
    found.force_login(who)
    return found


def invited(email: str = VICTIM) -> int:
    return Letter.objects.filter(person__email=email, code="invited").count()


# --- letters of invitation --------------------------------------------------------------------------------------------
def test_one_address_gets_five_invitations_a_day(alpha: Programme, anna: Person) -> None:
    application, browser = begin(alpha, anna), client(anna)
    for language, text in (
        ("fi", "Tähän osoitteeseen on lähetetty tänään jo monta kutsua."),
        ("sv", "Till den här adressen har redan många inbjudningar skickats i dag."),
        ("en", "This address has been sent many invitations today."),
    ):
        page = f"/{language}/academies/alpha/applications/{application.pk}/"
        for number in range(6):
            answer = browser.post(
                f"{page}invite/",
                {
                    "invite-organisation": f"Voitit palkinnon {language}{number}",
                    "invite-type": "company",
                    "invite-name": "Uhri",
                    "invite-email": VICTIM.upper() if number % 2 else VICTIM,
                },
            )
            if answer.status_code == 302:
                member = Member.objects.get(group=application.group, lead=False)
                assert browser.post(f"{page}members/{member.pk}/leave/").status_code == 302
        assert (answer.status_code, text in answer.content.decode()) == (422, True)
        assert "Voitit palkinnon" in answer.content.decode()  # what was typed stays
    assert invited() == 5
    assert not Member.objects.filter(group=application.group, lead=False).exists()


def test_people_who_are_added_count_too_and_others_share_the_limit_of_an_address(
    alpha: Programme, anna: Person
) -> None:
    application = begin(alpha, anna)
    [member] = application.group.members.all()
    browser, codes = client(anna), []
    for _round in range(6):
        answer = browser.post(
            f"/fi/academies/alpha/applications/{application.pk}/people/add/",
            {"person-name": "Uhri", "person-email": VICTIM, "person-member": member.pk},
        )
        codes.append(answer.status_code)
        GroupPerson.objects.filter(person__email=VICTIM).update(ends=timezone.localdate())
    assert codes == [302] * 5 + [422]
    bo = person("bo")
    other = begin(alpha, bo, "Åbo stad")
    form = {"invite-organisation": "Kolmas", "invite-type": "other", "invite-name": "U", "invite-email": VICTIM}
    assert client(bo).post(f"/fi/academies/alpha/applications/{other.pk}/invite/", form).status_code == 422


def test_a_person_sends_a_number_of_invitations_an_hour(alpha: Programme, anna: Person, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite": "2/h/user"}
    application, codes = begin(alpha, anna), []
    for number in range(3):
        form = {
            "invite-organisation": f"Kunta {number}",
            "invite-type": "municipality",
            "invite-name": "Kumppani",
            "invite-email": f"kumppani.{number}@example.fi",
        }
        answer = client(anna).post(f"/fi/academies/alpha/applications/{application.pk}/invite/", form)
        codes.append(answer.status_code)
    assert codes == [302, 302, 422]
    assert "Kutsuja on lähetetty liian monta." in answer.content.decode()
    assert application.group.members.count() == 3


# --- drafts -----------------------------------------------------------------------------------------------------------
def test_a_person_has_five_drafts_at_a_time(alpha: Programme, anna: Person) -> None:
    drafts = [begin(alpha, anna, f"Kunta {number}") for number in range(5)]
    with pytest.raises(ValidationError):
        begin(alpha, anna, "Kuudes")
    assert begin(alpha, anna, "Kunta 0", token=drafts[0].group.token) == drafts[0]  # the same form, sent again
    browser = client(anna)
    form = {"organisation": "Kuudes", "type": "municipality", "language": "fi", "token": uuid4()}
    answer = browser.post("/fi/academies/alpha/apply/", form)
    assert (answer.status_code, "jo 5 luonnosta" in answer.content.decode()) == (422, True)
    actions_sending.application_withdraw(by=anna, application=drafts[0], now=timezone.now())
    assert begin(alpha, anna, "Kuudes")
    assert begin(alpha, person("bo"), "Toisen kunta")
    assert not Organisation.objects.filter(name__fi="Seitsemäs").exists()


@pytest.mark.django_db(transaction=True)
def test_drafts_are_counted_one_after_another(alpha: Programme, anna: Person) -> None:
    def act(number: int) -> bool:
        try:
            begin(fresh(alpha), anna, f"Kunta {number}")
        except ValidationError:
            return False
        return True

    made = at_once([lambda number=number: act(number) for number in range(8)])  # type: ignore[misc]
    assert (sum(made), Application.objects.count()) == (5, 5)


def test_beginning_again_with_a_partner_leads_to_the_draft_that_is_there(alpha: Programme, anna: Person) -> None:
    bo = person("bo")
    looks(alpha, anna, "Öjan kunta")
    theirs = looks(alpha, bo, "Åbo stad")
    browser, places = client(anna), []
    for number in range(4):
        form = {"organisation": f"Oma {number}", "type": "municipality", "language": "fi", "token": uuid4()}
        answer = browser.post("/fi/academies/alpha/apply/", {**form, "partner": theirs.pk})
        assert answer.status_code == 302
        places.append(answer.headers["Location"])
        if number == 1:  # also when the partner has left it
            [application] = Application.objects.all()
            [member] = application.group.members.filter(lead=False)
            actions_group.member_leave(by=bo, application=application, member=member.pk, now=timezone.now())
    assert len(set(places)) == 1
    assert Application.objects.count() == 1
    assert invited(bo.email) == 1
    assert "Olet jo aloittanut" in browser.get(places[0], follow=True).content.decode()


def test_another_notice_of_the_same_person_may_be_applied_with(alpha: Programme, anna: Person) -> None:
    bo = person("bo")
    looks(alpha, anna, "Öjan kunta")
    first, second = looks(alpha, bo, "Åbo stad"), looks(alpha, bo, "Pargas stad")
    assert begin(alpha, anna, partner=first.pk) != begin(alpha, anna, partner=second.pk)


def test_one_partner_is_not_written_to_without_end_by_drafts_that_are_withdrawn(alpha: Programme, anna: Person) -> None:
    bo = person("bo")
    looks(alpha, anna, "Öjan kunta")
    theirs = looks(alpha, bo, "Åbo stad")
    codes = []
    for number in range(6):
        form = {"organisation": "Öjan kunta", "type": "municipality", "language": "fi", "token": uuid4()}
        answer = client(anna).post("/fi/academies/alpha/apply/", {**form, "partner": theirs.pk})
        codes.append(answer.status_code)
        for draft in Application.objects.filter(state="draft"):
            actions_sending.application_withdraw(by=anna, application=draft, now=timezone.now())
        assert number == 5 or codes[-1] == 302
    assert codes[-1] == 422
    assert "monta kutsua" in answer.content.decode()


# --- names of other organisations -------------------------------------------------------------------------------------
def names(answer: Any) -> set[str]:
    html = answer.content.decode()
    start = html.index('<datalist id="organisations">')
    listed = html[start : html.index("</datalist>", start)]
    return {part.split('"')[0] for part in listed.split('<option value="')[1:]}


def test_applicants_are_offered_no_names_of_drafts_or_other_academies(alpha: Programme, anna: Person) -> None:
    organiser = organisation_make(name=LocalText(fi="Järjestäjä"), type="state_agency")
    Programme.objects.filter(pk=alpha.pk).update(organiser=organiser)
    hidden = organisation_make(name=LocalText(fi="Salainen järjestäjä"), type="state_agency")
    beta = programme("beta")
    Programme.objects.filter(pk=beta.pk).update(organiser=hidden)
    group_save(by=None, programme=beta, members=[MemberInput("Betan kunta", "municipality")])
    group_save(by=None, programme=alpha, members=[MemberInput("Lähetetty kunta", "municipality")])
    begin(alpha, person("bo"), "Salainen luonnos")
    looks(alpha, person("cecilia"), "Åbo stad")
    mine = begin(alpha, anna, "Öjan kunta")
    browser = client(anna)
    page = reverse("application_section", args=["alpha", mine.pk, "group"])
    own = {"Järjestäjä", "Öjan kunta"}
    assert names(browser.get("/fi/academies/alpha/apply/")) == own
    assert names(browser.get(page)) == own
    looks(alpha, anna, "Öjan kunta")
    assert names(browser.get("/fi/academies/alpha/apply/")) == own | {"Åbo stad"}
    PartnerNotice.objects.exclude(person=anna).update(closed_at=timezone.now())
    assert names(browser.get("/fi/academies/alpha/apply/")) == own


def test_coordinators_are_offered_the_members_of_their_own_academy(alpha: Programme, anna: Person) -> None:
    beta = programme("beta")
    group_save(by=None, programme=beta, members=[MemberInput("Betan kunta", "municipality")])
    group_save(by=None, programme=alpha, members=[MemberInput("Lähetetty kunta", "municipality")])
    begin(alpha, person("bo"), "Salainen luonnos")
    coordinator_add(by=None, programme=alpha, person=anna, starts=dt.date(2020, 1, 1))
    browser = client(anna)
    for page in ("groups/new/", "applications/late/"):
        assert names(browser.get(f"/fi/desk/alpha/{page}")) == {"Lähetetty kunta"}
    html = browser.get("/fi/desk/alpha/settings/").content.decode()
    assert not any(each in html for each in ("Betan kunta", "Salainen luonnos", "Lähetetty kunta"))


# --- the type of an organisation --------------------------------------------------------------------------------------
def type_of(name: str) -> str:
    found = Organisation.objects.get(name__fi=name)
    return found.type


def test_the_newest_lead_says_what_its_organisation_is(alpha: Programme, anna: Person) -> None:
    begin(alpha, person("bo"), "Espoon kaupunki", type="company")
    begin(alpha, anna, "Espoon kaupunki", type="municipality")
    found = Organisation.objects.get(name__fi="Espoon kaupunki")
    assert (found.type, found.sector) == ("municipality", "municipal")
    assert list(found.names.values_list("folded", flat=True)) == ["espoon kaupunki"]


def test_who_invites_an_organisation_that_leads_a_draft_does_not_say_what_it_is(alpha: Programme, anna: Person) -> None:
    begin(alpha, anna, "Espoon kaupunki", type="municipality")
    bo = person("bo")
    actions_group.member_invite(
        by=bo,
        application=begin(alpha, bo, "Bo Oy", type="company"),
        member=MemberInput("Espoon kaupunki", "company"),
        name="Anna",
        email=anna.email,
        now=timezone.now(),
    )
    assert type_of("Espoon kaupunki") == "municipality"
    with pytest.raises(ValidationError):  # a type is asked for, and an unknown one is none
        begin(alpha, bo, "Espoon kaupunki", type="circus")
    assert type_of("Espoon kaupunki") == "municipality"


def test_type_of_an_organisation_that_takes_part_stays(alpha: Programme, anna: Person) -> None:
    group_save(by=None, programme=alpha, members=[MemberInput("Espoon kaupunki", "municipality")])
    form = {"organisation": "Espoon kaupunki", "type": "company", "language": "fi", "token": uuid4()}
    answer = client(anna).post("/fi/academies/alpha/apply/", form)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Organisaation Espoon kaupunki tyypiksi on kirjattu: kunta." in html
    assert 'id="id_type_error"' in html  # beside the field
    assert type_of("Espoon kaupunki") == "municipality"
    assert not Application.objects.exists()
    with pytest.raises(ValidationError) as refused:
        group_save(by=None, programme=alpha, members=[MemberInput("Espoon kaupunki", "company")])
    assert set(refused.value.message_dict) == {"type"}
    assert Group.objects.count() == 1


def test_type_of_an_organiser_stays(alpha: Programme, anna: Person) -> None:
    organiser = organisation_make(name=LocalText(fi="Kehittämiskeskus"), type="state_agency")
    Programme.objects.filter(pk=programme("beta").pk).update(organiser=organiser)
    with pytest.raises(ValidationError):
        begin(alpha, anna, "Kehittämiskeskus", type="company")
    assert begin(alpha, anna, "Kehittämiskeskus", type="state_agency")


# --- work that an invitation has made up ------------------------------------------------------------------------------
def work(who: Person) -> list[tuple[str, bool]]:
    rows = Membership.objects.filter(person=who).select_related("organisation").order_by("pk")
    return [(str(row.organisation.name), row.ends is None) for row in rows]


def invite(application: Application, by: Person, organisation: str, email: str, days: int = 0) -> Member:
    made = actions_group.member_invite(
        by=by,
        application=application,
        member=MemberInput(organisation, "company"),
        name="Haukkumasana",
        email=email,
        now=timezone.now(),
    )
    if days:
        then = timezone.localdate() - dt.timedelta(days=days)
        GroupPerson.objects.filter(person__email=email, member=made).update(starts=then)
        Membership.objects.filter(person__email=email, organisation=made.organisation).update(starts=then)
    return made


def test_work_that_began_with_an_invitation_ends_with_it(alpha: Programme, anna: Person) -> None:
    application, bo = begin(alpha, anna), person("bo")
    made = invite(application, anna, "Paha Oy", bo.email)
    assert work(bo) == [("Paha Oy", True)]
    actions_group.member_leave(by=bo, application=application, member=made.pk, now=timezone.now())
    assert work(bo) == []  # it began and ended on one day, so it never was
    made = invite(application, anna, "Paha Oy", bo.email, days=3)
    actions_group.member_leave(by=anna, application=application, member=made.pk, now=timezone.now())
    assert work(bo) == [("Paha Oy", False)]
    assert work(anna) == [("Öjan kunta", True)]


def test_work_ends_when_a_person_leaves_the_group(alpha: Programme, anna: Person) -> None:
    application, bo = begin(alpha, anna), person("bo")
    [member] = application.group.members.all()
    place = actions_group.place_add(
        by=anna, application=application, member=member.pk, name="B", email=bo.email, role="", now=timezone.now()
    )
    assert work(bo) == [("Öjan kunta", True)]
    actions_group.place_leave(by=bo, application=application, place=place.pk)
    assert work(bo) == []


def test_work_that_was_there_before_or_has_another_place_goes_on(alpha: Programme, anna: Person) -> None:
    bo, cecilia = person("bo"), person("cecilia")
    begin(alpha, bo, "Bo Oy", type="company")
    application = begin(alpha, anna)
    made = invite(application, anna, "Bo Oy", bo.email)
    actions_group.member_leave(by=bo, application=application, member=made.pk, now=timezone.now())
    assert work(bo) == [("Bo Oy", True)]
    organisation = Organisation.objects.get(name__fi="Bo Oy")
    before = timezone.localdate() - dt.timedelta(days=400)
    Membership.objects.create(person=cecilia, organisation=organisation, starts=before)
    made = invite(application, anna, "Bo Oy", cecilia.email)
    actions_group.member_leave(by=cecilia, application=application, member=made.pk, now=timezone.now())
    assert work(cecilia) == [("Bo Oy", True)]
