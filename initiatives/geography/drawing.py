"""A map as a drawing: from places and their statuses to outlines, lines, signs and labels inside one view box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain, pairwise

from initiatives.geography.geometry import Frame, Position, clipped_line, clipped_ring, frame, simplified
from initiatives.geography.outlines import Shape, world
from initiatives.text import isolated, unturned

# Outlines go on so far beyond the edge, so that no stroke runs along it.
BLEED = 4
# What is smaller than so many strays cannot be seen.
LEAST_STRAYS = 4
# Half the height of a sign, the width of a figure and of a letter, half the height of a line; the gaps between signs
# and before a label.
RADIUS, FIGURE, LETTER, LINE, BETWEEN, GAP = 10, 8, 7, 8, 2, 4
MOST_LETTERS = 28


@dataclass(frozen=True)
class Look:
    """How large a map is, in units. `zoom` is how much larger a narrow screen draws signs and labels than the drawing
    says, and `stray` how far an outline may be from where it is.
    """

    width: int
    least_height: int
    most_height: int
    least_extent: float
    zoom: float
    stray: float
    most_marks: int
    most_legs: int


PAGE = Look(
    width=640, least_height=300, most_height=460, least_extent=1.4, zoom=1.7, stray=0.8, most_marks=120, most_legs=200
)
SMALL = Look(
    width=288, least_height=200, most_height=300, least_extent=1.0, zoom=1.0, stray=1.2, most_marks=30, most_legs=40
)


@dataclass(frozen=True)
class Spot:
    """A place, and its initiatives: the reference of each with its status, None where there is none yet."""

    name: str
    position: Position
    initiatives: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Leg:
    """A straight line from one place to another, for an initiative of this status."""

    start: Position
    end: Position
    status: str | None


@dataclass(frozen=True)
class Sign:
    """How many have a status, `x` units beside the middle of its mark; without a status of its own, of all of them."""

    x: int
    width: int
    count: int
    status: str | None
    is_of_all: bool = False

    @property
    def left(self) -> int:
        return self.x - self.width // 2

    @property
    def icon_x(self) -> int:
        return self.left + GAP

    @property
    def text_x(self) -> int:
        return self.left + 2 * RADIUS - 2


@dataclass(frozen=True)
class Label:
    """The name beside a mark; `is_for_wide` where a narrow screen has no room for it."""

    name: str
    more: int
    x: int
    y: int
    anchor: str
    is_for_wide: bool

    @property
    def text(self) -> str:
        return f"{isolated(self.name)} +{self.more}" if self.more else self.name

    @property
    def width(self) -> int:
        return LETTER * len(f"{self.name} +{self.more}" if self.more else self.name)


@dataclass(frozen=True)
class Mark:
    """A place, or several that are too near to each other to be told apart."""

    x: int
    y: int
    spots: tuple[Spot, ...]
    signs: tuple[Sign, ...] = ()
    label: Label | None = None

    @property
    def count(self) -> int:
        return sum(count for _status, count in self.statuses)

    @property
    def more(self) -> int:
        return len(self.spots) - 1

    @cached_property
    def statuses(self) -> tuple[tuple[str | None, int], ...]:
        """How many have which, the commonest first. An initiative counts once, also where it is at several places."""
        known = dict(chain.from_iterable(spot.initiatives for spot in self.spots))
        return tuple(sorted(Counter(known.values()).items(), key=lambda item: (-item[1], item[0] or "")))


@dataclass(frozen=True)
class DrawnLeg:
    """A line from mark to mark, with the statuses of all that run along it."""

    x1: int
    y1: int
    x2: int
    y2: int
    statuses: tuple[str | None, ...]


@dataclass(frozen=True)
class Map:
    """`land` and `borders` are data of SVG paths; `undrawn` counts the lines for which there was no room."""

    width: int
    height: int
    land: str
    borders: str
    legs: tuple[DrawnLeg, ...]
    marks: tuple[Mark, ...]
    undrawn: int

    @property
    def has_sums(self) -> bool:
        return any(sign.is_of_all for mark in self.marks for sign in mark.signs)


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_within(self, width: float, height: float) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


def drawn_map(spots: Iterable[Spot], legs: Iterable[Leg], look: Look, *, rtl: bool = False) -> Map | None:
    """The map of these places, or nothing where there is none.

    On a page that reads from the right only labels change sides. East stays right: a mirrored coast is another coast.
    """
    given = sorted(spots, key=lambda spot: (-len(spot.initiatives), spot.name, spot.position))
    lines = tuple(legs)
    positions = [spot.position for spot in given] + [end for leg in lines for end in (leg.start, leg.end)]
    if not positions:
        return None
    seen = frame(
        positions, width=look.width, least_height=look.least_height, most_height=look.most_height,
        least_extent=look.least_extent,
    )  # fmt: skip
    marks = _labelled(_signed(_marks(given, seen, look), seen, look.zoom), seen, look.zoom, rtl)
    drawn, hidden = _legs(lines, marks, seen)
    land, borders = outlines(seen, look.stray)
    shown = drawn[: look.most_legs]
    return Map(seen.width, seen.height, land, borders, shown, marks, hidden + len(drawn) - len(shown))


@lru_cache(maxsize=64)
def outlines(seen: Frame, stray: float) -> tuple[str, str]:
    """Land and borders in a frame, as data of paths, of no more points than the drawing has units."""
    low, high = (-float(BLEED), -float(BLEED)), (float(seen.width + BLEED), float(seen.height + BLEED))
    land, borders = [], []
    for shape in world().land:
        if _is_seen(shape, seen):
            ring = clipped_ring(_projected(shape, seen, stray), low, high)
            if ring and _extent(ring) >= LEAST_STRAYS * stray:
                # A ring has no ends that would have to stay; its first position serves as both.
                land.append(_path(simplified([*ring, ring[0]], stray)[:-1], "z"))
    for shape in world().borders:
        if _is_seen(shape, seen):
            pieces = clipped_line(_projected(shape, seen, stray), low, high)
            borders += [_path(simplified(piece, stray)) for piece in pieces if _extent(piece) >= stray]
    return "".join(land), "".join(borders)


def _is_seen(shape: Shape, seen: Frame) -> bool:
    return (
        shape.west <= seen.east and shape.east >= seen.west and shape.south <= seen.north and shape.north >= seen.south
    )


def _projected(shape: Shape, seen: Frame, stray: float) -> list[Position]:
    """Positions that fall on one point with the one before them are left out, before anything slow looks at them."""
    found: list[Position] = []
    for position in shape.positions:
        x, y = seen.project(*position)
        if not found or abs(found[-1][0] - x) >= stray / 2 or abs(found[-1][1] - y) >= stray / 2:
            found.append((x, y))
    return found


def _extent(ring: Sequence[Position]) -> float:
    sides = [max(values) - min(values) for values in zip(*ring, strict=True)]
    return float(max(sides))


def _path(line: Sequence[Position], end: str = "") -> str:
    """Whole units: the first position, then steps; nothing where no step is left."""
    points = [(round(x), round(y)) for x, y in line]
    steps = [(there[0] - here[0], there[1] - here[1]) for here, there in pairwise(points)]
    told = " ".join(f"{dx} {dy}" for dx, dy in steps if dx or dy).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{told}{end}" if told else ""


def _marks(spots: Sequence[Spot], seen: Frame, look: Look) -> list[Mark]:
    """One for each place, those with the most initiatives first; a place too near to an earlier one joins it.

    Where there would be too many marks, what counts as near grows until there are not: a page has a bounded size.
    """
    near = 2 * RADIUS * look.zoom * 0.9
    while True:
        marks = _joined(spots, seen, near)
        if len(marks) <= look.most_marks:
            return marks
        near *= 1.3


def _joined(spots: Sequence[Spot], seen: Frame, near: float) -> list[Mark]:
    cells: dict[tuple[int, int], list[int]] = {}
    found: list[tuple[Position, list[Spot]]] = []
    for spot in spots:
        x, y = seen.project(*spot.position)
        column, row = int(x // near), int(y // near)
        around = (cells.get((column + dx, row + dy), ()) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        joined = next(
            (
                n
                for numbers in around
                for n in numbers
                if abs(found[n][0][0] - x) < near and abs(found[n][0][1] - y) < near
            ),
            None,
        )
        if joined is None:
            cells.setdefault((column, row), []).append(len(found))
            found.append(((x, y), [spot]))
        else:
            found[joined][1].append(spot)
    return [Mark(round(x), round(y), tuple(joined)) for (x, y), joined in found]


def _signed(marks: Sequence[Mark], seen: Frame, zoom: float) -> list[Mark]:
    """A sign for each status where there is room for them side by side, else one with the number of all."""
    taken = [_box(mark, RADIUS, zoom) for mark in marks]
    signed = []
    for number, mark in enumerate(marks):
        row = _row(mark.statuses)
        box = _box(mark, _half(row), zoom)
        others = taken[:number] + taken[number + 1 :]
        is_free = box.is_within(seen.width, seen.height) and not any(box.meets(other) for other in others)
        if len(row) > 1 and not is_free:
            row = _row(((None, mark.count),), is_of_all=True)
            box = _box(mark, _half(row), zoom)
        taken[number] = box
        signed.append(replace(mark, signs=row))
    return signed


def _row(statuses: Sequence[tuple[str | None, int]], *, is_of_all: bool = False) -> tuple[Sign, ...]:
    has_figure = [count > 1 and not is_of_all for _status, count in statuses]
    widths = [
        2 * RADIUS + FIGURE * len(str(count)) * is_told
        for (_status, count), is_told in zip(statuses, has_figure, strict=True)
    ]
    signs, left = [], -(sum(widths) + BETWEEN * (len(widths) - 1)) // 2
    for width, (status, count) in zip(widths, statuses, strict=True):
        signs.append(Sign(left + width // 2, width, count, status, is_of_all))
        left += width + BETWEEN
    return tuple(signs)


def _half(signs: Sequence[Sign]) -> int:
    return max(sign.x + sign.width // 2 for sign in signs)


def _box(mark: Mark, half: float, zoom: float) -> Box:
    return Box(mark.x - half * zoom, mark.y - RADIUS * zoom, mark.x + half * zoom, mark.y + RADIUS * zoom)


def _labelled(marks: Sequence[Mark], seen: Frame, zoom: float, rtl: bool) -> tuple[Mark, ...]:
    """Each label at the first side where it meets no mark and no other label; none where there is no such side.

    First as a narrow screen draws it, larger; what has room only on a wide one is shown there alone.
    """
    halves = [_half(mark.signs) for mark in marks]
    taken = {each: [_box(mark, half, each) for mark, half in zip(marks, halves, strict=True)] for each in (zoom, 1.0)}
    labelled = []
    for mark, half in zip(marks, halves, strict=True):
        label = None
        for each in (zoom, 1.0):
            sizes = {zoom, 1.0} if each == zoom else {1.0}
            for candidate in _candidates(mark, half, rtl):
                boxes = {size: _label_box(mark, candidate, size) for size in sizes}
                if all(
                    box.is_within(seen.width, seen.height) and not any(box.meets(other) for other in taken[size])
                    for size, box in boxes.items()
                ):
                    label = replace(candidate, is_for_wide=each != zoom)
                    for size, box in boxes.items():
                        taken[size].append(box)
                    break
            if label is not None:
                break
        labelled.append(replace(mark, label=label))
    return tuple(labelled)


def _candidates(mark: Mark, half: int, rtl: bool) -> tuple[Label, ...]:
    name = unturned(mark.spots[0].name)
    short = name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1].rstrip()}…"
    right = Label(short, mark.more, half + GAP, GAP, "start", False)
    left = Label(short, mark.more, -half - GAP, GAP, "end", False)
    below = Label(short, mark.more, 0, RADIUS + 2 * LINE - GAP, "middle", False)
    above = Label(short, mark.more, 0, -RADIUS - GAP - 1, "middle", False)
    return (left, right, below, above) if rtl else (right, left, below, above)


def _label_box(mark: Mark, label: Label, zoom: float) -> Box:
    left = {"start": label.x, "end": label.x - label.width, "middle": label.x - label.width / 2}[label.anchor]
    top = label.y - 1.5 * LINE
    return Box(
        mark.x + left * zoom,
        mark.y + top * zoom,
        mark.x + (left + label.width) * zoom,
        mark.y + (top + 2 * LINE) * zoom,
    )


def _legs(legs: Iterable[Leg], marks: Iterable[Mark], seen: Frame) -> tuple[tuple[DrawnLeg, ...], int]:
    """Between two marks one line, whichever way and for how many it runs; and how many have both ends in one mark."""
    middles = {spot.position: (mark.x, mark.y) for mark in marks for spot in mark.spots}
    found: dict[tuple[int, int, int, int], dict[str | None, None]] = {}
    hidden = set()
    for leg in legs:
        start, end = sorted(middles.get(each) or _rounded(seen.project(*each)) for each in (leg.start, leg.end))
        if start == end:
            hidden.add(frozenset((leg.start, leg.end)))
        else:
            found.setdefault((*start, *end), {})[leg.status] = None
    return tuple(DrawnLeg(*ends, tuple(statuses)) for ends, statuses in found.items()), len(hidden)


def _rounded(point: Position) -> tuple[int, int]:
    return round(point[0]), round(point[1])
