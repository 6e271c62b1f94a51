"""Groups: members, people, two at once, bad input."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from soske.base.localtext import LocalText
from soske.base.opened import Stale, mark
from soske.intake.groups.actions import MemberInput, PersonInput, group_save, organisation_save
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import group_counts, group_view, group_views, groups_found, groups_of
from soske.intake.groups.rules import advice_for
from soske.people.actions import organisation_make
from soske.people.models import Membership, Organisation, Person, Sector
from soske.people.queries import organisation_facts
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.records.models import AuditRow
from tests.support.world import group, person, programme

pytestmark = pytest.mark.django_db
ORDER = ("fi", "sv", "en")


@pytest.fixture
def alpha(db: None) -> Programme:
    return programme("alpha")


def save(of: Programme, members: list[MemberInput], people: list[PersonInput] | None = None, **more: object) -> Group:
    return group_save(by=person("c"), programme=of, members=members, people=people or [], **more)  # type: ignore[arg-type]


def city(name: str = "Äänekosken kaupunki", **more: object) -> MemberInput:
    return MemberInput(organisation=name, type="municipality", **more)  # type: ignore[arg-type]


def view(made: Group, lang: str = "fi") -> object:
    return group_view(groups_of(made.programme).get(pk=made.pk), lang, ORDER)


def test_group_is_named_after_its_members_in_each_language(alpha: Programme) -> None:
    organisation_make(name=LocalText(fi="Porin kaupunki", sv="Björneborgs stad"), type="municipality")
    made = save(alpha, [city("Porin kaupunki"), city("Åbo stad")])
    found = groups_of(alpha).get(pk=made.pk)
    assert group_view(found, "fi", ORDER).text("fi") == "Porin kaupunki ja Åbo stad"
    swedish = group_view(found, "sv", ORDER)
    assert swedish.text("sv") == "Björneborgs stad och Åbo stad"
    assert [piece.lang for piece in swedish.name] == ["sv", "fi"]
    assert swedish.joint is True


def test_units_of_one_organisation_make_a_joint_group(alpha: Programme) -> None:
    made = save(
        alpha,
        [
            city("Helsingin kaupunki", unit="kaupunginkanslia", unit_kind="office"),
            *[city("Helsingin kaupunki", unit_kind="division", unnamed_unit=True) for _number in range(3)],
            city("Helsingin kaupunki", unit="Palvelukeskus", unit_kind="service"),
        ],
    )
    found = view(made)
    assert (found.joint, found.text("fi"), len(found.members)) == (True, "Helsingin kaupunki", 5)  # type: ignore[attr-defined]
    assert [piece.text for piece in found.note][0::2] == ["kaupunginkanslia", "Palvelukeskus"]  # type: ignore[attr-defined]
    assert Organisation.objects.count() == 1


def test_saving_again_keeps_the_rows_of_those_who_stay(alpha: Programme) -> None:
    members = [city(lead=True), city("Åbo stad"), city("Helsingin kaupunki", unit_kind="division", unnamed_unit=True)]
    made = save(alpha, members)
    before = dict(Member.objects.values_list("pk", "unit_id"))
    save(alpha, [members[1], members[2]], group=made, version=1)
    after = dict(Member.objects.values_list("pk", "unit_id"))
    assert len(after) == 2 and after.items() <= before.items()


def test_group_without_members_is_refused_and_nothing_is_saved(alpha: Programme) -> None:
    with pytest.raises(ValidationError) as refused:
        save(alpha, [])
    assert list(refused.value.error_dict) == ["members"]
    assert (Group.objects.count(), AuditRow.objects.filter(act="group_entered").count()) == (0, 0)


def test_new_organisation_without_a_type_is_refused_and_nothing_is_half_saved(alpha: Programme) -> None:
    with pytest.raises(ValidationError):
        save(alpha, [city(), MemberInput(organisation="Uusi järjestö ry")], [PersonInput("A", "a@example.fi")])
    assert (
        Group.objects.count(),
        Organisation.objects.count(),
        Person.objects.filter(email="a@example.fi").count(),
    ) == (0, 0, 0)


@pytest.mark.parametrize(
    ("members", "people"),
    [
        ([city(), city()], []),
        ([city(lead=True), city("Åbo stad", lead=True)], []),
        ([city()], [PersonInput("A", "a@example.fi", contact=True), PersonInput("B", "b@example.fi", contact=True)]),
        ([city()], [PersonInput("A", "a@example.fi"), PersonInput("B", "A@example.fi")]),
        ([city()], [PersonInput("A", "no address")]),
    ],
)
def test_contradictions_are_refused(alpha: Programme, members: list[MemberInput], people: list[PersonInput]) -> None:
    with pytest.raises(ValidationError):
        save(alpha, members, people)
    assert Group.objects.count() == 0


def test_stale_form_is_refused_and_the_newer_group_stays(alpha: Programme) -> None:
    made = save(alpha, [city()])
    save(alpha, [city(), city("Åbo stad")], group=made, version=1)
    with pytest.raises(Stale):
        save(alpha, [city()], group=made, version=1)
    assert Member.objects.count() == 2


def test_people_get_roles_sponsors_and_one_contact(alpha: Programme) -> None:
    made = save(
        alpha,
        [city(), city("Åbo stad")],
        [
            PersonInput("Hankintapäällikkö", "a@example.fi", "procurement_lead", 0, True),
            PersonInput("Johtaja", "j@example.fi", "sponsor", 1),
        ],
    )
    made.refresh_from_db()
    assert made.contact == Person.objects.get(email="a@example.fi")
    assert [member.sponsor.name if member.sponsor else "" for member in Member.objects.order_by("position")] == [
        "",
        "Johtaja",
    ]
    assert list(GroupPerson.objects.values_list("person__email", "role")) == [("a@example.fi", "procurement_lead")]
    assert Membership.objects.get(person__email="j@example.fi").organisation.name["fi"] == "Åbo stad"


def test_who_leaves_keeps_a_place_with_an_end(alpha: Programme) -> None:
    made = save(alpha, [city()], [PersonInput("A", "a@example.fi", contact=True)])
    save(alpha, [city()], [PersonInput("B", "b@example.fi", contact=True)], group=made, version=1)
    assert [(place.person.email, place.ends is None) for place in GroupPerson.objects.order_by("pk")] == [
        ("a@example.fi", False),
        ("b@example.fi", True),
    ]


def test_known_person_keeps_her_name_and_each_place_the_one_that_was_typed(alpha: Programme) -> None:
    save(alpha, [city()], [PersonInput("Aino", "a@example.fi"), PersonInput("Eino", "e@example.fi", "sponsor")])
    made = save(
        alpha,
        [city("Åbo stad")],
        [PersonInput("Ei Aino", "A@EXAMPLE.fi"), PersonInput("Ei Eino", "e@example.fi", "sponsor")],
    )
    assert list(Person.objects.filter(email__in=["a@example.fi", "e@example.fi"]).values_list("name", flat=True)) == [
        "Aino",
        "Eino",
    ]
    assert list(GroupPerson.objects.order_by("pk").values_list("name", flat=True)) == ["Aino", "Ei Aino"]
    assert list(Member.objects.order_by("pk").values_list("sponsor_name", flat=True)) == ["Eino", "Ei Eino"]
    save(alpha, [city("Åbo stad")], [PersonInput("Aino A.", "a@example.fi")], group=made, version=1)
    assert list(GroupPerson.objects.order_by("pk").values_list("name", flat=True)) == ["Aino", "Aino A."]
    assert Member.objects.get(group=made).sponsor_name == ""


def test_form_that_is_sent_twice_makes_one_group(alpha: Programme) -> None:
    token = uuid4()
    first, second = (save(alpha, [city()], token=token) for _time in range(2))
    assert (first, Group.objects.count()) == (second, 1)
    assert AuditRow.objects.filter(act="group_entered").count() == 1
    assert save(alpha, [city("Åbo stad")], token=uuid4()) != first


def change_city(made: Group, name: str, **more: Any) -> Organisation:
    organisation = made.members.get().organisation
    facts = {**organisation_facts(organisation), "name": LocalText(fi=name)}
    return organisation_save(by=person("c"), group=made, organisation=organisation, **facts, **more)


def test_organisation_of_one_programme_is_changed_and_logged(alpha: Programme) -> None:
    made = save(alpha, [city()])
    changed = change_city(made, "Äänekoski")
    assert Organisation.objects.get().name == {"fi": "Äänekoski"}
    assert AuditRow.objects.get(act="organisation_changed").details == {"organisation": changed.pk}


@pytest.mark.parametrize("use", ["group", "organiser"])
def test_organisation_that_another_programme_uses_is_not_changed(alpha: Programme, use: str) -> None:
    made, beta = save(alpha, [city()]), programme("beta")
    if use == "group":
        save(beta, [city()])
    else:
        Programme.objects.filter(pk=beta.pk).update(organiser=Organisation.objects.get())
    with pytest.raises(ValidationError):
        change_city(made, "Muu")
    assert Organisation.objects.get().name == {"fi": "Äänekosken kaupunki"}
    assert AuditRow.objects.filter(act="organisation_changed").count() == 0


def test_stale_facts_of_an_organisation_are_refused_and_the_newer_stay(alpha: Programme) -> None:
    made = save(alpha, [city()])
    opened = mark(organisation_facts(Organisation.objects.get()))
    change_city(made, "Uudempi", opened=opened)
    with pytest.raises(Stale):
        change_city(made, "Vanhentunut", opened=opened)
    assert Organisation.objects.get().name == {"fi": "Uudempi"}


def test_practice_academy_never_takes_a_real_organisation(alpha: Programme) -> None:
    save(alpha, [city("Porin kaupunki")])
    practice = programme("practice", practice=True)
    save(practice, [city("Porin kaupunki")])
    assert sorted(Organisation.objects.values_list("made_up", flat=True)) == [False, True]


def test_groups_are_listed_in_one_order_in_every_language(alpha: Programme) -> None:
    names = ["Öjan kunta", "Äänekosken kaupunki", "Åbo stad", "Alajärven kaupunki"]
    for name in names:
        save(alpha, [city(name)])
    found = {lang: [each.text(lang) for each in group_views(groups_of(alpha), lang, ORDER)] for lang in ORDER}
    assert found["fi"] == ["Alajärven kaupunki", "Åbo stad", "Äänekosken kaupunki", "Öjan kunta"]
    assert found["sv"] == found["en"] == found["fi"]


def test_joint_group_counts_in_each_of_its_sectors(alpha: Programme) -> None:
    save(alpha, [city(), MemberInput("Yhdistys ry", "association")])
    save(alpha, [city("Åbo stad")])
    counts = group_counts(alpha)
    assert (counts.total, counts.joint, counts.sectors) == (2, 1, [("municipal", 2), ("third", 1)])
    assert [groups_found(alpha, sector=sector).count() for sector in ("municipal", "third", "state")] == [2, 1, 0]
    assert groups_found(alpha, joint=True).count() == 1


def test_view_of_a_group_has_its_sectors_in_one_order(alpha: Programme) -> None:
    made = save(alpha, [MemberInput("Yhdistys ry", "association"), city()])
    assert view(made).sectors == (Sector.MUNICIPAL, Sector.THIRD)  # type: ignore[attr-defined]


def test_role_is_advised_to_a_municipality_with_the_theme_until_someone_has_it(alpha: Programme) -> None:
    roles = pack_parts(alpha, "roles")["roles"]
    made = group(alpha, person("c"), "Äänekosken kaupunki")

    def advised(types: set[str], taken: set[str]) -> list[str]:
        return [role.code for role in advice_for(roles, group=made, taken=taken, types=types)]

    assert advised({"municipality"}, set()) == ["employment_services"]
    assert advised({"municipality"}, {"employment_services"}) == []
    assert advised({"university"}, set()) == []
    made.themes = ["rights"]
    assert advised({"municipality"}, set()) == []
