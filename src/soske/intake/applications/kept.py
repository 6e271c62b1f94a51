"""What was typed on a page by someone whose session had ended: it waits in her new session until she has signed in.

Only for a form that is sent without a script; with one the text is kept on the device (records.writing_pages). The page
carries a signed mark of its writer and application, so that nothing else is kept and nobody else is shown it.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict

from soske.people.signin import within_limit

KEY = "kept_text"
WRITER = "writer"
"""Name of the field with the mark."""
MOST = 60_000
"""Characters that are kept, as they are sent."""


def _signer() -> Signer:
    return Signer(salt=KEY)


def writer_mark(person: int, application: int) -> str:
    """The mark of somebody who writes in an application."""
    return _signer().sign(f"{person}-{application}")


def keep(request: HttpRequest) -> None:
    """Put what was sent aside; the newest replaces what was there."""
    if request.method != "POST":
        return
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    marks = sent.pop(WRITER, [])
    text = sent.urlencode()
    if len(text) > MOST or not _about(marks, request) or not within_limit(request, "kept_text"):
        return
    request.session[KEY] = {"path": request.path_info, "text": text, WRITER: marks[-1]}


def _about(marks: list[str], request: HttpRequest) -> bool:
    """Whether the mark was given to a writer of the application of this address."""
    try:
        _person, application = _signer().unsign(marks[-1]).split("-")
    except (IndexError, BadSignature):
        return False
    return request.resolver_match is not None and application == str(request.resolver_match.kwargs.get("pk"))


def kept(request: HttpRequest) -> QueryDict | None:
    """What the reader had put aside for this page, once. What another has typed is forgotten."""
    held = request.session.get(KEY)
    if not held or held["path"] != request.path_info:
        return None
    del request.session[KEY]
    person = _signer().unsign(held[WRITER]).split("-")[0] if WRITER in held else ""
    return QueryDict(held["text"]) if person == str(request.user.pk) else None
