"""The sections of the call page, in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soske.base import formats
from soske.base.parts import shares, shown
from soske.base.templatetags.soske import not_recorded, prose
from soske.intake.calls.letters import waits_until
from soske.intake.calls.page import Block, Part, asked_html, asked_of, criteria_html, requirements_html
from soske.intake.calls.queries import call_of, info_of, notices_count
from soske.intake.calls.words import info_when
from soske.packs.text import LocalText
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts, remembered_of
from soske.records.queries import files_of

if TYPE_CHECKING:
    from soske.packs.schema import Criterion

FILES = 50
Rows = list[tuple[LocalText, LocalText]]


@dataclass(frozen=True, slots=True)
class Texts:
    """What the call page says, composed in one language."""

    kicker: LocalText
    lead: LocalText
    audience: LocalText
    cost: LocalText
    joint: LocalText
    selection: LocalText
    publicity: LocalText
    info: LocalText
    workload: LocalText
    eligibility: Rows
    criteria: list[Criterion]
    work: list[tuple[LocalText, float, str]]
    days: float
    parts: list[Part]


def call_texts(programme: Programme, lang: str) -> Texts:
    """The texts of the call page, from the programme's pack."""
    return remembered_of(programme, lambda: _texts(programme, lang), "call texts", lang)


def _texts(programme: Programme, lang: str) -> Texts:
    names = ("public", "call", "eligibility", "criteria", "application", "topics", "themes", "workload")
    parts = pack_parts(programme, *names)
    public, call = parts["public"], parts["call"]
    return Texts(
        kicker=public.kicker,
        lead=call.lead or public.lead,
        audience=public.audience,
        cost=public.cost,
        joint=call.joint,
        selection=call.selection,
        publicity=call.publicity,
        info=call.info,
        workload=public.workload,
        eligibility=[(each.text, each.about) for each in parts["eligibility"]],
        criteria=parts["criteria"],
        work=[
            (work.name, work.days, _("%(n)s d") % {"n": formats.number(work.days, lang)}) for work in parts["workload"]
        ],
        days=sum(work.days for work in parts["workload"]),
        parts=asked_of(parts["application"], parts["themes"], parts["topics"], lang),
    )


def call_blocks(
    programme: Programme, texts: Texts, *, state: str, now: dt.datetime, lang: str, user: Any
) -> Iterator[Block]:
    """The sections of the page; one without a text is left out."""
    who = requirements_html(texts.eligibility, lang) if texts.eligibility else prose(texts.audience)
    cost = format_html("<p>{}</p>", shown(texts.cost, lang)) if texts.cost else ""
    yield Block("who", _("Who can apply?"), _joined(who, cost))
    session = _info(programme, texts, now=now, lang=lang)
    if session:
        yield Block("info", _("Info session"), session)
    yield Block("work", _("How much work it is"), _work(texts, lang))
    if texts.parts:
        intro = format_html('<p class="reading">{}</p>', _("You can read every question here before you sign in."))
        yield Block("questions", _("What the application asks"), _joined(intro, asked_html(texts.parts, lang)))
    if texts.criteria:
        yield Block("criteria", _("What is looked at in the review"), criteria_html(texts.criteria, lang))
    if texts.selection:
        yield Block("selection", _("How the selection is made"), prose(texts.selection))
    if texts.joint or state in {"before", "open", "none"}:
        yield Block("joint", _("Applying together"), _joint(programme, texts, state=state, user=user))
    if texts.publicity:
        yield Block("public", _("What becomes public"), prose(texts.publicity))
    files = remembered_of(programme, lambda: list(files_of("programme", programme.pk)[: FILES + 1]), "files", 0)
    if files:
        links = [(reverse("file_download", args=[file.pk]), file.name) for file in files[:FILES]]
        yield Block("files", _("Files"), _links(links))
    yield Block("next", _("Next step"), _links(list(_next(programme, state))))


def _info(programme: Programme, texts: Texts, *, now: dt.datetime, lang: str) -> SafeString:
    """When and where the info session is, and the way to sign up or to ask for the recording."""
    session, entered = info_of(programme), call_of(programme)
    if session is None:
        return mark_safe("")
    when = info_when(session, lang)
    over = not waits_until(now, session)
    lines: list[SafeString | str] = [
        format_html('<p class="reading"><strong>{}</strong>{}</p>', when, _place(entered.info_place if entered else ""))
        if when
        else not_recorded(),
        prose(texts.info),
        format_html(
            '<p class="actions"><a class="ds-button" data-variant="secondary" href="{}">{}</a></p>',
            reverse("info_signup", args=[programme.slug]),
            _("Ask for the recording") if over else _("Sign up for the info session"),
        ),
    ]
    return _joined(*lines)


def _place(place: str) -> str:
    return f" · {place}" if place else ""


def _work(texts: Texts, lang: str) -> SafeString:
    if not texts.days:
        return _joined(not_recorded())
    about = _("about %(n)s days") % {"n": formats.number(texts.days, lang)}
    when = f", {shown(texts.workload, lang)}" if texts.workload else ""
    whose = escape(_("for each member"))
    head = f'<p class="reading"><span class="figure">{escape(about)}</span> {whose}{when}</p>'
    return _joined(mark_safe(head), shares(texts.work, lang))  # noqa: S308 - escaped here


def _joint(programme: Programme, texts: Texts, *, state: str, user: Any) -> SafeString:
    """How to apply together, and the way to others who look for a partner."""
    lines: list[SafeString | str] = [prose(texts.joint)]
    if state == "closed":
        return _joined(*lines)
    count = notices_count(programme)
    if count:
        words = ngettext(
            "%(n)s organisation is looking for a partner now.",
            "%(n)s organisations are looking for a partner now.",
            count,
        )
        lines.append(format_html('<p class="reading">{}</p>', words % {"n": count}))
    target = reverse("partner_new", args=[programme.slug])
    if not user.is_authenticated:
        target = f"{reverse('start')}?{urlencode({'next': target})}"
    lines.append(
        format_html(
            '<p class="actions"><a class="ds-button" data-variant="secondary" href="{}">{}</a></p>',
            target,
            _("Look for a partner"),
        )
    )
    return _joined(*lines)


def _next(programme: Programme, state: str) -> Iterator[tuple[str, str]]:
    if state != "closed":
        yield (
            reverse("interest", args=[programme.slug]),
            _("Get a message when the call opens")
            if state
            in {
                "none",
                "before",
            }
            else _("Get a link to the application by e-mail"),
        )
    yield reverse("programme", args=[programme.slug]), _("What is done in the academy")
    yield reverse("calendar", args=[programme.slug]), _("Add the dates to your calendar (ICS)")
    if programme.address:
        yield f"mailto:{programme.address}", _("Ask the organiser")


def _links(links: list[tuple[str, str]]) -> SafeString:
    items = "".join(f'<li><a href="{escape(url)}">{escape(words)}</a></li>' for url, words in links)
    return mark_safe(f'<ul class="links">{items}</ul>')  # noqa: S308 - escaped here


def _joined(*pieces: SafeString | str) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308 - pieces are safe HTML
