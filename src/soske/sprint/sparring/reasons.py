"""Why a session or a pairing ended or moved, when the program says it itself: kept as the English sentence, so that
everybody reads it in her own language."""

from __future__ import annotations

from django.utils.translation import get_language, gettext, gettext_noop, override

NEW_COACH = gettext_noop("The team has got another coach.")
TIED = gettext_noop("The coach has a conflict of interest. The organiser chooses another coach.")
REARRANGED = gettext_noop("The organiser has rearranged the sessions.")
NO_TEAM = gettext_noop("The group is not a team of the academy any more.")

OWN = frozenset({NEW_COACH, TIED, REARRANGED, NO_TEAM})


def reason_words(reason: str, language: str | None = None) -> str:
    """The reason in the language (of the request unless given); what a person wrote stays as it is."""
    if reason not in OWN:
        return reason
    with override(language or get_language()):
        return gettext(reason)
