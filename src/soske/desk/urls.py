from soske.base.urls import anyone, page, signed_in
from soske.desk import letters_views, team_front, team_views, views, views_public
from soske.desk.team_rules import may_change_place
from soske.intake.groups.rules import coordinates_group
from soske.programmes.rules import coordinates_programme, sees_programme
from soske.sprint.assignments.rules import in_team

urlpatterns = [
    page("", views_public.front, rule=anyone, name="front"),
    page("about/", views_public.about, rule=anyone, name="about"),
    page("accessibility/", views_public.accessibility, rule=anyone, name="accessibility"),
    page("privacy/", views_public.privacy, rule=anyone, name="privacy"),
    page("feed.xml", views_public.Feed(), rule=anyone, name="feed"),
    page("academies/<slug:slug>/", views_public.programme, rule=sees_programme, name="programme"),
    page("academies/<slug:slug>/calendar.ics", views_public.calendar, rule=sees_programme, name="calendar"),
    page("academies/<slug:slug>/next/", team_front.team_front, rule=in_team, name="team_front"),
    page("academies/<slug:slug>/team/", team_views.own_team, rule=in_team, name="own_team"),
    page(
        "academies/<slug:slug>/team/<int:place>/",
        team_views.own_team_person,
        rule=may_change_place,
        name="own_team_person",
    ),
    page("desk/", views.desk, rule=signed_in, name="desk"),
    page("desk/me/", views.own_data, rule=signed_in, name="own_data"),
    page("desk/<slug:slug>/", views.today, rule=coordinates_programme, name="today"),
    page("desk/<slug:slug>/publish/", views.programme_publish, rule=coordinates_programme, name="programme_publish"),
    page("desk/<slug:slug>/files/", views.files, rule=coordinates_programme, name="files"),
    page("desk/<slug:slug>/files/<int:pk>/remove/", views.file_remove, rule=coordinates_programme, name="file_remove"),
    page("desk/<slug:slug>/groups/<int:pk>/", views.group_edit, rule=coordinates_group, name="group_edit"),
    page("desk/<slug:slug>/groups/<int:pk>/team/", team_views.team, rule=coordinates_group, name="team"),
    page(
        "desk/<slug:slug>/groups/<int:pk>/team/<int:place>/",
        team_views.team_person,
        rule=coordinates_group,
        name="team_person",
    ),
    page("desk/<slug:slug>/groups/<int:pk>/remove/", views.group_remove, rule=coordinates_group, name="group_remove"),
    page("desk/<slug:slug>/groups.xlsx", views.groups_xlsx, rule=coordinates_programme, name="groups_xlsx"),
    page(
        "desk/<slug:slug>/applications.xlsx",
        views.applications_xlsx,
        rule=coordinates_programme,
        name="applications_xlsx",
    ),
    page("desk/<slug:slug>/messages/", letters_views.letters, rule=coordinates_programme, name="letters"),
    page("desk/<slug:slug>/messages/new/", letters_views.letter_new, rule=coordinates_programme, name="letter_new"),
    page(
        "desk/<slug:slug>/messages/batches/<uuid:batch>/cancel/",
        letters_views.letters_cancel,
        rule=coordinates_programme,
        name="letters_cancel",
    ),
    page("desk/<slug:slug>/messages/<int:pk>/", letters_views.letter, rule=coordinates_programme, name="letter"),
    page(
        "desk/<slug:slug>/messages/<int:pk>/move/",
        letters_views.letter_move,
        rule=coordinates_programme,
        name="letter_move",
    ),
    page("desk/<slug:slug>/log/", views.log, rule=coordinates_programme, name="log"),
]
