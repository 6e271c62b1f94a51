"""What a page and its script get of texts that several people write: answers to a save, the box of two texts, who is
here. The views of an app call these; the script is base/assets/autosave.js."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.difference import difference
from soske.base.localtext import writable
from soske.people.queries import person_names
from soske.people.rules import person_of
from soske.records.writings import Saved
from soske.records.writings_queries import (
    ParallelView,
    WritingView,
    changed,
    parallel_view,
    version_mark,
    version_read,
    writing_view,
)

Names = Mapping[int, str]
"""Person id -> how she is called on the page, in the nominative: "Mallilan kunta, hankinta-asiantuntija"."""


# --- a save -----------------------------------------------------------------------------------------------------------
def answer_response(
    request: HttpRequest,
    *,
    save: Callable[[str, int, str], Saved],
    label: str = "",
    names: Names | None = None,
    show: Callable[[str], str] | None = None,
    both: bool = True,
    choose_url: str = "",
) -> JsonResponse:
    """Save what the script sends of one field with `save(text, base, token)`, and say what became of it.

    The script posts `text`, `version`, `token`, `person` and `field` (the view reads the last). Answers: 200 `saved` or
    `same` with the new version; 409 `parallel` with the box of two texts; 422 `refused` with the errors (what `save`
    raises); 401 `other` when somebody else has signed in in this browser meanwhile. For the rest see `two_texts`.
    """
    reader = person_of(request)
    if request.POST.get("person", str(reader.pk)) != str(reader.pk):
        return JsonResponse({"state": "other"}, status=401)
    text, base = request.POST.get("text", ""), version_read(request.POST.get("version", ""))[0]
    try:
        saved = save(text, base, request.POST.get("token", ""))
    except ValidationError as fault:
        return JsonResponse({"state": "refused", "errors": fault.messages}, status=422)
    head, lang = saved.writing, get_language() or "fi"
    if saved.parallel is not None:
        view = writing_view(head, [parallel_view(saved.parallel)])
        box = two_texts(view, reader=reader.pk, label=label, names=names, show=show, both=both, choose_url=choose_url)
        return JsonResponse({"state": saved.state, "html": box}, status=409)
    answer: dict[str, Any] = {
        "state": saved.state,
        "version": version_mark(head.version, head.text),
        "saved": saved_words(timezone.now(), lang),
    }
    if head.text != writable(text):
        answer["text"] = head.text
    return JsonResponse(answer)


def saved_words(at: dt.datetime, lang: str) -> str:
    """ "Saved at 14.32.08"; with the day when it was not today."""
    today = timezone.localdate(at) == timezone.localdate()
    if today:
        return _("Saved at %(time)s") % {"time": formats.time_with_seconds(at, lang)}
    return _("Saved %(when)s") % {"when": formats.date_and_time(at, lang)}


@dataclass(frozen=True, slots=True)
class SaveStatus:
    """The line of the page's head: when it was saved, and who saved before (base/save_status.html)."""

    words: str = ""
    previous: str = ""


def save_status(views: Iterable[WritingView], *, reader: int, names: Names | None = None) -> SaveStatus:
    """Of the fields of a page: the last save, and the last one of somebody else than the reader."""
    lang = get_language() or "fi"
    written = sorted((view for view in views if view.version), key=lambda view: view.saved_at, reverse=True)
    if not written:
        return SaveStatus()
    other = next((view for view in written if view.person_id not in (None, reader)), None)
    previous = ""
    if other is not None and other.person_id is not None:
        who = {"who": _called(other.person_id, names), "when": when_words(other.saved_at, lang)}
        previous = _("Before: %(who)s, %(when)s") % who
    return SaveStatus(saved_words(written[0].saved_at, lang), previous)


def when_words(at: dt.datetime, lang: str, *, exact: bool = False) -> str:
    """The time of day (`exact`: with its seconds); with the day when it was not today."""
    today = timezone.localdate(at) == timezone.localdate()
    if today and exact:
        return formats.time_with_seconds(at, lang)
    return formats.time_of_day(at, lang) if today else formats.date_and_time(at, lang)


# --- a form without a script ----------------------------------------------------------------------------------------
class Typed(NamedTuple):
    """A text that is not saved, the mark of the one that it began from (records.writings.changed), and why."""

    text: str
    opened: str
    fault: str = ""


def typed_in(sent: QueryDict, keys: Iterable[str], *, several: Collection[str] = ()) -> dict[str, Typed]:
    """What a form has changed, by key. What nobody touched there is left out, so that what others wrote meanwhile
    stays. `several` are the keys of which a form sends several values."""
    found = {}
    for key in keys:
        if key not in sent and f"{key}:version" not in sent:
            continue
        text = "\n".join(sent.getlist(key)) if key in several else sent.get(key, "")
        opened = sent.get(f"{key}:version", "")
        if changed(opened, text):
            found[key] = Typed(text, opened)
    return found


def typed_save(
    typed: Mapping[str, Typed], save: Callable[[str, str, int], Saved]
) -> tuple[dict[str, Typed], dict[str, str]]:
    """Save what was typed with `save(key, text, base)`; (what could not be saved, what is wrong) by key."""
    refused, faults = {}, {}
    for key, each in typed.items():
        try:
            saved = save(key, each.text, version_read(each.opened)[0])
        except ValidationError as fault:
            faults[key] = " ".join(fault.messages)
            refused[key] = each._replace(fault=faults[key])
        else:
            if saved.state == "parallel":
                faults[key] = _("Two texts. Compare and choose.")
    return refused, faults


# --- two texts ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Side:
    """One of two texts that are compared."""

    title: str
    when: str
    html: SafeString
    own: bool


class Button(NamedTuple):
    value: str
    words: str


class Chosen(NamedTuple):
    """What a button of the box says: arguments of writings.writing_choose."""

    field: str
    keep: str
    parallel: int
    base: int


def two_texts(
    view: WritingView | None,
    *,
    reader: int,
    label: str = "",
    names: Names | None = None,
    show: Callable[[str], str] | None = None,
    both: bool = True,
    choose_url: str = "",
) -> SafeString:
    """The box in which one chooses between the text that stands and one beside it; "" when nothing stands beside.

    The reader's own parallel text comes first, others one after another. `show` turns a stored text into words (codes
    of choices); `both` False leaves out joining (dates, numbers, one choice of several). The buttons send the form to
    `choose_url`, or to its own address; `chosen(request.POST)` reads them.
    """
    if view is None or not view.parallels:
        return SafeString("")
    lang = get_language() or "fi"
    beside = next((each for each in view.parallels if each.person_id == reader), view.parallels[0])
    texts = [show(each) if show else each for each in (beside.text, view.text)]
    html = difference(*texts)
    if names is None:
        names = person_names({beside.person_id, *([view.person_id] if view.person_id else [])})
    mine, theirs = beside.person_id == reader, view.person_id == reader
    twice = mine and theirs  # two windows of the reader are told apart by their time alone
    when = [when_words(each.saved_at, lang, exact=twice) for each in (beside, view)]
    sides = [
        Side(_title(beside.person_id, mine, names), when[0], html[0], mine),
        Side(_title(view.person_id, theirs, names), when[1], html[1], theirs),
    ]
    buttons = _buttons(view, beside, sides, both=both)
    if theirs and not mine:
        sides.reverse()
    context = {
        "label": label,
        "own_twice": twice,
        "sides": sides,
        "buttons": buttons,
        "choose_url": choose_url,
    }
    return render_to_string("base/two_texts.html", context)


def _title(person: int | None, own: bool, names: Names) -> str:
    return _("Your text") if own else _called(person, names)


def _called(person: int | None, names: Names | None) -> str:
    found = names if names is not None else person_names([person] if person else [])
    return found.get(person or 0, "") or _("Another writer")


def _buttons(view: WritingView, beside: ParallelView, sides: list[Side], *, both: bool) -> list[Button]:
    def value(keep: str) -> str:
        return f"{keep}:{beside.pk}:{view.version}:{view.field}"

    keeps = {"mine": sides[0], "theirs": sides[1]}
    own = sum(side.own for side in sides)
    buttons = [Button(value("both"), _("Merge both"))] if both else []
    if own == 1:
        first = "mine" if sides[0].own else "theirs"
        other = "theirs" if first == "mine" else "mine"
        return [*buttons, Button(value(first), _("Keep mine")), Button(value(other), _("Take theirs"))]
    for keep, side in keeps.items():
        buttons.append(Button(value(keep), _("Take the text: %(who)s") % {"who": side.when if own else side.title}))
    return buttons


def chosen(post: Mapping[str, Any]) -> Chosen | None:
    """What was chosen in a box of two texts of this form; None when no such button sent it."""
    keep, parallel, base, field = (*str(post.get("choose", "")).split(":", 3), "", "", "", "")[:4]
    if not (field and parallel.isdecimal() and base.isdecimal() and max(len(parallel), len(base)) < 19):
        return None
    return Chosen(field, keep, int(parallel), int(base))


# --- who is here ------------------------------------------------------------------------------------------------------
def presence_response(request: HttpRequest, html: Mapping[str, str] | str) -> JsonResponse:
    """What the page asks for every 20 seconds: the HTML of who is here (one for each `data-present="name"`, or one for
    all), and a fresh token for its forms, because a new sign-in makes the old one worthless."""
    parts = {"": html} if isinstance(html, str) else dict(html)
    return JsonResponse({"html": parts, "csrf": get_token(request), "person": str(request.user.pk)})
