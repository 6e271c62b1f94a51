"""What the fields of the catalogue of means, the kinds of purchase and the maturity model are called on screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PARTS: dict[str, tuple[Any, Any]] = {
    "maturity": (_("Maturity model"), _("Areas and levels of the self-assessment, and the texts around its forms.")),
    "purchases": (
        _("Kinds of purchase"),
        _("What the finder of means understands, and the risks of each."),
    ),
    "means": (_("Catalogue of means"), _("What a buyer can do: when it fits, what it rests on, how it is verified.")),
}

CODE = (_("Code"), "")
SOURCE = (_("Address of the source"), _("Begins with https://"))
READ = (_("Checked on"), _("The day on which the source was read."))
PLACES = (_("Where the work is done"), "")

FIELDS: dict[str, tuple[Any, Any]] = {
    "Source.title": (_("Name of the source"), ""),
    "Source.url": SOURCE,
    "Source.read_on": (_("Read on"), ""),
    "Statute.classes": (_("Classes of procurement"), ""),
    "Statute.force": (pgettext_lazy("of a legal basis", "What it does"), ""),
    "Statute.provision": (_("Section"), _("As it is cited.")),
    "Statute.text": (_("What it says"), _("In one or two sentences of your own.")),
    "Statute.status": (pgettext_lazy("of a legal basis", "Status"), _("Shown with the source and the day.")),
    "Statute.source": SOURCE,
    "Statute.checked_on": READ,
    "Clause.code": CODE,
    "Clause.name": (_("What it is"), _("A clause, a requirement or an award criterion.")),
    "Clause.text": (_("Example"), _("What the buyer fills in stands in square brackets.")),
    "Clause.checked_by": (_("Checked by"), _("The lawyer who has checked it. Empty: nobody has.")),
    "Clause.checked_on": (_("Checked on"), ""),
    "Use.text": (_("Who used it and with what result"), _("As the source tells.")),
    "Use.url": SOURCE,
    "Suits.places": PLACES,
    "Suits.purchases": (_("Suits these kinds of purchase especially"), ""),
    "Suits.only": (_("Proposed for these kinds only"), ""),
    "Suits.never": (_("Never proposed for these kinds"), ""),
    "Suits.value": (_("Heavy for a smaller contract than"), _("Euros without value added tax. Empty: no limit.")),
    "Suits.months": (_("Heavy for a shorter contract than"), _("Months. Empty: no limit.")),
    "Suits.risk": (_("Meant for this level of risk and above"), ""),
    "Means.code": CODE,
    "Means.name": (_("Name of the means"), ""),
    "Means.does": (pgettext_lazy("of a means", "What it does"), _("Two or three sentences.")),
    "Means.themes": (_("Themes"), _("All of them, if none is chosen.")),
    "Means.phases": (_("Phases of procurement"), _("In which something is done for it.")),
    "Means.contracts": (_("Kinds of contract"), ""),
    "Means.fits": (_("When it fits"), ""),
    "Means.unfit": (_("When it does not fit"), ""),
    "Means.suits": (_("What the finder goes by"), ""),
    "Means.announced": (
        _("Has to be in the invitation to tender"),
        _("It can be supervised only if its terms are there."),
    ),
    "Means.law": (_("Legal basis"), ""),
    "Means.clauses": (_("Example wordings"), ""),
    "Means.verify": (_("How it is verified"), ""),
    "Means.hours_start": (_("Hours before the contract"), _("Estimate of the buyer's own work.")),
    "Means.hours_year": (_("Hours for each contract year"), _("Estimate of the buyer's own work.")),
    "Means.indicators": (_("Indicators"), _("With their units.")),
    "Means.used": (_("Where it has been used"), ""),
    "Means.sources": (_("Sources"), ""),
    "Means.words": (_("Other words for it"), _("Separated by commas. The search finds the means by them.")),
    "Means.topics": (_("Topics for sparring"), ""),
    "Means.related": (_("Other means that go with it"), ""),
    "TierRisk.tier": (_("Where the risk is"), ""),
    "TierRisk.level": (_("Level of risk"), ""),
    "TierRisk.source": SOURCE,
    "TierRisk.checked_on": READ,
    "Purchase.code": CODE,
    "Purchase.name": (_("Name"), ""),
    "Purchase.words": (_("Other words for it"), _("Separated by commas.")),
    "Purchase.cpv": (_("How its CPV codes begin"), _("Two to eight digits, separated by commas.")),
    "Purchase.contract": (_("Kind of contract"), ""),
    "Purchase.places": PLACES,
    "Purchase.labour": (_("Share of labour in the price"), _("From 0 to 1, an assumption. Empty: not known.")),
    "Purchase.risks": (_("Risks that a source knows"), ""),
    "Statement.code": CODE,
    "Statement.text": (_("Statement"), _("One sentence that begins with We.")),
    "Area.code": CODE,
    "Area.name": (_("Name"), ""),
    "Area.about": (_("What it is about"), _("One sentence.")),
    "Area.question": (_("Question of the short form"), _("At most 15 words.")),
    "Area.low": (_("What 1 means"), _("A few words.")),
    "Area.high": (_("What 5 means"), _("A few words.")),
    "Area.levels": (_("Levels 1 to 5"), _("Five, one sentence each.")),
    "Area.statements": (_("More questions of the long form"), ""),
    "Area.next": (_("What to do next"), _("When this is among the weakest.")),
    "Area.means": (_("Means that help"), ""),
    "Area.topics": (_("Topics for sparring"), ""),
    "Maturity.about": (_("What the forms are for"), _("Who answers, and when.")),
    "Maturity.privacy": (_("Who sees the answers"), ""),
    "Maturity.areas": (_("Areas"), ""),
}  # fmt: skip

POINT = (_("Point"), _("Add a point"))

# By the class of the item, or for a list of texts by its field.
ITEMS: dict[str, tuple[Any, Any]] = {
    "Means": (pgettext_lazy("one of the catalogue", "Means"), _("Add a means")),
    "Means.fits": POINT,
    "Means.unfit": POINT,
    "Means.indicators": (_("Indicator"), _("Add an indicator")),
    "Statute": (_("Legal basis"), _("Add a legal basis")),
    "Clause": (_("Example"), _("Add an example")),
    "Use": (_("Example of use"), _("Add an example of use")),
    "Source": (_("Source"), _("Add a source")),
    "Purchase": (_("Kind of purchase"), _("Add a kind of purchase")),
    "TierRisk": (_("Risk"), _("Add a risk")),
    "Area": (_("Area"), _("Add an area")),
    "Area.levels": (pgettext_lazy("of maturity", "Level"), _("Add a level")),
    "Statement": (_("Statement"), _("Add a statement")),
}

CONTRACTS = {"services": _("Services"), "goods": _("Goods"), "works": _("Works")}
PLACE_NAMES = {"finland": _("In Finland"), "chain": _("In an international supply chain")}
LEVELS = {
    "low": pgettext_lazy("level of risk", "Low"),
    "medium": pgettext_lazy("level of risk", "Medium"),
    "high": pgettext_lazy("level of risk", "High"),
    "very_high": pgettext_lazy("level of risk", "Very high"),
}

CHOICES: dict[str, dict[str, Any]] = {
    "Means.phases": {
        "need": _("Need and planning"),
        "market": _("Market dialogue"),
        "tender": _("Tendering"),
        "contract": _("Making the contract"),
        "followup": _("Contract monitoring"),
        "remedy": _("When something goes wrong"),
    },
    "Means.contracts": CONTRACTS,
    "Statute.classes": {
        "eu": _("EU threshold and above"),
        "national": _("National threshold and above"),
        "annex_e": _("Annex E services"),
        "small": _("Below the national threshold"),
    },
    "Statute.force": {
        "must": pgettext_lazy("legal force", "Must"),
        "may": pgettext_lazy("legal force", "May"),
        "contract": pgettext_lazy("legal force", "By contract"),
    },
    "Statute.status": {
        "confirmed": _("Read in the source"),
        "reading": _("Our reading, to be checked by a lawyer"),
        "unconfirmed": _("To be checked"),
    },
    "Suits.places": PLACE_NAMES,
    "Suits.risk": LEVELS,
    "TierRisk.tier": {
        "finland": _("Branch in Finland"),
        "raw": _("Raw material"),
        "component": _("Component"),
        "final": _("Final product"),
    },
    "TierRisk.level": LEVELS,
    "Purchase.contract": CONTRACTS,
    "Purchase.places": PLACE_NAMES,
}
