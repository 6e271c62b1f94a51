from tests.sprint.meetings.access import ALPHA, invited
from tests.sprint.sparring.access import OTHER_TEAM, TEAM
from tests.support.access import ROLES, Row, row

SECTION = {**TEAM, "code": "text:goals"}
ROW = {**SECTION, "pk": "alpha_plan_row"}
FOREIGN = {**OTHER_TEAM, "pk": "beta_plan_row"}


def reads(kwargs: dict[str, str]) -> Row:
    """For the team, its coach and the coordinator; others are told nothing."""
    statuses = dict.fromkeys(ROLES, 404) | {"visitor": 302, "member": 200, "coach": 200, "coordinator": 200}
    return row(kwargs=kwargs, foreign=OTHER_TEAM, **statuses)  # type: ignore[arg-type]


def comments(kwargs: dict[str, str]) -> Row:
    statuses = dict.fromkeys(ROLES, 404) | {"visitor": 302, "member": 405, "coach": 405}
    return row(kwargs=kwargs, foreign=OTHER_TEAM, **statuses)  # type: ignore[arg-type]


TABLE = {
    "own_plan": invited(302, ALPHA),
    "plan": reads(TEAM),
    "plan_paper": reads({**TEAM, "kind": "text:md"}),
    "plan_section": reads(SECTION),
    "plan_write": invited(405, SECTION, OTHER_TEAM),
    "plan_answer": invited(405, SECTION, OTHER_TEAM),
    "plan_present": invited(200, SECTION, OTHER_TEAM),
    "plan_history": invited(200, {**SECTION, "part": "text:goals"}, OTHER_TEAM),
    "plan_row_add": invited(405, SECTION, OTHER_TEAM),
    "plan_row": invited(200, ROW, FOREIGN),
    "plan_comment": comments(SECTION),
}
