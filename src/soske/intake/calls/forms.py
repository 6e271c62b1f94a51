"""Forms of the call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.base.forms import Opened
from soske.base.localtext import one_line, writable
from soske.base.opened import mark
from soske.intake.calls.models import Call, PartnerNotice
from soske.intake.calls.queries import call_facts, notice_facts
from soske.people.models import OrganisationType
from soske.people.regions import REGIONS

TOO_LONG = _("Use at most %(limit_value)d characters. Now there are %(show_value)d.")


class Line(forms.CharField):
    """A text of one line. Control characters are dropped without a complaint: nobody sees them."""

    clean_text = staticmethod(one_line)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["max_length"] = TOO_LONG

    def to_python(self, value: Any) -> str:
        return super().to_python(self.clean_text(value) if isinstance(value, str) else value) or ""


class Text(Line):
    """A text of several lines."""

    clean_text = staticmethod(writable)
    widget = forms.Textarea


class Email(forms.EmailField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        super().__init__(max_length=254, **kwargs)
        self.widget.attrs["autocomplete"] = "email"
        self.error_messages["required"] = _("Write your e-mail address.")
        self.error_messages["invalid"] = _("Write the address in the form name@example.fi.")


class InterestForm(forms.Form):
    """Somebody wants to hear when the call opens."""

    email = Email()
    name = Line(label=_("Name or role"), max_length=120, required=False)
    organisation = Line(label=_("Organisation"), max_length=200, required=False)


class OwnSignupForm(forms.Form):
    """What one can change of a sign-up. When the session is `over`, only its recording is left."""

    attends = forms.BooleanField(label=_("I come to the info session"), required=False)
    wants_recording = forms.BooleanField(label=_("I want the recording"), required=False)
    name = Line(label=_("Name or role"), max_length=120, required=False)
    organisation = Line(label=_("Organisation"), max_length=200, required=False)
    question = Text(
        label=_("What should be answered in the session?"),
        max_length=1000,
        required=False,
        help_text=_("Only the organiser sees your question."),
    )

    def __init__(self, *args: Any, over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if over:
            del self.fields["attends"], self.fields["question"]

    def values(self) -> dict[str, Any]:
        """Arguments of the action; what is not asked any more is empty."""
        return {"attends": False, "question": "", **self.cleaned_data}


class SignupForm(OwnSignupForm):
    """Somebody signs up for the info session or asks for its recording."""

    email = Email()
    field_order = ("email", "attends", "wants_recording", "name", "organisation", "question")


class CallForm(Opened):
    """What the coordinator enters of the call."""

    case_number = Line(
        label=_("Case number of the call"),
        max_length=60,
        required=False,
        help_text=_("Empty: the case number of the academy is shown."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    info_place = Line(
        label=_("Place of the info session"),
        max_length=200,
        required=False,
        help_text=_("Everyone sees it. For example: online, or a street address."),
    )
    info_link = forms.URLField(
        label=_("Link for joining online"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Only those who have signed up see it."),
        error_messages={"invalid": _("Write the whole address, for example https://www.example.fi/academy")},
    )
    recording = forms.URLField(
        label=_("Address of the recording"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Those who asked for it get it by a message. Everyone who asks later gets it at once."),
        error_messages={"invalid": _("Write the whole address, for example https://www.example.fi/academy")},
    )

    @classmethod
    def of(cls, data: Any, call: Call | None) -> CallForm:
        facts = call_facts(call)
        return cls(data, initial={**facts, "opened": mark(facts)})


class NoticeForm(Opened):
    """What somebody who looks for a partner tells. The organisation is asked of a new notice only."""

    organisation = Line(
        label=_("Your organisation"),
        max_length=150,
        help_text=_("Its official name."),
        error_messages={"required": _("Write the name of the organisation.")},
    )
    type = forms.ChoiceField(
        label=_("Type, if it is new here"), required=False, choices=[("", "–"), *OrganisationType.choices]
    )
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    region = forms.ChoiceField(label=_("Region"), required=False)
    brings = Text(
        label=_("What can you offer?"),
        max_length=1000,
        help_text=_("For example experience, a purchase in mind, people and time."),
        error_messages={"required": _("Say what you can offer, in a sentence or two.")},
    )
    wants = Text(label=_("What kind of partner are you looking for?"), max_length=1000, required=False)

    def __init__(
        self, *args: Any, themes: list[tuple[str, str]], lang: str, notice: PartnerNotice | None = None, **kwargs: Any
    ) -> None:
        facts = notice_facts(notice)
        kwargs["initial"] = {**facts, "opened": mark(facts) if notice else ""}
        super().__init__(*args, **kwargs)
        if notice is not None:
            del self.fields["organisation"], self.fields["type"]
        self.fields["themes"].choices = themes  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", _("Not recorded")), *regions(lang)]  # type: ignore[attr-defined]


class MessageForm(forms.Form):
    """A message to somebody who looks for a partner."""

    message = Text(
        label=_("Message"),
        max_length=2000,
        help_text=_(
            "The reader sees your name, organisation and e-mail address, and answers to that address. The organiser of "
            "the academy can read the message among those that Soske has sent."
        ),
        error_messages={"required": _("Write a message.")},
    )


def regions(lang: str) -> list[tuple[str, str]]:
    """Regions to choose from, in a language."""
    return [(code, name.spoken(lang).text) for code, name in REGIONS.items()]
