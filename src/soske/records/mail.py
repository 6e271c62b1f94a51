"""Posting a letter: the one place that talks to the mail server."""

from __future__ import annotations

import datetime as dt
import logging
import re
from contextlib import suppress
from email.mime.text import MIMEText
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from soske.base.markdown import markdown_html
from soske.records.models import Letter
from soske.records.queries import address_of
from soske.records.states import LetterState, letter_move

log = logging.getLogger(__name__)

TRIES = 7
FIRST_PAUSE = dt.timedelta(minutes=5)  # and three times as long after each try: about thirty hours in all
METHOD = re.compile(r"^METHOD:(\w+)", re.MULTILINE)
CALENDAR = "BEGIN:VCALENDAR"
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


class Unreachable(Exception):
    """The mail server was not reached, so the next letter need not be tried now. `outcome` is that of this letter."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def letter_post(letter: Letter, *, now: dt.datetime) -> str | None:
    """Send one letter; "sent", "kept", "failed", or "later" when the mail server cannot take it now; None when it is
    taken by another worker.

    Raises:
        Unreachable: the mail server does not answer or does not know us; the letter waits for a later time.
    """
    if settings.DEMO or not letter.sends:
        return "kept" if letter_move(letter, LetterState.KEPT) else None
    if not letter_move(letter, LetterState.SENDING):
        return None
    address = address_of(letter)
    if not address:
        return _failed(letter, "no address")
    connection = get_connection()
    try:
        message = _message(letter, address)
        try:
            connection.open()
        except (SMTPException, OSError) as fault:
            # Whatever goes wrong before the letter is handed over is about the server, not about this letter.
            raise Unreachable(_later(letter, fault, now)) from fault
        connection.send_messages([message])
    except Unreachable:
        raise
    except Exception as fault:  # a letter that cannot be sent must not keep the others from leaving
        return _later(letter, fault, now) if _refused_for_now(fault) else _failed(letter, type(fault).__name__)
    finally:
        with suppress(SMTPException, OSError):
            connection.close()
    letter_move(letter, LetterState.SENT)
    return "sent"


def plain_text(markdown: str) -> str:
    """The text of a letter for those who read no HTML: as it is written, without the backslashes before marks."""
    return ESCAPED.sub(r"\1", markdown)


def _message(letter: Letter, address: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=plain_text(letter.body),
        to=[address],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Content-Language": letter.language, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(markdown_html(letter.body), "text/html")
    if letter.calendar:
        _calendar_add(message, letter.calendar)
    if letter.attachment is not None:
        with letter.attachment.file.open("rb") as content:
            message.attach(letter.attachment.name, content.read(), letter.attachment.content_type)
    return message


def _calendar_add(message: EmailMultiAlternatives, calendar: str) -> None:
    """One invitation twice: as one more form of the letter (RFC 6047 2.4), which Outlook and Google read, and as a
    file, which Apple's Mail and people open. Several as one file each: a program that took one of them for the whole
    letter would hide the others (docs/decisions/0018)."""
    calendars = [CALENDAR + part for part in calendar.split(CALENDAR)[1:]]
    if len(calendars) == 1:
        message.attach_alternative(calendar, f"text/calendar; method={_method(calendar)}")
        message.attach("invite.ics", calendar.encode(), "application/ics")
        return
    for number, each in enumerate(calendars, start=1):
        part = MIMEText(each, "calendar", "utf-8")
        part.set_param("method", _method(each))
        part.add_header("Content-Disposition", "attachment", filename=f"invite-{number}.ics")
        message.attach(part)


def _method(calendar: str) -> str:
    found = METHOD.search(calendar)
    return found[1] if found else "PUBLISH"


def _refused_for_now(fault: Exception) -> bool:
    """The server answered with a 4xx code: it has not taken the letter and may take it later (RFC 5321 4.2.1).

    A connection that breaks meanwhile is no such answer: the letter may have left, and is not sent a second time.
    """
    if isinstance(fault, SMTPRecipientsRefused):
        codes = [code for code, _text in fault.recipients.values()]
    else:
        codes = [fault.smtp_code] if isinstance(fault, SMTPResponseException) else []
    return bool(codes) and all(400 <= code < 500 for code in codes)


def _failed(letter: Letter, fault: str) -> str:
    # The log has ids only; who it is stands in the database.
    log.warning("letter %s not delivered: %s", letter.pk, fault)
    letter_move(letter, LetterState.FAILED, fault=fault)
    return "failed"


def _later(letter: Letter, fault: Exception, now: dt.datetime) -> str:
    """Let the letter wait for its next try, each time longer; after the last one it has failed."""
    name, tries = type(fault).__name__, letter.tries + 1
    if tries >= TRIES:
        letter_move(letter, LetterState.FAILED, fault=name, tries=tries)
        log.warning("letter %s not delivered after %s tries: %s", letter.pk, tries, name)
        return "failed"
    leaves_at = now + FIRST_PAUSE * 3 ** (tries - 1)
    letter_move(letter, LetterState.WAITING, fault=name, tries=tries, leaves_at=leaves_at)
    log.warning("letter %s waits, try %s: %s", letter.pk, tries, name)
    return "later"
