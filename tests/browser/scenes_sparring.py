"""The pages of sparring in their states, and what is wrong in their forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from soske.people.models import Person
from soske.programmes.queries import programme_get
from soske.sprint.sparring import (
    actions,
    actions_after,
    actions_pairs,
    actions_proposing,
    actions_sessions,
    actions_times,
)
from soske.sprint.sparring.models import Busy, Coach, Opening, Pairing, Session
from soske.sprint.sparring.queries import teams_of
from soske.sprint.sparring.queries_sessions import presence_of, windows_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = tuple[str, str, "Person | None", "Callable[[Page], None] | None", int]


def of_coaching(coordinator: Person, long: str) -> list[Row]:
    """(name, address, person, act, status) of the scenes. The practice academy has teams; its windows are ahead."""
    programme = programme_get("harjoitus")
    assert programme is not None
    now = timezone.now()
    window = windows_of(programme)[0]
    first = coach(coordinator, long, "sparraaja@example.fi", accepts=True)
    second = coach(coordinator, "Toinen sparraaja", "toinen.sparraaja@example.fi", accepts=False)
    groups = list(teams_of(programme)[:3])
    for group in groups:
        group.programme = programme
    for group in groups[:2]:
        actions_pairs.pair_set(by=coordinator, group=group, topic="", coach=first, now=now)
    actions_pairs.pairs_tell(by=coordinator, programme=programme, now=now)
    actions_pairs.pair_set(by=coordinator, group=groups[2], topic="", coach=second, now=now)
    Pairing.objects.filter(coach=second).update(told_at=now)
    assert first.person is not None
    assert second.person is not None
    starts = timezone.localtime(window.starts) + dt.timedelta(days=1, hours=9)
    actions_times.openings_add(by=first.person, coach=first, starts=starts, minutes=60, count=14, place=long, now=now)
    Busy.objects.create(coach=first, starts=starts, ends=starts + dt.timedelta(hours=1))
    times = list(Opening.objects.filter(coach=first).order_by("starts"))
    member = groups[0].contact
    assert member is not None
    booked = actions_sessions.session_book(by=member, group=groups[0], coach=first, opening=times[2].pk, now=now)
    other = groups[1].contact
    assert other is not None
    gone = actions_sessions.session_book(by=other, group=groups[1], coach=first, opening=times[3].pk, now=now)
    actions_sessions.session_cancel(by=other, session=gone, reason=long, now=now)
    actions_proposing.sessions_propose(by=coordinator, programme=programme, window=window, movable=False, now=now)
    over = held(groups[0], first, long)
    actions.tie_add(by=coordinator, coach=second, group=groups[2], reason=long, now=now)
    actions_after.mood_set(by=member, group=groups[0], mark=2, note=long[:300], now=now)
    actions_after.contact_note(by=coordinator, group=groups[0], note=long[:300], now=now)
    Coach.objects.filter(pk=first.pk).update(busy_fault="content", busy_url="https://kalenteri.example/a.ics")

    def opened(summary: int, button: str) -> Callable[[Page], None]:
        """Open a fold of the side and press its button."""

        def act(page: Page) -> None:
            page.locator("main details.act-fold > summary").nth(summary).click()
            page.locator(f"main button[value={button}]").click()

        return act

    def send(page: Page) -> None:
        page.locator("main form .ds-button:visible").last.click()

    def here(name: str, *more: int) -> str:
        return reverse(name, args=["harjoitus", *more])

    empty = [
        (f"none yet: {name}", reverse(name, args=["tyhja"]), coordinator, None, 200)
        for name in ("teams", "pairs", "desk_coaches", "sparring_desk")
    ]
    return [
        *empty,
        ("teams", here("teams"), coordinator, None, 200),
        ("one team", here("team_desk", groups[0].pk), coordinator, None, 200),
        ("coaches", here("desk_coaches"), coordinator, None, 200),
        ("new coach without a name", here("coach_new"), coordinator, send, 422),
        ("coach", here("coach_desk", first.pk), coordinator, None, 200),
        ("coach who is barred", here("coach_desk", second.pk), coordinator, None, 200),
        ("coach away without days", here("coach_desk", first.pk), coordinator, opened(0, "away"), 422),
        ("coach leaves without a word", here("coach_desk", first.pk), coordinator, opened(1, "end"), 422),
        ("who coaches whom", here("pairs"), coordinator, None, 200),
        ("coaches of one team", here("pair_edit", groups[2].pk), coordinator, None, 200),
        ("expert for a topic", here("pair_edit", groups[0].pk) + "?topic=requirements", coordinator, None, 200),
        ("proposed times", here("sparring_desk"), coordinator, None, 200),
        ("a later window", here("sparring_desk") + "?window=sparring_3", coordinator, None, 200),
        ("coach's page", here("coach_front"), first.person, None, 200),
        ("coach's page before the terms", here("coach_front"), second.person, None, 200),
        ("terms not accepted", here("coach_terms"), second.person, send, 422),
        ("times", here("coach_times"), first.person, None, 200),
        ("no times yet", here("coach_times"), second.person, None, 200),
        ("times without a day", here("coach_times"), first.person, opened(0, "add"), 422),
        ("times cut without a place", here("coach_times"), first.person, opened(1, "cut"), 422),
        ("team of a coach", here("coach_team", groups[0].pk), first.person, None, 200),
        ("bar without a reason", here("coach_team", groups[0].pk), first.person, opened(1, "tie"), 422),
        ("own sparring", here("own_sparring"), member, None, 200),
        ("own sparring, all times", here("own_sparring") + "?all=1", member, None, 200),
        ("session ahead", here("session", booked.pk), member, None, 200),
        ("session cancelled", here("session", gone.pk), other, None, 200),
        ("session over", here("session", over.pk), first.person, None, 200),
        ("step without a name", here("session", booked.pk), member, opened(0, "step"), 422),
        ("move without a time", here("session", booked.pk), member, opened(1, "move"), 422),
        ("cancel without a reason", here("session", booked.pk), member, opened(2, "cancel"), 422),
    ]


def coach(by: Person, name: str, email: str, *, accepts: bool) -> Coach:
    """A coach of the practice academy, who knows some of its topics."""
    programme = programme_get("harjoitus")
    assert programme is not None
    values = actions.CoachInput(
        name=name[:120],
        email=email,
        employer=name[:200],
        about=name,
        topics=["requirements", "employment_clause", "leadership"],
        sectors=["municipal"],
        languages=["fi"],
        most=3,
        sessions=6,
    )
    made = actions.coach_add(by=by, programme=programme, values=values, now=timezone.now(), today=timezone.localdate())
    if accepts:
        assert made.person is not None
        actions.terms_accept(by=made.person, coach=made, tenders=True, interests=name, accepts=True, now=timezone.now())
        made.refresh_from_db()
        made.programme = programme
    return made


def held(group: object, of: Coach, long: str) -> Session:
    """A session of yesterday with a step, which has not been written up."""
    ends = timezone.now() - dt.timedelta(days=1)
    made = Session.objects.create(
        group=group, coach=of, state="booked", starts=ends - dt.timedelta(hours=1), ends=ends, place="Sali"
    )
    assert of.person is not None
    actions_after.step_agree(
        by=of.person,
        session=made,
        name=long[:200],
        day=timezone.localdate(),
        person=None,
        member=presence_of(made)[0].member,
        now=timezone.now(),
        today=timezone.localdate(),
    )
    return made
