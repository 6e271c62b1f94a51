from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "soske.demo"
    label = "demo"
