"""The letters that a publication queues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from soske.base import formats
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_view
from soske.intake.selection.models import Announcement
from soske.people.models import Person
from soske.programmes.letters import letter_compose
from soske.programmes.models import Programme
from soske.programmes.queries import coordinators, kickoff_of
from soske.records.actions import letter_queue
from soske.records.models import Letter
from soske.records.states import LetterState, letter_move


def letters_of_publication(announcement: Announcement, chosen: Sequence[Group], *, leaves_at: dt.datetime) -> int:
    """Queue the letter `selected` to the contact person of each chosen group; how many wait now."""
    programme = announcement.programme
    kickoff, helper = kickoff_of(programme), coordinators(programme).first()
    contacts = Person.objects.in_bulk([group.contact_id for group in chosen if group.contact_id])
    queued = 0
    for group in chosen:
        contact = contacts.get(group.contact_id or 0)
        if contact is None:
            continue
        letter = letter_compose(
            programme,
            "selected",
            language=contact.language,
            words=_words(programme, group, language=contact.language, kickoff=kickoff, helper=helper),
        )
        queued += bool(
            letter_queue(
                key=f"selected:{announcement.pk}:{group.pk}:{contact.pk}",
                code="selected",
                person=contact,
                language=letter.language,
                subject_line=letter.subject,
                body=letter.body,
                scope=programme.pk,
                subject=("announcement", announcement.pk),
                leaves_at=leaves_at,
                reply_to=programme.address,
                sends=not programme.practice,
            )
        )
    return queued


def letters_of_group_cancel(announcement: Announcement, group: Group) -> int:
    """Cancel the letters about this group that wait for someone who is not its contact person; how many."""
    waiting = Letter.objects.filter(
        key__startswith=f"selected:{announcement.pk}:{group.pk}:", state=LetterState.WAITING
    ).exclude(person=group.contact_id)
    return sum(letter_move(letter, LetterState.CANCELLED) for letter in waiting)


def _words(
    programme: Programme, group: Group, *, language: str, kickoff: dt.date | None, helper: Person | None
) -> dict[str, str]:
    order = tuple(programme.languages)
    view = group_view(group, language, order)
    with override(language):
        link = settings.BASE_URL + reverse("announcement", args=[programme.slug])
    return {
        "programme": programme.name.spoken(language, order).text,
        "group": view.text(language),
        "members": formats.listing([", ".join(piece.text for piece in member) for member in view.members], language),
        "kickoff": formats.date_weekday_long(kickoff, language) if kickoff else "",
        "organiser": programme.organiser.name.spoken(language, order).text if programme.organiser else "",
        "coordinator": helper.name if helper else "",
        "address": programme.address,
        "link": link,
    }
