"""Rows by the hundred thousand: values as the database takes them, with no object of a model for each row."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

AT_ONCE = 5_000
# A value of these is another one in SQLite; PostgreSQL takes all of them as they are.
WORKED = (models.DateField, models.DecimalField)


class Rows:
    """New rows of one model. Keys of rows are given here, so that rows can name each other before they are stored."""

    def __init__(self, model: type[models.Model]) -> None:
        blank: Any = model()
        self.model = model
        columns = [field for field in model._meta.concrete_fields if not field.generated]
        self.defaults = {column.attname: getattr(blank, column.attname) for column in columns}
        self.worked: list[tuple[str, Callable[[Any], Any]]] = []
        if connection.vendor == "sqlite":
            for column in columns:
                if isinstance(column, WORKED):
                    value_for = partial(column.get_db_prep_save, connection=connection)
                    self.worked.append((column.attname, lru_cache(100_000)(value_for)))
        quote = connection.ops.quote_name
        self.table = quote(model._meta.db_table)
        self.columns = ", ".join(quote(str(column.column)) for column in columns)
        self.next_key: int = (model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1
        self.waiting: list[tuple[Any, ...]] = []

    def add(self, **values: Any) -> int:
        """Take a row; what is not given is the model's default. Its key is returned."""
        pk = self.next_key
        self.next_key += 1
        row = self.defaults | values | {"id": pk}
        if len(row) != len(self.defaults):
            raise TypeError(f"{self.model.__name__} has no {', '.join(row.keys() - self.defaults.keys())}")
        for name, value_for in self.worked:
            if row[name] is not None:
                row[name] = value_for(row[name])
        self.waiting.append(tuple(row.values()))
        if len(self.waiting) >= AT_ONCE:
            self.write()
        return pk

    def write(self) -> None:
        rows, self.waiting = self.waiting, []
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.table} ({self.columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                holes = ", ".join(["%s"] * len(self.defaults))
                cursor.executemany(f"INSERT INTO {self.table} ({self.columns}) VALUES ({holes})", rows)  # noqa: S608


def finish(tables: list[Rows]) -> None:
    """Write what waits, and set PostgreSQL's counters of keys behind the keys that were given."""
    for rows in tables:
        rows.write()
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [rows.model for rows in tables]):
            cursor.execute(sql)
