"""Land and borders of the world (Natural Earth, public domain), read from world.json.gz when a map is first drawn."""

from __future__ import annotations

import gzip
import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from initiatives.geography.geometry import Position

FILE = Path(__file__).parent / "world.json.gz"
# Degrees: what figures in the file count.
UNIT = 0.001


@dataclass(frozen=True)
class Shape:
    """A ring of land or a line of a border, in units, with its extent in degrees."""

    # Flat and packed: as pairs of floats the world would take 18 MB of every process.
    figures: array[int]
    west: float
    south: float
    east: float
    north: float

    @property
    def positions(self) -> Iterator[Position]:
        """One at a time: all those of a continent take four megabytes."""
        figures = iter(self.figures)
        return ((x * UNIT, y * UNIT) for x, y in zip(figures, figures, strict=True))


@dataclass(frozen=True)
class Outlines:
    land: tuple[Shape, ...]
    borders: tuple[Shape, ...]


@cache
def world() -> Outlines:
    """Read a line at a time: as one piece it took nine megabytes, which a process does not give back."""
    found: dict[str, list[Shape]] = {"land": [], "border": []}
    with gzip.open(FILE) as lines:
        for line in lines:
            ((name, steps),) = json.loads(line).items()
            found[name].append(_shape(steps))
    return Outlines(tuple(found["land"]), tuple(found["border"]))


def _shape(steps: Iterable[int]) -> Shape:
    figures = array("i")
    x = y = 0
    given = iter(steps)
    for dx, dy in zip(given, given, strict=True):
        x, y = x + dx, y + dy
        figures.extend((x, y))
    xs, ys = figures[::2], figures[1::2]
    return Shape(figures, min(xs) * UNIT, min(ys) * UNIT, max(xs) * UNIT, max(ys) * UNIT)
