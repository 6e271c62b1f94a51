"""Templates are compiled once for each language, and what depends on a request stays."""

from __future__ import annotations

import pytest
from django.template import engines
from django.template.base import TextNode
from django.template.loader import get_template
from django.test import Client
from django.utils.translation import override

from soske.base.compiled import fold


def folded(source: str, lang: str = "fi") -> tuple[list[type], str]:
    """Kinds of the nodes of a template after folding, and what it gives for x = 1."""
    from django.template import Context

    with override(lang):
        template = engines["django"].from_string(source).template  # type: ignore[attr-defined]
        fold(template.nodelist)
        return [type(node) for node in template.nodelist], template.render(Context({"x": "alpha", "yes": True}))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a {% trans 'Save the dates' %} b", "a Tallenna päivät b"),
        ("{% url 'front' %}|{% trans 'Save the dates' %}", "/fi/|Tallenna päivät"),
        ("{% trans 'Call' context 'round' %} b", "Haku b"),
    ],
)
def test_constant_nodes_become_one_text(source: str, text: str) -> None:
    kinds, shown = folded(source)
    assert kinds == [TextNode]
    assert shown.startswith(text[:4]) and "{%" not in shown


@pytest.mark.parametrize(
    "source",
    [
        "{{ x }}",
        "{% trans x %}",
        "{% trans 'Published' as word %}{{ word }}",
        "{% url 'groups' x %}",
        "{% trans 'a'|upper %}",
        "{% trans 'Call' context x %}",
    ],
)
def test_what_depends_on_the_page_stays(source: str) -> None:
    kinds, _shown = folded(source)
    assert kinds != [TextNode]


def test_inside_of_conditions_is_folded_and_the_condition_stays() -> None:
    kinds, shown = folded("{% if yes %}{% url 'front' %}{% else %}{% url 'about' %}{% endif %}")
    assert len(kinds) == 1 and kinds != [TextNode]
    assert shown == "/fi/"


def test_each_language_has_its_own_compiled_template() -> None:
    found = {}
    for lang in ("fi", "sv", "fi"):
        with override(lang):
            found[lang] = get_template("base/nav_public.html")
    with override("fi"):
        assert get_template("base/nav_public.html").template is found["fi"].template  # type: ignore[attr-defined]
    assert found["fi"].template is not found["sv"].template  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_pages_change_their_language_from_request_to_request() -> None:
    titles = [
        Client().get(f"/{lang}/about/").content.decode().split("<title>")[1].split("<")[0]
        for lang in ("fi", "sv", "en", "fi")
    ]
    assert titles == ["Tietoa Soskesta – Soske", "Om Soske – Soske", "About Soske – Soske", "Tietoa Soskesta – Soske"]
