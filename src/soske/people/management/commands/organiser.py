"""`soske manage organiser EMAIL NAME`: make a person an organiser, who may make programmes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Make a person an organiser: she may make programmes. She signs in with a code sent to this address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="name or role, for example Koordinaattori")
        parser.add_argument("--language", default="fi", choices=["fi", "sv", "en"])
        parser.add_argument("--remove", action="store_true", help="take the right away")

    def handle(self, *args: Any, **options: Any) -> None:
        from soske.people.actions import organiser_set

        try:
            person = organiser_set(
                email=options["email"],
                name=options["name"],
                language=options["language"],
                may=not options["remove"],
            )
        except ValidationError as fault:
            raise CommandError("; ".join(fault.messages)) from fault
        self.stdout.write(f"{person.email}: {'organiser' if person.can_organise else 'no longer an organiser'}")
