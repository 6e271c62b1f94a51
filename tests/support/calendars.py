"""A calendar of a server of the tests read by the real reader, in a process apart. Knows no Django."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from soske.engines import feeds
from soske.engines.busy import Span


def busy_here(url: str, *, since: dt.datetime, until: dt.datetime) -> list[Span] | str:
    """As if this machine were one of the open network, and the port of the server that of the web."""
    feeds.reachable = lambda _address: True
    feeds.PORT = urlsplit(url).port or 443
    return feeds.busy_at(url, since=since, until=until)
