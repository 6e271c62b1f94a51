from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "soske.desk"
    label = "desk"
