"""Forms of an import: the sheet, what its columns mean, how it is imported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from soske.intake.applications.actions_import import Options, noon
from soske.intake.applications.imports_fields import Kind, Target
from soske.intake.applications.imports_sheet import Table
from soske.intake.applications.states import ApplicationState


class SheetForm(forms.Form):
    """Step 1: what is imported, and from which file."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is in the file?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        initial=Kind.APPLICATIONS,
        error_messages={"required": gettext_lazy("Choose what is in the file.")},
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("XLSX, at most 10 MB. The first row has the headings."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another file."),
        },
    )


class ImportForm(forms.Form):
    """Step 2: how the rows are imported. What the columns mean is asked in `columns`, one field for each."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of rows that do not say it"))
    state = forms.ChoiceField(
        label=gettext_lazy("The applications become"),
        choices=[
            (ApplicationState.SUBMITTED, gettext_lazy("Submitted: they were received in time by another way")),
            (ApplicationState.DRAFT, gettext_lazy("Drafts: the contact person goes on writing")),
        ],
        widget=forms.RadioSelect,
        initial=ApplicationState.SUBMITTED,
        required=False,
    )
    received = forms.DateField(
        label=gettext_lazy("Received on"),
        help_text=gettext_lazy("For rows without a day of their own. The time of day is recorded as 12."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the date in the form 31.5.2026.")},
    )
    letters = forms.BooleanField(label=gettext_lazy("Send an acknowledgement to the contact persons"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        kind: str,
        table: Table,
        targets: Sequence[Target],
        guess: Mapping[int, str],
        languages: Sequence[tuple[str, str]],
        today: dt.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.kind = kind
        self.fields["sheet"].choices = [(name, name) for name in table.sheets]  # type: ignore[attr-defined]
        self.initial.setdefault("sheet", table.sheet)
        if len(table.sheets) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]
        self.initial.setdefault("language", languages[0][0])
        if kind == Kind.CONTACTS:
            for name in ("state", "received", "letters"):
                del self.fields[name]
        else:
            self.initial.setdefault("received", today)
        choices = _choices(targets)
        for column, heading in enumerate(table.headings):
            self.fields[f"column-{column}"] = forms.ChoiceField(
                label=heading or _("Column %(letter)s, without a heading") % {"letter": letter_of(column)},
                choices=choices,
                required=False,
                initial=guess.get(column, ""),
            )

    @property
    def columns(self) -> list[Any]:
        """The fields of the columns."""
        return [self[name] for name in self.fields if name.startswith("column-")]

    @property
    def head(self) -> list[Any]:
        """The other fields that are seen."""
        return [
            self[name]
            for name, field in self.fields.items()
            if not name.startswith("column-") and not field.widget.is_hidden
        ]

    def mapping(self) -> dict[int, str]:
        """Column -> key of what it means; of columns that mean something."""
        cleaned = self.cleaned_data
        return {
            int(name.removeprefix("column-")): key
            for name, key in cleaned.items()
            if name.startswith("column-") and key
        }

    def options(self) -> Options:
        """How the rows are imported."""
        cleaned = self.cleaned_data
        day = cleaned.get("received")
        return Options(
            kind=self.kind,
            language=cleaned["language"],
            state=cleaned.get("state") or ApplicationState.SUBMITTED,
            received=noon(day) if day else None,
            letters=bool(cleaned.get("letters")),
        )


def _choices(targets: Sequence[Target]) -> list[Any]:
    """What a column can mean, under the names of the sections."""
    found: list[Any] = [("", _("Leave out"))]
    for part, own in groupby(targets, key=lambda target: target.part):
        found.append((part, [(target.key, target.label) for target in own]))
    return found


def letter_of(column: int) -> str:
    """The letters of a column in a spreadsheet: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
