"""What the cells of an imported row mean, or why the row is refused. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from soske.base import formats
from soske.base.localtext import one_line
from soske.intake.applications.fields import date_of, number_of
from soske.intake.applications.imports_fields import Target, folded
from soske.intake.applications.imports_words import languages_by_word
from soske.packs.codes import QuestionKind
from soske.programmes.models import Programme

SEPARATORS = re.compile(r"[;\n]+")


class Refused(Exception):
    """A row cannot be imported; the message says why."""


def cell_short(text: str, most: int, columns: Mapping[int, Target], key: str) -> str:
    text = one_line(text)
    if len(text) > most:
        label = next((target.label for target in columns.values() if target.key == key), "")
        reason = _("the text is longer than %(n)s characters") % {"n": most}
        raise Refused(_("%(column)s: %(reason)s") % {"column": label, "reason": reason})
    return text


def cell_email(text: str) -> str:
    email = one_line(text).strip("<>; ").removeprefix("mailto:").lower()
    if not email:
        raise Refused(_("The row has no e-mail address."))
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("This is not an e-mail address: %(email)s") % {"email": email[:80]}) from None
    if len(email) > 254:
        raise Refused(_("This is not an e-mail address: %(email)s") % {"email": email[:80]})
    return email


def cell_language(text: str, programme: Programme, default: str) -> str:
    if not text.strip():
        return default
    code = languages_by_word().get(folded(text))
    if code is None or code not in programme.languages:
        raise Refused(_("The academy does not have this language: %(language)s") % {"language": one_line(text)[:40]})
    return code


def _day(text: str) -> dt.date | None:
    text = text.strip()
    return date_of(text[:10] if len(text) == 19 else text)  # a cell that holds a moment has its time after the day


def cell_moment(text: str, target: Target | None) -> dt.datetime | None:
    """When it was received; at noon when the cell has a day only."""
    if not text.strip() or target is None:
        return None
    day = _day(text)
    if day is None or not 2000 <= day.year <= 2200:
        raise Refused(_not_that(target, _("Write the date in the form 31.5.2026."), text))
    try:
        time = dt.time.fromisoformat(text.strip()[11:]) if len(text.strip()) == 19 else dt.time(12)
    except ValueError:
        time = dt.time(12)
    return dt.datetime.combine(day, time.replace(tzinfo=None), formats.HELSINKI)


def cell_answer(target: Target, text: str) -> str:
    """The answer that a cell gives, as the application keeps it.

    Raises:
        Refused: it is no date, no number, or none of the choices.
    """
    match target.asked.kind if target.asked else "":
        case QuestionKind.DATE:
            day = _day(text)
            if day is None:
                raise Refused(_not_that(target, _("Write the date in the form 31.5.2026."), text))
            return day.isoformat()
        case QuestionKind.NUMBER:
            if number_of(text) is None:
                raise Refused(_not_that(target, _("Write a number, for example 120."), text))
            return one_line(text)
        case QuestionKind.CHOICE | QuestionKind.CHOICES:
            codes = cell_codes(target, text)
            if len(codes) > 1 and target.asked and target.asked.kind == QuestionKind.CHOICE:
                raise Refused(_not_that(target, _("only one can be chosen"), text))
            return "\n".join(codes)
        case QuestionKind.LINE:
            return one_line(text)
    return text


def cell_codes(target: Target, text: str) -> list[str]:
    """The codes of choices that a cell names, by name in any language or by code; divided by semicolons or lines."""
    whole = target.options.get(folded(text))
    if whole:
        return [whole]
    for pieces in (SEPARATORS.split(text), re.split(r"[;,\n]+", text)):
        codes = [target.options.get(folded(piece)) for piece in pieces if folded(piece)]
        if codes and None not in codes:
            return list(dict.fromkeys(code for code in codes if code))
    raise Refused(_not_that(target, _("it is none of the choices"), text))


def _not_that(target: Target, reason: str, text: str) -> str:
    return _("%(column)s: %(reason)s (%(found)s)") % {
        "column": target.label,
        "reason": reason,
        "found": one_line(text)[:60],
    }


def cell_same(number: int) -> str:
    return _("The same is on row %(n)s.") % {"n": number}
