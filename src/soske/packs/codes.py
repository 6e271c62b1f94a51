"""Words of packs that the rest of the program needs by name. Without pydantic, so that a web worker starts quickly."""

from __future__ import annotations

import re
from enum import StrEnum

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")

# What an offset is counted from unless it names a stage: the kick-off, whatever its code is.
KICKOFF = "kickoff"

# What a text may insert, by where it stands. Dates of stages are allowed in the notes of steps.
ANNOUNCEMENT_WORDS = frozenset({"programme", "count", "joint", "months", "kickoff", "organiser"})
LETTER_WORDS = frozenset(
    {
        "programme",
        "group",
        "members",
        "kickoff",
        "organiser",
        "coordinator",
        "address",
        "link",
        "case_number",
        "organisation",  # the member organisation that the reader answers for
        "sender",  # who asks: a name or role, with the organisation
        "opens",  # when the call opens and closes, day and time
        "closes",
        "due",  # until when the thing that is asked can be done
        "answer_by",  # by when an applicant hears of the choice
        "number",  # of the application, as it was received
        "message",  # what somebody wrote to the reader; stands on a line of its own
        "list",  # a list made by the software, such as the questions to complete; on a line of its own
        "position",  # place on the reserve list
        "reason",  # why a group was decided so, and what it could improve; each on a line of its own
        "advice",
        "place",  # where a meeting is
        "meeting",  # its name
        "assignment",  # its name
        "coach",  # who spars: a name or role
        "before",  # when it was to be before it was moved
        "why",  # it was moved or cancelled, in a line
        "team",  # the other team of an introduction
        "gets",  # in what the other team could help the reader's
        "gives",  # in what the reader's team could help the other one
        "meetings",  # how many meetings the message is about, when there are any
        "contact",  # of the other team: name and address
    }
)
# Words whose value is a block of text: they stand on a line of their own.
LETTER_BLOCKS = frozenset({"message", "list", "reason", "advice"})

# What an organisation can be (people.models.OrganisationType has the same codes).
ORGANISATION_TYPES = (
    "municipality",
    "joint_municipal_authority",
    "wellbeing_county",
    "state_agency",
    "state_enterprise",
    "parish",
    "university",
    "university_of_applied_sciences",
    "vocational_institution",
    "association",
    "company",
    "other",
)


# Parts whose items are long: each has a file of its own in a pack and a row of its own in a programme.
APART = ("means",)


class StageKind(StrEnum):
    CALL = "call"
    INFO = "info"
    INTERVIEWS = "interviews"
    SELECTION = "selection"
    ASSIGNMENT = "assignment"
    KICKOFF = "kickoff"
    WORKSHOP = "workshop"
    SPARRING = "sparring"
    HANDLING = "handling"
    CLOSING = "closing"
    FOLLOWUP = "followup"
    OTHER = "other"


class StepDates(StrEnum):
    """How the dates of a step are written on the path."""

    SPAN = "span"  # first day of its stages to their last day
    BY = "by"  # "by" the last day
    MONTHS = "months"  # month and year of each stage


class QuestionKind(StrEnum):
    """How a question of the application is answered."""

    LINE = "line"  # a text of one line
    TEXT = "text"  # a text of several lines
    CHOICE = "choice"  # one of the options
    CHOICES = "choices"  # any of the options
    NUMBER = "number"
    DATE = "date"


class FeedbackKind(StrEnum):
    """How a question about a meeting is answered."""

    POINTS = "points"  # from 1 to 5
    TEXT = "text"


class SectionKind(StrEnum):
    """What a section of the application asks. The software knows how to ask for all but `questions`."""

    GROUP = "group"  # members, people, management sponsors, themes
    GOALS = "goals"  # one to three goals of the members' strategies
    PROMISES = "promises"  # what the management of each member organisation promises
    LEARN = "learn"  # topics that the group wants to learn
    GIVE = "give"  # topics that the group can give to others
    FILES = "files"  # attachments
    QUESTIONS = "questions"  # questions of the pack only


class PlanKind(StrEnum):
    """What a section of the operating-model plan asks beside a text. Docs/packs.md has the columns of the rows."""

    GOALS = "goals"  # rows: indicator, baseline, target, year, owner
    MEANS = "means"  # chosen from the catalogue of means
    ROLES = "roles"  # a table: who does what part of each task
    STEPS = "steps"  # rows: what is done by when, counted in days from the approval of the plan
    RISKS = "risks"  # rows: risk, likelihood, effect, what is done, owner
    RESOURCES = "resources"  # rows: what, hours, euros, from whom
    TRAINING = "training"  # rows: who, what, when
    MEASURES = "measures"  # rows: figure, source, how often, who
    COMMUNICATION = "communication"  # rows: to whom, what, when, by whom
    HANDLING = "handling"  # filled by the software: date, forum and decision of each member organisation
    TEXT = "text"  # nothing of its own; there may be many of these


class Phase(StrEnum):
    """Phases of procurement in the order in which a buyer meets them."""

    NEED = "need"
    MARKET = "market"
    TENDER = "tender"
    CONTRACT = "contract"  # drawing up the contract and its start
    FOLLOWUP = "followup"  # while the contract runs
    REMEDY = "remedy"  # when something has gone wrong


class ContractType(StrEnum):
    SERVICES = "services"
    GOODS = "goods"
    WORKS = "works"


class ProcurementClass(StrEnum):
    """Which rules a purchase follows."""

    EU = "eu"  # EU threshold and above
    NATIONAL = "national"  # between the national and the EU threshold
    ANNEX_E = "annex_e"  # social and other specific services
    SMALL = "small"  # below the national threshold


class LegalForce(StrEnum):
    MUST = "must"
    MAY = "may"
    CONTRACT = "contract"  # nothing in the law but what the parties agree


class LegalStatus(StrEnum):
    CONFIRMED = "confirmed"  # read in the source that is named
    READING = "reading"  # our reading of how the law is built: to be checked by a lawyer
    UNCONFIRMED = "unconfirmed"  # no source found: to be checked


class Place(StrEnum):
    """Where the work that a purchase pays for is done."""

    FINLAND = "finland"
    CHAIN = "chain"  # an international supply chain


class RiskLevel(StrEnum):
    """Levels of risk from the lowest to the highest."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


class Tier(StrEnum):
    """Where a risk lies."""

    FINLAND = "finland"  # a branch of industry in Finland
    RAW = "raw"
    COMPONENT = "component"
    FINAL = "final"
