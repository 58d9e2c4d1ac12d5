"""docs/exports.md, written from the guide, the columns and the parameters, so that it cannot say anything else."""

from django.http import QueryDict
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import Truncator

from initiatives import columns
from initiatives.datasets import DATASETS, Dataset, Report
from initiatives.exports import csv
from initiatives.exports.guide import GUIDE, LOG, Part

EXAMPLE_LENGTH = 80

INTRODUCTION = """\
# The data files

This page is written from the code by `manage.py export --dictionary --output docs/exports.md`; a test holds both
together. `/data/` on the site says the same.
"""


def markdown() -> str:
    """The whole page, in English whatever the active language."""
    with translation.override("en"):
        return "\n".join([INTRODUCTION, *map(_part, GUIDE), *map(_dataset, DATASETS), _log()])


def examples(dataset: Dataset) -> dict[str, str]:
    """For each column a value of the newest public rows, as CSV writes it, cut where it is long; none of a report."""
    if isinstance(dataset, Report):
        return {}
    found: dict[str, str] = {}
    for row in dataset.select(QueryDict()).page_records:
        for column in dataset.columns:
            if column.name not in found and (cell := csv.plain(column, row)):
                found[column.name] = Truncator(cell).chars(EXAMPLE_LENGTH)
    return found


def _log() -> str:
    return "\n".join(["## What has changed", "", *(f"- {date_format(on, 'j F Y')}: {what}" for on, what in LOG), ""])


def _part(part: Part) -> str:
    return "\n".join([f"## {part.heading}", "", *(f"- {line}" for line in part.lines), ""])


def _dataset(dataset: Dataset) -> str:
    sheet = columns.SHEETS[dataset.name]
    names = [parameter.name for parameter in dataset.parameters(as_file=True)]
    sorts = ", ".join(f"`{choice.value}`" for choice in dataset.filterset.sort_parameter().choices)
    in_order = f" Sort orders, the default first: {sorts}." if "sort" in names else ""
    addresses = ", ".join(f"`/{dataset.name}.{each.suffix}`" for each in dataset.formats)
    lines = [
        f"## {sheet.label}: {addresses}",
        "",
        str(sheet.meaning),
        "",
        f"Parameters: {', '.join(f'`{name}`' for name in names)}.{in_order}",
        "",
        "| Column | HXL tag | Type | Meaning | In IATI |",
        "|---|---|---|---|---|",
        *(_column(column) for column in sheet.columns),
        "",
        *(_codes(column) for column in sheet.columns if column.codes),
    ]
    return "\n".join(lines) + "\n"


def _column(column: columns.Column) -> str:
    # A bar would end the cell of the table, even between backticks.
    type_label = str(column.type_label).replace("|", r"\|")
    iati = f"`{column.iati}`" if column.iati else ""
    return f"| `{column.name}` | `{column.hxl}` | {type_label} | {column.meaning} | {iati} |"


def _codes(column: columns.Column) -> str:
    values = ", ".join(f"`{code}` {label}" for code, label in column.codes)
    origin = f" ({column.source_list})" if column.source_list else ""
    return f"- `{column.name}`{origin}: {values}."
