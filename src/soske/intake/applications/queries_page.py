"""One application as the coordinator sees it: what was received and what changed, or how far a draft is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from soske.intake.applications.actions import KEPT
from soske.intake.applications.content import Reading, submission_read
from soske.intake.applications.fields import FormSection
from soske.intake.applications.models import Application, CompletionRequest, Note, Submission
from soske.intake.applications.papers import submission_kind
from soske.intake.applications.queries import SUBJECT, MemberRow, form_of
from soske.intake.groups.models import GroupPerson
from soske.people.queries import person_names
from soske.programmes.queries import pack_parts
from soske.records.models import StoredFile

NOTES = 100
SUBMISSIONS = 20
REQUESTS = 20


# --- a draft --------------------------------------------------------------------------------------------------------
class DraftSection(NamedTuple):
    """A section of a draft: what it is called, how far it is, and the questions that lack an answer."""

    number: int
    name: str
    lang: str
    state: str
    missing: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """How far a draft is. It holds nothing that was written in it."""

    sections: tuple[DraftSection, ...]
    members: tuple[MemberRow, ...]
    missing: int

    @property
    def joint(self) -> bool:
        return len(self.members) > 1

    @property
    def signed(self) -> int:
        return sum(member.signed_at is not None for member in self.members)


def draft_view(application: Application, lang: str) -> DraftView:
    """How far an application is; the texts themselves stay behind."""
    form = form_of(application, lang)
    labels: dict[str, list[str]] = {}
    for each in form.missing:
        labels.setdefault(each.section, []).append(each.label)
    return DraftView(
        sections=tuple(
            DraftSection(
                number=row.section.number,
                name=row.section.name.text,
                lang=row.section.name.lang,
                state=row.state,
                missing=row.missing,
                labels=tuple(dict.fromkeys(labels.get(row.section.code, []))),
            )
            for row in form.rows
        ),
        members=form.members,
        missing=len(form.missing),
    )


class PersonRow(NamedTuple):
    """A person of the group, for the organiser."""

    name: str
    email: str
    organisation: str
    role: str
    contact: bool


def people_rows(application: Application, members: Mapping[int, str], lang: str) -> list[PersonRow]:
    """Those who are in the group now. One query, at most as many rows as a group may have."""
    roles = {role.code: role.name.spoken(lang).text for role in pack_parts(application.programme, "roles")["roles"]}
    places = GroupPerson.objects.filter(group=application.group_id, ends__isnull=True).order_by("pk")
    contact = application.group.contact_id
    rows = places.values_list("name", "person__email", "member", "role", "person")
    return [
        PersonRow(name, email, members.get(member or 0, ""), roles.get(role, ""), person == contact)
        for name, email, member, role, person in rows
    ]


# --- what was received ----------------------------------------------------------------------------------------------
class Change(NamedTuple):
    """One difference between two submissions. `before` and `after` are in the language of the application."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Received:
    """A submission in the history. `changes` are against the one before; None for the first."""

    position: int
    at: dt.datetime
    by: str
    kind: str
    changes: list[Change] | None
    shown: bool


class ReceivedFile(NamedTuple):
    """An attachment that was received; `pk` is None when it is not there any more."""

    pk: int | None
    name: str
    size: int


def submissions_of(application: Application) -> list[Submission]:
    """The submissions in their order; at most 20, the latest ones. One query."""
    rows = list(application.submissions.order_by("-position")[:SUBMISSIONS])
    for row in rows:
        row.application = application
    return rows[::-1]


def received_history(submissions: list[Submission], shown: Submission | None) -> list[Received]:
    """The history with what changed each time, the latest first. One query."""
    names = person_names(row.by_id for row in submissions if row.by_id)
    history = []
    for index, row in enumerate(submissions):
        history.append(
            Received(
                position=row.position,
                at=row.at,
                by=names.get(row.by_id or 0, ""),
                kind=submission_kind(row),
                changes=content_changes(submissions[index - 1].content, row.content) if index else None,
                shown=row is shown,
            )
        )
    return history[::-1]


def content_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs between two contents: answers, members, people, attachments. Pure."""
    found = []
    for label, part, line in (
        (_("Member organisations"), "members", lambda each: each["name"]),
        (_("People"), "people", lambda each: " · ".join(word for word in (each["member"], each["role"]) if word)),
        (_("Attachments"), "files", lambda each: each["name"]),
    ):
        old, new = before[part], after[part]
        if old != new:
            # Persons are numbers here: two lists that read alike differ in who stands in them.
            found.append(Change(label, "\n".join(map(line, old)), "\n".join(map(line, new))))
    old_answers, new_answers = _answers(before), _answers(after)
    for key, answer in {**old_answers, **new_answers}.items():
        old_text = old_answers[key]["text"] if key in old_answers else ""
        new_text = new_answers[key]["text"] if key in new_answers else ""
        if old_text != new_text:
            label = " · ".join(word for word in (answer["label"], answer["whose"]) if word)
            found.append(Change(label, old_text, new_text))
    return found


def _answers(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {answer["key"]: answer for section in content["sections"] for answer in section["answers"]}


def reading_of(submission: Submission, lang: str) -> Reading:
    """The submission to read. One query."""
    return submission_read(submission, lang)


def files_received(application: Application, reading: Reading | None) -> list[ReceivedFile]:
    """The attachments of what is read, with the stored files that hold them. One query."""
    if reading is None or not reading.files:
        return []
    by_sum = dict(stored_files(application).values_list("sha256", "pk"))
    return [ReceivedFile(by_sum.get(digest), name, size) for name, size, digest in reading.files]


def stored_files(application: Application) -> Any:
    """Stored attachments of an application, also those that were removed after they had been received."""
    return StoredFile.objects.filter(subject_type__in=[SUBJECT, KEPT], subject_id=application.pk).order_by("pk")


def file_received(application: Application, pk: int) -> StoredFile | None:
    """A stored attachment, if it was received with a submission: those of a draft are the applicants' own."""
    stored: StoredFile | None = stored_files(application).filter(pk=pk).first()
    if stored is None:
        return None
    contents = application.submissions.values_list("content", flat=True)
    sums = {each["sha256"] for content in contents for each in content["files"]}
    return stored if stored.sha256 in sums else None


# --- beside it ------------------------------------------------------------------------------------------------------
class NoteView(NamedTuple):
    pk: int
    text: str
    at: dt.datetime
    by: str
    own: bool


def notes_of(application: Application, *, reader: int) -> list[NoteView]:
    """Private notes, the newest first; at most 100. Two queries."""
    rows = list(Note.objects.filter(application=application)[:NOTES])
    names = person_names(row.person_id for row in rows)
    return [NoteView(row.pk, row.text, row.at, names.get(row.person_id, ""), row.person_id == reader) for row in rows]


class Asked(NamedTuple):
    """A request for completion: what was asked, by when, and what became of it: "open", "late", "unread" (answered,
    and no coordinator has said that she read it), "answered" or "cancelled"."""

    pk: int
    state: str
    labels: list[str]
    message: str
    due: dt.datetime
    asked_at: dt.datetime
    answered_at: dt.datetime | None


def requests_of(application: Application, sections: tuple[FormSection, ...], *, now: dt.datetime) -> list[Asked]:
    """Requests for completion, the newest first; at most 20. One query."""
    labels = {each.key: each.label.text for section in sections for each in section.completable}
    rows = CompletionRequest.objects.filter(application=application).order_by("-pk")[:REQUESTS]
    return [
        Asked(
            pk=row.pk,
            state=_request_state(row, now),
            labels=[labels[key] for key in row.fields if key in labels],
            message=row.message,
            due=row.due,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
        )
        for row in rows
    ]


def _request_state(row: CompletionRequest, now: dt.datetime) -> str:
    if row.answered_at:
        return "answered" if row.read_at else "unread"
    if row.cancelled_at:
        return "cancelled"
    return "open" if row.due > now else "late"
