"""Pages of messages: the outbox, one message, a new one to an audience."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from soske.base.localtext import LANGUAGE_NAMES
from soske.base.opened import Stale
from soske.base.urls import Asked
from soske.desk.letters import (
    COMMON,
    FIELDS,
    FRAME,
    audiences_offered,
    message_letters,
    reader_key,
    readers_mark,
    readers_of,
    words_without_value,
)
from soske.desk.letters_actions import message_queue
from soske.desk.letters_forms import MessageForm, left_out_of
from soske.desk.tables import letters_table, readers_table
from soske.people.rules import person_of
from soske.programmes.letters import pack_letter
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.programmes.workspace import workspace
from soske.records import queries as records
from soske.records.actions_letters import batch_cancel, letter_again, letter_cancel
from soske.records.models import Letter
from soske.records.states import LetterState

PAGE = 50


def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """The outbox: what leaves when, to whom. Those that were queued together can be shown and cancelled together."""
    programme = Asked.of(request).programme
    state, batch = request.GET.get("state", ""), _batch(request)
    state = state if state in LetterState.values else ""
    counts = records.letter_counts(programme.pk, batch=batch)
    paginator = Paginator(records.letters(programme.pk, state=state, batch=batch), PAGE)
    paginator.count = counts.get(state, 0) if state else sum(counts.values())  # known already
    page = paginator.get_page(request.GET.get("page"))
    waiting = counts.get(LetterState.WAITING, 0) if batch else 0
    context = {
        "table": letters_table(programme.slug, page.object_list, get_language() or "fi"),
        "page": page,
        "total": sum(counts.values()),
        "state": state,
        "filters": [(code, LetterState(code).label, count) for code, count in counts.items()],
        "batch": batch,
        "batch_query": f"batch={batch}&" if batch else "",
        "batch_waiting": waiting,
        "leaves_at": records.letters_leave_at(programme.pk, batch) if waiting else None,
        "query": (f"batch={batch}&" if batch else "") + (f"state={state}&" if state else ""),
        **workspace(request, "letters"),
    }
    return render(request, "desk/letters.html", context)


def _batch(request: HttpRequest) -> str:
    """The token of letters that were queued together; "" when the address has none."""
    try:
        return str(UUID(request.GET.get("batch", "")))
    except ValueError:
        return ""


def letter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One letter as its reader gets it."""
    found = _letter(request, pk)
    failed = found.state == LetterState.FAILED
    receives = failed and records.still_receives(found)
    context = {
        "letter": found,
        "cancels": found.state == LetterState.WAITING,
        "again": receives,
        "gone": failed and not receives,
        **workspace(request, "letters"),
    }
    return render(request, "desk/letter.html", context)


def _letter(request: HttpRequest, pk: int) -> Letter:
    return get_object_or_404(Letter.objects.select_related("person"), pk=pk, scope=Asked.of(request).programme.pk)


@require_POST
def letter_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel a letter that waits, or send one again that was not delivered."""
    found, by = _letter(request, pk), person_of(request)
    try:
        if request.POST.get("to") == "again":
            letter_again(by=by, letter=found)
            messages.success(request, _("The message is sent again."))
        else:
            letter_cancel(by=by, letter=found)
            messages.success(request, _("The message is cancelled."))
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect("letter", slug, pk)


@require_POST
def letters_cancel(request: HttpRequest, slug: str, batch: UUID) -> HttpResponse:
    """Cancel those of the letters queued together that still wait."""
    count = batch_cancel(by=person_of(request), scope=Asked.of(request).programme.pk, token=batch)
    if count:
        words = ngettext("%(n)s message is cancelled.", "%(n)s messages are cancelled.", count)
        messages.success(request, words % {"n": count})
    else:
        messages.info(request, _("None of these messages was waiting any more."))
    return redirect(_batch_address(slug, batch))


def _batch_address(slug: str, batch: object) -> str:
    return f"{reverse('letters', args=[slug])}?batch={batch}"


def letter_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to an audience: the text, then its readers one by one, then into the outbox."""
    programme = Asked.of(request).programme
    offered = audiences_offered(programme)
    context: dict[str, Any] = {"offered": offered, **workspace(request, "letters")}
    if not offered:
        return render(request, "desk/letter_new.html", context)
    form = _form(request, programme, offered)
    if not form.is_bound or not form.is_valid():
        return _write(request, form, context)
    if request.POST.get("step") == "write":
        again = _form(request, programme, offered, initial=form.cleaned_data)
        return _write(request, again, context)
    if request.POST.get("step") != "queue":
        return _check(request, programme, form, context)
    message = form.message(left_out_of(request.POST))
    try:
        count = message_queue(
            by=person_of(request), programme=programme, message=message, seen=request.POST.get("seen", "")
        )
    except ValidationError as fault:
        return _check(request, programme, form, context, fault=fault)
    if not count:
        messages.info(request, _("This message was queued already."))
    return redirect(_batch_address(slug, message.token))


def _form(
    request: HttpRequest, programme: Programme, offered: Any, initial: dict[str, Any] | None = None
) -> MessageForm:
    lang = get_language() or "fi"
    themes = [(theme.code, theme.name.spoken(lang).text) for theme in pack_parts(programme, "themes")["themes"]]
    bound = request.method == "POST" and initial is None
    return MessageForm(
        request.POST if bound else None,
        offered=offered,
        languages=programme.languages,
        themes=themes,
        framed=pack_letter(programme, FRAME) is not None,
        initial=initial or {"to": request.GET.get("to", "")},
    )


def _write(request: HttpRequest, form: MessageForm, context: dict[str, Any]) -> HttpResponse:
    fields = {name for audience in form.audiences.values() for name in audience.fields}
    words = {**COMMON, **{name: meaning for name, meaning in FIELDS.items() if name in fields}}
    context |= {
        "form": form,
        "words": [(f"{{{name}}}", meaning) for name, meaning in words.items()],
        "filtered": any(audience.filters for audience in form.audiences.values()),
        "chosen": any(form[name].value() for name in ("sector", "theme", "joint")),
    }
    return render(request, "desk/letter_new.html", context, status=422 if form.is_bound else 200)


def _check(
    request: HttpRequest,
    programme: Programme,
    form: MessageForm,
    context: dict[str, Any],
    fault: ValidationError | None = None,
) -> HttpResponse:
    """The readers one by one and the letter as the first of each language gets it."""
    message = form.message(left_out_of(request.POST))
    readers = readers_of(message, programme)
    kept = [reader for reader in readers if reader_key(reader) not in message.left_out]
    first: dict[str, Any] = {}
    for reader in kept:
        first.setdefault(message.language_for(reader, programme.languages), reader)
    page = Paginator(readers, PAGE).get_page(request.POST.get("page"))
    counts = dict.fromkeys(first, 0)
    for reader in kept:
        counts[message.language_for(reader, programme.languages)] += 1
    context |= {
        "form": form,
        "audience": message.audience,
        "total": len(readers),
        "kept": len(kept),
        "page": page,
        "table": readers_table(message, programme, list(page), get_language() or "fi"),
        "previews": [
            {
                "letter": composed,
                "reader": reader,
                "count": counts[composed.language],
                "language": LANGUAGE_NAMES.get(composed.language, composed.language),
            }
            for reader, composed in message_letters(message, programme, list(first.values()))
        ],
        "missing": [LANGUAGE_NAMES.get(code, code) for code in message.text.missing(programme.languages)],
        "empty": words_without_value(message, programme, list(first)),
        "left_out": ",".join(sorted(message.left_out)),
        "seen": readers_mark(readers),
        "minutes": settings.UNDO_MINUTES,
        "faults": fault.messages if fault else [],
        "stale": isinstance(fault, Stale),
    }
    return render(request, "desk/letter_check.html", context, status=422 if fault else 200)
