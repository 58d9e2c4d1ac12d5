"""The IATI file as a whole: read back by another's program, the same queries for any number, flat memory, no leak."""

import csv
import datetime as dt
import gc
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree
from okfn_iati import IatiMultiCsvConverter
from zeal import zeal_context

from initiatives.choices import Role
from initiatives.datasets import INITIATIVES
from initiatives.exports import iati
from initiatives.exports import rows as reading
from initiatives.exports.formats import IATI
from initiatives.models import (
    Budget,
    Document,
    Indicator,
    Initiative,
    Observation,
    Participation,
    Relation,
    Sector,
    Target,
    Transaction,
)
from tests.canaries import leaks
from tests.exports.iati import activities, all_of, file_of, samples, small_world
from tests.factories import (
    make_budget,
    make_indicator,
    make_initiative,
    make_location,
    make_observation,
    make_organisation,
    make_place_of,
    make_target,
    make_transaction,
    make_update,
)
from tests.test_door import answer
from tests.worlds import NOW, make_world, raise_keys, rolled_back

pytestmark = pytest.mark.django_db

# What another's reader calls a column, and where the file has it: from each of the elements of a kind.
READ_BACK: dict[tuple[str, str], dict[str, str]] = {
    ("activities", "."): {
        "activity_identifier": "iati-identifier/text()",
        "title": "title/narrative/text()",
        "title_lang": "title/narrative/@xml:lang",
        "description": "description[@type='1']/narrative/text()",
        "activity_status": "activity-status/@code",
        "default_currency": "@default-currency",
        "humanitarian": "@humanitarian",
        "hierarchy": "@hierarchy",
        "reporting_org_ref": "reporting-org/@ref",
        "reporting_org_type": "reporting-org/@type",
        "reporting_org_secondary_reporter": "reporting-org/@secondary-reporter",
        "recipient_country_code": "recipient-country/@code",
    },
    ("activity_date", "activity-date"): {"type": "@type", "iso_date": "@iso-date"},
    ("participating_orgs", "participating-org"): {
        "org_ref": "@ref", "org_name": "narrative/text()", "org_type": "@type", "role": "@role",
    },
    ("sectors", "sector"): {"sector_code": "@code", "vocabulary": "@vocabulary", "percentage": "@percentage"},
    ("budgets", "budget"): {
        "budget_type": "@type", "budget_status": "@status", "value": "value/text()", "currency": "value/@currency",
        "value_date": "value/@value-date", "period_start": "period-start/@iso-date",
        "period_end": "period-end/@iso-date",
    },
    ("transactions", "transaction"): {
        "transaction_ref": "@ref", "transaction_type": "transaction-type/@code", "value": "value/text()",
        "transaction_date": "transaction-date/@iso-date", "currency": "value/@currency",
        "description": "description/narrative/text()", "provider_org_name": "provider-org/narrative/text()",
        "receiver_org_name": "receiver-org/narrative/text()", "receiver_org_type": "receiver-org/@type",
    },
    ("locations", "location"): {"location_ref": "@ref", "name": "name/narrative/text()"},
    ("documents", "document-link"): {
        "url": "@url", "format": "@format", "title": "title/narrative/text()", "category_code": "category/@code",
    },
    ("results", "result"): {"result_type": "@type", "title": "title/narrative/text()"},
    ("indicators", "result/indicator"): {
        "indicator_measure": "@measure", "title": "title/narrative/text()",
        "description": "description/narrative/text()",
    },
    ("indicator_periods", "result/indicator/period"): {
        "period_start": "period-start/@iso-date", "period_end": "period-end/@iso-date",
        "target_value": "target/@value", "actual_value": "actual/@value",
        "actual_comment": "actual/comment/narrative[1]/text()",
    },
}  # fmt: skip


@pytest.mark.parametrize("content", [small_world, samples])
def test_another_program_reads_the_same_facts(content: Callable[[], bytes], tmp_path: Path) -> None:
    file, folder = tmp_path / "file.xml", tmp_path / "read"
    file.write_bytes(content())
    assert IatiMultiCsvConverter().xml_to_csv_folder(file, folder)
    found = activities(content())
    for (name, path), columns in READ_BACK.items():
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as read:
            rows = [{column: row[column] for column in columns} for row in csv.DictReader(read)]
        assert rows == [
            {column: "".join(all_of(one, where)).strip() for column, where in columns.items()}
            for activity in found
            for one in activity.xpath(path)
        ], name
    assert len(found) >= 3


def full(number: int) -> Initiative:
    """An initiative with three of everything that the file reads."""
    initiative, speaker = make_initiative(f"Full {number}", summary="What it is"), make_organisation()
    for each in range(3):
        body = make_organisation()
        Participation.objects.create(initiative=initiative, organisation=body, role=Role.FUNDING, order=each)
        make_place_of(initiative, make_location(parent=make_location(), is_sensitive=each == 0))
        Document.objects.create(initiative=initiative, title="D", url=f"https://example.org/{each}", category="A01")
        month = {"period_start": dt.date(2026, 1 + each, 1), "period_end": dt.date(2026, 1 + each, 28)}
        make_budget(initiative, 100, said_by=body, **month)
        make_budget(initiative, 100, said_by=speaker, **month)
        make_transaction(initiative, "3", 10, provider=body, receiver=make_organisation())
        indicator = make_indicator(initiative, location=make_location(parent=make_location()))
        make_observation(indicator, 10)
        make_target(indicator, 20)
        make_update(initiative, status="2", said_by=body)
    initiative.sectors.set(Sector.objects.filter(code__in=["LOG", "HEA", "EDU"]))
    return initiative


def test_one_initiative_and_three_take_the_same_queries() -> None:
    first = full(1)
    with CaptureQueriesContext(connection) as one:
        file_of()
    for number in (2, 3):
        Relation.objects.create(from_initiative=full(number), to_initiative=first, kind="part_of")
    with CaptureQueriesContext(connection) as three, zeal_context():
        content = file_of()
    counts = [content.count(f"<{tag}".encode()) for tag in ("iati-activity ", "transaction ", "budget ", "period>")]
    assert (len(three), counts) == (len(one), [3, 9, 9, 18])


def grow(until: int) -> None:
    """Rows like the first, with a budget, a transaction, a target and two figures each, saved without their checks."""
    first = Initiative.objects.get(title="Full 1")
    held: dict[Any, Any] = {
        model: model.objects.filter(initiative=first)[0] for model in (Budget, Transaction, Target, Observation)
    }
    for number in range(Initiative.objects.count(), until):
        slug, reference = f"copy-{number}", f"GZA-COR-{number + 1:03}"
        copy = Initiative.objects.bulk_create([like(first, slug=slug, reference=reference, title=f"Copy {number}")])[0]
        counted = Indicator.objects.bulk_create([like(held[Target].indicator, initiative=copy)])[0]
        for model, row in held.items():
            fields = {"initiative": copy} | ({"indicator": counted} if hasattr(row, "indicator") else {})
            model.objects.bulk_create([like(row, **fields)])
    if connection.vendor == "postgresql":
        # Without figures of the grown tables it takes a plan for empty ones.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def like(row: Any, **fields: Any) -> Any:
    values = {
        column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields if not column.primary_key
    }
    made = type(row)(**values)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def test_ten_times_the_initiatives_take_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 20)
    monkeypatch.setattr(iati, "PART", 10)
    full(1)
    file_of()  # what is made once is made
    peaks = []
    for count in (40, 400):
        grow(until=count)
        body = pieces()
        next(body)
        gc.collect()
        tracemalloc.start()
        written = 0
        for piece in body:
            written += len(piece)
            # Garbage goes when the collector comes by, which is not what is measured.
            gc.collect()
        peaks.append((written, tracemalloc.get_traced_memory()[1]))
        tracemalloc.stop()
    (short, low), (long, high) = peaks
    assert (long > 9 * short, high < low + 80_000) == (True, True), peaks


def pieces() -> Iterator[bytes]:
    return INITIATIVES.select(QueryDict("sort=reference"), as_file=True).file(IATI)


def test_a_hundred_activities_are_in_each_piece() -> None:
    full(1)
    grow(until=iati.PART * 2 + 1)
    assert [piece.count(b"<iati-activity ") for piece in pieces()] == [0, 100, 100, 1, 0]


ADDRESSES = ("/initiatives.iati.xml", "/initiatives.iati.xml?as_at=2026-11-20", "/initiatives.iati.xml?kind=corridor")


@pytest.mark.parametrize("seed", [0, 1])
def test_nothing_hidden_is_in_the_file(seed: int) -> None:
    with time_machine.travel(NOW, tick=False):
        raise_keys()
        make_world(seed, hidden=True, was_public=True)
        answers = [answer(Client(), address) for address in ADDRESSES]
    assert [leaks(told) for told in answers] == [[], [], []]
    assert all(told.startswith("200") for told in answers)


@pytest.mark.parametrize("seed", [1001, 1004])
def test_what_was_never_public_changes_no_byte_of_the_file(seed: int) -> None:
    answers = []
    with time_machine.travel(NOW, tick=False):
        for hidden in (True, False):
            with rolled_back():
                make_world(seed, hidden=hidden)
                answers.append([answer(Client(), address) for address in ADDRESSES])
    assert answers[0] == answers[1]
    assert etree.fromstring(answers[0][0].partition("<?xml")[2].partition("?>")[2].strip()).tag == "iati-activities"
