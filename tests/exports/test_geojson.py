"""GeoJSON: the whole file compared, valid by RFC 7946, and no sensitive place in it, on any day."""

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from geojson_pydantic import FeatureCollection

from initiatives import columns
from initiatives.datasets import INITIATIVES
from initiatives.exports import rows as reading
from initiatives.exports.formats import GEOJSON
from initiatives.exports.json import record
from tests.exports.worlds import NOW, a_world
from tests.factories import make_initiative, make_location, make_organisation, make_place_of, make_update

pytestmark = pytest.mark.django_db

EXPECTED = Path(__file__).parent.parent / "expected" / "initiatives.geojson"


def file_of(query: str = "") -> bytes:
    return b"".join(INITIATIVES.select(QueryDict(query), as_file=True).file(GEOJSON))


def features(query: str = "") -> list[dict[str, Any]]:
    told = json.loads(file_of(query))
    FeatureCollection.model_validate(told)
    found: list[dict[str, Any]] = told["features"]
    return found


def place(name: str, longitude: str | None = None, latitude: str | None = None, **fields: Any) -> Any:
    degrees = {"longitude": Decimal(longitude), "latitude": Decimal(latitude)} if longitude and latitude else {}
    return make_location(name, **degrees, **fields)


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.usefixtures("frozen")
def test_the_whole_file_is_as_expected() -> None:
    a_world()
    content = file_of("sort=reference")
    assert content == EXPECTED.read_bytes()
    assert b"HIDDEN" not in content
    assert b"Secret" not in content
    FeatureCollection.model_validate_json(content)


@pytest.mark.usefixtures("frozen")
def test_a_feature_says_what_the_row_says_in_the_order_of_the_rows() -> None:
    a_world()
    selection = INITIATIVES.select(QueryDict("sort=title"))
    sheet = columns.SHEETS["initiatives"]
    told = features("sort=title")
    without_places = [{name: value for name, value in one["properties"].items() if name != "places"} for one in told]
    assert without_places == [record(sheet, row) for row in selection.page_records]
    assert [one["id"] for one in told] == [row["reference"] for row in selection.page_records]


def test_a_file_of_nothing_is_an_empty_collection() -> None:
    assert json.loads(file_of()) == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize(
    ("degrees", "geometry"),
    [
        ([], None),
        ([(None, None)], None),
        ([("34.35", "31.4"), (None, None)], {"type": "Point", "coordinates": [34.35, 31.4]}),
        ([("34.35", "31.4"), ("34.35", "31.4")], {"type": "Point", "coordinates": [34.35, 31.4]}),
        ([("-77.04", "38"), ("34.35", "31.4")], {"type": "MultiPoint", "coordinates": [[-77.04, 38], [34.35, 31.4]]}),
    ],
)
def test_the_geometry_is_each_known_point_once_longitude_first(
    degrees: list[tuple[str | None, str | None]], geometry: dict[str, Any] | None
) -> None:
    initiative = make_initiative()
    for number, (longitude, latitude) in enumerate(degrees):
        make_place_of(initiative, place(f"Place {number}", longitude, latitude))
    (told,) = features()
    assert (told["geometry"], len(told["properties"]["places"])) == (geometry, len(degrees))


def test_a_sensitive_place_is_only_the_area_around_it_on_every_day() -> None:
    """By the flag of today: what is sensitive now is so for the days before it was too."""
    opened = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
    initiative = make_initiative(opened_at=opened)
    area = place("Area", "34.35", "31.4", slug="area")
    hideout = place("Hideout", "34.36123", "31.45678", parent=area, level="site", kind="hub")
    make_place_of(initiative, hideout, "crossing")
    make_place_of(initiative, place("Lonely clinic", "35.98765", "32.12345"), "activity")
    shown = [
        {"name": name, "role": role, "level": level, "kind": kind, "longitude": longitude, "latitude": latitude}
        for name, role, level, kind, longitude, latitude in (
            ("Lonely clinic", "activity", "adm1", "area", 35.98765, 32.12345),
            ("Hideout", "crossing", "site", "hub", 34.36123, 31.45678),
        )
    ]
    (told,) = features()
    assert told["properties"]["places"] == shown
    for name in ("Hideout", "Lonely clinic"):
        row = initiative.places.get(location__name=name).location
        row.is_sensitive = True
        row.save()
    for query in ("", "as_at=2026-03-02", "as_at=2026-11-01"):
        content = file_of(query).decode()
        assert [
            word for word in ("Hideout", "Lonely", "34.36", "31.45", "35.98", "32.12", "hub") if word in content
        ] == []
        (told,) = features(query)
        assert (told["geometry"], told["properties"]["locations"], told["properties"]["places"]) == (
            {"type": "Point", "coordinates": [34.35, 31.4]},
            ["Area"],
            [
                {
                    "name": "Area",
                    "role": "crossing",
                    "level": "adm1",
                    "kind": "area",
                    "longitude": 34.35,
                    "latitude": 31.4,
                }
            ],
        )


def test_places_stand_by_role_and_name_each_once() -> None:
    initiative = make_initiative()
    area = place("Area")
    for name, role in (("B", "destination"), ("Z", "activity"), ("A", "destination"), ("A crossing", "crossing")):
        make_place_of(initiative, place(name), role)
    for name in ("One", "Two"):
        make_place_of(initiative, place(name, parent=area, is_sensitive=True), "destination")
    (told,) = features()
    assert [(one["role"], one["name"]) for one in told["properties"]["places"]] == [
        ("activity", "Z"), ("crossing", "A crossing"), ("destination", "A"), ("destination", "Area"),
        ("destination", "B"),
    ]  # fmt: skip


def test_on_a_day_the_file_holds_what_was_public_then() -> None:
    early = make_initiative("Early", opened_at=dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC))
    make_initiative("Late", opened_at=dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC))
    make_update(early, status="2", as_of=dt.date(2026, 3, 1), published_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    make_update(early, status="6", as_of=dt.date(2026, 5, 1), published_at=dt.datetime(2026, 5, 2, tzinfo=dt.UTC))
    told = {
        day: [(one["properties"]["title"], one["properties"]["status_code"]) for one in features(f"sort=title&{day}")]
        for day in ("as_at=2026-03-01", "as_at=2026-04-01", "as_at=2026-05-31", "")
    }
    assert told == {
        "as_at=2026-03-01": [("Early", None)],
        "as_at=2026-04-01": [("Early", "2")],
        "as_at=2026-05-31": [("Early", "6")],
        "": [("Early", "6"), ("Late", None)],
    }


def test_a_file_of_a_past_day_says_so_and_one_of_now_does_not() -> None:
    make_initiative("Early", opened_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    past, now = (json.loads(file_of(query)) for query in ("as_at=2026-03-01", ""))
    FeatureCollection.model_validate(past)
    assert {name: value for name, value in past.items() if name != "features"} == {
        "type": "FeatureCollection",
        "as_at": "2026-03-01",
        "note": "As published by the end of 2026-03-01. Things are shown as they are today.",
    }
    assert (list(now), len(past["features"])) == (["type", "features"], 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_file_takes_the_same_queries_at_any_length(django_assert_num_queries: Any, rows: int) -> None:
    for _number in range(rows):
        initiative = make_initiative(leads=[make_organisation()])
        make_place_of(initiative, make_location(parent=make_location(), is_sensitive=True))
        make_update(initiative)
    selection = INITIATIVES.select(QueryDict(""), as_file=True)
    with django_assert_num_queries(8):
        assert b"".join(selection.file(GEOJSON)).count(b'"Feature"') == rows


def test_initiatives_come_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 2)
    for number in range(5):
        make_initiative(f"Row {number}")
    pieces = list(INITIATIVES.select(QueryDict("sort=title"), as_file=True).file(GEOJSON))
    assert [piece.count(b'"Feature"') for piece in pieces] == [0, 2, 2, 1, 0]
    told = json.loads(b"".join(pieces))
    assert [one["properties"]["title"] for one in told["features"]] == [f"Row {number}" for number in range(5)]


def test_text_is_exact_in_every_script() -> None:
    title = 'شارع «صلاح الدين» עזה =1+1 "\\" <b>'
    make_initiative(title)
    (told,) = features()
    assert told["properties"]["title"] == title
    assert "شارع «صلاح الدين» עזה" in file_of().decode()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("frozen")
def test_the_address_answers_with_the_file() -> None:
    a_world()
    client = Client()
    answer = client.get("/initiatives.geojson?sort=reference")
    assert (answer.status_code, answer.getvalue()) == (200, EXPECTED.read_bytes())
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (
        "application/geo+json",
        'attachment; filename="initiatives-2026-11-22.geojson"',
    )
    refused = client.get("/initiatives.geojson?hxl=1")
    assert (refused.status_code, client.post("/initiatives.geojson").status_code) == (400, 405)
