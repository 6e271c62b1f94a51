"""What the catalogue of means gives to the contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from soske.base.answer import NOT_THERE, Answer
from soske.base.connect import Kept as KeptData
from soske.base.connect import Subject, personal_data, subject_add
from soske.packs.text import LocalText
from soske.people.models import Person
from soske.workbench.means.actions import SUBJECT
from soske.workbench.means.models import Kept, Remark

MOST = 200


# --- subjects -------------------------------------------------------------------------------------------------------
def _may(person: Any, pk: int, act: str) -> Answer:
    """No file hangs on a basket."""
    return NOT_THERE


def _titles(ids: Iterable[int]) -> dict[int, str]:
    lang = get_language() or "fi"
    rows = Kept.objects.filter(pk__in=set(ids)).values_list("pk", "name")
    return {pk: LocalText(name).spoken(lang).text for pk, name in rows}


def _url(pk: int) -> str:
    kept = Kept.objects.select_related("group__programme").get(pk=pk)
    return reverse("means_page", args=[kept.group.programme.slug, kept.means])


subject_add(Subject(type=SUBJECT, label=gettext_lazy("Means in a team's basket"), may=_may, titles=_titles, url=_url))


# --- personal data --------------------------------------------------------------------------------------------------
class Personal:
    """What a person has put into a basket and said of it."""

    def kept(self, *, person: Any) -> Sequence[KeptData]:
        lang = get_language() or "fi"
        chosen = Kept.objects.filter(person=person).order_by("-pk").values_list("name", "why")[:MOST]
        said = Remark.objects.filter(person=person).order_by("-pk").values_list("kept__name", "text")[:MOST]
        return [
            KeptData(
                kind=gettext_lazy("Means that you have put into your team's basket"),
                ground=gettext_lazy("Shows the team and its coaches what was chosen and why."),
                retention=gettext_lazy(
                    "Until the academy is erased. If you ask for erasure, the basket stays but is no longer linked to "
                    "you."
                ),
                rows=[(LocalText(name).spoken(lang).text, why[:200]) for name, why in chosen],
            ),
            KeptData(
                kind=gettext_lazy("Remarks that you have written about means"),
                ground=gettext_lazy("The team and its coaches talk about what was chosen."),
                retention=gettext_lazy(
                    "Until the academy is erased. If you ask for erasure, the text stays without your name."
                ),
                rows=[(LocalText(name).spoken(lang).text, text[:200]) for name, text in said],
            ),
        ]

    def erase(self, *, person: Person, preview: bool) -> Sequence[tuple[str, int]]:
        """The basket is the team's and stays; the person is not linked to it any more."""
        chosen, said = Kept.objects.filter(person=person), Remark.objects.filter(person=person)
        found = [(_("Who put a means into the basket"), chosen.count()), (_("Whose remark it is"), said.count())]
        if not preview:
            chosen.update(person=None)
            said.update(person=None)
        return found


personal_data.add(Personal())
