"""What programmes give to the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from soske.base.answer import Answer
from soske.base.connect import Dated, Duty, Kept, Subject, dates, duties, personal_data, subject_add
from soske.base.localtext import LANGUAGE_NAMES
from soske.programmes.models import Programme, ProgrammeRole, Stage
from soske.programmes.queries import coordinates, kickoff_of
from soske.programmes.states import ProgrammeState
from soske.records.queries import calendar_entries


@dates.add
def stage_dates(*, programme: Programme, audience: str) -> Sequence[Dated]:
    """The stages of the path; the public may know them all."""
    found = []
    for entry in calendar_entries(programme.pk, "stage")[:100]:
        starts, ends = timezone.localtime(entry.starts), timezone.localtime(entry.ends)
        found.append(
            Dated(
                uid=entry.uid,
                sequence=entry.sequence,
                name=entry.name,
                starts=starts.date() if entry.all_day else starts,
                ends=ends.date() if entry.all_day else ends,
                cancelled=entry.cancelled,
            )
        )
    return found


@duties.add
def programme_duties(*, person: Any, programme: Programme, now: dt.datetime) -> Sequence[Duty]:
    """A coordinator completes what everyone asks first: who organises, where to write, when it begins."""
    if programme.record_only or not coordinates(person, programme, today=timezone.localdate(now)):
        return []
    found = []
    settings = reverse("programme_settings", args=[programme.slug])
    if programme.organiser_id is None or not programme.address:
        found.append(
            Duty(
                key=f"programme_basics:{programme.pk}",
                title=_("Write who organises the academy and where to reply"),
                text=_("The organiser is shown on public pages. Replies to messages go to the academy's address."),
                button=_("Complete the information"),
                url=settings,
                weight=30,
            )
        )
    if kickoff_of(programme) is None:
        found.append(
            Duty(
                key=f"programme_kickoff:{programme.pk}",
                title=_("Set the day of the kick-off"),
                text=_("Without it, the path of stages has no dates."),
                button=_("Set the dates"),
                url=reverse("stages", args=[programme.slug]),
                weight=20,
            )
        )
    missing = programme.name.missing(programme.languages)
    if missing:
        found.append(
            Duty(
                key=f"programme_name:{programme.pk}",
                title=_("Give the academy a name in every language"),
                text=_("Languages without a name: %(languages)s")
                % {"languages": ", ".join(LANGUAGE_NAMES.get(code, code) for code in missing)},
                button=_("Complete the information"),
                url=settings,
                weight=60,
            )
        )
    return found


class Personal:
    """Roles in programmes."""

    def kept(self, *, person: Any) -> Sequence[Kept]:
        lang = get_language() or "fi"
        roles = ProgrammeRole.objects.filter(person=person).select_related("programme")[:200]
        return [
            Kept(
                kind=gettext_lazy("Your work for academies"),
                ground=gettext_lazy("Shows who has answered for an academy and when."),
                retention=gettext_lazy("Until the academy is erased, or until you ask for erasure."),
                rows=[(role.get_kind_display(), role.programme.name.spoken(lang).text) for role in roles],
            )
        ]

    def erase(self, *, person: Any, preview: bool) -> Sequence[tuple[str, int]]:
        roles = ProgrammeRole.objects.filter(person=person)
        found = [(_("Roles in academies"), roles.count())]
        if not preview:
            roles.delete()
        return found


personal_data.add(Personal())


def _may(person: Any, pk: int, act: str) -> Answer:
    """Files of a published programme are for everyone; those of a draft for its coordinators."""
    programme = Programme.objects.filter(pk=pk).first()
    if programme is None:
        return Answer(False)
    public = programme.state == ProgrammeState.PUBLIC and act == "read"
    return Answer(public or coordinates(person, programme, today=timezone.localdate()))


def _titles(ids: Iterable[int]) -> dict[int, str]:
    lang = get_language() or "fi"
    return {each.pk: each.name.spoken(lang).text for each in Programme.objects.filter(pk__in=set(ids)).only("name")}


subject_add(
    Subject(
        type="programme",
        label=gettext_lazy("Academy"),
        may=_may,
        titles=_titles,
        url=lambda pk: reverse("today", args=[Programme.objects.values_list("slug", flat=True).get(pk=pk)]),
    )
)
subject_add(
    Subject(
        type="stage",
        label=gettext_lazy("Stage"),
        may=lambda person, pk, act: Answer(False),
        titles=lambda ids: dict(Stage.objects.filter(pk__in=set(ids)).values_list("pk", "code")),
        url=lambda pk: "",
    )
)
