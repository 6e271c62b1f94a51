"""Writes of an application while it is written: begin, answer, choose between two texts, attach files."""

from __future__ import annotations

import datetime as dt
from typing import IO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from soske.intake.applications.fields import FILES, GOALS, Field, codes_of, date_of, fault_of
from soske.intake.applications.letters import letters_invited, letters_undone
from soske.intake.applications.models import Application, ManagementPromise, SignOff, StrategyGoal
from soske.intake.applications.queries import SUBJECT, application_of_token, place_in, sections_asked
from soske.intake.applications.rules import may_begin, may_write
from soske.intake.applications.states import ApplicationState
from soske.intake.calls.models import PartnerNotice
from soske.intake.calls.queries import partner_notice
from soske.intake.groups.actions import MemberInput
from soske.intake.groups.actions_members import group_begin, member_add
from soske.intake.groups.actions_topics import topics_follow, words_follow
from soske.intake.groups.models import Exchange, Group, GroupPerson, Member
from soske.packs.codes import QuestionKind
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.records.actions import audit_write, file_remove, file_store, revision_grow
from soske.records.models import StoredFile, Writing
from soske.records.queries import files_of
from soske.records.writings import Saved, writing_choose, writing_restore, writing_save

MOST_DRAFTS = 5  # of one person in one programme at a time
MOST_FILES = 10
FILE_ENDINGS = ("pdf", "docx")
KEPT = "application_kept"
"""Subject of attachments that were removed after they had been received."""


@transaction.atomic
def application_begin(
    *,
    by: Person,
    programme: Programme,
    member: MemberInput,
    token: UUID,
    language: str = "",
    role: str = "",
    partner: int | None = None,
    now: dt.datetime,
) -> Application:
    """Begin an application: its group with one member and its first writer. The same `token` begins one. `partner` is
    the number of a notice of an organisation that looks for a partner: it is invited at once, or the draft that she
    has begun with it already is the one.

    Raises:
        ValidationError: keyed by "members" or "type"; or the call is not open, or she has many drafts.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)  # so that drafts are counted one after another
    made = application_of_token(programme, token)
    if made is not None:
        return made
    may_begin(programme, now=now).require()
    notice = partner_notice(programme, partner, by) if partner else None
    together = _draft_with(notice, by, programme) if notice else None
    if together is not None:
        return together
    drafts = Application.objects.filter(programme=programme, begun_by_id=by.pk, state=ApplicationState.DRAFT)
    if drafts.count() >= MOST_DRAFTS:
        raise ValidationError(
            _("You have %(n)s drafts in this academy already. Send or withdraw one of them first.") % {"n": MOST_DRAFTS}
        )
    group = group_begin(by=by, programme=programme, member=member, role=role, token=token)
    application = application_make(by=by, group=group, language=language or programme.languages[0])
    if notice is not None:
        name = notice.organisation.name.spoken(programme.languages[0]).text
        row, person = member_add(
            by=by,
            group=group,
            member=MemberInput(organisation=name),
            name=notice.person.name,
            email=notice.person.email,
        )
        SignOff.objects.create(application=application, member=row, asked_at=now)
        letters_invited(application, row, person, by=by, now=now)
    return application


def _draft_with(notice: PartnerNotice, by: Person, programme: Programme) -> Application | None:
    """The draft that the person has begun with the organisation of this notice, also when that has left it."""
    places = GroupPerson.objects.filter(
        Q(member__organisation=notice.organisation_id) | Q(member__isnull=True), person=notice.person_id
    )
    own = GroupPerson.objects.filter(person=by, ends__isnull=True)
    drafts = Application.objects.filter(programme=programme, begun_by_id=by.pk, state=ApplicationState.DRAFT)
    found = drafts.filter(group__in=places.values("group")).filter(group__in=own.values("group"))
    return found.select_related("group").order_by("pk").first()


def application_make(*, by: Person | None, group: Group, language: str, other_way: bool = False) -> Application:
    """The application of a group that has none; the one that it has, if another request was quicker."""
    application, made = Application.objects.get_or_create(
        group=group,
        defaults={
            "programme_id": group.programme_id,
            "language": language,
            "begun_by_id": by.pk if by else None,
            "other_way": other_way,
        },
    )
    if made:
        audit_write(by=by, scope=group.programme_id, subject=(SUBJECT, application.pk), act="application_begun")
    return application


def field_of(application: Application, key: str, lang: str) -> Field:
    """The field with this key as it is asked of this group now. One query.

    Raises:
        ValidationError: there is none, for example because a theme was given up.
    """
    for section in sections_asked(application, lang):
        for each in section.fields:
            if each.key == key:
                return each
    raise ValidationError(_("This question is not asked any more. Open the page again."))


@transaction.atomic
def answer_save(
    *,
    by: Person,
    application: Application,
    key: str,
    text: str,
    base: int,
    token: str = "",
    now: dt.datetime,
) -> Saved:
    """Save what was typed into one field; kept as a second text when somebody saved the field meanwhile.

    Raises:
        ValidationError: the field is not asked or cannot be written now, or a choice was never offered.
    """
    _writable(application, key, by=by, now=now)
    asked = field_of(application, key, application.language)
    if asked.options:
        text = "\n".join(codes_of(text))
        if fault_of(asked, text):
            raise ValidationError(fault_of(asked, text))
    elif asked.kind == QuestionKind.DATE and (day := date_of(text)):
        text = day.isoformat()
    saved = writing_save(
        by=by,
        scope=application.programme_id,
        subject=(SUBJECT, application.pk),
        field=key,
        text=text,
        base=base,
        token=token,
        now=now,
    )
    if saved.state == "saved":
        answer_follow(application, asked, saved.writing.text, by=by, now=now)
    return saved


@transaction.atomic
def answer_choose(
    *, by: Person, application: Application, key: str, keep: str, parallel: int, base: int, now: dt.datetime
) -> Writing:
    """Choose between two texts of a field: "mine", "theirs" or "both" (records.writings.writing_choose).

    Raises:
        ValidationError: the field cannot be written now, or the choice has been made already.
    """
    _writable(application, key, by=by, now=now)
    asked = field_of(application, key, application.language)
    writing = writing_choose(
        by=by, subject=(SUBJECT, application.pk), field=key, keep=keep, parallel=parallel, base=base, now=now
    )
    answer_follow(application, asked, writing.text, by=by, now=now)
    return writing


@transaction.atomic
def answer_restore(*, by: Person, application: Application, key: str, version: int, now: dt.datetime) -> Writing:
    """Bring an earlier text of a field back as its newest version.

    Raises:
        ValidationError: the field cannot be written now, or there is no such version.
    """
    _writable(application, key, by=by, now=now)
    asked = field_of(application, key, application.language)
    writing = writing_restore(by=by, subject=(SUBJECT, application.pk), field=key, version=version, now=now)
    answer_follow(application, asked, writing.text, by=by, now=now)
    return writing


def place_held(application: Application, person: Person) -> GroupPerson:
    """The place of a person in the group, asked for under the lock of the application.

    Raises:
        ValidationError: she has left meanwhile.
    """
    place = place_in(application, person)
    if place is None:
        raise ValidationError(_("You are not in this group any more."))
    return place


def _writable(application: Application, key: str, *, by: Person, now: dt.datetime) -> None:
    """Hold the application, and refuse when the field cannot be written as it stands now: who submits or signs off at
    this moment has either read what is saved here, or comes first."""
    held = Application.objects.select_for_update(of=("self",), no_key=True)
    application.state = held.values_list("state", flat=True).get(pk=application.pk)
    place_held(application, by)
    may_write(application, key, now=now).require()


def answer_follow(application: Application, asked: Field, text: str, *, by: Person, now: dt.datetime) -> None:
    """Bring what others point to up to date with an answer, and undo the sign-off of the part that it belongs to."""
    name, *rest = asked.key.split(".")
    concerned = {asked.member}
    if name == "themes":
        Group.objects.filter(pk=application.group_id).update(themes=codes_of(text))
        application.group.themes = codes_of(text)
        revision_grow(application.programme_id)  # lists count applications by theme, drafts too
    elif name == "goal":
        whose = _goal_member(application, int(rest[0]))
        _goal_set(application, int(rest[0]), rest[1], text)
        own = place_in(application, by)  # who changes a goal of her own organisation need not sign it off again
        concerned = {whose, _goal_member(application, int(rest[0]))} - {own.member_id if own else None}
    elif name == "promise":
        _promise_set(application, int(rest[0]), rest[1], text)
    elif name in {"learn", "give"} and not rest:
        topics_follow(group=application.group_id, kind=_exchange(name), codes=codes_of(text))
    elif name in {"learn", "give"}:
        words_follow(group=application.group_id, kind=_exchange(name), text=text)
    if name in {"learn", "give"} and application.group.team_since is not None:
        revision_grow(application.programme_id)  # pages of the teams tell it
    if application.state == ApplicationState.DRAFT:  # a completion is sent without signing off again
        for member in concerned:
            if member is not None:
                sign_off_undo(application, member, by=by, now=now)


def _goal_member(application: Application, position: int) -> int | None:
    """The member organisation whose goal it is said to be."""
    goals = StrategyGoal.objects.filter(application=application, position=position)
    return goals.values_list("member_id", flat=True).first()


def _goal_set(application: Application, position: int, part: str, text: str) -> None:
    if not 1 <= position <= GOALS:
        raise ValidationError(_("This question is not asked any more. Open the page again."))
    value: object = text
    match part:
        case "date":
            part, value = "source_date", date_of(text)
        case "source":
            value = text[:300]
        case "theme":
            value = text[:40]
        case "member":
            value = Member.objects.filter(group=application.group_id, pk=int(text)).first() if text.isdigit() else None
    StrategyGoal.objects.update_or_create(application=application, position=position, defaults={part: value})


def _promise_set(application: Application, member: int, part: str, text: str) -> None:
    values: dict[str, object] = {
        "role": {"role": text[:200]},
        "text": {"text": text},
        "date": {"promised_on": date_of(text)},
    }
    ManagementPromise.objects.update_or_create(
        member_id=member,
        defaults={"application": application, **values[part]},  # type: ignore[dict-item]
    )


def _exchange(name: str) -> str:
    return str((Exchange.NEEDS if name == "learn" else Exchange.GIVES).value)


def sign_off_undo(application: Application, member: int, *, by: Person, now: dt.datetime) -> None:
    """The own part of a member was changed after it was signed off: it has to be signed off again."""
    signed = SignOff.objects.filter(application=application, member=member, signed_at__isnull=False)
    if not signed.update(signed_at=None, signed_by_id=None, undone_at=now):
        return
    audit_write(
        by=by,
        scope=application.programme_id,
        subject=(SUBJECT, application.pk),
        act="sign_off_undone",
        details={"member": member},
    )
    letters_undone(application, member, by=by, now=now)


@transaction.atomic
def attachment_add(*, by: Person, application: Application, name: str, upload: IO[bytes], size: int) -> StoredFile:
    """Add an attachment: PDF or DOCX, at most ten.

    Raises:
        ValidationError: the application is not a draft, there are ten files, or the file is of another kind.
    """
    _writable(application, FILES, by=by, now=timezone.now())
    if name.rsplit(".", 1)[-1].lower() not in FILE_ENDINGS:
        raise ValidationError(_("Add a PDF or DOCX file."))
    if files_of(SUBJECT, application.pk).count() >= MOST_FILES:
        raise ValidationError(_("There can be %(n)s files. Remove one first.") % {"n": MOST_FILES})
    return file_store(
        by=by,
        scope=application.programme_id,
        subject=(SUBJECT, application.pk),
        name=name,
        upload=upload,
        size=size,
    )


@transaction.atomic
def attachment_remove(*, by: Person, application: Application, pk: int) -> bool:
    """Remove an attachment of this application; False when it is not there.

    Raises:
        ValidationError: the application is not a draft.
    """
    _writable(application, FILES, by=by, now=timezone.now())
    stored = files_of(SUBJECT, application.pk).filter(pk=pk).first()
    if stored is None:
        return False
    frozen = application.submissions.values_list("content", flat=True)
    if any(each["sha256"] == stored.sha256 for content in frozen for each in content["files"]):
        # What was received stays for the registry, out of sight of the next submission.
        StoredFile.objects.filter(pk=stored.pk).update(subject_type=KEPT)
        audit_write(
            by=by,
            scope=application.programme_id,
            subject=(SUBJECT, application.pk),
            act="file_set_aside",
            details={"file": stored.pk},
        )
    else:
        file_remove(by=by, stored=stored)
    return True
