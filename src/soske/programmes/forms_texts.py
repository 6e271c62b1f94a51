"""The form of a place in the texts of a programme, made from the schema of packs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from soske.base.localtext import LANGUAGE_NAMES, LocalText
from soske.packs.codes import KICKOFF, StageKind
from soske.packs.reading import where
from soske.programmes.fields_texts import LINE, ClockField, DecimalField, TextsField, WholesField, WordsField
from soske.programmes.forms import DayField
from soske.programmes.texts import MOST_ROWS, Key, Leaf, Place, Spec, missing_in
from soske.programmes.texts_labels import FIELDS, ITEMS, choice_label, item_words
from soske.programmes.texts_words import value_words

Known = Mapping[str, Sequence[tuple[str, str]]]
"""Source of codes (texts.Spec.source) -> the codes that can be chosen, each with its name."""


@dataclass
class Block:
    """One thing on the page: a field, a fact that cannot be changed now, a group of fields or a list of rows."""

    kind: str  # field, fact, group, rows
    label: Any
    help: Any = ""
    name: str = ""  # of the field, or of the list
    value: Any = ""  # of a fact
    missing: list[str] = field(default_factory=list)  # names of languages
    blocks: list[Block] = field(default_factory=list)
    rows: list[RowBlock] = field(default_factory=list)
    add: Any = ""  # words of the button that adds a row; "" when none can be added
    bound: Any = None


@dataclass
class RowBlock:
    number: int
    id: int  # the number that it keeps
    code: str
    label: str
    blocks: list[Block]
    first: bool = False
    last: bool = False


class TextsForm(forms.Form):
    """The fields of one place. Names: those of the schema, joined by "-"; a row of a list has a number that it keeps.

    `frozen`: only texts have fields. The order of rows stands in the hidden field LIST-order, so that a row moves by
    changing one value, and what was typed stays where it is.
    """

    def __init__(
        self, data: Any, *, place: Place, known: Known, languages: Sequence[str], frozen: bool, opened: str
    ) -> None:
        super().__init__(data, initial={"opened": opened})
        self.place, self.known, self.frozen = place, known, frozen
        self.languages = list(languages)
        self.names: dict[str, str] = {}  # field -> what the summary of errors calls it
        self.keys: dict[str, str] = {}  # where in the pack -> field
        self.fields["opened"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
        self.blocks = list(self._blocks(place.specs, place.value, (), place.key, ""))

    def mark_field(self) -> forms.BoundField:
        """The hidden field with the mark."""
        return self["opened"]

    @property
    def opened(self) -> str:
        """The mark that the form carries; one that is not there matches nothing."""
        return str(self.data.get("opened", ""))[:64] if self.is_bound else str(self.initial["opened"])

    # --- made from the schema ---
    def _blocks(
        self, specs: Sequence[Spec], value: Mapping[str, Any], prefix: tuple[str, ...], key: Key, around: str
    ) -> Iterator[Block]:
        for spec in specs:
            held, at = value.get(spec.name), (*key, spec.name)
            name = "-".join((*prefix, spec.name))
            label, help_text = FIELDS.get(spec.label, (spec.name, ""))
            if spec.kind in ("code", "list"):
                continue
            if spec.kind == "part":
                if self.frozen and held is None:
                    continue
                inside = self._blocks(self._eased(spec), held or {}, (*prefix, spec.name), at, str(label))
                yield Block("group", label, help_text, name, blocks=list(inside))
            elif spec.kind == "first":
                inside = self._blocks(spec.inside, {}, (*prefix, spec.name), (*at, 0), str(ITEMS[spec.item][0]))
                yield Block("group", ITEMS[spec.item][0], "", name, blocks=list(inside))
            elif spec.kind in ("rows", "texts"):
                yield self._rows(spec, held or [], name, at, label, help_text)
            elif self.frozen and spec.kind != "text":
                yield Block("fact", label, name=name, value=self._words(spec, held))
            else:
                yield self._field(spec, held, name, at, label, help_text, around)

    def _field(self, spec: Spec, held: Any, name: str, at: Key, label: Any, help_text: Any, around: str) -> Block:
        self.fields[name] = self._made(spec, held, label, help_text)
        self.names[name] = f"{around}: {label}" if around else str(label)
        self.keys[where(at)] = name
        lacking = missing_in(Leaf((), spec, held), self.languages) if spec.kind == "text" and not self.place.new else []
        missing = [LANGUAGE_NAMES.get(each, each) for each in lacking]
        return Block("field", label, help_text, name, missing=missing, bound=self[name])

    def _made(self, spec: Spec, held: Any, label: Any, help_text: Any) -> forms.Field:
        common: dict[str, Any] = {"label": label, "required": spec.required, "initial": held, "help_text": help_text}
        if spec.kind == "text":
            common["initial"] = LocalText(held or {})
            return TextsField(self.languages, spec=spec, **common)
        if spec.kind == "flag":
            common |= {"required": False, "initial": bool(spec.default if held is None else held)}
            return forms.BooleanField(**common)
        if spec.kind == "codes":
            offered = list(self.known[spec.source])
            offered += [(code, code) for code in held or [] if code not in dict(offered)]
            common |= {"required": False, "initial": held or []}
            return forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple, **common)
        if spec.kind == "choices":
            offered = [(value, choice_label(spec.label, value)) for value in spec.choices]
            common["initial"] = held or []
            return forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple, **common)
        if spec.kind == "words":
            common["initial"] = ", ".join(held or [])
            return WordsField(max_length=LINE, **common)
        if spec.kind == "wholes":
            common["initial"] = ", ".join(map(str, held or []))
            return WholesField(max_length=LINE, **common)
        if spec.kind == "choice":
            return self._choice(spec, common)
        if spec.kind == "date":
            common["initial"] = dt.date.fromisoformat(held) if held else None
            return DayField(**common)
        if spec.kind == "time":
            common["initial"] = dt.time.fromisoformat(held) if held else None
            return ClockField(**common)
        if spec.kind == "number":
            widget = forms.TextInput(attrs={"class": "short", "inputmode": "decimal", "autocomplete": "off"})
            return DecimalField(max_value=spec.most, widget=widget, **common)
        if spec.kind == "whole":
            numbers = forms.NumberInput(attrs={"class": "short"})
            least, most = (None if limit is None else int(limit) for limit in (spec.least, spec.most))
            common["required"] = not spec.nullable
            if held is None and not spec.nullable:
                common["initial"] = spec.default if spec.default is not None else max(int(spec.least or 0), 0)
            return forms.IntegerField(min_value=least, max_value=most, widget=numbers, **common)
        return forms.CharField(max_length=LINE, **common)

    def _choice(self, spec: Spec, common: dict[str, Any]) -> forms.Field:
        if spec.choices:
            offered = [(value, choice_label(spec.label, value)) for value in spec.choices]
            if spec.nullable:
                offered.insert(0, ("", _("Not set")))
            else:
                common["initial"] = common["initial"] or spec.default or offered[-1][0]
            return forms.ChoiceField(choices=offered, **common)
        empty = [("", pgettext_lazy("no stage", "None"))] if spec.nullable else []
        offered = [*empty, *self.known[spec.source]]
        if not spec.nullable:
            common["initial"] = common["initial"] or KICKOFF
            if KICKOFF not in dict(offered):  # the kick-off, whatever its code is
                offered.insert(0, (KICKOFF, choice_label("Stage.kind", StageKind.KICKOFF)))
        if common["initial"] and common["initial"] not in dict(offered):
            offered.append((common["initial"], common["initial"]))
        return forms.ChoiceField(choices=offered, **{**common, "required": not spec.nullable})

    @staticmethod
    def _eased(spec: Spec) -> tuple[Spec, ...]:
        """A part that may be left out asks for nothing by itself; `clean` asks when something of it is written."""
        return tuple(replace(each, required=False) for each in spec.inside) if spec.nullable else spec.inside

    def _words(self, spec: Spec, held: Any) -> str:
        """A value that cannot be changed now, in words."""
        return value_words(spec, held, get_language() or "fi", dict(self.known.get(spec.source, ())))

    # --- rows ---
    def _rows(self, spec: Spec, items: list[Any], name: str, at: Key, label: Any, help_text: Any) -> Block:
        order = self._order(name, len(items))
        self.fields[f"{name}-order"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=",".join(map(str, order)), max_length=1000
        )
        what, add = item_words(spec.label, spec.item)
        rows = []
        for position, row in enumerate(order):
            item = items[row] if row < len(items) else {}
            number = f"{what} {position + 1}"
            if spec.kind == "texts":
                only = Spec("text", "", "text", required=row < len(items))
                blocks = [self._field(only, item, f"{name}-{row}-text", (*at, position), what, "", number)]
            else:
                inside = tuple(self._row_spec(each, row < len(items)) for each in spec.inside)
                blocks = list(self._blocks(inside, item, (name, str(row)), (*at, position), number))
            code = item.get("code", "") if isinstance(item, dict) and spec.kind == "rows" else ""
            rows.append(RowBlock(position + 1, row, code, number, blocks, position == 0, position == len(order) - 1))
        self.keys[where(at)] = f"{name}-order"
        self.names[f"{name}-order"] = str(label)
        can_add = not self.frozen and len(order) < MOST_ROWS
        bound = self[f"{name}-order"]
        return Block("rows", label, help_text, name, rows=rows, add=add if can_add else "", bound=bound)

    @staticmethod
    def _row_spec(spec: Spec, stored: bool) -> Spec:
        """A new row that stays empty is left out, so none of its fields asks for anything by itself."""
        return spec if stored else replace(spec, required=False)

    def _order(self, name: str, stored: int) -> list[int]:
        """The rows as they are shown, each by its number; numbers from `stored` on are new rows."""
        typed = self.data.get(f"{name}-order") if self.is_bound else None
        if typed is None or self.frozen:
            return list(range(stored)) or ([] if self.frozen else [0])
        return rows_in(str(typed))

    def without_errors(self) -> TextsForm:
        """The form as it is, with nothing said of what is typed: after a row was added, moved or removed."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        return self

    # --- what was typed ---
    def clean(self) -> dict[str, Any]:
        """Ask for what a row or a part lacks of which something is written."""
        cleaned = super().clean() or {}
        for spec in self.place.specs:
            if spec.kind == "part" and spec.nullable and spec.name in {name.split("-")[0] for name in self.fields}:
                self._ask(spec.inside, (spec.name,), cleaned)
            if spec.kind == "rows":
                for row in self._new_rows(spec):
                    self._ask(spec.inside, (spec.name, str(row)), cleaned)
        return cleaned

    def _new_rows(self, spec: Spec) -> list[int]:
        return [row for row in self._order(spec.name, 0) if row >= len(self.place.value.get(spec.name) or [])]

    def _ask(self, inside: Sequence[Spec], prefix: tuple[str, ...], cleaned: dict[str, Any]) -> None:
        names = {spec: "-".join((*prefix, spec.name)) for spec in inside if spec.kind != "code"}
        if not any(cleaned.get(name) not in (None, "", [], {}) or name in self._errors for name in names.values()):
            return
        for spec, name in names.items():
            if (
                spec.required
                and spec.kind != "flag"
                and name not in self._errors
                and cleaned.get(name) in (None, "", {})
            ):
                text = _("Write this in at least one language.") if spec.kind == "text" else _("Write a number.")
                self.add_error(name, text)

    def value(self) -> dict[str, Any]:
        """The fields of the place as JSON of the schema."""
        return self._values(self.place.specs, self.place.value, ())

    def _values(self, specs: Sequence[Spec], old: Mapping[str, Any], prefix: tuple[str, ...]) -> dict[str, Any]:
        found = dict(old)
        for spec in specs:
            name, held = "-".join((*prefix, spec.name)), old.get(spec.name)
            if spec.kind == "list":
                found.setdefault(spec.name, [])
            elif spec.kind == "part" and not (self.frozen and held is None):
                values = self._values(spec.inside, held or {}, (*prefix, spec.name))
                written = any(values.get(each.name) not in (None, "", [], {}) for each in spec.inside)
                found[spec.name] = values if written or not spec.nullable else None
            elif spec.kind == "first":
                found[spec.name] = [self._values(spec.inside, {}, (*prefix, spec.name))]
            elif spec.kind in ("rows", "texts"):
                found[spec.name] = list(self._row_values(spec, held or [], name))
            elif name in self.fields:
                found[spec.name] = self._json(spec, self.cleaned_data.get(name), held)
        return found

    def _row_values(self, spec: Spec, items: list[Any], name: str) -> Iterator[Any]:
        for row in self._order(name, len(items)):
            if spec.kind == "texts":
                text = dict(self.cleaned_data.get(f"{name}-{row}-text") or {})
                if text or row < len(items):
                    yield text
                continue
            values = self._values(spec.inside, items[row] if row < len(items) else {}, (name, str(row)))
            if row < len(items) or any(values.get(each.name) not in (None, "", {}) for each in spec.inside):
                yield values

    @staticmethod
    def _json(spec: Spec, value: Any, held: Any) -> Any:
        if spec.kind in ("codes", "choices"):
            chosen = value or []  # those that stood there keep their order
            kept = [each for each in held or [] if each in chosen]
            return kept + [each for each in chosen if each not in kept]
        if spec.kind == "text":
            return dict(value or {})
        if spec.kind == "time":
            return value.strftime("%H:%M") if value is not None else None
        if spec.kind == "date":
            return value.isoformat() if value is not None else None
        return None if value == "" and spec.nullable else value

    def add_faults(self, faults: Mapping[str, list[Any]]) -> None:
        """Put what the checks of packs say beside the fields; where the key is not on this page, into the summary."""
        for key, texts in faults.items():
            spot, _dot, language = key.rpartition(".")
            named = LANGUAGE_NAMES.get(language) if spot in self.keys else None
            name = self.keys.get(spot if named else key)
            # a list is no field that one sees, so the summary says which it is
            listed = self.names[name] if name is not None and name.endswith("-order") else ""
            for text in texts:
                message = format_html("{}: {}", named, text) if named else text
                if listed:
                    message = format_html("{}: {}", listed, message)
                self.add_error(name if name in self.fields and not listed else None, message)

    def errors_named(self) -> list[tuple[str, str, str]]:
        """Every error for the summary: (id of the field or "", its name, what is wrong)."""
        found = [("", "", str(text)) for text in self.non_field_errors()]
        for name, texts in self.errors.items():
            if name in self.names:
                target = self[name].id_for_label or self[name].auto_id
                found += [(target, self.names[name], str(text)) for text in texts]
        return found


def rows_in(typed: str) -> list[int]:
    """The numbers of rows in the value of a LIST-order, each once; whatever else stands there is passed over."""
    numbers = [int(each) for each in re.findall(r"[0-9]{1,4}", typed[:1000])]
    return list(dict.fromkeys(numbers))[:MOST_ROWS]


def with_row_act(data: Any, act: str, stored: int) -> Any:
    """The posted data after a button of a row: LIST:add, LIST:NUMBER:up, :down or :remove. Anything else: unchanged."""
    match = re.fullmatch(r"([a-z_-]{1,80}):(?:(add)|([0-9]{1,4}):(up|down|remove))", act)
    data = data.copy()
    if match is None:
        return data
    name, add, typed, what = match.groups()
    order = rows_in(str(data.get(f"{name}-order", "")))
    if add:
        order.append(max([*order, stored - 1]) + 1)
    elif int(typed) in order:
        index = order.index(int(typed))
        if what == "remove":
            del order[index]
        else:
            other = index + (-1 if what == "up" else 1)
            if 0 <= other < len(order):
                order[index], order[other] = order[other], order[index]
    data[f"{name}-order"] = ",".join(map(str, order[:MOST_ROWS]))
    return data
