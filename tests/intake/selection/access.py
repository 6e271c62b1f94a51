from tests.support.access import Row, coordinators, public, row

ALPHA = {"slug": "alpha"}
GROUP = {"slug": "alpha", "pk": "alpha_group"}
BETA = {"pk": "beta_group"}
DECISION = {"slug": "alpha", "number": "text:1"}
MEMO = {"kwargs": DECISION, "foreign": {"number": "text:7"}}


def untold() -> Row:
    return row(
        visitor=302, outsider=404, organiser=404, member=404, coordinator=404, other=404, kwargs=GROUP, foreign=BETA
    )


TABLE = {
    "announcement": public(kwargs=ALPHA),
    "selection": coordinators(kwargs=ALPHA),
    "choose": coordinators(405, kwargs=GROUP, foreign=BETA),
    "choice": coordinators(kwargs=GROUP, foreign=BETA),
    "choice_decide": coordinators(405, kwargs=GROUP, foreign=BETA),
    "topics_see": coordinators(405, kwargs=GROUP, foreign=BETA),
    "reserve_raise": coordinators(405, kwargs=GROUP, foreign=BETA),
    "alternatives": coordinators(kwargs=ALPHA),
    "alternative_act": coordinators(
        405, kwargs={"slug": "alpha", "pk": "alpha_alternative"}, foreign={"pk": "beta_alternative"}
    ),
    "decision": coordinators(kwargs=ALPHA),
    "lot_draw": coordinators(405, kwargs=ALPHA),
    "decision_make": coordinators(405, kwargs=ALPHA),
    "decision_open": coordinators(405, kwargs=ALPHA),
    "decision_release": coordinators(405, kwargs=ALPHA),
    "release_undo": coordinators(405, kwargs=ALPHA),
    "memo_pdf": coordinators(**MEMO),
    "memo_xlsx": coordinators(**MEMO),
    # Before the applicants are told there is nothing for anybody; test_secret.py looks at it afterwards.
    "outcome": untold(),
    "topic_settle": untold(),
    "seats": coordinators(kwargs=ALPHA),
    "seats_remind": coordinators(405, kwargs=ALPHA),
    "seat_offer": coordinators(405, kwargs=GROUP, foreign=BETA),
    "seat_close": coordinators(405, kwargs=GROUP, foreign=BETA),
    "seat": public(kwargs={"slug": "alpha", "token": "alpha_answer"}, foreign={"token": "beta_answer"}),
    "announcement_edit": coordinators(kwargs=ALPHA),
    "announcement_count": coordinators(405, kwargs=ALPHA),
    "publish": coordinators(405, kwargs=ALPHA),
    "undo": coordinators(405, kwargs=ALPHA),
    "announcement_copy": coordinators(kwargs=ALPHA),
}
