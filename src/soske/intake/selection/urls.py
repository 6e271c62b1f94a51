from soske.base.urls import page
from soske.intake.groups.rules import coordinates_group
from soske.intake.selection import views, views_choice, views_decision, views_seats
from soske.intake.selection.rules import (
    coordinates_alternative,
    coordinates_seat,
    holds_seat,
    sees_announcement,
    sees_outcome,
)
from soske.programmes.rules import coordinates_programme

ACADEMY, DESK = "academies/<slug:slug>/", "desk/<slug:slug>/"
CHOICE, DECISION, SEATS = f"{DESK}selection/<int:pk>/", f"{DESK}decision/", f"{DESK}seats/"

urlpatterns = [
    # --- choosing
    page(f"{DESK}selection/", views_choice.selection, rule=coordinates_programme, name="selection"),
    page(CHOICE, views_choice.choose, rule=coordinates_group, name="choose"),
    page(f"{CHOICE}reason/", views_choice.choice, rule=coordinates_group, name="choice"),
    page(f"{CHOICE}decide/", views_choice.choice_decide, rule=coordinates_group, name="choice_decide"),
    page(f"{CHOICE}topics/", views_choice.topics_see, rule=coordinates_group, name="topics_see"),
    page(f"{CHOICE}raise/", views_choice.reserve_raise, rule=coordinates_group, name="reserve_raise"),
    page(f"{DESK}alternatives/", views_choice.alternatives, rule=coordinates_programme, name="alternatives"),
    page(
        f"{DESK}alternatives/<int:pk>/",
        views_choice.alternative_act,
        rule=coordinates_alternative,
        name="alternative_act",
    ),
    # --- the decision
    page(DECISION, views_decision.decision, rule=coordinates_programme, name="decision"),
    page(f"{DECISION}lot/", views_decision.lot_draw, rule=coordinates_programme, name="lot_draw"),
    page(f"{DECISION}make/", views_decision.decision_make, rule=coordinates_programme, name="decision_make"),
    page(f"{DECISION}open/", views_decision.decision_open, rule=coordinates_programme, name="decision_open"),
    page(f"{DECISION}release/", views_decision.decision_release, rule=coordinates_programme, name="decision_release"),
    page(f"{DECISION}undo/", views_decision.release_undo, rule=coordinates_programme, name="release_undo"),
    page(f"{DECISION}<int:number>/memo.pdf", views_decision.memo_pdf, rule=coordinates_programme, name="memo_pdf"),
    page(f"{DECISION}<int:number>/memo.xlsx", views_decision.memo_xlsx, rule=coordinates_programme, name="memo_xlsx"),
    page(f"{ACADEMY}outcome/<int:pk>/", views_decision.outcome, rule=sees_outcome, name="outcome"),
    page(f"{ACADEMY}outcome/<int:pk>/topic/", views_decision.topic_settle, rule=sees_outcome, name="topic_settle"),
    # --- seats
    page(SEATS, views_seats.seats, rule=coordinates_programme, name="seats"),
    page(f"{SEATS}remind/", views_seats.seats_remind, rule=coordinates_programme, name="seats_remind"),
    page(f"{SEATS}<int:pk>/offer/", views_seats.seat_offer, rule=coordinates_group, name="seat_offer"),
    page(f"{SEATS}<int:pk>/close/", views_seats.seat_close, rule=coordinates_seat, name="seat_close"),
    page(f"{ACADEMY}seat/<uuid:token>/", views_seats.seat, rule=holds_seat, name="seat"),
    # --- the announcement
    page(f"{ACADEMY}announcement/", views.announcement, rule=sees_announcement, name="announcement"),
    page(f"{DESK}announcement/", views.announcement_edit, rule=coordinates_programme, name="announcement_edit"),
    page(f"{DESK}announcement/publish/", views.publish, rule=coordinates_programme, name="publish"),
    page(f"{DESK}announcement/undo/", views.undo, rule=coordinates_programme, name="undo"),
    page(f"{DESK}announcement/count/", views.count_seats, rule=coordinates_programme, name="announcement_count"),
    page(f"{DESK}announcement/copy/", views.copy, rule=coordinates_programme, name="announcement_copy"),
]
