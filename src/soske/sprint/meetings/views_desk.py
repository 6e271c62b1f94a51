"""The coordinator's pages of meetings: what is planned, one meeting, its form, what is done with it."""

from __future__ import annotations

from typing import IO

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import posted, saved
from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_facts
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.moving import ALONG, BACK, answered, ask
from soske.programmes.queries import stages_of
from soske.programmes.workspace import workspace
from soske.records.actions import file_remove as remove_file
from soske.records.actions import file_store
from soske.records.file_pages import file_posted, files_shown
from soske.sprint.meetings import actions
from soske.sprint.meetings.actions_many import meetings_tell as meetings_tell_all
from soske.sprint.meetings.forms import MeetingForm, ReasonForm
from soske.sprint.meetings.moving import meeting_consequences
from soske.sprint.meetings.queries import (
    MeetingView,
    feedback_results,
    guests,
    meeting_views,
    people_present,
    people_told,
    replies_counted,
    replies_of,
    stages_missing,
    told_times,
    uninvited,
)
from soske.sprint.meetings.rules import may_cancel, may_invite, may_remove, may_tell
from soske.sprint.meetings.shown import guests_table, meetings_table, results_shown, state_tag
from soske.sprint.meetings.states import SUBJECT, Reply
from soske.sprint.meetings.views_after import asked_of
from soske.sprint.meetings.words import when_words

FEW = 3
"""With fewer answers than this they are not shown: one would know whose they are."""
PAGE = 50


def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """When does everybody meet?"""
    programme, lang, now = Asked.of(request).programme, get_language() or "fi", timezone.now()
    views = meeting_views(programme)
    context = {
        "views": views,
        "missing": stages_missing(programme),
        "untold": sum(bool(may_tell(view, now=now)) for view in views),
        "table": meetings_table(programme, views, replies_of(programme), lang),
        **workspace(request, "meetings"),
    }
    return render(request, "meetings/desk.html", context)


@require_POST
def meetings_make(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the meetings of the stages."""
    made = actions.meetings_of_stages(by=person_of(request), programme=Asked.of(request).programme)
    messages.success(request, ngettext("%(n)s meeting is made.", "%(n)s meetings are made.", made) % {"n": made})
    return redirect("meetings", slug)


def meeting_new(request: HttpRequest, slug: str) -> HttpResponse:
    """One more meeting."""
    programme: Programme = Asked.of(request).programme
    form = MeetingForm(posted(request), languages=programme.languages, of_stage=False)
    made = []

    def save() -> None:
        made.append(actions.meeting_make(by=person_of(request), programme=programme, values=form.values()))

    if saved(request, form, save):
        messages.success(request, _("The meeting is saved."))
        return redirect("meeting_desk", slug, made[0].pk)
    context = {"form": form, "view": None, **workspace(request, "meetings")}
    return render(request, "meetings/edit.html", context, status=422 if form.errors else 200)


def meeting_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a meeting."""
    asked, view = Asked.of(request), Asked.of(request).subject
    programme: Programme = asked.programme
    initial = MeetingForm.initial_of(view.meeting, stages_of(programme))
    form = MeetingForm(
        posted(request), languages=programme.languages, of_stage=bool(view.meeting.stage), initial=initial
    )
    answer, found = answered(request), None
    if request.method == "POST" and form.is_valid() and answer != BACK:
        found = meeting_consequences(view, form.values(), today=timezone.localdate(), lang=get_language() or "fi")
        if found is not None and found.asks and not answer:
            return ask(request, found, "meetings")

    def save() -> None:
        actions.meeting_save(
            by=person_of(request),
            meeting=view.meeting,
            values=form.values(),
            version=form.cleaned_data["version"],
            opened=form.cleaned_data["opened"],
            along=found.along if found is not None and answer == ALONG else None,
        )

    if answer != BACK and saved(request, form, save):
        messages.success(request, _("The meeting is saved."))
        several = found is not None and answer == ALONG and found.people_along
        return redirect("meetings_tell", slug) if several else redirect("meeting_desk", slug, pk)
    context = {"form": form, "view": view, **workspace(request, "meetings")}
    return render(request, "meetings/edit.html", context, status=422 if form.errors else 200)


def meetings_tell(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell of all changes at once."""
    programme, lang, now = Asked.of(request).programme, get_language() or "fi", timezone.now()
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            queued = meetings_tell_all(by=person_of(request), programme=programme, reason=reason, now=now)
            words = ngettext("%(n)s message is sent.", "%(n)s messages are sent.", queued)
            messages.success(request, words % {"n": queued})
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        return redirect("meetings", slug)
    views = [view for view in meeting_views(programme) if view.untold]
    told = [view for view in views if may_tell(view, now=now)]
    know = people_told([view.pk for view in told])
    context = {
        "form": form,
        "rows": [
            {
                "view": view,
                "before": when_words(told_times(view.meeting), lang),
                "after": when_words(view.times, lang),
                "may": may_tell(view, now=now),
            }
            for view in views
        ],
        "told": told,
        "people": len({pk for each in know.values() for pk in each}),
        **workspace(request, "meetings"),
    }
    return render(request, "meetings/tell.html", context, status=422 if form.errors else 200)


def meeting_desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One meeting: who comes, and what waits to be done."""
    return _page(request, Asked.of(request).subject)


def _page(request: HttpRequest, view: MeetingView, fault: str = "") -> HttpResponse:
    programme, lang, now = Asked.of(request).programme, get_language() or "fi", timezone.now()
    counts = replies_counted([view.pk]).get(view.pk, {})
    paginator = Paginator(range(sum(counts.values())), PAGE)
    page = paginator.get_page(request.GET.get("page"))
    begun = view.times.starts is not None and view.times.starts <= now
    answered, results = feedback_results(view.meeting) if begun else (0, [])
    rows = guests(view.meeting, start=(page.number - 1) * PAGE, size=PAGE)
    groups = Group.objects.filter(pk__in={row.group for row in rows if row.group})
    context = {
        "view": view,
        "name": view.name.spoken(lang, tuple(programme.languages)),
        "when": when_words(view.times, lang),
        "agenda": view.meeting.agenda.spoken(lang, tuple(programme.languages)),
        "state": state_tag(view),
        "counts": [(label, counts.get(code, 0)) for code, label in Reply.choices],
        "invited": sum(counts.values()),
        "uninvited": uninvited(view.meeting),
        "present": people_present(view.meeting) if begun else None,
        "begun": begun,
        "answered": answered,
        "few": answered < FEW,
        "results": results_shown(results, asked_of(programme, lang)) if answered >= FEW else [],
        "table": guests_table(rows, {each.pk: each for each in group_facts(groups)}, lang),
        "page": page,
        "query": "",
        "may_invite": may_invite(view, now=now),
        "may_tell": may_tell(view, now=now),
        "may_cancel": may_cancel(view, now=now),
        "may_remove": may_remove(view.meeting),
        "reason": ReasonForm(),
        "files": files_shown(SUBJECT, view.pk),
        "fault": fault,
        **workspace(request, "meetings"),
    }
    return render(request, "meetings/desk_one.html", context, status=422 if fault else 200)


@require_POST
def meeting_act(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Invite, tell of a new time, cancel, take back or remove."""
    view: MeetingView = Asked.of(request).subject
    by, now, act = person_of(request), timezone.now(), request.POST.get("act", "")
    reason = request.POST.get("reason", "")[:500]
    try:
        if act == "remove":
            actions.meeting_remove(by=by, meeting=view.meeting)
            messages.success(request, _("The meeting is removed."))
            return redirect("meetings", slug)
        if act == "invite":
            queued = actions.meeting_invite(by=by, meeting=view.meeting, now=now)
            words = ngettext("%(n)s invitation is sent.", "%(n)s invitations are sent.", queued)
        elif act == "tell":
            queued = actions.meeting_tell(by=by, meeting=view.meeting, reason=reason, now=now)
            words = ngettext("%(n)s message is sent.", "%(n)s messages are sent.", queued)
        elif act == "cancel":
            queued = actions.meeting_cancel(by=by, meeting=view.meeting, reason=reason, now=now)
            words = ngettext(
                "The meeting is cancelled. %(n)s message is sent.",
                "The meeting is cancelled. %(n)s messages are sent.",
                queued,
            )
        elif act == "back":
            queued = actions.meeting_take_back(by=by, meeting=view.meeting, now=now)
            words = ngettext(
                "The meeting is held after all. %(n)s message is sent.",
                "The meeting is held after all. %(n)s messages are sent.",
                queued,
            )
        else:
            raise Http404
        messages.success(request, words % {"n": queued})
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("meeting_desk", slug, pk)


@require_POST
def meeting_files(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add material, or remove it."""
    view: MeetingView = Asked.of(request).subject
    by, subject = person_of(request), (SUBJECT, view.pk)

    def add(name: str, upload: IO[bytes], size: int) -> None:
        file_store(by=by, scope=view.meeting.programme_id, subject=subject, name=name, upload=upload, size=size)

    try:
        file_posted(
            request,
            subject,
            add=add,
            remove=lambda stored: remove_file(by=by, stored=stored),
            added=_("The file is added. Those who are invited can download it."),
        )
    except ValidationError as fault:
        return _page(request, view, " ".join(fault.messages))
    return redirect("meeting_desk", slug, pk)
