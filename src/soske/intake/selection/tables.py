"""The table to choose from, and the list of the announcement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from soske.base.table import Column, Row, table
from soske.base.templatetags.soske import spoken_names, tag
from soske.intake.groups.queries import GroupLine, GroupView
from soske.intake.groups.tables import group_cell
from soske.intake.selection.states import Outcome


def choosing_table(
    slug: str, rows: Sequence[tuple[GroupLine, bool]], *, token: str, page: int, may_change: bool, lang: str
) -> SafeString:
    """Groups and whether each is selected, with a button for each while the choice `may_change`.

    `token` is the form token of the request; without a script each button is a form of its own.
    """
    edit, choose = reverse("group_edit", args=[slug, 0]), reverse("choose", args=[slug, 0])
    joint, undecided = escape(_("joint group")), pgettext("selection", "Not decided")
    selected = tag("selected", _("Selected"))
    open_cell = mark_safe(f'<span class="quiet">{escape(undecided)}</span>')  # noqa: S308 - escaped here
    words = {True: escape(_("Undo selection")), False: escape(_("Select"))}
    outcomes = {True: Outcome.OPEN.value, False: Outcome.SELECTED.value}
    hidden = f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(token)}">'

    def button(line: GroupLine, names: str, chosen: bool) -> str:
        if not may_change:
            return ""
        address = f"{choose.replace('/0/', f'/{line.id}/')}?page={page}"
        return mark_safe(  # noqa: S308 - words are escaped above, names by spoken_names
            f'<form method="post" action="{address}" hx-post="{address}" '
            f'hx-target="#choosing" hx-swap="outerHTML">{hidden}'
            f'<button class="ds-button" data-variant="secondary" id="choose-{line.id}" name="outcome" '
            f'value="{outcomes[chosen]}">{words[chosen]}<span class="hidden-text">: {names}</span></button></form>'
        )

    def row(line: GroupLine, chosen: bool) -> Row:
        names = spoken_names(line.name, lang)
        state = selected if chosen else open_cell
        return Row([group_cell(line, names, edit, joint), line.types, state, button(line, names, chosen)], chosen)

    columns = [
        Column(_("Group")),
        Column(_("Kind")),
        Column(_("Selection")),
        Column(_("Action"), act=True, spoken=True),
    ]
    return table(columns, (row(line, chosen) for line, chosen in rows))


def chosen_list(groups: Iterable[GroupView], *, pattern: str, lang: str) -> SafeString:
    """The selected groups as everyone sees them. `pattern` is the address of the sign of joint groups."""
    taking_part = escape(_("Taking part:"))
    word = escape(_("Joint group"))
    sign = f'<img src="{escape(pattern)}" alt="" width="26" height="12">{word}'
    items = []
    for group in groups:
        note = f'<span class="who">{taking_part} {spoken_names(group.note, lang)}</span>' if group.note else ""
        joint = f'<span class="joint">{sign}</span>' if group.joint else ""
        items.append(
            f'<li><span class="name">{spoken_names(group.name, lang)}</span>{note}\n'
            f'<span class="sector">{escape(group.types)}</span>{joint}</li>'
        )
    return mark_safe(f'<ul class="chosen">{"".join(items)}</ul>')  # noqa: S308 - escaped above
