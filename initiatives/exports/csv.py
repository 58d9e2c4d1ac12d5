"""CSV: UTF-8 with a byte order mark, CRLF, RFC 4180; text disarmed against formulas, figures and dates untouched."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from initiatives import text
from initiatives.columns import Column, Sheet, Type
from initiatives.exports import rows as reading
from initiatives.exports.json import moment

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
JOINER = " | "
END = "\r\n"

_SEPARATOR = re.compile(r"[;,|\t\r\n]")


def chunks(sheet: Sheet, rows: reading.Rows, *, hxl: bool = False, at: dt.datetime | None = None) -> Iterator[bytes]:
    """The file, some rows at a time: the header at once, then some hundred rows in each piece."""
    head = [",".join(column.name for column in sheet.columns)]
    if hxl:
        head.append(",".join(column.hxl for column in sheet.columns))
    yield (BOM + "".join(line + END for line in head)).encode()
    for block in reading.blocks(sheet, rows, at, as_texts=True):
        cells = [written(column.type, column.value.of_all(block)) for column in sheet.columns]
        yield (END.join(map(",".join, zip(*cells, strict=True))) + END).encode()


# csv.writer looks at each character of each cell; which cells can need quotes is known from their column.


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if value else ""


def _text(value: str) -> str:
    return _quoted(text.disarm(value))


def _list(value: list[str]) -> str:
    # Each name by itself, so that the joiner stays whole and a cell can be taken apart at it.
    return _quoted(JOINER.join(map(text.disarm, value)))


def _url(value: str) -> str:
    """An address stays one: where a formula could start behind a separator, the separator is written as %2C."""
    if text.disarm(value) != value:
        value = _SEPARATOR.sub(lambda found: f"%{ord(found[0]):02X}", value)
    return _text(value)


WRITERS: dict[Type, Callable[[Any], str]] = {
    "text": _text,
    "list": _list,
    "url": _url,
    "code": str,
    "number": str,
    "decimal": text.figure,
    "date": dt.date.isoformat,
    "datetime": moment,
    "boolean": lambda value: "true" if value else "false",
}


def plain(column: Column, row: Any) -> str:
    """A cell without its quotes, as it is read back; for examples."""
    cell = cell_of(column.type, column.value(row))
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def cell_of(kind: Type, value: Any) -> str:
    return "" if value is None else WRITERS[kind](value)


# The same for a column of many rows at once, where a call for each cell took most of the time of a long file: one look
# at all the texts of a column tells that none of them could start a formula, and then they are quoted and no more.
QUOTED: frozenset[Type] = frozenset({"text", "list", "url"})


def written(kind: Type, values: Sequence[Any]) -> list[str]:
    """The cells of a column, each as `cell_of` writes it; days and moments may come as the database writes them."""
    if kind in QUOTED:
        texts, cells = (chain.from_iterable(values), map(JOINER.join, values)) if kind == "list" else (values, values)
        if not text.any_armed(filter(None, texts)):
            return ['"' + cell.replace('"', '""') + '"' if cell else "" for cell in cells]
    write = AS_READ.get(kind, WRITERS[kind])
    return ["" if value is None else write(value) for value in values]


def _moment(value: dt.datetime | str) -> str:
    """The database writes a moment in UTC, with a blank in the middle and what comes after the seconds."""
    return f"{value[:10]}T{value[11:19]}Z" if isinstance(value, str) else moment(value)


AS_READ: dict[Type, Callable[[Any], str]] = {"date": str, "datetime": _moment}
