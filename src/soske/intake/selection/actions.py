"""Writes of the announcement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.base.localtext import LocalText
from soske.base.opened import Stale
from soske.intake.groups.models import Group
from soske.intake.selection.letters import letters_of_group_cancel, letters_of_publication
from soske.intake.selection.models import Announcement, Quote
from soske.intake.selection.queries import chosen_groups
from soske.intake.selection.rules import may_choose, may_hide_page, may_publish, may_undo
from soske.intake.selection.states import AnnouncementState, announcement_move
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.states import ProgrammeState, programme_move
from soske.records.actions import audit_write
from soske.records.tasks import outbox_send

TEXTS = ("heading", "lead", "unites", "makes", "support")


@dataclass(frozen=True, slots=True)
class QuoteInput:
    text: LocalText
    role: LocalText


def _locked(programme: Programme) -> Announcement:
    """The programme's announcement, made when there is none, locked until the transaction ends. The programme is locked
    first, as everywhere: who waits for one of them never holds the other."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    announcement, _made = Announcement.objects.get_or_create(programme=programme)
    return Announcement.objects.select_for_update().select_related("programme").get(pk=announcement.pk)


@transaction.atomic
def announcement_write(
    *, by: Person | None, programme: Programme, texts: dict[str, LocalText], quotes: Sequence[QuoteInput], version: int
) -> Announcement:
    """Save the organiser's own texts (keys of TEXTS) and at most three quotes.

    Raises:
        ValidationError: more than three quotes, a quote without a role, or someone saved meanwhile.
    """
    quotes = [quote for quote in quotes if quote.text]
    if len(quotes) > 3:
        raise ValidationError({"quotes": [_("An announcement has at most three quotes.")]})
    if any(not quote.role for quote in quotes):
        raise ValidationError(
            {"quotes": [_("Write the role of the one who is quoted, for example procurement manager.")]}
        )
    announcement = _locked(programme)
    if version != announcement.version:
        raise Stale(
            _(
                "Someone else has saved these texts meanwhile. Yours are on this page and not saved. "
                "Look at theirs in the preview. If you save again, yours replace them."
            )
        )
    for field in TEXTS:
        setattr(announcement, field, texts.get(field, LocalText()))
    announcement.version += 1
    announcement.save()
    announcement.quotes.all().delete()
    Quote.objects.bulk_create(
        Quote(announcement=announcement, position=position, text=quote.text, role=quote.role)
        for position, quote in enumerate(quotes, start=1)
    )
    audit_write(
        by=by,
        scope=programme.pk,
        subject=("announcement", announcement.pk),
        act="announcement_written",
        details={"fields": [field for field in TEXTS if getattr(announcement, field)], "quotes": len(quotes)},
    )
    return announcement


@transaction.atomic
def announcement_count(*, by: Person | None, programme: Programme, unanswered: bool) -> None:
    """Say whether groups that have not answered the offer of a seat are announced as well.

    Raises:
        ValidationError: it is published already.
    """
    announcement = _locked(programme)
    may_choose(announcement, None).require()
    if announcement.unanswered != unanswered:
        Announcement.objects.filter(pk=announcement.pk).update(unanswered=unanswered)
        audit_write(
            by=by,
            scope=programme.pk,
            subject=("announcement", announcement.pk),
            act="announcement_counted",
            details={"unanswered": unanswered},
        )


@transaction.atomic
def announcement_publish(*, by: Person | None, programme: Programme) -> Announcement:
    """Publish the announcement, and with it the programme's page; letters wait so that it can be undone.

    Raises:
        ValidationError: no group is chosen, or it is published already.
    """
    announcement = _locked(programme)
    chosen = list(chosen_groups(announcement.programme))
    answer = may_publish(announcement, len(chosen), announcement.programme, now=timezone.now())
    if not answer or not announcement_move(announcement, AnnouncementState.PUBLISHED, by=by):
        raise ValidationError(str(answer.reason) or _("The selection is published already."))
    programme_move(announcement.programme, ProgrammeState.PUBLIC, by=by)
    programme.state = announcement.programme.state
    leaves_at = announcement.letters_leave_at
    if leaves_at is not None and letters_of_publication(announcement, chosen, leaves_at=leaves_at):
        outbox_send.using(run_after=leaves_at).enqueue()
    return announcement


@transaction.atomic
def announcement_undo(*, by: Person | None, programme: Programme) -> Announcement:
    """Take the publication back and cancel its letters.

    Raises:
        ValidationError: letters have left, or it is not published.
    """
    announcement = _locked(programme)
    answer = may_undo(announcement, timezone.now())
    if not answer or not announcement_move(announcement, AnnouncementState.DRAFT, by=by):
        raise ValidationError(str(answer.reason))
    return announcement


@transaction.atomic
def page_hide(*, by: Person | None, programme: Programme) -> bool:
    """Take the programme's public page back; False when it is a draft already.

    Raises:
        ValidationError: the selection is published.
    """
    current = Programme.objects.select_for_update().get(pk=programme.pk)
    may_hide_page(Announcement.objects.filter(programme=current).first()).require()
    return programme_move(current, ProgrammeState.DRAFT, by=by)


@transaction.atomic
def contact_follow(*, group: Group) -> None:
    """While letters of the publication wait, that of a selected group goes to the contact person it has now."""
    Programme.objects.select_for_update().get(pk=group.programme_id)
    announcement = Announcement.objects.select_related("programme").filter(programme=group.programme_id).first()
    if announcement is None or announcement.letters_leave_at is None:
        return
    selected = chosen_groups(announcement.programme).filter(pk=group.pk).first()
    if selected is None:
        return
    leaves_at = announcement.letters_leave_at
    cancelled = letters_of_group_cancel(announcement, selected)
    if (cancelled or timezone.now() < leaves_at) and letters_of_publication(
        announcement, [selected], leaves_at=leaves_at
    ):
        outbox_send.using(run_after=leaves_at).enqueue()
