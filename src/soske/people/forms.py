"""Forms of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from soske.base.localtext import LocalTextFormField
from soske.people.actions import organisation_change
from soske.people.models import Organisation, OrganisationType
from soske.people.regions import REGIONS


class OrganisationForm(forms.Form):
    """What is known of an organisation. Names are official ones; they are not translated here."""

    name = LocalTextFormField(
        ["fi", "sv", "en"],
        label=_("Official name"),
        max_length=150,
        help_text=_("Only official names. Where a language has none, the name is shown as it is in another language."),
    )
    type = forms.ChoiceField(label=_("Type"), choices=OrganisationType.choices)
    region = forms.ChoiceField(label=_("Region"), required=False)
    business_id = forms.CharField(
        label=_("Business ID"),
        required=False,
        max_length=20,
        help_text=_("In the form 1234567-8"),
        widget=forms.TextInput(attrs={"class": "short"}),
    )

    @classmethod
    def of(cls, data: Any, organisation: Organisation) -> OrganisationForm:
        form = cls(
            data, initial={field: getattr(organisation, field) for field in ("name", "type", "region", "business_id")}
        )
        lang = get_language() or "fi"
        regions = [(code, name.spoken(lang).text) for code, name in REGIONS.items()]
        form.fields["region"].choices = [("", _("Not recorded")), *regions]  # type: ignore[attr-defined]
        return form

    def save(self, organisation: Organisation) -> Organisation:
        return organisation_change(organisation=organisation, **self.cleaned_data)
