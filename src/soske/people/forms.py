"""Forms of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from soske.base.forms import Opened
from soske.base.localtext import LocalTextFormField
from soske.base.opened import mark
from soske.people.models import Organisation, OrganisationType
from soske.people.queries import organisation_facts
from soske.people.regions import REGIONS


class OrganisationForm(Opened):
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
        facts = organisation_facts(organisation)
        form = cls(data, initial={**facts, "opened": mark(facts)})
        lang = get_language() or "fi"
        regions = [(code, name.spoken(lang).text) for code, name in REGIONS.items()]
        form.fields["region"].choices = [("", _("Not recorded")), *regions]  # type: ignore[attr-defined]
        return form
