"""Indexes that serve the sort orders of lists, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.db import models


class OrderIndex(models.Index):
    """An index of rows in the order of a list.

    PostgreSQL reads one only where collation and place of the empty values are those of the order: `texts` are the
    columns that stand in it by code point, and empty values come last. SQLite has both by itself, but for an order that
    begins with the smallest.
    """

    def __init__(self, *, texts: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.texts = tuple(texts)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "texts": self.texts} if self.texts else kwargs

    def create_sql(self, model: type[models.Model], schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        made = copy(self)
        if schema_editor.connection.vendor == "postgresql":
            made.fields_orders = [
                (name, self._suffix(model._meta.get_field(name), order)) for name, order in self.fields_orders
            ]
        return models.Index.create_sql(made, model, schema_editor, using=using, **kwargs)

    def _suffix(self, column: Any, order: str) -> str:
        """An order says where empty values come of those columns alone that may be empty."""
        collation = 'COLLATE "C"' if column.name in self.texts else ""
        return " ".join(filter(None, (collation, order, "NULLS LAST" if order and column.null else "")))
