"""Loads the sample data whose crises are not there yet; what editors entered since stays."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from initiatives.models import Crisis

SAMPLES = (("gaza", ("GZA",)), ("access", ("ACC", "YEM")))
"""Fixture name and the codes of the crises that it brings."""


class Command(BaseCommand):
    help = "Load the sample data that is not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        for fixture, codes in SAMPLES:
            if Crisis.objects.filter(code__in=codes).exists():
                continue
            try:
                call_command("loaddata", fixture, keep=True, verbosity=0)
            except CommandError as refusal:
                # The site serves without it.
                self.stderr.write(f"The sample data was left out. {refusal}")
            else:
                self.stdout.write(f"Loaded the sample data: {fixture}.")
