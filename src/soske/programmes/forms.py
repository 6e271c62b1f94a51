"""Forms of programmes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from soske.base.clock import is_left_out
from soske.base.forms import Opened
from soske.base.localtext import LocalTextFormField
from soske.base.opened import mark
from soske.base.pattern import PALETTE
from soske.packs.codes import StageKind
from soske.packs.dates import OrderFault
from soske.people.models import Organisation
from soske.people.queries import organisations_known
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import organisers_offered, stages_facts

FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
YEARS = _("Write a date between the years 1990 and 2100.")
LANGUAGES = ["fi", "sv", "en"]
DATE_HELP = _("For example 20.1.2027")
COLOURS = {
    "brick": _("brick red"),
    "plum": _("plum"),
    "moss": _("moss green"),
    "ochre": _("ochre"),
    "blue": _("blue"),
    "rose": _("rose"),
}


class DayField(forms.DateField):
    """A date typed as 20.1.2027."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid", _("Write the date in the form 20.1.2027."))
        kwargs["error_messages"].setdefault("required", _("Write a date, for example 20.1.2027."))
        kwargs["validators"] = [MinValueValidator(FIRST_DAY, YEARS), MaxValueValidator(LAST_DAY, YEARS)]
        widget = forms.DateInput(format="%-d.%-m.%Y", attrs={"class": "short", "autocomplete": "off"})
        super().__init__(widget=widget, input_formats=["%d.%m.%Y", "%Y-%m-%d"], **kwargs)


class ClockField(forms.TimeField):
    """A time of day typed as 16.00. Midnight is no time of its own: empty says the whole day."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid": _("Write the time in the form 16.00.")}
        widget = forms.TimeInput(format="%-H.%M", attrs={"class": "clock", "autocomplete": "off"})
        super().__init__(
            widget=widget,
            input_formats=["%H.%M", "%H:%M", "%H"],
            error_messages=messages,
            required=False,
            **kwargs,
        )

    def to_python(self, value: Any) -> dt.time | None:
        typed = value.strip() if isinstance(value, str) else value
        if typed in {"24", "24.00", "24:00"}:
            return None
        return super().to_python(typed) or None


class ProgrammeForm(forms.Form):
    """A new programme."""

    pack = forms.ChoiceField(
        label=_("Content pack"), help_text=_("Stages, themes, roles and texts come from it. You can change them later.")
    )
    name = LocalTextFormField(
        LANGUAGES,
        label=_("Name of the academy"),
        help_text=_("Use a name that is easy to put in a sentence, for example Soske Academy 2027."),
        max_length=80,
    )
    slug = forms.CharField(
        label=_("Address"),
        max_length=60,
        help_text=_("Small letters, numbers and hyphens. For example soske-2027. It does not change later."),
        error_messages={
            "required": _("Write the address in small letters, numbers and hyphens, for example akatemia-2027.")
        },
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    kickoff = DayField(
        label=_("Day of the kick-off"), help_text=_("The other dates are counted from it. You can move each of them.")
    )
    address = forms.EmailField(
        label=_("E-mail address of the academy"),
        required=False,
        max_length=254,
        help_text=_("Replies to messages go here."),
        error_messages={"invalid": _("Write the address in the form name@example.fi.")},
    )
    practice = forms.BooleanField(
        label=_("This is a practice academy"),
        required=False,
        help_text=_("It is marked on every page, and nothing is sent to anyone."),
    )

    def __init__(self, *args: Any, packs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pack"].choices = packs  # type: ignore[attr-defined]


class OrganisationChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return str(obj.name)


class SettingsForm(Opened):
    """What is said of the programme itself."""

    name = LocalTextFormField(LANGUAGES, label=_("Name of the academy"), max_length=80)
    organiser = OrganisationChoice(
        label=_("Organiser"), queryset=Organisation.objects.none(), required=False, empty_label=_("Not recorded")
    )
    organiser_new = forms.CharField(
        label=_("Organiser that is not in the list"),
        required=False,
        max_length=120,
        help_text=_("Official name in the main language of the academy."),
    )
    address = forms.EmailField(
        label=_("E-mail address of the academy"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write the address in the form name@example.fi.")},
    )
    case_number = forms.CharField(
        label=_("Case number"),
        required=False,
        max_length=60,
        help_text=_("In the organiser's registry. It is shown in letters and files."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=1000,
        help_text=_("The largest number of groups that can be selected."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    colour = forms.ChoiceField(label=_("Colour"), choices=[(name, COLOURS[name]) for name in PALETTE])
    continues = forms.ModelChoiceField(
        label=_("Continues the work of"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("None, or one outside this service"),
    )
    continues_name = LocalTextFormField(
        LANGUAGES, label=_("Earlier academy outside this service"), required=False, max_length=120
    )
    continues_url = forms.URLField(
        label=_("Its web address"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": _("Write the whole address, for example https://www.example.fi/academy")},
    )

    def __init__(
        self, *args: Any, programme: Programme, offered: QuerySet[Programme], facts: dict[str, Any], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {**facts, "opened": mark(facts)}
        super().__init__(*args, **kwargs)
        known = organisations_known(organisers_offered(programme), made_up=programme.practice)
        organisers = Organisation.objects.filter(organisers_offered(programme), made_up=programme.practice)
        self.fields["organiser"].queryset = organisers  # type: ignore[attr-defined]
        self.fields["organiser"].choices = [("", _("Not recorded")), *((each.pk, str(each.name)) for each in known)]  # type: ignore[attr-defined]
        earlier = {each.pk: str(each.name) for each in offered.order_by("slug")}
        if programme.continues_id and programme.continues_id not in earlier:  # stays chosen, but its name is not told
            earlier[programme.continues_id] = str(_("An academy that is not published"))
        continues: Any = self.fields["continues"]
        continues.queryset = Programme.objects.filter(pk__in=earlier)
        continues.choices = [("", continues.empty_label), *earlier.items()]


class StagesForm(Opened):
    """First and last day of every stage; names of fields are CODE_starts and CODE_ends, and CODE_opens and CODE_closes
    where a stage has times of day: the call, the info session, a single day.

    A stage that the pack makes a single day (`single`) has only the first, unless it was made longer here.
    """

    def __init__(self, *args: Any, stages: dict[str, Stage], single: set[str], **kwargs: Any) -> None:
        kwargs["initial"] = {"opened": mark(stages_facts(stages))}
        super().__init__(*args, **kwargs)
        self.stages = stages
        self.single = {code for code in single if stages[code].starts == stages[code].ends}
        self.timed = {code for code, stage in stages.items() if _has_times(stage)}
        for code, stage in stages.items():
            if code in self.single:
                self.fields[f"{code}_starts"] = DayField(label=_("Day"), required=False, initial=stage.starts)
            else:
                self.fields[f"{code}_starts"] = DayField(label=_("First day"), required=False, initial=stage.starts)
                self.fields[f"{code}_ends"] = DayField(label=_("Last day"), required=False, initial=stage.ends)
            if code in self.timed:
                self.fields[f"{code}_opens"] = ClockField(label=_("Begins at"), initial=stage.opens)
                self.fields[f"{code}_closes"] = ClockField(label=_("Ends at"), initial=stage.closes)

    def clean(self) -> dict[str, Any]:
        """An empty last day means a single day."""
        cleaned = super().clean() or {}
        for code in self.stages:
            starts, ends = cleaned.get(f"{code}_starts"), cleaned.get(f"{code}_ends")
            if ends and not starts and f"{code}_starts" not in self.errors:
                self.add_error(f"{code}_starts", _("Write the first day too, or empty both."))
            if starts and not ends and f"{code}_ends" not in self.errors:
                cleaned[f"{code}_ends"] = starts
            if code in self.timed:
                self._clean_clocks(code, cleaned)
        return cleaned

    def _clean_clocks(self, code: str, cleaned: dict[str, Any]) -> None:
        starts, ends = cleaned.get(f"{code}_starts"), cleaned.get(f"{code}_ends")
        opens, closes = cleaned.get(f"{code}_opens"), cleaned.get(f"{code}_closes")
        for day, time, name in ((starts, opens, f"{code}_opens"), (ends, closes, f"{code}_closes")):
            if day and time and is_left_out(day, time):
                self.add_error(
                    name, _("On this night the clocks are put forward, so this time is left out. Write another one.")
                )
        if starts and starts == ends and opens and closes and closes <= opens:
            self.add_error(f"{code}_closes", _("Write a time after the beginning, or another last day."))

    def times(self) -> dict[str, tuple[dt.date | None, dt.date | None]]:
        """Code -> first and last day, None when not recorded."""
        data = self.cleaned_data
        return {code: (data.get(f"{code}_starts"), data.get(f"{code}_ends")) for code in self.stages}

    def clocks(self) -> dict[str, tuple[dt.time | None, dt.time | None]]:
        """Code -> time of the beginning and of the end, of the stages that have fields for them."""
        data = self.cleaned_data
        return {code: (data.get(f"{code}_opens"), data.get(f"{code}_closes")) for code in sorted(self.timed)}

    def add_faults(self, faults: list[OrderFault], names: dict[str, str]) -> None:
        """Say beside the first day of each stage what is wrong with its order."""
        texts = {
            "ends_before_start": _("The last day is before the first day. Change one of them."),
            "starts_before": _(
                "This comes after another stage on the path but begins before it. Compare with: %(other)s"
            ),
            "outside": _("This has to be within the days of another stage: %(other)s"),
            "not_before": _("This has to end before another stage begins: %(other)s"),
        }
        for fault in faults:
            last = fault.kind in {"ends_before_start", "not_before"} and fault.code not in self.single
            self.add_error(
                f"{fault.code}_{'ends' if last else 'starts'}", str(texts[fault.kind]) % {"other": names[fault.other]}
            )


def _has_times(stage: Stage) -> bool:
    """Whether a time of day says something of this stage. A follow-up is a question that takes days to answer."""
    single = stage.starts is not None and stage.starts == stage.ends and stage.kind != StageKind.FOLLOWUP
    return single or stage.kind in {StageKind.CALL, StageKind.INFO} or bool(stage.opens or stage.closes)
