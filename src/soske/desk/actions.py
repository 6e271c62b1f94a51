"""One act over several apps."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from soske.base.connect import personal_data
from soske.desk.team_actions import no_coordinators, people_changed
from soske.intake.applications.queries import group_applied, people_in
from soske.intake.applications.rules import may_remove_group, may_save_group
from soske.intake.calls.models import PartnerNotice
from soske.intake.groups import actions as groups
from soske.intake.groups.models import Group
from soske.intake.reviews.models import Reviewer
from soske.intake.selection.actions import contact_follow
from soske.intake.selection.actions_seats import seat_follow
from soske.intake.selection.models import Choice
from soske.intake.selection.rules import may_be_removed
from soske.people.models import Person
from soske.people.signin import sessions_end
from soske.programmes.models import Programme, ProgrammeRole
from soske.records.actions import audit_write, revision_grow
from soske.sprint.sparring.models import Coach


@transaction.atomic
def group_save(**values: Any) -> Group:
    """Save a group (arguments of groups.actions.group_save); a letter that waits for its contact person and the offer
    of its seat follow, and in a team what those did who are not in it any more goes on.

    Raises:
        ValidationError: keyed by "people": a coordinator would come into a group that has applied; or the applicants
            are changing their application, or a team would have no contact person.
    """
    group = values.get("group")
    if group is not None and group_applied(group):
        may_save_group(group).require()
        no_coordinators(group, {person.email.lower() for person in values.get("people", ())}, key="people")
    Programme.objects.select_for_update().get(pk=values["programme"].pk)
    team = group is not None and group.team_since is not None and not group.programme.record_only
    before = list(people_in(group)) if group is not None and team else []
    saved = groups.group_save(**values)
    contact_follow(group=saved)
    seat_follow(group=saved)
    if team:
        people_changed(by=values.get("by"), group=saved, before=before, now=timezone.now())
    return saved


@transaction.atomic
def group_remove(*, by: Person, group: Group) -> None:
    """Remove a group that was entered by mistake.

    Raises:
        ValidationError: the group is selected, or it has an application.
    """
    Programme.objects.select_for_update().get(pk=group.programme_id)  # nobody selects it meanwhile
    for answer in (may_be_removed(group), may_remove_group(group)):
        answer.require()
    Choice.objects.filter(group=group).delete()
    groups.group_remove(by=by, group=group)


def person_erase_preview(*, person: Person) -> list[tuple[str, int]]:
    """What an erasure would remove: (kind of data, number of rows). Changes nothing."""
    return [row for source in personal_data for row in source.erase(person=person, preview=True)]


@transaction.atomic
def person_erase(*, by: Person | None, person: Person) -> list[tuple[str, int]]:
    """Erase a person from every app, the latest app first, and sign her out; audit rows keep her number only."""
    sessions_end(person=person)
    audit_write(by=by, scope=None, subject=("person", person.pk), act="person_erased")
    scopes = _scopes_of(person)
    rows = [row for source in reversed(list(personal_data)) for row in source.erase(person=person, preview=False)]
    for scope in sorted(scopes):
        revision_grow(scope)  # what pages remember of these academies may have counted her; last, as other acts do it
    return rows


def _scopes_of(person: Person) -> set[int]:
    """Numbers of the academies in which the person is in a group or answers for one, works, reviews, coaches, or looks
    for a partner."""
    groups = Group.objects.filter(Q(contact=person) | Q(people__person=person) | Q(members__sponsor=person))
    roles = ProgrammeRole.objects.filter(person=person)
    notices = PartnerNotice.objects.filter(person=person)
    reviewing = Reviewer.objects.filter(person=person)
    return {
        *groups.values_list("programme", flat=True),
        *roles.values_list("programme", flat=True),
        *notices.values_list("call__programme", flat=True),
        *reviewing.values_list("programme", flat=True),
        *Coach.objects.filter(person=person).values_list("programme", flat=True),
    }
