"""Writes of a team's basket of means."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from soske.base.localtext import writable
from soske.base.opened import fresh
from soske.intake.groups.models import Group
from soske.people.models import Person
from soske.records.actions import audit_write
from soske.sprint.sparring.queries import coach_of_group
from soske.workbench.means.catalogue import catalogue
from soske.workbench.means.models import MOST, REMARK, REMARKS, WHY, Kept, Remark
from soske.workbench.means.rules import may_remark

SUBJECT = "kept_means"


@transaction.atomic
def means_keep(*, by: Person, group: Group, code: str, now: dt.datetime) -> Kept:
    """Put a means into the team's basket; one that was taken out comes back with its words. Kept twice, it is once.

    Raises:
        ValidationError: it is not in the catalogue, or the basket is full.
    """
    held = Group.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)
    entry = next((each for each in catalogue(group.programme) if each.code == code), None)
    if entry is None:
        raise ValidationError(_("This means is not in the catalogue any more."))
    basket = Kept.objects.filter(group=held)
    kept = basket.filter(means=code).first()
    if kept is not None and kept.dropped_at is None:
        return kept
    if basket.filter(dropped_at__isnull=True).count() >= MOST:
        raise ValidationError(_("The basket has %(n)s means, which is the most. Take one out first.") % {"n": MOST})
    if kept is None:
        kept = Kept.objects.create(group=held, means=code, name=entry.name, person=by, kept_at=now)
    else:
        Kept.objects.filter(pk=kept.pk).update(dropped_at=None, person=by, kept_at=now, name=entry.name)
    _written(by, kept, held, "means_kept")
    return kept


@transaction.atomic
def means_drop(*, by: Person, kept: Kept, now: dt.datetime) -> bool:
    """Take a means out of the basket. Its words and remarks stay for when it is put back. False: it was out already."""
    out = Kept.objects.filter(pk=kept.pk, dropped_at__isnull=True).update(dropped_at=now)
    if out:
        _written(by, kept, kept.group, "means_dropped")
    return bool(out)


@transaction.atomic
def why_write(*, by: Person, kept: Kept, text: str, opened: str | None = None) -> bool:
    """Write in the team's own words why a means was kept; False when it says so already.

    Raises:
        ValidationError: keyed by "why"; or it is not in the basket any more.
        Stale: somebody has changed it since the form with the mark `opened` was opened.
    """
    held = Kept.objects.select_for_update(of=("self",)).select_related("group").get(pk=kept.pk)
    may_remark(held).require()
    text = writable(text).strip()
    if (over := len(text) - WHY) > 0:
        raise ValidationError({"why": [_("This is %(n)s characters too long.") % {"n": over}]})
    fresh(opened, held.why)
    if text == held.why:
        return False
    Kept.objects.filter(pk=held.pk).update(why=text)
    _written(by, held, held.group, "means_reasoned")
    return True


@transaction.atomic
def remark_add(*, by: Person, kept: Kept, text: str, now: dt.datetime) -> Remark:
    """Say something of a means that is kept, to the team and its coaches. The same remark sent twice is one.

    Raises:
        ValidationError: keyed by "text"; or it is not in the basket any more, or has as many remarks as it can have.
    """
    held = Kept.objects.select_for_update(of=("self",)).select_related("group").get(pk=kept.pk)
    may_remark(held).require()
    text = writable(text).strip()
    if not text:
        raise ValidationError({"text": [_("Write your remark.")]})
    if (over := len(text) - REMARK) > 0:
        raise ValidationError({"text": [_("This is %(n)s characters too long.") % {"n": over}]})
    remarks = Remark.objects.filter(kept=held)
    last = remarks.order_by("-written_at", "-pk").first()
    if last is not None and (last.person_id, last.text) == (by.pk, text):
        return last
    if remarks.count() >= REMARKS:
        raise ValidationError(_("There are %(n)s remarks already, which is the most.") % {"n": REMARKS})
    coach = coach_of_group(by, held.group_id) is not None
    remark = Remark.objects.create(kept=held, person=by, coach=coach, text=text, written_at=now)
    _written(by, held, held.group, "means_remarked")
    return remark


def _written(by: Person, kept: Kept, group: Group, act: str) -> None:
    details = {"group": group.pk, "means": kept.means}
    audit_write(by=by, scope=group.programme_id, subject=(SUBJECT, kept.pk), act=act, details=details)
