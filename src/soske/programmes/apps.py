from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "soske.programmes"
    label = "programmes"
