"""Reads a CSV file or a workbook into rows of texts, within limits, and says in one line why it cannot."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from initiatives import columns, text
from initiatives.reports.imports import Line, Table

MEGABYTE = 1024 * 1024
LARGEST = 5 * MEGABYTE
MOST_ROWS = 5_000
MOST_COLUMNS = 100
LONGEST_CELL = 10_000
# A workbook is a zip: what it unpacks to is counted before anything reads it.
LARGEST_UNPACKED = 50 * MEGABYTE
MOST_ENTRIES = 1_000
DELIMITERS = ",;\t"
SHEET = "initiatives"

NAMES = frozenset(column.name for column in columns.INITIATIVES.columns)


class Unreadable(Exception):
    """Why nothing was read; the message is for the person."""


def read(content: bytes) -> Table:
    """The table in a file; its content says what it is, not its name. The row of HXL tags is left out."""
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 5 MB. Divide it into several."))
    if content.startswith(b"PK"):
        return _table(_workbook_rows(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old or a protected workbook. Save it as .xlsx without a password, or as CSV."))
    return _table(_csv_rows(content))


def _table(rows: Iterable[tuple[int, list[str]]]) -> Table:
    header: tuple[str, ...] | None = None
    lines: list[Line] = []
    for number, row in rows:
        while row and not row[-1].strip():
            row.pop()
        if header is None:
            if not row:
                raise Unreadable(_("The first row is empty. It must hold the names of the columns."))
            header = tuple(text.one_line(name.lstrip("\ufeff")).casefold() for name in row)
            _check_header(header)
            continue
        if not row or (number == 2 and _is_hxl(row)):
            continue
        if len(row) > len(header):
            said = _("Row %(row)s has %(cells)s cells, the header has %(columns)s. Is a quote or a separator missing?")
            raise Unreadable(said % {"row": number, "cells": len(row), "columns": len(header)})
        if len(lines) == MOST_ROWS:
            raise Unreadable(_("The file has more than 5,000 rows. Divide it into several."))
        for name, cell in zip(header, row, strict=False):
            if len(cell) > LONGEST_CELL:
                said = _("Row %(row)s, %(column)s: the cell is longer than 10,000 characters.")
                raise Unreadable(said % {"row": number, "column": name})
        lines.append(Line(number, (*row, *[""] * (len(header) - len(row)))))
    if header is None:
        raise Unreadable(_("The file is empty."))
    if not lines:
        raise Unreadable(_("There is no row under the header."))
    return Table(header, tuple(lines))


def _check_header(header: tuple[str, ...]) -> None:
    if len(header) > MOST_COLUMNS:
        raise Unreadable(_("The file has more than 100 columns."))
    for number, name in enumerate(header, start=1):
        if not name:
            raise Unreadable(_("Column %(number)s has no name.") % {"number": number})
        if len(name) > LONGEST_CELL // 100:
            raise Unreadable(_("The name of column %(number)s is too long.") % {"number": number})


def _is_hxl(row: list[str]) -> bool:
    told = [cell.strip() for cell in row if cell.strip()]
    return bool(told) and all(cell.startswith("#") for cell in told)


# -- CSV ---------------------------------------------------------------------------------------------------------------


def _csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    decoded = _decoded(content)
    head = decoded.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=lambda each: (_names_in(head, each), head.count(each)))
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, row
    except csv.Error as error:
        said = _("Row %(row)s cannot be read: a quote is not closed, or stands where none may (%(error)s).")
        raise Unreadable(said % {"row": number + 1, "error": error}) from None


def _names_in(head: str, delimiter: str) -> int:
    return sum(name.strip().strip('"').casefold() in NAMES for name in head.split(delimiter))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(_("The file is UTF-16. Save it as “CSV UTF-8”."))
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        said = _("The file is not UTF-8: line %(line)s holds another encoding. Save it as “CSV UTF-8”.")
        raise Unreadable(said % {"line": line}) from None
    if "\0" in decoded:
        raise Unreadable(_("This is neither a CSV file nor a workbook: it holds binary data."))
    return decoded


# -- workbooks ---------------------------------------------------------------------------------------------------------


def _workbook_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    # Most workers never read a workbook.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(_unpacked(content)))
        names = workbook.sheet_names
        if not names:
            raise Unreadable(_("The workbook has no sheet."))
        rows = workbook.get_sheet_by_name(SHEET if SHEET in names else names[0]).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError):
        raise Unreadable(_("The workbook is damaged or protected. Save it again as .xlsx, or as CSV.")) from None
    for number, row in enumerate(rows, start=1):
        yield number, [_cell(value) for value in row]


def _unpacked(content: bytes) -> bytes:
    """The same zip without compression, of bounded size: sizes that a zip states of itself are not believed.

    A sheet whose last cell lies far out would be laid out as one table up to there, so that is looked at as well.
    """
    out = io.BytesIO()
    total = 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as unpacked:
        entries = packed.infolist()
        if len(entries) > MOST_ENTRIES:
            raise Unreadable(_("The workbook is made of too many parts."))
        if "xl/workbook.xml" not in {entry.filename for entry in entries}:
            raise Unreadable(_("This is no .xlsx workbook. Save it as .xlsx, or as CSV."))
        for entry in entries:
            with packed.open(entry) as part:
                data = part.read(LARGEST_UNPACKED - total + 1)
            total += len(data)
            if total > LARGEST_UNPACKED:
                raise Unreadable(_("The workbook unpacks to more than 50 MB. Save only the sheet, or save it as CSV."))
            if b"sheetData" in data:
                _check_extent(data)
            unpacked.writestr(entry.filename, data)
    return out.getvalue()


class _Extent:
    """Walks a sheet's XML, and stops at the first cell that lies too far out."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.is_inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(":", 1)[-1]
        if name == "sheetData":
            self.is_inside = True
        elif self.is_inside and name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif self.is_inside and name == "c":
            said = attributes.get("r", "")
            letters = said.rstrip("0123456789")
            self.column = _column_number(letters) if letters else self.column + 1
            self.row = int(said[len(letters) :] or self.row)
            # One row for the header, one for HXL tags.
            if self.row > MOST_ROWS + 2:
                raise Unreadable(_("The file has more than 5,000 rows. Divide it into several."))
            if self.column > MOST_COLUMNS:
                raise Unreadable(_("The file has more than 100 columns."))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + ord(letter) - 64
    return number


def _check_extent(data: bytes) -> None:
    if b"<!DOCTYPE" in data:
        raise Unreadable(_("The workbook is damaged or protected. Save it again as .xlsx, or as CSV."))
    extent, parser = _Extent(), expat.ParserCreate()
    parser.StartElementHandler = extent.start
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError):
        raise Unreadable(_("The workbook is damaged or protected. Save it again as .xlsx, or as CSV.")) from None


def _cell(value: Any) -> str:
    """A cell's value as CSV would hold it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time.min
        return value.date().isoformat() if at_midnight else value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)
