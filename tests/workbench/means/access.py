from tests.sprint.meetings.access import ALPHA, invited
from tests.sprint.sparring.access import OTHER_TEAM, TEAM, coaches
from tests.support.access import ROLES, Row, coordinators, row

CODE = {"slug": "alpha", "code": "text:employment_clause"}


def takes_part(kwargs: dict[str, str]) -> Row:
    """For the team, its coach and the coordinator; for others there is nothing."""
    statuses = dict.fromkeys(ROLES, 404) | {"visitor": 302, "member": 200, "coach": 200, "coordinator": 200}
    return row(kwargs=kwargs, **statuses)  # type: ignore[arg-type]


TABLE = {
    "means": takes_part(ALPHA),
    "means_page": takes_part(CODE),
    "means_find": takes_part(ALPHA),
    "means_compare": takes_part(ALPHA),
    "basket": invited(200, ALPHA),
    "basket_act": invited(405, ALPHA),
    "kept": invited(200, CODE),
    "basket_team": coaches(200, TEAM, OTHER_TEAM),
    "kept_team": coaches(200, {**TEAM, "code": "text:employment_clause"}, OTHER_TEAM),
    "means_desk": coordinators(kwargs=ALPHA),
}
