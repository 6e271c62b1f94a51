"""The coordinator's list of applications: filters, counts, order, neighbours.

Of a draft only what its group is called, who is in it and how far it is: its texts are never read here, and the search
finds it by the names of its organisations only.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Replace

from soske.base.prepared import Prepared
from soske.base.sorting import sort_key
from soske.intake.applications.models import Application, CompletionRequest, SignOff
from soske.intake.applications.queries import SUBJECT
from soske.intake.applications.states import ApplicationState
from soske.intake.groups.models import Group, Member
from soske.intake.groups.queries import FACTS, GroupFacts, MemberFacts, group_facts, group_title
from soske.people.models import OrganisationName, Sector
from soske.people.regions import REGIONS
from soske.programmes.models import Programme
from soske.programmes.queries import remembered_of
from soske.records.models import Writing
from soske.records.search import search_find, search_stems

PAGE = 50
UNKNOWN = "none"
"""The filter value of organisations whose region is not recorded."""
ORDERS = ("newest", "number", "name")
FLAGS = ("joint", "completion", "late")
CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
LONGEST_SEARCH = 200
LETTERS = (("Ä", "a"), ("ä", "a"), ("Å", "a"), ("å", "a"), ("Ö", "o"), ("ö", "o"), ("É", "e"), ("é", "e"))


# --- filters --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. Values that mean nothing are left out when it is read."""

    search: str = ""
    state: str = ""
    sector: str = ""
    region: str = ""
    theme: str = ""
    joint: bool = False
    completion: bool = False  # asked and not answered yet
    late: bool = False  # with leave to submit after the call
    order: str = "newest"

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Filters:
        def one(name: str, known: Any) -> str:
            value = str(data.get(name, ""))
            return value if value in known else ""

        theme = str(data.get("theme", ""))
        return cls(
            search=" ".join(str(data.get("search", "")).replace("\x00", "").split())[:LONGEST_SEARCH],
            state=one("state", ApplicationState.values),
            sector=one("sector", Sector.values),
            region=one("region", {*REGIONS, UNKNOWN}),
            theme=theme if CODE.match(theme) else "",
            joint=data.get("joint") == "1",
            completion=data.get("completion") == "1",
            late=data.get("late") == "1",
            order=one("order", ORDERS) or "newest",
        )

    def query(self, **changes: Any) -> str:
        """The filters as an address; `changes` come on top."""
        wanted = replace(self, **changes)
        pairs = {name: getattr(wanted, name) for name in ("search", "state", "sector", "region", "theme")}
        pairs |= {name: "1" for name in FLAGS if getattr(wanted, name)}
        if wanted.order != "newest":
            pairs["order"] = wanted.order
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def active(self) -> bool:
        return replace(self, order="newest") != Filters()


def joint_groups() -> Exists:
    """Whether the group of an application has two members or more."""
    sizes = Member.objects.filter(group=OuterRef("group")).order_by().values("group").annotate(size=Count("pk"))
    return Exists(sizes.filter(size__gt=1))


def has_theme(code: str) -> Q:
    """Applications with this theme; the same SQL on both databases, for a queryset of `with_themes`."""
    return Q(theme_codes__contains=f'"{code}"')


def with_themes(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.alias(theme_codes=Cast("group__themes", TextField()))


def unanswered() -> Exists:
    """Whether a request for completion waits, also after its time."""
    waiting = CompletionRequest.objects.filter(answered_at__isnull=True, cancelled_at__isnull=True)
    return Exists(waiting.filter(application=OuterRef("pk")))


def applications_found(programme: Programme, filters: Filters) -> QuerySet[Application]:
    """Applications of the programme that fit the filters, in no order."""
    found = Application.objects.filter(programme=programme).order_by()
    if filters.state:
        found = found.filter(state=filters.state)
    members = Member.objects.order_by()
    if filters.sector:
        found = found.filter(group__in=members.filter(organisation__sector=filters.sector).values("group"))
    if filters.region:
        region = "" if filters.region == UNKNOWN else filters.region
        found = found.filter(group__in=members.filter(organisation__region=region).values("group"))
    if filters.theme:
        found = with_themes(found).filter(has_theme(filters.theme))
    if filters.joint:
        found = found.filter(joint_groups())
    if filters.completion:
        found = found.filter(unanswered())
    if filters.late:
        found = found.filter(late_until__isnull=False)
    if filters.search:
        found = _searched(programme, found, filters.search)
    return found


def _searched(programme: Programme, rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Received ones by their texts, drafts by the names of their group and its organisations; both by their number
    and case number."""
    hits = remembered_of(programme, lambda: search_find(programme.pk, SUBJECT, text), "application search", text)
    found = Q(pk__in=hits) & ~Q(state=ApplicationState.DRAFT)
    found |= Q(case_number__icontains=text)
    if text.isdecimal() and len(text) < 9:
        found |= Q(number=int(text))
    asked = search_stems(text)
    if asked:
        rows = rows.alias(
            **{f"name_{lang}": _plain(KeyTextTransform(lang, "group__name")) for lang in programme.languages}
        )
        by_name = Q()
        for stems in asked:
            inside = Q()
            for stem in stems:
                names = OrganisationName.objects.alias(plain=_plain("folded")).filter(plain__contains=stem)
                members = Member.objects.filter(organisation__in=names.order_by().values("organisation")).order_by()
                inside |= Q(group__in=members.values("group"))
                for lang in programme.languages:
                    inside |= Q(**{f"name_{lang}__icontains": stem})
            by_name &= inside
        found |= by_name
    return rows.filter(found)


def _plain(source: Any) -> Any:
    """A text of the database without the diacritics of our languages, as the stems of a search are."""
    for letter, plain in LETTERS:
        source = Replace(source, Value(letter), Value(plain), output_field=TextField())
    return source


# --- the list -------------------------------------------------------------------------------------------------------
class ListRow(NamedTuple):
    """One application in the list. `signed` and `answers` are of drafts only."""

    pk: int
    number: int | None
    state: str
    at: dt.datetime
    late: bool
    other_way: bool
    themes: list[str]
    group: GroupFacts
    signed: int
    answers: int
    due: dt.datetime | None  # of a request for completion that waits


COLUMNS = ("pk", "number", "state", "at", "late_until", "other_way", "group", "group__name", "group__themes")
ORDER_BY: dict[str, tuple[Any, ...]] = {
    "newest": ("-at", "-pk"),
    "number": (F("number").asc(nulls_last=True), "pk"),
}


def dated(rows: QuerySet[Application]) -> QuerySet[Application, Any]:
    """With `at`: when it was received, or begun."""
    return rows.annotate(at=Coalesce("submitted_at", "begun_at"))


def applications_listed(programme: Programme, filters: Filters, *, start: int, size: int = PAGE) -> list[ListRow]:
    """One page of the list. Rows are bounded by the page. Five queries when something has changed, else the one for the
    numbers of answers: saving them changes nothing else, so the programme does not count it as a change."""
    rows = remembered_of(
        programme, lambda: _listed(programme, filters, start, size), "applications listed", filters, start, size
    )
    drafts = [row.pk for row in rows if row.state == ApplicationState.DRAFT]
    if not drafts:
        return rows
    answers = dict(ANSWERS(*drafts, *drafts[-1:] * (size - len(drafts))))
    return [row._replace(answers=answers[row.pk]) if row.pk in answers else row for row in rows]


# Of as many drafts as a page can have, since the number of parameters is a part of the SQL.
ANSWERS = Prepared(
    lambda *drafts: (
        Writing.objects.filter(subject_type=SUBJECT, subject_id__in=drafts)
        .exclude(text="")
        .order_by()
        .values_list("subject_id")
        .annotate(Count("pk"))
    )
)


def _listed(programme: Programme, filters: Filters, start: int, size: int) -> list[ListRow]:
    if filters.order == "name":
        wanted = names_order(programme, filters)[start : start + size]
        found = {row[0]: row for row in dated(Application.objects.filter(pk__in=wanted)).values_list(*COLUMNS)}
        return _rows([found[pk] for pk in wanted if pk in found])
    found_rows = dated(applications_found(programme, filters)).order_by(*ORDER_BY[filters.order])
    return _rows(list(found_rows.values_list(*COLUMNS)[start : start + size]))


def _rows(rows: list[Any]) -> list[ListRow]:
    members: dict[int, list[MemberFacts]] = {row[6]: [] for row in rows}
    found = Member.objects.filter(group__in=members).order_by("group", "position")
    for group, *facts in found.values_list("group", *FACTS):
        members[group].append(MemberFacts(*facts))
    pks = [row[0] for row in rows]
    drafts = [row[0] for row in rows if row[2] == ApplicationState.DRAFT]
    signed = dict(
        SignOff.objects.filter(application__in=drafts, signed_at__isnull=False)
        .values_list("application")
        .annotate(Count("pk"))
    )
    waiting = CompletionRequest.objects.filter(application__in=pks, answered_at__isnull=True, cancelled_at__isnull=True)
    due = dict(waiting.values_list("application", "due"))
    return [
        ListRow(
            pk=pk,
            number=number,
            state=state,
            at=at,
            late=late is not None,
            other_way=other_way,
            themes=themes,
            group=GroupFacts(group, name, None, members[group]),
            signed=signed.get(pk, 0),
            answers=0,
            due=due.get(pk),
        )
        for pk, number, state, at, late, other_way, group, name, themes in rows
    ]


def names_order(programme: Programme, filters: Filters) -> list[int]:
    """Numbers of the applications found in the order of the names of their groups, which no database can make. Made
    once for each change of the programme."""

    def make() -> list[int]:
        pairs = dict(applications_found(programme, filters).values_list("group", "pk"))
        first = programme.languages[0]
        facts = group_facts(Group.objects.filter(pk__in=applications_found(programme, filters).values("group")))
        keys = {pairs[each.pk]: sort_key(group_title(each, first)) for each in facts if each.pk in pairs}
        return sorted(keys, key=lambda pk: (keys[pk], pk))

    return remembered_of(programme, make, "applications by name", filters)


def neighbours(programme: Programme, filters: Filters, application: Application) -> tuple[int | None, int | None]:
    """Numbers of the applications before and after this one in the same list; None at its ends. Two queries."""
    if filters.order == "name":
        order = names_order(programme, filters)
        if application.pk not in order:
            return None, None
        place = order.index(application.pk)
        return order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None
    found = applications_found(programme, filters)
    pk = application.pk
    if filters.order == "number":
        number = application.number
        if number is None:
            after = Q(number__isnull=True, pk__gt=pk)
            before = Q(number__isnull=False) | Q(number__isnull=True, pk__lt=pk)
        else:
            after, before = Q(number__gt=number) | Q(number__isnull=True), Q(number__lt=number)
        forth: tuple[Any, ...] = ORDER_BY["number"]
        back: tuple[Any, ...] = (F("number").desc(nulls_first=True), "-pk")
    else:
        at = application.submitted_at or application.begun_at
        found = dated(found)
        after, before = Q(at__lt=at) | Q(at=at, pk__lt=pk), Q(at__gt=at) | Q(at=at, pk__gt=pk)
        forth, back = ORDER_BY["newest"], ("at", "pk")
    return (
        found.filter(before).order_by(*back).values_list("pk", flat=True).first(),
        found.filter(after).order_by(*forth).values_list("pk", flat=True).first(),
    )
