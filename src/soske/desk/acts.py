"""Acts of the audit rows in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTS = {
    "programme_made": _("Academy made"),
    "programme_changed": _("Basic information changed"),
    "programme_public": _("Page of the academy published"),
    "programme_draft": _("Page of the academy unpublished"),
    "coordinator_added": _("Coordinator added"),
    "stages_moved": _("Dates moved"),
    "group_entered": _("Group entered"),
    "group_changed": _("Group changed"),
    "group_removed": _("Group removed"),
    "group_selected": _("Group selected"),
    "group_open": _("Selection of a group undone"),
    "organisation_changed": _("Organisation changed"),
    "announcement_written": _("Texts of the announcement saved"),
    "announcement_published": _("Selection published"),
    "announcement_draft": _("Publication undone"),
    "file_stored": _("File added"),
    "file_removed": _("File removed"),
    "person_erased": _("Person erased"),
}


def act_words(act: str) -> str:
    """The act in the language of the page; an act that is not in the list is shown by its code."""
    return str(ACTS.get(act, act))
