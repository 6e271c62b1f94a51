"""The announcement as plain text and as HTML to paste elsewhere. The page itself is a template."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from soske.base import formats
from soske.intake.groups.queries import GroupView
from soske.intake.selection.queries import AnnouncementView, sector_names


def group_line(group: GroupView, lang: str) -> str:
    """One group in one line: its name, which units take part, and whether it is joint."""
    with override(lang):
        note = (
            _("Taking part:") + " " + formats.listing([piece.text for piece in group.note], lang) if group.note else ""
        )
        joint = _("joint group") if group.joint else ""
    extra = ". ".join(part for part in (joint, note) if part)
    return group.text(lang) + (f" ({extra})" if extra else "")


def announcement_text(view: AnnouncementView) -> str:
    """The whole announcement as plain text, parts divided by empty lines; an empty part is left out."""
    lang = view.lang
    with override(lang):
        facts = [
            _("Kick-off: %(date)s") % {"date": view.kickoff} if view.kickoff else "",
            _("Sectors: %(sectors)s") % {"sectors": ", ".join(sector_names(view.sectors, lang))}
            if view.sectors
            else "",
            _("Organiser: %(organiser)s") % {"organiser": view.organiser.text} if view.organiser else "",
        ]
        made = [f"{number}. {title.text}, {text.text}" for number, (title, text) in enumerate(view.makes, start=1)]
        quotes = [f"”{quote.text.text}”\n– {quote.role.text}" for quote in view.quotes]
        links = [
            f"{view.programme.text}: {settings.BASE_URL}{reverse('programme', args=[view.slug])}",
            f"{view.predecessor.text}: {view.predecessor_url}" if view.predecessor and view.predecessor_url else "",
        ]
        parts = [
            view.heading.text,
            view.lead.text,
            "\n".join(fact for fact in facts if fact),
            _section(_("Selected groups"), "\n".join(f"- {group_line(group, lang)}" for group in view.groups)),
            _section(_("What unites the groups"), view.unites.text),
            _section(
                _("What the groups produce"),
                "\n\n".join(part for part in ("\n".join(made), view.makes_text.text) if part),
            ),
            _section(_("How the groups are supported"), view.support.text),
            "\n\n".join(quotes),
            _section(_("Read more"), "\n".join(link for link in links if link)),
            ", ".join(tag.text for tag in view.tags),
        ]
    return "\n\n".join(part.strip() for part in parts if part)


def announcement_html(view: AnnouncementView) -> str:
    """The announcement as plain HTML (headings, paragraphs, lists) for another site's editor."""
    with override(view.lang):
        return render_to_string("selection/copy_body.html", {"view": view, "base_url": settings.BASE_URL}).strip()


def _section(title: str, body: str) -> str:
    return f"{title}\n\n{body}" if body else ""
