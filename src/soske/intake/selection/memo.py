"""The decision as a memo: a paper for the registry, and a workbook. Both say what was decided, why, and how anyone can
compute it again."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from soske.base import formats
from soske.base.connect import Sheet
from soske.engines.selection import LOT, TIED
from soske.intake.applications.papers import case_numbers
from soske.intake.groups.models import Group
from soske.intake.groups.queries import group_facts, group_title
from soske.intake.reviews.models import Reviewer
from soske.intake.selection.models import Decision
from soske.intake.selection.states import Outcome
from soske.people.queries import person_names
from soske.programmes.queries import pack_parts

if TYPE_CHECKING:
    from soske.engines.documents.paper import Paper, Part

ORDER = (Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED)


class _Facts:
    """What a memo says of a decision, with the names that its ids have today, in one language. Five queries."""

    def __init__(self, decision: Decision, lang: str) -> None:
        self.decision, self.lang, self.content = decision, lang, decision.content
        programme = decision.programme
        groups = {each["group"] for each in self.content["choices"] + self.content["applications"]}
        found = group_facts(Group.objects.filter(pk__in=groups))
        self.names = {each.pk: group_title(each, lang) for each in found}
        order = tuple(programme.languages)
        criteria = pack_parts(programme, "criteria")["criteria"]
        self.criteria = {each.code: each.name.spoken(lang, order).text for each in criteria}
        self.places = {each["group"]: each for each in self.content["ranking"]}
        self.most = sum(weight * most for _code, weight, most in self.content["criteria"])
        ids = {reviewer for each in self.content["applications"] for reviewer, _points in each["reviews"]}
        self.reviewers = dict(Reviewer.objects.filter(pk__in=ids).values_list("pk", "name"))
        self.maker = person_names([decision.made_by_id]).get(decision.made_by_id) if decision.made_by_id else None

    def name(self, group: int) -> str:
        return self.names.get(group, _("Group %(number)s") % {"number": group})

    def score(self, group: int) -> str:
        place = self.places.get(group)
        if place is None or place["score"] is None:
            return "–"
        return formats.number(round(float(Fraction(place["score"])), 2), self.lang)

    def rank(self, group: int) -> str:
        place = self.places.get(group)
        return str(place["rank"]) if place and place["rank"] else "–"

    def settled(self, place: Mapping[str, Any]) -> str:
        """What told it from others with its score."""
        if place["settled"] == LOT:
            return _("lot")
        if place["settled"] == TIED:
            return _("not settled")
        return str(self.criteria.get(place["settled"], place["settled"]))

    def chosen(self, outcome: str) -> list[dict[str, Any]]:
        """The groups of an outcome: the reserve in its order, the others by rank."""
        rows = [each for each in self.content["choices"] if each["outcome"] == outcome]
        last = len(self.places) + 1

        def key(row: dict[str, Any]) -> tuple[int, int, str]:
            place = self.places.get(row["group"])
            return row["position"] or 0, (place["rank"] if place else None) or last, self.name(row["group"])

        return sorted(rows, key=key)


def decision_paper(decision: Decision, lang: str) -> Paper:
    """The memo as a paper in a language. The `programme` of the decision is loaded with its organiser."""
    with override(lang):
        return _paper(_Facts(decision, lang))


def _paper(facts: _Facts) -> Paper:
    from soske.engines.documents.paper import Item, Paper, Part

    decision, lang = facts.decision, facts.lang
    programme = decision.programme
    organiser = programme.organiser.name.spoken(lang).text if programme.organiser else ""
    made_at = formats.date_and_time(decision.made_at, lang)
    seed = facts.content["seed"]
    rows = [
        (_("Organiser"), organiser),
        *case_numbers(programme, None),
        (_("Decided"), made_at),
        (_("Decided by"), facts.maker or _("not recorded")),
        (_("Number of the decision"), str(decision.number)),
        (_("Seats"), str(facts.content["seats"])),
        (_("Checksum of the decision (SHA-256)"), decision.sha256),
    ]
    criteria = [
        (facts.criteria.get(code, code), (str(weight), str(most))) for code, weight, most in facts.content["criteria"]
    ]
    how = [
        _(
            "The score of an application is the mean of its reviews. A review is the sum of its points, each "
            "multiplied by the weight of the criterion."
        ),
        _(
            "Equal scores are settled criterion by criterion in the order below, and what is equal after that "
            "by the lot."
        ),
    ]
    if seed:
        how.append(
            _(
                "The lot of an application is the SHA-256 of a text: the seed, a colon and the number of the "
                "application. The lowest comes first. The seed: %(seed)s"
            )
            % {"seed": seed}
        )
    else:
        how.append(_("No lot was drawn."))
    return Paper(
        title=_("Decision on the selection"),
        lang=lang,
        kicker=programme.name.spoken(lang, tuple(programme.languages)).text,
        facts=[(label, value) for label, value in rows if value],
        parts=[
            *(_outcome_part(facts, outcome) for outcome in ORDER),
            Part(
                heading=_("How it was computed"),
                about="\n\n".join(how),
                items=(Item(columns=(_("Review criterion"), _("Weight"), _("Most points")), rows=criteria),),
            ),
            _ranking_part(facts),
        ],
        foot=_("Decision on the selection"),
        made_at=_("Decided %(when)s") % {"when": made_at},
        made=decision.made_at,
    )


def _outcome_part(facts: _Facts, outcome: Outcome) -> Part:
    from soske.engines.documents.paper import Item, Part

    items = []
    for row in facts.chosen(outcome.value):
        group = row["group"]
        label = facts.name(group)
        if row["position"]:
            label = f"{row['position']}. {label}"
        words = {"rank": facts.rank(group), "score": facts.score(group), "most": facts.most}
        note = _("Rank by points: %(rank)s, points %(score)s of %(most)s") % words
        text = row["reason"]
        if row["advice"]:
            text += "\n\n" + _("What could be improved: %(text)s") % {"text": row["advice"]}
        items.append(Item(label=label, text=text, note=note))
    heading = f"{outcome.label} ({len(items)})"
    return Part(heading=heading, items=items, about="" if items else _("Nobody."))


def _ranking_part(facts: _Facts) -> Part:
    from soske.engines.documents.paper import Item, Part

    rows = tuple(
        (
            facts.name(place["group"]),
            (
                str(place["rank"] or "–"),
                facts.score(place["group"]),
                place["spread"] or "–",
                str(place["reviews"]),
                facts.settled(place) or "–",
            ),
        )
        for place in facts.content["ranking"]
    )
    columns = (_("Group"), _("Rank"), _("Points"), _("Spread"), _("Reviews"), _("Settled by"))
    return Part(heading=_("All applications by points"), items=(Item(columns=columns, rows=rows),))


def decision_sheets(decision: Decision, lang: str) -> list[Sheet]:
    """The memo as a workbook: what was decided, and every point that was given."""
    with override(lang):
        facts = _Facts(decision, lang)
        words = {str(each.value): str(each.label) for each in Outcome}
        codes = [code for code, _weight, _most in facts.content["criteria"]]
        choices = {each["group"]: each for each in facts.content["choices"]}
        decided = [
            [
                place["rank"] or "",
                place["number"],
                facts.name(place["group"]),
                float(Fraction(place["score"])) if place["score"] is not None else "",
                float(Fraction(place["spread"])) if place["spread"] is not None else "",
                place["reviews"],
                facts.settled(place),
                *_chosen(choices.pop(place["group"], None), words),
            ]
            for place in facts.content["ranking"]
        ]
        decided += [
            ["", "", facts.name(group), "", "", "", "", *_chosen(choice, words)] for group, choice in choices.items()
        ]
        given = [
            [
                each["number"],
                facts.name(each["group"]),
                facts.reviewers.get(reviewer, ""),
                *(points.get(c, "") for c in codes),
            ]
            for each in facts.content["applications"]
            for reviewer, points in each["reviews"]
        ]
        about: list[list[Any]] = [
            [_("Number of the decision"), decision.number],
            [_("Decided"), formats.date_and_time(decision.made_at, lang)],
            [_("Seats"), facts.content["seats"]],
            [_("Seed of the lot"), facts.content["seed"] or _("not drawn")],
            [_("Checksum of the decision (SHA-256)"), decision.sha256],
        ]
        return [
            Sheet(
                _("Decision"),
                [
                    _("Rank"),
                    pgettext("of an application", "Number"),
                    _("Group"),
                    _("Points"),
                    _("Spread"),
                    _("Reviews"),
                    _("Settled by"),
                    _("Decision"),
                    _("Place on the reserve list"),
                    _("Reason"),
                    _("What could be improved"),
                ],
                decided,
            ),
            Sheet(
                _("Points"),
                [
                    pgettext("of an application", "Number"),
                    _("Group"),
                    _("Reviewer"),
                    *(facts.criteria.get(code, code) for code in codes),
                ],
                given,
            ),
            Sheet(_("About the decision"), [_("What"), _("Value")], about),
        ]


def _chosen(choice: Mapping[str, Any] | None, words: Mapping[str, str]) -> list[Any]:
    if choice is None:
        return ["", "", "", ""]
    return [words[choice["outcome"]], choice["position"] or "", choice["reason"], choice["advice"]]
