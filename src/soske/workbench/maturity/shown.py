"""What the result shows: a picture of each area, the table behind it, what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from soske.base import formats
from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import spoken
from soske.engines.maturity import HIGHEST, LOWEST, Spread
from soske.intake.groups.queries import topics_of
from soske.programmes.models import Programme
from soske.workbench.maturity.models import MomentKind
from soske.workbench.maturity.queries import Result, Series, means_named

if TYPE_CHECKING:
    from soske.packs.schema_maturity import Maturity

EDGE = 4.0
"""Per cent of the width of a scale that is left free at both ends, for the marks at 1 and 5."""


def spread_words(spread: str) -> str:
    """How much people differ, "" when it is not said."""
    match spread:
        case Spread.AGREE:
            return _("people agree")
        case Spread.SOMEWHAT:
            return _("people differ somewhat")
        case Spread.MUCH:
            return _("people differ much")
    return ""


def lines_of(result: Result) -> list[tuple[Series, str]]:
    """The lines of each area with their names: organisations, and the long forms of the team where there are some."""
    lines = [(each, each.name) for each in result.series]
    if result.long.areas:
        lines.append((result.long, _("The team, long form")))
    return lines


def _place(value: float) -> float:
    """Where a value stands on the scale, in per cent of its width."""
    return EDGE + (value - LOWEST) / (HIGHEST - LOWEST) * (100 - 2 * EDGE)


def _strip(start: float | None, end: float | None, academy: float | None) -> SafeString:
    """One scale from 1 to 5: a ring for the start, a disc for the end, a bar across for the academy's average."""
    parts = [f'<line class="axis" x1="{EDGE:g}%" x2="{100 - EDGE:g}%" y1="14" y2="14"/>']
    parts += [
        f'<line class="axis" x1="{_place(value):g}%" x2="{_place(value):g}%" y1="10" y2="18"/>'
        for value in range(LOWEST, HIGHEST + 1)
    ]
    if start is not None and end is not None:
        parts.append(f'<line class="way" x1="{_place(start):g}%" x2="{_place(end):g}%" y1="14" y2="14"/>')
    if academy is not None:
        parts.append(f'<line class="others" x1="{_place(academy):g}%" x2="{_place(academy):g}%" y1="3" y2="25"/>')
    if start is not None:
        parts.append(f'<circle class="start" cx="{_place(start):g}%" cy="14" r="6"/>')
    if end is not None:
        parts.append(f'<circle class="end" cx="{_place(end):g}%" cy="14" r="7"/>')
    return mark_safe(  # noqa: S308 - numbers of ours
        f'<svg class="scale" width="100%" height="28" focusable="false" aria-hidden="true">{"".join(parts)}</svg>'
    )


def legend(result: Result) -> list[tuple[SafeString, str]]:
    """The marks that the picture has, with their words."""
    marks = []
    kinds = {kind for each, _name in lines_of(result) for kind in each.areas}
    if MomentKind.START in kinds:
        marks.append(('<circle class="start" cx="12" cy="12" r="6"/>', pgettext("self-assessment", "Start")))
    if MomentKind.END in kinds:
        marks.append(('<circle class="end" cx="12" cy="12" r="7"/>', pgettext("self-assessment", "End")))
    if _academy_kind(result):
        marks.append(('<line class="others" x1="12" x2="12" y1="1" y2="23"/>', _("Average of the academy")))
    return [(_mark(mark), word) for mark, word in marks]


def _numbers() -> SafeString:
    """The numbers of the scale, once above all."""
    texts = "".join(
        f'<text x="{_place(value):g}%" y="13" text-anchor="middle">{value}</text>'
        for value in range(LOWEST, HIGHEST + 1)
    )
    return mark_safe(  # noqa: S308 - numbers of ours
        f'<svg class="scale" width="100%" height="16" focusable="false" aria-hidden="true">{texts}</svg>'
    )


def _mark(mark: str) -> SafeString:
    return mark_safe(  # noqa: S308 - a mark of ours
        f'<svg class="scale" width="24" height="24" focusable="false" aria-hidden="true">{mark}</svg>'
    )


def _academy_kind(result: Result) -> str:
    """The latest moment that has an average of the academy; only its mark is in the picture."""
    return next((kind for kind in reversed(MomentKind.values) if result.academy.get(kind)), "")


def picture(result: Result, model: Maturity, programme: Programme, lang: str) -> SafeString:
    """The picture: for each area a scale for each line. For screen readers it is one image; the table says it all."""
    order, lines = tuple(programme.languages), lines_of(result)
    kind = _academy_kind(result)
    rows = []
    for area in model.areas:
        academy = result.academy.get(kind, {}).get(area.code)
        strips = [
            _line(each, name if len(lines) > 1 else "", area.code, academy[0] if academy else None, lang)
            for each, name in lines
        ]
        name = spoken(area.name.spoken(lang, order))
        rows.append(format_html('<li><p class="name">{}</p>{}</li>', name, mark_safe("".join(strips))))  # noqa: S308
    key = format_html_join("", "<li>{}{}</li>", legend(result))
    label = _("Averages of the areas on a scale from 1 to 5. The same figures are in the table below.")
    return format_html(
        '<div class="scales-picture" role="img" aria-label="{}"><ul class="scale-key">{}</ul>'
        '<div class="scale-line"><span class="whose"></span>{}<span></span></div><ol>{}</ol></div>',
        label,
        key,
        _numbers(),
        mark_safe("".join(rows)),  # noqa: S308 - made by format_html
    )


def _line(each: Series, name: str, area: str, academy: float | None, lang: str) -> SafeString:
    start, end = (each.areas.get(kind, {}).get(area) for kind in (MomentKind.START, MomentKind.END))
    values = " → ".join(formats.number(value.average, lang, decimals=1) for value in (start, end) if value)
    strip = _strip(start.average if start else None, end.average if end else None, academy)
    values = values or _("too few answers")
    return format_html(
        '<div class="scale-line"><span class="whose">{}</span>{}<span class="numbers">{}</span></div>',
        name,
        strip,
        values,
    )


def result_table(result: Result, model: Maturity, programme: Programme, lang: str) -> SafeString:
    """The same in figures, with the change and how much people differ; a row for each area and line."""
    order, lines = tuple(programme.languages), lines_of(result)
    several = len(lines) > 1
    start, end = MomentKind.START, MomentKind.END
    kinds = [kind for kind in (start, end) if any(kind in each.areas for each, _name in lines)]
    academies = [kind for kind in (start, end) if result.academy.get(kind)]
    columns = [Column(_("Area"))]
    columns += [Column(_("Whose answers"), labelled=True)] if several else []
    columns += [Column(_moment_words(kind), number=True, labelled=True) for kind in kinds]
    columns += [Column(_("Change"), number=True, labelled=True)] if len(kinds) == 2 else []
    columns += [Column(_("How people differ"), labelled=True)]
    columns += [Column(_academy_words(kind), number=True, labelled=True) for kind in academies]

    def cells(area: Any, each: Series, name: str) -> Iterable[str]:
        yield spoken(area.name.spoken(lang, order))
        if several:
            yield name
        found = [each.areas.get(kind, {}).get(area.code) for kind in kinds]
        for shown in found:
            yield formats.number(shown.average, lang, decimals=1) if shown else _("too few answers")
        if len(kinds) == 2:
            yield _change(found[0].average, found[1].average, lang) if found[0] and found[1] else "–"
        latest = next((shown for shown in reversed(found) if shown), None)
        yield (spread_words(latest.spread) or _("too few answers to say")) if latest else "–"
        for kind in academies:
            academy = result.academy[kind].get(area.code)
            yield formats.number(academy[0], lang, decimals=1) if academy else "–"

    return table(columns, (Row(list(cells(area, each, name))) for area in model.areas for each, name in lines))


def _moment_words(kind: str) -> str:
    return pgettext("self-assessment", "Start") if kind == MomentKind.START else pgettext("self-assessment", "End")


def _academy_words(kind: str) -> str:
    return _("Academy, start") if kind == MomentKind.START else _("Academy, end")


def _change(start: float, end: float, lang: str) -> str:
    change = round(end - start, 1)
    return ("+" if change > 0 else "") + formats.number(change, lang, decimals=1)


def academy_table(
    academy: dict[str, dict[str, tuple[float, int]]], model: Maturity, programme: Programme, lang: str
) -> Any:
    """The academy's averages alone, for the organiser; "" when there are none."""
    kinds = [kind for kind in MomentKind.values if academy.get(kind)]
    if not kinds:
        return ""
    order = tuple(programme.languages)
    columns = [Column(_("Area"))]
    for kind in kinds:
        columns.append(Column(_moment_words(kind), number=True, labelled=True))
        columns.append(Column(_("Organisations"), number=True, labelled=True))

    def cells(area: Any) -> Iterable[str]:
        yield spoken(area.name.spoken(lang, order))
        for kind in kinds:
            found = academy[kind].get(area.code)
            yield formats.number(found[0], lang, decimals=1) if found else _("too few organisations")
            yield str(found[1]) if found else "–"

    return table(columns, (Row(list(cells(area))) for area in model.areas))


# --- what to do next ------------------------------------------------------------------------------------------------
def next_steps(
    result: Result, model: Maturity, programme: Programme, lang: str, *, links: bool
) -> list[dict[str, Any]]:
    """For each of the weakest areas: its average, what to do next, means that help and topics for sparring. Topics
    lead to the teams that can offer them where the reader is in a team (`links`)."""
    order = tuple(programme.languages)
    areas = {area.code: area for area in model.areas}
    weakest = [(areas[code], average) for code, average in result.weakest if code in areas]
    wanted = {code for area, _average in weakest for code in area.means}
    means = means_named(programme, wanted, lang) if wanted else {}
    topics = dict(topics_of(programme, lang)) if weakest else {}
    return [
        {
            "name": area.name.spoken(lang, order),
            "average": formats.number(average, lang, decimals=1),
            "next": area.next,
            "means": [
                (means[code], reverse("means_page", args=[programme.slug, code]))
                for code in area.means
                if code in means
            ],
            "topics": [(topics[code], topic_url(programme, code, links)) for code in area.topics if code in topics],
        }
        for area, average in weakest
    ]


def topic_url(programme: Programme, code: str, links: bool) -> str:
    return f"{reverse('exchange', args=[programme.slug])}?topic={code}" if links else ""
