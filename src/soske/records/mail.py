"""Posting a letter: the one place that talks to the mail server."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from soske.base.markdown import markdown_html
from soske.records.models import Letter
from soske.records.states import LetterState, letter_move

log = logging.getLogger(__name__)


def letter_post(letter: Letter) -> str:
    """Send one letter unless it is taken already; "sent", "kept" or "failed"."""
    if settings.DEMO or not letter.sends:
        letter_move(letter, LetterState.KEPT)
        return "kept"
    if not letter_move(letter, LetterState.SENDING):
        return "kept"
    if letter.person is None or not letter.person.is_active:
        letter_move(letter, LetterState.FAILED, fault="no address")
        return "failed"
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body,
        to=[letter.person.email],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Content-Language": letter.language, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(markdown_html(letter.body), "text/html")
    try:
        message.send()
    except (SMTPException, OSError) as fault:
        # The log has ids only; who it is stands in the database.
        log.warning("letter %s not delivered: %s", letter.pk, type(fault).__name__)
        letter_move(letter, LetterState.FAILED, fault=type(fault).__name__)
        return "failed"
    letter_move(letter, LetterState.SENT)
    return "sent"
