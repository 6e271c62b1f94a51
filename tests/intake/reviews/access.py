from tests.support.access import Row, coordinators, row

ALPHA = {"slug": "alpha"}
RECEIVED = {"slug": "alpha", "pk": "alpha_submitted"}
BETA = {"pk": "beta_submitted"}


def reviewers(status: int = 200, kwargs: dict[str, str] = RECEIVED) -> Row:
    """For those who review; for everybody else, coordinators too, there is nothing."""
    others = dict.fromkeys(("outsider", "organiser", "member", "coordinator", "other", "applicant", "partner"), 404)
    foreign = {"foreign": BETA} if kwargs is RECEIVED else {}
    return row(visitor=302, reviewer=status, kwargs=kwargs, **foreign, **others)  # type: ignore[arg-type]


TABLE = {
    "reviews": reviewers(kwargs=ALPHA),
    "review": reviewers(),
    "review_answer": reviewers(405),
    "review_present": reviewers(),
    "review_conflict": reviewers(405),
    "review_open": reviewers(405),
    "desk_reviews": coordinators(kwargs=ALPHA),
    "reviews_propose": coordinators(405, kwargs=ALPHA),
    "reviewers": coordinators(kwargs=ALPHA),
    "reviewer_end": coordinators(
        405, kwargs={"slug": "alpha", "pk": "alpha_reviewer"}, foreign={"pk": "beta_reviewer"}
    ),
    "desk_review": coordinators(kwargs=RECEIVED, foreign=BETA),
    "review_assign": coordinators(405, kwargs=RECEIVED, foreign=BETA),
    "review_change": coordinators(405, kwargs={**RECEIVED, "review": "alpha_review"}, foreign=BETA),
}
