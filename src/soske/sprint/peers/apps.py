from django.apps import AppConfig


class PeersConfig(AppConfig):
    name = "soske.sprint.peers"
    label = "peers"
