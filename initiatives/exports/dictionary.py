"""docs/exports.md, written from the column registry and the parameters, so that it cannot say anything else."""

from django.utils import translation

from initiatives import columns
from initiatives.datasets import DATASETS, Dataset
from initiatives.exports import xlsx

INTRODUCTION = f"""\
# The data files

This page is written from the code by `manage.py export --dictionary --output docs/exports.md`; a test holds both
together.

Each list of the site has files under the same address with a suffix, and the same parameters choose the same rows:
`/initiatives/?kind=corridor&status=2`, `/initiatives.csv?kind=corridor&status=2` and
`/initiatives.xlsx?kind=corridor&status=2`. `manage.py export` writes the same bytes:
`manage.py export initiatives --format xlsx --query "kind=corridor&status=2" --output corridors.xlsx`; without
`--format` it writes CSV.

The long files (observations, targets, positions, adherence, milestones, budgets, transactions, findings) have no list
of their own on the site: one claim a row, with the parameters of the updates as far as they apply.

## What every file holds

- The columns below, in their order. They keep their names and order; new ones may come at the end.
- Several values in one cell are joined by ` | `, always in the same order. An empty cell stands for nothing.
- There is never a row of totals.
- Codes come with their general label in English, whatever the language of the page. A page may use a kind's own word
  for a status; a file does not.
- `hxl=1` adds the row of HXL tags under the header.

## How CSV is written

- UTF-8 with a byte order mark, lines that end in CRLF, quotes as in RFC 4180.
- Dates are ISO 8601 (`2026-11-22`), moments are in UTC (`2026-11-22T13:40:00Z`). Figures carry no separators, no
  exponent and no zeros at their end.
- A spreadsheet runs cells that begin with `=`, `+`, `-` or `@` as formulas. Text that could be one, also behind blanks,
  quotes or an inner separator, gets an apostrophe before it. Figures and dates are never changed. In a web address, a
  separator that could start one is written as `%2C` and the like.

## How a workbook (.xlsx) is written

- The first sheet has the name of the dataset and holds the rows, the second one, `dictionary`, holds what is said of
  each column on this page.
- Dates, moments, figures and truths are real ones. Moments are in UTC, and nothing in the cell says so. A day before
  1900, where the days of spreadsheets begin, is a text. Codes are texts, also where they look like figures.
- Text stands exactly as it is, without an apostrophe: a cell that is written as text is never run as a formula.
- A cell holds {xlsx.MOST_CHARACTERS:,} characters. A longer text is cut, and its end says so; CSV has the whole text.
- A workbook holds up to {xlsx.MOST_ROWS:,} rows. More are refused with 400; CSV has no limit.
- It is sent when it is whole. The same rows give the same bytes on one day.

## How parameters are read

- Repeating a filter means any of its values: `kind=corridor&kind=ceasefire`. Different filters all apply.
- Repeating `q`, a date, `sort`, `page` or `per_page` is an error.
- A parameter or value that is not on the list gets a 400 that says what is allowed and suggests the nearest: a file
  never silently holds more than was asked. Values are taken only as they are written here. Only `utm_...`, `fbclid`
  and `gclid` are ignored. A parameter that is given empty counts as absent.
- `q` finds rows in which every word occurs, in any order, whatever the case and the accents: up to 200 characters and
  20 words, each taken as it is written (`%` and `_` are ordinary characters). Words are looked for in an initiative's
  own text and in the names of the organisations that take part; in an update's own text and its initiative's title
  and reference; in all names of an organisation.
- Statuses are codes of the list below, and `none` for initiatives without an update yet.
- `location` takes what lies within the place too.
- `updated_since` and `updated_until`, `from` and `to` include the days they name.
- The monthly report takes at most 366 days. Without one of `from` and `to` it takes the first or the last day of the
  other's month, without both the last whole month. Its filters choose initiatives; it has no sort order.
- On updates and in the long files, `organisation` is whose statement it is, and `history=1` adds the replaced and
  retracted claims.
- Rows without a value for the sort order come last, either way.
- Pages of a list also take `page` (1 to 10000) and `per_page` (25, 50, 100). A file has no pages and refuses both.
"""


def markdown() -> str:
    """The whole page, in English whatever the active language."""
    with translation.override("en"):
        return "\n".join([INTRODUCTION, *(_dataset(dataset) for dataset in DATASETS)])


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
        "| Column | HXL tag | Type | Meaning |",
        "|---|---|---|---|",
        *(_column(column) for column in sheet.columns),
        "",
        *(_codes(column) for column in sheet.columns if column.codes),
    ]
    return "\n".join(lines) + "\n"


def _column(column: columns.Column) -> str:
    # A bar would end the cell of the table, even between backticks.
    type_label = str(column.type_label).replace("|", r"\|")
    return f"| `{column.name}` | `{column.hxl}` | {type_label} | {column.meaning} |"


def _codes(column: columns.Column) -> str:
    values = ", ".join(f"`{code}` {label}" for code, label in column.codes)
    origin = f" ({column.source_list})" if column.source_list else ""
    return f"- `{column.name}`{origin}: {values}."
