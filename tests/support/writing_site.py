"""One page on which several people write, for tests of base/assets/autosave.js: the site and three addresses more."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import RequestContext, Template
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from soske.base.urls import page, signed_in
from soske.base.writing import WritingField
from soske.people.models import Person
from soske.people.rules import person_of
from soske.records.presence import presence_seen, present
from soske.records.writing_pages import answer_response, chosen, presence_response, save_status, two_texts
from soske.records.writings import Saved, changed, version_read, writing_choose, writing_save, writings_of
from soske.urls import urlpatterns as site

SUBJECT = ("paper", 1)
LONGEST = 200
LABELS = {"q.why": "Miksi juuri tämä hankinta?", "q.what": "Mitä on jo tehty?", "themes": "Teema"}
THEMES = [("employment", "Hankinnoilla työllistäminen"), ("rights", "Ihmisoikeudet")]

PAGE = """{% extends "layout.html" %}{% block title %}Hakemus{% endblock %}
{% block content %}<div class="wrap"><div class="page-head"><div><h1>Hakemus</h1></div>
{% include "base/save_status.html" %}</div>
<form id="paper" class="form" method="post" autocomplete="off" novalidate data-autosave
 data-save-url="/fi/paper/save/" data-presence-url="/fi/paper/here/" data-subject="paper-1" data-person="{{ user.pk }}">
{% csrf_token %}{% include "base/autosave.html" %}
<h2>Teema ja pilotti</h2>
{% for field in fields %}{% include "base/writing_field.html" %}{% endfor %}
<div class="save-bar"><button class="ds-button" name="go" value="on">Jatka</button></div></form>
<ul data-present>{{ here }}</ul></div>{% endblock %}"""


def paper_save(by: Person, field: str, text: str, base: int, token: str = "") -> Saved:
    return writing_save(
        by=by, scope=1, subject=SUBJECT, field=field, text=text, base=base, token=token, longest=LONGEST,
        now=timezone.now(),
    )  # fmt: skip


def paper(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    if request.method == "POST":
        for key in LABELS:
            text = "\n".join(request.POST.getlist(key))
            mark = request.POST.get(f"{key}:version")
            if mark is not None and changed(mark, text):
                paper_save(by, key, text, version_read(mark)[0])
        if choice := chosen(request.POST):
            writing_choose(by=by, subject=SUBJECT, now=timezone.now(), **choice._asdict())
        return redirect("paper")
    presence_seen(person=by, subject=SUBJECT, place="1", now=timezone.now())
    views = writings_of(SUBJECT)
    fields = [
        WritingField(
            key=key,
            label=label,
            text=views[key].text if key in views else "",
            version=views[key].mark if key in views else "0-",
            kind="many" if key == "themes" else "text",
            options=THEMES if key == "themes" else (),
            longest=LONGEST if key != "themes" else None,
            two=two_texts(views.get(key), reader=by.pk, label=label),
        )
        for key, label in LABELS.items()
    ]
    context = {"fields": fields, "status": save_status(views.values(), reader=by.pk), "here": here()}
    return HttpResponse(Template(PAGE).render(RequestContext(request, context)))


def save(request: HttpRequest) -> JsonResponse:
    return answer_response(
        request,
        save=lambda text, base, token: paper_save(person_of(request), request.POST["field"], text, base, token),
    )


def look(request: HttpRequest) -> JsonResponse:
    presence_seen(person=person_of(request), subject=SUBJECT, place="1", now=timezone.now())
    return presence_response(request, here())


def here() -> str:
    rows = ((each.name,) for each in present(SUBJECT, now=timezone.now()))
    return format_html("{}", format_html_join("", "<li>{}</li>", rows))


urlpatterns = [
    *site,
    *i18n_patterns(
        page("paper/", paper, rule=signed_in, name="paper"),
        page("paper/save/", save, rule=signed_in, name="paper_save"),
        page("paper/here/", look, rule=signed_in, name="paper_here"),
    ),
]
handler403, handler404, handler500 = "soske.base.views.refused", "soske.base.views.not_found", "soske.base.views.failed"
