"""Reads the rows of a file: in order, from one snapshot of the database, related names fetched for many at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from initiatives.choices import RelationKind, Role, Status
from initiatives.columns import Row, Sheet
from initiatives.models import (
    Figure,
    InitiativeLocation,
    Observation,
    Participation,
    Relation,
    Sector,
    Target,
    rows_of,
)
from initiatives.reports.standing import voices

# Rows in memory at a time. A query for related names is made for each so many rows, never for each row.
CHUNK = 1000

Rows = QuerySet[Any] | Iterable[Row]
Names = Mapping[int, list[str]]


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file as they were read, their keys, and the moment at which they are read."""

    rows: Sequence[dict[str, Any]]
    at: dt.datetime | None

    @property
    def ids(self) -> list[int]:
        return [row["pk"] for row in self.rows]


Reader = Callable[[Chunk], Mapping[str, Mapping[int, Any]]]


@contextmanager
def one_snapshot() -> Iterator[None]:
    """All reads inside see the database as it stood at the first of them.

    SQLite: a deferred BEGIN on the connection itself. `atomic()` would begin IMMEDIATE, and hold the write lock for as
    long as somebody downloads. PostgreSQL: a transaction that is REPEATABLE READ and READ ONLY, with a time limit of
    its own instead of the pages' five seconds for each fetch. Inside a transaction of the caller, or another snapshot,
    nothing is added: that is the snapshot then.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            if connection.connection.in_transaction:
                yield
                return
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                # Nothing was written. A rollback also ends a snapshot whose reader went away in the middle.
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET LOCAL statement_timeout = '600s'")
            yield


def chunks(sheet: Sheet, rows: Rows, at: dt.datetime | None = None) -> Iterator[Sequence[Row]]:
    """The rows in order, some at a time, each with the columns of its sheet and lists of its related names.

    Rows that a report makes are taken as they are; they are made in the snapshot when they are first asked for.
    """
    with one_snapshot():
        if not isinstance(rows, QuerySet):
            made = iter(rows)
            while part := list(islice(made, CHUNK)):
                yield part
            return
        names = ("pk", *sheet.fields)
        values = iter(rows.values_list(*names).iterator(chunk_size=CHUNK))
        while chunk := [dict(zip(names, row, strict=True)) for row in islice(values, CHUNK)]:
            for read in READERS.get(sheet.name, ()):
                for key, found in read(Chunk(chunk, at)).items():
                    for row in chunk:
                        row[key] = found.get(row["pk"], [])
            yield chunk


def _organisations(chunk: Chunk) -> dict[str, Names]:
    """Who leads, who else takes part, and the parties; in the order that the editors gave, each name once.

    A party that leads stands in both of its cells; whoever leads is not named again among the others.
    """
    leads: defaultdict[int, list[str]] = defaultdict(list)
    others: defaultdict[int, list[str]] = defaultdict(list)
    parties: defaultdict[int, list[str]] = defaultdict(list)
    parts = Participation.objects.public().filter(initiative__in=chunk.ids).order_by("-is_lead", "order", "pk")
    columns = ("initiative_id", "named_as", "organisation__name", "role", "is_lead")
    for initiative, named_as, name, role, is_lead in parts.values_list(*columns):
        shown = named_as or name
        cells = [leads] if is_lead else []
        if role == Role.PARTY:
            cells.append(parties)
        elif not is_lead and shown not in leads[initiative]:
            cells.append(others)
        for cell in cells:
            if shown not in cell[initiative]:
                cell[initiative].append(shown)
    return {"leads": leads, "others": others, "parties": parties}


def _sectors(chunk: Chunk) -> dict[str, Names]:
    codes: defaultdict[int, list[str]] = defaultdict(list)
    names: defaultdict[int, list[str]] = defaultdict(list)
    linked = Sector.objects.public().filter(initiatives__in=chunk.ids).order_by()
    for initiative, code, name in sorted(linked.values_list("initiatives", "code", "name")):
        codes[initiative].append(code)
        names[initiative].append(name)
    return {"sector_codes": codes, "sectors": names}


def _places(chunk: Chunk) -> dict[str, Names]:
    """Names as the public reads them, sorted by their key, each once."""
    found: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    links = InitiativeLocation.objects.public().filter(initiative__in=chunk.ids).order_by()
    for link in links.select_related("location__parent__parent__parent"):
        place = link.location.shown_as()
        if place is not None:
            found[link.initiative_id].add((place.name_key, place.name))
    return {"places": {initiative: [name for _key, name in sorted(places)] for initiative, places in found.items()}}


def _wholes(chunk: Chunk) -> dict[str, Names]:
    wholes: defaultdict[int, list[str]] = defaultdict(list)
    relations = Relation.objects.public(chunk.at).filter(from_initiative__in=chunk.ids).order_by()
    parts = relations.filter(kind=RelationKind.PART_OF)
    for part, whole in sorted(parts.values_list("from_initiative_id", "to_initiative__reference")):
        wholes[part].append(whole or "")
    return {"wholes": wholes}


def _disputes(chunk: Chunk) -> dict[str, Mapping[int, str]]:
    """What sources say that disagree on a status, in English like all labels of a file."""
    disputed = voices([row["pk"] for row in chunk.rows if row["is_disputed"]], chunk.at)
    with translation.override("en"):
        return {
            "dispute": {
                initiative: gettext("Disputed: %(voices)s")
                % {
                    "voices": ", ".join(
                        f"{Status(voice.status).label} ({voice.speaker.name}, {date_format(voice.as_of, 'j F Y')})"
                        for voice in heard
                    )
                }
                for initiative, heard in disputed.items()
            }
        }


def _counted_at(model: type[Figure]) -> Reader:
    """The place of each figure's indicator, as the public reads it."""

    def places(chunk: Chunk) -> dict[str, Mapping[int, str]]:
        found = dict.fromkeys(chunk.ids, "")
        figures = rows_of(model).public().filter(pk__in=chunk.ids, indicator__location__isnull=False).order_by()
        for figure in figures.select_related("indicator__location__parent__parent__parent"):
            place = figure.indicator.location.shown_as() if figure.indicator.location else None
            found[figure.pk] = place.name if place else ""
        return {"location": found}

    return places


READERS: dict[str, tuple[Reader, ...]] = {
    "initiatives": (_organisations, _sectors, _places, _wholes, _disputes),
    "observations": (_counted_at(Observation),),
    "targets": (_counted_at(Target),),
}
