"""Reads the rows of a file: in order, from one snapshot of the database, related names fetched for many at once.

They are read a column at a time, some hundred rows in each block: what is done to a column is then done by one call for
all of them, where a dictionary and a call for each cell took most of the time of a long file.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Case, DateField, DateTimeField, F, QuerySet, TextField
from django.db.models.functions import Cast

from initiatives.columns import Block, Row, Sheet
from initiatives.exports.related import READERS, truth

# Rows in memory at a time. A query for related names is made for each so many rows, never for each row. A thousand were
# no faster, and took 13 MB more of a worker.
CHUNK = 250
# All rows of a file are read: with a plan that is quick to the first of them, the last came twice as late.
FOR_A_FILE = "SELECT set_config('statement_timeout', %s, true), set_config('cursor_tuple_fraction', '1', true)"

Rows = QuerySet[Any] | Iterable[Row]
NOTHING: Sequence[Any] = ()


@contextmanager
def one_snapshot(*, seconds: int | None = 600) -> Iterator[None]:
    """All reads inside see the database as it stood at the first of them.

    SQLite: a deferred BEGIN on the connection itself. `atomic()` would begin IMMEDIATE, and hold the write lock for as
    long as somebody downloads. PostgreSQL: a transaction that is REPEATABLE READ and READ ONLY, with `seconds` for
    each fetch instead of the pages' five, unless they are None. Inside a transaction of the caller, or another
    snapshot, nothing is added: that is the snapshot then.
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
                if seconds is not None:
                    cursor.execute(FOR_A_FILE, [f"{seconds}s"])
            yield


def blocks(sheet: Sheet, rows: Rows, at: dt.datetime | None = None, *, as_texts: bool = False) -> Iterator[Block]:
    """The rows in order, some at a time, each with the columns of its sheet and lists of its related names; with
    `as_texts` days, moments and truths as texts of the database, unless something is made of them.

    Rows that a report makes are taken as they are; they are made in the snapshot when they are first asked for.
    """
    with one_snapshot():
        if not isinstance(rows, QuerySet):
            told = iter(rows)
            while part := list(islice(told, CHUNK)):
                yield {key: [row[key] for row in part] for key in part[0]}
            return
        names = ("pk", *sheet.fields)
        asked = _as_texts(sheet, rows) if as_texts else sheet.fields
        values = iter(rows.values_list("pk", *asked).iterator(chunk_size=CHUNK))
        readers = [reader(at) for reader in READERS.get(sheet.name, ())]
        while read := list(islice(values, CHUNK)):
            block: dict[str, Sequence[Any]] = dict(zip(names, zip(*read, strict=True), strict=True))
            for reader in readers:
                for key, found in reader(block).items():
                    block[key] = [found.get(pk, NOTHING) for pk in block["pk"]]
            yield block


def chunks(sheet: Sheet, rows: Rows, at: dt.datetime | None = None) -> Iterator[Sequence[Row]]:
    """The same, a row at a time."""
    for block in blocks(sheet, rows, at):
        names = tuple(block)
        yield [dict(zip(names, row, strict=True)) for row in zip(*block.values(), strict=True)]


def _as_texts(sheet: Sheet, rows: QuerySet[Any]) -> Iterator[F | Cast | Case]:
    """What to ask for so that no function of Python's is called for each value as it is read."""
    worked_on = {key for column in sheet.columns if column.value.by for key in column.value.of}
    query = rows.query.clone()
    for name in sheet.fields:
        kind = query.resolve_ref(name).output_field
        if name in worked_on:
            yield F(name)
        elif isinstance(kind, DateField | DateTimeField):
            yield Cast(name, TextField())
        elif isinstance(kind, BooleanField):
            yield truth(name)
        else:
            yield F(name)
