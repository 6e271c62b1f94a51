"""Letters about the call: to those who left an address without an account, and between those who look for a partner."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base import formats
from soske.intake.calls.models import Call, InfoSignup, Interest, PartnerNotice, Visitor
from soske.intake.calls.queries import Info, info_of
from soske.people.models import Person
from soske.programmes.letters import as_block, as_list, letter_compose, letter_language, letter_words
from soske.programmes.models import Programme
from soske.records.actions import SubjectKey, letter_queue
from soske.records.tasks import outbox_send


class Post:
    """Letters of one programme about its call, put into the outbox together. What all of them say is read once for each
    language; a record of the past sends none."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.queued = 0
        self._common: dict[str, dict[str, str]] = {}

    def put(
        self,
        code: str,
        *,
        key: str,
        subject: SubjectKey,
        language: str,
        person: Person | None = None,
        address: str = "",
        reply_to: str = "",
        author: Person | None = None,
        **words: str,
    ) -> bool:
        """Queue one letter; False when the same (`key`) is in the outbox already.

        Raises:
            LookupError: the pack has no letter of this code.
        """
        programme = self.programme
        if programme.record_only:
            return False
        if language not in self._common:
            self._common[language] = letter_words(programme, language)
        composed = letter_compose(programme, code, language=language, words=self._common[language] | words)
        letter = letter_queue(
            key=key,
            code=code,
            person=person,
            address=address,
            language=composed.language,
            subject_line=composed.subject,
            body=composed.body,
            scope=programme.pk,
            subject=subject,
            leaves_at=timezone.now(),
            reply_to=reply_to or programme.address,
            sends=not programme.practice,
            author=author,
        )
        self.queued += letter is not None
        return letter is not None

    def leave(self) -> int:
        """Let what was queued leave after the transaction; how many letters."""
        if self.queued:
            transaction.on_commit(outbox_send.enqueue)
        return self.queued

    # --- the letters ------------------------------------------------------------------------------------------------
    def interest(self, row: Interest) -> bool:
        """Her interest is recorded. The same words are acknowledged once a day."""
        return self._to_visitor("interest", row, f"interest:{row.pk}:{_digest(row)}", own_url(self.programme, row))

    def call_open(self, row: Interest) -> bool:
        """The call is open: told once."""
        link = page_url(self.programme, "call", language=self._language(row))
        return self._to_visitor("call_open", row, f"call_open:{row.pk}", link)

    def signup(self, row: InfoSignup, call: Call) -> bool:
        """She comes to the info session, or will get its recording."""
        info = info_of(self.programme)
        language = self._language(row)
        comes = row.attends and waits_until(timezone.now(), info)
        due = session_words(info, language) if comes and info else ""
        return self._to_visitor(
            "info_signup" if due else "info_request",
            row,
            f"info_signup:{row.pk}:{_digest(row, call.info_place, call.info_link)}",
            own_url(self.programme, row),
            due=due,
            message=place_block(call, language) if due else "",
        )

    def recording(self, row: InfoSignup, call: Call) -> bool:
        """The recording that she asked for: sent once."""
        return self._to_visitor("info_recording", row, f"info_recording:{row.pk}", call.recording)

    def partner(self, notice: PartnerNotice, *, by: Person, sender: str, message: str) -> bool:
        """A message to somebody who looks for a partner. The answer goes to the sender; the same text is sent once."""
        language = letter_language(self.programme, notice.person.language)
        digest = hashlib.sha256(message.encode()).hexdigest()[:16]
        return self.put(
            "partner_message",
            key=f"partner_message:{notice.pk}:{by.pk}:{digest}",
            subject=("partner_notice", notice.pk),
            language=language,
            person=notice.person,
            reply_to=by.email,
            author=by,
            sender=sender,
            message=as_block(message),
            link=page_url(self.programme, "partner_edit", notice.pk, language=language),
        )

    def _language(self, row: Visitor) -> str:
        return letter_language(self.programme, row.language)

    def _to_visitor(self, code: str, row: Visitor, key: str, link: str, due: str = "", message: str = "") -> bool:
        kind = "interest" if isinstance(row, Interest) else "info_signup"
        return self.put(
            code,
            key=key,
            subject=(kind, row.pk),
            language=self._language(row),
            address=row.email,
            link=link,
            due=due,
            message=message,
        )


def _digest(row: Visitor, *more: str) -> str:
    """A short mark of what she wrote and of the day, so that a form sent twice is answered once."""
    facts = [row.name, row.organisation, row.language, str(timezone.localdate()), *more]
    if isinstance(row, InfoSignup):
        facts += [str(row.attends), str(row.wants_recording), row.question]
    return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:16]


def page_url(programme: Programme, name: str, *args: Any, language: str) -> str:
    """The whole address of a page of the programme in a language."""
    with override(language):
        return settings.BASE_URL + reverse(name, args=[programme.slug, *args])


def own_url(programme: Programme, row: Visitor) -> str:
    """The page on which she sees and changes what she left."""
    name = "interest_own" if isinstance(row, Interest) else "info_own"
    return page_url(programme, name, row.token, language=letter_language(programme, row.language))


def session_words(info: Info, language: str) -> str:
    """When the info session is, within a sentence; "" when its day is not recorded."""
    if info.day is None:
        return ""
    day = formats.date_weekday_long(info.day, language)
    if info.opens is None:
        return day
    clock = (
        formats.time_range(info.opens, info.closes, language)
        if info.closes
        else formats.time_of_day(info.opens, language)
    )
    return f"{day} {'at ' if language == 'en' else ''}{clock}"


def place_block(call: Call, language: str) -> str:
    """Where the info session is, as Markdown; "" when nothing is recorded."""
    with override(language):
        lines = [as_list([_("Place: %(place)s") % {"place": call.info_place}])] if call.info_place else []
        if call.info_link:
            lines.append(_("- Join online: %(link)s") % {"link": f"<{call.info_link}>"})
    return "\n".join(lines)


def waits_until(now: dt.datetime, info: Info | None) -> bool:
    """Whether the info session is still to come or has no day yet."""
    return info is None or info.ends is None or now < info.ends
