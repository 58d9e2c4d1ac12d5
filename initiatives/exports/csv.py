"""CSV: UTF-8 with a byte order mark, CRLF, RFC 4180; text disarmed against formulas, figures and dates untouched."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
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
    """The file, some rows at a time: the header at once, then about a thousand rows in each piece."""
    head = [",".join(column.name for column in sheet.columns)]
    if hxl:
        head.append(",".join(column.hxl for column in sheet.columns))
    yield (BOM + "".join(line + END for line in head)).encode()
    cells = [_cell_of(column) for column in sheet.columns]
    for chunk in reading.chunks(sheet, rows, at):
        yield "".join([",".join([cell(row) for cell in cells]) + END for row in chunk]).encode()


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
    cell = _cell_of(column)(row)
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _cell_of(column: Column) -> Callable[[Any], str]:
    value_of, write = column.value, WRITERS[column.type]

    def cell(row: Any) -> str:
        value = value_of(row)
        return "" if value is None else write(value)

    return cell
