"""A coach's own calendar, and what is wrong with it, in words. It is read in a process apart (engines.feeds)."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from soske.engines.apart import ApartFailed, called_apart
from soske.engines.feeds import NoFeed, busy_at, target

LATEST = 25.0
"""Seconds in which a calendar is fetched and understood, however slowly and by however many ways it comes."""


class FeedFailed(Exception):
    """Why a calendar could not be read; `code` is kept, without the address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def words(self) -> str:
        """The same for the person who gave the address."""
        return fault_words(self.code)


def fault_words(code: str) -> str:
    """What is wrong with a calendar, in words."""
    return {
        "address": _("Write an address that begins with https:// and leads to a calendar on the web."),
        "unreachable": _("The calendar does not answer. Check the address, or try again later."),
        "refused": _("The calendar is not open to those who have its address. Share it and copy the address again."),
        "large": _("The calendar is too large to be read."),
        "content": _("There is no calendar at this address. Copy the address of the calendar in iCal format."),
    }.get(code, "")


def address_checked(url: str) -> None:
    """Whether an address may be read at all.

    Raises:
        ValidationError: keyed by "busy_url".
    """
    try:
        target(url)
    except NoFeed as fault:
        raise ValidationError({"busy_url": [fault_words(fault.code)]}) from fault


def busy_fetched(url: str, *, since: dt.datetime, until: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """When the owner of the calendar at this address is busy, between two moments.

    Raises:
        FeedFailed: it cannot be read, or it is no calendar.
    """
    try:  # apart: whatever somebody else's server does, it takes no more time and memory than this
        found = called_apart(busy_at, LATEST, url, since=since, until=until)
    except ApartFailed as fault:
        raise FeedFailed("unreachable") from fault
    if isinstance(found, str):
        raise FeedFailed(found)
    return found
