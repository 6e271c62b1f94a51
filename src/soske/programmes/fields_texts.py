"""Fields of the form of the texts: a text in several languages, a number with a comma, a time, words in a row."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.localtext import LANGUAGE_NAMES, LocalTextFormField, one_line, writable
from soske.programmes.texts import Spec

LINE, PARAGRAPH, MARKDOWN = 200, 2000, 19_000  # most characters; a file of a pack has 20,000
LENGTHS = {"Letter.subject": 70}


def _markdown(text: str) -> str:
    """A byte order mark is a sign of files, not of texts."""
    return writable(text.replace("\ufeff", ""))


def _paragraph(text: str) -> str:
    return one_line(text.replace("\ufeff", ""))


class TextsField(LocalTextFormField):
    """A text in the languages of the programme. Markdown keeps its lines; anything else is one paragraph."""

    def __init__(self, languages: list[str], *, spec: Spec, **kwargs: Any) -> None:
        most = LENGTHS.get(spec.label) or (MARKDOWN if spec.markdown else PARAGRAPH if spec.long else LINE)
        super().__init__(languages, multiline=True, max_length=most, **kwargs)
        # Everything may grow beyond what a third of the page shows, so nothing is a field of one line.
        for widget in self.widget.widgets:
            widget.attrs["class"] += "" if spec.markdown else " few" if spec.long else " line"
            widget.attrs["rows"] = 5 if spec.markdown else 3 if spec.long else 2
        inner: Any
        for inner in self.fields:
            inner.clean_text = _markdown if spec.markdown else _paragraph

    def clean(self, value: Any) -> Any:
        """Say of which language a text is that does not fit."""
        faults = []
        for lang, inner, text in zip(self.languages, self.fields, value or [], strict=False):
            try:
                inner.clean(text)
            except ValidationError as fault:
                faults += [f"{LANGUAGE_NAMES.get(lang, lang)}: {message}" for message in fault.messages]
        if faults:
            raise ValidationError(faults)
        return super().clean(value)


class DecimalField(forms.FloatField):
    """A number that may be typed with a comma."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]  # the stubs say int
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return formats.number(value, get_language() or "fi") if isinstance(value, int | float) else value


class ClockField(forms.TimeField):
    """A time of day typed as 16.00 (or 16:00, or 16)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%H.%M", "%H:%M", "%H:%M:%S", "%H"],
            error_messages={"invalid": _("Write the time in the form 16.00.")},
            widget=forms.TimeInput(format="%-H.%M", attrs={"class": "short", "autocomplete": "off"}),
            **kwargs,
        )


class WordsField(forms.CharField):
    """Short words in a row, separated by commas."""

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(word.strip() for word in super().clean(value).split(",") if word.strip()))


class WholesField(WordsField):
    """Whole numbers in a row, separated by commas."""

    def clean(self, value: Any) -> list[Any]:
        words = super().clean(value)
        if not all(re.fullmatch("[0-9]{1,9}", word) for word in words):
            raise ValidationError(_("Write whole numbers separated by commas, for example 30, 90."))
        return [int(word) for word in words]
