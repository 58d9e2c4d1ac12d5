"""One cell: its exported forms, and what it says when it differs from them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from initiatives import text
from initiatives.columns import Column
from initiatives.reports.importing.lookups import Unknown

JOINER = " | "
# The longest text that is stored has 2,000 characters; many names in one cell come to more.
LONGEST = 10_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_SEPARATOR = re.compile(r"[;,|\t\r\n]")


@dataclass(frozen=True)
class Part:
    """A name in a cell of organisations: the participations behind it, none when it is new there."""

    rows: tuple[int, ...]
    organisation: int
    shown: str


def settled(cell: str, *, one_line: bool = False) -> str:
    """A cell as it is compared: without control characters and the blanks around it."""
    plain = text.strip_controls(cell).strip()
    return text.one_line(plain) if one_line else plain


def items(cell: str) -> list[str]:
    """The names in a cell, as they are stored."""
    return [text.undisarm(item.strip()) for item in cell.split("|") if item.strip()]


def joined(names: Iterable[str]) -> str:
    return JOINER.join(names)


def plain(column: Column, value: Any) -> str:
    """A value as a person reads it in a file, before it is disarmed."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return joined(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def forms(column: Column, value: Any) -> frozenset[str]:
    """Every text by which a file may give a value unchanged: as a workbook holds it, and disarmed as in CSV."""
    told = plain(column, value)
    found = {told}
    if column.type == "boolean":
        found |= {told.upper()}  # what a spreadsheet makes of it when it saves the file again
    elif column.type == "list":
        found.add(joined(map(text.disarm, value or [])))
    elif column.type == "url" and text.disarm(told) != told:
        found.add(text.disarm(_SEPARATOR.sub(lambda each: f"%{ord(each[0]):02X}", told)))
    elif column.type == "text":
        found.add(text.disarm(told))
    several = column.name in ("summary", "anticipated_results")
    return frozenset(settled(form, one_line=not several) for form in found)


def day(cell: str) -> dt.date | None:
    """The date in a cell, None when it was emptied."""
    if not cell:
        return None
    try:
        if not _DAY.match(cell):
            raise ValueError
        return dt.date.fromisoformat(cell)
    except ValueError:
        raise Unknown(_("“%(cell)s” is no date. Write it as 2026-11-22.") % {"cell": cell}) from None
