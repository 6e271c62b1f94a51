from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "soske.intake.groups"
    label = "groups"
