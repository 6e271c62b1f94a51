from soske.base.urls import page
from soske.intake.applications.rules import coordinates_application, in_application
from soske.intake.reviews import views, views_desk, views_interviews
from soske.intake.reviews.rules import (
    coordinates_reviewer,
    coordinates_slot,
    has_application,
    reviews_application,
    reviews_programme,
)
from soske.programmes.rules import coordinates_programme

OWN = "reviews/<slug:slug>/"
ONE = f"{OWN}<int:pk>/"
DESK, INTERVIEWS = "desk/<slug:slug>/reviews/", "desk/<slug:slug>/interviews/"

urlpatterns = [
    page(OWN, views.reviews, rule=reviews_programme, name="reviews"),
    page(f"{OWN}ties/", views.reviews_ties, rule=reviews_programme, name="reviews_ties"),
    page(ONE, views.review, rule=has_application, name="review"),
    page(f"{ONE}answer/", views.review_answer, rule=reviews_application, name="review_answer"),
    page(f"{ONE}present/", views.review_present, rule=reviews_application, name="review_present"),
    page(f"{ONE}conflict/", views.review_conflict, rule=reviews_application, name="review_conflict"),
    page(f"{ONE}open/", views.review_open, rule=reviews_application, name="review_open"),
    page(f"{ONE}topics/", views_interviews.review_topics, rule=reviews_application, name="review_topics"),
    page(f"{ONE}question/", views_interviews.review_question, rule=reviews_application, name="review_question"),
    page(DESK, views_desk.desk_reviews, rule=coordinates_programme, name="desk_reviews"),
    page(f"{DESK}propose/", views_desk.reviews_propose, rule=coordinates_programme, name="reviews_propose"),
    page(f"{DESK}reviewers/", views_desk.reviewers, rule=coordinates_programme, name="reviewers"),
    page(f"{DESK}reviewers/<int:pk>/end/", views_desk.reviewer_end, rule=coordinates_reviewer, name="reviewer_end"),
    page(f"{DESK}<int:pk>/", views_desk.desk_review, rule=coordinates_application, name="desk_review"),
    page(f"{DESK}<int:pk>/assign/", views_desk.review_assign, rule=coordinates_application, name="review_assign"),
    page(f"{DESK}<int:pk>/<int:review>/", views_desk.review_change, rule=coordinates_application, name="review_change"),
    page(
        f"{DESK}<int:pk>/eligibility/", views_interviews.eligibility, rule=coordinates_application, name="eligibility"
    ),
    # --- interviews
    page(INTERVIEWS, views_interviews.interviews, rule=coordinates_programme, name="interviews"),
    page(
        f"{INTERVIEWS}invite/",
        views_interviews.interviews_invite,
        rule=coordinates_programme,
        name="interviews_invite",
    ),
    page(
        f"{INTERVIEWS}times/<int:pk>/remove/", views_interviews.slot_remove, rule=coordinates_slot, name="slot_remove"
    ),
    page(f"{INTERVIEWS}<int:pk>/", views_interviews.interview, rule=coordinates_application, name="interview"),
    page(
        f"{INTERVIEWS}<int:pk>/question/",
        views_interviews.interview_question,
        rule=coordinates_application,
        name="interview_question",
    ),
    page(
        "academies/<slug:slug>/applications/<int:pk>/interview/",
        views_interviews.interview_book,
        rule=in_application,
        name="interview_book",
    ),
]
