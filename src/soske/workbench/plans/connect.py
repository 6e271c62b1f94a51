"""What the plan gives to the contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from soske.base.answer import NOT_THERE, Answer
from soske.base.connect import Kept, Subject, personal_data, subject_add
from soske.intake.groups.queries import titles_of
from soske.people.models import Person
from soske.workbench.plans.models import Comment, Plan
from soske.workbench.plans.queries import SUBJECT

MOST = 200


# --- subjects -------------------------------------------------------------------------------------------------------
def _may(person: Any, pk: int, act: str) -> Answer:
    """No file hangs on a plan."""
    return NOT_THERE


def _titles(ids: Iterable[int]) -> dict[int, str]:
    lang, found = get_language() or "fi", {}
    for plan in Plan.objects.filter(pk__in=set(ids)).select_related("group__programme"):
        found[plan.pk] = titles_of(plan.group.programme, [plan.group_id], lang).get(plan.group_id, "")
    return found


def _url(pk: int) -> str:
    plan = Plan.objects.select_related("group__programme").get(pk=pk)
    return reverse("plan", args=[plan.group.programme.slug, plan.group_id])


subject_add(Subject(type=SUBJECT, label=gettext_lazy("Operating-model plan"), may=_may, titles=_titles, url=_url))


# --- personal data --------------------------------------------------------------------------------------------------
class Personal:
    """What a person has said of plans. Who wrote a text is with the writings (records)."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        said = Comment.objects.filter(person=person).order_by("-pk").values_list("section", "text")[:MOST]
        return [
            Kept(
                kind=gettext_lazy("Comments that you have written on plans"),
                ground=gettext_lazy("The team and its coaches work on the plan together."),
                retention=gettext_lazy(
                    "Until the academy is erased. If you ask for erasure, the text stays without your name."
                ),
                rows=[(section, text[:200]) for section, text in said],
            )
        ]

    def erase(self, *, person: Person, preview: bool) -> Sequence[tuple[str, int]]:
        """The plan is the team's and stays; the person is not linked to what she said any more."""
        said, dealt = Comment.objects.filter(person=person), Comment.objects.filter(resolver=person)
        found = [(_("Whose comment on a plan it is"), said.count()), (_("Who has dealt with a comment"), dealt.count())]
        if not preview:
            said.update(person=None)
            dealt.update(resolver=None)
        return found


personal_data.add(Personal())
