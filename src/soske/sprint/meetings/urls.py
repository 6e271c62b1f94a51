from soske.base.urls import page
from soske.programmes.rules import coordinates_programme
from soske.sprint.meetings import views, views_after, views_desk
from soske.sprint.meetings.rules import coordinates_meeting, in_sprint, invited_to

OWN = "academies/<slug:slug>/meetings/"
DESK = "desk/<slug:slug>/meetings/"
ONE = f"{DESK}<int:pk>/"

urlpatterns = [
    page(OWN, views.own_meetings, rule=in_sprint, name="own_meetings"),
    page(f"{OWN}feed/", views.feed_renew, rule=in_sprint, name="feed_renew"),
    page(f"{OWN}<int:pk>/", views.meeting, rule=invited_to, name="meeting"),
    page(f"{OWN}<int:pk>/reply/", views.meeting_reply, rule=invited_to, name="meeting_reply"),
    page(f"{OWN}<int:pk>/feedback/", views_after.meeting_feedback, rule=invited_to, name="meeting_feedback"),
    # --- the coordinator
    page(DESK, views_desk.meetings, rule=coordinates_programme, name="meetings"),
    page(f"{DESK}make/", views_desk.meetings_make, rule=coordinates_programme, name="meetings_make"),
    page(f"{DESK}new/", views_desk.meeting_new, rule=coordinates_programme, name="meeting_new"),
    page(f"{DESK}tell/", views_desk.meetings_tell, rule=coordinates_programme, name="meetings_tell"),
    page(ONE, views_desk.meeting_desk, rule=coordinates_meeting, name="meeting_desk"),
    page(f"{ONE}edit/", views_desk.meeting_edit, rule=coordinates_meeting, name="meeting_edit"),
    page(f"{ONE}act/", views_desk.meeting_act, rule=coordinates_meeting, name="meeting_act"),
    page(f"{ONE}tables/", views_after.meeting_tables, rule=coordinates_meeting, name="meeting_tables"),
    page(f"{ONE}attendance/", views_after.meeting_attendance, rule=coordinates_meeting, name="meeting_attendance"),
    page(f"{ONE}files/", views_desk.meeting_files, rule=coordinates_meeting, name="meeting_files"),
]
