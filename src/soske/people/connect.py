"""What the people app gives to the contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from soske.base.answer import Answer
from soske.base.connect import Kept, Subject, personal_data, subject_add
from soske.people.models import Membership, Person
from soske.people.queries import person_names


class Personal:
    """The person herself and her memberships."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        memberships = Membership.objects.filter(person=person).select_related("organisation")[:200]
        return [
            Kept(
                kind=gettext_lazy("You"),
                ground=gettext_lazy("Needed to sign in and to take part in an academy."),
                retention=gettext_lazy("Until you ask for erasure, or two years after your last academy."),
                rows=[(_("Name or role"), person.name), (_("E-mail address"), person.email)],
            ),
            Kept(
                kind=gettext_lazy("Organisations you have worked for"),
                ground=gettext_lazy("Shows for whom you take part."),
                retention=gettext_lazy("As long as your own data."),
                rows=[(_("Organisation"), str(each.organisation.name)) for each in memberships],
            ),
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        memberships = Membership.objects.filter(person=person)
        found = [(_("Memberships"), memberships.count()), (_("Persons"), 1)]
        if not preview:
            Person.objects.filter(pk=person.pk).delete()
        return found


personal_data.add(Personal())
subject_add(
    Subject(
        type="person",
        label=gettext_lazy("Person"),
        may=lambda person, pk, act: Answer(person.pk == pk),
        titles=person_names,
        url=lambda pk: "",
    )
)
