"""Tags of letters."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from soske.base.templatetags.soske import tag
from soske.records.states import LetterState

register = template.Library()

KINDS = {
    LetterState.WAITING: "wait",
    LetterState.SENDING: "go",
    LetterState.SENT: "ok",
    LetterState.KEPT: "plain",
    LetterState.CANCELLED: "plain",
    LetterState.FAILED: "late",
}


@register.simple_tag
def letter_tag(state: str) -> SafeString:
    """The state of a letter in words with its sign."""
    return tag(KINDS[LetterState(state)], LetterState(state).label)
