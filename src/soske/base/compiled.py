"""Templates compiled once for each language: what is constant in a language is made into text then, not on every page.

A page has some two hundred constant texts, addresses and names of files; looking each up anew took a third of the time
of a page (benchmarks/pages.py). Nothing that depends on a request is touched.
"""

from __future__ import annotations

from typing import Any

from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable
from django.template.defaulttags import URLNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.utils.translation import get_language

from soske.base.templatetags import soske as tags


class Loader(cached.Loader):
    """Django's cached loader with the language as a part of the key."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{get_language()}:{super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip: Any = None) -> Any:
        known = self.cache_key(template_name, skip) in self.get_template_cache
        found = super().get_template(template_name, skip)
        if not known:
            fold(found.nodelist)
        return found


def fold(nodelist: NodeList) -> None:
    """Replace constant nodes by their text, here and in the lists inside, and join neighbouring texts."""
    folded: list[Node] = []
    for node in nodelist:
        if _is_constant(node):
            node = TextNode(str(node.render(Context({}))))
        else:
            for inner in _inside(node):
                fold(inner)
        if type(node) is TextNode and folded and type(folded[-1]) is TextNode:
            folded[-1] = TextNode(folded[-1].s + node.s)
        else:
            folded.append(node)
    nodelist[:] = folded


def _inside(node: Node) -> list[NodeList]:
    lists = [getattr(node, name, None) for name in node.child_nodelists]
    lists += [branch for _condition, branch in getattr(node, "conditions_nodelists", ())]
    return [each for each in lists if isinstance(each, NodeList)]


def _is_constant(node: Node) -> bool:
    if isinstance(node, TranslateNode):
        given = [each for each in (node.filter_expression, node.message_context) if each is not None]
        return not (node.asvar or node.noop) and all(map(_is_literal, given))
    if isinstance(node, URLNode):
        return not (node.args or node.kwargs or node.asvar) and _is_literal(node.view_name)
    return getattr(node, "func", None) is tags.asset and getattr(node, "target_var", None) is None


def _is_literal(expression: FilterExpression) -> bool:
    var = expression.var
    return not expression.filters and (isinstance(var, str) or (isinstance(var, Variable) and var.lookups is None))
