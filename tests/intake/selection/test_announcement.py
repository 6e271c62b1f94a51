"""The announcement composed from data: parts, forms of numbers, names without a translation."""

from __future__ import annotations

from pathlib import Path

import pytest

from soske.base.localtext import LocalText
from soske.intake.groups.actions import MemberInput, group_save
from soske.intake.selection.actions import announcement_write
from soske.intake.selection.actions_decision import group_choose
from soske.intake.selection.printing import announcement_html, announcement_text
from soske.intake.selection.queries import announcement_data, announcement_of, announcement_view
from soske.intake.selection.states import Outcome
from soske.packs.loader import load_pack
from soske.people.actions import organisation_make
from soske.programmes.actions import programme_make
from soske.programmes.models import Programme
from tests.support.world import KICKOFF, group, person, programme

pytestmark = pytest.mark.django_db
TINY = Path(__file__).parents[2] / "packs" / "tiny"


def chosen(of: Programme, *names: tuple[str, ...]) -> Programme:
    for members in names:
        made = group(of, person("c"), *members)
        group_choose(by=None, group=made, outcome=Outcome.SELECTED)
    return of


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize(("single", "joint"), [(1, 0), (0, 1), (2, 0), (1, 1), (0, 2), (6, 4)])
def test_every_number_of_groups_reads_whole(lang: str, single: int, joint: int) -> None:
    made = programme("alpha")
    names = [(f"Kunta {number}",) for number in range(single)] + [
        (f"Kaupunki {number}", f"Kaupunki {number}b") for number in range(joint)
    ]
    chosen(Programme.objects.get(pk=made.pk) if Programme.objects.filter(pk=made.pk).update(seats=20) else made, *names)
    text = announcement_text(announcement_view(made, None, lang))
    assert "{" not in text and "%(" not in text and "None" not in text and "  " not in text
    lead = text.split("\n\n")[1]
    assert lead[0].isupper() and lead.endswith(".")
    parts = text.split("\n\n")
    assert [part for part in parts if not part.strip()] == []


def test_heading_begins_with_the_number_as_a_word() -> None:
    made = chosen(programme("alpha"), ("A",), ("B",), ("C",), ("D",), ("E",), ("F",))
    headings = {lang: announcement_view(made, None, lang).heading.text.split()[0] for lang in ("fi", "sv", "en")}
    assert headings == {"fi": "Kuusi", "sv": "Sex", "en": "Six"}


def test_empty_parts_vanish() -> None:
    made = programme("alpha", kickoff=None)
    view = announcement_view(made, None, "fi")
    assert (view.groups, view.sectors, view.kickoff, view.unites.text, view.quotes) == ([], [], "", "", [])
    html = announcement_html(view)
    assert "<blockquote" not in html and "<h2></h2>" not in html and "<ul></ul>" not in html


def test_own_texts_replace_the_composed_ones_only_where_they_are_written() -> None:
    made = chosen(programme("alpha"), ("A",))
    announcement_write(by=None, programme=made, texts={"heading": LocalText(fi="Oma otsikko")}, quotes=[], version=1)
    view = announcement_view(made, announcement_of(made), "sv")
    assert (view.heading.text, view.heading.lang) == ("Oma otsikko", "fi")
    assert announcement_view(made, None, "sv").heading.lang == "sv"


def test_organisers_text_is_cleaned_of_html() -> None:
    made = chosen(programme("alpha"), ("A<script>alert(1)</script>",))
    text = "**Lihava** <img src=x onerror=alert(1)> [linkki](javascript:alert(1)) [hyvä](https://example.fi)"
    announcement_write(by=None, programme=made, texts={"unites": LocalText(fi=text)}, quotes=[], version=1)
    html = announcement_html(announcement_view(made, announcement_of(made), "fi"))
    assert "<strong>Lihava</strong>" in html and 'href="https://example.fi"' in html
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html


def test_data_has_every_language_and_a_name_without_translation_stands() -> None:
    organisation_make(
        name=LocalText(fi="Porin kaupunki", sv="Björneborgs stad", en="City of Pori"), type="municipality"
    )
    made = programme("alpha")
    members = [MemberInput("Porin kaupunki"), MemberInput("Ammattiopisto Luovi", "vocational_institution")]
    group_choose(by=None, group=group_save(by=None, programme=made, members=members), outcome=Outcome.SELECTED)
    data = announcement_data(made, None)
    assert data["kickoff"] == "2027-01-21"
    assert data["joint_count"] == 1
    assert data["groups"] == [
        {
            "name": {
                "fi": "Porin kaupunki ja Ammattiopisto Luovi",
                "sv": "Björneborgs stad och Ammattiopisto Luovi",
                "en": "City of Pori and Ammattiopisto Luovi",
            },
            "members": [
                {"fi": "Porin kaupunki", "sv": "Björneborgs stad", "en": "City of Pori"},
                {"fi": "Ammattiopisto Luovi", "sv": "Ammattiopisto Luovi", "en": "Ammattiopisto Luovi"},
            ],
            "joint": True,
            "sectors": ["municipal", "education"],
        }
    ]


def test_another_pack_speaks_its_own_words_and_a_third_language_falls_back_whole() -> None:
    made = programme_make(
        by=None,
        pack=load_pack(TINY),
        name=LocalText(sv="Matskolan 2027", en="School Meals 2027"),
        slug="meals",
        kickoff=KICKOFF,
    )
    chosen(made, ("A",), ("B",))
    english, finnish = announcement_view(made, None, "en"), announcement_view(made, None, "fi")
    assert "oske" not in announcement_text(english) and "sustainab" not in announcement_text(english)
    assert finnish.heading.lang == finnish.lead.lang == "sv"
    assert finnish.heading.text.startswith("Två")
