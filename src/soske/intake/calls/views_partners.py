"""Pages of those who look for a partner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.forms import add_errors, posted
from soske.base.urls import Asked
from soske.intake.calls.actions_partners import notice_change, notice_close, notice_make
from soske.intake.calls.actions_partners import partner_write as write
from soske.intake.calls.forms import MessageForm, NoticeForm, regions
from soske.intake.calls.queries import PAGE, call_state, notices_by, notices_open
from soske.intake.calls.rules import may_look
from soske.people.regions import REGIONS
from soske.people.rules import person_of
from soske.people.signin import within_limit
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts


def _themes(programme: Programme, lang: str) -> list[tuple[str, str]]:
    order = tuple(programme.languages)
    return [(each.code, each.name.spoken(lang, order).text) for each in pack_parts(programme, "themes")["themes"]]


def partners(request: HttpRequest, slug: str) -> HttpResponse:
    """Who looks for a partner, by theme and region."""
    asked = Asked.of(request)
    asked.section = "academies"
    programme, person = asked.programme, person_of(request)
    lang = get_language() or "fi"
    themes = dict(_themes(programme, lang))
    theme, region = request.GET.get("theme", ""), request.GET.get("region", "")
    theme, region = theme if theme in themes else "", region if region in REGIONS else ""
    everyone = notices_open(programme)
    found = [each for each in everyone if (not theme or theme in each.themes) and (not region or region == each.region)]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "notice": each,
            "own": each.person_id == person.pk,
            "themes": ", ".join(themes.get(code, code) for code in each.themes),
            "region": REGIONS.get(each.region),
        }
        for each in page
    ]
    apply = reverse("apply", args=[slug]) if call_state(programme, timezone.now()) == "open" else ""
    context = {
        "rows": rows,
        "page": page,
        "total": len(everyone),
        "shown": len(found),
        "themes": themes.items(),
        "regions": [(code, name) for code, name in regions(lang) if code in {each.region for each in everyone}],
        "theme": theme,
        "region": region,
        "query": "".join(f"{name}={value}&" for name, value in (("theme", theme), ("region", region)) if value),
        "apply": apply,
        "own": notices_by(programme, person),
    }
    return render(request, "calls/partners.html", context)


def partner_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that an organisation looks for a partner."""
    asked = Asked.of(request)
    asked.section = "academies"
    programme, person = asked.programme, person_of(request)
    now = timezone.now()
    lang = get_language() or "fi"
    answer = may_look(programme, now=now)
    form = NoticeForm(posted(request), themes=_themes(programme, lang), lang=lang)
    if answer and request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {key: value for key, value in form.cleaned_data.items() if key != "opened"}
        try:
            notice_make(by=person, programme=programme, language=lang, now=now, **values)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("Your notice is saved. Others who look for a partner see it."))
            return redirect("partners", slug)
    own = notices_by(programme, person)
    looks = any(each.closed_at is None for each in own)
    context = {"form": form, "reason": "" if answer else answer.reason, "own": own, "looks": looks}
    return render(request, "calls/partner_new.html", context, status=422 if form.errors else 200)


def partner_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change one's own notice."""
    asked = Asked.of(request)
    asked.section = "academies"
    programme, notice = asked.programme, asked.subject
    lang = get_language() or "fi"
    form = NoticeForm(posted(request), themes=_themes(programme, lang), lang=lang, notice=notice)
    if request.method == "POST" and form.is_valid():
        try:
            notice_change(by=person_of(request), programme=programme, notice=notice, **form.cleaned_data)
        except ValidationError as fault:
            add_errors(form, fault)
        else:
            messages.success(request, _("Your notice is saved. Others who look for a partner see it."))
            return redirect("partners", slug)
    context = {"form": form, "notice": notice}
    return render(request, "calls/partner_edit.html", context, status=422 if form.errors else 200)


@require_POST
def partner_close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a notice away."""
    asked = Asked.of(request)
    notice_close(by=person_of(request), programme=asked.programme, notice=asked.subject, now=timezone.now())
    messages.success(request, _("The notice is removed. Nobody sees it any more."))
    own = asked.subject.person_id == person_of(request).pk
    return redirect("call" if own else "partners", slug)


def partner_write(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write to somebody who looks for a partner."""
    asked = Asked.of(request)
    asked.section = "academies"
    form = MessageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not within_limit(request, "partner_message"):
            form.add_error(None, _("You have sent many messages in a short time. Try again in an hour."))
        else:
            try:
                write(
                    by=person_of(request),
                    programme=asked.programme,
                    notice=asked.subject,
                    message=form.cleaned_data["message"],
                    now=timezone.now(),
                )
            except ValidationError as fault:
                add_errors(form, fault)
            else:
                messages.success(request, _("The message is on its way. The answer comes to your e-mail address."))
                return redirect("partners", slug)
    context = {"form": form, "notice": asked.subject}
    return render(request, "calls/partner_write.html", context, status=422 if form.errors else 200)
