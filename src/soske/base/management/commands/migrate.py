"""`migrate` that makes the table of the shared cache as well, so that one command prepares a database."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options.get("check_unapplied") and not options.get("plan"):
            call_command("createcachetable", database=options["database"], verbosity=0, stdout=StringIO())
