"""The long lists of the call page: what is asked, who can apply, what is looked at. Texts are composed once for each
state of the programme and language; their HTML is made for every request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.parts import shown
from soske.packs.codes import QuestionKind, SectionKind
from soske.packs.text import LocalText
from soske.people.models import OrganisationType

if TYPE_CHECKING:
    from soske.packs.schema import Criterion, Question, Section, Theme, Topic


class Asked(NamedTuple):
    """One question as the page shows it."""

    name: LocalText
    help: LocalText
    notes: str
    options: list[LocalText]


class Part(NamedTuple):
    """One section of the application as the page shows it. `software` says what the software asks in it."""

    name: LocalText
    about: LocalText
    software: str
    options: list[LocalText]
    questions: list[Asked]


def asked_of(sections: Sequence[Section], themes: Iterable[Theme], topics: Iterable[Topic], lang: str) -> list[Part]:
    """The sections of the application with their questions, in the language of the page."""
    names = {theme.code: theme.name.spoken(lang).text for theme in themes}
    choices = [topic.name for topic in topics]
    lists = [section.code for section in sections if section.kind in {SectionKind.LEARN, SectionKind.GIVE}]
    return [
        Part(
            name=section.name,
            about=section.about,
            software=_software(section.kind),
            options=choices if section.code in lists[:1] else [],  # the list is the same for both
            questions=[
                Asked(
                    name=question.name,
                    help=question.help,
                    notes=" · ".join(_notes(question, names, lang)),
                    options=[option.name for option in question.options],
                )
                for question in section.questions
            ],
        )
        for section in sections
    ]


def _software(kind: SectionKind) -> str:
    return {
        SectionKind.GROUP: _(
            "Asked: member organisations and the lead organisation, contact person, people and their roles, "
            "a management sponsor for each member organisation, themes."
        ),
        SectionKind.GOALS: _("Asked: one to three goals, the document in which each stands, and its date."),
        SectionKind.PROMISES: _(
            "Asked of each member organisation: who in the management promises, what, and on which day."
        ),
        SectionKind.LEARN: _("Asked: topics from a list, and more in your own words."),
        SectionKind.GIVE: _("Asked: topics from a list, and more in your own words."),
        SectionKind.FILES: _("Attachments are PDF or DOCX files, at most 10 MB each."),
    }.get(kind, "")


def _notes(question: Question, themes: dict[str, str], lang: str) -> Iterable[str]:
    """How a question is answered, and when it is asked."""
    yield _("required") if question.required else _("voluntary")
    if question.longest and question.kind in {QuestionKind.LINE, QuestionKind.TEXT}:
        yield _("at most %(n)s characters") % {"n": formats.number(question.longest, lang)}
    if question.kind == QuestionKind.CHOICES:
        yield _("you can choose several")
    if question.unit:
        yield _("unit: %(unit)s") % {"unit": question.unit.spoken(lang).text}
    if question.each_member:
        yield _("each member organisation answers for itself")
    if question.themes:
        yield _("asked with the theme: %(themes)s") % {
            "themes": ", ".join(themes.get(code, code) for code in question.themes)
        }
    if question.organisation_types:
        labels = dict(OrganisationType.choices)
        yield _("asked when a member organisation is: %(types)s") % {
            "types": ", ".join(str(labels.get(code, code)) for code in question.organisation_types)
        }


def asked_html(parts: Iterable[Part], lang: str) -> SafeString:
    """The sections as headings, each with its questions as pairs of the question and what is said of it."""
    out: list[str] = []
    for part in parts:
        out.append(f'<section class="call-part"><h3>{shown(part.name, lang)}</h3>')
        if part.about:
            out.append(f"<p>{shown(part.about, lang)}</p>")
        if part.software:
            out.append(f'<p class="quiet">{escape(part.software)}</p>')
        if part.options:
            out.append(_options(part.options, lang))
        if part.questions:
            out.append('<dl class="pairs">')
            out += [_question(question, lang) for question in part.questions]
            out.append("</dl>")
        out.append("</section>")
    return mark_safe("".join(out))  # noqa: S308 - texts by `shown`, the rest escaped


def _question(question: Asked, lang: str) -> str:
    about = f"<p>{shown(question.help, lang)}</p>" if question.help else ""
    options = _options(question.options, lang) if question.options else ""
    return (
        f"<div><dt>{shown(question.name, lang)}</dt>"
        f'<dd>{about}{options}<p class="small">{escape(question.notes)}</p></dd></div>'
    )


def _options(options: Iterable[LocalText], lang: str) -> str:
    return f'<ul class="options">{"".join(f"<li>{shown(option, lang)}</li>" for option in options)}</ul>'


def requirements_html(rows: Iterable[tuple[LocalText, LocalText]], lang: str) -> SafeString:
    """What makes a group eligible: each requirement with what it means below it."""
    items = [
        f"<li><strong>{shown(text, lang)}</strong>{f'<p>{shown(about, lang)}</p>' if about else ''}</li>"
        for text, about in rows
    ]
    return mark_safe(f'<ul class="requirements">{"".join(items)}</ul>')  # noqa: S308 - escaped by `shown`


def criteria_html(rows: Iterable[Criterion], lang: str) -> SafeString:
    """What is looked at in the review and how much it counts; folded away, what the points mean."""
    items, meanings = [], []
    for each in rows:
        name = shown(each.name, lang)
        weight = escape(_("0–%(most)s points, weight %(n)s") % {"most": each.most, "n": each.weight})
        items.append(
            f'<div><dt>{name}<br><span class="meta">{weight}</span></dt><dd>{shown(each.about, lang)}</dd></div>'
        )
        levels = "<br>".join(f"{level.points} · {shown(level.text, lang)}" for level in each.levels)
        if levels:
            meanings.append(f"<div><dt>{name}</dt><dd>{levels}</dd></div>")
    summary = escape(_("What the points mean"))
    fold = (
        f'<details class="more"><summary>{summary}</summary><dl class="pairs">{"".join(meanings)}</dl></details>'
        if meanings
        else ""
    )
    return mark_safe(f'<dl class="pairs">{"".join(items)}</dl>{fold}')  # noqa: S308 - escaped here and by `shown`


class Block(NamedTuple):
    """One section of the page: a heading and safe HTML."""

    id: str
    heading: str
    body: SafeString


def blocks_html(blocks: Iterable[Block]) -> SafeString:
    """Sections of public reading: the heading left, the text right."""
    return mark_safe(  # noqa: S308 - headings escaped, bodies safe
        "".join(
            f'<section class="section"><h2 id="{block.id}">{escape(block.heading)}</h2>'
            f'<div class="section-text">{block.body}</div></section>'
            for block in blocks
        )
    )
