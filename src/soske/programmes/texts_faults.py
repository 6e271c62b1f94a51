"""What the checks of packs say of a programme's texts, in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from soske.programmes.models import Programme
from soske.programmes.texts import Contents, code_for
from soske.programmes.texts_words import code_shown

if TYPE_CHECKING:
    from soske.packs.errors import PackError
    from soske.packs.reading import Source

# What a check expects (packs.checks, packs.plain) -> what the reader is told. Names of groups are inserted.
WORDS: dict[str, Any] = {
    r"one of (?P<words>\{.*)": gettext_lazy("%(found)s is not replaced by anything here. Use one of these: %(words)s"),
    r"no placeholder in this text": gettext_lazy("Nothing is inserted in this text. Leave out the braces: %(found)s"),
    r"(?P<word>\{\w+\}) with a space or a mark around it": gettext_lazy(
        "Names stay as they are, so nothing may be attached to them. Put a space or a mark around %(word)s"
    ),
    r"braces only around the name of a placeholder": gettext_lazy(
        "Use braces only around a word that is replaced. Check this: %(found)s"
    ),
    r"(?P<word>\{\w+\}) on a line of its own in the body": gettext_lazy(
        "This becomes a block of text, so it stands alone on its line: %(word)s"
    ),
    r"at most (?P<most>\d+) characters": gettext_lazy("Use at most %(most)s characters."),
    r"a text in \w+|a text in each of .*": gettext_lazy("Write this in at least one language."),
    r"text without control characters": gettext_lazy("This has a character that cannot be shown. Write it again."),
    r"a code of its own .*": gettext_lazy("Two items have the same code: %(found)s"),
    r"the code of an earlier stage .*": gettext_lazy("Choose a stage that stands earlier on the path. Now: %(found)s"),
    r"the code of a stage of this step .*": gettext_lazy("Choose stages of this step. Now: %(found)s"),
    r"the code of another stage .*": gettext_lazy("Choose another stage. Now: %(found)s"),
    r"the code of a theme .*": gettext_lazy("This theme is not there any more: %(found)s"),
    r"the code of a (means|topic|kind of purchase) .*": gettext_lazy("This is not in the lists any more: %(found)s"),
    r"digits of its own \((?P<other>\w+) has these\)": gettext_lazy(
        "Another kind of purchase begins with the same digits: %(other)s"
    ),
    r"a day that has been": gettext_lazy("This day is still to come. Write the day on which it was checked."),
    r"the code of an organisation type .*": gettext_lazy("Choose from the list. Now: %(found)s"),
    r"at most one \(.*": gettext_lazy("There is another section of this kind already. Choose another kind."),
    r"a section of the kind group.*": gettext_lazy(
        "The application needs the section that asks who applies: members, people and themes."
    ),
    r"at least two options to choose from": gettext_lazy("Write at least two options to choose from."),
    r"none in a question of the kind \w+": gettext_lazy(
        "A question that is answered in this way does not have this. Empty it or change how the question is answered."
    ),
    r"columns only in a section of the kind roles": gettext_lazy(
        "Only a section with a table of roles has parties. Remove them or choose another kind."
    ),
    r"rows only in a section of the kind roles or steps": gettext_lazy(
        "Only a section with a table of roles or with steps has tasks or steps. Remove them or choose another kind."
    ),
    r"days only in a section of the kind steps": gettext_lazy(
        "Only a section with steps has days. Empty this or choose another kind."
    ),
    r"the number of days of at least one step": gettext_lazy("Write the days of at least one step."),
    r"more than (?P<least>\d+), the days of the step before": gettext_lazy(
        "The days grow from step to step. After %(least)s, write a larger number."
    ),
    r"at most (?P<most>\d+), one for each day": gettext_lazy(
        "There is at most one step for each number of days, so at most %(most)s here."
    ),
    r"exactly one.*": gettext_lazy("The path has exactly one kick-off."),
    r"at: \{\}.*": gettext_lazy(
        "All other stages are counted from the kick-off. Leave its own months and days at zero."
    ),
    r"a time after (?P<opens>\S+), when it opens": gettext_lazy("The end has to be after the beginning."),
    r"a list of at least 1": gettext_lazy("At least one has to stay."),
    r"a list of at least (?P<least>\d+)": gettext_lazy("At least %(least)s are needed."),
    r"a list of at most (?P<most>\d+)": gettext_lazy("At most %(most)s are possible."),
    r".* or later, as it follows (?P<other>\w+)": gettext_lazy(
        "This comes after another stage on the path but begins before it. Compare with: %(other)s"
    ),
    r"days inside .* of (?P<other>\w+)": gettext_lazy("This has to be within the days of another stage: %(other)s"),
    r"an end before .* \((?P<other>\w+)\)": gettext_lazy("This has to end before another stage begins: %(other)s"),
    r"a number above (?P<least>\S+)": gettext_lazy("Write a number above %(least)s."),
    r"a number of at least (?P<least>\S+)": gettext_lazy("Write a number of at least %(least)s."),
    r"a number of at most (?P<most>\S+)": gettext_lazy("Write a number of at most %(most)s."),
}  # fmt: skip


LIMITS = frozenset({"most", "least", "opens"})  # groups above that are numbers, not what somebody typed


def pack_data(programme: Programme, contents: Contents, *, version: str = "1") -> dict[str, Any]:
    """The programme's texts as the data of a pack."""
    data: dict[str, Any] = {
        "schema_version": 1,
        "code": code_for(programme.slug, set()),
        "version": version,
        "languages": list(programme.languages),
        "name": {lang: programme.name[lang] for lang in programme.languages if lang in programme.name},
        "length_months": programme.length_months,
        "seats": programme.seats,
        **deepcopy(dict(contents)),
    }
    for step in data["path"]:
        for stage in step.get("stages") or []:
            for name in ("opens", "closes"):
                if isinstance(stage.get(name), str):
                    stage[name] = stage[name][:5]  # stored with seconds
    return data


def faults_of(programme: Programme, contents: Contents) -> list[PackError]:
    """All faults of the texts by the rules of packs. A text that has one language may lack the others: pages say so."""
    from soske.packs.errors import PackErrors
    from soske.packs.loader import checked
    from soske.packs.reading import Source
    from soske.packs.shape import text_spots

    data = pack_data(programme, contents)
    source: Source = Source(Path(), data=data)
    source.incomplete = {spot.key for spot in text_spots(data) if spot.value}
    try:
        checked(source)
    except PackErrors as errors:
        return errors.errors
    return []


def in_words(fault: PackError) -> SafeString:
    """What is wrong and what to do, for the person who edits; what she typed is marked as code."""
    for pattern, text in WORDS.items():
        if match := re.fullmatch(pattern, fault.expected):
            return _filled(str(text), {"found": fault.found, **match.groupdict()})
    text = _("This does not fit the other texts. Found: %(found)s. Expected: %(expected)s.")
    return _filled(text, {"found": fault.found, "expected": fault.expected})


def _filled(text: str, values: Mapping[str, str]) -> SafeString:
    shown = {name: escape(value) if name in LIMITS else code_shown(value) for name, value in values.items()}
    return mark_safe(escape(text) % shown)  # noqa: S308 - both are escaped


def new_faults(programme: Programme, before: Contents, after: Contents, area: str) -> Mapping[str, list[str]]:
    """Where (as packs.reading.where) -> what is wrong after a change.

    What was wrong elsewhere before it is not held against it: a newer Soske may ask for more than the pack had.
    `area` is where the change was made; there everything counts.
    """
    faults = faults_of(programme, after)
    if faults:
        known = {(fault.where, fault.found) for fault in faults_of(programme, before)}
        faults = [fault for fault in faults if fault.where.startswith(area) or (fault.where, fault.found) not in known]
    found: dict[str, list[str]] = {}
    for fault in faults:
        words = in_words(fault)
        if words not in found.setdefault(fault.where, []):
            found[fault.where].append(words)
    return found
