"""Writes of interviews and of eligibility: times, bookings, questions, what was heard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.opened import saved_meanwhile
from soske.intake.applications.models import Application
from soske.intake.applications.rules import may_handle
from soske.intake.applications.states import ApplicationState
from soske.intake.reviews.letters import letter_booked, letter_cancelled, letters_invite
from soske.intake.reviews.models import EligibilityCheck, Interview, InterviewQuestion, Slot
from soske.intake.reviews.queries_interviews import POINTS, QUESTIONS, slots_free
from soske.intake.reviews.states import Verdict
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.records.actions import audit_write

MOST_SLOTS = 500
LONGEST = 5000


# --- times ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def slots_add(
    *,
    by: Person | None,
    programme: Programme,
    starts: dt.datetime,
    minutes: int,
    count: int,
    place: str,
    now: dt.datetime,
) -> int:
    """Offer times that follow one another; how many are new. One at the same time and place is there already.

    Raises:
        ValidationError: the first one has passed, they are too many, or too short or long.
    """
    if starts <= now:
        raise ValidationError({"day": [_("Choose a time that has not passed.")]})
    if not 5 <= minutes <= 240:
        raise ValidationError(
            {"minutes": [_("Write a number from %(least)s to %(most)s.") % {"least": 5, "most": 240}]}
        )
    if not 1 <= count <= 50:
        raise ValidationError({"count": [_("Write a number from %(least)s to %(most)s.") % {"least": 1, "most": 50}]})
    Programme.objects.select_for_update().get(pk=programme.pk)
    there = Slot.objects.filter(programme=programme)
    if there.count() + count > MOST_SLOTS:
        raise ValidationError(_("There are at most %(most)s times. Remove free ones first.") % {"most": MOST_SLOTS})
    begins = starts.astimezone(dt.UTC)  # an hour is an hour also when the clocks change
    times = [begins + dt.timedelta(minutes=minutes * number) for number in range(count)]
    known = set(there.filter(starts__in=times, place=place).values_list("starts", flat=True))
    made = [Slot(programme=programme, starts=time, minutes=minutes, place=place) for time in times if time not in known]
    Slot.objects.bulk_create(made)
    audit_write(
        by=by,
        scope=programme.pk,
        subject=("programme", programme.pk),
        act="slots_added",
        details={"slots": len(made), "from": begins.isoformat()},
    )
    return len(made)


@transaction.atomic
def slot_remove(*, by: Person | None, slot: Slot, now: dt.datetime) -> None:
    """Take a time away; a group that had booked it is told."""
    held = Slot.objects.select_for_update(of=("self",)).select_related("application__group__contact", "programme")
    found = held.filter(pk=slot.pk).first()
    if found is None:
        return
    if found.application is not None and found.application.state == ApplicationState.SUBMITTED and found.starts > now:
        letter_cancelled(found, found.application, now=now)
    audit_write(by=by, scope=found.programme_id, subject=("programme", found.programme_id), act="slot_removed")
    found.delete()


@transaction.atomic
def slot_book(*, by: Person, application: Application, slot: int, now: dt.datetime) -> Slot:
    """Book a time for an application; one that it had is free again. The contact person gets a letter.

    Raises:
        ValidationError: the application is not submitted, or somebody else has taken the time, or it has passed.
    """
    held = Application.objects.select_for_update(of=("self",), no_key=True).select_related("group__contact")
    current = held.get(pk=application.pk)
    if current.state != ApplicationState.SUBMITTED:
        raise ValidationError(_("Only a submitted application has an interview."))
    before = Slot.objects.filter(application=current).first()
    if before is not None and before.pk == slot:
        return before
    if before is not None and before.starts <= now:
        raise ValidationError(_("The time of your interview has passed. Ask the organiser."))
    Slot.objects.filter(application=current).update(application=None, booked_at=None)
    # Held before it is looked at: of two who want it at once, the second finds it taken.
    found = Slot.objects.select_for_update(of=("self",)).select_related("programme").filter(pk=slot).first()
    if found is None or not slots_free(current.programme, now=now).filter(pk=slot).exists():
        raise ValidationError(_("This time is not free any more. Choose another one."))
    found.application, found.booked_at = current, now
    found.save(update_fields=["application", "booked_at"])
    act = "interview_moved" if before else "interview_booked"
    details = {"starts": found.starts.isoformat()}
    audit_write(by=by, scope=found.programme_id, subject=("application", current.pk), act=act, details=details)
    letter_booked(found, current, now=now)
    return found


@transaction.atomic
def slot_free(*, by: Person, application: Application, now: dt.datetime) -> bool:
    """Give a booked time up; False when there is none, or it has passed."""
    freed = Slot.objects.filter(application=application, starts__gt=now).update(application=None, booked_at=None)
    if freed:
        subject = ("application", application.pk)
        audit_write(by=by, scope=application.programme_id, subject=subject, act="interview_given_up")
    return bool(freed)


@transaction.atomic
def interviews_invite(*, by: Person | None, programme: Programme, now: dt.datetime) -> int:
    """Ask the groups that have no time to book one, each at most once a day; how many letters wait now.

    Raises:
        ValidationError: no time is free.
    """
    last = slots_free(programme, now=now).order_by("-starts").first()
    if last is None:
        raise ValidationError(_("No time is free. Add times first."))
    queued = letters_invite(programme, last.starts, now=now)
    if queued:
        details = {"letters": queued}
        audit_write(
            by=by, scope=programme.pk, subject=("programme", programme.pk), act="interviews_invited", details=details
        )
    return queued


# --- what is asked and heard ----------------------------------------------------------------------------------------
@transaction.atomic
def question_add(*, by: Person, application: Application, text: str, now: dt.datetime) -> InterviewQuestion:
    """Suggest a question for the interview of an application.

    Raises:
        ValidationError: nothing is asked, or there are twenty already.
    """
    text = " ".join(text.split())
    if not text:
        raise ValidationError({"text": [_("Write the question.")]})
    Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if InterviewQuestion.objects.filter(application=application).count() >= QUESTIONS:
        raise ValidationError(_("There are at most %(most)s questions of one's own.") % {"most": QUESTIONS})
    made = InterviewQuestion.objects.create(application=application, person_id=by.pk, text=text[:500], at=now)
    subject = ("application", application.pk)
    audit_write(by=by, scope=application.programme_id, subject=subject, act="interview_question_added")
    return made


@transaction.atomic
def interview_write(
    *, by: Person, application: Application, notes: str, points: int | None, reason: str, version: int
) -> Interview:
    """Save what was heard in an interview, and its points with their reason.

    Raises:
        Stale: somebody saved it meanwhile.
        ValidationError: `by` takes part in the application, points out of range or without a reason, too long a text.
    """
    may_handle(application, by).require()
    faults: dict[str, list[str]] = {}
    for name, text in (("notes", notes), ("reason", reason)):
        if len(text) > LONGEST:
            faults[name] = [_("The text is %(n)s characters too long.") % {"n": len(text) - LONGEST}]
    if points is not None and not 0 <= points <= POINTS:
        faults["points"] = [_("Write a number from %(least)s to %(most)s.") % {"least": 0, "most": POINTS}]
    if points is not None and not reason.strip():
        faults["reason"] = [_("Write why you give these points.")]
    if faults:
        raise ValidationError(faults)
    Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    interview, _made = Interview.objects.get_or_create(application=application)
    if version != interview.version:
        raise saved_meanwhile()
    interview.notes, interview.points, interview.reason = notes.strip(), points, reason.strip()
    interview.version += 1
    interview.save()
    audit_write(by=by, scope=application.programme_id, subject=("application", application.pk), act="interview_written")
    return interview


# --- eligibility ----------------------------------------------------------------------------------------------------
@transaction.atomic
def eligibility_check(*, by: Person, application: Application, verdicts: Mapping[str, tuple[str, str]]) -> None:
    """Say of each requirement of the pack whether the application meets it: code -> (verdict or "", note).

    Raises:
        ValidationError: `by` takes part in the application, or a verdict that there is not.
    """
    may_handle(application, by).require()
    known = [each.code for each in pack_parts(application.programme, "eligibility")["eligibility"]]
    if wrong := [code for code, (verdict, _note) in verdicts.items() if verdict and verdict not in Verdict.values]:
        raise ValidationError({wrong[0]: [_("Choose one of these.")]})
    Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    EligibilityCheck.objects.filter(application=application).delete()
    EligibilityCheck.objects.bulk_create(
        EligibilityCheck(application=application, requirement=code, verdict=verdict, note=note[:500])
        for code, (verdict, note) in verdicts.items()
        if verdict and code in known
    )
    audit_write(
        by=by,
        scope=application.programme_id,
        subject=("application", application.pk),
        act="eligibility_checked",
        details={code: verdict for code, (verdict, _note) in verdicts.items() if verdict},
    )
