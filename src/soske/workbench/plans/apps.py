from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "soske.workbench.plans"
    label = "plans"
