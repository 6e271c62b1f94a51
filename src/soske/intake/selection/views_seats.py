"""Seats: the coordinator's list, and the page of the letter where a management sponsor answers without an account."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.forms import add_errors, posted
from soske.base.opened import mark
from soske.base.urls import Asked
from soske.intake.groups.queries import group_line, group_view
from soske.intake.selection import actions_seats as actions
from soske.intake.selection.forms import AnswerForm, DayForm
from soske.intake.selection.models import SeatAnswer
from soske.intake.selection.queries_decision import is_released
from soske.intake.selection.queries_seats import reserve_next, seat_rows, seat_terms, seats_taken
from soske.intake.selection.rules import may_accept, may_answer, may_offer
from soske.intake.selection.states import SeatState
from soske.people.rules import person_of
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace


def seats(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has been offered a seat, what they have answered, and who is next."""
    week = timezone.localdate() + dt.timedelta(days=7)
    return _seats(request, DayForm(initial={"answer_by": week}))


def _seats(request: HttpRequest, form: DayForm) -> HttpResponse:
    programme, lang = Asked.of(request).programme, get_language() or "fi"
    order = tuple(programme.languages)
    rows = seat_rows(programme)
    taken, following = seats_taken(programme), reserve_next(programme)
    counts = {state: sum(row.seat.state == state for row in rows) for state in SeatState.values}
    context = {
        "rows": [
            (
                row,
                group_line(row.facts, lang, order),
                [(dict(_names(row.facts, lang, order)).get(each.organisation, ""), each) for each in row.answers],
            )
            for row in rows
        ],
        "counts": counts,
        "taken": taken,
        "free": programme.seats - taken,
        "again": formats.date_short(timezone.localdate() + dt.timedelta(days=7), "fi"),
        "following": group_view(following, lang, order) if following else None,
        "may_offer": may_offer(following, taken=taken, now=timezone.now()) if following else None,
        "released": is_released(programme),
        "form": form,
        **workspace(request, "seats"),
    }
    return render(request, "selection/seats.html", context, status=422 if form.errors else 200)


def _names(facts: object, lang: str, order: tuple[str, ...]) -> list[tuple[int, str]]:
    return [(each.organisation, each.name.spoken(lang, order).text) for each in facts.facts]  # type: ignore[attr-defined]


@require_POST
def seat_offer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Offer a seat to a group of the reserve list."""
    form, group = DayForm(request.POST), Asked.of(request).subject
    if not form.is_valid():
        return _seats(request, form)
    try:
        actions.seat_offer(by=person_of(request), group=group, today=timezone.localdate(), **form.cleaned_data)
    except ValidationError as fault:
        add_errors(form, fault)
        return _seats(request, form)
    messages.success(request, _("The seat is offered. The management sponsors get a message now."))
    return redirect("seats", slug)


@require_POST
def seat_close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The seat of a group is free again."""
    seat = getattr(Asked.of(request).subject, "seat", None)
    try:
        if seat is not None and actions.seat_close(by=person_of(request), seat=seat):
            messages.success(request, _("The seat is free again."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("seats", slug)


@require_POST
def seats_remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Remind those whose answer is missing."""
    sent = actions.seats_remind(
        by=person_of(request), programme=Asked.of(request).programme, today=timezone.localdate()
    )
    if sent:
        words = ngettext("%(n)s reminder leaves now.", "%(n)s reminders leave now.", sent)
        messages.success(request, words % {"n": sent})
    else:
        messages.warning(request, _("No reminder was sent: everyone has answered or has been reminded today."))
    return redirect("seats", slug)


def _days(days: float, lang: str) -> str:
    """A number of days in words; a part of a day is more than one."""
    return ngettext("%(n)s day", "%(n)s days", 1 if days == 1 else 2) % {"n": formats.number(days, lang)}


# --- the page of the letter -----------------------------------------------------------------------------------------
def seat(request: HttpRequest, slug: str, token: object) -> HttpResponse:
    """One organisation answers to the offer of a seat. No account is needed."""
    asked, today = Asked.of(request), timezone.localdate()
    answer: SeatAnswer = asked.subject
    programme, lang = asked.programme, get_language() or "fi"
    order = tuple(programme.languages)
    texts, speech = seat_terms(programme), lang if lang in order else order[0]
    terms = texts.terms.spoken(speech, order).text if texts else ""
    initial = {"role": answer.role, "comment": answer.comment}
    initial["read"] = mark(terms)
    form = AnswerForm(posted(request), initial=initial)
    if request.method == "POST" and request.POST.get("read") != mark(terms):
        # What she read is not what stands here now.
        form = AnswerForm({**request.POST.dict(), "read": mark(terms)})
        form.add_error(None, _("The terms have been changed meanwhile. Read them again, then answer."))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.seat_answer(
                answer=answer,
                accepts=data["answer"] == "yes",
                role=data["role"],
                comment=data["comment"],
                terms=terms,
                today=today,
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            return redirect("seat", slug, token)
    parts = pack_parts(programme, "workload", "roles")
    view = group_view(answer.seat.group, lang, order)
    context = {
        "answer": answer,
        "seat": answer.seat,
        "view": view,
        "group": view.text(lang),
        "organisation": answer.member.organisation.name.spoken(lang, order),
        "texts": texts,
        "workload": [(each.name, _days(each.days, lang)) for each in parts["workload"]],
        "days": sum(each.days for each in parts["workload"]),
        "roles": parts["roles"],
        "form": form,
        "may_answer": may_answer(answer.seat, today=today),
        "may_accept": answer.seat.state != SeatState.DECLINED or may_accept(answer.seat, taken=seats_taken(programme)),
    }
    return render(request, "selection/seat.html", context, status=422 if form.errors else 200)
