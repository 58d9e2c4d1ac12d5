"""GeoJSON (RFC 7946): one Feature for each initiative, at its public places; a sensitive place is nowhere in it."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from initiatives.columns import Row, Sheet
from initiatives.exports import rows as reading
from initiatives.exports.json import figure, record
from initiatives.moments import day_of
from initiatives.reports.places import Place, places_of

HEAD = '{"type":"FeatureCollection",%s"features":[\n'
END = b"\n]}\n"
# Texts are written as they are, in any script.
STYLE: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}


def chunks(sheet: Sheet, rows: reading.Rows, *, hxl: bool = False, at: dt.datetime | None = None) -> Iterator[bytes]:
    """The file, some hundred initiatives in each piece, each in a line of its own; it has no tags."""
    yield (HEAD % _as_at(at)).encode()
    between = ""
    for chunk in reading.chunks(sheet, rows, at):
        places = places_of([row["pk"] for row in chunk])
        lines = [json.dumps(_feature(sheet, row, places.get(row["pk"], ())), **STYLE) for row in chunk]
        yield (between + ",\n".join(lines)).encode()
        between = ",\n"
    yield END


def _as_at(at: dt.datetime | None) -> str:
    """Foreign members, so that a file of the past says so wherever it is carried."""
    if at is None:
        return ""
    day = day_of(at).isoformat()
    note = f"As published by the end of {day}. Things are shown as they are today."
    return f"{json.dumps({'as_at': day, 'note': note}, **STYLE)[1:-1]},"


def _feature(sheet: Sheet, row: Row, places: Sequence[Place]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": row["reference"],
        "geometry": _geometry(places),
        "properties": {**record(sheet, row), "places": [_place(place) for place in places]},
    }


def _geometry(places: Sequence[Place]) -> dict[str, Any] | None:
    """Where it is: each point once, longitude first; null where no public place has coordinates."""
    points = dict.fromkeys(place.point for place in places if place.point is not None)
    positions = [[figure(longitude), figure(latitude)] for longitude, latitude in points]
    if not positions:
        return None
    if len(positions) == 1:
        return {"type": "Point", "coordinates": positions[0]}
    return {"type": "MultiPoint", "coordinates": positions}


def _place(place: Place) -> dict[str, Any]:
    longitude, latitude = place.point or (None, None)
    return {
        "name": place.name,
        "role": place.role,
        "level": place.level,
        "kind": place.kind,
        "longitude": None if longitude is None else figure(longitude),
        "latitude": None if latitude is None else figure(latitude),
    }
