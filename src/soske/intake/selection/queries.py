"""Reads of the selection, and the announcement composed from data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import override

from soske.base import formats
from soske.base.localtext import LocalText
from soske.intake.applications.models import Application
from soske.intake.applications.states import ApplicationState
from soske.intake.groups.models import Group
from soske.intake.groups.queries import GroupView, group_views, groups_of
from soske.intake.reviews.models import Interview, Review
from soske.intake.reviews.states import ReviewState
from soske.intake.selection.models import Announcement, Quote
from soske.intake.selection.queries_decision import decision_of, is_released
from soske.intake.selection.queries_seats import seats_of
from soske.intake.selection.states import AnnouncementState, Outcome, SeatState
from soske.packs.codes import PLACEHOLDER
from soske.packs.text import Spoken
from soske.people.models import Sector
from soske.programmes.models import Programme
from soske.programmes.queries import kickoff_of, pack_parts, predecessor_of, remembered_of

if TYPE_CHECKING:
    from soske.packs.schema import Counted


def announcement_of(programme: Programme) -> Announcement | None:
    """The programme's announcement with its quotes, or None when nobody has begun it."""
    return remembered_of(programme, lambda: _announcement(programme), "announcement")


def _announcement(programme: Programme) -> Announcement | None:
    return (
        Announcement.objects.filter(programme=programme)
        .prefetch_related(Prefetch("quotes", Quote.objects.order_by("position")))
        .first()
    )


def is_published(programme: Programme) -> bool:
    """Whether the selection of the programme is announced."""
    announcement = announcement_of(programme)
    return announcement is not None and announcement.state == AnnouncementState.PUBLISHED


def chosen_groups(programme: Programme) -> QuerySet[Group]:
    """The groups that the announcement tells of, with what is needed to name them: those whose seat is accepted (or
    offered, where the coordinator says that they count as well), or the selected ones while no decision is told."""
    if not is_released(programme):
        return groups_of(programme).filter(choice__outcome=Outcome.SELECTED)
    announcement = announcement_of(programme)
    counts = [SeatState.ACCEPTED]
    if announcement is not None and announcement.unanswered:
        counts.append(SeatState.OFFERED)
    return groups_of(programme).filter(seat__state__in=counts)


def announced(programme: Programme) -> int:
    """How many groups the announcement tells of."""
    return remembered_of(programme, lambda: chosen_groups(programme).count(), "announced")


@dataclass(frozen=True, slots=True)
class QuoteView:
    text: Spoken
    role: Spoken


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """The news item in one language, every part ready to print; an empty part is left out by whoever prints it."""

    lang: str
    programme: Spoken
    slug: str
    organiser: Spoken | None
    heading: Spoken
    lead: Spoken
    kickoff: str
    kickoff_iso: str
    length: int
    groups: list[GroupView]
    joint: int
    sectors: list[Sector]
    unites: Spoken
    makes: list[tuple[Spoken, Spoken]]
    makes_text: Spoken
    support: Spoken
    quotes: list[QuoteView]
    predecessor: Spoken | None
    predecessor_url: str
    tags: list[Spoken]


def announcement_view(programme: Programme, announcement: Announcement | None, lang: str) -> AnnouncementView:
    """Compose the announcement from the programme, its pack, the chosen groups and the organiser's own texts."""
    number = announcement.pk if announcement else 0
    return remembered_of(programme, lambda: _view(programme, announcement, lang), "announcement", number, lang)


def _view(programme: Programme, announcement: Announcement | None, lang: str) -> AnnouncementView:
    order = tuple(programme.languages)
    parts = pack_parts(programme, "announcement", "themes", "tags")
    texts, own = parts["announcement"], announcement or Announcement(programme=programme)
    kickoff: dt.date | None = kickoff_of(programme)
    groups = group_views(chosen_groups(programme), lang, order)
    speech = lang if lang in order else order[0]  # a page language that the pack lacks: its sentences stay whole
    joint = sum(group.joint for group in groups)
    words = {
        "programme": programme.name.spoken(speech, order).text,
        "count": formats.number_word(len(groups), speech),
        "joint": formats.number_word(joint, speech),
        "months": formats.number_word(programme.length_months, speech),
        "kickoff": formats.date_short(kickoff, speech) if kickoff else "",
        "organiser": programme.organiser.name.spoken(speech, order).text if programme.organiser else "",
    }
    sentences = [
        counted_text(texts.chosen, len(groups), words, lang, order),
        counted_text(texts.joint, joint, words, lang, order),
        counted_text(texts.length, programme.length_months, words, lang, order),
    ]
    lead = Spoken(" ".join(sentence.text for sentence in sentences if sentence.text), sentences[0].lang)
    heading = counted_text(texts.heading, len(groups), words, lang, order)
    heading = Spoken(heading.text[:1].upper() + heading.text[1:], heading.lang)
    if not heading.text:  # nobody is selected yet: only a draft can look so
        heading = programme.name.spoken(lang, order)
    seen = {sector for group in groups for sector in group.sectors}
    return AnnouncementView(
        lang=lang,
        programme=programme.name.spoken(lang, order),
        slug=programme.slug,
        organiser=programme.organiser.name.spoken(lang, order) if programme.organiser else None,
        heading=own.heading.spoken(lang, order) if own.heading else heading,
        lead=own.lead.spoken(lang, order) if own.lead else lead,
        kickoff=formats.date_short(kickoff, lang) if kickoff else "",
        kickoff_iso=kickoff.isoformat() if kickoff else "",
        length=programme.length_months,
        groups=groups,
        joint=joint,
        sectors=[sector for sector in Sector if sector in seen],
        unites=own.unites.spoken(lang, order),
        makes=[]
        if own.makes
        else [(made.title.spoken(lang, order), made.text.spoken(lang, order)) for made in texts.makes],
        makes_text=(own.makes or texts.makes_after).spoken(lang, order),
        support=(own.support or texts.support).spoken(lang, order),
        quotes=[
            QuoteView(quote.text.spoken(lang, order), quote.role.spoken(lang, order))
            for quote in (own.quotes.all() if own.pk else [])
        ],
        predecessor=_predecessor(programme).spoken(lang, order) if _predecessor(programme) else None,
        predecessor_url=programme.continues_url,
        tags=[tag.spoken(lang, order) for tag in [*parts["tags"], *(theme.tag for theme in parts["themes"])]],
    )


def _predecessor(programme: Programme) -> LocalText:
    earlier = predecessor_of(programme)
    return LocalText(earlier.name if earlier else programme.continues_name)


def counted_text(counted: Counted, number: int, words: dict[str, str], lang: str, order: tuple[str, ...]) -> Spoken:
    """The sentence for a number with its words inserted; zero gives ""."""
    if number == 0:
        return Spoken("", lang)
    text = (counted.one if number == 1 else counted.other).spoken(lang, order)
    return Spoken(PLACEHOLDER.sub(lambda found: words.get(found[1], ""), text.text), text.lang)


class Course(NamedTuple):
    """How the groups of an academy were chosen, as far as it is recorded; 0 and None are not recorded."""

    received: int
    reviews: int
    interviews: int
    decided: dt.date | None
    accepted: int


def course_of(programme: Programme) -> Course:
    """How the choice went. Five queries when something has changed."""
    return remembered_of(programme, lambda: _course(programme), "course of the choice")


def _course(programme: Programme) -> Course:
    received = Application.objects.filter(programme=programme, state=ApplicationState.SUBMITTED)
    decision = decision_of(programme)
    return Course(
        received=received.count(),
        reviews=Review.objects.filter(application__in=received, state=ReviewState.DONE).count(),
        interviews=Interview.objects.filter(application__in=received).count(),
        decided=timezone.localdate(decision.made_at) if decision else None,
        accepted=seats_of(programme).filter(state=SeatState.ACCEPTED).count(),
    )


def announcement_data(programme: Programme, announcement: Announcement | None) -> dict[str, Any]:
    """The announcement as data: {programme, kickoff, groups: [{name, members, joint, sectors}], joint_count}.

    Names are {language: text} with every language of the programme; a name without a translation stands as it is.
    """
    views = {lang: announcement_view(programme, announcement, lang) for lang in programme.languages}
    first = views[programme.languages[0]]
    rows = []
    for index, group in enumerate(first.groups):
        same = {lang: view.groups[index] for lang, view in views.items()}
        rows.append(
            {
                "name": {lang: each.text(lang) for lang, each in same.items()},
                "members": [
                    {lang: ", ".join(piece.text for piece in each.members[place]) for lang, each in same.items()}
                    for place in range(len(group.members))
                ],
                "joint": group.joint,
                "sectors": [str(sector.value) for sector in group.sectors],
            }
        )
    return {
        "programme": {lang: view.programme.text for lang, view in views.items()},
        "kickoff": first.kickoff_iso or None,
        "groups": rows,
        "joint_count": first.joint,
    }


def sector_names(sectors: list[Sector], lang: str) -> list[str]:
    """Names of sectors in a language."""
    with override(lang):
        return [str(sector.label) for sector in sectors]
