"""The table of groups."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import not_recorded, spoken_list, tag
from soske.intake.groups.queries import GroupFacts, GroupView


def group_cell(view: GroupView, address: str, joint: str) -> SafeString:
    """The name of a group as a link, and below it that it is joint; `address` has 0 in the place of its number."""
    second = format_html('<span class="second">{}</span>', joint) if view.joint else ""
    return format_html('<a href="{}">{}</a>{}', address.replace("/0/", f"/{view.id}/"), spoken_list(view.name), second)


def groups_table(slug: str, rows: Sequence[tuple[GroupFacts, GroupView]]) -> SafeString:
    """Groups with their kinds, number of members and whether they have a contact person."""
    address = reverse("group_edit", args=[slug, 0])
    joint, recorded, missing = _("joint group"), tag("ok", _("Recorded")), not_recorded()
    columns = [
        Column(_("Group")),
        Column(_("Kind")),
        Column(_("Members"), number=True, labelled=True),
        Column(_("Contact person"), labelled=True),
    ]
    return table(
        columns,
        (
            Row(
                [
                    group_cell(view, address, joint),
                    view.types,
                    str(len(view.members)),
                    recorded if facts.contact_id else missing,
                ]
            )
            for facts, view in rows
        ),
    )
