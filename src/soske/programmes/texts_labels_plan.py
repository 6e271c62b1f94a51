"""What the fields of the template of the plan are called on screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

PARTS: dict[str, tuple[Any, Any]] = {
    "plan": (
        _("Template of the plan"),
        _("Sections of the operating-model plan, with their questions and examples."),
    ),
}

FIELDS: dict[str, tuple[Any, Any]] = {
    "Plan.about": (_("What the plan is for"), _("And for whom it is written.")),
    "Plan.sections": (_("Sections"), ""),
    "PlanSection.code": (_("Code"), ""),
    "PlanSection.name": (_("Heading"), _("A few words.")),
    "PlanSection.about": (_("What the section answers"), _("One sentence.")),
    "PlanSection.kind": (_("Kind"), _("What Soske asks beside the text.")),
    "PlanSection.questions": (_("Guiding questions"), _("Two to five, short enough to be answered at once.")),
    "PlanSection.example": (
        _("A good example"),
        _("From 40 to 120 words. Says that the organisation in it is made up."),
    ),
    "PlanSection.minutes": (_("Minutes for a first look"), _("From 1 to 60.")),
    "PlanSection.needed": (_("The plan is not ready without it"), ""),
    "PlanSection.own": (_("Each member organisation may write a part of its own"), ""),
    "PlanSection.deck": (_("In the slides for the management"), ""),
    "PlanSection.longest": (_("Longest text"), _("In characters, from 100 to 20,000.")),
    "PlanSection.rows": (
        _("Tasks or steps"),
        _("Of a table of roles, or for steps one example for each number of days. The team can change them."),
    ),
    "PlanSection.columns": (
        _("Parties"),
        _("Of a table of roles: who takes part in the tasks. The team can change them."),
    ),
    "PlanSection.days": (
        _("Days from the approval of the plan"),
        _("Of steps: numbers separated by commas, for example 30, 90."),
    ),
}

# By the class of the item, or for a list of texts by its field.
ITEMS: dict[str, tuple[Any, Any]] = {
    "PlanSection": (_("Section"), _("Add a section")),
    "PlanSection.questions": (_("Question"), _("Add a question")),
    "PlanSection.rows": (_("Task or step"), _("Add a task or a step")),
    "PlanSection.columns": (_("Party"), _("Add a party")),
}

CHOICES: dict[str, dict[str, Any]] = {
    "PlanSection.kind": {
        "goals": _("Goals with an indicator, baseline, target, year and owner"),
        "means": _("Means chosen from the catalogue"),
        "roles": _("Table of roles: who does what in each task"),
        "steps": _("Steps by the number of days"),
        "risks": _("Risks with likelihood, effect, what is done and owner"),
        "resources": _("Resources in hours and euros, and from whom"),
        "training": _("Training: who, what and when"),
        "measures": _("Figures: source, how often and who"),
        "communication": _("Communication: to whom, what, when and by whom"),
        "handling": _("Management decisions, filled in by Soske"),
        "text": _("Only a text"),
    },
}
