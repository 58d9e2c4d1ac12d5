"""The edition counter: raised in the same transaction as every change that the public could see."""

import datetime as dt
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from initiatives.models import Edition, InitiativeLocation

# The number of an edition, when it came out, and today: freshness moves by itself at midnight.
Tag = tuple[int, dt.datetime | None, dt.date]


class Out(NamedTuple):
    """An edition: how many changes the public could have seen, and when the last of them came."""

    number: int
    changed_at: dt.datetime


# Asked for on every request, before a page that is kept is given again: Django took ten times as long to make this
# query anew as the database to answer it.
_SQL = str(Edition.objects.filter(pk=1).values_list("number", "changed_at").query)


def out() -> Out | None:
    """The edition that is out now; none before the first change."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        row = cursor.fetchone()
    if row is None:
        return None
    number, changed_at = row
    # SQLite has no time zones; Django writes what is UTC.
    return Out(number, changed_at if changed_at.tzinfo else changed_at.replace(tzinfo=dt.UTC))


def number() -> int:
    """The edition that is out now; 0 before the first change."""
    edition = out()
    return edition.number if edition else 0


def tag() -> Tag:
    """What public answers are told apart by; read before the rows that it stands for. One query."""
    edition = out()
    number, changed_at = (edition.number, edition.changed_at) if edition else (0, None)
    return number, changed_at, timezone.localdate()


def count() -> None:
    """Raise the edition by one. Only inside a transaction, so that it stands or falls with the change itself."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An edition is counted in the transaction of the change that it counts.")
    if not Edition.objects.filter(pk=1).update(number=F("number") + 1, changed_at=timezone.now()):
        Edition.objects.create(pk=1, number=1)


def has_door(model: type[models.Model]) -> bool:
    return hasattr(model._default_manager, "public")


def is_seen(thing: models.Model) -> bool:
    """Whether the public sees this row now: asked before and after a change of a thing, which counts if either holds.

    Asks the row's own door. A row whose model has none, such as an assignment or a user, is never public; nor is the
    link to a place of which the public reads nothing.
    """
    if thing.pk is None or not has_door(type(thing)):
        return False
    if isinstance(thing, InitiativeLocation) and thing.location.shown_as() is None:
        return False
    door: Any = type(thing)._default_manager
    return bool(door.public().filter(pk=thing.pk).exists())
