"""A file of twenty thousand initiatives takes the memory of one of a thousand."""

import gc
import tracemalloc
from typing import Any

import pytest
from django.db.models import Model
from django.http import QueryDict

from initiatives.datasets import INITIATIVES
from initiatives.exports import rows as reading
from initiatives.exports.formats import CSV, GEOJSON, XLSX, Format
from initiatives.management.bulk import Rows, finish
from initiatives.models import Initiative, InitiativeLocation, Participation, StatusUpdate
from tests.factories import make_initiative, make_location, make_place_of, make_update

FEW = 1_000
# While memory is traced, 20,000 rows of CSV take two seconds, of GeoJSON nine, of a workbook twenty and of IATI fifty:
# the slow ones have fewer, and IATI has a test of its own with shorter pieces.
SIZES = {"corridor": FEW, "ceasefire": 20_000, "other": 3_000}
LONGER = {CSV: "ceasefire", GEOJSON: "other", XLSX: "other"}
# What the interpreter keeps for the next tuples of each length; two thousand rows alone would be megabytes.
ALLOWED = 300_000


def like(row: Model, **others: Any) -> dict[str, Any]:
    columns = [field for field in row._meta.concrete_fields if not (field.generated or field.primary_key)]
    return {column.attname: getattr(row, column.attname) for column in columns} | others


def add_copies(update: StatusUpdate, kind: str, count: int) -> None:
    """Initiatives like that of the update, each with an update, a lead and a place like its own."""
    initiative = Initiative.objects.get(pk=update.initiative_id)
    lead = Participation.objects.get(initiative=initiative)
    place = InitiativeLocation.objects.get(initiative=initiative)
    initiatives, updates, leads, places = tables = [Rows(type(row)) for row in (initiative, update, lead, place)]
    for number in range(count):
        name = f"{kind[:3].upper()}-COR-{number:05}"
        told = updates.next_key
        key = initiatives.add(**like(initiative, kind=kind, reference=name, slug=name, current_update_id=told))
        updates.add(**like(update, initiative_id=key))
        leads.add(**like(lead, initiative_id=key))
        places.add(**like(place, initiative_id=key))
    finish(tables)


def peak(file_format: Format, kind: str) -> tuple[int, int]:
    """How many bytes the file has, and the most memory that was held while it was written."""
    body = INITIATIVES.select(QueryDict(f"kind={kind}"), as_file=True).file(file_format)
    gc.collect()
    tracemalloc.start()
    written = sum(map(len, body))
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return written, highest


@pytest.mark.django_db
def test_twenty_times_the_rows_take_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    # So that a thousand rows are several blocks: one is still held while the next is read.
    monkeypatch.setattr(reading, "CHUNK", 200)
    initiative = make_initiative("One", kind="reconstruction", summary="x" * 500)
    make_place_of(initiative, make_location("Site", latitude=31, longitude=34))
    update = make_update(initiative)
    for kind, count in SIZES.items():
        add_copies(update, kind, count)
    for file_format, longer in LONGER.items():
        peak(file_format, "reconstruction")  # what is made once is made
        (few, low), (many, high) = (peak(file_format, kind) for kind in ("corridor", longer))
        assert (many > 2 * few, high < low + ALLOWED) == (True, True), (file_format.suffix, low, high)
