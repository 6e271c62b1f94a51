from soske.base.urls import page
from soske.intake.groups import views
from soske.intake.groups.rules import coordinates_group
from soske.programmes.rules import coordinates_programme

urlpatterns = [
    page("desk/<slug:slug>/groups/", views.groups, rule=coordinates_programme, name="groups"),
    page("desk/<slug:slug>/groups/new/", views.group_new, rule=coordinates_programme, name="group_new"),
    page(
        "desk/<slug:slug>/groups/<int:pk>/organisations/<int:organisation>/",
        views.organisation_edit,
        rule=coordinates_group,
        name="organisation_edit",
    ),
]
