from soske.base.urls import page
from soske.programmes.rules import coordinates_programme
from soske.sprint.assignments.rules import in_team
from soske.sprint.sparring import views_coach, views_desk, views_pairs, views_session, views_team
from soske.sprint.sparring.rules import (
    coaches_programme,
    coaches_team,
    coordinates_coach,
    coordinates_team,
    in_session,
)

TEAM = "academies/<slug:slug>/sparring/"
ONE = f"{TEAM}<int:pk>/"
COACH = "academies/<slug:slug>/coach/"
TEAMS = "desk/<slug:slug>/teams/"
COACHES = "desk/<slug:slug>/coaches/"
PAIRS = "desk/<slug:slug>/pairs/"
DESK = "desk/<slug:slug>/sparring/"

urlpatterns = [
    # --- a team, and its coach in a session
    page(TEAM, views_team.own_sparring, rule=in_team, name="own_sparring"),
    page(f"{TEAM}new/", views_team.session_new, rule=in_team, name="session_new"),
    page(f"{TEAM}mood/", views_team.mood_set, rule=in_team, name="mood_set"),
    page(ONE, views_session.session, rule=in_session, name="session"),
    page(f"{ONE}answer/", views_session.session_answer, rule=in_session, name="session_answer"),
    page(f"{ONE}present/", views_session.session_present, rule=in_session, name="session_present"),
    page(f"{ONE}act/", views_session.session_act, rule=in_session, name="session_act"),
    # --- a coach
    page(COACH, views_coach.coach_front, rule=coaches_programme, name="coach_front"),
    page(f"{COACH}feed/", views_coach.coach_feed, rule=coaches_programme, name="coach_feed"),
    page(f"{COACH}terms/", views_coach.coach_terms, rule=coaches_programme, name="coach_terms"),
    page(f"{COACH}times/", views_coach.coach_times, rule=coaches_programme, name="coach_times"),
    page(f"{COACH}times/act/", views_coach.coach_times_act, rule=coaches_programme, name="coach_times_act"),
    page(f"{COACH}teams/<int:group>/", views_coach.coach_team, rule=coaches_team, name="coach_team"),
    page(f"{COACH}teams/<int:group>/<int:pk>/", views_coach.coach_work, rule=coaches_team, name="coach_work"),
    # --- the coordinator
    page(TEAMS, views_desk.teams, rule=coordinates_programme, name="teams"),
    page(f"{TEAMS}<int:group>/", views_desk.team_desk, rule=coordinates_team, name="team_desk"),
    page(COACHES, views_desk.desk_coaches, rule=coordinates_programme, name="desk_coaches"),
    page(f"{COACHES}new/", views_desk.coach_new, rule=coordinates_programme, name="coach_new"),
    page(f"{COACHES}<int:pk>/", views_desk.coach_desk, rule=coordinates_coach, name="coach_desk"),
    page(f"{COACHES}<int:pk>/edit/", views_desk.coach_edit, rule=coordinates_coach, name="coach_edit"),
    page(f"{COACHES}<int:pk>/act/", views_desk.coach_act, rule=coordinates_coach, name="coach_act"),
    page(PAIRS, views_pairs.pairs, rule=coordinates_programme, name="pairs"),
    page(f"{PAIRS}act/", views_pairs.pairs_act, rule=coordinates_programme, name="pairs_act"),
    page(f"{PAIRS}<int:group>/", views_pairs.pair_edit, rule=coordinates_team, name="pair_edit"),
    page(DESK, views_pairs.sparring_desk, rule=coordinates_programme, name="sparring_desk"),
    page(f"{DESK}act/", views_pairs.sparring_act, rule=coordinates_programme, name="sparring_act"),
]
