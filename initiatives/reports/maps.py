"""What a map shows: public places with their initiatives and where each stands, and straight lines between places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise, product, zip_longest
from typing import Any

from django.db.models import QuerySet

from initiatives.choices import PlaceRole
from initiatives.geography.drawing import Leg, Spot
from initiatives.geography.geometry import Position
from initiatives.models import Initiative
from initiatives.reports.places import Place, places_of
from initiatives.reports.standing import Voice, voices

# What a page lists; beyond that it says how many more there are, and the file has them all.
MOST_PLACES, MOST_HERE, MOST_ABSENT = 100, 5, 50
# What a map draws in place of a status where sources disagree on it.
DISPUTED = "disputed"
STAGES = (PlaceRole.ORIGIN, PlaceRole.CROSSING, PlaceRole.DESTINATION)


@dataclass(frozen=True)
class Standing:
    """An initiative and where it stands."""

    pk: int
    reference: str
    title: str
    kind: str
    status: str | None
    since: dt.date | None
    is_disputed: bool
    voices: tuple[Voice, ...] = ()

    @property
    def drawn(self) -> str | None:
        return drawn_status(self.status, self.is_disputed)


@dataclass(frozen=True)
class PlaceRow:
    """A place on the map: the reference and the drawn status of all its initiatives, and those that the page lists."""

    name: str
    slug: str
    position: Position
    initiatives: tuple[tuple[str, str | None], ...]
    here: tuple[Standing, ...]

    @property
    def more(self) -> int:
        return len(self.initiatives) - len(self.here)

    @property
    def spot(self) -> Spot:
        return Spot(self.name, self.position, self.initiatives)


@dataclass(frozen=True)
class MapReport:
    """`table` are the first of the places, and `absent` the first initiatives without a public place to draw.

    `untold` counts the initiatives of which some line is not drawn, since no source tells it.
    """

    places: tuple[PlaceRow, ...]
    legs: tuple[Leg, ...]
    table: tuple[PlaceRow, ...]
    absent: tuple[Standing, ...]
    absent_more: int
    untold: int
    carries_sample: bool

    @property
    def more(self) -> int:
        return len(self.places) - len(self.table)

    @property
    def spots(self) -> tuple[Spot, ...]:
        return tuple(place.spot for place in self.places)


def map_report(rows: QuerySet[Initiative], at: dt.datetime | None = None) -> MapReport:
    """Of public initiatives with their standing; three queries, and one more where sources disagree."""
    columns = ("pk", "reference", "title", "kind", "status", "status_since", "is_disputed", "crisis__is_sample")
    # Any: the type checker knows no annotations that a queryset's own method makes.
    found: list[Any] = sorted(rows.order_by().values_list(*columns), key=lambda row: row[1])
    standings = {row[0]: Standing(*row[:7]) for row in found}
    places = places_of(rows.order_by().values("pk"))
    on_map = tuple(_places(standings, places))
    # Most have places and no lines.
    staged = {pk: of_one for pk, of_one in places.items() if any(place.role in STAGES for place in of_one)}
    named = {pk for pk, of_one in places.items() if any(place.point for place in of_one)}
    absent = [standing for pk, standing in standings.items() if pk not in named]
    table, absent_shown = on_map[:MOST_PLACES], tuple(absent[:MOST_ABSENT])
    shown = chain(absent_shown, *(row.here for row in table))
    heard = voices(sorted({one.pk for one in shown if one.is_disputed}), at)
    return MapReport(
        places=on_map,
        legs=_in_turn(legs_of(staged[pk], one.drawn) for pk, one in standings.items() if pk in staged),
        table=tuple(replace(row, here=_voiced(row.here, heard)) for row in table),
        absent=_voiced(absent_shown, heard),
        absent_more=len(absent) - len(absent_shown),
        untold=sum(map(has_untold, staged.values())),
        carries_sample=any(row[7] for row in found),
    )


def drawn_status(status: str | None, is_disputed: bool) -> str | None:
    return DISPUTED if is_disputed else status


def spots_of(places: Iterable[Place], status: str | None) -> tuple[Spot, ...]:
    """The places of one initiative that can be drawn, each once."""
    known = {place.slug: place for place in places if place.point is not None}
    return tuple(Spot(place.name, _position(place), (("", status),)) for place in known.values())


def legs_of(places: Sequence[Place], status: str | None) -> Iterator[Leg]:
    """From each origin to each crossing, and on to each destination; a stage that no source names is passed over.

    An area that stands for a sensitive place within it is an end like any other: a line that were missing there, or
    drawn past it, would tell the two apart. Two ends in one area would be a line from a place to itself.
    """
    for starts, ends in _steps(places):
        if _is_told(starts, ends):
            lines = product(map(_position, filter(_is_drawn, starts)), map(_position, filter(_is_drawn, ends)))
            yield from (Leg(start, end, status) for start, end in dict.fromkeys(lines) if start != end)


def _in_turn(legs: Iterable[Iterator[Leg]]) -> tuple[Leg, ...]:
    """The first line of each initiative, then the second of each: a map that has no room for all has some of each."""
    turns = zip_longest(*legs)
    return tuple(leg for turn in turns for leg in turn if leg is not None)


def has_untold(places: Sequence[Place]) -> bool:
    """Whether there are places between which no line is drawn, though they are stages one after the other."""
    return any(
        not _is_told(starts, ends) or not all(map(_is_drawn, (*starts, *ends))) for starts, ends in _steps(places)
    )


def _steps(places: Sequence[Place]) -> Iterator[tuple[list[Place], list[Place]]]:
    stages = ([place for place in places if place.role == role] for role in STAGES)
    return pairwise(filter(None, stages))


def _is_told(starts: Sequence[Place], ends: Sequence[Place]) -> bool:
    """Of several places on both sides, no source says which leads to which."""
    return len(starts) == 1 or len(ends) == 1


def _is_drawn(place: Place) -> bool:
    return place.point is not None


def _places(standings: dict[int, Standing], places: dict[int, tuple[Place, ...]]) -> Iterator[PlaceRow]:
    """By name; an initiative counts once at a place, whatever it is there."""
    found: dict[str, tuple[Place, dict[int, Standing]]] = {}
    for pk, standing in standings.items():
        for place in places.get(pk, ()):
            if place.point is not None:
                found.setdefault(place.slug, (place, {}))[1][pk] = standing
    for place, here in sorted(found.values(), key=lambda item: (item[0].name.casefold(), item[0].slug)):
        all_here = tuple((standing.reference, standing.drawn) for standing in here.values())
        yield PlaceRow(place.name, place.slug, _position(place), all_here, tuple(islice(here.values(), MOST_HERE)))


def _voiced(standings: Iterable[Standing], heard: dict[int, tuple[Voice, ...]]) -> tuple[Standing, ...]:
    return tuple(replace(one, voices=heard.get(one.pk, ())) for one in standings)


def _position(place: Place) -> Position:
    longitude, latitude = place.point or (0, 0)
    return float(longitude), float(latitude)
