"""The list of applications as a spreadsheet, every answer in a column of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.connect import Sheet
from soske.intake.applications.fields import GOALS, number_of
from soske.intake.applications.models import Application, Submission
from soske.intake.applications.queries_organiser import ORDER_BY, Filters, applications_found, dated, names_order
from soske.intake.applications.states import ApplicationState
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import GroupFacts, group_facts, group_view
from soske.packs.codes import QuestionKind, SectionKind
from soske.people.regions import REGIONS
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts

if TYPE_CHECKING:
    from soske.packs.schema import Section

CHUNK = 200
LONGEST_CELL = 32_000  # a cell of XLSX holds 32,767 characters
MEMBERED = {"q", "promise"}


def applications_sheet(programme: Programme, filters: Filters) -> Sheet:
    """The applications that fit the filters, in their order. Drafts have facts but no answers."""
    lang = get_language() or "fi"
    columns = answer_columns(pack_parts(programme, "application")["application"], lang, tuple(programme.languages))
    numbers = _number_keys(pack_parts(programme, "application")["application"])
    return Sheet(
        title=_("Applications"),
        columns=[*_fact_columns(), *columns.values()],
        rows=_rows(programme, filters, list(columns), numbers, lang),
    )


def answer_columns(sections: Sequence[Section], lang: str, order: tuple[str, ...]) -> dict[str, str]:
    """Key of a column -> its title. Answers of the members share the column of their question."""
    found: dict[str, str] = {}
    for section in sections:
        match section.kind:
            case SectionKind.GOALS:
                for number in range(1, GOALS + 1):
                    found |= {f"goal.{number}.{part}": title for part, title in _goal_titles(number).items()}
            case SectionKind.PROMISES:
                found |= {
                    "promise.role": _("Promise: role"),
                    "promise.text": _("Promise: what"),
                    "promise.date": _("Promise: day"),
                }
            case SectionKind.LEARN:
                found |= {"learn": _("Topics to learn"), "learn.text": _("To learn, in own words")}
            case SectionKind.GIVE:
                found |= {"give": _("Topics to give"), "give.text": _("To give, in own words")}
        for question in section.questions:
            title = question.short.spoken(lang, order).text or question.name.spoken(lang, order).text
            found[f"q.{question.code}"] = title
    return found


def _goal_titles(number: int) -> dict[str, str]:
    words = {"number": number}
    return {
        "text": _("Goal %(number)s") % words,
        "source": _("Goal %(number)s: document") % words,
        "date": _("Goal %(number)s: date") % words,
        "member": _("Goal %(number)s: whose") % words,
        "theme": _("Goal %(number)s: theme") % words,
    }


def _number_keys(sections: Sequence[Section]) -> set[str]:
    """Questions whose answer is one number; those of each member are told as text."""
    return {
        f"q.{question.code}"
        for section in sections
        for question in section.questions
        if question.kind is QuestionKind.NUMBER and not question.each_member
    }


def column_key(key: str) -> str:
    """The column of an answer: `q.CODE.MEMBER` stands in `q.CODE`, `promise.MEMBER.PART` in `promise.PART`."""
    name, *rest = key.split(".")
    if name == "q":
        return f"q.{rest[0]}"
    return f"promise.{rest[1]}" if name == "promise" and len(rest) == 2 else key


def answer_cells(content: Mapping[str, Any], numbers: set[str]) -> dict[str, Any]:
    """Key of a column -> what stands in its cell. Pure."""
    lines: dict[str, list[str]] = {}
    found: dict[str, Any] = {}
    for section in content["sections"]:
        for answer in section["answers"]:
            key = column_key(answer["key"])
            if not answer["text"]:
                continue
            number = number_of(answer["raw"]) if key in numbers else None
            if number is not None:
                found[key] = number
            else:
                several = answer["key"].partition(".")[0] in MEMBERED and answer["whose"]
                lines.setdefault(key, []).append(f"{answer['whose']}: {answer['text']}" if several else answer["text"])
    return found | {key: _cell("\n".join(texts)) for key, texts in lines.items()}


def _cell(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _fact_columns() -> list[str]:
    return [
        pgettext("of an application", "Number"),
        _("State"),
        _("Group"),
        _("Joint group"),
        _("Member organisations"),
        _("Lead organisation"),
        _("Sector"),
        _("Region"),
        _("Theme"),
        _("Contact person"),
        _("E-mail address"),
        _("Received"),
        _("Case number"),
        _("Late, with permission"),
        _("Came by another way"),
    ]


def _rows(
    programme: Programme, filters: Filters, keys: list[str], numbers: set[str], lang: str
) -> Iterator[Sequence[Any]]:
    order = tuple(programme.languages)
    themes = {theme.code: theme.name.spoken(lang, order).text for theme in pack_parts(programme, "themes")["themes"]}
    states = {state.value: str(state.label) for state in ApplicationState}
    pks = _ordered(programme, filters)
    for start in range(0, len(pks), CHUNK):
        chunk = pks[start : start + CHUNK]
        found = {row["pk"]: row for row in _found(chunk)}
        groups = [row["group"] for row in found.values()]
        facts = {each.pk: each for each in group_facts(Group.objects.filter(pk__in=groups))}
        regions = _regions(groups, lang)
        for pk in chunk:
            row = found.get(pk)
            if row is None:
                continue
            cells = answer_cells(row["content"], numbers) if row["content"] else {}
            yield [
                row["number"] or "",
                states[row["state"]],
                *_group_cells(facts[row["group"]], lang, order),
                ", ".join(regions.get(row["group"], [])) or _("Not recorded"),
                ", ".join(themes.get(code, code) for code in row["group__themes"]),
                row["contact"] or "",
                row["group__contact__email"] or "",
                _moment(row, lang),
                row["case_number"],
                _("yes") if row["late_until"] else "",
                _("yes") if row["other_way"] else "",
                *(cells.get(key, "") for key in keys),
            ]


def _moment(row: Mapping[str, Any], lang: str) -> str:
    if row["state"] == ApplicationState.DRAFT or row["submitted_at"] is None:
        return ""
    return formats.date_and_time(timezone.localtime(row["submitted_at"]), lang)


def _ordered(programme: Programme, filters: Filters) -> list[int]:
    if filters.order == "name":
        return names_order(programme, filters)
    found = dated(applications_found(programme, filters))
    return list(found.order_by(*ORDER_BY[filters.order]).values_list("pk", flat=True))


def _found(pks: Iterable[int]) -> Iterable[Mapping[str, Any]]:
    """What the sheet says of these applications. The content of a draft is not read, not even what was received of it
    before it was reopened."""
    contents = Submission.objects.filter(application=OuterRef("pk")).exclude(application__state=ApplicationState.DRAFT)
    names = GroupPerson.objects.filter(
        group=OuterRef("group"), person=OuterRef("group__contact"), ends__isnull=True
    ).values("name")[:1]
    rows = Application.objects.filter(pk__in=pks).annotate(
        content=Subquery(contents.order_by("-position").values("content")[:1]), contact=Subquery(names)
    )
    return rows.values(
        "pk",
        "number",
        "state",
        "submitted_at",
        "case_number",
        "late_until",
        "other_way",
        "group",
        "group__themes",
        "group__contact__email",
        "content",
        "contact",
    )


def _group_cells(facts: GroupFacts, lang: str, order: tuple[str, ...]) -> list[str]:
    """Name, joint, members, lead and sectors of a group."""
    view = group_view(facts, lang, order)
    members = "; ".join(", ".join(piece.text for piece in member) for member in view.members)
    sectors = ", ".join(str(sector.label) for sector in view.sectors)
    return [view.text(lang), _("yes") if view.joint else _("no"), members, view.lead.text if view.lead else "", sectors]


def _regions(groups: Iterable[int], lang: str) -> dict[int, list[str]]:
    """Group -> names of the regions of its organisations, each once."""
    found: dict[int, list[str]] = {}
    rows = Member.objects.filter(group__in=groups).order_by("group", "position")
    for group, code in rows.values_list("group", "organisation__region"):
        name = REGIONS[code].spoken(lang).text if code in REGIONS else ""
        if name and name not in found.setdefault(group, []):
            found[group].append(name)
    return found
