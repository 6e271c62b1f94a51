"""Letters of peer support."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override

from soske.base import formats
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import group_facts, group_title, topics_of
from soske.people.models import Person
from soske.programmes.letters import Post, as_block
from soske.programmes.models import Programme
from soske.sprint.peers.models import Anonymous, Introduction
from soske.sprint.peers.queries import Met, contact_of, met, teams_of
from soske.sprint.peers.states import SUBJECT

ANSWERED = "anonymous_answered"


def readers_of(groups: Iterable[int]) -> dict[int, list[Person]]:
    """Group -> who gets its letters: the contact person, or everybody in it where there is none. Two queries."""
    teams = Group.objects.filter(pk__in=list(groups)).select_related("contact")
    found = {team.pk: [team.contact] if team.contact and team.contact.is_active else [] for team in teams}
    places = GroupPerson.objects.filter(
        Q(group__in=[pk for pk, readers in found.items() if not readers]), ends__isnull=True
    )
    for place in places.select_related("person").order_by("pk"):
        found[place.group_id].append(place.person)
    return found


def letters_of(
    programme: Programme, rows: Iterable[Introduction], code: str, *, to: int | None = None, now: dt.datetime
) -> int:
    """Tell the teams of some introductions (with their sides), or one of the teams (`to`), that they have moved; how
    many letters wait."""
    rows = list(rows)
    groups = {pk for row in rows for pk in (row.giver_id, row.taker_id)}
    readers = readers_of(groups)
    facts = group_facts(Group.objects.filter(pk__in=groups))
    languages = list(programme.languages)
    titles = {lang: {each.pk: group_title(each, lang) for each in facts} for lang in languages}
    topics = {lang: dict(topics_of(programme, lang)) for lang in languages}
    post = Post(programme, subject=("programme", programme.pk), leaves_at=now)
    for row in rows:
        for group in (row.giver_id, row.taker_id):
            if to is not None and group != to:
                continue
            each = met(row, group)
            # Her name and address stand in the letter: an erasure takes them out of it.
            author = contact_of(each.other) if code == "introduction_accepted" else None
            words = partial(_words, programme, each, titles, topics, author)
            for person in readers[group]:
                key = f"{code}:{row.pk}:{person.pk}"
                post.add(code, person, key=key, words=words, author=author, subject=(SUBJECT, row.pk))
    return post.send()


def _words(
    programme: Programme,
    each: Met,
    titles: Mapping[str, Mapping[int, str]],
    topics: Mapping[str, Mapping[str, str]],
    contact: Person | None,
    language: str,
) -> dict[str, str]:
    def listed(codes: Iterable[str]) -> str:
        return "; ".join(topics[language][code] for code in codes if code in topics[language])

    with override(language):
        link = settings.BASE_URL + reverse("introduction", args=[programme.slug, each.pk])
    answer_by = each.introduction.answer_by
    return {
        "team": titles[language].get(each.other, ""),
        "gets": listed(each.gets),
        "gives": listed(each.gives),
        "due": formats.date_weekday_long(answer_by, language) if answer_by else "",
        "contact": f"{contact.name}, {contact.email}" if contact else "",
        "link": link,
    }


def letters_answered(question: Anonymous, *, now: dt.datetime) -> int:
    """Tell every team that the organiser has answered an anonymous question; how many letters wait."""
    programme = question.programme
    post = Post(programme, subject=("programme", programme.pk), leaves_at=now)
    readers = readers_of(teams_of(programme).values_list("pk", flat=True))
    people = {person.pk: person for some in readers.values() for person in some}

    def words(language: str) -> dict[str, str]:
        with override(language):
            link = settings.BASE_URL + reverse("anonymous", args=[programme.slug])
        return {"link": link, "list": as_block(question.text), "message": as_block(question.answer)}

    for pk, person in people.items():
        post.add(ANSWERED, person, key=f"{ANSWERED}:{question.pk}:{pk}", words=words)
    return post.send()
