from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "soske.intake.calls"
    label = "calls"
