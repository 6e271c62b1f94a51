"""The coordinator's pages of an import: the sheet, what its columns mean, what would come of it."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.forms import add_errors
from soske.base.localtext import LANGUAGE_NAMES
from soske.base.table import Column, Row, table
from soske.base.urls import Asked
from soske.intake.applications.actions_import import Options, import_do, import_of, import_store
from soske.intake.applications.forms_import import ImportForm, SheetForm
from soske.intake.applications.imports import Plan, plan_of
from soske.intake.applications.imports_fields import Kind, guessed, targets_of
from soske.intake.applications.imports_sheet import Table, table_read
from soske.people.rules import person_of
from soske.programmes.models import Programme
from soske.programmes.workspace import workspace
from soske.records.models import StoredFile

SHOWN = 10
NAMED = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def imports(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 1: choose the file. It is kept until it is imported, at most a day."""
    programme = Asked.of(request).programme
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            table_read(upload)
            stored = import_store(
                by=person_of(request), programme=programme, name=upload.name or "", upload=upload, size=upload.size
            )
        except ValidationError as fault:
            add_errors(form, fault if hasattr(fault, "error_dict") else ValidationError({"file": fault.messages}))
        else:
            address = reverse("application_import", args=[slug, stored.pk])
            return redirect(f"{address}?kind={form.cleaned_data['kind']}")
    context = {"form": form, "record": programme.record_only, **workspace(request, "applications")}
    return render(request, "applications/import.html", context, status=422 if form.errors else 200)


def template(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """An empty sheet with the right headings, and what each of them means on a second sheet."""
    if kind not in Kind.values:
        raise Http404
    programme = Asked.of(request).programme
    return HttpResponse(
        _template(programme, kind),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{slug}-{kind}.xlsx"'},
    )


def _template(programme: Programme, kind: str) -> bytes:
    from xlsxwriter import Workbook  # heavy: imported where used

    targets = targets_of(programme, kind, get_language() or "fi")
    content = BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1})
    page = book.add_worksheet(str(Kind(kind).label).split(":")[0][:31])
    page.freeze_panes(1, 1)
    meaning = book.add_worksheet(_("Columns"))
    for column, title in enumerate((_("Heading"), _("Section"), _("Choices"))):
        meaning.write_string(0, column, title, head)
    for column, target in enumerate(targets):
        page.write_string(0, column, target.label, head)
        choices = [name.text for _code, name in target.asked.options] if target.asked else []
        for place, text in enumerate((target.label, target.part, "; ".join(choices))):
            meaning.write_string(column + 1, place, text)
    page.autofit()
    meaning.autofit(400)
    book.close()
    return content.getvalue()


def import_sheet(request: HttpRequest, slug: str, file: int) -> HttpResponse:
    """Steps 2 to 4: what the columns mean, what would come of it, and doing it."""
    programme = Asked.of(request).programme
    stored = import_of(programme, file)
    if stored is None:
        messages.info(request, _("The file is not kept any more. Choose it again."))
        return redirect("applications_import", slug)
    given: QueryDict = request.POST if request.method == "POST" else request.GET
    kind = given.get("kind", "")
    kind = kind if kind in Kind.values else Kind.APPLICATIONS.value
    try:
        read = _read(stored, given.get("sheet", ""))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect("applications_import", slug)
    lang = get_language() or "fi"
    targets = targets_of(programme, kind, lang)
    data = request.POST if request.method == "POST" and request.POST.get("step") != "sheet" else None
    form = ImportForm(
        data,
        kind=kind,
        table=read,
        targets=targets,
        guess=guessed(read.headings, targets),
        languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in programme.languages],
        today=timezone.localdate(),
    )
    plan: Plan | None = None
    if data is not None and form.is_valid():
        try:
            plan = plan_of(programme, kind, read, form.mapping(), targets, language=form.options().language)
            if data.get("step") == "import":
                return _done(request, programme, stored, read, form)
            if data.get("step") == "change":
                plan = None
        except ValidationError as fault:
            plan = None
            _add(form, fault)
    context = {
        "form": form,
        "kind": kind,
        "file": stored,
        "read": read,
        "rows": len(read.lines),
        "columns": list(zip(form.columns, _examples(read), strict=True)),
        **workspace(request, "applications"),
    }
    if plan is not None:
        context |= _shown(plan, form.options(), lang)
        return render(request, "applications/import_preview.html", context)
    return render(request, "applications/import_columns.html", context, status=422 if form.errors else 200)


def _read(stored: StoredFile, sheet: str) -> Table:
    with stored.file.open("rb") as content:
        return table_read(content, sheet=sheet)


def _add(form: ImportForm, fault: ValidationError) -> None:
    rest = dict(fault.error_dict) if hasattr(fault, "error_dict") else {"mapping": fault.error_list}
    for field, errors in rest.items():
        form.add_error(field if field in form.fields else None, ValidationError(errors))


def _done(
    request: HttpRequest, programme: Programme, stored: StoredFile, read: Table, form: ImportForm
) -> HttpResponse:
    plan = import_do(
        by=person_of(request),
        programme=programme,
        table=read,
        mapping=form.mapping(),
        options=form.options(),
        stored=stored,
        now=timezone.now(),
    )
    messages.success(
        request,
        _("Imported: %(new)s. There already: %(there)s. Refused: %(refused)s.")
        % {"new": plan.new, "there": len(plan.there), "refused": len(plan.refused)},
    )
    return redirect("applications_import", programme.slug)


# --- what is shown --------------------------------------------------------------------------------------------------
def _examples(read: Table) -> list[str]:
    """The first text of each column, shortened."""
    found = []
    for column in range(len(read.headings)):
        text = next((line.cells[column] for line in read.lines[:50] if line.cells[column]), "")
        found.append(f"{text[:57]}…" if len(text) > 58 else text)
    return found


def _shown(plan: Plan, options: Options, lang: str) -> dict[str, Any]:
    return {
        "plan": plan,
        "there": plan.there[:NAMED],
        "refused": plan.refused[:NAMED],
        "named": NAMED,
        "table": _contacts_table(plan) if options.kind == Kind.CONTACTS else _applications_table(plan, options, lang),
        "shown": min(plan.new, SHOWN),
        "options": options,
    }


def _contacts_table(plan: Plan) -> SafeString:
    columns = [
        Column(_("Name or role")),
        Column(_("E-mail address"), labelled=True),
        Column(_("Organisation"), labelled=True),
        Column(_("Row"), number=True, labelled=True),
    ]
    rows = plan.contacts[:SHOWN]
    return table(columns, (Row([row.name, row.email, row.organisation or "–", str(row.row)]) for row in rows))


def _applications_table(plan: Plan, options: Options, lang: str) -> SafeString:
    columns = [
        Column(_("Lead organisation")),
        Column(_("Other members"), labelled=True),
        Column(_("Contact person"), labelled=True),
        Column(_("Received"), labelled=True),
        Column(_("Answers"), number=True, labelled=True),
        Column(_("Row"), number=True, labelled=True),
    ]

    def received(moment: dt.datetime | None) -> str:
        return formats.date_and_time(moment, lang) if moment else "–"

    rows = []
    for row in plan.applications[:SHOWN]:
        contact = next((member.contact for member in row.members if member.contact), None)
        others = [member.name for member in row.members[1:]]
        rows.append(
            Row(
                [
                    row.members[0].name,
                    formats.listing(others, lang) if others else "–",
                    f"{contact[0]}, {contact[1]}" if contact else "–",
                    received(row.received or options.received) if options.state == "submitted" else "–",
                    str(len(row.answers)),
                    ", ".join(str(number) for number in row.rows[:5]),
                ]
            )
        )
    return table(columns, rows)
