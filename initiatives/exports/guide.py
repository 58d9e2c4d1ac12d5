"""How the files are made and read, as data: docs/exports.md and /data/ say the same, sentence by sentence.

A line is one paragraph of plain text; what stands between backticks is written as code.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.exports import xlsx
from initiatives.kinds import Label


@dataclass(frozen=True)
class Part:
    """A heading and its lines; `name` is its anchor on the page."""

    name: str
    heading: Label
    lines: tuple[Label, ...]


GUIDE: tuple[Part, ...] = (
    Part(
        "start",
        _("Start here"),
        (
            _(
                "`/initiatives.csv`, `/updates.csv` and `/observations.csv` are what most people need: which"
                " initiatives there are and where each stands, every status update, and every figure with who says so."
                " They are joined by `reference`."
            ),
            _(
                "In a spreadsheet, take the workbooks: `/initiatives.xlsx`, `/updates.xlsx` and `/observations.xlsx`."
                " Their dates and figures are real ones."
            ),
            _(
                'In pandas: `pandas.read_csv(address, keep_default_na=False, na_values=[""], dtype={"status_code":'
                ' "string"})`. Otherwise pandas takes the code of Namibia, `NA`, for nothing, and codes for figures.'
            ),
            _("Rows whose `is_sample` is `true` show how the tracker works and stand for nothing that was reported."),
            _(
                "Figures of several sources stand side by side, one row each. Do not add them up: `said_by` tells them"
                " apart, and periods may overlap."
            ),
        ),
    ),
    Part(
        "addresses",
        _("Addresses"),
        (
            _(
                "Each list of the site has files under the same address with a suffix, and the same parameters choose"
                " the same rows: `/initiatives/?kind=corridor&status=2`, `/initiatives.csv?kind=corridor&status=2` and"
                " `/initiatives.xlsx?kind=corridor&status=2`."
            ),
            _(
                "The long files (observations, targets, positions, adherence, milestones, budgets, transactions,"
                " findings) have no list of their own on the site: one claim a row, with the parameters of the updates"
                " as far as they apply."
            ),
            _(
                "`/data.zip` holds every CSV file but the monthly report, this page as `dictionary.md`, and"
                " `datapackage.json`, which tells programs of Frictionless Data the type of each column. All of it is"
                " read at one moment. It takes `as_at` alone."
            ),
            _(
                "`manage.py export` writes the same bytes: `manage.py export initiatives --format xlsx --query"
                ' "kind=corridor&status=2" --output corridors.xlsx`; without `--format` it writes CSV. `manage.py'
                " export --all DIRECTORY` writes what `/data.zip` holds."
            ),
            _(
                "Each answer has an `ETag` and mostly a `Last-Modified`: whoever asks with `If-None-Match` is told"
                " 304, and sent nothing, until something public has changed or a new day has begun."
            ),
        ),
    ),
    Part(
        "every-file",
        _("What every file holds"),
        (
            _("The columns below, in their order. They keep their names and order; new ones may come at the end."),
            _(
                "Several values in one cell are joined by ` | `, always in the same order. An empty cell stands for"
                " nothing."
            ),
            _("There is never a row of totals."),
            _(
                "Codes come with their general label in English, whatever the language of the page. A page may use a"
                " kind's own word for a status; a file does not."
            ),
            _("`hxl=1` adds the row of HXL tags under the header of a CSV file or a workbook."),
        ),
    ),
    Part(
        "csv",
        _("How CSV is written"),
        (
            _("UTF-8 with a byte order mark, lines that end in CRLF, quotes as in RFC 4180."),
            _(
                "Dates are ISO 8601 (`2026-11-22`), moments are in UTC (`2026-11-22T13:40:00Z`). Figures carry no"
                " separators, no exponent and no zeros at their end."
            ),
            _(
                "A spreadsheet runs cells that begin with `=`, `+`, `-` or `@` as formulas. Text that could be one,"
                " also behind blanks, quotes or an inner separator, gets an apostrophe before it. Figures and dates"
                " are never changed. In a web address, a separator that could start one is written as `%2C` and the"
                " like."
            ),
        ),
    ),
    Part(
        "xlsx",
        _("How a workbook (.xlsx) is written"),
        (
            _(
                "The first sheet has the name of the dataset and holds the rows, the second one, `dictionary`, holds"
                " what is said of each column on this page."
            ),
            _(
                "Dates, moments, figures and truths are real ones. Moments are in UTC, and nothing in the cell says"
                " so. A day before 1900, where the days of spreadsheets begin, is a text. Codes are texts, also where"
                " they look like figures."
            ),
            _(
                "Text stands exactly as it is, without an apostrophe: a cell that is written as text is never run as a"
                " formula."
            ),
            format_lazy(
                _(
                    "A cell holds {characters} characters. A longer text is cut, and its end says so; CSV has the"
                    " whole text."
                ),
                characters=f"{xlsx.MOST_CHARACTERS:,}",
            ),
            format_lazy(
                _("A workbook holds up to {rows} rows. More are refused with 400; CSV has no limit."),
                rows=f"{xlsx.MOST_ROWS:,}",
            ),
            _("It is sent when it is whole. The same rows give the same bytes on one day."),
        ),
    ),
    Part(
        "geojson",
        _("How GeoJSON is written"),
        (
            _(
                "A FeatureCollection as in RFC 7946, in UTF-8: one Feature for each initiative, in the order of the"
                " rows. Its `id` is the reference."
            ),
            _(
                "`properties` are the columns by their names: figures as numbers, several values as an array, nothing"
                " as `null`, text exactly as it is. After them come its `places`: name, role, level and kind as codes,"
                " longitude and latitude."
            ),
            _(
                "`geometry` is the place of the initiative, or all of them as a MultiPoint, in degrees of WGS 84,"
                " longitude first. It is `null` where no public place has coordinates."
            ),
            _(
                "A sensitive place stands in it only as the area around it, with that area's name and coordinates, and"
                " whatever day is asked for."
            ),
            _(
                "With `as_at`, and only then, the collection has two members more: `as_at`, the day, and `note`, which"
                " says that things are shown as they are today."
            ),
        ),
    ),
    Part(
        "feeds",
        _("Feeds"),
        (
            _(
                "Status updates come as Atom (RFC 4287): `/updates.atom` with the filters of the list,"
                " `/initiatives/GZA-COR-001/updates.atom`, and `/organisations/united-nations/updates.atom` for what"
                " one organisation said. They hold the hundred that were told last, without confirmations, and take"
                " neither `sort`, `page`, `per_page`, `history`, `hxl` nor `as_at`."
            ),
            _(
                "The id of an entry is a tag URI with the public name of the claim. A correction or a newer version is"
                " the same entry again, with a later `updated`; `published` is when it first came out."
            ),
            _(
                "What was retracted comes again too, with the reason in its title and what it said struck through."
                " What was removed for safety is no longer there."
            ),
            _(
                "An entry says in its title and its text when it is sample data, when it is disputed, and when it was"
                " recorded late: more than a week after its day, in a later month, or when something newer of the"
                " initiative was out already. Its text says when a second check is pending. Its language is that of"
                " the update; statuses are in the words of the page, in English, and as codes in `category`."
            ),
            _(
                "A title is plain text: in it, what is written from right to left is isolated (U+2068 to U+2069), and"
                " marks that override or embed a direction are left out. The text of the entry is exact."
            ),
            _(
                "A feed that is narrowed by `status` tells what has this status. Whoever must learn that something"
                " stopped takes the feed of the initiative."
            ),
            _(
                "The feed of an organisation holds what any public version says that it said: a word that was given to"
                " it wrongly comes again with the name of whoever said it."
            ),
        ),
    ),
    Part(
        "api",
        _("The API"),
        (
            _(
                "`/api/v1/` names every list: `/api/v1/initiatives/?kind=corridor` takes the parameters of the page,"
                " with `page` and `per_page`, and answers the rows of the file as JSON, with how many there are,"
                " the addresses of the next and the previous page, and the day of `as_at` or `null`."
            ),
            _(
                "One thing stands under its public name: `/api/v1/initiatives/GZA-COR-001/`,"
                " `/api/v1/organisations/united-nations/`, `/api/v1/updates/GZA-COR-001-U7/`."
            ),
            _(
                "Texts are exact, figures are numbers, nothing is `null`, and several values are an array. What is"
                " refused says why, and what is allowed, in `errors`."
            ),
            _(
                "`/api/v1/schema/` describes all of it as OpenAPI 3. Whoever asks too often is told 429, with"
                " `Retry-After` in seconds; pages and files have no such limit."
            ),
        ),
    ),
    Part(
        "iati",
        _("How IATI is written"),
        (
            _(
                "The IATI Activity Standard, version 2.03, in UTF-8: one `iati-activity` for each initiative, in the"
                " order of the rows. The site offers it where its publisher has an identifier in IATI, and answers 404"
                " elsewhere."
            ),
            _(
                "The identifier of an activity is that of the publisher, a dash and the reference. The publisher is a"
                " secondary reporter: what others publish of the same work is not to be counted twice."
            ),
            _(
                "Only claims that hold are in it. Updates, ratings, positions, terms, milestones and findings have no"
                " place in the standard, nor have relations but for a whole and its parts: for those take the other"
                " files."
            ),
            _(
                "Roles: monitors and guarantors are accountable (2), mediators implement (4), whoever leads as a party"
                " is accountable; other parties to a conflict are left out. Where the standard asks for what nobody"
                " has said (a status, a start, somebody who takes part), a narrative beside it says so."
            ),
            _(
                "Sectors: the purpose of the kind (DAC, 100 %), and the clusters in equal shares that sum to exactly"
                " 100. Sample data says so in a description and in a comment."
            ),
            _(
                "A sensitive place stands in it only as the area around it. P-codes and ISO 3166-2 codes are in the"
                " description of a location, for which the standard has no vocabulary."
            ),
            _(
                "Readers add budgets up, so all budgets of an activity are of one speaker and one type, those of what"
                " the page calls required, and the newest where periods overlap; they are indicative. A description"
                " says whose they are, and another one names each budget that is left out. A transaction bears the"
                " public name of its claim; who says it, and where, is its description."
            ),
            _("A description says when the status is disputed: who says what, or that the newest update marks it."),
            _(
                "Each indicator is a result. Targets and figures of different speakers never share a period: the"
                " `said_by` of each is a dimension, its source a comment and a link. A target for a day, a week or a"
                " month has an indicator of its own. What is told in words has no value; its words are the comment."
            ),
            _(
                "A target without a first or last day has the day on which it was said, and the planned end or the day"
                " that is read; its comment says so."
            ),
            _(
                "Each `last-updated-datetime` is the moment at which anything public of the site last changed: what"
                " was retracted or removed leaves nothing that could bear a date. With `as_at` it is the end of that"
                " day at the latest, and a description says so. A file without activities is the one"
                " that the official schema refuses."
            ),
        ),
    ),
    Part(
        "parameters",
        _("How parameters are read"),
        (
            _(
                "Repeating a filter means any of its values: `kind=corridor&kind=ceasefire`. Different filters all"
                " apply."
            ),
            _("Repeating `q`, a date, `sort`, `page` or `per_page` is an error."),
            _(
                "A parameter or value that is not on the list gets a 400 that says what is allowed and suggests the"
                " nearest: a file never silently holds more than was asked. Values are taken only as they are written"
                " here. Only `utm_...`, `fbclid` and `gclid` are ignored. A parameter that is given empty counts as"
                " absent."
            ),
            _(
                "`q` finds rows that hold every word, in any order, whatever the case, the accents and the marks; the"
                " last word may be the beginning of one, from three letters on. Up to 200 characters and 20 words; what"
                " is no letter and no digit only parts words. Words are looked for in an initiative's own text and in"
                " the names of the organisations that take part; in an update's own text and its initiative's title and"
                " reference; in all names of an organisation."
            ),
            _(
                "With `q` and without `sort` the best matches come first, as with `sort=relevance`: the initiative of"
                " that reference, then rows with every word in their title, headline or name, then the others, each in"
                " the order that is the default without `q`."
            ),
            _("Statuses are codes of the list below, and `none` for initiatives without an update yet."),
            _("`location` takes what lies within the place too."),
            _(
                "`updated_since` and `updated_until`, `from` and `to` include the days they name. `as_at` takes what"
                " was out by the end of that day, in the time zone of the site."
            ),
            _(
                "The monthly report takes at most 366 days. Without one of `from` and `to` it takes the first or the"
                " last day of the other's month, without both the last whole month. Its filters choose initiatives; it"
                " has no sort order."
            ),
            _(
                "On updates and in the long files, `organisation` is whose statement it is, and `history=1` adds the"
                " replaced and retracted claims."
            ),
            _("Rows without a value for the sort order come last, either way."),
            _("Pages of a list also take `page` (1 to 10000) and `per_page` (25, 50, 100). A file refuses both."),
        ),
    ),
)

# A column that is added, and what else a reader of the files must know; the newest first.
LOG: tuple[tuple[dt.date, Label], ...] = (
    (dt.date(2026, 11, 22), _("The datasets, columns, parameters and formats that stand here.")),
)
