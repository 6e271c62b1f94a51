"""The team's pages: the board of open questions, and questions to the organiser without a name."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base import formats
from soske.base.forms import add_errors, posted
from soske.base.urls import Asked
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.queries import remembered_of
from soske.programmes.workspace import workspace
from soske.sprint.peers import actions_board as actions
from soske.sprint.peers.forms import AnonymousForm, QuestionForm, ReplyForm
from soske.sprint.peers.models import Question, Reply
from soske.sprint.peers.queries import titles_of
from soske.sprint.peers.queries_board import PAGE, anonymous_answered, questions_for, questions_found, replies_of
from soske.sprint.peers.rules import may_reply, owns_question
from soske.sprint.peers.shown import question_rows, question_tag
from soske.sprint.peers.views import names_of

ON_PAGE = 50


def filters(request: HttpRequest, programme: Programme, names: dict[str, str], *, shows: list[tuple[str, str]]) -> Any:
    """What the address asks of the board: (show, topic, context for the filters)."""
    show = request.GET.get("show", "")
    show = show if show in {code for code, _words in shows} else ""
    topic = request.GET.get("topic", "")
    topic = topic if topic in names else ""
    parts = [f"{name}={value}" for name, value in (("show", show), ("topic", topic)) if value]
    context = {
        "shows": [(code, words, code == show) for code, words in shows],
        "topics": [(code, name, code == topic) for code, name in names.items()],
        "show": show,
        "topic": topic,
        "query": "".join(f"{part}&" for part in parts),
    }
    return show, topic, context


def board(request: HttpRequest, slug: str) -> HttpResponse:
    """What have the teams asked each other?"""
    asked, lang = Asked.of(request), get_language() or "fi"
    programme: Programme = asked.programme
    names = names_of(programme, lang)
    shows = [("", pgettext("questions", "Open")), ("solved", pgettext("questions", "Solved")), ("all", _("All"))]
    show, topic, context = filters(request, programme, names, shows=shows)
    found = questions_found(questions_for(asked.team), show=show, topic=topic)
    paginator = Paginator(found, PAGE)
    paginator.count = remembered_of(programme, found.count, "questions", show, topic, asked.team.pk)
    page = paginator.get_page(request.GET.get("page"))
    titles = titles_of({each.group_id for each in page}, lang)
    context |= {
        "rows": question_rows(page, titles, names, "question", slug, lang),
        "page": page,
        "tab": "board",
        **workspace(request, "peers"),
    }
    return render(request, "peers/board.html", context)


def question_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask all teams."""
    asked, lang = Asked.of(request), get_language() or "fi"
    topics = list(names_of(asked.programme, lang).items())
    form = QuestionForm(posted(request), topics=topics, initial={"token": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.question_ask(
                by=person_of(request), group=asked.team, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The question is on the board."))
            return redirect("question", slug, made.pk)
    context = {"form": form, "tab": "board", **workspace(request, "peers")}
    return render(request, "peers/question_new.html", context, status=422 if form.errors else 200)


def question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One question and its answers."""
    asked = Asked.of(request)
    subject: Question = asked.subject
    owns = owns_question(subject, asked.team)
    form = ReplyForm(posted(request), own=bool(owns))
    if request.method == "POST" and form.is_valid():
        try:
            actions.question_reply(
                by=person_of(request), question=subject, group=asked.team, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The addition is on the board.") if owns else _("The answer is on the board."))
            return redirect("question", slug, pk)
    context = {
        **question_context(request, subject),
        "form": form,
        "owns": owns,
        "may_reply": may_reply(subject),
        "tab": "board",
        **workspace(request, "peers"),
    }
    return render(request, "peers/question.html", context, status=422 if form.errors else 200)


def question_context(request: HttpRequest, subject: Question) -> dict[str, Any]:
    """A question with one page of its answers, as a team or the organiser (without a team) reads it."""
    asked, lang = Asked.of(request), get_language() or "fi"
    team = asked.team if not asked.coordinates else None
    paginator = Paginator(replies_of(subject, group=team), ON_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    titles = titles_of({each.group_id for each in page if each.group_id} | {subject.group_id}, lang)
    organiser = _("The organiser")
    return {
        "question": subject,
        "team": titles.get(subject.group_id, ""),
        "topic": names_of(asked.programme, lang).get(subject.topic, ""),
        "day": formats.date_weekday_long(timezone.localdate(subject.asked_at), lang),
        "state": question_tag(subject),
        "replies": [
            {
                "reply": each,
                "who": titles.get(each.group_id, "") if each.group_id else organiser,
                "when": formats.date_short(timezone.localdate(each.written_at), lang),
                "own": team is not None and each.group_id == team.pk,
            }
            for each in page
        ],
        "page": page,
        "query": "",
    }


@require_POST
def question_act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Mark one's question as solved, open it again, remove it or one's answer."""
    asked, by, act = Asked.of(request), person_of(request), request.POST.get("act", "")
    subject: Question = asked.subject
    now = timezone.now()
    try:
        if act in {"solve", "open"}:
            actions.question_solve(by=by, question=subject, group=asked.team, solved=act == "solve", now=now)
        elif act == "remove":
            gone = actions.question_remove(by=by, question=subject, group=asked.team, now=now)
            messages.success(request, _("Your question has been removed."))
            return redirect("board", slug) if gone else redirect("question", slug, pk)
        elif reply := reply_of(subject, request.POST.get("reply", "")):
            actions.reply_remove(by=by, reply=reply, group=asked.team)
            messages.success(request, _("Your answer has been removed."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("question", slug, pk)


def reply_of(question: Question, number: str) -> Reply | None:
    """The answer with this number, if it belongs to the question."""
    if not number.isdecimal() or len(number) > 18:
        return None
    return Reply.objects.filter(question=question, pk=int(number)).select_related("question").first()


def anonymous(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the organiser without a name; what has been answered, for all teams. What is said after sending stands in the
    answer itself and not in the session, which would tie the question to a person."""
    asked, lang = Asked.of(request), get_language() or "fi"
    form = AnonymousForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.anonymous_ask(programme=asked.programme, text=form.cleaned_data["text"], today=timezone.localdate())
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            return render(request, "peers/anonymous_sent.html", {"tab": "anonymous", **workspace(request, "peers")})
    found = anonymous_answered(asked.programme)
    paginator = Paginator(found, PAGE)
    paginator.count = remembered_of(asked.programme, found.count, "anonymous answered")
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "rows": [(each, formats.date_short(each.day, lang)) for each in page],
        "page": page,
        "query": "",
        "tab": "anonymous",
        **workspace(request, "peers"),
    }
    return render(request, "peers/anonymous.html", context, status=422 if form.errors else 200)
