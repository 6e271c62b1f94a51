from soske.base.urls import page
from soske.programmes.rules import coordinates_programme
from soske.sprint.peers import views, views_board, views_desk, views_desk_board
from soske.sprint.peers.rules import (
    coordinates_anonymous,
    coordinates_introduction,
    coordinates_question,
    coordinates_team,
    has_introduction,
    in_team,
    reads_question,
    sees_exchange,
)

OWN = "academies/<slug:slug>/peers/"
MEETS = f"{OWN}introductions/<int:pk>/"
BOARD = f"{OWN}board/"
DESK = "desk/<slug:slug>/peers/"

urlpatterns = [
    page(OWN, views.own_peers, rule=in_team, name="own_peers"),
    page(f"{OWN}exchange/", views.exchange_edit, rule=in_team, name="exchange_edit"),
    page(f"{OWN}exchange/settle/", views.exchange_settle, rule=in_team, name="exchange_settle"),
    page(f"{OWN}teams/", views.exchange, rule=sees_exchange, name="exchange"),
    page(MEETS, views.introduction, rule=has_introduction, name="introduction"),
    page(BOARD, views_board.board, rule=in_team, name="board"),
    page(f"{BOARD}new/", views_board.question_new, rule=in_team, name="question_new"),
    page(f"{BOARD}<int:pk>/", views_board.question, rule=reads_question, name="question"),
    page(f"{BOARD}<int:pk>/act/", views_board.question_act, rule=reads_question, name="question_act"),
    page(f"{OWN}anonymous/", views_board.anonymous, rule=in_team, name="anonymous"),
    # --- the coordinator
    page(DESK, views_desk.peers, rule=coordinates_programme, name="peers"),
    page(f"{DESK}propose/", views_desk.peers_propose, rule=coordinates_programme, name="peers_propose"),
    page(f"{DESK}drafts/", views_desk.peers_drafts, rule=coordinates_programme, name="peers_drafts"),
    page(f"{DESK}introductions/", views_desk.introductions, rule=coordinates_programme, name="introductions"),
    page(
        f"{DESK}introductions/<int:pk>/",
        views_desk.introduction_desk,
        rule=coordinates_introduction,
        name="introduction_desk",
    ),
    page(f"{DESK}teams/<int:pk>/", views_desk.peers_team, rule=coordinates_team, name="peers_team"),
    page(f"{DESK}board/", views_desk_board.board_desk, rule=coordinates_programme, name="board_desk"),
    page(f"{DESK}board/<int:pk>/", views_desk_board.question_desk, rule=coordinates_question, name="question_desk"),
    page(f"{DESK}anonymous/", views_desk_board.anonymous_desk, rule=coordinates_programme, name="anonymous_desk"),
    page(
        f"{DESK}anonymous/<int:pk>/",
        views_desk_board.anonymous_answer,
        rule=coordinates_anonymous,
        name="anonymous_answer",
    ),
]
