from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "soske.people"
    label = "people"
