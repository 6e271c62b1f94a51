"""Forms of the self-assessment. The name of a field is the question that it answers: an area, or area.statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from soske.engines.maturity import HIGHEST, LOWEST, UNKNOWN
from soske.packs.schema_maturity import Area
from soske.packs.text import LocalText, Spoken
from soske.programmes.forms import DATE_HELP, DayField

UNKNOWN_WORDS = _("I do not know")
CHOOSE = _("Choose an answer from 1 to 5, or “I do not know”.")
SCALE = [(str(value), str(value)) for value in range(LOWEST, HIGHEST + 1)]


class Asked(forms.TypedChoiceField):
    """One question. `low` and `high` say what 1 and 5 mean; None where each choice has its own words."""

    def __init__(self, *, label: Any, choices: Sequence[tuple[str, Any]], low: Any = None, high: Any = None) -> None:
        super().__init__(
            label=label,
            coerce=int,
            choices=[*choices, (str(UNKNOWN), UNKNOWN_WORDS)],
            widget=forms.RadioSelect,
            error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        )
        self.low, self.high = low, high


class _Assessment(forms.Form):
    """What both forms share. The label of a field is plain text for the list of errors; `said` has its language."""

    def __init__(self, *args: Any, lang: str, order: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang, self.order = lang, tuple(order)
        self.said: dict[str, Spoken] = {}

    def ask(self, name: str, text: LocalText, **more: Any) -> None:
        self.said[name] = self.speak(text)
        self.fields[name] = Asked(label=self.said[name].text, **more)

    def speak(self, text: LocalText) -> Spoken:
        return text.spoken(self.lang, self.order)

    def one(self, name: str) -> dict[str, Any]:
        """A question for the template: its field, its words, what its ends mean."""
        field = self.fields[name]
        return {
            "field": self[name],
            "said": self.said[name],
            "low": getattr(field, "low", None),
            "high": getattr(field, "high", None),
        }

    def answers(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in self.said}


class ShortForm(_Assessment):
    """One question for each area."""

    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid4())
        for area in areas:
            low, high = self.speak(area.low), self.speak(area.high)
            self.ask(area.code, area.question, choices=SCALE, low=low, high=high)

    def rows(self) -> list[dict[str, Any]]:
        return [self.one(name) for name in self.said]

    def clean_token(self) -> Any:
        """A form without one that can be read counts as a new one: nobody loses her answers to a hidden field."""
        try:
            return UUID(self.cleaned_data["token"])
        except ValueError:
            return uuid4()


class LongForm(_Assessment):
    """The level and the statements of each area."""

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = areas
        low, high = Spoken(str(NOT_SO), self.lang), Spoken(str(SO), self.lang)
        for area in areas:
            levels = [
                (str(level), f"{level}. {self.speak(text).text}") for level, text in enumerate(area.levels, LOWEST)
            ]
            self.ask(area.code, area.name, choices=levels)
            for each in area.statements:
                self.ask(f"{area.code}.{each.code}", each.text, choices=SCALE, low=low, high=high)

    def sections(self) -> list[dict[str, Any]]:
        return [
            {
                "code": area.code,
                "name": self.said[area.code],
                "about": self.speak(area.about),
                "level": self.one(area.code),
                "statements": [self.one(f"{area.code}.{each.code}") for each in area.statements],
            }
            for area in self.areas
        ]


NOT_SO, SO = pgettext_lazy("statement", "not true of us"), pgettext_lazy("statement", "fully true of us")


class MomentForm(forms.Form):
    """Until when answers are taken."""

    closes_on = DayField(label=_("Last day for answers"), help_text=DATE_HELP)


class CloseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("I understand that answers cannot be given any more after this."),
        error_messages={"required": _("Tick this box if you want to close the self-assessment.")},
    )
