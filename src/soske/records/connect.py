"""What the records give to the contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from soske.base.connect import Kept, personal_data
from soske.records.models import Letter


class Personal:
    """Letters to the person. Audit rows hold her number only and are kept."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        letters = Letter.objects.filter(person=person).order_by("-queued_at").values_list("subject", "state")[:200]
        return [
            Kept(
                kind=gettext_lazy("Messages to you"),
                ground=gettext_lazy("The organiser can show what was sent and when."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[(_("Message"), subject) for subject, _state in letters],
            )
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        letters = Letter.objects.filter(person=person)
        found = [(_("Messages"), letters.count())]
        if not preview:
            letters.delete()
        return found


personal_data.add(Personal())
