"""One act over several apps."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from soske.base.connect import personal_data
from soske.intake.groups import actions as groups
from soske.intake.groups.models import Group
from soske.intake.selection.actions import contact_follow
from soske.intake.selection.models import Choice
from soske.intake.selection.rules import may_be_removed
from soske.people.models import Person
from soske.people.signin import sessions_end
from soske.programmes.models import Programme
from soske.records.actions import audit_write


@transaction.atomic
def group_save(**values: Any) -> Group:
    """Save a group (arguments of groups.actions.group_save); a letter that waits for its contact person follows."""
    saved = groups.group_save(**values)
    contact_follow(group=saved)
    return saved


@transaction.atomic
def group_remove(*, by: Person, group: Group) -> None:
    """Remove a group that was entered by mistake.

    Raises:
        ValidationError: the group is selected.
    """
    Programme.objects.select_for_update().get(pk=group.programme_id)  # nobody selects it meanwhile
    answer = may_be_removed(group)
    if not answer:
        raise ValidationError(str(answer.reason))
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
    return [row for source in reversed(list(personal_data)) for row in source.erase(person=person, preview=False)]
