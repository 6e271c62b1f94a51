from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "soske.sprint.assignments"
    label = "assignments"
