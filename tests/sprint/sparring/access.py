from tests.sprint.meetings.access import ALPHA, invited
from tests.support.access import ROLES, Row, coordinators, row

SESSION = {"slug": "alpha", "pk": "alpha_session"}
FOREIGN = {"pk": "beta_session"}
COACH = {"slug": "alpha", "pk": "alpha_coach"}
TEAM = {"slug": "alpha", "group": "alpha_group"}
OTHER_TEAM = {"group": "beta_group"}


def coaches(status: int, kwargs: dict[str, str], foreign: dict[str, str] | None = None, member: int = 404) -> Row:
    """For those who coach in the programme, and the team where `member` says so; for others there is nothing."""
    statuses = {**dict.fromkeys(ROLES, 404), "visitor": 302, "member": member, "coach": status}
    return row(kwargs=kwargs, foreign=foreign or {}, **statuses)  # type: ignore[arg-type]


TABLE = {
    "own_sparring": invited(200, ALPHA),
    "session_new": invited(405, ALPHA),
    "mood_set": invited(405, ALPHA),
    "session": coaches(200, SESSION, FOREIGN, member=200),
    "session_answer": coaches(405, SESSION, FOREIGN, member=405),
    "session_present": coaches(200, SESSION, FOREIGN, member=200),
    "session_act": coaches(405, SESSION, FOREIGN, member=405),
    "coach_front": coaches(200, ALPHA),
    "coach_feed": coaches(405, ALPHA),
    "coach_terms": coaches(200, ALPHA),
    "coach_times": coaches(200, ALPHA),
    "coach_times_act": coaches(405, ALPHA),
    "coach_team": coaches(200, TEAM, OTHER_TEAM),
    "coach_work": coaches(200, {**TEAM, "pk": "alpha_handed"}, OTHER_TEAM),
    "teams": coordinators(kwargs=ALPHA),
    "team_desk": coordinators(kwargs=TEAM, foreign=OTHER_TEAM),
    "desk_coaches": coordinators(kwargs=ALPHA),
    "coach_new": coordinators(kwargs=ALPHA),
    "coach_desk": coordinators(kwargs=COACH, foreign={"pk": "beta_coach"}),
    "coach_edit": coordinators(kwargs=COACH, foreign={"pk": "beta_coach"}),
    "coach_act": coordinators(405, kwargs=COACH, foreign={"pk": "beta_coach"}),
    "pairs": coordinators(kwargs=ALPHA),
    "pairs_act": coordinators(405, kwargs=ALPHA),
    "pair_edit": coordinators(kwargs=TEAM, foreign=OTHER_TEAM),
    "sparring_desk": coordinators(kwargs=ALPHA),
    "sparring_act": coordinators(405, kwargs=ALPHA),
}
