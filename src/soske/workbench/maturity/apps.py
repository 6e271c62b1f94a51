from django.apps import AppConfig


class MaturityConfig(AppConfig):
    name = "soske.workbench.maturity"
    label = "maturity"
