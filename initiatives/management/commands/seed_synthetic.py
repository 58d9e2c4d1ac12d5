"""Fills an empty database with a made-up crisis of any size, to measure speed with."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from initiatives import editions
from initiatives.management import progress
from initiatives.management.synthetic import CODE, MOST, World
from initiatives.models import Crisis, Initiative, words


class Command(BaseCommand):
    help = "Fill a database that holds nothing real with synthetic initiatives, the same for the same seed and day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--initiatives", type=int, required=True, metavar="N")
        parser.add_argument("--updates", type=int, default=8, metavar="N", help="updates of each initiative (8)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--day", type=dt.date.fromisoformat, help="the day of the newest update (yesterday)")

    def handle(self, *args: Any, **options: Any) -> None:
        day: dt.date = options["day"] or timezone.localdate() - dt.timedelta(days=1)
        if not 1 <= options["initiatives"] <= MOST or options["updates"] < 1 or day >= timezone.localdate():
            raise CommandError(f"Give 1 to {MOST:,} initiatives, at least one update, and a day that is past.")
        if Initiative.objects.filter(crisis__is_sample=False).exists():
            raise CommandError("Nothing was made: there are initiatives here that are not sample data.")
        if Crisis.objects.filter(code=CODE).exists():
            raise CommandError(f"Nothing was made: crisis {CODE} is here already.")
        world = World(initiatives=options["initiatives"], updates=options["updates"], seed=options["seed"], day=day)
        with transaction.atomic():
            for _number in progress.shown(world.write(), label="Initiatives", total=world.count):
                pass
            words.rebuild()
            editions.count()
        if connection.vendor == "postgresql":
            # It does so by itself within a minute; plans made before that are of an empty database.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.stdout.write(f"Made {world.count:,} synthetic initiatives as of {day}.")
