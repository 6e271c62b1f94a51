"""The shape of the catalogue of means, of the kinds of purchase that the finder knows, and of their risks."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

from soske.packs.codes import (
    ContractType,
    LegalForce,
    LegalStatus,
    Phase,
    Place,
    ProcurementClass,
    RiskLevel,
    Tier,
)
from soske.packs.parts import Code, Part
from soske.packs.text import LocalText

Division = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,8}$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)]


class Source(Part):
    """Where a fact was read."""

    title: LocalText = Field(description="name of the source")
    url: Address = Field(description="its address")
    read_on: dt.date = Field(description="the day on which it was read (YYYY-MM-DD)")


class Statute(Part):
    """What a means rests on in some classes of procurement. Shown with its status, source and day, never as advice."""

    classes: list[ProcurementClass] = Field(min_length=1, description="classes of procurement: eu, national, annex_e")
    force: LegalForce = Field(description="must, may, or contract when it rests on the contract alone")
    provision: LocalText = Field(description="the section as it is cited")
    text: LocalText = Field(description="what it says, in one or two sentences of our own")
    status: LegalStatus = Field(description="confirmed, reading (to be checked by a lawyer) or unconfirmed")
    source: Address = Field(description="address of the source")
    checked_on: dt.date = Field(description="the day on which the source was read (YYYY-MM-DD)")


class Clause(Part):
    """An example of a clause, a requirement or a criterion."""

    code: Code = Field(description="name in files; one in the means")
    name: LocalText = Field(description="what it is: a clause, a requirement or an award criterion")
    text: LocalText = Field(description="Markdown: the example; what the buyer fills in stands in square brackets")
    checked_by: str = Field("", max_length=200, description="the lawyer who checked it; nobody when empty")
    checked_on: dt.date | None = Field(None, description="the day on which it was checked (YYYY-MM-DD)")


class Use(Part):
    """Where the means has been used."""

    text: LocalText = Field(description="who used it, in what and with what result, as the source tells")
    url: Address = Field(description="address of the source")


class Suits(Part):
    """Where the means fits, as the finder reads it. An empty list is no limit."""

    places: list[Place] = Field(default_factory=list, description="where the work is done: finland, chain")
    purchases: list[Code] = Field(default_factory=list, description="kinds of purchase that it suits especially")
    only: bool = Field(False, description="it is proposed for these kinds of purchase only")
    never: list[Code] = Field(default_factory=list, description="kinds of purchase for which it is never proposed")
    value: int | None = Field(None, ge=0, description="euros without VAT; heavy for a contract that is smaller")
    months: int | None = Field(None, ge=1, le=240, description="heavy for a contract that is shorter")
    risk: RiskLevel | None = Field(None, description="meant for this level of risk and above")


class Means(Part):
    """One means: what a buyer can do to advance social sustainability."""

    code: Code = Field(description="name in addresses and files; one in the catalogue")
    name: LocalText = Field(description="name of the means")
    does: LocalText = Field(description="what it does, in two or three sentences")
    themes: list[Code] = Field(default_factory=list, description="themes that it advances; all of them when empty")
    phases: list[Phase] = Field(min_length=1, description="phases of procurement in which something is done for it")
    contracts: list[ContractType] = Field(min_length=1, description="services, goods, works")
    fits: list[LocalText] = Field(min_length=1, description="when it fits")
    unfit: list[LocalText] = Field(min_length=1, description="when it does not")
    suits: Suits = Field(default_factory=Suits, description="the same for the finder")
    announced: bool = Field(description="it can be supervised only if its terms are in the invitation to tender")
    law: list[Statute] = Field(min_length=1, description="what it rests on, class by class")
    clauses: list[Clause] = Field(min_length=1, description="example wordings")
    verify: LocalText = Field(description="how it is verified")
    hours_start: float = Field(ge=0, le=1000, description="the buyer's hours before the contract, estimate")
    hours_year: float = Field(ge=0, le=1000, description="the buyer's hours for each contract year, estimate")
    indicators: list[LocalText] = Field(min_length=1, description="what can be measured, with its unit")
    used: list[Use] = Field(default_factory=list, description="where it has been used; not recorded when empty")
    sources: list[Source] = Field(min_length=1, description="what the page is based on")
    words: LocalText = Field(description="other words that people use of it, separated by commas, for the search")
    topics: list[Code] = Field(default_factory=list, description="topics for sparring that belong to it")
    related: list[Code] = Field(default_factory=list, description="other means that go with it")


class TierRisk(Part):
    """The risk of one tier of a supply chain, or of a branch in Finland, as a source gives it."""

    tier: Tier = Field(description="finland (a branch in Finland), raw, component or final")
    level: RiskLevel = Field(description="low, medium, high or very_high")
    source: Address = Field(description="address of the source")
    checked_on: dt.date = Field(description="the day on which the source was read (YYYY-MM-DD)")


class Purchase(Part):
    """A kind of purchase: what the finder understands when somebody says what is bought."""

    code: Code = Field(description="name in files; one in the list")
    name: LocalText = Field(description="name in lists")
    words: LocalText = Field(description="other words for it, separated by commas, for the search")
    cpv: list[Division] = Field(min_length=1, description="how its CPV codes begin, two to eight digits")
    contract: ContractType = Field(description="services, goods or works")
    places: list[Place] = Field(min_length=1, description="where the work is done: finland, chain")
    labour: float | None = Field(None, gt=0, le=1, description="share of labour in the price; not known when left out")
    risks: list[TierRisk] = Field(default_factory=list, description="risks that a source knows, tier by tier")
