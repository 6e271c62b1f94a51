from soske.base.urls import page
from soske.workbench.means import views, views_basket, views_desk, views_find
from soske.workbench.means.rules import coaches_team, coordinates_programme, in_team, sees_means

OWN = "academies/<slug:slug>/means/"
TEAM = f"{OWN}teams/<int:group>/"

urlpatterns = [
    page(OWN, views.means, rule=sees_means, name="means"),
    page(f"{OWN}catalogue/<str:code>/", views.means_page, rule=sees_means, name="means_page"),
    page(f"{OWN}find/", views_find.means_find, rule=sees_means, name="means_find"),
    page(f"{OWN}compare/", views.means_compare, rule=sees_means, name="means_compare"),
    page(f"{OWN}basket/", views_basket.basket, rule=in_team, name="basket"),
    page(f"{OWN}keep/", views_basket.basket_act, rule=in_team, name="basket_act"),
    page(f"{OWN}basket/<str:code>/", views_basket.kept, rule=in_team, name="kept"),
    page(TEAM, views_basket.basket_team, rule=coaches_team, name="basket_team"),
    page(f"{TEAM}<str:code>/", views_basket.kept_team, rule=coaches_team, name="kept_team"),
    # --- the coordinator
    page("desk/<slug:slug>/means/", views_desk.means_desk, rule=coordinates_programme, name="means_desk"),
]
