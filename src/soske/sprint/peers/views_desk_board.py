"""The coordinator's pages: the board of open questions, and anonymous questions."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.forms import add_errors
from soske.base.urls import Asked
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import remembered_of
from soske.programmes.workspace import workspace
from soske.sprint.peers import actions_board as actions
from soske.sprint.peers.forms import AnonymousAnswerForm, ReplyForm
from soske.sprint.peers.models import Anonymous, Question
from soske.sprint.peers.queries import titles_of
from soske.sprint.peers.queries_board import (
    PAGE,
    anonymous_answered,
    anonymous_waiting,
    anonymous_waits,
    questions,
    questions_found,
)
from soske.sprint.peers.rules import may_reply
from soske.sprint.peers.shown import question_rows
from soske.sprint.peers.views import names_of
from soske.sprint.peers.views_board import filters, question_context, reply_of


def board_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """What do the teams ask each other?"""
    programme: Programme = Asked.of(request).programme
    lang = get_language() or "fi"
    names = names_of(programme, lang)
    shows = [
        ("", pgettext("questions", "Open")),
        ("solved", pgettext("questions", "Solved")),
        ("hidden", pgettext("questions", "Hidden")),
        ("all", _("All")),
    ]
    show, topic, context = filters(request, programme, names, shows=shows)
    found = questions_found(questions(programme), show=show, topic=topic)
    paginator = Paginator(found, PAGE)
    paginator.count = remembered_of(programme, found.count, "all questions", show, topic)
    page = paginator.get_page(request.GET.get("page"))
    titles = titles_of({each.group_id for each in page}, lang)
    context |= {
        "rows": question_rows(page, titles, names, "question_desk", slug, lang),
        "page": page,
        "tab": "board",
        **workspace(request, "peers"),
    }
    return render(request, "peers/board_desk.html", context)


def question_desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One question: answer it as the organiser, hide it or an answer, show it again."""
    subject: Question = Asked.of(request).subject
    by, now = person_of(request), timezone.now()
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = ReplyForm(request.POST if act == "reply" else None)
    try:
        if act in {"hide", "show"}:
            actions.question_hide(by=by, question=subject, hidden=act == "hide", now=now)
            return redirect("question_desk", slug, pk)
        if act in {"hide_reply", "show_reply"}:
            reply = reply_of(subject, request.POST.get("reply", ""))
            if reply is not None:
                actions.reply_hide(by=by, reply=reply, hidden=act == "hide_reply", now=now)
            return redirect("question_desk", slug, pk)
        if act == "reply" and form.is_valid():
            actions.question_reply(by=by, question=subject, group=None, text=form.cleaned_data["text"], now=now)
            messages.success(request, _("The answer is on the board."))
            return redirect("question_desk", slug, pk)
    except ValidationError as fault:
        if act != "reply":
            messages.error(request, " ".join(fault.messages))
            return redirect("board_desk", slug)
        add_errors(form, fault)
    context = {
        **question_context(request, subject),
        "form": form,
        "may_reply": may_reply(subject),
        "tab": "board",
        **workspace(request, "peers"),
    }
    return render(request, "peers/question_desk.html", context, status=422 if form.errors else 200)


def anonymous_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """What do people ask who do not want to give their names?"""
    programme: Programme = Asked.of(request).programme
    lang, today = get_language() or "fi", timezone.localdate()
    if request.method == "POST":
        return _anonymous_clear(request, programme, today)
    waits = anonymous_waits(programme, today=today)
    answered = anonymous_answered(programme)
    number = remembered_of(programme, answered.count, "anonymous answered")
    done = request.GET.get("show") == "answered"
    paginator = Paginator(answered if done else anonymous_waiting(programme, today=today), PAGE)
    paginator.count = number if done else waits.seen
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "rows": [(each, formats.date_short(each.day, lang)) for each in page],
        "waits": waits,
        "answered_count": number,
        "done": done,
        "page": page,
        "query": "show=answered&" if done else "",
        "tab": "anonymous",
        **workspace(request, "peers"),
    }
    return render(request, "peers/anonymous_desk.html", context)


def _anonymous_clear(request: HttpRequest, programme: Programme, today: dt.date) -> HttpResponse:
    try:
        gone = actions.anonymous_clear(by=person_of(request), programme=programme, today=today)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        words = ngettext("%(n)s question is removed unseen.", "%(n)s questions are removed unseen.", gone)
        messages.success(request, words % {"n": gone})
    return redirect("anonymous_desk", programme.slug)


def anonymous_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer one anonymous question for all teams, or remove it."""
    subject: Anonymous = Asked.of(request).subject
    subject.programme = Asked.of(request).programme
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = AnonymousAnswerForm(request.POST if act == "answer" else None, initial={"answer": subject.answer})
    try:
        if act == "remove":
            actions.anonymous_remove(by=person_of(request), question=subject)
            messages.success(request, _("The question has been removed."))
            return redirect("anonymous_desk", slug)
        if act == "answer" and form.is_valid():
            first = actions.anonymous_answer(
                by=person_of(request), question=subject, answer=form.cleaned_data["answer"], now=timezone.now()
            )
            words = _("The answer has been sent to all teams.") if first else _("The answer has been changed.")
            messages.success(request, words)
            return redirect("anonymous_desk", slug)
    except ValidationError as fault:
        add_errors(form, fault)
    context = {
        "question": subject,
        "day": formats.date_weekday_long(subject.day, get_language() or "fi"),
        "form": form,
        "tab": "anonymous",
        **workspace(request, "peers"),
    }
    return render(request, "peers/anonymous_answer.html", context, status=422 if form.errors else 200)
