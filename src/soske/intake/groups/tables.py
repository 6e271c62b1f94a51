"""The table of groups."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import not_recorded, spoken_names, tag
from soske.intake.groups.queries import GroupLine


def group_cell(line: GroupLine, names: str, address: str, joint: str) -> SafeString:
    """The name of a group as a link, and below it that it is joint.

    `address` has 0 in the place of the number; `names` and `joint` are HTML already.
    """
    second = f'<span class="second">{joint}</span>' if line.members > 1 else ""
    href = address.replace("/0/", f"/{line.id}/")
    return mark_safe(f'<a href="{href}">{names}</a>{second}')  # noqa: S308 - made of safe parts


def groups_table(slug: str, lines: Sequence[GroupLine], lang: str) -> SafeString:
    """Groups with their kinds, number of members and whether they have a contact person."""
    address = reverse("group_edit", args=[slug, 0])
    joint, recorded, missing = escape(_("joint group")), tag("ok", _("Recorded")), not_recorded()
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
                    group_cell(line, spoken_names(line.name, lang), address, joint),
                    line.types,
                    str(line.members),
                    recorded if line.contact else missing,
                ]
            )
            for line in lines
        ),
    )
