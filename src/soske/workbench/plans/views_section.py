"""One section of a plan: its text, written by several at once, its rows and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.difference import difference
from soske.base.markdown import markdown_html
from soske.base.urls import Asked
from soske.base.writing import WritingField
from soske.intake.groups.models import Group
from soske.people.rules import person_of
from soske.records.writing_pages import (
    Typed,
    answer_response,
    chosen,
    presence_response,
    save_status,
    two_texts,
    typed_in,
    typed_save,
)
from soske.records.writings import Saved, WritingView, writing_history, writings_of
from soske.sprint.assignments.queries import people_of_team
from soske.workbench.means.catalogue import names_of
from soske.workbench.plans import actions
from soske.workbench.plans.columns import columns_of
from soske.workbench.plans.forms import CommentForm, RowForm
from soske.workbench.plans.models import Plan
from soske.workbench.plans.queries import (
    SUBJECT,
    comments_of,
    members_of,
    own_key,
    plan_of,
    rows_of,
    section_of,
    template_of,
)
from soske.workbench.plans.rules import may_write
from soske.workbench.plans.shown import row_address, rows_list
from soske.workbench.plans.views import reader_of

if TYPE_CHECKING:
    from soske.packs.schema_plan import PlanSection

ROWS = 12
"""Height of a text in lines, when it is opened."""


def asked_section(request: HttpRequest, code: str) -> PlanSection:
    """The section that an address names. Raises Http404 when the plan has none with this code."""
    section = section_of(Asked.of(request).programme, code)
    if section is None:
        raise Http404
    return section


def plan_section(request: HttpRequest, slug: str, group: int, code: str) -> HttpResponse:
    """What does this section say, and what is said of it?"""
    return section_page(request, asked_section(request, code))


@require_POST
def plan_write(request: HttpRequest, slug: str, group: int, code: str) -> HttpResponse:
    """Save the texts of the section by its button, or choose between two texts."""
    section = asked_section(request, code)
    keys = dict(_keys(section, Asked.of(request).subject))
    choice = chosen(request.POST)
    typed, faults = typed_save(
        typed_in(request.POST, list(keys)), lambda key, text, base: _save(request, section, keys.get(key), text, base)
    )
    if faults:
        return section_page(request, section, typed=typed, faults=faults)
    try:
        if choice is not None and choice.field in keys:
            actions.text_choose(
                by=person_of(request),
                group=Asked.of(request).subject,
                section=section,
                member=keys[choice.field],
                keep=choice.keep,
                parallel=choice.parallel,
                base=choice.base,
                now=timezone.now(),
            )
        else:
            messages.success(request, _("Saved."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("plan_section", slug, group, code)


@require_POST
def plan_answer(request: HttpRequest, slug: str, group: int, code: str) -> HttpResponse:
    """Save one text as it is typed."""
    section = asked_section(request, code)
    key = request.POST.get("field", "")[:80]
    keys = dict(_keys(section, Asked.of(request).subject))
    label = section.name.spoken(get_language() or "fi", tuple(Asked.of(request).programme.languages)).text

    def save(text: str, base: int, token: str) -> Saved:
        if key not in keys:
            raise ValidationError(_("This part is not in the plan any more."))
        return _save(request, section, keys[key], text, base, token)

    return answer_response(request, save=save, label=label, names=_names(Asked.of(request).subject))


def plan_present(request: HttpRequest, slug: str, group: int, code: str) -> HttpResponse:
    """A fresh token for the forms of the page."""
    return presence_response(request, {})


def _names(group: Group) -> dict[int, str]:
    return dict(people_of_team(group))


def _save(
    request: HttpRequest, section: PlanSection, member: int | None, text: str, base: int, token: str = ""
) -> Saved:
    return actions.text_save(
        by=person_of(request),
        group=Asked.of(request).subject,
        section=section,
        member=member,
        text=text,
        base=base,
        token=token,
        now=timezone.now(),
    )


def _keys(section: PlanSection, group: Group) -> list[tuple[str, int | None]]:
    """(field, organisation) of the texts of a section: the common one, and each organisation's own where there are."""
    keys: list[tuple[str, int | None]] = [(section.code, None)]
    members = members_of(group, get_language() or "fi") if section.own else []
    return [*keys, *((own_key(section.code, pk), pk) for pk, _name in members)] if len(members) > 1 else keys


# --- the page -------------------------------------------------------------------------------------------------------
def section_page(
    request: HttpRequest,
    section: PlanSection,
    *,
    typed: dict[str, Typed] | None = None,
    faults: dict[str, str] | None = None,
    row: RowForm | None = None,
    comment: CommentForm | None = None,
) -> HttpResponse:
    """The page of a section with what was typed and is not saved."""
    asked, lang, reader = Asked.of(request), get_language() or "fi", person_of(request).pk
    team: Group = asked.subject
    order, plan = tuple(asked.programme.languages), plan_of(team)
    writings = writings_of((SUBJECT, plan.pk)) if plan else {}
    who = reader_of(request, team)
    writes = bool(who["own"] and may_write(team))
    fields = _fields(request, section, writings, typed or {}, faults or {}, writes)
    means = names_of(asked.programme, lang) if section.kind == "means" else {}
    edit = row_address(asked.programme.slug, team.pk, section.code) if writes else None
    sections = template_of(asked.programme)
    codes = [each.code for each in sections.sections] if sections else []
    context = {
        "section": section,
        "name": section.name.spoken(lang, order),
        "about": section.about.spoken(lang, order),
        "questions": [each.spoken(lang, order) for each in section.questions],
        "example": section.example,
        "number": codes.index(section.code) + 1,
        "number_of": len(codes),
        "before": _neighbour(sections, codes.index(section.code) - 1, lang, order),
        "after": _neighbour(sections, codes.index(section.code) + 1, lang, order),
        "fields": fields,
        "read": [(each, markdown_html(each.text)) for each in fields],
        "faults": [{"target": each.target, "text": each.fault} for each in fields if each.fault],
        "writes": writes,
        "status": save_status(
            [view for key, view in writings.items() if key in {each.key for each in fields}],
            reader=reader,
            names=_names(team),
        ),
        "rows": rows_list(_rows(plan, section), section.kind, means=means, lang=lang, edit=edit),
        "has_rows": bool(columns_of(section.kind)),
        "row": row or RowForm(kind=section.kind, means=sorted(means.items(), key=lambda pair: pair[1].casefold())),
        "comments": comments_of(plan, section.code, reader=reader) if who["own"] or who["coached"] else [],
        "comments_here": who["own"] or who["coached"],
        "comment": comment or CommentForm(),
        **who,
    }
    wrong = bool(faults) or bool(row and row.errors) or bool(comment and comment.errors)
    return render(request, "plans/section.html", context, status=422 if wrong else 200)


def _rows(plan: Plan | None, section: PlanSection) -> Any:
    return rows_of(plan, section.code)


def _neighbour(template: Any, place: int, lang: str, order: tuple[str, ...]) -> tuple[str, Any] | None:
    if template is None or not 0 <= place < len(template.sections):
        return None
    found = template.sections[place]
    return found.code, found.name.spoken(lang, order)


def _fields(
    request: HttpRequest,
    section: PlanSection,
    writings: Mapping[str, WritingView],
    typed: Mapping[str, Typed],
    faults: Mapping[str, str],
    writes: bool,
) -> list[WritingField]:
    """The common text, and the own one of each organisation where the section has them."""
    team: Group = Asked.of(request).subject
    names = dict(members_of(team, get_language() or "fi")) if section.own else {}
    fields = []
    for key, member in _keys(section, team):
        writing, unsaved = writings.get(key), typed.get(key)
        label = _("Our text") if member is None else names.get(member, "")
        text = unsaved.text if unsaved else writing.text if writing else ""
        fields.append(
            WritingField(
                key=key,
                label=label,
                text=text,
                version=unsaved.opened if unsaved else writing.mark if writing else "0-",
                longest=section.longest,
                rows=ROWS if member is None else 5,
                fault=faults.get(key, ""),
                two=two_texts(writing, reader=person_of(request).pk, label=label, names=_names(team)) if writes else "",
                open=writes,
                words=text,
            )
        )
    return fields


# --- earlier texts --------------------------------------------------------------------------------------------------
def plan_history(request: HttpRequest, slug: str, group: int, code: str, part: str) -> HttpResponse:
    """Earlier texts, each compared with the one that stands; one can be brought back."""
    section, team = asked_section(request, code), Asked.of(request).subject
    keys = dict(_keys(section, team))
    if part not in keys:
        raise Http404
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            actions.text_restore(
                by=person_of(request),
                group=team,
                section=section,
                member=keys[part],
                version=int(version) if version.isdecimal() and len(version) < 10 else 0,
                now=timezone.now(),
            )
        except ValidationError as fault:
            messages.error(request, " ".join(fault.messages))
        else:
            messages.success(request, _("The earlier text is back."))
        return redirect("plan_history", slug, group, code, part)
    plan, names = plan_of(team), _names(team)
    subject = (SUBJECT, plan.pk if plan else 0)
    view = writings_of(subject).get(part)
    text = view.text if view else ""
    context = {
        "name": section.name.spoken(get_language() or "fi", tuple(Asked.of(request).programme.languages)),
        "section": section,
        "text": text,
        "earlier": [
            {
                "version": each.version,
                "who": names.get(each.person_id or 0, ""),
                "at": each.saved_at,
                "html": difference(each.text, text)[0],
            }
            for each in writing_history(subject, part)
        ],
        "writes": may_write(team),
        **reader_of(request, team),
    }
    return render(request, "plans/history.html", context)
