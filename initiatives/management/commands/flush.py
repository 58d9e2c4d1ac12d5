"""Django's flush, and the words with the rows: the tables of the search are none that it knows of."""

from typing import Any

from django.core.management.commands import flush
from django.db import transaction

from initiatives.models import words


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        super().handle(**options)
        with transaction.atomic():
            words.rebuild()
