"""What is kept of a person who coaches, or who says how a team is doing, and how it is erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from soske.base.connect import Kept
from soske.records.models import Letter
from soske.sprint.sparring.actions_ending import coaching_end
from soske.sprint.sparring.models import Coach, Contact, Mood, Tie

MOST = 200


class Personal:
    """What a person does as a coach, and how she has said that her team is doing."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        places = Coach.objects.filter(person=person).select_related("programme").order_by("-pk")[:MOST]
        marks = Mood.objects.filter(person=person).order_by("-at").values_list("mark", "note")[:MOST]
        barred = Tie.objects.filter(coach__person=person).order_by("pk").values_list("reason", flat=True)[:MOST]
        return [
            Kept(
                kind=gettext_lazy("Academies where you are a coach"),
                ground=gettext_lazy("Shows the teams who helps them, and the organiser who is bound by the terms."),
                retention=gettext_lazy(
                    "Until the academy is erased. After your data is erased, it no longer says who the coach was."
                ),
                rows=[(each.programme.name.spoken(get_language() or "fi").text, each.name) for each in places],
            ),
            Kept(
                kind=gettext_lazy("What bars you from coaching teams"),
                ground=gettext_lazy("Keeps a coach with a conflict of interest away from a team."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[(_("Conflict of interest"), reason) for reason in barred],
            ),
            Kept(
                kind=gettext_lazy("Ratings that you have given on how your team is doing"),
                ground=gettext_lazy("Shows the coach and the organiser who needs help."),
                retention=gettext_lazy("Until the academy is erased. After an erasure it does not say whose it is."),
                rows=[(f"{mark}/5", note) for mark, note in marks],
            ),
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        """A coach's sessions stay with her team as somebody's; her name, interests, times and calendar go."""
        places, marks = Coach.objects.filter(person=person), Mood.objects.filter(person=person)
        found = [
            (_("Your roles as a coach, with times and interests"), places.count()),
            (_("Whose rating of a team it is"), marks.count()),
        ]
        if not preview:
            for place in places.select_related("programme", "person"):
                _erase(place)
            marks.update(person=None)
            Contact.objects.filter(person_id=person.pk).update(person_id=None)
        return found


ERASED = "poistettu / raderad / erased"
"""What a coach is called after an erasure, in a language that each of her readers has."""
LETTERS = ("team_coaches", "team_coach_ended", "session_booked", "session_moved", "session_cancelled", "session_steps")


def _erase(coach: Coach) -> None:
    """Her teams and sessions end as if she had left; then her name goes, also from letters to others."""
    now = timezone.now()
    if coach.ends is None:
        coaching_end(by=None, coach=coach, groups=None, reason="", now=now)
    coach.busy.all().delete()
    coach.openings.filter(session__isnull=True).delete()
    coach.ties.update(reason="")
    letters = Letter.objects.filter(scope=coach.programme_id, code__in=LETTERS)
    fields = ("subject", "body", "calendar")
    letters.update(**{field: Replace(F(field), Value(coach.name), Value(ERASED)) for field in fields})
    Coach.objects.filter(pk=coach.pk).update(
        person=None,
        name=ERASED,
        employer="",
        about="",
        interests="",
        topics=[],
        sectors=[],
        languages=[],
        accepted_at=None,
        busy_url="",
        busy_fault="",
        ends=coach.ends or max(timezone.localdate(now) - dt.timedelta(days=1), coach.starts),
    )
