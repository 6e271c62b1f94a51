from django.apps import AppConfig


class MeansConfig(AppConfig):
    name = "soske.workbench.means"
    label = "means"
