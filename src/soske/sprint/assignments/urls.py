from soske.base.urls import page
from soske.programmes.rules import coordinates_programme
from soske.sprint.assignments import views, views_desk
from soske.sprint.assignments.rules import coordinates_assignment, has_task, in_team

OWN = "academies/<slug:slug>/assignments/"
ONE = f"{OWN}<int:pk>/"
DESK = "desk/<slug:slug>/assignments/"

urlpatterns = [
    page(OWN, views.own_assignments, rule=in_team, name="own_assignments"),
    page(f"{OWN}hours/", views.hours_add, rule=in_team, name="hours_add"),
    page(ONE, views.assignment, rule=has_task, name="assignment"),
    page(f"{ONE}answer/", views.assignment_answer, rule=has_task, name="assignment_answer"),
    page(f"{ONE}present/", views.assignment_present, rule=has_task, name="assignment_present"),
    page(f"{ONE}act/", views.assignment_act, rule=has_task, name="assignment_act"),
    page(f"{ONE}files/", views.assignment_files, rule=has_task, name="assignment_files"),
    # --- the coordinator
    page(DESK, views_desk.assignments, rule=coordinates_programme, name="assignments"),
    page(f"{DESK}make/", views_desk.assignments_make, rule=coordinates_programme, name="assignments_make"),
    page(f"{DESK}new/", views_desk.assignment_new, rule=coordinates_programme, name="assignment_new"),
    page(f"{DESK}<int:pk>/", views_desk.assignment_desk, rule=coordinates_assignment, name="assignment_desk"),
    page(f"{DESK}<int:pk>/edit/", views_desk.assignment_edit, rule=coordinates_assignment, name="assignment_edit"),
    page(f"{DESK}<int:pk>/act/", views_desk.assignment_change, rule=coordinates_assignment, name="assignment_change"),
    page(f"{DESK}<int:pk>/<int:group>/", views_desk.work_desk, rule=coordinates_assignment, name="work_desk"),
]
