from django.apps import AppConfig


class SparringConfig(AppConfig):
    name = "soske.sprint.sparring"
    label = "sparring"
