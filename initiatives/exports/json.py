"""Rows as JSON values, for the API, GeoJSON and whatever else speaks JSON: the exact text, figures as numbers."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from initiatives.columns import Column, Row, Sheet, Type

Json = str | int | float | bool | list[str] | None
"""What a cell becomes. Nothing is null, and several values are an array, which may be empty."""


def figure(value: Decimal) -> int | float:
    """A whole figure as an integer; another as the nearest number, the same one for up to 15 significant digits."""
    return int(value) if value == value.to_integral_value() else float(value)


def moment(value: dt.datetime) -> str:
    """ISO 8601 in UTC, to the second."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def record(sheet: Sheet, row: Row) -> dict[str, Json]:
    """A row by the names of its columns, in their order."""
    return {column.name: _cell(column, row) for column in sheet.columns}


WRITERS: dict[Type, Callable[[Any], Json]] = {
    "text": str,
    "code": str,
    "url": str,
    "list": list,
    "date": dt.date.isoformat,
    "datetime": moment,
    "number": int,
    "decimal": figure,
    "boolean": bool,
}


def _cell(column: Column, row: Row) -> Json:
    value = column.value(row)
    # Like an empty cell, an empty text says that nothing is known.
    return None if value is None or value == "" else WRITERS[column.type](value)
