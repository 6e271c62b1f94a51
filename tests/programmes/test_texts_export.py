"""The texts of an academy as a content pack: it loads again and says the same."""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from soske.base.localtext import LocalText
from soske.packs.errors import PackErrors
from soske.packs.loader import load_pack
from soske.packs.schema import Pack
from soske.packs.text import one_line, writable
from soske.programmes.actions import PARTS, programme_make
from soske.programmes.models import PackPart, Programme
from soske.programmes.queries import pack_part_dump, pack_parts
from soske.programmes.queries_texts import contents_of
from soske.programmes.texts import leaves, part_spec
from soske.programmes.texts_export import pack_files, pack_zip
from tests.support.world import World, default_pack, programme

DAY = dt.date(2026, 11, 24)


def stored() -> dict[str, Any]:
    return {part: pack_part_dump(part, getattr(default_pack(), part)) for part in PARTS}


def unsaved(name: LocalText | None = None) -> Programme:
    pack = default_pack()
    return Programme(
        slug="soske-2027",
        name=name or pack.name,
        languages=list(pack.languages),
        length_months=pack.length_months,
        seats=pack.seats,
    )


def loaded(files: dict[str, str]) -> Pack:
    """The pack of files in a folder."""
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            (Path(place) / name).parent.mkdir(exist_ok=True)
            (Path(place) / name).write_bytes(text.encode())
        return load_pack(Path(place))


def dumped(pack: Pack) -> dict[str, Any]:
    return {part: pack_part_dump(part, getattr(pack, part)) for part in PARTS}


def test_default_pack_comes_back_as_it_is() -> None:
    pack = loaded(pack_files(unsaved(), stored(), day=DAY))
    assert dumped(pack) == stored()
    assert (pack.code, pack.version, pack.languages) == ("soske_2027", "2026-11-24", ["fi", "sv", "en"])
    assert (pack.name, pack.seats, pack.length_months) == (default_pack().name, 6, 4)


def test_plan_has_a_file_of_its_own() -> None:
    files = pack_files(unsaved(), stored(), day=DAY)
    assert files["plan.yaml"].startswith("about:\n  text: plan_about\nsections:\n")
    assert "days:\n      - 30\n      - 90\n      - 180\n      - 365\n" in files["plan.yaml"]
    assert files["texts/plan_sections_goals_example.sv.md"].startswith("*Påhittat exempel: Exempelstads stad*\n")
    assert "plan:" not in files["pack.yaml"]


# What a person may type and the editor keeps: no braces, which would be placeholders, and no control characters.
TEXT = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="{}\ufeff"), min_size=1, max_size=60
)
TRICKY = st.sampled_from(
    [
        *("ääkkönen: ”lainaus” # ei huomautus", "- viiva", "? kysymys: ", "| pysty", "> suurempi", "'yksi'", '"kaksi"'),
        *("~", "null", "yes", "1.0", "2026-11-24", "16:00", "0x1F", "@x", "`x`", "%x", "& ja *", "!tag", "# otsikko"),
        *(
            "...",
            "---",
            "a\u2028b",
            "\u202eאבג",
            "👩🏽‍🚀",
            "Ennakko\u00adtehtävä",
            "  välejä  ",
            "x:",
            "[x](y)",
            "\\n \\",
        ),
        *("a #b", "=", "<<"),
    ]
)


@settings(deadline=None, max_examples=25)
@given(st.lists(TRICKY | TEXT, min_size=4, max_size=4), st.lists(TRICKY | TEXT, min_size=1, max_size=4))
def test_whatever_is_typed_comes_back(lines: list[str], paragraphs: list[str]) -> None:
    contents = stored() | {"means": [], "purchases": [], "maturity": {"about": {}, "privacy": {}, "areas": []}}
    contents["plan"] = {"about": {}, "sections": []}
    line = [one_line(text).strip() or "x" for text in lines]
    long = writable("\n\n".join(paragraphs)).strip() or "x"
    every = dict.fromkeys(("fi", "sv", "en"), line[0])
    contents["public"]["kicker"] = every
    contents["public"]["work"] = dict.fromkeys(every, long)
    contents["tags"] = [every, dict.fromkeys(every, line[1])]
    contents["themes"][0]["about"] = dict.fromkeys(every, line[2])
    contents["letters"][0]["body"] = dict.fromkeys(every, long)
    contents["letters"][0]["subject"] = dict.fromkeys(every, line[3][:60].strip())
    assert dumped(loaded(pack_files(unsaved(), contents, day=DAY))) == contents


def test_text_without_a_language_is_exported_and_named_by_the_check() -> None:
    contents = stored()
    del contents["public"]["kicker"]["sv"], contents["public"]["work"]["en"], contents["letters"][0]["body"]["fi"]
    with pytest.raises(PackErrors) as caught:
        loaded(pack_files(unsaved(), contents, day=DAY))
    code = contents["letters"][0]["code"]
    places = [error.where or error.file for error in caught.value.errors]
    assert {"public.kicker", "public.work.text"} <= set(places)
    assert any(code in error.file or "letters[0]" in error.where for error in caught.value.errors)


@pytest.mark.django_db
def test_zip_is_a_folder_that_makes_another_academy(world: World, tmp_path: Path) -> None:
    answer = world.client("coordinator").get(reverse("texts_pack", args=["alpha"]))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="alpha-pack.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    archive.extractall(tmp_path)
    pack = load_pack(tmp_path / "alpha")
    again = programme_make(by=None, pack=pack, name=LocalText(fi="Toinen"), slug="toinen", kickoff=None)
    assert contents_of(again) == contents_of(world.alpha)


@pytest.mark.django_db
def test_same_texts_give_the_same_bytes() -> None:
    made = programme("alpha")
    first, second = (pack_zip(made, contents_of(made), day=DAY) for _ in range(2))
    assert first == second


@pytest.mark.django_db
def test_part_that_an_older_pack_did_not_have_is_empty_and_exported() -> None:
    made = programme("alpha")
    PackPart.objects.filter(programme=made, name__in=["topics", "call", "means", "maturity", "plan"]).delete()
    assert pack_parts(made, "plan") == {}
    contents = contents_of(made)
    assert contents["topics"] == []
    assert contents["plan"] == {"about": {}, "sections": []}
    assert [leaf.value for leaf in leaves(part_spec("call"), contents["call"])] == [{}] * 5
    assert json.dumps(contents)
    assert dumped(loaded(pack_files(made, contents, day=DAY))) == contents
