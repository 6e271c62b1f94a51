"""The form of the finder: what is bought, how large and long the contract is, what the team can carry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.engines.risk import Level, Signal
from soske.programmes.fields_texts import DecimalField
from soske.programmes.texts_labels import CHOICES

MOST_VALUE, MOST_MONTHS, MOST_HOURS = 10**10, 240, 10_000
SIGNALS: dict[Signal, Any] = {
    Signal.UNSKILLED: _("The work needs no training, or is seasonal or temporary"),
    Signal.SUBCONTRACTING: _("There are many tiers of subcontractors"),
    Signal.AGENCY: _("Workers come through agencies, at home or abroad"),
    Signal.UNINFORMED: _("Workers may not know the collective agreement or their rights"),
    Signal.LOW_PRICE: _("The price is much below others, or below what the hours cost"),
    Signal.COUNTRY: _("Something is made in a country where violations are common"),
}
NUMBER = {"inputmode": "numeric", "autocomplete": "off", "class": "short"}


class WholeField(forms.IntegerField):
    """A whole number that may be typed with spaces between thousands."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = "".join(value.replace("€", "").split())
        return super().to_python(value)


class FindForm(forms.Form):
    """Everything but what is bought may be left out: what is not known rules nothing out."""

    bought = forms.CharField(
        label=_("What do you buy?"),
        max_length=200,
        help_text=_("In your own words, or as a CPV code: for example cleaning of schools, or 90910000."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind of purchase"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    contract = forms.ChoiceField(label=_("Kind of contract"), required=False)
    value = WholeField(
        label=_("Value of the contract, euros without VAT"),
        required=False,
        min_value=0,
        max_value=MOST_VALUE,
        widget=forms.TextInput(attrs=NUMBER),
    )
    months = WholeField(
        label=_("Length of the contract, months"),
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        widget=forms.TextInput(attrs=NUMBER),
    )
    hours = WholeField(
        label=_("Hours a year that you can give to follow-up"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        widget=forms.TextInput(attrs=NUMBER),
    )
    rules = forms.ChoiceField(label=_("Class of procurement"), required=False)
    risk = forms.ChoiceField(
        label=_("Level of risk, if you have assessed it yourselves"),
        required=False,
        help_text=_("Otherwise it comes from the sources that we know."),
    )
    signals = forms.MultipleChoiceField(
        label=_("Which of these are true?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, themes: Iterable[tuple[str, str]], kinds: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        unknown = [("", pgettext_lazy("of a purchase", "Not known"))]
        offered: dict[str, Any] = {
            "kind": [("", _("By what you wrote")), *kinds],
            "theme": [("", _("All themes")), *themes],
            "contract": [*unknown, *CHOICES["Purchase.contract"].items()],
            "rules": [*unknown, *CHOICES["Statute.classes"].items()],
            "risk": [("", _("Not assessed")), *((str(level), CHOICES["Suits.risk"][str(level)]) for level in Level)],
            "signals": [(str(signal), words) for signal, words in SIGNALS.items()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def front(self) -> list[forms.BoundField]:
        """What is asked first."""
        return [self[name] for name in ("bought", "value", "months", "hours", "theme")]

    def told_more(self) -> bool:
        """Whether any of it is filled in or wrong."""
        return any(field.errors or field.value() for field in self.more())

    def more(self) -> list[forms.BoundField]:
        """What makes the answer more exact."""
        return [self[name] for name in ("kind", "contract", "rules", "risk", "signals")]


class EstimateForm(forms.Form):
    """The assumptions of the estimate of employment potential, all open."""

    labour = DecimalField(label=_("Labour's share of the price, %"), max_value=100)
    target = DecimalField(label=_("Share of that labour to aim at, %"), max_value=100)
    cost = WholeField(
        label=_("What a person costs in a month with side costs, euros"),
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(attrs=NUMBER),
    )
    partner = forms.CharField(
        label=_("Who finds people for the work"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
