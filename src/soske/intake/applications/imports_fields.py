"""What the columns of an imported sheet can mean, and which of them a heading most likely means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext, pgettext_lazy

from soske.intake.applications.fields import Asking, Field, MemberOf, form_sections
from soske.packs.codes import SectionKind
from soske.packs.text import Spoken
from soske.programmes.models import Programme
from soske.programmes.queries import pack_parts

OWN = 0
"""Stands in the keys of fields for the member organisation of the row: q.CODE.0, promise.0.role."""


class Kind(models.TextChoices):
    """What the rows of an imported sheet are."""

    APPLICATIONS = "applications", gettext_lazy("Applications")
    CONTACTS = "contacts", gettext_lazy("Contacts: expressions of interest")


@dataclass(frozen=True, slots=True)
class Target:
    """What a column can mean. `asked` is the field of the application, for answers; `options` maps folded names of its
    choices, in every language, to their codes."""

    key: str
    label: str
    part: str
    names: frozenset[str]
    required: bool = False
    asked: Field | None = None
    options: Mapping[str, str] = field(default_factory=dict)


# key -> (label, words that headings use for it in the three languages, each folded)
CONTACTS: dict[str, tuple[Any, str]] = {
    "name": (gettext_lazy("Name or role"), "nimi namn name yhteyshenkilo kontaktperson contactperson"),
    "email": (
        gettext_lazy("E-mail address"),
        "sahkoposti sahkopostiosoite epost epostadress email emailaddress mail osoite adress",
    ),
    "organisation": (gettext_lazy("Organisation"), "organisaatio organisation organization kunta kommun"),
    "language": (gettext_lazy("Language"), "kieli sprak language asiointikieli"),
}
APPLICATIONS: dict[str, tuple[Any, str]] = {
    "organisation": (
        gettext_lazy("Lead organisation"),
        "vastuuorganisaatio ansvarigorganisation leadorganisation leadorganization organisaatio organisation hakija"
        " sokande applicant hakijaorganisaatio",
    ),
    "type": (
        gettext_lazy("Type of organisation"),
        "tyyppi typ type organisaatiotyyppi organisationstyp organisationtype organisaationtyyppi typeoforganisation",
    ),
    "unit": (
        gettext_lazy("Organisation unit"),
        "yksikko enhet unit organisaationyksikko organisationsenhet organisationunit toimiala sektor division",
    ),
    "members": (
        gettext_lazy("Other member organisations"),
        "muutjasenorganisaatiot ovrigamedlemsorganisationer othermemberorganisations jasenorganisaatiot"
        " medlemsorganisationer memberorganisations jasenet medlemmar members kumppanit partner partners",
    ),
    "group": (
        gettext_lazy("Group: rows with the same value are one application"),
        "ryhma grupp group hakemusnumero ansokningsnummer applicationnumber ryhmannumero",
    ),
    "contact_name": (
        gettext_lazy("Contact person"),
        "yhteyshenkilo kontaktperson contactperson nimi namn name yhteyshenkilonnimi",
    ),
    "contact_email": (
        gettext_lazy("E-mail address of the contact person"),
        "sahkoposti sahkopostiosoite epost epostadress email emailaddress yhteyshenkilonsahkoposti",
    ),
    "sponsor_name": (
        gettext_lazy("Management sponsor"),
        "johdonedustaja ledningensrepresentant managementsponsor sponsor",
    ),
    "sponsor_email": (
        gettext_lazy("E-mail address of the management sponsor"),
        "johdonedustajansahkoposti johdonsahkoposti ledningensepost sponsoremail",
    ),
    "themes": (pgettext_lazy("of applications", "Themes"), "teema teemat tema teman theme themes"),
    "received": (
        gettext_lazy("Received"),
        "saapunut saapumispaiva vastaanotettu mottagen mottaget ankomstdatum received receivedon date pvm paivamaara",
    ),
    "case_number": (
        gettext_lazy("Case number"),
        "diaarinumero dnro diarienummer dnr casenumber asianumero arendenummer",
    ),
    "language": (gettext_lazy("Language of the application"), "kieli sprak language hakemuksenkieli"),
}
REQUIRED = {Kind.CONTACTS: {"email"}, Kind.APPLICATIONS: {"organisation"}}


def folded(text: str) -> str:
    """A heading or name as it is compared: small letters without marks, spaces or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


def targets_of(programme: Programme, kind: str, lang: str) -> list[Target]:
    """Everything that a column can mean, in the order of the choices."""
    own = CONTACTS if kind == Kind.CONTACTS else APPLICATIONS
    required = REQUIRED[Kind.CONTACTS if kind == Kind.CONTACTS else Kind.APPLICATIONS]
    part = _("Person") if kind == Kind.CONTACTS else _("Group")
    fields = {} if kind == Kind.CONTACTS else fields_of(programme)
    themes = fields.pop("themes", None)
    found = []
    for key, (label, words) in own.items():
        asked = themes[lang] if key == "themes" and themes else None
        if key == "themes" and asked is None:
            continue
        found.append(
            Target(
                key=key,
                label=str(label),
                part=part,
                names=frozenset({*words.split(), *_labels(label)}),
                required=key in required,
                asked=asked,
                options=_options(themes.values()) if asked and themes else {},
            )
        )
    return found + _answers(programme, fields, lang)


def _labels(label: Any) -> set[str]:
    found = set()
    for code in ("fi", "sv", "en"):
        with override(code):
            found.add(folded(str(label)))
    return found


def fields_of(programme: Programme) -> dict[str, dict[str, Field]]:
    """Key -> language -> field, of everything that may be asked, whatever the themes and types of a group."""
    parts = pack_parts(programme, "application", "themes", "topics")
    sections = [
        section.model_copy(
            update={
                "questions": [
                    question.model_copy(update={"themes": [], "organisation_types": []})
                    for question in section.questions
                ]
            }
        )
        for section in parts["application"]
    ]
    found: dict[str, dict[str, Field]] = {}
    order = tuple(programme.languages)
    for lang in dict.fromkeys((*order, "fi", "sv", "en")):
        asking = Asking(members=(MemberOf(OWN, Spoken("", lang), "", True),), themes=(), lang=lang, order=order)
        with override(lang):
            for section in form_sections(sections, parts["themes"], parts["topics"], asking):
                for each in section.fields:
                    found.setdefault(each.key, {})[lang] = each
    return found


def _answers(programme: Programme, fields: Mapping[str, Mapping[str, Field]], lang: str) -> list[Target]:
    """Targets of the answers; a question goes by its short name where it has one."""
    order = tuple(programme.languages)
    sections = {section.code: section for section in pack_parts(programme, "application")["application"]}
    short = {f"q.{question.code}": question.short for section in sections.values() for question in section.questions}
    found = []
    for key, by_language in fields.items():
        asked = by_language[lang]
        name = short.get(key.removesuffix(f".{OWN}"))
        section = sections[asked.section]
        kind = section.kind if not key.startswith("q.") else SectionKind.QUESTIONS
        words = {folded(_label(each.label.text, key, kind)) for each in by_language.values()}
        words |= {folded(text) for text in (name or {}).values()} | {
            folded(each.label.text) for each in by_language.values() if key.startswith("q.")
        }
        shown = name.spoken(lang, order).text if name else ""
        found.append(
            Target(
                key=key,
                label=shown or _label(asked.label.text, key, kind),
                part=section.name.spoken(lang, order).text,
                names=frozenset(words),
                asked=asked,
                options=_options(by_language.values()),
            )
        )
    return found


def _label(label: str, key: str, kind: SectionKind) -> str:
    match kind:
        case SectionKind.GOALS:
            return _("Goal %(n)s: %(what)s") % {"n": key.split(".")[1], "what": label}
        case SectionKind.LEARN if key.endswith(".text"):
            return _("To learn, in own words")
        case SectionKind.GIVE if key.endswith(".text"):
            return _("To give, in own words")
        case SectionKind.PROMISES if key.endswith(".text"):
            return pgettext("column", "Management promise")
    return label


def _options(fields: Iterable[Field]) -> dict[str, str]:
    pairs = [(code, name.text) for each in fields for code, name in each.options]
    return {folded(text): code for code, name in pairs for text in (name, code)}


def guessed(headings: Sequence[str], targets: Sequence[Target]) -> dict[int, str]:
    """Column -> key of what it most likely means; each meaning once, the exact names first."""
    found: dict[int, str] = {}
    wanted = [folded(heading) for heading in headings]
    for close in (False, True):
        for column, word in enumerate(wanted):
            if not word or column in found:
                continue
            for target in targets:
                if target.key in found.values():
                    continue
                if word in target.names or (close and _close(word, target.names)):
                    found[column] = target.key
                    break
    return dict(sorted(found.items()))


def _close(word: str, names: Iterable[str]) -> bool:
    """Long enough to tell, and one begins with the other: "sahkopostiosoitteesi" is an e-mail address."""
    return any(min(len(word), len(name)) >= 6 and (word.startswith(name) or name.startswith(word)) for name in names)
