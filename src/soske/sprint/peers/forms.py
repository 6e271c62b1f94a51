"""Forms of peer support."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from soske.base.forms import Opened
from soske.intake.groups.actions_topics import WORDS
from soske.intake.groups.models import Exchange
from soske.sprint.peers.actions import MOST, WORD
from soske.sprint.peers.actions_board import TEXT, TITLE

SHORT = {"class": "short", "inputmode": "numeric"}


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ExchangeForm(Opened):
    """What a team needs and what it can give: topics of the pack, and its own words."""

    def __init__(self, *args: Any, topics: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(topics)
        for kind, label, said in (
            (Exchange.NEEDS, _("What we need"), _("More about what we need")),
            (Exchange.GIVES, _("What we can offer"), _("More about what we can offer")),
        ):
            if choices:
                self.fields[kind.value] = forms.MultipleChoiceField(
                    label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
                )
            self.fields[f"{kind.value}_text"] = forms.CharField(
                label=said if choices else label, required=False, max_length=WORDS, widget=_area(4)
            )

    def topics(self) -> dict[str, list[str]]:
        return {kind: self.cleaned_data.get(kind, []) for kind in Exchange.values}

    def words(self) -> dict[str, str]:
        return {kind: self.cleaned_data[f"{kind}_text"] for kind in Exchange.values}


class AnswerForm(forms.Form):
    """A word to the other team."""

    word = forms.CharField(
        label=_("Message to the other team"),
        required=False,
        max_length=WORD,
        help_text=_("For example what you would like to hear about first, or why it does not suit you now."),
        widget=_area(2),
    )


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=WORD,
        help_text=_("One line. The other team and the organiser see it."),
        widget=_area(2),
    )


class QuestionForm(forms.Form):
    """A question to all teams."""

    title = forms.CharField(label=_("Question"), max_length=TITLE, widget=_area(2))
    text = forms.CharField(label=_("More about it"), required=False, max_length=TEXT, widget=_area(5))
    topic = forms.ChoiceField(
        label=_("Topic"),
        required=False,
        help_text=_("Teams that can offer the topic are told about your question."),
    )
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, topics: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("No topic")), *topics]  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """An answer to a question, or more to one's own."""

    text = forms.CharField(label=_("Your answer"), max_length=TEXT, widget=_area(4))

    def __init__(self, *args: Any, own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            self.fields["text"].label = _("What you want to add")


class AnonymousForm(forms.Form):
    text = forms.CharField(label=_("Your question to the organiser"), max_length=TEXT, widget=_area(5))


class AnonymousAnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=TEXT,
        help_text=_("All teams read the question and the answer."),
        widget=_area(6),
    )


class LimitsForm(forms.Form):
    """How often teams are asked."""

    asked = forms.IntegerField(
        label=_("How many times a team can be asked to help"),
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(attrs=SHORT),
    )
    each = forms.IntegerField(
        label=_("How many introductions to look for per team"),
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(attrs=SHORT),
    )
