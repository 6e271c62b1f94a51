from soske.base.urls import page
from soske.programmes.rules import coordinates_programme
from soske.sprint.sparring.rules import coaches_team
from soske.workbench.maturity import views, views_answer, views_desk
from soske.workbench.maturity.rules import has_link, holds_link, in_team

OWN = "academies/<slug:slug>/maturity/"

urlpatterns = [
    page(
        "academies/<slug:slug>/assessment/<uuid:token>/",
        views_answer.maturity_answer,
        rule=holds_link,
        name="maturity_answer",
    ),
    page(OWN, views.own_maturity, rule=in_team, name="own_maturity"),
    page(f"{OWN}links/", views.maturity_links, rule=in_team, name="maturity_links"),
    page(f"{OWN}links/<int:pk>/", views.maturity_link, rule=has_link, name="maturity_link"),
    page(f"{OWN}long/", views.maturity_long, rule=in_team, name="maturity_long"),
    page(f"{OWN}result/", views.maturity_result, rule=in_team, name="maturity_result"),
    page(
        "academies/<slug:slug>/coach/teams/<int:group>/maturity/",
        views.coach_maturity,
        rule=coaches_team,
        name="coach_maturity",
    ),
    # --- the coordinator
    page("desk/<slug:slug>/maturity/", views_desk.maturity_desk, rule=coordinates_programme, name="maturity_desk"),
]
