"""The letters of the selection: what was decided, the offer of a seat, the publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base import formats
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_view, groups_of
from soske.intake.selection.models import Announcement, Decision, SeatAnswer
from soske.intake.selection.states import OUTCOME_LETTERS
from soske.people.models import Person
from soske.programmes.letters import Post, as_block
from soske.programmes.models import Programme
from soske.records.models import Letter
from soske.records.states import LetterState, letter_move

DECISION = "decision"


# --- the publication ------------------------------------------------------------------------------------------------
def letters_of_publication(announcement: Announcement, chosen: Sequence[Group], *, leaves_at: dt.datetime) -> int:
    """Queue the letter `selected` to the contact person of each chosen group; how many wait now."""
    programme = announcement.programme
    post = Post(programme, subject=("announcement", announcement.pk), leaves_at=leaves_at)
    contacts = Person.objects.in_bulk([group.contact_id for group in chosen if group.contact_id])
    for group in chosen:
        contact = contacts.get(group.contact_id or 0)
        if contact is not None:
            key = f"selected:{announcement.pk}:{group.pk}:{contact.pk}"
            post.add("selected", contact, key=key, words=partial(selected_words, programme, group))
    return post.send()


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


# --- the decision ---------------------------------------------------------------------------------------------------
def letters_of_decision(decision: Decision, *, leaves_at: dt.datetime) -> int:
    """Queue to the contact person of each group what was decided of it and why; how many wait now."""
    programme = decision.programme
    post = Post(programme, subject=(DECISION, decision.pk), leaves_at=leaves_at)
    choices = {each["group"]: each for each in decision.content["choices"]}
    groups = groups_of(programme).filter(pk__in=choices).select_related("contact")
    for group in groups:
        choice = choices[group.pk]
        if group.contact is not None:
            key = f"decision:{decision.pk}:{group.pk}:{group.contact.pk}"
            words = partial(_outcome_words, decision, group, choice)
            post.add(OUTCOME_LETTERS[choice["outcome"]], group.contact, key=key, words=words)
    return post.send()


def _outcome_words(decision: Decision, group: Group, choice: Mapping[str, Any], language: str) -> dict[str, str]:
    programme = decision.programme
    view = group_view(group, language, tuple(programme.languages))
    with override(language):
        page = reverse("outcome", args=[programme.slug, group.pk])
        advice = choice["advice"] or _("Nothing was recorded.")
    return {
        "group": view.text(language),
        "members": formats.listing([", ".join(piece.text for piece in member) for member in view.members], language),
        "reason": as_block(choice["reason"]),
        "advice": as_block(advice),
        "position": str(choice["position"] or ""),
        "due": formats.date_weekday_long(decision.answer_by, language) if decision.answer_by else "",
        "link": settings.BASE_URL + page,
    }


# --- seats ----------------------------------------------------------------------------------------------------------
def letters_of_seats(answers: Sequence[SeatAnswer], *, code: str, leaves_at: dt.datetime, day: dt.date) -> int:
    """Ask the management sponsor of each of these member organisations for the answer, or the contact person where
    there is none; how many letters wait now. `code` is that of the letter; on one `day` each is sent once."""
    if not answers:
        return 0
    programme = answers[0].seat.group.programme
    post = Post(programme, subject=("programme", programme.pk), leaves_at=leaves_at)
    for answer in answers:
        reader = answer.member.sponsor or answer.seat.group.contact
        if reader is not None:
            if answer.sponsor_id != reader.pk:  # whoever is asked is the one whose answer it will be
                SeatAnswer.objects.filter(pk=answer.pk).update(sponsor=reader)
            key = f"{code}:{answer.pk}:{day.isoformat()}:{reader.pk}"
            post.add(code, reader, key=key, words=partial(_seat_words, answer))
    return post.send()


def _seat_words(answer: SeatAnswer, language: str) -> dict[str, str]:
    programme, order = answer.seat.group.programme, tuple(answer.seat.group.programme.languages)
    with override(language):
        page = reverse("seat", args=[programme.slug, answer.token])
    return {
        "group": group_view(answer.seat.group, language, order).text(language),
        "organisation": answer.member.organisation.name.spoken(language, order).text,
        "due": formats.date_weekday_long(answer.seat.answer_by, language),
        "link": settings.BASE_URL + page,
    }
