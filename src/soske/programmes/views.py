"""The coordinator's pages of a programme: make one, move its dates, say what it is."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base.forms import add_errors, posted
from soske.base.opened import fresh
from soske.base.urls import Asked
from soske.packs.errors import PackErrors
from soske.people.rules import person_of
from soske.programmes.actions import programme_change, programme_make, stage_order_faults, stages_move
from soske.programmes.forms import ProgrammeForm, SettingsForm, StagesForm
from soske.programmes.moving import ALONG, BACK, answered, ask, consequences_of
from soske.programmes.packs import pack_offered, packs_named
from soske.programmes.queries import pack_parts, predecessors_offered, programme_facts, stages_facts, stages_of
from soske.programmes.when import stage_when
from soske.programmes.workspace import workspace


def programme_new(request: HttpRequest) -> HttpResponse:
    """Make a programme from a pack and the day of its kick-off."""
    offered = packs_named(get_language() or "fi")
    form = ProgrammeForm(posted(request), packs=offered, initial={"pack": offered[0][0] if offered else ""})
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data
            pack = pack_offered(values.pop("pack"))
            programme = programme_make(by=person_of(request), pack=pack, **values)
        except PackErrors as errors:
            form.add_error("pack", ValidationError([str(error) for error in errors.errors[:5]]))
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The academy is made. Check its dates; you can move each of them."))
            return redirect("stages", programme.slug)
    return render(request, "programmes/new.html", {"form": form}, status=422 if form.errors else 200)


def stages(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates of the path, each movable, with a check of their order."""
    programme = Asked.of(request).programme
    lang = get_language() or "fi"
    rows = stages_of(programme)
    steps = pack_parts(programme, "path")["path"]
    order = tuple(programme.languages)
    names = {stage.code: stage.name.spoken(lang, order).text for step in steps for stage in step.stages}
    single = {stage.code for step in steps for stage in step.stages if stage.days == 1}
    form = StagesForm(posted(request), stages=rows, single=single)
    answer = answered(request)
    if request.method == "POST" and form.is_valid() and answer != BACK:
        try:
            fresh(form.cleaned_data["opened"], stages_facts(rows))  # else what moves would be told wrongly
            found = consequences_of(programme, form.times(), form.clocks(), today=timezone.localdate(), lang=lang)
            if found.asks and not answer:
                return ask(request, found, "stages")
            times = {**form.times(), **(found.along if answer == ALONG else {})}
            form.add_faults(stage_order_faults(programme, times), names)
            moved = not form.errors and stages_move(
                by=person_of(request),
                programme=programme,
                times=times,
                clocks=form.clocks(),
                opened=form.cleaned_data["opened"],
            )
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            if not form.errors:
                messages.success(request, _("The dates are saved.") if moved else _("Nothing changed."))
                told = found.people_along if answer == ALONG else found.people
                return redirect("meetings_tell" if told else "stages", slug)
    shown = [
        {
            "step": step,
            "stages": [
                {
                    "name": names[stage.code],
                    "stage": rows[stage.code],
                    "when": stage_when(rows[stage.code], lang),
                    "starts": form[f"{stage.code}_starts"],
                    "ends": form[f"{stage.code}_ends"] if stage.code not in form.single else None,
                    "clocks": [form[f"{stage.code}_{end}"] for end in ("opens", "closes")]
                    if stage.code in form.timed
                    else [],
                }
                for stage in step.stages
            ],
        }
        for step in steps
    ]
    context = {"form": form, "steps": shown, **workspace(request, "stages")}
    return render(request, "programmes/stages.html", context, status=422 if form.errors else 200)


def programme_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, organiser, colour, seats, predecessor."""
    programme = Asked.of(request).programme
    offered = predecessors_offered(programme, person_of(request), today=timezone.localdate())
    form = SettingsForm(posted(request), programme=programme, offered=offered, facts=programme_facts(programme))
    if request.method == "POST" and form.is_valid():
        try:
            programme_change(by=person_of(request), programme=programme, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("The information is saved."))
            return redirect("programme_settings", slug)
    context = {"form": form, **workspace(request, "today")}
    return render(request, "programmes/settings.html", context, status=422 if form.errors else 200)
