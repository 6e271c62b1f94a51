"""An application as reviewers read it: without persons. Organisations stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from soske.intake.applications.content import Chapter, Line, Reading, submission_read
from soske.intake.applications.models import Application, Submission, SubmissionName
from soske.intake.groups.models import GroupPerson, Member

EMAIL = re.compile(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.[^\s@<>()\[\],;:.]+")
# Not a business ID (0201256-6).
PHONE = re.compile(r"(?<![\w.,/-])(?!\d{7}-\d(?!\d))(?:\+\d{1,3}|0)(?:[ \u00a0()-]{0,2}\d){6,12}(?![\w/])")
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Blind:
    """What a reviewer gets. `position` is that of the submission."""

    position: int
    title: str
    language: str
    members: tuple[str, ...]
    chapters: tuple[Chapter, ...]


def blind_of(application: Application, lang: str) -> Blind | None:
    """The last submission without persons; None when nothing was received. Names of people, management sponsors and
    attachments are left out, and so are the answers that the pack hides; the names and addresses of those who are or
    were in the group, other e-mail addresses and telephone numbers are taken out of the texts. Five queries."""
    submission = application.submissions.order_by("-position").first()
    if submission is None:
        return None
    submission.application = application
    reading = submission_read(submission, lang)
    return _without(reading, submission.position, Cleaner(names_in(application, submission)))


def names_in(application: Application, submission: Submission) -> set[str]:
    """Every name and address by which a person of the group may be called in its texts."""
    people = GroupPerson.objects.filter(group=application.group_id)
    sponsors = Member.objects.filter(group=application.group_id)
    found = {name for row in people.values_list("name", "person__name", "person__email") for name in row}
    found |= {name for row in sponsors.values_list("sponsor_name", "sponsor__name", "sponsor__email") for name in row}
    found |= set(SubmissionName.objects.filter(submission=submission).values_list("name", flat=True))
    return {name for name in found if name}


def _without(reading: Reading, position: int, cleaned: Cleaner) -> Blind:
    return Blind(
        position=position,
        title=cleaned(reading.title),
        language=reading.language,
        members=tuple(cleaned(name) for name, _lead, _sponsor in reading.members),
        chapters=tuple(
            replace(chapter, lines=tuple(_line(line, cleaned) for line in chapter.lines if not line.hidden))
            for chapter in reading.chapters
        ),
    )


def _line(line: Line, cleaned: Cleaner) -> Line:
    return replace(line, text=cleaned(line.text))


class Cleaner:
    """Takes these names, e-mail addresses and telephone numbers out of texts."""

    def __init__(self, names: Iterable[str]) -> None:
        forms = sorted({form for name in names for form in _forms(name)}, key=len, reverse=True)
        words = "|".join(r"\s+".join(map(re.escape, form.split())) for form in forms)
        self.names = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None

    def __call__(self, text: str) -> str:
        text = EMAIL.sub(_("[e-mail address removed]"), text)
        text = PHONE.sub(_("[telephone number removed]"), text)
        return self.names.sub(_("[name removed]"), text) if self.names else text


def _forms(name: str) -> set[str]:
    """A name as it may be written: also with the last name first."""
    *words, last = name.split() or [""]
    first = " ".join(words)
    return {f"{first} {last}", f"{last} {first}", f"{last}, {first}"} if first else {last} - {""}
