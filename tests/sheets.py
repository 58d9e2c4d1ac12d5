"""What the tests of imports share: the export as a table, and files made of rows."""

import csv as standard
import io

from django.http import QueryDict

from initiatives import columns, spreadsheets
from initiatives.datasets import INITIATIVES
from initiatives.exports.formats import CSV, Format
from initiatives.models import User
from initiatives.reports import imports as planning
from initiatives.reports.imports import Plan, Table

NAMES = [column.name for column in columns.INITIATIVES.columns]


def exported(query: str = "", *, hxl: bool = False, file_format: Format = CSV) -> bytes:
    """The bytes that the site gives."""
    selection = INITIATIVES.select(QueryDict(query), as_file=True)
    return b"".join(selection.file(file_format, hxl=hxl))


def grid(content: bytes) -> list[list[str]]:
    return list(standard.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_csv(rows: list[list[str]], *, delimiter: str = ",", end: str = "\r\n") -> bytes:
    out = io.StringIO(newline="")
    standard.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue().encode()


def table(*rows: dict[str, str]) -> Table:
    """A table of these rows; a cell that is not named is empty, a column that none names is not there."""
    names = list(dict.fromkeys(["reference", "title", *(name for row in rows for name in row)]))
    return spreadsheets.read(as_csv([names, *([row.get(name, "") for name in names] for row in rows)]))


def plan(by: User, *rows: dict[str, str]) -> Plan:
    return planning.plan(table(*rows), by)


def problems(made: Plan) -> list[str]:
    return [str(problem) for problem in made.problems]


def changes(made: Plan) -> list[tuple[int, str, str, str]]:
    return [(row.number, cell.column, cell.before, cell.after) for row in made.changed for cell in row.changes]


def outcomes(made: Plan) -> list[str]:
    return [row.outcome for row in made.rows]
