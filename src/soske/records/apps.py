from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "soske.records"
    label = "records"
