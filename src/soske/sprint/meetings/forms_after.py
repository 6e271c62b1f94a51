"""Forms around a meeting: small groups, who came, what people thought of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.base.forms import Opened
from soske.sprint.meetings.actions_after import LONGEST, PEOPLE, POINTS, TABLES

SHORT = {"class": "short", "inputmode": "numeric"}


class TablesForm(forms.Form):
    tables = forms.IntegerField(
        label=_("How many small groups"), min_value=1, max_value=TABLES, widget=forms.TextInput(attrs=SHORT)
    )


class SeatsForm(Opened):
    """The small group of each person; empty is none."""

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = []
        for pk, name in people:
            self.people.append(pk)
            self.fields[f"table_{pk}"] = forms.IntegerField(
                label=name, required=False, min_value=1, max_value=TABLES, widget=forms.TextInput(attrs=SHORT)
            )

    def seats(self) -> dict[int, int | None]:
        """Participant -> small group, of a valid form; only of those that were on the page."""
        return {pk: self.cleaned_data[f"table_{pk}"] for pk in self.people if f"table_{pk}" in self.data}


class AttendanceForm(Opened):
    """How many each member organisation had there; empty is not recorded."""

    def __init__(self, *args: Any, members: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = []
        for pk, name in members:
            self.members.append(pk)
            self.fields[f"member_{pk}"] = forms.IntegerField(
                label=name, required=False, min_value=0, max_value=PEOPLE, widget=forms.TextInput(attrs=SHORT)
            )

    def people(self) -> dict[int, int | None]:
        """Member -> number, of a valid form; only of those that were on the page."""
        return {pk: self.cleaned_data[f"member_{pk}"] for pk in self.members if f"member_{pk}" in self.data}


class FeedbackForm(forms.Form):
    """The questions of the pack: (code, kind, question, what 1 means, what 5 means)."""

    def __init__(self, *args: Any, asked: Iterable[tuple[str, str, str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = []
        for code, kind, text, low, high in asked:
            self.codes.append(code)
            if kind == "text":
                self.fields[code] = forms.CharField(
                    label=text, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
                )
                continue
            words = {1: low, 5: high}
            names = [(str(each), f"{each} · {words[each]}" if words.get(each) else str(each)) for each in POINTS]
            self.fields[code] = forms.ChoiceField(label=text, required=False, choices=names, widget=forms.RadioSelect)

    def answers(self) -> dict[str, str]:
        """Code -> answer, of a valid form."""
        return {code: self.cleaned_data[code] for code in self.codes}
