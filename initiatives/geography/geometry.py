"""Geometry on a plane: a projection, clipping to a frame, and lines of no more points than can be seen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Position = tuple[float, float]

# Of the extent of what is shown, left free on each side.
MARGIN = 0.15
# A cosine below this belongs to the polar caps, where nothing would be left of a degree.
LEAST_COSINE = 0.2


@dataclass(frozen=True)
class Frame:
    """A part of the earth on a drawing of `width` by `height` units; y counts from the top.

    The projection is equirectangular with the middle latitude true to scale: straight, exact at the middle, and off
    by a few percent at the edge of a region. East is right on every page, also on one that reads from the right:
    words are mirrored, the earth is not.
    """

    west: float
    north: float
    scale: float
    cosine: float
    width: int
    height: int

    def project(self, longitude: float, latitude: float) -> Position:
        """Units of the drawing; outside of it for what lies outside the frame."""
        return (longitude - self.west) * self.cosine * self.scale, (self.north - latitude) * self.scale

    @property
    def east(self) -> float:
        return self.west + self.width / self.scale / self.cosine

    @property
    def south(self) -> float:
        return self.north - self.height / self.scale


def frame(
    positions: Iterable[Position], *, width: int, least_height: int, most_height: int, least_extent: float
) -> Frame:
    """Around positions (longitude, latitude), at least one, with a margin; never less than `least_extent` degrees of
    latitude across. A world that goes round the back is cut at 180 degrees.
    """
    xs, ys = zip(*positions, strict=True)
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    cosine = max(LEAST_COSINE, math.cos(math.radians(middle[1])))
    across = max((max(xs) - min(xs)) * cosine * (1 + 2 * MARGIN), least_extent)
    down = max((max(ys) - min(ys)) * (1 + 2 * MARGIN), least_extent)
    height = min(most_height, max(least_height, round(width * down / across)))
    scale = min(width / across, height / down)
    return Frame(middle[0] - width / scale / cosine / 2, middle[1] + height / scale / 2, scale, cosine, width, height)


def clipped_ring(ring: Sequence[Position], low: Position, high: Position) -> list[Position]:
    """What of a closed ring lies in a box; where it leaves, it runs along the edge (Sutherland and Hodgman)."""
    found = list(ring)
    for axis, limit, is_low in ((0, low[0], True), (0, high[0], False), (1, low[1], True), (1, high[1], False)):
        if not found:
            break
        before = found[-1]
        was_in = before[axis] >= limit if is_low else before[axis] <= limit
        kept: list[Position] = []
        for here in found:
            is_in = here[axis] >= limit if is_low else here[axis] <= limit
            if is_in != was_in:
                kept.append(_crossing(before, here, axis, limit))
            if is_in:
                kept.append(here)
            before, was_in = here, is_in
        found = kept
    return found


def _crossing(before: Position, here: Position, axis: int, limit: float) -> Position:
    share = (limit - before[axis]) / (here[axis] - before[axis])
    other = before[1 - axis] + share * (here[1 - axis] - before[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def clipped_line(line: Sequence[Position], low: Position, high: Position) -> list[list[Position]]:
    """What of a line lies in a box, in pieces (Liang and Barsky)."""
    pieces: list[list[Position]] = []
    for start, end in pairwise(line):
        part = _clipped_part(start, end, low, high)
        if part is None:
            continue
        if pieces and pieces[-1][-1] == part[0]:
            pieces[-1].append(part[1])
        else:
            pieces.append(list(part))
    return pieces


def _clipped_part(start: Position, end: Position, low: Position, high: Position) -> tuple[Position, Position] | None:
    first, last = 0.0, 1.0
    for axis in (0, 1):
        step = end[axis] - start[axis]
        for towards, room in ((-step, start[axis] - low[axis]), (step, high[axis] - start[axis])):
            if towards == 0:
                if room < 0:
                    return None
                continue
            share = room / towards
            if towards < 0:
                first = max(first, share)
            else:
                last = min(last, share)
    if first > last:
        return None
    return tuple(  # type: ignore[return-value]
        end if share == 1 else start if share == 0
        else (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
        for share in (first, last)
    )  # fmt: skip


def simplified(line: Sequence[Position], stray: float) -> list[Position]:
    """The line with fewer points, nowhere farther than `stray` from the old one; its ends stay (Douglas, Peucker)."""
    if len(line) < 3:
        return list(line)
    kept = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        farthest, where = 0.0, 0
        for number in range(first + 1, last):
            distance = _distance(line[number], line[first], line[last])
            if distance > farthest:
                farthest, where = distance, number
        if farthest > stray:
            kept.add(where)
            waiting += [(first, where), (where, last)]
    return [line[number] for number in sorted(kept)]


def _distance(point: Position, start: Position, end: Position) -> float:
    """From a point to the stretch between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length
    share = min(1.0, max(0.0, share))
    return math.hypot(point[0] - start[0] - share * dx, point[1] - start[1] - share * dy)
