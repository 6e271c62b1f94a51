"""What an imported sheet would do: which rows are new, which are there already, which are refused and why. Changes
nothing; actions_import.py does what the plan says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from soske.base.localtext import one_line
from soske.intake.applications.imports_cells import (
    SEPARATORS,
    Refused,
    cell_answer,
    cell_codes,
    cell_email,
    cell_language,
    cell_moment,
    cell_same,
    cell_short,
)
from soske.intake.applications.imports_fields import OWN, Kind, Target, folded
from soske.intake.applications.imports_sheet import Line, Table
from soske.intake.applications.imports_words import guess_type, types_by_word
from soske.intake.calls.models import Interest
from soske.intake.groups.actions_members import MOST_MEMBERS
from soske.intake.groups.models import Group, Member
from soske.people.models import OrganisationName
from soske.people.queries import name_folded
from soske.programmes.models import Programme

T = TypeVar("T")
ROWS = UUID("6f0d9a52-41b7-5a0e-9d3c-0d6c1c1a7f10")
"""Namespace of the tokens of imported rows: the same row of the same academy makes one group."""
TYPED = re.compile(r"^(.*\S)\s*\(([^()]+)\)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member organisation as the sheet names it; `known` is its number when it is known by this name."""

    name: str
    type: str
    unit: str = ""
    known: int | None = None
    sponsor: tuple[str, str] | None = None  # name, e-mail
    contact: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application as one row of the sheet, or several, gives it. Keys of own answers end in the place of their
    member: q.CODE.0 for the first."""

    rows: tuple[int, ...]
    members: tuple[MemberRow, ...]
    answers: Mapping[str, str]
    themes: tuple[str, ...]
    language: str
    case_number: str
    received: dt.datetime | None
    token: UUID


@dataclass(frozen=True, slots=True)
class ContactRow:
    row: int
    name: str
    email: str
    organisation: str
    language: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of the rows. `there` and `refused` are (row number, reason) in the order of the sheet."""

    applications: tuple[ApplicationRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    there: tuple[tuple[int, str], ...] = ()
    refused: tuple[tuple[int, str], ...] = ()

    @property
    def new(self) -> int:
        return len(self.applications) + len(self.contacts)


@dataclass
class _Working:
    there: list[tuple[int, str]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def plan(self, *, applications: tuple[ApplicationRow, ...] = (), contacts: tuple[ContactRow, ...] = ()) -> Plan:
        return Plan(applications, contacts, tuple(sorted(self.there)), tuple(sorted(self.refused)))


def plan_of(
    programme: Programme,
    kind: str,
    table: Table,
    mapping: Mapping[int, str],
    targets: Sequence[Target],
    *,
    language: str,
) -> Plan:
    """What an import would do. `mapping` is column -> key of a target; `language` that of rows that name none.

    A handful of queries for each 500 rows.

    Raises:
        ValidationError: keyed by "mapping": a required column is missing, or two columns mean the same.
    """
    _check(mapping, targets)
    by_key = {target.key: target for target in targets}
    columns = {column: by_key[key] for column, key in mapping.items() if key in by_key and column < len(table.headings)}
    make = _contacts if kind == Kind.CONTACTS else _applications
    return make(programme, table, columns, language)


def _check(mapping: Mapping[int, str], targets: Sequence[Target]) -> None:
    faults = [
        _("Choose the column of this: %(name)s") % {"name": target.label}
        for target in targets
        if target.required and target.key not in mapping.values()
    ]
    twice = {key for key in mapping.values() if list(mapping.values()).count(key) > 1}
    faults += [
        _("Two columns mean the same: %(name)s") % {"name": target.label} for target in targets if target.key in twice
    ]
    if faults:
        raise ValidationError({"mapping": faults})


def _cells(line: Line, columns: Mapping[int, Target]) -> dict[str, str]:
    """Key -> text of a row.

    Raises:
        Refused: a cell that is used cannot be.
    """
    for column, fault in line.faults:
        if column in columns:
            raise Refused(_("%(column)s: %(reason)s") % {"column": columns[column].label, "reason": fault})
    return {target.key: line.cells[column] for column, target in columns.items()}


# --- contacts -------------------------------------------------------------------------------------------------------
def _contacts(programme: Programme, table: Table, columns: Mapping[int, Target], language: str) -> Plan:
    working = _Working()
    found: dict[str, ContactRow] = {}
    for line in table.lines:
        try:
            cells = _cells(line, columns)
            email = cell_email(cells.get("email", ""))
            name = cell_short(cells.get("name", ""), 120, columns, "name")
            organisation = cell_short(cells.get("organisation", ""), 200, columns, "organisation")
            row = ContactRow(
                row=line.number,
                name=name or email,
                email=email,
                organisation=organisation,
                language=cell_language(cells.get("language", ""), programme, language),
            )
        except Refused as reason:
            working.refused.append((line.number, str(reason)))
            continue
        if email in found:
            working.there.append((line.number, cell_same(found[email].row)))
        else:
            found[email] = row
    known: set[str] = set()
    for piece in some(found):
        rows = Interest.objects.filter(call__programme=programme).annotate(low=Lower("email"))
        known |= set(rows.filter(low__in=piece).values_list("low", flat=True))
    for email in known:
        working.there.append((found.pop(email).row, _("This address has expressed its interest already.")))
    return working.plan(contacts=tuple(found.values()))


# --- applications ---------------------------------------------------------------------------------------------------
def _applications(programme: Programme, table: Table, columns: Mapping[int, Target], language: str) -> Plan:
    working = _Working()
    read: dict[int, dict[str, str]] = {}
    for line in table.lines:
        try:
            read[line.number] = _cells(line, columns)
        except Refused as reason:
            working.refused.append((line.number, str(reason)))
    known = _organisations(programme, read.values())
    wrong = dict(working.refused)
    found: list[ApplicationRow] = []
    for rows in _grouped(table.lines, columns, read):
        try:
            broken = [row for row in rows if row in wrong]
            if broken:
                raise Refused(_("Row %(n)s of the same application is refused.") % {"n": broken[0]})
            found.append(_application(programme, rows, read, columns, known, language))
        except Refused as reason:
            working.refused += [(row, str(reason)) for row in rows if row not in wrong]
            wrong |= dict.fromkeys(rows, str(reason))
    return working.plan(applications=_new(programme, found, working))


def _grouped(
    lines: Sequence[Line], columns: Mapping[int, Target], read: Mapping[int, Mapping[str, str]]
) -> Iterator[tuple[int, ...]]:
    """Numbers of the rows of each application: those with the same value in the column of groups belong together."""
    column = next((column for column, target in columns.items() if target.key == "group"), None)
    groups: dict[str, list[int]] = {}
    for line in lines:
        value = folded(line.cells[column]) if column is not None else ""
        groups.setdefault(value or f"row {line.number}", []).append(line.number)
    yield from (tuple(rows) for rows in groups.values())


def _application(
    programme: Programme,
    rows: tuple[int, ...],
    read: Mapping[int, Mapping[str, str]],
    columns: Mapping[int, Target],
    known: Mapping[str, tuple[int, str]],
    language: str,
) -> ApplicationRow:
    targets = {target.key: target for target in columns.values()}
    members: list[MemberRow] = []
    answers: dict[str, str] = {}
    for row in rows:
        cells = read[row]
        place = len(members)
        members += _members(cells, columns, known, lead=not members)
        for name, target in targets.items():
            if target.asked is None or name == "themes" or not cells.get(name):
                continue
            key = _placed(name, place) if target.asked.member is not None else name
            answers.setdefault(key, cell_answer(target, cells[name]))
    _members_check(members)
    shared = {key: next((read[row][key] for row in rows if read[row].get(key)), "") for key in read[rows[0]]}
    themes = cell_codes(targets["themes"], shared["themes"]) if shared.get("themes") else []
    return ApplicationRow(
        rows=rows,
        members=tuple(members),
        answers=answers,
        themes=tuple(themes),
        language=cell_language(shared.get("language", ""), programme, language),
        case_number=cell_short(shared.get("case_number", ""), 60, columns, "case_number"),
        received=cell_moment(shared.get("received", ""), targets.get("received")),
        token=uuid5(ROWS, repr((programme.pk, [sorted(read[row].items()) for row in rows]))),
    )


def _placed(key: str, place: int) -> str:
    """The key of an own answer of the member at this place: promise.0.role -> promise.2.role."""
    return ".".join(str(place) if part == str(OWN) else part for part in key.split("."))


def _members(
    cells: Mapping[str, str], columns: Mapping[int, Target], known: Mapping[str, tuple[int, str]], *, lead: bool
) -> list[MemberRow]:
    """The organisation of a row with its people, and the other ones that the row names."""
    name = cell_short(cells.get("organisation", ""), 150, columns, "organisation")
    if not name:
        raise Refused(_("The row has no organisation."))
    first = replace(
        _member(name, cells.get("type", ""), known),
        unit=cell_short(cells.get("unit", ""), 150, columns, "unit"),
        sponsor=_person(cells, "sponsor", columns),
        contact=_person(cells, "contact", columns),
    )
    others = [one_line(text) for text in SEPARATORS.split(cells.get("members", "")) if text.strip()]
    found = [first]
    for text in others:
        typed = TYPED.match(text)
        if typed and folded(typed[2]) in types_by_word():
            found.append(_member(typed[1], typed[2], known))
        else:
            found.append(_member(text, "", known))
    return found


def _member(name: str, type: str, known: Mapping[str, tuple[int, str]]) -> MemberRow:
    name = one_line(name)
    if len(name) > 150:
        raise Refused(_("The name of an organisation is longer than %(n)s characters.") % {"n": 150})
    there = known.get(name_folded(name))
    if there is not None:
        return MemberRow(name=name, type=there[1], known=there[0])
    code = types_by_word().get(folded(type)) if type.strip() else guess_type(name)
    if type.strip() and code is None:
        raise Refused(_("The type of organisation is not known: %(type)s") % {"type": one_line(type)[:60]})
    if code is None:
        raise Refused(_("Add a type for the new organisation: %(name)s") % {"name": name[:80]})
    return MemberRow(name=name, type=code)


def _members_check(members: Sequence[MemberRow]) -> None:
    if len(members) > MOST_MEMBERS:
        raise Refused(_("A group has at most %(n)s members.") % {"n": MOST_MEMBERS})
    seen: set[tuple[Any, str]] = set()
    for member in members:
        key = (member.known or name_folded(member.name), name_folded(member.unit))
        if key in seen:
            raise Refused(_("The same member is there twice: %(name)s") % {"name": member.name[:80]})
        seen.add(key)


def _person(cells: Mapping[str, str], who: str, columns: Mapping[int, Target]) -> tuple[str, str] | None:
    name = cell_short(cells.get(f"{who}_name", ""), 120, columns, f"{who}_name")
    email = cells.get(f"{who}_email", "").strip()
    if not email:
        if name and who == "contact" and any(target.key == "contact_email" for target in columns.values()):
            raise Refused(_("The contact person has no e-mail address."))
        return None
    return name or email[:120], cell_email(email)


def _new(programme: Programme, found: Sequence[ApplicationRow], working: _Working) -> tuple[ApplicationRow, ...]:
    """Those that are not there yet: not the same rows, no application led by the same organisation or unit, none with
    the same contact person. Three queries for each 500."""
    tokens: set[UUID | None] = set()
    led: set[tuple[Any, str]] = set()
    contacts: set[str] = set()
    for piece in some(found):
        tokens |= set(
            Group.objects.filter(programme=programme, token__in=[row.token for row in piece]).values_list(
                "token", flat=True
            )
        )
        leads = [row.members[0].known for row in piece if row.members[0].known]
        rows = Member.objects.filter(group__application__programme=programme, lead=True, organisation__in=leads)
        for organisation, unit in rows.values_list("organisation", "unit__name"):
            led |= {(organisation, name_folded(name)) for name in (unit or {"": ""}).values()}
        emails = [email for row in piece for _name, email in _contacts_of(row)]
        people = Group.objects.filter(application__programme=programme).annotate(low=Lower("contact__email"))
        contacts |= set(people.filter(low__in=emails).values_list("low", flat=True))
    new: list[ApplicationRow] = []
    before: dict[tuple[Any, str], int] = {}
    for row in found:
        lead = row.members[0]
        key = (lead.known or name_folded(lead.name), name_folded(lead.unit))
        reason = ""
        if row.token in tokens:
            reason = _("It was imported before.")
        elif key in led:
            reason = _("This organisation leads an application already.")
        elif any(email in contacts for _name, email in _contacts_of(row)[:1]):
            reason = _("The contact person has an application already.")
        elif key in before:
            reason = cell_same(before[key])
        if reason:
            working.there += [(number, reason) for number in row.rows]
        else:
            before[key] = row.rows[0]
            new.append(row)
    return tuple(new)


def _contacts_of(row: ApplicationRow) -> list[tuple[str, str]]:
    return [member.contact for member in row.members if member.contact]


def some(items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Pieces of at most 500, for queries that name them."""
    rest = iter(items)
    while piece := tuple(islice(rest, 500)):
        yield piece


# --- looked up ------------------------------------------------------------------------------------------------------
def _organisations(programme: Programme, rows: Iterable[Mapping[str, str]]) -> dict[str, tuple[int, str]]:
    """Folded name -> (number, type) of the organisations that the rows name and that are known, the oldest of each."""
    names: dict[str, None] = {}
    for cells in rows:
        for text in (cells.get("organisation", ""), *SEPARATORS.split(cells.get("members", ""))):
            typed = TYPED.match(text.strip())
            for name in (text, typed[1] if typed else ""):
                if name.strip():
                    names[name_folded(one_line(name))] = None
    found: dict[str, tuple[int, str]] = {}
    for piece in some(names):
        known = OrganisationName.objects.filter(folded__in=piece, organisation__made_up=programme.practice)
        for name, pk, kind in known.order_by("-organisation").values_list(
            "folded", "organisation", "organisation__type"
        ):
            found[name] = (pk, kind)
    return found
