from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules

from soske.base.checks import every_page_has_a_rule, production_is_configured


class BaseConfig(AppConfig):
    name = "soske.base"
    label = "base"

    def ready(self) -> None:
        checks.register(every_page_has_a_rule, checks.Tags.urls)
        checks.register(production_is_configured, checks.Tags.security, deploy=True)
        # Each app says in its connect.py what it gives to the contracts; loaded once, here.
        autodiscover_modules("connect")
