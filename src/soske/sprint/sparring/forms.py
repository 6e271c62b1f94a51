"""Forms of coaches: who they are, their times, their calendar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.people.models import Sector
from soske.programmes.forms import DATE_HELP, DayField
from soske.programmes.forms_moments import ClockField, MomentForm
from soske.sprint.sparring.actions import CoachInput
from soske.sprint.sparring.actions_times import LEAST_MINUTES, MOST_MINUTES
from soske.sprint.sparring.models import MOST_SESSIONS, MOST_TEAMS, Coach

SHORT = {"class": "short", "inputmode": "numeric"}
PLACE = _("An address and a room, or a link for joining online.")
Choices = Iterable[tuple[str, str]]


class Beside(forms.Form):
    """One of several forms of a page: the ids of its fields begin with its own name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*args, **kwargs)


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Length in minutes"),
        initial=60,
        min_value=LEAST_MINUTES,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs=SHORT),
    )


class CoachForm(forms.Form):
    """A coach; `known`: her address is known and not asked."""

    name = forms.CharField(label=_("Name or role"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    employer = forms.CharField(label=_("Employer"), max_length=200, required=False)
    about = forms.CharField(
        label=_("What the teams read about the coach"),
        max_length=500,
        required=False,
        help_text=_("One or two sentences: what the coach knows and has done."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics that the coach knows"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sectors = forms.MultipleChoiceField(
        label=_("Sectors that the coach knows"),
        required=False,
        choices=Sector.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which the coach works"), required=False, widget=forms.CheckboxSelectMultiple
    )
    most = forms.IntegerField(
        label=_("Maximum number of teams as main coach"),
        min_value=0,
        max_value=MOST_TEAMS,
        initial=2,
        widget=forms.TextInput(attrs=SHORT),
    )
    sessions = forms.IntegerField(
        label=_("Maximum number of sessions between two workshops"),
        min_value=0,
        max_value=MOST_SESSIONS,
        initial=6,
        widget=forms.TextInput(attrs=SHORT),
    )

    def __init__(self, *args: Any, topics: Choices, languages: Choices, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = topics  # type: ignore[attr-defined]
        self.fields["languages"].choices = languages  # type: ignore[attr-defined]
        if known:
            del self.fields["email"]

    def values(self) -> CoachInput:
        return CoachInput(**{"email": "", **self.cleaned_data})

    @staticmethod
    def initial_of(coach: Coach) -> dict[str, Any]:
        return {name: getattr(coach, name) for name in CoachInput.__slots__ if name != "email"}


class TermsForm(forms.Form):
    tenders = forms.ChoiceField(
        label=_("May your employer tender for contracts of the teams?"),
        choices=[("no", _("No")), ("yes", _("Yes, it is possible"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    interests = forms.CharField(
        label=_("Other ties to the teams or their suppliers"),
        required=False,
        max_length=1000,
        help_text=_("For example: I sit on the board of a supplier. The coordinators see this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    accepts = forms.BooleanField(label=_("I have read the terms and accept them."), required=False)


class TimesForm(Beside, MomentForm):
    """Times that follow one another."""

    moment_name = "day"

    day = DayField(label=_("Day"), help_text=DATE_HELP)
    clock = ClockField(label=_("First time"), help_text=_("For example 9.00. Finnish time."))
    minutes = _minutes()
    count = forms.IntegerField(
        label=_("How many times one after another"),
        initial=3,
        min_value=1,
        max_value=20,
        widget=forms.TextInput(attrs=SHORT),
    )
    place = forms.CharField(label=_("Place or link"), max_length=300, help_text=PLACE)


class CutForm(Beside):
    """Times cut from working hours."""

    window = forms.ChoiceField(label=_("Between which workshops"))
    opens = ClockField(label=_("From"), help_text=_("For example 9.00. Finnish time."))
    closes = ClockField(label=_("To"))
    minutes = _minutes()
    place = forms.CharField(label=_("Place or link"), max_length=300, help_text=PLACE)

    def __init__(self, *args: Any, windows: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"].choices = list(windows)  # type: ignore[attr-defined]


class BusyForm(Beside):
    busy_url = forms.CharField(
        label=_("Address of your calendar"),
        required=False,
        max_length=500,
        help_text=_(
            "Outlook, Google and Apple give you such an address when you share a calendar in iCal "
            "format. From it, Soske reads only when you are busy. Nobody sees the address."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )


class AwayForm(Beside):
    """A coach is away."""

    since = DayField(label=_("First day"), help_text=DATE_HELP)
    until = DayField(label=_("Last day"), help_text=DATE_HELP)
    reason = forms.CharField(label=_("What the teams read"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(Beside):
    """Why something is so, in a few words."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, label: Any, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = help_text
