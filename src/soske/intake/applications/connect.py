"""What applications give to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.answer import Answer
from soske.base.connect import Duty, Kept, Subject, answered, duties, personal_data, subject_add, subjects
from soske.intake.applications import duties_organiser  # noqa: F401  # adds its duties
from soske.intake.applications.actions import KEPT
from soske.intake.applications.actions_pdf import names_forget, names_of, pdfs_naming
from soske.intake.applications.audiences import audiences_add
from soske.intake.applications.duties_applicant import duties_in, members_unsigned, requests_open
from soske.intake.applications.models import Application, CompletionRequest, Note, SignOff, Submission
from soske.intake.applications.queries import SUBJECT
from soske.intake.applications.queries_page import file_received
from soske.intake.applications.states import ApplicationState
from soske.intake.applications.tasks_import import IMPORT
from soske.intake.calls.queries import call_window
from soske.intake.groups.models import Group, GroupPerson
from soske.intake.groups.queries import group_facts, group_title
from soske.intake.groups.queries_own import titles_for
from soske.programmes.models import Programme
from soske.programmes.queries import coordinates, remembered_of

MOST_TITLES = 100
MOST_APPLICATIONS = 5
MOST_NAMES = 100
NOBODY = 0
"""Stands for a person who was erased where a number has to be."""


# --- subjects: who reads, what it is called -------------------------------------------------------------------------
def _inside(person: Any, group: int) -> bool:
    return bool(
        person.is_authenticated and GroupPerson.objects.filter(group=group, person=person, ends__isnull=True).exists()
    )


def _may_application(person: Any, pk: int, act: str) -> Answer:
    """The group reads and changes; a coordinator reads what was submitted, never a draft. For files see _may_file."""
    application = Application.objects.select_related("programme").filter(pk=pk).first()
    if application is None:
        return Answer(False)
    if _inside(person, application.group_id):
        return Answer(True)
    received = application.state == ApplicationState.SUBMITTED and act == "read"
    return Answer(received and _coordinates(person, application.programme))


def _may_file(person: Any, pk: int, stored: Any) -> Answer:
    """The group reads its attachments; a coordinator those that were received, not those of a draft or of a completion
    that is not sent."""
    application = Application.objects.select_related("programme").filter(pk=pk).first()
    if application is None:
        return Answer(False)
    if _inside(person, application.group_id):
        return Answer(True)
    reads = _coordinates(person, application.programme) and file_received(application, stored.pk) is not None
    return Answer(reads)


def _receives(person: Any, pk: int) -> bool:
    """Letters about an application are for those who write it."""
    group = Application.objects.filter(pk=pk).values_list("group", flat=True).first()
    return group is not None and _inside(person, group)


def _may_received(person: Any, pk: int, act: str) -> Answer:
    """What was received stays as it was: the group and the coordinators read it, nobody changes it."""
    application = Application.objects.select_related("programme").filter(pk=pk).first()
    if application is None or act != "read":
        return Answer(False)
    return Answer(_inside(person, application.group_id) or _coordinates(person, application.programme))


def _may_submission(person: Any, pk: int, act: str) -> Answer:
    of = Submission.objects.filter(pk=pk).values_list("application", flat=True).first()
    return Answer(False) if of is None else _may_received(person, of, act)


def _may_import(person: Any, pk: int, act: str) -> Answer:
    """A sheet that waits for its import: coordinators of the programme."""
    programme = Programme.objects.filter(pk=pk).first()
    return Answer(programme is not None and _coordinates(person, programme))


def _coordinates(person: Any, programme: Programme) -> bool:
    return coordinates(person, programme, today=timezone.localdate())


def _titles(ids: Iterable[int]) -> dict[int, str]:
    """Names of the groups that apply. Three queries."""
    rows = Application.objects.filter(pk__in=sorted(set(ids))[:MOST_TITLES]).values_list("pk", "group")
    return _named(dict(rows))


def _submission_titles(ids: Iterable[int]) -> dict[int, str]:
    wanted = sorted(set(ids))[:MOST_TITLES]
    return _named(dict(Submission.objects.filter(pk__in=wanted).values_list("pk", "application__group")))


def _named(groups: dict[int, int]) -> dict[int, str]:
    lang = get_language() or "fi"
    facts = group_facts(Group.objects.filter(pk__in=set(groups.values())))
    names = {each.pk: group_title(each, lang) for each in facts}
    return {pk: names[group] for pk, group in groups.items() if group in names}


def _url(pk: int) -> str:
    slug = Application.objects.filter(pk=pk).values_list("programme__slug", flat=True).first()
    return reverse("application_page", args=[slug, pk]) if slug else ""


def _submission_url(pk: int) -> str:
    of = Submission.objects.filter(pk=pk).values_list("application", flat=True).first()
    return _url(of) if of else ""


def _subject(
    type: str,
    label: Any,
    may: Callable[[Any, int, str], Answer],
    titles: Callable[[Iterable[int]], dict[int, str]] = _titles,
    url: Callable[[int], str] = _url,
    **more: Any,
) -> None:
    subject_add(Subject(type=type, label=label, may=may, titles=titles, url=url, **more))


_subject(SUBJECT, gettext_lazy("Application"), _may_application, may_file=_may_file, receives=_receives)
_subject(KEPT, gettext_lazy("Application"), _may_received)
_subject(
    "submission", gettext_lazy("Application as it was received"), _may_submission, _submission_titles, _submission_url
)

subject_add(
    Subject(
        type=IMPORT,
        label=gettext_lazy("Import from a spreadsheet"),
        may=_may_import,
        titles=lambda ids: subjects["programme"].titles(ids),
        url=lambda pk: subjects["programme"].url(pk),
    )
)


# --- duties of those who apply --------------------------------------------------------------------------------------
@duties.add
def applicant_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """What waits for a person in her applications: to submit a draft, to sign off her part, to complete what was asked.

    At most five queries, none of them for a visitor.
    """
    if programme.record_only or not person.is_authenticated:
        return []
    # Asked on every page of a coordinator too, who is in no group: remembered until the programme changes.
    places = remembered_of(programme, lambda: list(_places(person, programme)), "applicant places", person.pk)
    if not places:
        return []
    numbers = [place.group.application.pk for place in places]
    unsigned = remembered_of(programme, lambda: members_unsigned(numbers), "members unsigned", person.pk)
    open_ones = remembered_of(programme, lambda: requests_open(numbers, now=now), "requests open", person.pk)
    asked = {number: request for number, request in open_ones.items() if request.due > now}
    window = call_window(programme)
    found: list[Duty] = []
    for place in places:
        number = place.group.application.pk
        waiting, request = unsigned.get(number, set()), asked.get(number)
        found += duties_in(
            place, programme, opens=window.opens, closes=window.closes, now=now, waiting=waiting, request=request
        )
    return found


def _places(person: Any, programme: Programme) -> QuerySet[GroupPerson]:
    """Places of the person in groups whose application is a draft or was submitted; the newest first."""
    return (
        GroupPerson.objects.filter(
            person=person,
            ends__isnull=True,
            group__programme=programme,
            group__application__state__in=[ApplicationState.DRAFT, ApplicationState.SUBMITTED],
        )
        .select_related("group__application", "member")
        .order_by("-pk")[:MOST_APPLICATIONS]
    )


# --- personal data --------------------------------------------------------------------------------------------------
class Personal:
    """What applications keep of a person beside her places in groups and her texts: her number where she did something.
    The frozen contents have numbers, so nothing of them is rewritten; the names beside them go."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        lang = get_language() or "fi"
        begun = Application.objects.filter(begun_by_id=person.pk).order_by("-pk").values_list("group", "begun_at")[:50]
        signed = (
            SignOff.objects.filter(signed_by_id=person.pk)
            .order_by("-signed_at")
            .values_list("application__group", "signed_at")[:50]
        )
        sent = Submission.objects.filter(by_id=person.pk).order_by("-at").values_list("application__group", "at")[:50]
        acts = [(_("Application begun"), begun), (_("Own part signed off"), signed), (_("Application submitted"), sent)]
        dated = [(words, group, at) for words, rows in acts for group, at in rows]
        titles = titles_for(person, {group for _words, group, _at in dated}, lang)
        named = names_of(person).order_by("-submission__at").values_list("name", "submission__at")[:MOST_NAMES]
        notes = Note.objects.filter(person_id=person.pk).values_list("text", flat=True)[:200]
        return [
            Kept(
                kind=gettext_lazy("What you have done in applications"),
                ground=gettext_lazy("Shows who acted for an organisation when it applied."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[
                    (words, f"{titles.get(group, '')}, {formats.date_short(timezone.localdate(at), lang)}")
                    for words, group, at in dated
                ],
            ),
            Kept(
                kind=gettext_lazy("Your name in applications as they were received"),
                ground=gettext_lazy("Shows who stood behind an application when it was received."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[
                    (_("Name or role"), f"{name}, {formats.date_short(timezone.localdate(at), lang)}")
                    for name, at in named
                ],
            ),
            Kept(
                kind=gettext_lazy("Notes that you have written about applications"),
                ground=gettext_lazy("The organiser's own notes help to deal with the applications."),
                retention=gettext_lazy("Until the academy is erased. After an erasure they do not say who wrote them."),
                rows=[(pgettext("of a coordinator", "Note"), text) for text in notes],
            ),
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        """Her number goes; that an organisation signed off or submitted stays true without it."""
        holders: list[tuple[Any, str, int | None]] = [
            (Application, "begun_by_id", None),
            (SignOff, "signed_by_id", NOBODY),  # a sign-off is somebody's, even when nobody knows whose
            (CompletionRequest, "asked_by_id", None),
            (CompletionRequest, "answered_by_id", None),
            (Submission, "by_id", None),
        ]
        acts = sum(model.objects.filter(**{field: person.pk}).count() for model, field, _gone in holders)
        notes = Note.objects.filter(person_id=person.pk)
        found = [
            (_("Acts in applications"), acts),
            (_("Name of the writer in notes"), notes.count()),
            (_("Your name in applications as they were received"), names_of(person).count()),
            (_("PDFs of applications, made again without your data"), pdfs_naming(person).count()),
        ]
        if not preview:
            names_forget(person=person)
            for model, field, gone in holders:
                model.objects.filter(**{field: person.pk}).update(**{field: gone})
            notes.update(person_id=NOBODY)
        return found


personal_data.add(Personal())


@answered.add
def _has_applications(programme: Programme) -> bool:
    return Application.objects.filter(programme=programme).exists()


audiences_add()
