"""Rows of calls for the world, and calls that are open, closed or not yet open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from soske.intake.calls.models import Call, InfoSignup, Interest, PartnerNotice
from soske.packs.codes import StageKind
from soske.people.models import Organisation, Person
from soske.programmes.models import Programme, Stage
from soske.programmes.queries import programme_get
from soske.records.actions import revision_grow


@dataclass
class CallRows:
    """What somebody left for the call of one programme."""

    interest: Interest
    signup: InfoSignup
    notice: PartnerNotice
    notice_of_another: PartnerNotice


def call_rows(programme: Programme, *, by: Person, another: Person) -> CallRows:
    """An expression of interest, a sign-up, a notice of `by` and one of `another`. No letters."""
    call, _made = Call.objects.get_or_create(programme=programme)
    organisation = Organisation.objects.filter(made_up=False).earliest("pk")
    name = programme.slug

    def notice(person: Person) -> PartnerNotice:
        return PartnerNotice.objects.create(
            call=call,
            person=person,
            organisation=organisation,
            themes=["employment"],
            region="FI19B",
            brings="Kokemusta työllistämisestä.",
            wants="Toista kuntaa.",
            language="fi",
        )

    return CallRows(
        interest=Interest.objects.create(
            call=call, email=f"kiinnostunut@{name}.example", name="Hankkija", language="fi"
        ),
        signup=InfoSignup.objects.create(
            call=call,
            email=f"tulija@{name}.example",
            name="Kuulija",
            organisation="Kuntayhtymä",
            language="sv",
            wants_recording=True,
            question="Voiko hakea yksin?",
        ),
        notice=notice(by),
        notice_of_another=notice(another),
    )


def call_dates(
    programme: Programme,
    *,
    starts: dt.date,
    ends: dt.date,
    opens: dt.time | None = None,
    closes: dt.time | None = dt.time(16),
) -> Programme:
    """Move the call; the programme as a page loads it."""
    Stage.objects.filter(programme=programme, kind=StageKind.CALL).update(
        starts=starts, ends=ends, opens=opens, closes=closes
    )
    revision_grow(programme.pk)
    found = programme_get(programme.slug)
    assert found is not None
    return found


def call_now(programme: Programme, state: str) -> Programme:
    """Move the call so that it is before, open or closed now."""
    today = timezone.localdate()
    first, last = {"before": (2, 30), "open": (-2, 5), "closed": (-30, -2)}[state]
    return call_dates(programme, starts=today + dt.timedelta(days=first), ends=today + dt.timedelta(days=last))
