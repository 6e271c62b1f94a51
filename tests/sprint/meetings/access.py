from tests.support.access import Row, coordinators, public, row

ALPHA = {"slug": "alpha"}
MEETING = {"slug": "alpha", "pk": "alpha_meeting"}
FOREIGN = {"pk": "beta_meeting"}


def invited(status: int, kwargs: dict[str, str], foreign: dict[str, str] | None = None) -> Row:
    """For those who are in a team; for everybody else, coordinators too, there is nothing."""
    others = dict.fromkeys(("outsider", "organiser", "coordinator", "other"), 404)
    return row(visitor=302, member=status, kwargs=kwargs, foreign=foreign or {}, **others)  # type: ignore[arg-type]


TABLE = {
    "own_meetings": invited(200, ALPHA),
    "feed_renew": invited(405, ALPHA),
    "meeting": invited(200, MEETING, FOREIGN),
    "meeting_reply": invited(405, MEETING, FOREIGN),
    "meeting_feedback": invited(200, MEETING, FOREIGN),
    "meetings": coordinators(kwargs=ALPHA),
    "meetings_make": coordinators(405, kwargs=ALPHA),
    "meeting_new": coordinators(kwargs=ALPHA),
    "meetings_tell": coordinators(kwargs=ALPHA),
    "meeting_desk": coordinators(kwargs=MEETING, foreign=FOREIGN),
    "meeting_edit": coordinators(kwargs=MEETING, foreign=FOREIGN),
    "meeting_act": coordinators(405, kwargs=MEETING, foreign=FOREIGN),
    "meeting_tables": coordinators(kwargs=MEETING, foreign=FOREIGN),
    "meeting_attendance": coordinators(kwargs=MEETING, foreign=FOREIGN),
    "meeting_files": coordinators(405, kwargs=MEETING, foreign=FOREIGN),
    "own_feed": public(kwargs={"token": "alpha_feed"}),
}
