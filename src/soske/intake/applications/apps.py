from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "soske.intake.applications"
    label = "applications"
