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
    "reviews_ties": reviewers(302, kwargs=ALPHA),
    "review": reviewers(),
    "review_answer": reviewers(405),
    "review_present": reviewers(),
    "review_conflict": reviewers(405),
    "review_open": reviewers(405),
    "review_topics": reviewers(405),
    "review_question": reviewers(405),
    "eligibility": coordinators(kwargs=RECEIVED, foreign=BETA),
    "interviews": coordinators(kwargs=ALPHA),
    "interviews_invite": coordinators(405, kwargs=ALPHA),
    "slot_remove": coordinators(405, kwargs={"slug": "alpha", "pk": "alpha_slot"}, foreign={"pk": "beta_slot"}),
    "interview": coordinators(kwargs=RECEIVED, foreign=BETA),
    "interview_question": coordinators(405, kwargs=RECEIVED, foreign=BETA),
    # The joint draft has not been submitted: there is nothing to book yet. test_interviews.py looks at it afterwards.
    "interview_book": row(
        visitor=302,
        outsider=404,
        organiser=404,
        member=404,
        coordinator=404,
        other=404,
        kwargs={"slug": "alpha", "pk": "alpha_draft"},
        foreign={"pk": "beta_draft"},
    ),
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
