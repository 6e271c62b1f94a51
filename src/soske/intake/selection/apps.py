from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "soske.intake.selection"
    label = "selection"
