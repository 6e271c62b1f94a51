from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "soske.sprint.meetings"
    label = "meetings"
