"""What the records give to the contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.connect import Kept, personal_data, subjects
from soske.records.actions_letters import letters_unname
from soske.records.models import CalendarFeed, Letter, Presence, Reminder
from soske.records.queries import feed_of
from soske.records.writings import writings_by, writings_unname

TITLES = 100
"""Most that a Subject tells the titles of at once."""


def _letters_to(person: Any) -> QuerySet[Letter]:
    """Letters to the person, and to her address before she had an account."""
    return Letter.objects.filter(Q(person=person) | Q(address__iexact=person.email))


class Personal:
    """Letters to the person. Audit rows hold her number only and are kept."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        letters = _letters_to(person).order_by("-queued_at").values_list("subject", "state")[:200]
        return [
            Kept(
                kind=gettext_lazy("Messages to you"),
                ground=gettext_lazy("The organiser can show what was sent and when."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[(_("Message"), subject) for subject, _state in letters],
            )
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        letters = _letters_to(person)
        found = [(_("Messages"), letters.count())]
        if not preview:
            letters.delete()
            Reminder.objects.filter(person=person).delete()
        return found


def _letters_by(person: Any) -> QuerySet[Letter]:
    """Letters to others in the name of the person."""
    return Letter.objects.filter(author_id=person.pk)


class Authored:
    """Letters to others in the person's name. That there was a letter stays; her words, her name and her address go."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        subjects_of = _letters_by(person).order_by("-queued_at").values_list("subject", flat=True)[:200]
        return [
            Kept(
                kind=gettext_lazy("Messages to others in your name"),
                ground=gettext_lazy("The organiser can show what was sent and when."),
                retention=gettext_lazy(
                    "Until the academy is erased. If you ask for erasure, the text of the message is removed."
                ),
                rows=[(_("Message"), subject) for subject in subjects_of],
            )
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        found = [(_("Messages to others in your name"), _letters_by(person).count())]
        if not preview:
            letters_unname(person=person)
        return found


class Followed:
    """The secret address of the person's calendar."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        feed = feed_of(person)
        return [
            Kept(
                kind=gettext_lazy("Address of your calendar"),
                ground=gettext_lazy("Your calendar program reads your dates there."),
                retention=gettext_lazy("Until you make a new one or ask for erasure."),
                rows=[(_("Made"), formats.date_short(feed.made_at, get_language() or "fi"))] if feed else [],
            )
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        feeds = CalendarFeed.objects.filter(person=person)
        found = [(_("Address of the calendar"), feeds.count())]
        if not preview:
            feeds.delete()
        return found


class Written:
    """Texts written with others. They are the group's: an erasure takes the name off and leaves the text."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        return [
            Kept(
                kind=gettext_lazy("Texts that you wrote with others"),
                ground=gettext_lazy("Shows the others in the group who wrote what and when."),
                retention=gettext_lazy(
                    "Until the academy is erased. If you ask for erasure, the text stays without name."
                ),
                rows=_written(person),
            )
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        found = [(_("Your name beside texts of groups"), len(writings_by(person.pk)))]
        if not preview:
            writings_unname(person=person)
            Presence.objects.filter(person=person).delete()
        return found


def _written(person: Any) -> list[tuple[str, str]]:
    """(kind, title) of what the person has written in. What has no title is shown by its number, and so is what she may
    not read any more: its title may name those who came later."""
    ids: dict[str, list[int]] = {}
    for (kind, pk), _fields in writings_by(person.pk):
        ids.setdefault(kind, []).append(pk)
    rows = []
    for kind, numbers in ids.items():
        subject = subjects.get(kind)
        reads = [pk for pk in numbers[:TITLES] if subject and subject.may(person, pk, "read")]
        titles = subject.titles(reads) if subject and reads else {}
        rows += [(str(subject.label) if subject else _("Text"), titles.get(pk, str(pk))) for pk in numbers]
    return rows


personal_data.add(Personal())
personal_data.add(Authored())
personal_data.add(Written())
personal_data.add(Followed())
