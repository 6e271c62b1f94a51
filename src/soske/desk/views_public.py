"""What everyone may read: front page, programme, feed, calendar, patterns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.syndication.views import Feed as DjangoFeed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, get_language_from_request, ngettext, override
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.connect import dates_of, dates_of_person
from soske.base.context import public_addresses
from soske.base.localtext import one_line
from soske.base.parts import facts, pairs, shares, shown, themes_list
from soske.base.pattern import FORMATS, PALETTE, braid_svg, chip_svg, joint_svg
from soske.base.urls import Asked
from soske.desk.calendars import calendar_file
from soske.desk.queries import news
from soske.intake.calls.queries import call_window, info_of, window_shown, window_state
from soske.intake.calls.words import state_words
from soske.intake.selection.queries import is_published
from soske.programmes.pathline import path_line, path_list
from soske.programmes.queries import (
    kickoff_of,
    pack_parts,
    predecessor_of,
    programme_path,
    programmes_shown,
    remembered_of,
)
from soske.records.queries import feed_by, files_of

PAGE = 20
FILES = 50  # of an academy, on its public page at a time


def to_language(request: HttpRequest) -> HttpResponse:
    """The front page in the language that the browser asks for."""
    return redirect(f"/{get_language_from_request(request)}/")


def front(request: HttpRequest) -> HttpResponse:
    """What is this, is it for us, when? The academies, the newest first."""
    Asked.of(request).section = "academies"
    typed = request.GET.get("page", "")
    number = min(int(typed), 1000) if typed.isdecimal() and int(typed) else 1
    programmes, more = programmes_shown(number, PAGE)
    lang, now = get_language() or "fi", timezone.now()
    cards = []
    for each in programmes:
        window = window_shown(each)
        state = window_state(window, now)
        cards.append((each, state_words(state, window, lang) if state in {"before", "open"} else ""))
    return render(request, "desk/front.html", {"cards": cards, "number": number, "more": more})


def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page of one academy."""
    asked = Asked.of(request)
    asked.section = "academies"
    lang = get_language() or "fi"
    today = timezone.localdate()
    subject = asked.programme
    parts = pack_parts(subject, "public", "themes", "roles", "workload")
    path = programme_path(subject, today=today, lang=lang)
    today_words = _("Today %(date)s") % {"date": path.today}
    days = sum(work.days for work in parts["workload"])
    number, kickoff = {"n": formats.number(days, lang)}, kickoff_of(subject)
    earlier = predecessor_of(subject)
    window = call_window(subject)
    state = window_state(window, timezone.now())
    begin = _number(request.GET.get("files", ""))
    found = remembered_of(
        subject, lambda: list(files_of("programme", subject.pk)[begin : begin + FILES + 1]), "files", begin
    )
    public = parts["public"]
    themes = [(each.name, each.about, [sub.name for sub in each.subthemes]) for each in parts["themes"]]
    context = {
        "parts": parts,
        "name": shown(subject.name, lang),
        "plain_name": subject.name.spoken(lang).text,
        "lead": shown(public.lead, lang),
        "about": public.lead.spoken(lang).text,
        "to": public_addresses(lang, slug, subject.colour),
        "themes": themes_list(themes, lang),
        "path_line": path_line(path, today_words),
        "path_list": path_list(path, lang, today_words),
        "facts": facts(
            (_("Organiser"), shown(subject.organiser.name, lang) if subject.organiser else ""),
            (
                _("Length"),
                ngettext("%(n)s month", "%(n)s months", subject.length_months) % {"n": subject.length_months},
            ),
            (_("Starts"), formats.date_short(kickoff, lang) if kickoff else ""),
            (_("Seats"), ngettext("%(n)s group", "%(n)s groups", subject.seats) % {"n": subject.seats}),
            (_("Workload"), _("about %(n)s days a member") % number if days else ""),
        ),
        "days": days,
        "days_words": _("about %(n)s days") % number,
        "roles": pairs([(role.name, role.about) for role in parts["roles"]], lang) if parts["roles"] else "",
        "shares": shares([(work.name, work.days, _days(work.days, lang)) for work in parts["workload"]], lang),
        "announced": is_published(subject),
        "call": not subject.record_only,
        "call_words": state_words(state, window, lang) if state != "none" else "",
        "info": state != "closed" and info_of(subject) is not None,
        "files": found[:FILES],
        "more_files": begin + FILES if len(found) > FILES else 0,
        "predecessor": earlier.name if earlier else subject.continues_name,
        "predecessor_url": reverse("programme", args=[earlier.slug])
        if earlier
        else (subject.continues_url if subject.continues_name else ""),
    }
    return render(request, "desk/programme.html", context)


def own_calendar(request: HttpRequest, token: UUID) -> HttpResponse:
    """The calendar of one person by its secret address, in her language."""
    feed = feed_by(token)
    if feed is None:
        raise Http404
    person = feed.person
    with override(person.language):
        content = calendar_file(
            name=_("Soske: my meetings"),
            dates=dates_of_person(person=person),
            lang=person.language,
            now=timezone.now(),
            url=settings.BASE_URL,
        )
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="soske.ics"'},
    )


def _number(text: str) -> int:
    """A number of an address; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _days(days: float, lang: str) -> str:
    """A number of days in short ("1,5 d")."""
    return _("%(n)s d") % {"n": formats.number(days, lang)}


def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates of the academy for one's own calendar."""
    subject = Asked.of(request).programme
    lang = get_language() or "fi"
    content = calendar_file(
        name=subject.name.spoken(lang, tuple(subject.languages)).text,
        dates=dates_of(programme=subject, audience="public"),
        lang=lang,
        now=timezone.now(),
        url=settings.BASE_URL + reverse("programme", args=[slug]),
    )
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}.ics"'},
    )


def pattern(request: HttpRequest, slug: str, form: str, colour: str) -> HttpResponse:
    """The braid of a programme, its chip or the joint mark. Depends on the address only, so it may be kept for ever."""
    if colour not in PALETTE:
        raise Http404
    if form in FORMATS:
        svg = braid_svg(slug, form, colour)
    elif form in {"chip", "joint"}:
        svg = chip_svg(colour) if form == "chip" else joint_svg(colour)
    else:
        raise Http404
    return HttpResponse(
        svg, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )


def about(request: HttpRequest) -> HttpResponse:
    """What Soske is."""
    Asked.of(request).section = "about"
    return render(request, "desk/about.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tried and what is known not to work."""
    return render(request, "desk/accessibility.html", {"contact": settings.CONTACT})


def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why and for how long."""
    return render(request, "desk/privacy.html", {"contact": settings.CONTACT})


class Feed(DjangoFeed[Any, Any]):
    """Atom feed of announcements in the language of the address."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Soske: announcements")

    def link(self) -> str:
        return reverse("front")

    def items(self) -> list[dict[str, Any]]:
        return news(get_language() or "fi")

    def item_title(self, item: Any) -> str:
        return one_line(str(item["heading"]))

    def item_description(self, item: Any) -> str:
        # The feed declares its summaries to be HTML, and readers show them so.
        return escape(one_line(str(item["lead"])))

    def item_link(self, item: Any) -> str:
        return reverse("announcement", args=[item["slug"]])

    def item_pubdate(self, item: Any) -> Any:
        return item["published_at"]
