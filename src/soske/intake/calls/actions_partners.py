"""Writes of those who look for a partner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.localtext import one_line, writable
from soske.base.opened import fresh
from soske.intake.calls.actions import call_locked
from soske.intake.calls.letters import Post
from soske.intake.calls.models import PartnerNotice
from soske.intake.calls.queries import notice_facts, notices_by
from soske.intake.calls.rules import may_contact, may_look
from soske.intake.groups.actions import MemberInput, organisation_of
from soske.people.models import Person
from soske.people.regions import REGIONS
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.records.actions import audit_write

MOST = 20  # notices of one person in one call


@transaction.atomic
def notice_make(
    *,
    by: Person,
    programme: Programme,
    organisation: str,
    type: str,
    themes: Sequence[str],
    region: str,
    brings: str,
    wants: str,
    language: str,
    now: dt.datetime,
) -> PartnerNotice:
    """The person looks for a partner for an organisation, which is made when there is none of this name. A closed
    notice of the same organisation is opened again with the new texts.

    Raises:
        ValidationError: keyed by field; the call has closed, or she has many notices.
    """
    may_look(programme, now=now).require()
    facts = _facts(programme, themes=themes, region=region, brings=brings, wants=wants)
    call = call_locked(programme)
    if len(notices_by(programme, by)) >= MOST:
        raise ValidationError(_("You have made many notices already. Edit one of them."))
    name = one_line(organisation)
    if not name:
        raise ValidationError({"organisation": [_("Write the name of the organisation.")]})
    try:
        found = organisation_of(MemberInput(name, type=type), programme=programme, language=programme.languages[0])
    except ValidationError as fault:
        raise ValidationError({"type": fault.messages}) from fault
    notice = PartnerNotice.objects.filter(call=call, person=by, organisation=found).first()
    notice = notice or PartnerNotice(call=call, person=by, organisation=found)
    notice.closed_at, notice.language = None, language
    for field, value in facts.items():
        setattr(notice, field, value)
    notice.save()
    _written(by, programme, notice, "partner_notice_made")
    return notice


@transaction.atomic
def notice_change(
    *,
    by: Person,
    programme: Programme,
    notice: PartnerNotice,
    themes: Sequence[str],
    region: str,
    brings: str,
    wants: str,
    opened: str | None = None,
) -> PartnerNotice:
    """Change what one's notice says.

    Raises:
        ValidationError: keyed by field.
        Stale: it was changed after the form was opened.
    """
    call_locked(programme)
    current = PartnerNotice.objects.select_for_update().get(pk=notice.pk)
    fresh(opened, notice_facts(current))
    for field, value in _facts(programme, themes=themes, region=region, brings=brings, wants=wants).items():
        setattr(current, field, value)
    current.save()
    _written(by, programme, current, "partner_notice_changed")
    return current


@transaction.atomic
def notice_close(*, by: Person, programme: Programme, notice: PartnerNotice, now: dt.datetime) -> bool:
    """Nobody sees the notice any more: a partner was found, or is not looked for. False when it was closed already."""
    closed = PartnerNotice.objects.filter(pk=notice.pk, closed_at__isnull=True).update(closed_at=now)
    if closed:
        _written(by, programme, notice, "partner_notice_closed")
    return bool(closed)


@transaction.atomic
def partner_write(*, by: Person, programme: Programme, notice: PartnerNotice, message: str, now: dt.datetime) -> bool:
    """Send a message to whoever made the notice; False when the same text was sent already. Neither address is shown:
    the answer comes by mail.

    Raises:
        ValidationError: the message is empty, the notice is closed, or the sender looks for no partner.
    """
    may_contact(programme, notice, by, now=now).require()
    text = writable(message).strip()
    if not text:
        raise ValidationError({"message": [_("Write a message.")]})
    own = next(each for each in notices_by(programme, by) if each.closed_at is None)
    language, order = notice.person.language, tuple(programme.languages)
    sender = f"{by.name}, {own.organisation.name.spoken(language, order).text}"
    post = Post(programme)
    try:
        queued = post.partner(notice, by=by, sender=sender, message=text)
    except LookupError as missing:
        raise ValidationError(_("Messages cannot be sent in this academy. Ask the organiser.")) from missing
    if queued:
        _written(by, programme, notice, "partner_message_sent")
    post.leave()
    return queued


def _facts(
    programme: Programme, *, themes: Sequence[str], region: str, brings: str, wants: str
) -> dict[str, str | list[str]]:
    """The values of a notice, checked."""
    known = [theme.code for theme in pack_parts(programme, "themes")["themes"]]
    faults: dict[str, list[str]] = {}
    if set(themes) - set(known):
        faults["themes"] = [_("Choose one of the themes.")]
    if region and region not in REGIONS:
        faults["region"] = [_("Choose one of the regions.")]
    brings, wants = writable(brings).strip(), writable(wants).strip()
    if not brings:
        faults["brings"] = [_("Say what you can offer, in a sentence or two.")]
    for field, text in (("brings", brings), ("wants", wants)):
        if len(text) > 1000:
            faults[field] = [_("Use at most 1000 characters.")]
    if faults:
        raise ValidationError(faults)
    return {"themes": [code for code in known if code in themes], "region": region, "brings": brings, "wants": wants}


def _written(by: Person, programme: Programme, notice: PartnerNotice, act: str) -> None:
    audit_write(by=by, scope=programme.pk, subject=("partner_notice", notice.pk), act=act)
