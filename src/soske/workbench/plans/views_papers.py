"""The plan to take along: Word, PDF, Markdown."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base.urls import Asked
from soske.intake.groups.models import Group
from soske.intake.groups.queries import titles_of
from soske.workbench.plans.papers import plan_report

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
}


def plan_paper(request: HttpRequest, slug: str, group: int, kind: str) -> HttpResponseBase:
    """The whole plan as a file."""
    from soske.engines.documents.apart import DocumentFailed, report_docx_apart, report_pdf_apart
    from soske.engines.documents.markdown import report_markdown

    if kind not in TYPES:
        raise Http404
    team: Group = Asked.of(request).subject
    lang = get_language() or "fi"
    report = plan_report(team, lang=lang, now=timezone.now())
    try:
        if kind == "md":
            content = report_markdown(report).encode()
        else:
            content = report_docx_apart(report) if kind == "docx" else report_pdf_apart(report)
    except DocumentFailed:
        messages.error(request, _("The document could not be made just now. Try again in a while."))
        return redirect("plan", slug, group)
    title = titles_of(team.programme, [team.pk], lang).get(team.pk, "")
    what = slugify(_("Operating-model plan"))
    name = f"{what}-{slugify(title)[:60]}.{kind}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)
