"""The pages of those who are invited: their meetings, one meeting, their answer, their calendar."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.urls import Asked
from soske.people.models import Person
from soske.people.rules import person_of
from soske.programmes.workspace import workspace
from soske.records import actions as records
from soske.records.file_pages import files_shown
from soske.records.queries import feed_of
from soske.sprint.meetings import actions
from soske.sprint.meetings.queries import beside_of, feedback_of, meetings_of_person, seats_left
from soske.sprint.meetings.rules import may_give_feedback, may_reply
from soske.sprint.meetings.shown import meeting_rows
from soske.sprint.meetings.states import SUBJECT, Reply
from soske.sprint.meetings.views_after import asked_of
from soske.sprint.meetings.words import when_words


def own_meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """When do we meet next?"""
    programme, person = Asked.of(request).programme, person_of(request)
    lang, now = get_language() or "fi", timezone.now()
    mine = meetings_of_person(person, programme)
    context = {
        "ahead": meeting_rows([each for each in mine if not each[0].is_over(now)], programme, lang),
        "over": meeting_rows([each for each in mine if each[0].is_over(now)], programme, lang),
        "feed": feed_address(person),
        **workspace(request, "meetings"),
    }
    return render(request, "meetings/own.html", context)


@require_POST
def feed_renew(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the secret address of one's calendar, or a new one."""
    feed_made(request)
    return redirect("own_meetings", slug)


def feed_made(request: HttpRequest) -> None:
    """Make the address and say so."""
    records.feed_renew(person=person_of(request), now=timezone.now())
    messages.success(request, _("Your calendar has a new address. Earlier addresses show nothing any more."))


def feed_address(person: Person) -> str:
    """The secret address of a person's calendar; "" while there is none."""
    feed = feed_of(person)
    return settings.BASE_URL + reverse("own_feed", args=[feed.token]) if feed else ""


def meeting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One meeting: when, where, what, and whether I come."""
    asked, lang, now = Asked.of(request), get_language() or "fi", timezone.now()
    view = asked.subject
    context = {
        "view": view,
        "name": view.name.spoken(lang, tuple(asked.programme.languages)),
        "when": when_words(view.times, lang),
        "agenda": view.meeting.agenda.spoken(lang, tuple(asked.programme.languages)),
        "mine": asked.place,
        "replies": Reply,
        "may_reply": may_reply(view, now=now),
        "over": view.is_over(now),
        "beside": formats.listing(beside_of(asked.place), lang) if asked.place.table else "",
        "may_feedback": may_give_feedback(view, asked.place, now=now) and bool(asked_of(asked.programme, lang)),
        "given": bool(feedback_of(view.meeting, asked.place.person_id)),
        "left": seats_left(view.meeting),
        "files": files_shown(SUBJECT, view.pk),
        **workspace(request, "meetings"),
    }
    return render(request, "meetings/meeting.html", context)


@require_POST
def meeting_reply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say whether I come."""
    said = {
        Reply.COMING: _("Your answer is saved: you are coming."),
        Reply.WAITING: _("All seats are taken. You are on the waiting list and get a message when a seat is free."),
        Reply.AWAY: _("Your answer is saved: you are not coming."),
    }
    comes = request.POST.get("comes")
    if comes not in {"yes", "no"}:
        messages.error(request, _("Say whether you are coming."))
        return redirect("meeting", slug, pk)
    try:
        reply = actions.meeting_reply(
            by=person_of(request),
            participant=Asked.of(request).place,
            comes=comes == "yes",
            now=timezone.now(),
        )
        messages.success(request, said[reply])
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("meeting", slug, pk)
