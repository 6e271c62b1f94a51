"""Whatever is wrong with a pack: it loads, or PackErrors says why. Never another exception."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from soske.packs.dates import OrderRule, order_faults
from soske.packs.errors import PackErrors
from soske.packs.loader import load_pack

TINY = Path(__file__).parents[1] / "packs" / "tiny"
DATA: dict[str, Any] = YAML(typ="safe").load((TINY / "pack.yaml").read_text(encoding="utf-8"))

Key = tuple[str | int, ...]


def keys(value: Any, key: Key = ()) -> Iterator[Key]:
    """Every key and item of the tiny pack."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield (*key, name)
        yield from keys(inner, (*key, name))


KEYS = list(keys(DATA))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.sampled_from(["kickoff", "open", "start", "{open}", "{", "24:00", "texts", "sv", "choice", "number", "group"]),
    st.lists(st.one_of(st.text(max_size=5), st.integers(), st.none(), st.just({})), max_size=3),
    st.dictionaries(st.sampled_from(["text", "sv", "en", "of", "code", "days"]), st.text(max_size=5), max_size=3),
)


def loads_or_says_why(text: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(TINY, Path(place) / "meals"))
        (folder / "pack.yaml").write_text(text, encoding="utf-8")
        try:
            load_pack(folder)
        except PackErrors as caught:
            assert caught.errors
            for error in caught.errors:
                assert error.line >= 1
                assert error.found and error.expected
                assert "pydantic" not in str(error)


def changed(key: Key, *values: Any) -> str:
    """The tiny pack as JSON, which is YAML too, with `key` taken away or given the one value of `values`."""
    data = json.loads(json.dumps(DATA))
    around = data
    for part in key[:-1]:
        around = around[part]
    if values:
        around[key[-1]] = values[0]
    else:
        del around[key[-1]]
    return json.dumps(data, ensure_ascii=False, indent=1)


def test_every_key_may_be_missing() -> None:
    for key in KEYS:
        loads_or_says_why(changed(key))


@settings(max_examples=150)
@given(st.sampled_from(KEYS), VALUES)
def test_every_value_may_be_of_another_type(key: Key, value: Any) -> None:
    loads_or_says_why(changed(key, value))


@settings(max_examples=100)
@given(st.integers(0, 3000), st.integers(0, 40), st.text(max_size=5))
def test_the_file_may_be_cut_and_stained_anywhere(start: int, length: int, stain: str) -> None:
    text = (TINY / "pack.yaml").read_text(encoding="utf-8")
    loads_or_says_why(text[:start] + stain + text[start + length :])


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 10))
CODES = "abcd"


@given(
    st.dictionaries(st.sampled_from(CODES), st.tuples(DAYS, DAYS)),
    st.tuples(*[st.tuples(st.sampled_from(CODES) | st.none(), st.sampled_from(CODES) | st.none())] * len(CODES)),
)
def test_order_faults_are_one_for_a_pair_and_none_without_dates(
    dates: dict[str, tuple[date | None, date | None]], others: tuple[tuple[str | None, str | None], ...]
) -> None:
    rules = [OrderRule(code, *pair) for code, pair in zip(CODES, others, strict=True)]
    faults = order_faults(dates, rules)
    pairs = [frozenset((fault.code, fault.other)) for fault in faults]
    assert len(pairs) == len(set(pairs))
    for fault in faults:
        assert any(dates[fault.code]) and any(dates[fault.other])
    known = [dates[code][0] for code in CODES if code in dates]
    firsts = [day for day in known if day]
    if not faults:
        assert firsts == sorted(firsts)
