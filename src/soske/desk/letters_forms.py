"""The form of a message to an audience."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from soske.base.connect import Audience
from soske.base.localtext import LANGUAGE_NAMES, LocalText, LocalTextFormField
from soske.desk.letters import Message, words_unknown
from soske.people.models import Sector

FILTERS = ("sector", "theme", "joint")
READER_KEY = re.compile(r"^(p[0-9]{1,18}|a[0-9a-f]{24})$")


class MessageForm(forms.Form):
    """To whom, subject and text in the languages of the academy. `token` stays from the first page to the queueing."""

    to = forms.ChoiceField(label=gettext_lazy("Recipients"))
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    joint = forms.ChoiceField(label=gettext_lazy("Kind of group"), required=False)
    subject = LocalTextFormField([], required=True)
    text = LocalTextFormField([], required=True)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        offered: list[tuple[Audience, int]],
        languages: list[str],
        themes: list[tuple[str, str]],
        framed: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"token": uuid4(), **(initial or {})})
        self.audiences = {audience.code: audience for audience, _count in offered}
        self.languages = languages
        fields: Any = self.fields
        fields["to"].choices = [(audience.code, f"{audience.label} ({count})") for audience, count in offered]
        fields["sector"].choices = [("", _("All")), *((code, label.capitalize()) for code, label in _labels())]
        fields["theme"].choices = [("", _("All")), *themes]
        fields["joint"].choices = [("", _("All")), ("1", _("Joint groups")), ("0", _("Groups of one member"))]
        fields["subject"] = LocalTextFormField(
            languages,
            label=_("Subject"),
            max_length=120,
            help_text=_("What is to be done and by when, then the academy."),
        )
        fields["text"] = LocalTextFormField(
            languages,
            label=_("Text"),
            multiline=True,
            max_length=10_000,
            help_text=_("An empty line begins a new paragraph. A line that begins with a hyphen is a point of a list.")
            if not framed
            else _(
                "Without greeting and signature: they come from the academy's texts. An empty line begins a new "
                "paragraph, a hyphen at the beginning of a line a point of a list."
            ),
        )
        for widget in fields["text"].widget.widgets:
            widget.attrs["rows"] = 12
        self.order_fields(["to", *FILTERS, "subject", "text", "token"])

    def filters(self) -> list[forms.BoundField]:
        return [self[name] for name in FILTERS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        subject, text = cleaned.get("subject"), cleaned.get("text")
        if subject and text:
            self._same_languages(subject, text)
        audience = self.audiences.get(cleaned.get("to") or "")
        if audience is not None:
            for name in ("subject", "text"):
                wrong = [
                    word
                    for each in (cleaned.get(name) or {}).values()
                    for word in words_unknown(each, audience, subject=name == "subject")
                ]
                if wrong:
                    words = ", ".join(dict.fromkeys(word or "{}" for word in wrong))
                    fault = _(
                        "These cannot be filled in for these recipients: %(words)s. "
                        "The list on this page tells what can."
                    )
                    self.add_error(name, fault % {"words": words})
        return cleaned

    def _same_languages(self, subject: LocalText, text: LocalText) -> None:
        for name, one, other in (("subject", subject, text), ("text", text, subject)):
            lacking = [LANGUAGE_NAMES.get(code, code) for code in one.missing(list(other))]
            if lacking:
                self.add_error(
                    name, _("Write this in these languages too: %(languages)s.") % {"languages": ", ".join(lacking)}
                )

    def message(self, left_out: frozenset[str] = frozenset()) -> Message:
        """The message of a valid form."""
        audience = self.audiences[self.cleaned_data["to"]]
        chosen = {name: self.cleaned_data[name] for name in FILTERS if self.cleaned_data[name]}
        return Message(
            audience=audience,
            chosen={name: value for name, value in chosen.items() if name in audience.filters},
            subject=self.cleaned_data["subject"],
            text=self.cleaned_data["text"],
            token=self.cleaned_data["token"],
            left_out=left_out,
        )

    def hidden(self) -> list[tuple[str, str]]:
        """Name and value of everything that was sent, for the page that shows the readers."""
        names = ["to", *FILTERS, "token"]
        names += [f"{field}_{lang}" for field in ("subject", "text") for lang in self.languages]
        return [(name, self.data.get(name, "")) for name in names]


def left_out_of(data: Any) -> frozenset[str]:
    """Keys of the readers who are not to get it: those left out on other pages of the list, and what this page says."""
    kept, shown = set(data.getlist("keep")), set(data.getlist("shown"))
    before = set(data.get("left_out", "").split(","))
    return frozenset(key for key in (before - shown) | (shown - kept) if READER_KEY.match(key))


def _labels() -> list[tuple[str, str]]:
    return [(str(sector.value), str(sector.label)) for sector in Sector]
