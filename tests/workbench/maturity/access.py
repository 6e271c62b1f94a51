from tests.sprint.meetings.access import ALPHA, invited
from tests.sprint.sparring.access import OTHER_TEAM, TEAM, coaches
from tests.support.access import coordinators, public

LINK = {"slug": "alpha", "pk": "alpha_link"}
FOREIGN = {"pk": "beta_link"}

TABLE = {
    "maturity_answer": public(kwargs={"slug": "alpha", "token": "alpha_link"}, foreign={"token": "beta_link"}),
    "own_maturity": invited(200, ALPHA),
    "maturity_links": invited(405, ALPHA),
    "maturity_link": invited(405, LINK, FOREIGN),
    "maturity_long": invited(200, ALPHA),
    "maturity_result": invited(200, ALPHA),
    "coach_maturity": coaches(200, TEAM, OTHER_TEAM),
    "maturity_desk": coordinators(kwargs=ALPHA),
}
