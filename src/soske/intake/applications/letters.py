"""The letters about an application: to those who write it, never to anybody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from soske.base import formats
from soske.intake.applications.fields import fields_chosen
from soske.intake.applications.models import Application, CompletionRequest, Submission
from soske.intake.applications.queries import SUBJECT, people_in, sections_asked
from soske.intake.calls.queries import call_state
from soske.intake.groups.models import Group, GroupPerson, Member
from soske.intake.groups.queries import group_get_any, group_title, group_view
from soske.people.models import Person
from soske.programmes.letters import as_block, as_list, letter_language, letter_send, moment_words
from soske.records.models import StoredFile


def letters_invited(application: Application, member: Member, person: Person, *, by: Person, now: dt.datetime) -> None:
    """The person of a member that joins is asked to write and to sign off its part."""
    _send(
        application,
        "invited",
        [person],
        page="application",
        key=f"invited:{application.pk}:{member.pk}:{person.pk}",
        member=member,
        sender=by,
    )


def letters_joined(application: Application, member: Member, person: Person, *, by: Person, now: dt.datetime) -> None:
    """A person who was added for a member that takes part already is told so."""
    _send(
        application,
        "joined",
        [person],
        page="application",
        key=f"joined:{application.pk}:{member.pk}:{person.pk}",
        member=member,
        sender=by,
    )


def letters_sign_off(application: Application, member: int, *, by: Person, now: dt.datetime) -> None:
    """The people of a member are asked to sign off; at most one such letter a day."""
    row = Member.objects.select_related("organisation").get(pk=member)
    _send(
        application,
        "sign_off",
        _people_of(application, member),
        page="application_check",
        key=f"sign_off:{application.pk}:{member}:{now:%Y%m%d%H}",
        member=row,
        sender=by,
    )


def letters_undone(application: Application, member: int, *, by: Person, now: dt.datetime) -> None:
    """Somebody of another organisation changed the part that a member had signed off."""
    people = _people_of(application, member)
    if any(person.pk == by.pk for person in people):
        return  # they know
    row = Member.objects.select_related("organisation").get(pk=member)
    _send(
        application,
        "sign_off_undone",
        people,
        page="application_check",
        key=f"sign_off_undone:{application.pk}:{member}:{now:%Y%m%d}",
        member=row,
        sender=by,
    )


def letters_received(submission: Submission, *, pdf: StoredFile | None) -> None:
    """The acknowledgement of an application or a completion, to everyone who wrote it: what was received, by when one
    hears, and the PDF of it. Sent once, however often this is called."""
    code = "completed" if submission.completion else "submitted"
    application = submission.application
    _send(
        application,
        code,
        _everyone(application),
        page="application_received",
        key=f"{code}:{submission.pk}",
        listed=lambda: _received(submission),
        attachment=pdf,
    )


def _received(submission: Submission) -> list[str]:
    """What was received, in the active language."""
    content = submission.content
    answers = sum(1 for section in content["sections"] for each in section["answers"] if each["text"])
    files = [each["name"] for each in content["files"]]
    lines = [_("Answers: %(n)s") % {"n": answers}]
    if len(content["members"]) > 1:
        names = formats.listing([each["name"] for each in content["members"]], get_language() or "fi")
        lines.append(_("Signed off by: %(names)s") % {"names": names})
    lines.append(_("Attachments: %(names)s") % {"names": ", ".join(files)} if files else _("No attachments"))
    return lines


def letters_withdrawn(application: Application, *, by: Person, received: bool, now: dt.datetime) -> None:
    """Everybody who wrote it is told that it is withdrawn."""
    key = f"withdrawn:{application.pk}:{now:%Y%m%d%H%M%S}"
    _send(application, "withdrawn", _everyone(application), page="application_received", key=key, sender=by)


def letters_member_left(application: Application, member: Member, *, by: Person, now: dt.datetime) -> None:
    """The people of the other members are told that one has left."""
    staying = [place.person for place in people_in(application.group) if place.member_id != member.pk]
    _send(
        application,
        "member_left",
        staying,
        page="application",
        key=f"member_left:{application.pk}:{member.pk}",
        member=member,
        sender=by,
    )


def letters_late(application: Application, *, until: dt.datetime, now: dt.datetime) -> None:
    """There is leave to submit late."""
    key = f"late:{application.pk}:{until:%Y%m%d%H%M}"
    _send(application, "late", _everyone(application), page="application", key=key, due=until)


def letters_completion(application: Application, request: CompletionRequest) -> None:
    """The organiser asks for completion by a time."""
    _send(
        application,
        "completion",
        _everyone(application),
        page="application",
        key=f"completion:{request.pk}",
        due=request.due,
        message=request.message,
        listed=lambda: _asked(application, request),
    )


def _asked(application: Application, request: CompletionRequest) -> list[str]:
    """The questions to complete, in the active language."""
    lang = get_language() or "fi"
    asked = fields_chosen(sections_asked(application, lang), request.fields, lang)
    return [f"{each.label.text} ({part.text})" if part.text else each.label.text for each, part in asked]


def _send(
    application: Application,
    code: str,
    people: Iterable[Person],
    *,
    page: str,
    key: str,
    member: Member | None = None,
    sender: Person | None = None,
    due: dt.datetime | None = None,
    message: str = "",
    listed: Callable[[], Iterable[str]] = tuple,
    attachment: StoredFile | None = None,
) -> None:
    """The letter to each of these people, in her own language; the words of a language are made once."""
    programme = application.programme
    order = tuple(programme.languages)
    group = group_get_any(programme, application.group_id)
    words: dict[str, dict[str, str]] = {}
    # Of a call that has closed nothing can be said that one could still do until then.
    closed = code in {"submitted", "withdrawn", "completed"} and call_state(programme, timezone.now()) == "closed"
    for person in people:
        language = letter_language(programme, person.language)
        if language not in words:
            with override(language):
                rows = list(listed())
                link = settings.BASE_URL + reverse(page, args=[programme.slug, application.pk])
            words[language] = {
                "group": group_title(group, language) if group else "",
                "members": _members(group, language) if group else "",
                "organisation": member.organisation.name.spoken(language, order).text if member else "",
                "sender": sender.name if sender else "",
                "link": link,
                "number": str(application.number or ""),
                "case_number": application.case_number or programme.case_number,
                "due": moment_words(due, language),
                **({"closes": ""} if closed else {}),
                "message": as_block(message),
                "list": as_list(rows),
            }
        letter_send(
            programme=programme,
            code=code,
            person=person,
            language=language,
            words=words[language],
            key=f"{key}:{person.pk}",
            subject=(SUBJECT, application.pk),
            attachment=attachment,
            author=sender,
        )


def _members(group: Group, language: str) -> str:
    view = group_view(group, language, (language,))
    return formats.listing([", ".join(piece.text for piece in member) for member in view.members], language)


def _everyone(application: Application) -> list[Person]:
    return [place.person for place in people_in(application.group)]


def _people_of(application: Application, member: int) -> list[Person]:
    places = GroupPerson.objects.filter(group=application.group_id, member=member, ends__isnull=True)
    return [place.person for place in places.select_related("person").order_by("pk")]
