"""The organiser's own texts of an announcement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.base.localtext import LocalTextFormField
from soske.intake.selection.actions import TEXTS, QuoteInput
from soske.intake.selection.models import COMMENT, LONGEST, Alternative, Announcement
from soske.programmes.forms import DayField


class AnnouncementForm(forms.Form):
    """Texts in the languages of the programme; an empty one is composed from data or left out."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        composed = _("Empty: composed from the data of the academy.")
        self.fields["heading"] = LocalTextFormField(
            languages, label=_("Heading"), required=False, max_length=120, help_text=composed
        )
        self.fields["lead"] = LocalTextFormField(
            languages, label=_("Lead"), required=False, multiline=True, max_length=800, help_text=composed
        )
        self.fields["unites"] = LocalTextFormField(
            languages,
            label=_("What unites the groups"),
            required=False,
            multiline=True,
            max_length=4000,
            help_text=_("In your own words. Empty: the section is left out."),
        )
        pack = _("Empty: the text of the content pack.")
        self.fields["makes"] = LocalTextFormField(
            languages,
            label=_("What the groups produce"),
            required=False,
            multiline=True,
            max_length=4000,
            help_text=pack,
        )
        self.fields["support"] = LocalTextFormField(
            languages,
            label=_("How the groups are supported"),
            required=False,
            multiline=True,
            max_length=4000,
            help_text=pack,
        )
        for number in (1, 2, 3):
            self.fields[f"quote_{number}"] = LocalTextFormField(
                languages,
                label=_("Quote %(number)s") % {"number": number},
                required=False,
                multiline=True,
                max_length=600,
            )
            self.fields[f"role_{number}"] = LocalTextFormField(
                languages,
                label=_("Who said quote %(number)s") % {"number": number},
                required=False,
                max_length=120,
                help_text=_("Role and organisation, for example procurement manager, City of Pori."),
            )

    def texts(self) -> list[forms.BoundField]:
        """Fields of the organiser's own texts."""
        return [self[field] for field in TEXTS]

    def quotes(self) -> list[dict[str, Any]]:
        """Fields of the quotes; from the second on folded away while it is empty and right."""
        rows = []
        for number in (1, 2, 3):
            text, role = self[f"quote_{number}"], self[f"role_{number}"]
            empty = not any(value for value in (*(text.value() or []), *(role.value() or [])))
            folded = number > 1 and empty and not (text.errors or role.errors)
            rows.append({"number": number, "text": text, "role": role, "folded": folded})
        return rows

    @staticmethod
    def initial_of(announcement: Announcement | None) -> dict[str, Any]:
        if announcement is None:
            return {"version": 1}
        values: dict[str, Any] = {field: getattr(announcement, field) for field in TEXTS}
        for quote in announcement.quotes.all():
            values[f"quote_{quote.position}"] = quote.text
            values[f"role_{quote.position}"] = quote.role
        return {**values, "version": announcement.version}

    def values(self) -> dict[str, Any]:
        """Arguments of `announcement_write`."""
        data = self.cleaned_data
        return {
            "texts": {field: data[field] for field in TEXTS},
            "quotes": [QuoteInput(data[f"quote_{number}"], data[f"role_{number}"]) for number in (1, 2, 3)],
            "version": data["version"],
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in (1, 2, 3):
            if cleaned.get(f"quote_{number}") and not cleaned.get(f"role_{number}"):
                self.add_error(
                    f"role_{number}", _("Write the role of the one who is quoted, for example procurement manager.")
                )
        return cleaned


class ReasonForm(forms.Form):
    """Why a group was decided so, and what it could improve."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST,
        help_text=_("The group reads this in the message about the selection."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    advice = forms.CharField(
        label=_("What could be improved"),
        required=False,
        max_length=LONGEST,
        help_text=_("The group reads this too."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class AlternativeForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the alternative"),
        max_length=60,
        help_text=_("For example: by points, or: one from each sector."),
    )


class CompareForm(forms.Form):
    """Two alternatives; NOW is what is chosen now."""

    NOW = "now"

    one = forms.ChoiceField(label=_("First"))
    other = forms.ChoiceField(label=_("Second"))

    def __init__(self, *args: Any, kept: list[Alternative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = {str(each.pk): each for each in kept}
        choices = [(self.NOW, _("What is chosen now")), *((code, each.name) for code, each in self.kept.items())]
        for name in ("one", "other"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["other"].initial = next(iter(self.kept), self.NOW)

    def sides(self) -> tuple[Alternative | None, Alternative | None]:
        """The two of a valid form; None is what is chosen now."""
        return self.kept.get(self.cleaned_data["one"]), self.kept.get(self.cleaned_data["other"])


class DayForm(forms.Form):
    """The day by which a seat is to be accepted."""

    answer_by = DayField(
        label=_("Seats are accepted by"),
        help_text=_("The management sponsors answer by this day, for example 20.1.2027."),
    )


class AnswerForm(forms.Form):
    """What a member organisation answers to the offer of a seat."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("We accept the seat")), ("no", _("We decline the seat"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )
    read = forms.CharField(widget=forms.HiddenInput)  # mark of the terms that were on the page
    role = forms.CharField(
        label=_("Your role"),
        max_length=120,
        help_text=_("For example chief administrative officer."),
        error_messages={"required": _("Write your role, for example chief administrative officer.")},
    )
    comment = forms.CharField(
        label=_("Message to the organiser"),
        required=False,
        max_length=COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
