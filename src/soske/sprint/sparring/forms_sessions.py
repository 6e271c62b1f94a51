"""Forms of sessions: book, move, what came of one; how the team is doing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.programmes.forms import DATE_HELP, DayField
from soske.sprint.sparring.actions_after import MOST_USED
from soske.sprint.sparring.forms import SHORT, Beside

TAKEN = _("This time is not free any more. Choose another one.")


class TimeForm(Beside):
    """One of the free times; `moves` asks for a reason as well."""

    opening = forms.TypedChoiceField(
        label=_("Free times"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a time."), "invalid_choice": TAKEN},
    )

    def __init__(self, *args: Any, times: Iterable[tuple[str, str]], moves: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opening"].choices = list(times)  # type: ignore[attr-defined]
        if moves:
            self.fields["reason"] = forms.CharField(
                label=_("Reason for moving"),
                required=False,
                max_length=500,
                help_text=_("The others read it, and the organiser can."),
                widget=forms.Textarea(attrs={"rows": 2}),
            )


class HeldForm(Beside):
    """How long it took and which member organisations were there."""

    used = forms.IntegerField(
        label=_("How many minutes it took"), min_value=5, max_value=MOST_USED, widget=forms.TextInput(attrs=SHORT)
    )

    def __init__(self, *args: Any, members: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), name) for pk, name in members]
        self.offered = [int(pk) for pk, _name in choices]
        self.fields["present"] = forms.TypedMultipleChoiceField(
            label=_("Organisations that took part"),
            coerce=int,
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def present(self) -> dict[int, bool]:
        """Member -> whether it took part, of a valid form."""
        there = set(self.cleaned_data["present"])
        return {member: member in there for member in self.offered}


class StepForm(Beside):
    """A step that is agreed."""

    name = forms.CharField(label=_("What is to be done"), max_length=200)
    day = DayField(label=_("Due date"), required=False, help_text=DATE_HELP)
    member = forms.TypedChoiceField(label=_("Which organisation does it"), coerce=int, required=False, empty_value=None)
    person = forms.TypedChoiceField(label=_("Who does it"), coerce=int, required=False, empty_value=None)

    def __init__(
        self,
        *args: Any,
        members: Iterable[tuple[int, str]],
        people: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for field, rows, nobody in (
            ("member", members, _("All together")),
            ("person", people, _("Everybody together")),
        ):
            choices = [("", nobody), *((str(pk), name) for pk, name in rows)]
            self.fields[field].choices = choices  # type: ignore[attr-defined]


class MoodForm(Beside):
    """How the team is doing."""

    mark = forms.TypedChoiceField(
        label=_("How is your team doing?"),
        coerce=int,
        choices=[
            ("1", _("1 · we are stuck")),
            ("2", "2"),
            ("3", _("3 · all right")),
            ("4", "4"),
            ("5", _("5 · going well")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    note = forms.CharField(
        label=_("Say more, if you like"),
        required=False,
        max_length=300,
        help_text=_("Your coach and the organiser can read this."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ContactForm(forms.Form):
    note = forms.CharField(
        label=_("What you talked about"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class CommentForm(forms.Form):
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Your comment"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
