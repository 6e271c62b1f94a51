"""A submission as a paper: for the PDF that the registry and the applicants get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from soske.base import formats
from soske.intake.applications.content import Chapter, Reading, submission_read
from soske.intake.applications.models import Application, Submission
from soske.intake.calls.models import Call
from soske.programmes.models import Programme

if TYPE_CHECKING:
    from soske.engines.documents.paper import Paper, Part


def submission_paper(submission: Submission) -> Paper:
    """The paper of a submission whose `application` is loaded with its programme, in the language in which it was
    written. Persons are named as they were that day, one who has been erased is not."""
    lang = submission.content["language"]
    with override(lang):
        return _paper(submission, lang)


def case_numbers(programme: Programme, application: Application | None) -> list[tuple[str, str]]:
    """Case numbers of the academy, the call and the application, those that are recorded: (what, number). One query."""
    call = Call.objects.filter(programme=programme).values_list("case_number", flat=True).first()
    found = [
        (_("Case number of the academy"), programme.case_number),
        (_("Case number of the call"), call or ""),
        (_("Case number of the application"), application.case_number if application else ""),
    ]
    return [(label, number) for label, number in found if number]


def submission_kind(submission: Submission) -> str:
    """What a submission is: the application, one more time, or a completion of it."""
    if submission.completion:
        return _("Completion")
    return _("Application") if submission.position == 1 else _("Application, submitted again")


def _paper(submission: Submission, lang: str) -> Paper:
    from soske.engines.documents.paper import Paper

    application = submission.application
    programme = application.programme
    reading = submission_read(submission, lang)
    organiser = programme.organiser.name.spoken(lang).text if programme.organiser else ""
    facts = [
        (pgettext("of an application", "Number"), str(application.number or "")),
        *case_numbers(programme, application),
        (_("What was received"), submission_kind(submission)),
        (_("Received"), formats.date_and_time(submission.at, lang)),
        (_("Organiser"), organiser),
        (_("Checksum of the content (SHA-256)"), submission.sha256),
    ]
    return Paper(
        title=reading.title,
        lang=lang,
        kicker=programme.name.spoken(lang, tuple(programme.languages)).text,
        facts=[(label, value) for label, value in facts if value],
        parts=[_group_part(reading), *(_chapter_part(chapter) for chapter in reading.chapters), *_files_part(reading)],
        foot=_("Application %(number)s") % {"number": application.number or "–"},
        made_at=_("Received %(when)s") % {"when": formats.date_and_time(submission.at, lang)},
        absent=_("No answer"),
        made=submission.at,
    )


def _group_part(reading: Reading) -> Part:
    from soske.engines.documents.paper import Item, Part

    return Part(
        heading=_("Who applies"),
        items=(
            Item(
                label=_("Member organisations"),
                columns=(_("Organisation"), _("Position"), _("Management sponsor")),
                rows=tuple((name, (lead or "–", sponsor)) for name, lead, sponsor in reading.members),
            ),
            Item(
                label=_("People"),
                columns=(_("Name or role"), _("Organisation"), _("Role")),
                rows=tuple((name, (organisation or "–", role or "–")) for name, organisation, role in reading.people),
            ),
        ),
    )


def _chapter_part(chapter: Chapter) -> Part:
    from soske.engines.documents.paper import Item, Part

    return Part(
        heading=chapter.name,
        items=tuple(Item(label=line.label, text=line.text, note=line.whose) for line in chapter.lines),
    )


def _files_part(reading: Reading) -> list[Part]:
    from soske.engines.documents.paper import Item, Part

    if not reading.files:
        return []
    rows = tuple((name, (formats.number(size, reading.language), digest)) for name, size, digest in reading.files)
    columns = (_("File"), _("Size in bytes"), _("Checksum (SHA-256)"))
    return [Part(heading=_("Attachments"), items=(Item(columns=columns, rows=rows),))]
