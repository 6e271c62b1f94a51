from soske.base.urls import page
from soske.intake.groups.rules import coordinates_group
from soske.intake.selection import views
from soske.intake.selection.rules import sees_announcement
from soske.programmes.rules import coordinates_programme

urlpatterns = [
    page("academies/<slug:slug>/announcement/", views.announcement, rule=sees_announcement, name="announcement"),
    page("desk/<slug:slug>/selection/", views.selection, rule=coordinates_programme, name="selection"),
    page("desk/<slug:slug>/selection/<int:pk>/", views.choose, rule=coordinates_group, name="choose"),
    page(
        "desk/<slug:slug>/announcement/", views.announcement_edit, rule=coordinates_programme, name="announcement_edit"
    ),
    page("desk/<slug:slug>/announcement/publish/", views.publish, rule=coordinates_programme, name="publish"),
    page("desk/<slug:slug>/announcement/undo/", views.undo, rule=coordinates_programme, name="undo"),
    page("desk/<slug:slug>/announcement/copy/", views.copy, rule=coordinates_programme, name="announcement_copy"),
]
