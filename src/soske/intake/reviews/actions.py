"""Writes of reviews: who reviews, who reads what, points and reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soske.base.opened import Stale
from soske.engines.apart import ApartFailed
from soske.engines.pairing.readers import proposed_apart
from soske.engines.selection import counted, lot, sort_key
from soske.intake.applications.models import Application
from soske.intake.applications.rules import may_handle
from soske.intake.applications.states import ApplicationState
from soske.intake.reviews.fields import fault_of, missing_of, weighed
from soske.intake.reviews.letters import letters_given
from soske.intake.reviews.models import MOST, Lot, Review, Reviewer, Score, Standing
from soske.intake.reviews.queries import (
    barred_pairs,
    candidates_of,
    criteria_of,
    is_cleared,
    members_of,
    reading,
    received,
    reviewers_of,
)
from soske.intake.reviews.rules import may_reopen, may_write
from soske.intake.reviews.states import SUBJECT, ReviewState, review_move
from soske.people.actions import person_ensure
from soske.people.models import Person
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts
from soske.records.actions import audit_write
from soske.records.models import Writing
from soske.records.writings import Saved, writing_choose, writing_save, writings_of


# --- who reviews ----------------------------------------------------------------------------------------------------
@transaction.atomic
def reviewer_add(
    *, by: Person | None, programme: Programme, name: str, email: str, employer: str, most: int, today: dt.date
) -> Reviewer:
    """Make a person a reviewer; of one who is a reviewer already the name, the employer and the load are changed.

    Raises:
        ValidationError: the load is not from 1 to 500, or the address is not one.
    """
    if not 1 <= most <= MOST:
        raise ValidationError({"most": _("Write a number from 1 to %(most)s.") % {"most": MOST}})
    Programme.objects.select_for_update().get(pk=programme.pk)
    person, _made = person_ensure(email=email, name=name)
    values = {"name": name, "employer": employer, "most": most}
    # One who comes back has her earlier reviews and conflicts of interest again.
    reviewer = Reviewer.objects.filter(programme=programme, person=person).order_by("-pk").first()
    act = "reviewer_changed"
    if reviewer is None:
        reviewer, act = Reviewer(programme=programme, person=person, starts=today), "reviewer_added"
    elif reviewer.ends is not None:
        reviewer.ends, act = None, "reviewer_added"
    for field, value in values.items():
        setattr(reviewer, field, value)
    reviewer.save()
    audit_write(by=by, scope=programme.pk, subject=("person", person.pk), act=act)
    return reviewer


@transaction.atomic
def reviewer_end(*, by: Person, reviewer: Reviewer, today: dt.date) -> bool:
    """She reviews no more from today on. What she has done or begun stays, what she has not begun is taken from her.
    False when she has left already."""
    held = Reviewer.objects.select_for_update().filter(pk=reviewer.pk, ends__isnull=True).first()
    if held is None:
        return False
    # A day that has begun counts, so one who was added today leaves as if she had never been.
    held.ends = max(today - dt.timedelta(days=1), held.starts - dt.timedelta(days=1))
    held.save(update_fields=["ends"])
    reviews_ungive(held)
    audit_write(by=by, scope=held.programme_id, subject=("person", held.person_id or 0), act="reviewer_ended")
    return True


def reviews_ungive(reviewer: Reviewer) -> None:
    """Take from a reviewer what she has not begun. Its rows are held first: what she writes meanwhile counts."""
    given = Review.objects.filter(reviewer=reviewer, state=ReviewState.ASSIGNED)
    list(given.select_for_update(of=("self",)).values_list("pk", flat=True))
    given.exclude(pk__in=_begun(given.values("pk"))).delete()


# --- who reads what -------------------------------------------------------------------------------------------------
@transaction.atomic
def review_assign(*, by: Person | None, application: Application, reviewer: Reviewer, now: dt.datetime) -> Review:
    """Give an application to a reviewer.

    Raises:
        ValidationError: it is not submitted, `by` takes part in it, or she has it already or a conflict of interest.
    """
    Programme.objects.select_for_update().get(pk=application.programme_id)  # a proposal holds it as well
    _held(application, by)
    if Review.objects.filter(reading(), application=application, reviewer=reviewer).exists():
        raise ValidationError(_("%(name)s has this application already.") % {"name": reviewer.name})
    if (application.pk, reviewer.pk) in barred_pairs(application.programme, [reviewer]):
        raise ValidationError(_("%(name)s has a conflict of interest.") % {"name": reviewer.name})
    review = Review.objects.create(application=application, reviewer=reviewer, assigned_at=now)
    audit_write(by=by, scope=application.programme_id, subject=(SUBJECT, review.pk), act="review_assigned")
    letters_given(application.programme, [reviewer], now=now)
    return review


def _begun(reviews: Any) -> QuerySet[Writing, Any]:
    """Of these reviews the numbers of those in which something is written."""
    return (
        Writing.objects.filter(subject_type=SUBJECT, subject_id__in=reviews)
        .exclude(text="")
        .values_list("subject_id", flat=True)
    )


@transaction.atomic
def review_take(*, by: Person, review: Review) -> None:
    """Take an application from a reviewer who has not begun with it.

    Raises:
        ValidationError: she has begun, or it is not there any more.
    """
    _held(review.application, by)
    found = Review.objects.filter(pk=review.pk, state=ReviewState.ASSIGNED)
    list(found.select_for_update(of=("self",)).values_list("pk", flat=True))  # what she writes meanwhile counts
    if _begun([review.pk]).exists() or not found:
        raise ValidationError(_("The reviewer has begun. What she has written is not thrown away."))
    audit_write(by=by, scope=review.application.programme_id, subject=(SUBJECT, review.pk), act="review_taken")
    found.delete()


@transaction.atomic
def reviews_propose(*, by: Person, programme: Programme, each: int, now: dt.datetime) -> tuple[int, int]:
    """Give readers to the applications that have fewer than `each`, evenly and past all conflicts of interest. Returns
    how many readings were given, and how many applications still lack a reader.

    Raises:
        ValidationError: no proposal could be made.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    reviewers = list(reviewers_of(programme))
    applications = list(received(programme).values_list("pk", flat=True))
    given = Review.objects.filter(reading(), application__in=received(programme).order_by().values("pk"))
    try:
        plan = proposed_apart(
            applications,
            {reviewer.pk: reviewer.most for reviewer in reviewers},
            each=each,
            given=given.values_list("application", "reviewer"),
            barred=barred_pairs(programme, reviewers),
        )
    except ApartFailed as fault:
        raise ValidationError(_("No proposal could be made. Try again, or give the applications by hand.")) from fault
    made = Review.objects.bulk_create(
        Review(application_id=application, reviewer_id=reviewer, assigned_at=now)
        for application, reviewer in plan.pairs
    )
    if made:
        details = {"reviews": len(made)}
        audit_write(
            by=by, scope=programme.pk, subject=("programme", programme.pk), act="reviews_proposed", details=details
        )
        given_to = {review.reviewer_id for review in made}
        letters_given(programme, (each for each in reviewers if each.pk in given_to), now=now)
    return len(made), len(plan.lacking)


@transaction.atomic
def conflict_declare(*, by: Person, review: Review, reason: str, now: dt.datetime) -> None:
    """The reviewer or a coordinator says that she may not review this application: it closes to her at once.

    Raises:
        ValidationError: it is said already, or a coordinator takes part in the application herself.
    """
    if by.pk != review.reviewer.person_id:
        may_handle(review.application, by).require()
    held = _again(review, standing=True)
    if not review_move(held, ReviewState.CONFLICT, by=by, now=now, conflict=reason[:500], read=None):
        raise ValidationError(_("The conflict of interest is recorded already."))
    Score.objects.filter(review=held).delete()
    standing_count(held.application)


@transaction.atomic
def conflict_record(
    *, by: Person, application: Application, reviewer: Reviewer, reason: str, now: dt.datetime
) -> Review:
    """A coordinator closes an application to a reviewer who has not got it.

    Raises:
        ValidationError: it is not submitted, `by` takes part in it, or the reviewer has it already.
    """
    Programme.objects.select_for_update().get(pk=application.programme_id)
    _held(application, by)
    if Review.objects.filter(application=application, reviewer=reviewer).exists():
        raise ValidationError(_("%(name)s has this application already.") % {"name": reviewer.name})
    review = Review.objects.create(application=application, reviewer=reviewer, assigned_at=now)
    review_move(review, ReviewState.CONFLICT, by=by, now=now, conflict=reason[:500])
    return review


@transaction.atomic
def conflict_lift(*, by: Person, review: Review, now: dt.datetime) -> None:
    """Take back a conflict of interest that was recorded by mistake: the reviewer has the application again, and says
    anew whether something bars her.

    Raises:
        ValidationError: there is none, an organisation of hers is in the group, or a coordinator takes part in the
            application herself.
    """
    _held(review.application, by)
    held = _again(review)
    if by.pk == held.reviewer.person_id:
        raise ValidationError(_("This is about you. Another coordinator has to do it."))
    if not review_move(held, ReviewState.ASSIGNED, by=by, now=now, conflict="", read=None, cleared_at=None):
        raise ValidationError(_("No conflict of interest is recorded."))
    if (held.application_id, held.reviewer_id) in barred_pairs(held.application.programme, [held.reviewer]):
        raise ValidationError(_("%(name)s has a conflict of interest.") % {"name": held.reviewer.name})


@transaction.atomic
def conflicts_answer(
    *, by: Person, reviewer: Reviewer, reasons: Mapping[int, str], now: dt.datetime
) -> tuple[int, int]:
    """What a reviewer says of her ties before she reads: review -> what ties her, or "" for nothing. Returns how many
    applications are open to her now, and how many are closed."""
    reviews = Review.objects.select_for_update(of=("self",)).select_related("reviewer", "application")
    rows = list(reviews.filter(pk__in=reasons, reviewer=reviewer, state=ReviewState.ASSIGNED))
    members = members_of([review.application.group_id for review in rows])
    cleared = closed = 0
    for review in rows:
        asked = members.get(review.application.group_id, set())
        if is_cleared(review, asked):
            continue
        reason = reasons[review.pk].strip()
        if reason:
            closed += review_move(review, ReviewState.CONFLICT, by=by, now=now, conflict=reason[:500])
        else:
            review.cleared_at, review.cleared_for = now, sorted(asked)
            review.save(update_fields=["cleared_at", "cleared_for"])
            cleared += 1
    if cleared:
        subject, details = ("person", by.pk), {"reviews": cleared}
        audit_write(by=by, scope=reviewer.programme_id, subject=subject, act="conflicts_answered", details=details)
    return cleared, closed


def _held(application: Application, by: Person | None) -> None:
    """Hold the application, and refuse when it is not there to be reviewed or `by` takes part in it."""
    held = Application.objects.select_for_update(of=("self",), no_key=True)
    application.state = held.values_list("state", flat=True).get(pk=application.pk)
    if application.state != ApplicationState.SUBMITTED:
        raise ValidationError(_("The application is not submitted, so it is not reviewed."))
    if by is not None:
        may_handle(application, by).require()


# --- points and reasons ---------------------------------------------------------------------------------------------
def _again(review: Review, *, standing: bool = False) -> Review:
    """The review as it is now, held until the transaction ends; with `standing` its application as well, and first.

    Raises:
        ValidationError: it was taken away meanwhile.
    """
    if standing:
        Application.objects.select_for_update(of=("self",), no_key=True).get(pk=review.application_id)
    held = Review.objects.select_for_update(of=("self",)).select_related("application__programme", "reviewer")
    found = held.filter(pk=review.pk).first()
    if found is None:
        raise ValidationError(_("The organiser has given this application to somebody else."))
    return found


@transaction.atomic
def review_save(
    *, by: Person, review: Review, key: str, text: str, base: int, token: str = "", now: dt.datetime
) -> Saved:
    """Save one field of a review as it is typed (fields).

    Raises:
        ValidationError: the review is done, or the text does not fit the field.
    """
    held = _again(review)
    may_write(held).require()
    programme = held.application.programme
    if fault := fault_of(
        criteria_of(programme, get_language() or programme.languages[0]), key, text.replace("\r\n", "\n")
    ):
        raise ValidationError(fault)
    return writing_save(
        by=by, scope=programme.pk, subject=(SUBJECT, held.pk), field=key, text=text, base=base, token=token, now=now
    )


@transaction.atomic
def review_choose(
    *, by: Person, review: Review, key: str, keep: str, parallel: int, base: int, now: dt.datetime
) -> None:
    """Choose between two texts of a field, of two windows of the reviewer (records.writings.writing_choose).

    Raises:
        ValidationError: the review is done, or the choice has been made already.
    """
    may_write(_again(review)).require()
    writing_choose(by=by, subject=(SUBJECT, review.pk), field=key, keep=keep, parallel=parallel, base=base, now=now)


@transaction.atomic
def review_finish(*, by: Person, review: Review, read: int, now: dt.datetime) -> None:
    """Mark a review as done; `read` is the position of the submission that was on the page.

    Raises:
        Stale: the application was completed meanwhile.
        ValidationError: something is missing, or the review is done already.
    """
    held = _again(review, standing=True)
    may_write(held).require()
    last = held.application.submissions.order_by("-position").values_list("position", flat=True).first()
    if read != last:
        raise Stale(_("The application has been completed meanwhile. Read it again, then mark the review as done."))
    programme = held.application.programme
    criteria = criteria_of(programme, get_language() or programme.languages[0])
    writings = writings_of((SUBJECT, held.pk))
    if any(each.parallels for each in writings.values()):
        raise ValidationError(_("Two texts. Compare and choose."))
    answers = {key: each.text for key, each in writings.items()}
    if missing := missing_of(criteria, answers):
        raise ValidationError([text for _key, text in missing])
    review_move(held, ReviewState.DONE, by=by, now=now, read=read)
    Score.objects.bulk_create(
        Score(
            review=held,
            criterion=each.code,
            points=int(answers[f"points.{each.code}"]),
            reason=answers[f"reason.{each.code}"],
        )
        for each in criteria
    )
    standing_count(held.application)


@transaction.atomic
def review_reopen(*, by: Person, review: Review, now: dt.datetime) -> None:
    """Open a done review again.

    Raises:
        ValidationError: others' reviews could be read after it, or it is open.
    """
    held = _again(review, standing=True)
    may_reopen(held).require()
    review_move(held, ReviewState.ASSIGNED, by=by, now=now, read=None)
    Score.objects.filter(review=held).delete()
    standing_count(held.application)


# --- what the reviews come to ---------------------------------------------------------------------------------------
def standing_count(application: Application) -> None:
    """Count the standing of an application anew. Whoever calls holds the application, so that of two who are ready at
    once the second counts both."""
    criteria = weighed(pack_parts(application.programme, "criteria")["criteria"])
    place = counted(candidates_of([application])[0], criteria)
    if place.score is None:
        Standing.objects.filter(application=application).delete()
        return
    values: dict[str, Any] = {
        "reviews": place.reviews,
        "total": int(place.score * place.reviews),
        "spread": int(place.spread or 0),
        "key": sort_key(place, criteria),
    }
    drawn = Lot.objects.filter(programme=application.programme_id).first()
    if drawn is not None:
        values["lot"] = lot(drawn.seed, place.number)
    Standing.objects.update_or_create(application=application, defaults=values)


def lots_draw(*, programme: Programme, seed: str, now: dt.datetime) -> Lot:
    """Keep the seed of the lot, and write the lot of every application that has a standing (engines.selection.lot);
    one that gets its standing later has its lot with it."""
    drawn = Lot.objects.create(programme=programme, seed=seed, drawn_at=now)
    rows = list(Standing.objects.filter(application__programme=programme).select_related("application"))
    for row in rows:
        row.lot = lot(seed, row.application.number or 0)
    Standing.objects.bulk_update(rows, ["lot"], batch_size=500)
    return drawn
