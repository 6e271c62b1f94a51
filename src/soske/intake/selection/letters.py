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
from soske.programmes.letters import letter_compose, letter_language, letter_words
from soske.programmes.models import Programme
from soske.records.actions import letter_queue
from soske.records.models import Letter
from soske.records.states import LetterState, letter_move


def letters_of_publication(announcement: Announcement, chosen: Sequence[Group], *, leaves_at: dt.datetime) -> int:
    """Queue the letter `selected` to the contact person of each chosen group; how many wait now."""
    programme = announcement.programme
    common = {lang: letter_words(programme, lang) for lang in programme.languages}
    contacts = Person.objects.in_bulk([group.contact_id for group in chosen if group.contact_id])
    queued = 0
    for group in chosen:
        contact = contacts.get(group.contact_id or 0)
        if contact is None:
            continue
        language = letter_language(programme, contact.language)
        words = common[language] | selected_words(programme, group, language)
        letter = letter_compose(programme, "selected", language=language, words=words)
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


def selected_words(programme: Programme, group: Group, language: str) -> dict[str, str]:
    """What a letter about a selected group says beside what every letter of the programme says."""
    view = group_view(group, language, tuple(programme.languages))
    with override(language):
        link = settings.BASE_URL + reverse("announcement", args=[programme.slug])
    return {
        "group": view.text(language),
        "members": formats.listing([", ".join(piece.text for piece in member) for member in view.members], language),
        "link": link,
    }
