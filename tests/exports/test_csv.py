"""CSV files: whole files compared byte for byte, formulas disarmed, the rows of the page."""

import csv
import datetime as dt
import gc
import io
import re
import tracemalloc
from collections.abc import Iterator
from copy import copy
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives import columns, text
from initiatives.columns import Column
from initiatives.datasets import BY_NAME, FILES_ONLY, INITIATIVES, LISTS
from initiatives.exports import csv as csv_file
from initiatives.exports import rows as reading
from initiatives.exports.formats import CSV, GEOJSON, XLSX, Format
from initiatives.exports.related import READERS
from initiatives.models import Initiative, OrganisationName, Sector, StatusUpdate
from initiatives.parameters import BadParameters
from initiatives.views import exports as views
from tests.exports.worlds import NOW, a_world
from tests.factories import (
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_source,
    make_update,
)
from tests.payloads import FORMULAS
from tests.plans import plan_of

EXPECTED = Path(__file__).parent.parent / "expected"


def file_of(name: str, query: str = "") -> bytes:
    selection = BY_NAME[name].select(QueryDict(query), as_file=True)
    return b"".join(selection.file(CSV))


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def records(content: bytes) -> list[dict[str, str]]:
    head, *rows = table(content)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize(
    ("name", "query", "file"),
    [
        ("initiatives", "sort=reference", "initiatives.csv"),
        ("initiatives", "sort=reference&hxl=1&kind=ceasefire", "initiatives-hxl.csv"),
        ("updates", "", "updates.csv"),
        ("updates", "history=1&sort=published", "updates-history.csv"),
        ("organisations", "", "organisations.csv"),
    ],
)
def test_the_whole_file_is_as_expected(name: str, query: str, file: str) -> None:
    a_world()
    content = file_of(name, query)
    assert content == (EXPECTED / file).read_bytes()
    assert b"HIDDEN" not in content
    assert b"Secret" not in content


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_the_whole_long_files_are_as_expected() -> None:
    a_world()
    made = {dataset.name: file_of(dataset.name) for dataset in FILES_ONLY}
    made["observations-history"] = file_of("observations", "history=1&sort=published&hxl=1")
    for name, content in made.items():
        assert content == (EXPECTED / f"{name}.csv").read_bytes(), name
        assert b"HIDDEN" not in content
        assert b"Secret" not in content


@pytest.mark.django_db
def test_a_file_of_nothing_is_its_header() -> None:
    assert file_of("organisations", "q=nothing") == (
        b"\xef\xbb\xbfslug,name,acronym,type_code,type,iati_identifier,country,is_collective,leads_count,url\r\n"
    )


# P6: exported cells never run as formulas.

MAY_RUN = re.compile(r"\A[=+\-@＝＋－＠\t\r\n\0]")


def could_run(cell: str) -> bool:
    """Whether a spreadsheet could take a cell for a formula, blanks, quotes and invisible marks before it skipped."""
    if MAY_RUN.match(cell):
        return True
    bare = re.sub(r"\A[\s\"“”‘’\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+", "", cell)
    return bool(MAY_RUN.match(bare))


def as_split_elsewhere(content: bytes) -> Iterator[str]:
    """The cells as programs cut them that take semicolons or tabs for separators, with and without quotes."""
    decoded = content.decode("utf-8-sig")
    for separator in (";", "\t"):
        for line in re.split(r"\r\n|\n|\r", decoded):
            yield from line.split(separator)
        for row in csv.reader(io.StringIO(decoded, newline=""), delimiter=separator):
            yield from row


def test_there_are_a_hundred_and_twenty_formulas() -> None:
    assert len(FORMULAS) >= 120


TEXT_COLUMNS = [
    pytest.param(sheet, column, id=f"{sheet.name}-{column.name}")
    for sheet in columns.dictionary()
    for column in sheet.columns
    if column.type in {"text", "list", "url"}
]


@pytest.mark.parametrize(("sheet", "column"), TEXT_COLUMNS)
def test_no_cell_of_a_text_column_runs(sheet: columns.Sheet, column: Column) -> None:
    write = csv_file.WRITERS[column.type]
    for payload in FORMULAS:
        value: Any = ["first", payload, "last"] if column.type == "list" else payload
        for written in (write(value), write([payload])) if column.type == "list" else (write(value),):
            line = f"before,{written},after\r\n".encode()
            ((_before, cell, _after),) = table(line)
            assert not could_run(cell), (payload, cell)
            assert not [part for part in as_split_elsewhere(line) if could_run(part)], (payload, cell)


@pytest.mark.django_db
def test_formulas_that_are_stored_everywhere_run_nowhere() -> None:
    for number, payload in enumerate(FORMULAS[::8]):
        value = payload.replace("\x00", "")
        body = make_organisation(f"{value} {number}", slug=f"body-{number}", acronym=value[:40])
        place = make_location(value)
        initiative = make_initiative(value, leads=[body], summary=value, anticipated_results=value)
        make_place_of(initiative, place)
        source = make_source(f"https://example.org/{number}?{value}", publisher=value)
        make_update(initiative, headline=f"a{value}", narrative=value, said_by=body, source=source)
    for dataset in LISTS:
        content = file_of(dataset.name)
        assert len(table(content)) > len(FORMULAS[::8])
        for row in table(content):
            assert not [cell for cell in row if could_run(cell)]
        assert not [cell for cell in as_split_elsewhere(content) if could_run(cell)]


def test_figures_dates_and_codes_stay_as_they_are() -> None:
    moment = dt.datetime(2026, 11, 22, 14, 5, 6, 789, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    written = {
        "number": csv_file.WRITERS["number"](-5),
        "decimal": csv_file.WRITERS["decimal"](Decimal("-1250.500")),
        "date": csv_file.WRITERS["date"](dt.date(2026, 11, 2)),
        "datetime": csv_file.WRITERS["datetime"](moment),
        "boolean": csv_file.WRITERS["boolean"](False),
        "code": csv_file.WRITERS["code"]("on_track"),
    }
    assert written == {
        "number": "-5",
        "decimal": "-1250.5",
        "date": "2026-11-02",
        "datetime": "2026-11-22T12:05:06Z",
        "boolean": "false",
        "code": "on_track",
    }


def test_codes_need_neither_quotes_nor_an_apostrophe() -> None:
    for sheet in columns.dictionary():
        for column in sheet.columns:
            for code, _label in column.codes:
                assert text.disarm(code) == code
                assert not set(code) & set(',"\r\n ')


def test_an_address_stays_an_address() -> None:
    write = csv_file.WRITERS["url"]
    assert write("https://example.org/a,b;c?d=e|f") == '"https://example.org/a,b;c?d=e|f"'
    assert write("https://example.org/@31.5,-34.4;=x") == '"https://example.org/@31.5%2C-34.4%3B=x"'


# Quoting by the type of a column reads back as what csv.reader understands.


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1, max_size=6))
def test_quoting_by_column_reads_back_as_it_was(values: list[str]) -> None:
    write = csv_file.WRITERS["text"]
    line = ",".join(["x", *map(write, values)]) + "\r\n"
    assert table(line.encode()) == [["x", *map(text.disarm, values)]]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="|")), min_size=1, max_size=5)
)
def test_a_cell_of_several_values_can_be_taken_apart(values: list[str]) -> None:
    line = csv_file.WRITERS["list"](values) + ",\r\n"
    ((cell, _empty),) = table(line.encode())
    assert cell == " | ".join(map(text.disarm, values))


# A column at a time, as the files are written, and a cell at a time.


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("query", ["", "as_at=2026-11-13"])
def test_a_file_is_what_its_cells_are_one_by_one(query: str) -> None:
    a_world()
    for name, dataset in BY_NAME.items():
        selection, sheet = dataset.select(QueryDict(query), as_file=True), columns.SHEETS[name]
        rows = [row for chunk in reading.chunks(sheet, selection.file_rows, selection.at) for row in chunk]
        lines = [",".join(csv_file.cell_of(one.type, one.value(row)) for one in sheet.columns) for row in rows]
        assert file_of(name, query).decode().split(csv_file.END)[1:-1] == lines, name


A_TEXT = st.text(st.sampled_from("=-@＝ ,;|\t\r\n\0\"'\u200bab\x1fא"), max_size=6)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | A_TEXT, max_size=5), st.lists(st.lists(A_TEXT, max_size=3), max_size=3))
def test_a_column_is_what_its_cells_are_one_by_one(values: list[str | None], names: list[list[str]]) -> None:
    for kind in ("text", "url", "code"):
        assert csv_file.written(kind, values) == [csv_file.cell_of(kind, value) for value in values]
    assert csv_file.written("list", names) == [csv_file.cell_of("list", value) for value in names]


def test_a_day_and_a_moment_read_as_the_database_writes_them() -> None:
    day, moment = dt.date(2026, 11, 2), dt.datetime(2026, 11, 2, 23, 59, 59, 999_999, tzinfo=dt.UTC)
    assert csv_file.written("date", [day, None, "2026-11-02"]) == ["2026-11-02", "", "2026-11-02"]
    for stored in (moment, "2026-11-02 23:59:59.999999", "2026-11-02 23:59:59.999999+00", "2026-11-02 23:59:59"):
        assert csv_file.written("datetime", [stored]) == ["2026-11-02T23:59:59Z"]


# The rows of a file are the rows of the page.


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "queries"), [("initiatives", 6), ("updates", 1), ("organisations", 1)])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_file_takes_the_same_queries_at_any_length(
    django_assert_num_queries: Any, name: str, queries: int, rows: int
) -> None:
    for _number in range(rows):
        initiative = make_initiative(leads=[make_organisation(), make_organisation()])
        initiative.sectors.set(Sector.objects.all()[:2])
        make_place_of(initiative, make_location(parent=make_location()))
        make_update(initiative, said_by=make_organisation())
    selection = BY_NAME[name].select(QueryDict(""), as_file=True)
    with django_assert_num_queries(queries):
        content = b"".join(selection.file(CSV))
    assert len(table(content)) > rows


@pytest.mark.django_db
def test_rows_come_some_at_a_time(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any) -> None:
    monkeypatch.setattr(reading, "CHUNK", 2)
    for number in range(5):
        make_initiative(f"Row {number}")
    selection = INITIATIVES.select(QueryDict("sort=title"), as_file=True)
    with django_assert_num_queries(1 + 3 * 4):
        pieces = list(selection.file(CSV))
    assert [len(piece.splitlines()) for piece in pieces] == [1, 2, 2, 1]


def add_copies(update: StatusUpdate, kind: str, count: int) -> None:
    """Initiatives like that of the update, each with an update like it, straight into the tables."""
    initiatives = [copy(update.initiative) for _number in range(count)]
    for number, initiative in enumerate(initiatives):
        initiative.pk, initiative.kind = None, kind
        initiative.slug, initiative.reference = f"{kind}-{number}", f"{kind[:3].upper()}-COR-{number:03}"
    initiatives = Initiative.objects.bulk_create(initiatives)
    updates = [copy(update) for _initiative in initiatives]
    for row, initiative in zip(updates, initiatives, strict=True):
        row.pk, row.initiative = None, initiative
    StatusUpdate.objects.bulk_create(updates)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "file_format"), [("initiatives", CSV), ("initiatives", XLSX), ("initiatives", GEOJSON), ("updates", CSV)]
)
def test_memory_does_not_grow_with_the_rows(name: str, file_format: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 20)
    update = make_update(make_initiative("Few", kind="corridor", summary="x" * 500))
    add_copies(update, "corridor", 20)
    add_copies(update, "ceasefire", 400)
    peaks = []
    for kind in ("corridor", "corridor", "ceasefire"):
        body = BY_NAME[name].select(QueryDict(f"kind={kind}"), as_file=True).file(file_format)
        gc.collect()
        tracemalloc.start()
        for _piece in body:
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    _what_is_made_once, low, high = peaks
    # All rows would be megabytes.
    assert high < low + 400_000


@pytest.mark.django_db
def test_other_names_of_an_organisation_do_not_double_its_row() -> None:
    body = make_organisation("Body")
    for name in ("Body one", "Body two"):
        OrganisationName.objects.create(organisation=body, name=name)
    make_initiative(leads=[body])
    assert [row["slug"] for row in records(file_of("organisations", "q=body"))] == ["body"]


@pytest.mark.django_db
@pytest.mark.parametrize("reader", READERS["initiatives"], ids=lambda reader: reader.__name__)
def test_related_names_are_looked_up_by_the_initiatives_asked_for(reader: Any) -> None:
    """Begun at all that is public, a file would take the square of its length."""
    initiative = make_initiative(leads=[make_organisation()])
    make_place_of(initiative, make_location())
    read = reader(None)
    with CaptureQueriesContext(connection) as captured:
        read({"pk": [initiative.pk, 2, 3], "is_disputed": [True, False, True]})
    assert captured.captured_queries
    for query in captured.captured_queries:
        assert not [step for step in plan_of(query["sql"], avoiding=["seqscan"]) if begins_anywhere(step)], query["sql"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL sorts a few rows whatever index there is")
def test_who_takes_part_is_read_in_the_order_of_an_index() -> None:
    organisations, *_others = READERS["initiatives"]
    with CaptureQueriesContext(connection) as captured:
        organisations(None)({"pk": [1, 2]})
    (sql,) = [query["sql"] for query in captured.captured_queries]
    steps = plan_of(sql)
    assert "USING INDEX names_in_one_cell (initiative_id=?)" in steps[0]
    assert not [step for step in steps if "TEMP B-TREE" in step]


def begins_anywhere(step: str) -> bool:
    """Whether a step of a plan reads a whole table, or all that is public; the keys asked for are a table, too."""
    return "visibility=?" in step or (step.startswith("SCAN") and "json_each" not in step) or "Seq Scan" in step


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL sorts a few rows whatever index there is")
def test_a_file_of_initiatives_in_its_usual_order_sorts_nothing() -> None:
    rows = INITIATIVES.select(QueryDict(""), as_file=True).file_rows
    with CaptureQueriesContext(connection) as captured:
        list(reading.blocks(columns.INITIATIVES, rows, as_texts=True))
    (sql,) = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]
    steps = plan_of(sql)
    assert "list_by_update" in steps[0]
    assert not [step for step in steps if "TEMP B-TREE" in step or step.startswith("SCAN")]


# One snapshot, and no lock.


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_file_is_of_one_moment_and_lets_others_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 1)
    first, second = (make_initiative(title, leads=[make_organisation(f"Lead of {title}")]) for title in ("A", "B"))

    def write() -> None:
        second.participations.all().delete()
        Initiative.objects.filter(pk=second.pk).update(title="Changed in between")
        make_initiative("C")
        connection.close()

    pieces = INITIATIVES.select(QueryDict("sort=title"), as_file=True).file(CSV)
    content = next(pieces) + next(pieces)
    assert records(content)[0]["title"] == first.title
    writer = Thread(target=write)
    writer.start()
    writer.join(timeout=20)
    assert not writer.is_alive()
    seen = [(row["title"], row["lead_organisations"]) for row in records(content + b"".join(pieces))]
    assert seen == [("A", "Lead of A"), ("B", "Lead of B")]
    again = [(row["title"], row["lead_organisations"]) for row in records(file_of("initiatives", "sort=reference"))]
    assert again[:2] == [("A", "Lead of A"), ("Changed in between", "")]
    assert len(again) == 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_reader_who_leaves_in_the_middle_leaves_no_transaction_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 1)
    make_initiative()
    make_initiative()
    pieces = INITIATIVES.select(QueryDict(""), as_file=True).file(CSV)
    next(pieces)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    make_initiative("Written after")
    assert len(records(file_of("initiatives"))) == 3


# The answers over HTTP.


@pytest.mark.django_db
@pytest.mark.usefixtures("frozen")
def test_the_answer_names_its_file_and_sets_no_cookie() -> None:
    make_initiative("Corridor")
    answer = views.file(RequestFactory().get("/initiatives.csv", {"kind": "corridor"}), INITIATIVES, CSV)
    assert dict(answer.headers) == {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="initiatives-2026-11-22.csv"',
    }
    assert not answer.cookies
    assert b"".join(answer) == file_of("initiatives", "kind=corridor")


@pytest.mark.django_db
def test_head_has_the_headers_and_reads_no_rows(django_assert_num_queries: Any) -> None:
    make_initiative("Corridor")
    with django_assert_num_queries(1):  # the edition
        answer = views.file(RequestFactory().head("/initiatives.csv"), INITIATIVES, CSV)
        assert b"".join(answer) == b""
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_only_get_and_head_are_answered() -> None:
    statuses = {
        method: views.file(RequestFactory().generic(method, "/initiatives.csv"), INITIATIVES, CSV).status_code
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    }
    assert set(statuses.values()) == {405}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head"])
def test_wrong_parameters_are_refused_before_the_first_byte(method: str) -> None:
    with pytest.raises(BadParameters, match="kind=x: This is not on the list"):
        views.file(getattr(RequestFactory(), method)("/initiatives.csv?kind=x"), INITIATIVES, CSV)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("name", [dataset.name for dataset in (*LISTS, FILES_ONLY[0])])
def test_the_address_answers_with_the_file_through_the_whole_stack(client: Client, name: str) -> None:
    a_world()
    answer = client.get(f"/{name}.csv?hxl=1&utm_source=letter")
    assert (answer.status_code, answer.getvalue()) == (200, file_of(name, "hxl=1"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}-2026-11-22.csv"'
    assert (answer.cookies, answer.headers.get("Vary")) == ({}, "Accept-Encoding")
    refused = client.get(f"/{name}.csv?per_page=25")
    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert refused.content.decode() == "A file has no pages: it holds every row. Leave per_page out.\n"
    head = client.head(f"/{name}.csv")
    assert (head.status_code, head.getvalue(), client.post(f"/{name}.csv").status_code) == (200, b"", 405)
