"""Workbooks: the rows of the CSV file, cells of the right types, texts that are only texts, no trace on disk."""

import datetime as dt
import io
import subprocess
import sys
import tempfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.utils import translation
from lxml import etree
from python_calamine import CalamineWorkbook

from initiatives import columns
from initiatives.columns import Column, Sheet, plain
from initiatives.datasets import BY_NAME, DATASETS, FILES_ONLY, INITIATIVES, LISTS, Dataset
from initiatives.exports import csv as csv_file
from initiatives.exports import rows as reading
from initiatives.exports import xlsx
from initiatives.exports.formats import CSV, XLSX
from initiatives.models import Initiative
from initiatives.parameters import BadParameters
from initiatives.views import exports as views
from tests.exports.worlds import NOW, a_world
from tests.factories import make_initiative, make_organisation, make_source, make_update
from tests.payloads import FORMULAS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Cells = list[list[Any]]


def file_of(dataset: Dataset, query: str = "") -> bytes:
    return b"".join(dataset.select(QueryDict(query), as_file=True).file(XLSX))


def read(content: bytes, page: str | int = 0) -> Cells:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = book.get_sheet_by_index(page) if isinstance(page, int) else book.get_sheet_by_name(page)
    return found.to_python(skip_empty_area=False)


def parts(content: bytes) -> dict[str, etree._Element]:
    """Every part of the workbook, parsed: one that is no XML fails here."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: etree.fromstring(packed.read(name)) for name in packed.namelist()}


def as_csv(dataset: Dataset, content: bytes, *, heads: int = 1) -> bytes:
    """The CSV file that its cells make: what a workbook lost, or holds besides, makes another one."""
    rows = read(content)
    lines = [",".join(row) for row in rows[:heads]]
    for row in rows[heads:]:
        lines.append(",".join(map(_in_csv, dataset.columns, row)))
    return ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode()


FROM_CELL: dict[str, Callable[[Any], Any]] = {
    "list": lambda cell: cell.split(csv_file.JOINER),
    "number": int,
    "decimal": lambda cell: Decimal(str(cell)),
    "datetime": lambda cell: cell.replace(tzinfo=dt.UTC),
}


def _in_csv(column: Column, cell: Any) -> str:
    value = FROM_CELL.get(column.type, lambda same: same)(cell) if cell != "" else None
    return "" if value is None else csv_file.WRITERS[column.type](value)


def as_csv_file(dataset: Dataset, query: str) -> bytes:
    return b"".join(dataset.select(QueryDict(query), as_file=True).file(CSV))


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files of the test go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


class Listed:
    """Rows that were never in a database, where the writers ask for a queryset."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows


def written(monkeypatch: pytest.MonkeyPatch, sheet: Sheet, *rows: dict[str, Any]) -> bytes:
    monkeypatch.setattr(reading, "chunks", lambda _sheet, listed, _at: iter([listed.rows]))
    return b"".join(xlsx.chunks(sheet, Listed(*rows)))  # type: ignore[arg-type]


def a_sheet(*types: columns.Type) -> Sheet:
    made = tuple(Column(f"{kind}_column", "#tag", "What it is.", kind, plain(kind)) for kind in types)
    return Sheet("things", "Things", "One row for each thing.", made, ())


# The same rows as on the page and in CSV.


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_a_workbook_with_tags_holds_what_the_csv_file_with_tags_holds() -> None:
    a_world()
    for dataset in (*LISTS, *FILES_ONLY):
        told = as_csv_file(dataset, "hxl=1")
        assert as_csv(dataset, file_of(dataset, "hxl=1"), heads=2) == told, dataset.name
        assert len(told.splitlines()) > 2, dataset.name


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_text_of_every_script_and_shape_stands_as_it_is() -> None:
    a_world()
    names = [column.name for column in INITIATIVES.columns]
    ceasefire, corridor = (
        dict(zip(names, row, strict=True)) for row in read(file_of(INITIATIVES, "sort=reference"))[1:4:2]
    )
    assert (ceasefire["reference"], corridor["reference"]) == ("GZA-COR-001", "SDN-CEA-001")
    assert {name: ceasefire[name] for name in ("other_organisations", "conflict_parties", "summary")} == {
        "other_organisations": "الهلال الأحمر | Donors; +Friends",
        "conflict_parties": "ישראל",
        "summary": 'First line;\nsecond line, with "quotes"\n\n=1+1 after an empty line',
    }
    assert (corridor["title"], corridor["last_update_headline"]) == ("שיחות הפסקת אש", "השיחות הושעו")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "queries"), [("initiatives", 7), ("updates", 3), ("organisations", 3)])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_workbook_counts_its_rows_and_takes_the_queries_of_the_csv_file(
    django_assert_num_queries: Any, name: str, queries: int, rows: int
) -> None:
    for _number in range(rows):
        make_update(make_initiative(leads=[make_organisation()]), said_by=make_organisation())
    with django_assert_num_queries(queries):
        content = file_of(BY_NAME[name])
    assert len(read(content)) > rows


# Cells of the right types.


def test_every_type_of_column_is_a_type_of_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = a_sheet(*columns.TYPE_LABELS)
    moment = dt.datetime(2026, 11, 22, 14, 5, 6, 999_999, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    full = {
        "text": "-5", "code": 0, "url": "https://example.org/@1;=2", "list": ["a", "=b", "c"], "number": -5,
        "decimal": Decimal("1250.50"), "date": dt.date(2026, 11, 2), "datetime": moment, "boolean": False,
    }  # fmt: skip
    content = written(monkeypatch, sheet, full, dict.fromkeys(full), full | {"text": "", "list": []})
    head, filled, empty, _partly = read(content)
    assert head == [f"{kind}_column" for kind in columns.TYPE_LABELS]
    assert dict(zip(columns.TYPE_LABELS, filled, strict=True)) == {
        "text": "-5", "code": "0", "url": "https://example.org/@1;=2", "list": "a | =b | c", "number": -5.0,
        "decimal": 1250.5, "date": dt.date(2026, 11, 2), "datetime": dt.datetime(2026, 11, 22, 12, 5, 6),  # noqa: DTZ001
        "boolean": False,
    }  # fmt: skip
    assert (filled[-1] is False, empty) == (True, [""] * len(full))


@pytest.mark.parametrize(
    ("value", "stored", "shown"),
    [
        ("1250.50", "1250.50", "0.0##############"),
        ("1250.00", "1250.00", "0"),
        ("-0.125", "-0.125", "0.0##############"),
        ("123456789012.345", "123456789012.345", "0.0##############"),
    ],
)
def test_a_figure_keeps_its_digits(monkeypatch: pytest.MonkeyPatch, value: str, stored: str, shown: str) -> None:
    made = parts(written(monkeypatch, a_sheet("decimal"), {"decimal": Decimal(value)}))
    (cell,) = made["xl/worksheets/sheet1.xml"].findall(f".//{MAIN}row[@r='2']/{MAIN}c")
    styles = made["xl/styles.xml"]
    style = styles.findall(f"{MAIN}cellXfs/{MAIN}xf")[int(cell.get("s", "0"))].get("numFmtId")
    formats = {each.get("numFmtId"): each.get("formatCode") for each in styles.iter(f"{MAIN}numFmt")}
    assert (cell.get("t"), cell.findtext(f"{MAIN}v"), formats.get(style, "0" if style == "1" else "")) == (
        None,
        stored,
        shown,
    )


def test_a_day_before_the_days_of_spreadsheets_is_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [dt.date(1, 1, 1), dt.date(1899, 12, 31), dt.date(1900, 3, 1), dt.date(9999, 12, 31)]
    content = written(monkeypatch, a_sheet("date"), *({"date": day} for day in days))
    assert [row[0] for row in read(content)[1:]] == ["0001-01-01", "1899-12-31", *days[2:]]


# Texts are only texts.


def test_formulas_stand_in_text_cells_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "") for value in FORMULAS]
    sheet = a_sheet("text", "url", "list")
    content = written(monkeypatch, sheet, *({"text": value, "url": value, "list": [value]} for value in values))
    assert read(content)[1:] == [[value] * 3 for value in values]
    page = parts(content)["xl/worksheets/sheet1.xml"]
    assert {(cell.get("t"), *(part.tag for part in cell)) for cell in page.iter(f"{MAIN}c")} == {
        ("inlineStr", f"{MAIN}is")
    }
    assert [name for name in parts(content) if "link" in name.lower() or "drawing" in name] == []


@pytest.mark.django_db
def test_formulas_that_are_stored_everywhere_are_formulas_nowhere() -> None:
    for number, payload in enumerate(FORMULAS[::8]):
        value = payload.replace("\x00", "")
        body = make_organisation(f"{value} {number}", slug=f"body-{number}", acronym=value[:40])
        initiative = make_initiative(value, leads=[body], summary=value, anticipated_results=value)
        source = make_source(f"https://example.org/{number}?{value}", publisher=value)
        make_update(initiative, headline=f"a{value}", narrative=value, said_by=body, source=source)
    for dataset in LISTS:
        made = parts(file_of(dataset))
        assert [name for name, part in made.items() if list(part.iter(f"{MAIN}f", f"{MAIN}hyperlink"))] == []
        assert len(made["xl/worksheets/sheet1.xml"].findall(f".//{MAIN}row")) > len(FORMULAS[::8])


@pytest.mark.parametrize(
    "value",
    [
        "<r><t>rich</t></r>", "<r>", "<r><c/></r>\n</r>", "<r>&</r>", "]]>&amp;<!-- -->", "_x0041_", " a ", "\n",
        "\t=1", "\u202eabc\u200f", "العربية", "עברית", "🚚" * 3, "a\u0300", "\x7f\x85\u2028",
    ],
)  # fmt: skip
def test_what_looks_like_markup_is_text(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    content = written(monkeypatch, a_sheet("text"), {"text": value})
    assert parts(content)
    assert read(content)[1:] == [[value]]


def test_what_xml_cannot_hold_does_not_break_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The standard writes such a character as _x0001_, which spreadsheets read back."""
    refused = [*map(chr, range(32)), "\ufffe", "\uffff"]
    content = written(monkeypatch, a_sheet("text"), *({"text": f"a{char}b"} for char in refused))
    assert [row[0][0] + row[0][-1] for row in read(content)[1:]] == ["ab"] * len(refused)
    assert parts(content)


@pytest.mark.parametrize("char", ["a", "ع", "🚚"])
def test_a_text_that_no_cell_can_hold_is_cut_with_a_mark(monkeypatch: pytest.MonkeyPatch, char: str) -> None:
    units = len(char.encode("utf-16-le")) // 2
    fitting, longer = (char * (count // units) for count in (32_766, 32_770))
    content = written(monkeypatch, a_sheet("text", "list"), *({"text": v, "list": [v]} for v in (fitting, longer)))
    whole, cut = (row[0] for row in read(content)[1:])
    assert (whole, cut.endswith(char + xlsx.CUT)) == (fitting, True)
    assert 32_765 <= len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert [row[1] for row in read(content)[1:]] == [whole, cut]


# The second sheet, and how both look.


@pytest.mark.django_db
@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_the_second_sheet_is_the_dictionary(dataset: Dataset) -> None:
    with translation.override("ar"):
        head, *found = read(file_of(dataset), "dictionary")
    assert head == ["Column", "Meaning", "Type", "Codes", "HXL tag"]
    with translation.override("en"):
        assert [(row[0], row[1], row[2], row[4]) for row in found] == [
            (column.name, str(column.meaning), str(column.type_label), column.hxl) for column in dataset.columns
        ]
        for row, column in zip(found, dataset.columns, strict=True):
            told = "; ".join(f"{code} {label}" for code, label in column.codes)
            assert row[3] == (f"{column.source_list}: {told}" if column.source_list else told)


@pytest.mark.django_db
def test_the_sheets_are_named_frozen_under_their_header_and_wide_enough() -> None:
    content = file_of(INITIATIVES, "hxl=1")
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == ["initiatives", "dictionary"]
    made = parts(content)
    for name, rows in (("sheet1", "2"), ("sheet2", "1")):
        page = made[f"xl/worksheets/{name}.xml"]
        (pane,) = page.iter(f"{MAIN}pane")
        assert (pane.get("state"), pane.get("ySplit"), pane.get("xSplit")) == ("frozen", rows, None)
    widths = [float(each.get("width", "0")) for each in made["xl/worksheets/sheet1.xml"].iter(f"{MAIN}col")]
    assert (min(widths) > 9, max(widths) < 60) == (True, True)
    bold = [int(xf.get("fontId", "0")) for xf in made["xl/styles.xml"].findall(f"{MAIN}cellXfs/{MAIN}xf")]
    first = made["xl/worksheets/sheet1.xml"].findall(f".//{MAIN}row[@r='1']/{MAIN}c")
    fonts = list(made["xl/styles.xml"].iter(f"{MAIN}font"))
    assert {fonts[bold[int(cell.get("s", "0"))]].find(f"{MAIN}b") is not None for cell in first} == {True}


@pytest.mark.django_db
def test_the_same_rows_make_the_same_bytes() -> None:
    make_update(make_initiative("Corridor"))
    with time_machine.travel(NOW, tick=False):
        first = file_of(INITIATIVES)
    with time_machine.travel(NOW + dt.timedelta(hours=3), tick=False):
        assert file_of(INITIATIVES) == first


# Memory and disk.


def peak(rows: int) -> int:
    with translation.override("en"):
        row = dict.fromkeys(columns.UPDATES.fields) | {
            "initiative__reference": "GZA-COR-001", "number": 1, "headline": "h" * 200, "named_as": "", "status": "2",
            "said_by__name": "A body", "as_of": dt.date(2026, 11, 2), "replace_kind": "", "shown_state": "published",
        }  # fmt: skip
        many = Listed()
        many.rows = ({**row, "narrative": f"{number} " * 100} for number in range(rows))  # type: ignore[assignment]
        tracemalloc.start()
        try:
            size = sum(map(len, xlsx.chunks(columns.UPDATES, many)))  # type: ignore[arg-type]
            return tracemalloc.get_traced_memory()[1] if size > rows else 0
        finally:
            tracemalloc.stop()


def test_memory_does_not_grow_with_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "chunks", lambda _sheet, listed, _at: ([row] for row in listed.rows))
    peak(10)
    few, many = peak(200), peak(4_000)
    assert (few > 0, many < few + 300_000) == (True, True)


@pytest.mark.django_db
def test_nothing_is_left_on_the_disk(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_initiative()
    whole = file_of(INITIATIVES)
    left_early = INITIATIVES.select(QueryDict(""), as_file=True).file(XLSX)
    monkeypatch.setattr(xlsx, "PIECE", 100)
    assert (len(whole) > 100, len(next(left_early))) == (True, 100)
    assert list(disk.iterdir()) == []
    left_early.close()  # type: ignore[attr-defined]

    def failing(_sheet: Any, _rows: Any, _at: Any) -> Iterator[Any]:
        yield [{}]

    monkeypatch.setattr(reading, "chunks", failing)
    with pytest.raises(KeyError, match="reference"):
        file_of(INITIATIVES)
    assert list(disk.iterdir()) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_reader_who_leaves_leaves_no_transaction_behind(disk: Path) -> None:
    make_initiative()
    answer = Client().get("/initiatives.xlsx")
    next(iter(answer))
    answer.close()
    make_initiative("Written after")
    assert (len(read(file_of(INITIATIVES))), list(disk.iterdir())) == (3, [])


def test_a_worker_starts_without_the_writer_of_workbooks() -> None:
    asked = "import django; django.setup(); import tracker.urls, sys; print('xlsxwriter' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


# The answers over HTTP.


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("dataset", [*LISTS, FILES_ONLY[0]], ids=lambda dataset: dataset.name)
def test_the_address_answers_with_the_file_through_the_whole_stack(client: Client, dataset: Dataset) -> None:
    a_world()
    answer = client.get(f"/{dataset.name}.xlsx?hxl=1&utm_source=letter")
    assert (answer.status_code, answer.getvalue()) == (200, file_of(dataset, "hxl=1"))
    assert {name: answer.headers[name] for name in ("Content-Type", "Content-Disposition")} == {
        "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Content-Disposition": f'attachment; filename="{dataset.name}-2026-11-22.xlsx"',
    }
    assert (answer.cookies, answer.headers.get("Vary")) == ({}, None)
    refused = client.get(f"/{dataset.name}.xlsx?page=2")
    assert (refused.status_code, refused.content.decode()) == (
        400,
        "A file has no pages: it holds every row. Leave page out.\n",
    )
    assert client.post(f"/{dataset.name}.xlsx").status_code == 405


@pytest.mark.django_db
def test_head_counts_and_reads_no_rows(django_assert_num_queries: Any) -> None:
    make_initiative()
    with django_assert_num_queries(3) as asked:  # the count, for whose edition, and the edition of the answer
        answer = views.file(RequestFactory().head("/initiatives.xlsx"), INITIATIVES, XLSX)
        assert b"".join(answer) == b""
    assert "COUNT(*)" in asked.captured_queries[1]["sql"]
    assert answer.headers["Content-Type"] == XLSX.content_type


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_more_rows_than_a_sheet_holds_are_refused(method: str) -> None:
    for _number in range(3):
        make_initiative()
    small = replace(XLSX, most_rows=2)
    with pytest.raises(BadParameters) as refused:
        views.file(getattr(RequestFactory(), method)("/initiatives.xlsx"), INITIATIVES, small)
    assert str(refused.value) == (
        "These are 3 rows, and this file can hold 2. Take the CSV file, or choose fewer rows."
    )
    Initiative.objects.public().first().delete()  # type: ignore[union-attr]
    assert views.file(getattr(RequestFactory(), method)("/initiatives.xlsx"), INITIATIVES, small).status_code == 200
    assert xlsx.MOST_ROWS + 2 < 1_048_576
