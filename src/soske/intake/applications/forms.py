"""Forms of applicants: begin, invite, name people. Answers have no form of their own: they are saved one by one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.intake.groups.actions import MemberInput
from soske.people.models import OrganisationType, UnitKind

EMAIL = {"invalid": _("Write the address in the form name@example.fi."), "required": _("Write the e-mail address.")}


class OrganisationFields(forms.Form):
    """An organisation by name, or one unit of it."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=150,
        help_text=_("The official name, for example as in the trade register."),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "organization"}),
        error_messages={"required": _("Write the name of the organisation.")},
    )
    type = forms.ChoiceField(
        label=_("Type of organisation"),
        choices=[("", "–"), *OrganisationType.choices],
        error_messages={"required": _("Choose the type of the organisation.")},
    )
    unit = forms.CharField(
        label=_("Organisation unit"),
        max_length=150,
        required=False,
        help_text=_("Only if a unit takes part by itself, for example a division of a city."),
    )

    def member(self) -> MemberInput:
        """What was typed, for the actions."""
        data = self.cleaned_data
        return MemberInput(
            organisation=" ".join(data["organisation"].split()),
            type=data["type"],
            unit=" ".join(data["unit"].split()),
            unit_kind=UnitKind.OTHER,
        )


class BeginForm(OrganisationFields):
    """Begin an application."""

    role = forms.ChoiceField(label=_("Your role in the team"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the application"), help_text=_("You write the answers in this language.")
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
    partner = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, roles: list[tuple[str, str]], languages: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "–"), *roles]  # type: ignore[attr-defined]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.initial.setdefault("token", uuid4())


class PersonFields(forms.Form):
    name = forms.CharField(
        label=_("Name or role"), max_length=120, error_messages={"required": _("Write a name or a role.")}
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254, error_messages=EMAIL)


class InviteForm(OrganisationFields, PersonFields):
    """Invite another organisation; its person gets a message."""

    field_order = ("organisation", "type", "unit", "name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "invite", **kwargs})
        self.fields["name"].label = _("Contact person there: name or role")


class PlaceForm(PersonFields):
    """A person joins for one of the members."""

    role = forms.ChoiceField(label=_("Role in the team"), required=False)
    member = forms.TypedChoiceField(label=_("Organisation"), coerce=int)

    def __init__(self, *args: Any, roles: list[tuple[str, str]], members: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "person", **kwargs})
        self.fields["role"].choices = [("", "–"), *roles]  # type: ignore[attr-defined]
        self.fields["member"].choices = members  # type: ignore[attr-defined]
        if len(members) == 1:
            self.fields["member"].widget = forms.HiddenInput()
            self.initial.setdefault("member", members[0][0])


class RoleForm(forms.Form):
    """The role of one person of the group."""

    role = forms.ChoiceField(label=_("Role in the team"), required=False)

    def __init__(self, *args: Any, place: int, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": f"role-{place}", **kwargs})
        self.fields["role"].choices = [("", "–"), *roles]  # type: ignore[attr-defined]


class SponsorForm(PersonFields):
    """The management sponsor of one member."""

    def __init__(self, *args: Any, member: int, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": f"sponsor-{member}", **kwargs})


class PreviewForm(forms.Form):
    """For which applicant the questions are shown."""

    first_type = OrganisationType.MUNICIPALITY
    type = forms.ChoiceField(
        label=_("Type of organisation"), choices=OrganisationType.choices, initial=first_type, required=False
    )
    partner = forms.ChoiceField(
        label=_("Type of the other organisation"),
        choices=[("", _("Applies alone")), *OrganisationType.choices],
        required=False,
    )
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = themes  # type: ignore[attr-defined]


class AttachmentForm(forms.Form):
    """One file. No application needs one, so that the field does not say that it is required."""

    file = forms.FileField(
        label=_("Add a file"),
        help_text=_("PDF or DOCX, at most 10 MB."),
        required=False,
        error_messages={"empty": _("The file is empty. Choose another file.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file:
            raise forms.ValidationError(_("Choose a file."))
        return file
