"""Workbooks (.xlsx): the rows of the CSV file with real figures, dates and truths, and a sheet that says what they are.

A text stands as it is: a cell that is written as text is never run. XlsxWriter is imported where a workbook is
written, since most workers never write one.
"""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import IO, Any

from django.utils import timezone, translation

from initiatives import text
from initiatives.columns import Column, Row, Sheet, Type
from initiatives.exports import rows as reading
from initiatives.exports.csv import JOINER

# A sheet ends at 1,048,576 rows. The rest is for the header, and for what comes in after the rows were counted.
MOST_ROWS = 1_000_000
# Of UTF-16, as spreadsheets count.
MOST_CHARACTERS = 32_767
CUT = f" [cut here: a cell holds {MOST_CHARACTERS:,} characters; the CSV file has the whole text]"

PIECE = 64 * 1024
WIDTHS: dict[Type, int] = {
    "text": 32,
    "code": 14,
    "url": 40,
    "list": 32,
    "date": 12,
    "datetime": 20,
    "number": 12,
    "decimal": 16,
    "boolean": 10,
}
DICTIONARY = (("Column", 26), ("Meaning", 70), ("Type", 26), ("Codes", 70), ("HXL tag", 30))

Write = Callable[[int, int, Any], object]


def chunks(sheet: Sheet, rows: reading.Rows, *, hxl: bool = False, at: dt.datetime | None = None) -> Iterator[bytes]:
    """The file, a piece at a time, from a temporary one that has no name and goes with its reader."""
    with tempfile.TemporaryFile() as file:
        _write(file, sheet, rows, hxl=hxl, at=at)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _write(file: IO[bytes], sheet: Sheet, rows: reading.Rows, *, hxl: bool, at: dt.datetime | None) -> None:
    from xlsxwriter import Workbook

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "use_zip64": True,
    }
    # Rows wait on disk until the workbook is closed; in a folder of ours they are gone also after an error.
    with tempfile.TemporaryDirectory() as folder, Workbook(file, options | {"tmpdir": folder}) as workbook:
        # The day and not the moment, so that the same rows make the same bytes.
        workbook.set_properties({"created": dt.datetime.combine(timezone.localdate(), dt.time())})
        bold = workbook.add_format({"bold": True})
        _write_rows(workbook, bold, sheet, reading.chunks(sheet, rows, at), hxl=hxl)
        _write_dictionary(workbook, bold, sheet)


def _write_rows(workbook: Any, bold: Any, sheet: Sheet, parts: Iterable[Sequence[Row]], *, hxl: bool) -> None:
    page = _page(workbook, sheet.name)
    head = [[column.name for column in sheet.columns]]
    if hxl:
        head.append([column.hxl for column in sheet.columns])
    page.freeze_panes(len(head), 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, max(WIDTHS[column.type], len(column.name) + 2))
    for number, names in enumerate(head):
        page.write_row(number, 0, names, bold)
    writers = _writers(workbook, page)
    cells = [(place, column.value, writers[column.type]) for place, column in enumerate(sheet.columns)]
    for number, row in enumerate(chain.from_iterable(parts), start=len(head)):
        for place, value_of, write in cells:
            value = value_of(row)
            if value is not None:
                write(number, place, value)


def _page(workbook: Any, name: str) -> Any:
    page = workbook.add_worksheet(name)
    # Codes are texts, also where they look like figures; spreadsheets need not mark each of them.
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    # XlsxWriter takes a text that reads <r>...</r> for rich text, and puts it into the XML as it is.
    page._xml_rich_inline_string = lambda string, attributes: page._xml_inline_string(string, True, attributes)
    return page


def _writers(workbook: Any, page: Any) -> dict[Type, Write]:
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    whole = workbook.add_format({"num_format": "0"})
    fraction = workbook.add_format({"num_format": "0.0##############"})
    # Stays a text also when somebody edits the cell.
    guarded = workbook.add_format({"quote_prefix": True})

    def write_text(row: int, place: int, value: str) -> None:
        if value:
            page.write_string(row, place, _fitting(value), guarded if text.disarm(value) != value else None)

    def write_list(row: int, place: int, value: list[str]) -> None:
        write_text(row, place, JOINER.join(value))

    def write_figure(row: int, place: int, value: Decimal) -> None:
        page.write_number(row, place, value, whole if value == value.to_integral_value() else fraction)

    def write_day(row: int, place: int, value: dt.date) -> None:
        if value.year < 1900:  # where the days of spreadsheets begin
            page.write_string(row, place, value.isoformat())
        else:
            page.write_datetime(row, place, value, day)

    def write_moment(row: int, place: int, value: dt.datetime) -> None:
        page.write_datetime(row, place, value.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0), moment)

    return {
        "text": write_text,
        "list": write_list,
        "url": write_text,
        "code": lambda row, place, value: write_text(row, place, str(value)),
        "number": lambda row, place, value: page.write_number(row, place, value, whole),
        "decimal": write_figure,
        "date": write_day,
        "datetime": write_moment,
        "boolean": page.write_boolean,
    }


def _fitting(value: str) -> str:
    """The text, or as much of it as a cell can hold and a mark that there is more."""
    if len(value) <= MOST_CHARACTERS // 2:
        return value
    units = value.encode("utf-16-le")
    if len(units) <= 2 * MOST_CHARACTERS:
        return value
    return units[: 2 * (MOST_CHARACTERS - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _write_dictionary(workbook: Any, bold: Any, sheet: Sheet) -> None:
    page = _page(workbook, "dictionary")
    page.freeze_panes(1, 0)
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for place, (name, width) in enumerate(DICTIONARY):
        page.set_column(place, place, width)
        page.write_string(0, place, name, bold)
    with translation.override("en"):
        for number, column in enumerate(sheet.columns, start=1):
            page.write_row(number, 0, _described(column), wrapped)


def _described(column: Column) -> list[str]:
    codes = "; ".join(f"{code} {label}" for code, label in column.codes)
    origin = f"{column.source_list}: " if column.source_list else ""
    return [column.name, str(column.meaning), str(column.type_label), origin + codes, column.hxl]
