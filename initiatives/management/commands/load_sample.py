"""Loads the sample data whose crisis is not there yet; what editors entered since stays."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from initiatives.models import Crisis

SAMPLES = (("gaza", "GZA"),)
"""Fixture name and the code of the crisis that it brings."""


class Command(BaseCommand):
    help = "Load the sample data that is not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        for fixture, code in SAMPLES:
            if not Crisis.objects.filter(code=code).exists():
                call_command("loaddata", fixture, verbosity=0)
                self.stdout.write(f"Loaded the sample data: {fixture}.")
