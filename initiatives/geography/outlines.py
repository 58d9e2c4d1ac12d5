"""Land and borders of the world (Natural Earth, public domain), read from world.json.gz when a map is first drawn."""

from __future__ import annotations

import gzip
import json
from array import array
from collections.abc import Iterable
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
    def positions(self) -> list[Position]:
        figures = [figure * UNIT for figure in self.figures]
        return list(zip(figures[::2], figures[1::2], strict=True))


@dataclass(frozen=True)
class Outlines:
    land: tuple[Shape, ...]
    borders: tuple[Shape, ...]


@cache
def world() -> Outlines:
    told = json.loads(gzip.decompress(FILE.read_bytes()))
    return Outlines(*(tuple(_shape(steps) for steps in told[name]) for name in ("land", "borders")))


def _shape(steps: Iterable[int]) -> Shape:
    figures = array("i")
    x = y = 0
    given = iter(steps)
    for dx, dy in zip(given, given, strict=True):
        x, y = x + dx, y + dy
        figures.extend((x, y))
    xs, ys = figures[::2], figures[1::2]
    return Shape(figures, min(xs) * UNIT, min(ys) * UNIT, max(xs) * UNIT, max(ys) * UNIT)
