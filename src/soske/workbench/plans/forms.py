"""Forms of a plan: a row of a section, a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.base.forms import Opened
from soske.workbench.plans.actions import LINE, TEXT
from soske.workbench.plans.columns import LEVELS, Column, ColumnKind, columns_of
from soske.workbench.plans.models import COMMENT, QUOTE


class RowForm(Opened):
    """The columns of one row. What is wrong in it is said by the action (actions.row_checked), beside its field."""

    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, means: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns_of(kind)
        self.initial.setdefault("token", uuid4())
        for column in self.columns:
            self.fields[column.name] = _field(column, means)

    def clean_token(self) -> UUID:
        """A form without one that can be read counts as a new one."""
        try:
            return UUID(self.cleaned_data["token"])
        except ValueError:
            return uuid4()

    def values(self) -> Mapping[str, str]:
        return {column.name: self.cleaned_data[column.name] for column in self.columns}


def _field(column: Column, means: Sequence[tuple[str, str]]) -> forms.Field:
    words: dict[str, Any] = {"label": column.label, "help_text": column.help or column.unit, "required": column.needed}
    match column.kind:
        case ColumnKind.TEXT:
            return forms.CharField(**words, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3}))
        case ColumnKind.CHOICE:
            return forms.ChoiceField(**words, choices=[("", _("Not assessed")), *LEVELS.items()])
        case ColumnKind.MEANS:
            return forms.ChoiceField(**words, choices=[("", _("Choose")), *means])
        case ColumnKind.NUMBER | ColumnKind.YEAR | ColumnKind.DAYS:
            short = forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})
            return forms.CharField(**words, max_length=LINE, widget=short)
    return forms.CharField(**words, max_length=LINE)


class CommentForm(forms.Form):
    quote = forms.CharField(
        label=_("The passage that you mean"), required=False, max_length=QUOTE, help_text=_("Copy it from the text.")
    )
    text = forms.CharField(label=_("Comment"), max_length=COMMENT, widget=forms.Textarea(attrs={"rows": 3}))
