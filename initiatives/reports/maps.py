"""What a map shows: public places with their initiatives and where each stands, and straight lines between places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, product, zip_longest
from operator import itemgetter
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


@dataclass(frozen=True)
class PlaceRow:
    """A place in the table: the first of its initiatives, and how many more there are."""

    name: str
    here: tuple[Standing, ...]
    more: int


@dataclass(frozen=True)
class MapReport:
    """`spots` are all places by name; `table` tells of the first of them, and `absent` are the first initiatives
    without a public place to draw.

    `untold` counts the initiatives of which some line is not drawn, since no source tells it.
    """

    spots: tuple[Spot, ...]
    legs: tuple[Leg, ...]
    table: tuple[PlaceRow, ...]
    absent: tuple[Standing, ...]
    absent_more: int
    untold: int
    carries_sample: bool

    @property
    def more(self) -> int:
        return len(self.spots) - len(self.table)


# A place, and its initiatives so far: the reference of each and what is drawn of it.
Here = tuple[Place, list[tuple[str, str | None]]]


def map_report(rows: QuerySet[Initiative], at: dt.datetime | None = None) -> MapReport:
    """Of public initiatives with their standing; four queries, and one more where sources disagree.

    Of most initiatives only what is drawn is read; what the table says is read of those in it.
    """
    columns = ("pk", "reference", "status", "is_disputed", "crisis__is_sample")
    # Any: the type checker knows no annotations that a queryset's own method makes.
    found: list[Any] = sorted(rows.order_by().values_list(*columns), key=itemgetter(1))
    places = places_of(rows.order_by().values("pk"))
    # Thousands of initiatives share one tuple of places: what follows from the places alone is worked out once for
    # each tuple, told by its identity, since comparing the places themselves costs more than it saves.
    by_slug: dict[str, Here] = {}
    shared = {id(of_one): of_one for of_one in places.values()}
    lists = {key: _lists(of_one, by_slug) for key, of_one in shared.items()}
    staged = {key for key, of_one in shared.items() if any(place.role in STAGES for place in of_one)}
    lined: dict[tuple[int, str | None], None] = {}
    absent: list[str] = []
    for pk, reference, status, is_disputed, _is_sample in found:
        key, drawn = id(places.get(pk)), drawn_status(status, is_disputed)
        here = lists.get(key)
        if not here:
            absent.append(reference)
            continue
        one = (reference, drawn)
        for those in here:
            those.append(one)
        if key in staged:
            # Of the same places and the same status come the same lines.
            lined[key, drawn] = None
    untold = {key for key in staged if has_untold(shared[key])}
    spots = tuple(_spots(by_slug))
    table = [(spot, [reference for reference, _drawn in spot.initiatives[:MOST_HERE]]) for spot in spots[:MOST_PLACES]]
    shown = {*absent[:MOST_ABSENT], *chain.from_iterable(here for _spot, here in table)}
    told = _told(rows, shown, at)
    return MapReport(
        spots=spots,
        legs=_in_turn(legs_of(shared[key], drawn) for key, drawn in lined),
        table=tuple(
            PlaceRow(spot.name, tuple(told[each] for each in here), len(spot.initiatives) - len(here))
            for spot, here in table
        ),
        absent=tuple(told[reference] for reference in absent[:MOST_ABSENT]),
        absent_more=max(0, len(absent) - MOST_ABSENT),
        untold=sum(id(places.get(row[0])) in untold for row in found) if untold else 0,
        carries_sample=any(row[4] for row in found),
    )


def _told(rows: QuerySet[Initiative], references: set[str], at: dt.datetime | None) -> dict[str, Standing]:
    columns = ("pk", "reference", "title", "kind", "status", "status_since", "is_disputed")
    found = [Standing(*row) for row in rows.order_by().filter(reference__in=references).values_list(*columns)]
    heard = voices(sorted(one.pk for one in found if one.is_disputed), at)
    return {one.reference: replace(one, voices=heard.get(one.pk, ())) for one in found}


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


def _lists(places: Iterable[Place], by_slug: dict[str, Here]) -> list[list[tuple[str, str | None]]]:
    """The lists in which an initiative of these places stands: once for a place, whatever it is there."""
    drawn = {place.slug: place for place in places if place.point is not None}
    return [by_slug.setdefault(slug, (place, []))[1] for slug, place in drawn.items()]


def _spots(by_slug: dict[str, Here]) -> Iterator[Spot]:
    """By name, and only those that have an initiative."""
    for place, here in sorted(by_slug.values(), key=lambda item: (item[0].name.casefold(), item[0].slug)):
        if here:
            yield Spot(place.name, _position(place), tuple(here))


def _position(place: Place) -> Position:
    longitude, latitude = place.point or (0, 0)
    return float(longitude), float(latitude)
