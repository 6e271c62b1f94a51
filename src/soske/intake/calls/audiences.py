"""Readers who have left their address with the call: for messages of the organiser."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from soske.base.connect import Audience, Recipient, audience_add
from soske.intake.calls.models import InfoSignup, Interest, PartnerNotice
from soske.programmes.models import Programme

MOST = 10_000
FIELDS = ("organisation", "link")
OWN = (*FIELDS, "own_link")
Visitors = Callable[[Programme], QuerySet[Any]]


def call_link(programme: Programme, language: str) -> str:
    """The page of the call."""
    with override(language):
        return settings.BASE_URL + reverse("call", args=[programme.slug])


def visitors_audience(code: str, label: Any, visitors: Visitors, *, own: str) -> Audience:
    """Those who left their address without an account. `own` is the name of the page where each changes or removes
    what she has said."""

    def count(programme: Programme, chosen: Mapping[str, str]) -> int:
        return int(visitors(programme).aggregate(n=Count(Lower("email"), distinct=True))["n"])

    def recipients(programme: Programme, chosen: Mapping[str, str]) -> Iterator[Recipient]:
        rows = visitors(programme).order_by("pk").values_list("pk", "email", "language", "name")
        for pk, address, language, name in rows[:MOST]:
            yield Recipient(address, language, (pk,), None, name)

    def words(programme: Programme, ids: Collection[int], language: str) -> dict[int, dict[str, str]]:
        link = call_link(programme, language)
        rows = visitors(programme).filter(pk__in=list(ids)).values_list("pk", "organisation", "token")
        with override(language):
            return {
                pk: {
                    "organisation": organisation,
                    "link": link,
                    "own_link": settings.BASE_URL + reverse(own, args=[programme.slug, token]),
                }
                for pk, organisation, token in rows
            }

    return Audience(code, label, OWN, count, recipients, words)


def _interests(programme: Programme) -> QuerySet[Interest]:
    return Interest.objects.filter(call__programme=programme)


def _attending(programme: Programme) -> QuerySet[InfoSignup]:
    return InfoSignup.objects.filter(call__programme=programme, attends=True)


def _recording(programme: Programme) -> QuerySet[InfoSignup]:
    return InfoSignup.objects.filter(call__programme=programme, wants_recording=True)


# --- those who look for a partner have an account -------------------------------------------------------------------
def _notices(programme: Programme) -> QuerySet[PartnerNotice]:
    return PartnerNotice.objects.filter(call__programme=programme, closed_at__isnull=True, person__is_active=True)


def _seekers_count(programme: Programme, chosen: Mapping[str, str]) -> int:
    return int(_notices(programme).aggregate(n=Count("person", distinct=True))["n"])


def _seekers_found(programme: Programme, chosen: Mapping[str, str]) -> Iterator[Recipient]:
    fields = ("pk", "person", "person__email", "person__language", "person__name")
    for pk, person, address, language, name in _notices(programme).order_by("pk").values_list(*fields)[:MOST]:
        yield Recipient(address, language, (pk,), person, name)


def _seekers_words(programme: Programme, ids: Collection[int], language: str) -> dict[int, dict[str, str]]:
    link, order = call_link(programme, language), tuple(programme.languages)
    rows = _notices(programme).filter(pk__in=list(ids)).select_related("organisation")
    return {row.pk: {"organisation": row.organisation.name.spoken(language, order).text, "link": link} for row in rows}


def audiences_add() -> None:
    """Tell the contract of them. Called once at start."""
    for code, label, visitors, own in (
        ("interested", gettext_lazy("Those who expressed an interest"), _interests, "interest_own"),
        ("info", gettext_lazy("Those who signed up for the info session"), _attending, "info_own"),
        ("recording", gettext_lazy("Those who asked for the recording"), _recording, "info_own"),
    ):
        audience_add(visitors_audience(code, label, visitors, own=own))
    audience_add(
        Audience(
            code="seekers",
            label=gettext_lazy("Those who look for a partner"),
            fields=FIELDS,
            count=_seekers_count,
            recipients=_seekers_found,
            words=_seekers_words,
        )
    )
