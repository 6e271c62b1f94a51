"""What may be done to a selection and its announcement, and who may read it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from soske.base.answer import NOT_THERE, YES, Answer
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.selection.models import Announcement, Choice
from soske.intake.selection.queries import announcement_of
from soske.intake.selection.states import AnnouncementState, Outcome
from soske.programmes.rules import coordinates_programme, sees_programme


def sees_announcement(request: HttpRequest, *, slug: str, **kwargs: Any) -> Answer:
    """The public, once it is published; coordinators see the draft."""
    answer = sees_programme(request, slug=slug)
    if not answer:
        return answer
    asked = Asked.of(request)
    asked.subject = announcement_of(asked.programme)
    published = asked.subject is not None and asked.subject.state == AnnouncementState.PUBLISHED
    return YES if published or coordinates_programme(request, slug=slug) else NOT_THERE


def may_choose(announcement: Announcement | None) -> Answer:
    """The choice stands once it is announced; undo the announcement to change it."""
    return Answer(
        announcement is None or announcement.state == AnnouncementState.DRAFT,
        _("The selection is published. Undo the publication to change it."),
    )


def may_hide_page(announcement: Announcement | None) -> Answer:
    """Messages and the announcement lead to the page of the academy, so it stays while the selection is published."""
    return Answer(
        announcement is None or announcement.state == AnnouncementState.DRAFT,
        _("The selection is published, and its messages lead to this page. Undo the publication first."),
    )


def may_be_removed(group: Group) -> Answer:
    """A chosen group stays until the choice is taken back."""
    return Answer(
        not Choice.objects.filter(group=group, outcome=Outcome.SELECTED).exists(),
        _("This group is selected. Undo its selection first."),
    )


def may_publish(announcement: Announcement | None, chosen: int) -> Answer:
    """There is something to announce and it is not announced yet."""
    if announcement is not None and announcement.state == AnnouncementState.PUBLISHED:
        return Answer(False, _("The selection is published already."))
    return Answer(chosen > 0, _("Select at least one group first."))


def may_undo(announcement: Announcement, now: dt.datetime) -> Answer:
    """Until letters leave. Where no letter leaves, at any time."""
    if announcement.state != AnnouncementState.PUBLISHED:
        return Answer(False, _("The selection is not published."))
    return Answer(
        announcement.letters_leave_at is None or now < announcement.letters_leave_at,
        _("Messages have left, so the publication can no longer be undone. You can still correct its texts."),
    )
