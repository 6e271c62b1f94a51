"""An application as it is frozen when it is received, and as it is read: on one page, on paper, in a file.

The frozen content is JSON: persons are numbers, texts stand as they were asked and answered that day, so that later
changes of the pack, of the group or of names change nothing that was received. How persons were named that day stands
beside it (SubmissionName), so that an erasure takes the name and the hash holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from soske.intake.applications.models import Application, NamedAs, Submission, SubmissionName
from soske.intake.applications.queries import SUBJECT, Form, answer_words, people_in
from soske.programmes.queries import pack_parts
from soske.records.queries import files_of


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in words. `text` is "" when nothing was answered; `key` is that of its field."""

    label: str
    text: str
    key: str = ""
    whose: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    code: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """An application to read. `members` are (name, whether it leads, management sponsor), `people` (name, organisation,
    role), `files` (name, size in bytes, sha256)."""

    title: str
    language: str
    members: tuple[tuple[str, str, str], ...]
    people: tuple[tuple[str, str, str], ...]
    chapters: tuple[Chapter, ...]
    files: tuple[tuple[str, int, str], ...]


def content_build(form: Form, *, title: str) -> tuple[dict[str, Any], list[SubmissionName]]:
    """The content of an application as it is now, and how its persons are called, not stored; `form` and `title` in the
    language of the application. Two queries."""
    application = form.application
    lang = application.language
    names = {member.pk: member.name.text for member in form.members}
    places = people_in(application.group)
    called = [
        *(SubmissionName(part=NamedAs.PERSON, number=row.pk, person_id=row.person_id, name=row.name) for row in places),
        *(
            SubmissionName(part=NamedAs.SPONSOR, number=row.pk, person_id=row.sponsor_id, name=row.sponsor)
            for row in form.members
            if row.sponsor_id
        ),
    ]
    content = {
        "title": title,
        "language": lang,
        "members": [
            {"member": row.pk, "name": row.name.text, "lead": row.lead, "sponsor": row.sponsor_id}
            for row in form.members
        ],
        "people": [
            {
                "place": place.pk,
                "member": names.get(place.member_id or 0, ""),
                "role": place.role,
                "contact": place.person_id == application.group.contact_id,
            }
            for place in places
        ],
        "sections": [
            {
                "code": section.code,
                "name": section.name.text,
                "answers": [
                    {
                        "key": each.key,
                        "label": each.label.text,
                        "whose": each.part_of(joint=form.joint, lang=lang).text,
                        "text": answer_words(each, form.answers.get(each.key, ""), lang),
                        "raw": form.answers.get(each.key, ""),
                        "hidden": each.hidden,
                    }
                    for each in section.fields
                    if not each.group or each.required or form.answers.get(each.key, "").strip()
                ],
            }
            for section in form.sections
        ],
        "files": [
            {"name": stored.name, "size": stored.size, "sha256": stored.sha256}
            for stored in files_of(SUBJECT, application.pk)
        ],
    }
    return content, called


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of a content: the same for the same content on both databases."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def names_freeze(submission: Submission, names: Iterable[SubmissionName]) -> None:
    """Keep how the submission names its persons (`content_build`)."""
    rows = list(names)
    for row in rows:
        row.submission = submission
    SubmissionName.objects.bulk_create(rows)


def submission_read(submission: Submission, lang: str) -> Reading:
    """A submission to read, with its persons as they were called when it was received; one who has been erased has no
    name. One query."""
    return content_read(submission.content, submission.application, lang, names=submission.names.all())


def content_read(
    content: Mapping[str, Any], application: Application, lang: str, *, names: Iterable[SubmissionName]
) -> Reading:
    """A content to read, with these names of its persons."""
    called = {(row.part, row.number): row.name for row in names}
    roles = {role.code: role.name.spoken(lang).text for role in pack_parts(application.programme, "roles")["roles"]}
    unknown = _("Not recorded")

    return Reading(
        title=content["title"],
        language=content["language"],
        members=tuple(
            (
                each["name"],
                _("lead organisation") if each["lead"] else "",
                called.get((NamedAs.SPONSOR, each["member"])) or unknown,
            )
            for each in content["members"]
        ),
        people=tuple(
            (called.get((NamedAs.PERSON, each["place"])) or unknown, each["member"], _role(each, roles))
            for each in content["people"]
        ),
        chapters=tuple(
            Chapter(section["code"], section["name"], tuple(_lines(section["answers"])))
            for section in content["sections"]
        ),
        files=tuple((each["name"], each["size"], each["sha256"]) for each in content["files"]),
    )


def _role(each: Mapping[str, Any], roles: Mapping[str, str]) -> str:
    words = [roles.get(each["role"], ""), _("contact person") if each["contact"] else ""]
    return ", ".join(word for word in words if word)


def _lines(answers: Iterable[Mapping[str, Any]]) -> Iterable[Line]:
    for each in answers:
        yield Line(each["label"], each["text"], each["key"], each["whose"], each["hidden"])
