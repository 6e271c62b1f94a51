"""The form of a group: its members and its people as rows; rows are added by a button, without a script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.base.localtext import LocalTextFormField
from soske.intake.groups.actions import SPONSOR, MemberInput, PersonInput
from soske.intake.groups.models import Group, GroupPerson
from soske.people.models import OrganisationType, UnitKind

if TYPE_CHECKING:
    from soske.packs.schema import Role, Theme


MOST_ROWS = 30


class MemberForm(forms.Form):
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    type = forms.ChoiceField(
        label=_("Type, if it is new here"), required=False, choices=[("", "–"), *OrganisationType.choices]
    )
    unit = forms.CharField(label=_("Organisation unit"), max_length=150, required=False)
    unit_kind = forms.ChoiceField(
        label=_("Kind of unit"), required=False, choices=[("", _("whole organisation")), *UnitKind.choices]
    )
    lead = forms.BooleanField(label=_("Lead organisation"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("organisation") and (cleaned.get("unit") or cleaned.get("lead") or cleaned.get("type")):
            self.add_error("organisation", _("Write the name of the organisation, or empty the whole row."))
        return cleaned

    def value(self) -> MemberInput | None:
        data = self.cleaned_data
        if not data.get("organisation"):
            return None
        return MemberInput(
            organisation=" ".join(data["organisation"].split()),
            type=data["type"],
            unit=" ".join(data["unit"].split()),
            unit_kind=data["unit_kind"] or UnitKind.OTHER,
            lead=data["lead"],
            unnamed_unit=bool(data["unit_kind"] and not data["unit"]),
        )


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name or role"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write the address in the form name@example.fi.")},
    )
    role = forms.ChoiceField(label=_("Role in the team"), required=False)
    member = forms.TypedChoiceField(label=_("Organisation"), required=False, coerce=int, empty_value="0")
    contact = forms.BooleanField(label=_("Contact person"), required=False)

    def __init__(self, *args: Any, roles: list[tuple[str, Any]], members: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["member"].choices = members  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("name") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the e-mail address of the person too."))
        if cleaned.get("email") and not cleaned.get("name"):
            self.add_error("name", _("Write a name or a role, at most 120 characters."))
        return cleaned

    def value(self) -> PersonInput | None:
        data = self.cleaned_data
        if not data.get("email"):
            return None
        return PersonInput(
            name=data["name"],
            email=data["email"],
            role=data["role"],
            member=int(data["member"] or 0),
            contact=data["contact"],
        )


MemberRows = formset_factory(MemberForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
PersonRows = formset_factory(PersonForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class GroupHead(forms.Form):
    name = LocalTextFormField([], label=_("Name of the group"), required=False, max_length=120)
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)  # of a group that is to be made

    def __init__(self, *args: Any, languages: list[str], themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = LocalTextFormField(
            languages,
            label=_("Name of the group"),
            required=False,
            max_length=120,
            help_text=_("Empty: the group is named after its members."),
        )
        self.order_fields(["themes", "name", "version", "token"])
        self.fields["themes"].choices = themes  # type: ignore[attr-defined]


class GroupForm:
    """Head, member rows and person rows that are checked and read together."""

    def __init__(
        self,
        data: Any,
        *,
        group: Group | None,
        people: list[GroupPerson],
        languages: list[str],
        themes: list[Theme],
        roles: list[Role],
        lang: str,
    ) -> None:
        order = tuple(languages)
        head, member_rows, person_rows = _initial(group, people, order)
        self.head = GroupHead(
            data,
            languages=languages,
            themes=[(theme.code, theme.name.spoken(lang, order).text) for theme in themes],
            initial=head,
        )
        self.members = MemberRows(data, prefix="members", initial=member_rows)
        self._spread(self.members, len(member_rows) + (2 if group is None else 0), data)
        role_choices = [
            ("", pgettext_lazy("role", "not recorded")),
            *((role.code, role.name.spoken(lang, order).text) for role in roles),
            (SPONSOR, _("management sponsor")),
        ]
        member_choices = [(index, row["organisation"]) for index, row in enumerate(member_rows)]
        if data is not None:
            member_choices = [
                (index, data.get(f"members-{index}-organisation", ""))
                for index in range(self.members.total_form_count())
            ]
        member_choices = [(index, name) for index, name in member_choices if name] or [(0, "–")]
        kwargs = {"roles": role_choices, "members": member_choices}
        self.people = PersonRows(data, prefix="people", initial=person_rows, form_kwargs=kwargs)
        self._spread(self.people, max(len(person_rows), 1), data)

    @staticmethod
    def _spread(rows: Any, least: int, data: Any) -> None:
        """Show at least so many rows of a form that is opened; a posted one says itself how many it has."""
        if data is None:
            rows.extra = max(least - len(rows.initial or []), 0)

    def is_valid(self) -> bool:
        return all([self.head.is_valid(), self.members.is_valid(), self.people.is_valid()])

    def values(self) -> dict[str, Any]:
        """Arguments of `group_save`."""
        kept = [(index, value) for index, form in enumerate(self.members) if (value := form.value())]
        place = {index: number for number, (index, _value) in enumerate(kept)}
        people = [person for form in self.people if (person := form.value())]
        return {
            "members": [value for _index, value in kept],
            "people": [
                PersonInput(each.name, each.email, each.role, place.get(each.member, 0), each.contact)
                for each in people
            ],
            "themes": self.head.cleaned_data["themes"],
            "name": self.head.cleaned_data["name"],
            "version": self.head.cleaned_data["version"] or 0,
            "token": self.head.cleaned_data["token"],
        }


def _initial(
    group: Group | None, people: list[GroupPerson], order: tuple[str, ...]
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """What the three forms show of a group that is there."""
    if group is None:
        return {"token": uuid4()}, [], []
    members = list(group.members.all())
    first = order[0]
    rows = [
        {
            "organisation": member.organisation.name.spoken(first, order).text,
            "unit": member.unit.name.spoken(first, order).text if member.unit else "",
            "unit_kind": member.unit.kind if member.unit else "",
            "lead": member.lead,
        }
        for member in members
    ]
    place = {member.pk: index for index, member in enumerate(members)}
    inside = {each.person_id: each for each in people}
    sponsored = {member.sponsor_id: member.pk for member in members if member.sponsor_id}
    persons = [
        {
            "name": each.name,
            "email": each.person.email,
            "role": each.role or (SPONSOR if each.person_id in sponsored else ""),
            "member": place.get(sponsored.get(each.person_id, each.member_id or 0), 0),
            "contact": group.contact_id == each.person_id,
        }
        for each in people
    ]
    for member in members:
        if member.sponsor is not None and member.sponsor_id not in inside:
            persons.append(
                {
                    "name": member.sponsor_name,
                    "email": member.sponsor.email,
                    "role": SPONSOR,
                    "member": place[member.pk],
                    "contact": False,
                }
            )
    return {"themes": group.themes, "name": group.name, "version": group.version}, rows, persons


def with_more_rows(data: Any, prefix: str) -> Any:
    """The posted data with one more empty row of a formset; never more than the most."""
    data = data.copy()
    total = (data.get(f"{prefix}-TOTAL_FORMS") or "")[:6]  # Python refuses to read a number of thousands of digits
    data[f"{prefix}-TOTAL_FORMS"] = str(min(int(total) + 1 if total.isdecimal() else 1, MOST_ROWS))
    return data


class SeenForm(forms.Form):
    """Topics of the pack that somebody sees in an application."""

    def __init__(self, *args: Any, topics: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(topics)
        for name, label in (("needs", _("What the group needs")), ("gives", _("What the group can give"))):
            self.fields[name] = forms.MultipleChoiceField(
                label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
            )
