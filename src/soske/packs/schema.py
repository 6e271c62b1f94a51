"""The shape of a content pack (pydantic). What a field means is said in its description and in docs/packs.md.

A pack is a folder: `pack.yaml` (this schema), `texts/NAME.LANG.md` (long texts, referred to as `text: NAME`) and
`letters/CODE.LANG.md` (first line `# Subject`, then the body). The loader puts the Markdown files into the fields here.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from soske.packs.codes import KICKOFF, FeedbackKind, QuestionKind, SectionKind, StageKind, StepDates
from soske.packs.parts import Code, Language, Part
from soske.packs.schema_maturity import Maturity
from soske.packs.schema_means import Means, Purchase
from soske.packs.schema_plan import Plan
from soske.packs.text import LocalText


class Offset(Part):
    """Where a stage stands from another one. Whole weeks keep the weekday of the kick-off."""

    of: Code = Field(KICKOFF, description="code of the stage that is counted from; the kick-off unless given")
    months: int = Field(0, ge=-36, le=60, description="calendar months; the last day of a shorter month")
    days: int = Field(0, ge=-1000, le=2000, description="days, added after the months")


class Stage(Part):
    code: Code = Field(description="name in addresses and files; one in the pack")
    kind: StageKind = Field(description="what the software does at this stage")
    name: LocalText = Field(description="name on the path and in lists")
    at: Offset = Field(description="first day, counted from the kick-off or another stage before it in the file")
    days: int = Field(1, ge=1, le=1000, description="length in days, both ends included; 1 is a single day")
    opens: dt.time | None = Field(None, description="time of day of the beginning, Helsinki time (HH:MM)")
    closes: dt.time | None = Field(None, description="time of day of the end (HH:MM)")
    within: Code | None = Field(None, description="stage inside whose days this one must lie")
    before: Code | None = Field(None, description="stage before whose first day this one must have ended")


class Step(Part):
    """One of at most nine steps of the path of stages; holds one stage or several."""

    code: Code = Field(description="name in addresses and files; one in the pack")
    name: LocalText = Field(description="what the path shows; soft hyphens (U+00AD) allowed at word joints")
    dates: StepDates = Field(StepDates.SPAN, description="how the dates are written: span, by or months")
    spans: list[Code] = Field(default_factory=list, description="stages that make its dates; all of them unless given")
    note: LocalText = Field(default_factory=LocalText, description="one more line; {code} of a stage becomes its date")
    stages: list[Stage] = Field(min_length=1, description="its stages in order of their first days")


class SubTheme(Part):
    code: Code = Field(description="name in addresses and files; one in the theme")
    name: LocalText = Field(description="name in lists")


class Theme(Part):
    code: Code = Field(description="name in addresses and files; one in the pack")
    name: LocalText = Field(description="name of the theme")
    about: LocalText = Field(description="one or two sentences: the question that the theme answers")
    tag: LocalText = Field(description="the word used as a tag of news")
    subthemes: list[SubTheme] = Field(default_factory=list, description="narrower themes to choose from")


class Advice(Part):
    """Shown as advice, never as a bar: when a group fits the conditions and nobody has the role."""

    themes: list[Code] = Field(default_factory=list, description="applies to these themes; to all when empty")
    organisation_types: list[Code] = Field(
        default_factory=list,
        description="applies when a member organisation is of one of these types; to all when empty",
    )
    text: LocalText = Field(description="what is advised, said to the group")


class Role(Part):
    code: Code = Field(description="name in addresses and files; one in the pack")
    name: LocalText = Field(description="name of the role in a team")
    about: LocalText = Field(description="who that may be, half a sentence")
    advice: Advice | None = Field(None, description="when the role is especially advised")


class Work(Part):
    code: Code = Field(description="name in addresses and files; one in the list")
    name: LocalText = Field(description="kind of work")
    days: float = Field(gt=0, le=100, description="days for one team member over the whole academy")


class Public(Part):
    """Texts of the public programme page."""

    kicker: LocalText = Field(description="line above the name: what kind of programme for whom")
    lead: LocalText = Field(description="what a group gets, in two or three sentences")
    work: LocalText = Field(description="Markdown: what is done in the academy")
    audience: LocalText = Field(description="Markdown: who it is for")
    workload: LocalText = Field(default_factory=LocalText, description="when the days fall, half a sentence")
    cost: LocalText = Field(default_factory=LocalText, description="what it costs")


class Counted(Part):
    """One sentence in the forms that its number needs (language.md 5.2). Zero makes the sentence vanish."""

    one: LocalText = Field(description="for the number one")
    other: LocalText = Field(description="for two and more")


class Made(Part):
    title: LocalText = Field(description="what is made, a noun phrase")
    text: LocalText = Field(description="continues the title after a comma")


class Announcement(Part):
    """Texts of the announcement of the chosen groups. Numbers are inserted as words in the nominative."""

    heading: Counted = Field(description="{count}: how many groups were chosen, with a capital letter")
    chosen: Counted = Field(description="sentence of the lead; {count}: how many groups were chosen")
    joint: Counted = Field(description="sentence of the lead; {joint}: how many of them are joint")
    length: Counted = Field(description="sentence of the lead; {programme}, {months}: how long the academy lasts")
    makes: list[Made] = Field(default_factory=list, description="what each group makes")
    makes_after: LocalText = Field(default_factory=LocalText, description="Markdown: what happens to it")
    support: LocalText = Field(description="Markdown: how the groups are supported")


class Letter(Part):
    code: Code = Field(description="name of the letter; the software sends it by this name")
    subject: LocalText = Field(description="what is to be done and by when, then the academy; at most 70 characters")
    body: LocalText = Field(description="Markdown; the first sentence would do alone")


class CallTexts(Part):
    """Texts of the public call page. An empty one leaves its section out."""

    lead: LocalText = Field(default_factory=LocalText, description="what is applied for, in two sentences")
    joint: LocalText = Field(default_factory=LocalText, description="Markdown: applying together, finding a partner")
    selection: LocalText = Field(default_factory=LocalText, description="Markdown: how the choice is made")
    publicity: LocalText = Field(default_factory=LocalText, description="Markdown: what is public of an application")
    info: LocalText = Field(default_factory=LocalText, description="Markdown: what the info session tells")


class SeatTexts(Part):
    """Texts of the page on which an organisation accepts its seat. An empty one leaves its section out."""

    terms: LocalText = Field(default_factory=LocalText, description="Markdown: what one promises by accepting")
    publicity: LocalText = Field(default_factory=LocalText, description="Markdown: what becomes public of a team")


class SparringTexts(Part):
    """Texts about sparring. An empty one leaves its section out."""

    terms: LocalText = Field(default_factory=LocalText, description="Markdown: what a coach accepts before any draft")
    advice: LocalText = Field(default_factory=LocalText, description="Markdown: a tip for those who meet in a session")


class Requirement(Part):
    """One thing that makes a group eligible."""

    code: Code = Field(description="name in addresses and files; one in the list")
    text: LocalText = Field(description="one requirement in one sentence")
    about: LocalText = Field(default_factory=LocalText, description="what it means, a sentence or two")


class Level(Part):
    points: int = Field(ge=0, le=10, description="points, from 0 to 10; more than those of the level before")
    text: LocalText = Field(description="what an application of this level is like, one sentence")


class Criterion(Part):
    code: Code = Field(description="name in addresses and files; one in the list")
    name: LocalText = Field(description="name of the review criterion")
    about: LocalText = Field(description="what is looked at, in one or two sentences")
    weight: int = Field(1, ge=1, le=20, description="the points are counted this many times")
    levels: list[Level] = Field(default_factory=list, description="what each point means; from 0 to 5 when empty")

    @property
    def most(self) -> int:
        """The most points that a reviewer can give."""
        return max((each.points for each in self.levels), default=5)


class Asked(Part):
    code: Code = Field(description="name in files; one in the list")
    text: LocalText = Field(description="what is asked in the interview of every applicant")


class QuarterStep(Part):
    """A part of an assignment that can be done in a quarter of an hour."""

    code: Code = Field(description="name in files; one in the assignment")
    text: LocalText = Field(description="what to do, one sentence")
    minutes: int = Field(15, ge=5, le=15, description="how long it takes, 15 minutes at most")


class AssignmentText(Part):
    """What every team does between the meetings."""

    code: Code = Field(description="name in files; one in the list")
    name: LocalText = Field(description="name of the assignment")
    text: LocalText = Field(description="Markdown: what to do and what to hand in")
    before: Code = Field(KICKOFF, description="code of the stage before which it is due; the kick-off unless given")
    days: int = Field(2, ge=0, le=365, description="days before the first day of that stage")
    hours: float | None = Field(None, gt=0, le=500, description="estimate in hours for one team")
    steps: list[QuarterStep] = Field(default_factory=list, description="its steps of a quarter of an hour, in order")


class FeedbackQuestion(Part):
    """One thing that is asked after each meeting, answered by points from 1 to 5 or in words."""

    code: Code = Field(description="name in files; one in the list")
    kind: FeedbackKind = Field(FeedbackKind.POINTS, description="points (from 1 to 5) or text")
    text: LocalText = Field(description="the question, to be answered in a few seconds")
    low: LocalText = Field(default_factory=LocalText, description="what 1 means, a few words")
    high: LocalText = Field(default_factory=LocalText, description="what 5 means, a few words")


class Topic(Part):
    """Something that a group may want to learn or be able to give."""

    code: Code = Field(description="name in addresses and files; one in the list")
    name: LocalText = Field(description="name in lists")


class Option(Part):
    code: Code = Field(description="name in files; one in the question")
    name: LocalText = Field(description="what the applicant reads")


class Question(Part):
    code: Code = Field(description="name in files; one in the pack")
    kind: QuestionKind = Field(description="how it is answered: line, text, choice, choices, number or date")
    name: LocalText = Field(description="the question")
    short: LocalText = Field(default_factory=LocalText, description="column title in lists, a few words")
    help: LocalText = Field(default_factory=LocalText, description="what a good answer tells")
    required: bool = Field(True, description="without an answer the application cannot be submitted")
    longest: int | None = Field(None, ge=20, le=20000, description="most characters of the answer")
    unit: LocalText = Field(default_factory=LocalText, description="unit of a number, shown after it")
    options: list[Option] = Field(default_factory=list, description="what to choose from, for choice and choices")
    themes: list[Code] = Field(default_factory=list, description="asked with these themes only; always when empty")
    organisation_types: list[Code] = Field(
        default_factory=list, description="asked when a member organisation is of one of these types; always when empty"
    )
    each_member: bool = Field(
        False, description="each member organisation answers for itself; it is part of what it signs off"
    )
    hidden: bool = Field(False, description="the answer names persons: reviewers do not see it")


class Section(Part):
    """One page of the application."""

    code: Code = Field(description="name in addresses; one in the pack")
    kind: SectionKind = Field(SectionKind.QUESTIONS, description="what the software asks before the questions below")
    name: LocalText = Field(description="a noun")
    about: LocalText = Field(default_factory=LocalText, description="one or two sentences below the name")
    questions: list[Question] = Field(default_factory=list, description="questions in order")


class Pack(Part):
    schema_version: Literal[1] = Field(description="version of this schema")
    code: Code = Field(description="name of the pack")
    version: str = Field(description="version of the texts, for example 2026.1")
    languages: list[Language] = Field(min_length=1, description="languages that every text of the pack has")
    name: LocalText = Field(description="name of the academy that the pack makes, without the year")
    length_months: int = Field(ge=1, le=36, description="length from kick-off to closing")
    seats: int = Field(ge=1, le=1000, description="most groups that are chosen")
    public: Public = Field(description="texts of the programme page")
    themes: list[Theme] = Field(min_length=1, description="content themes")
    roles: list[Role] = Field(default_factory=list, description="roles in a team")
    workload: list[Work] = Field(default_factory=list, description="work of one team member, kind by kind")
    path: list[Step] = Field(min_length=1, max_length=9, description="the path of stages, in order")
    announcement: Announcement = Field(description="texts of the announcement")
    tags: list[LocalText] = Field(default_factory=list, description="tags of news beside those of the themes")
    call: CallTexts = Field(default_factory=CallTexts, description="texts of the call page")
    seat: SeatTexts = Field(default_factory=SeatTexts, description="texts of the offer of a seat")
    eligibility: list[Requirement] = Field(default_factory=list, description="what makes a group eligible")
    criteria: list[Criterion] = Field(
        default_factory=list, description="review criteria, in the order in which they settle a tie"
    )
    interview: list[Asked] = Field(default_factory=list, description="what every applicant is asked in an interview")
    application: list[Section] = Field(default_factory=list, description="sections of the application, in order")
    topics: list[Topic] = Field(default_factory=list, description="topics to learn and to give")
    assignments: list[AssignmentText] = Field(
        default_factory=list, description="assignments of the teams: the pre-assignment and those between workshops"
    )
    sparring: SparringTexts = Field(default_factory=SparringTexts, description="texts about sparring")
    feedback: list[FeedbackQuestion] = Field(default_factory=list, description="what is asked after each meeting")
    maturity: Maturity = Field(default_factory=Maturity, description="the maturity model and its forms")
    purchases: list[Purchase] = Field(default_factory=list, description="kinds of purchase that the finder knows")
    means: list[Means] = Field(default_factory=list, description="the catalogue of means, one file for each")
    plan: Plan = Field(default_factory=Plan, description="the template of the operating-model plan")
    letters: list[Letter] = Field(default_factory=list, description="letters, one file for each language")

    def stages(self) -> list[Stage]:
        """All stages in the order of the path."""
        return [stage for step in self.path for stage in step.stages]
