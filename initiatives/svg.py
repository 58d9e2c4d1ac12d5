"""Chart geometry: figures in, coordinates out, all inside one view box, mirrored for pages that read from the right.

Every drawing is WIDTH units wide and stretched to its column, so that a phone shows what paper shows; words and
figures stand beside it as text. A figure keeps its Decimal; only coordinates are floats, of one decimal.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

WIDTH = 640
HEIGHT = 16
# What tells the parts of a bar apart where there is no colour; the stylesheet draws each by its name.
TEXTURES = ("solid", "stripes", "dashes", "dots", "line", "empty")
# The longest stretches of days that are marked by weeks of the month, and by months.
WEEKS_UP_TO, MONTHS_UP_TO = 62, 1100
WEEKS = frozenset({1, 8, 15, 22, 29})

T = TypeVar("T")


@dataclass(frozen=True)
class Box:
    """A stretch of the drawing's width. A mark, such as a target, is a box without width."""

    x: float
    width: float = 0.0

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)


@dataclass(frozen=True)
class Chart:
    width: ClassVar[int] = WIDTH
    height: ClassVar[int] = HEIGHT
    middle: ClassVar[int] = HEIGHT // 2


@dataclass(frozen=True)
class Point:
    """What one source says of one period. `attained` is a ratio (0.188); `note` is printed after the figure."""

    source: str
    starts_on: dt.date
    ends_on: dt.date
    value: Decimal | None
    attained: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class PointRow:
    """A point and its bar; no box means that there is nothing to draw.

    `names_source` is true where the row above is of another source, `is_latest` in each source's newest period.
    """

    point: Point
    box: Box | None
    names_source: bool
    is_latest: bool


@dataclass(frozen=True)
class SmallMultiple(Chart):
    rows: tuple[PointRow, ...]
    target: Decimal | None
    target_label: str
    target_mark: Box | None
    maximum: Decimal


@dataclass(frozen=True)
class Bar:
    """A stage of a pipeline, or one of several totals. `share` is a ratio; `note` is printed after the figure."""

    label: str
    figure: Decimal | None
    share: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class BarRow:
    bar: Bar
    box: Box | None


@dataclass(frozen=True)
class Steps(Chart):
    rows: tuple[BarRow, ...]
    target: Decimal | None
    target_label: str
    target_mark: Box | None
    maximum: Decimal


@dataclass(frozen=True)
class Part:
    """One part of a whole. `share` is a ratio, printed in the legend where it is given."""

    label: str
    figure: Decimal | None
    share: Decimal | None = None
    texture: str = ""


@dataclass(frozen=True)
class Segment:
    part: Part
    box: Box | None
    texture: str


@dataclass(frozen=True)
class ShareBar(Chart):
    """`whole_mark` shows where the whole ends when the parts are more than it."""

    segments: tuple[Segment, ...]
    whole: Decimal
    whole_label: str
    whole_mark: Box | None


@dataclass(frozen=True)
class Run:
    """Days of one status, both ends included. `last` is None while it lasts; `status` None where none is known."""

    status: str | None
    first: dt.date
    last: dt.date | None = None
    label: str = ""


@dataclass(frozen=True)
class Span:
    run: Run
    box: Box


@dataclass(frozen=True)
class RunBar(Chart):
    """`marks` stand at weeks of the month, at months or at years, by the length of the window."""

    spans: tuple[Span, ...]
    marks: tuple[Box, ...]
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class RunLegend(Chart):
    """One run for each status, in the order in which they first appear."""

    runs: tuple[Run, ...]


def common_maximum(figures: Iterable[Decimal | None]) -> Decimal:
    """The scale that several charts share: the largest figure or target of them all, never below zero."""
    return max((_drawn(figure) for figure in figures), default=Decimal(0))


def small_multiple(
    points: Iterable[Point], target: Decimal | None = None, *, target_label: str = "", maximum: Decimal | None = None
) -> SmallMultiple:
    """One indicator, source beside source, in the order given; a source's points stand together.

    `value`, `target` and `maximum` are in one unit, say trucks a day: the caller makes rates of totals. A maximum
    below a figure is raised to it. What is below zero is printed and not drawn. The line is called Target unless
    it has a label of its own.
    """
    given = tuple(points)
    top = common_maximum([maximum, target, *(point.value for point in given)])
    newest: dict[str, dt.date] = {}
    for point in given:
        newest[point.source] = max(point.ends_on, newest.get(point.source, dt.date.min))
    above = [None, *(point.source for point in given)]
    rows = (
        PointRow(point, _bar(point.value, top), point.source != before, point.ends_on == newest[point.source])
        for point, before in zip(given, above, strict=False)
    )
    return SmallMultiple(tuple(rows), target, target_label, _mark(target, top), top)


def steps(
    bars: Iterable[Bar], target: Decimal | None = None, *, target_label: str = "", maximum: Decimal | None = None
) -> Steps:
    """A bar for each stage, all on one scale. Figures of which one holds another, such as money, belong here too."""
    given = tuple(bars)
    top = common_maximum([maximum, target, *(bar.figure for bar in given)])
    rows = tuple(BarRow(bar, _bar(bar.figure, top)) for bar in given)
    return Steps(rows, target, target_label, _mark(target, top), top)


def share_bar(parts: Iterable[Part], whole: Decimal | None = None, *, whole_label: str = "") -> ShareBar:
    """One bar, stacked, of parts that do not overlap; what is left of the whole stays empty.

    The whole is the sum unless given. Textures go by position unless a part names its own, so a part of zero keeps
    its place in the list.
    """
    given = tuple(parts)
    total = sum((_drawn(part.figure) for part in given), Decimal(0))
    limit = total if whole is None else _drawn(whole)
    top = max(total, limit)
    segments, reached = [], Decimal(0)
    for number, part in enumerate(given):
        before, reached = reached, reached + _drawn(part.figure)
        texture = part.texture or TEXTURES[number % len(TEXTURES)]
        segments.append(Segment(part, _between(before, reached, top), texture))
    return ShareBar(tuple(segments), limit, whole_label, _mark(limit, top) if limit < total else None)


def run_bar(runs: Iterable[Run], first: dt.date, last: dt.date) -> RunBar:
    """Runs on a scale of days from `first` to `last`, both included; what lies outside is cut off."""
    start, end = first.toordinal(), max(first, last).toordinal() + 1
    spans = []
    for run in runs:
        begins = max(run.first.toordinal(), start)
        ends = min((run.last or dt.date.max).toordinal() + 1, end)
        box = _between(Decimal(begins - start), Decimal(ends - start), Decimal(end - start))
        if box is not None:
            spans.append(Span(run, box))
    marks = (Box(_scaled(Decimal(day - start), Decimal(end - start))) for day in _marked_days(start, end))
    return RunBar(tuple(spans), tuple(marks), first, last)


def run_legend(runs: Iterable[Run]) -> RunLegend:
    """What the looks of the runs mean, for one bar or for all bars of a page."""
    seen: dict[str | None, Run] = {}
    for run in runs:
        seen.setdefault(run.status, run)
    return RunLegend(tuple(seen.values()))


def mirrored(drawn: T) -> T:
    """The same chart for a page that reads from the right; mirrored twice, it is the chart itself."""
    return _mirrored(drawn)  # type: ignore[no-any-return]


def _mirrored(drawn: Any) -> Any:
    if isinstance(drawn, Box):
        return Box(round(WIDTH - drawn.end, 1), drawn.width)
    if isinstance(drawn, tuple):
        return tuple(_mirrored(part) for part in drawn)
    if is_dataclass(drawn) and not isinstance(drawn, type):
        return replace(drawn, **{field.name: _mirrored(getattr(drawn, field.name)) for field in fields(drawn)})
    return drawn


def _drawn(figure: Decimal | None) -> Decimal:
    return figure if figure is not None and figure.is_finite() and figure > 0 else Decimal(0)


def _scaled(figure: Decimal, top: Decimal) -> float:
    return round(float(figure / top * WIDTH), 1)


def _between(begins: Decimal, ends: Decimal, top: Decimal) -> Box | None:
    """The box from one figure to the other; none where it would have no width."""
    if ends <= begins:
        return None
    x, end = _scaled(begins, top), _scaled(ends, top)
    return Box(x, round(end - x, 1)) if end > x else None


def _bar(figure: Decimal | None, top: Decimal) -> Box | None:
    return _between(Decimal(0), _drawn(figure), top)


def _mark(figure: Decimal | None, top: Decimal) -> Box | None:
    return Box(_scaled(_drawn(figure), top)) if figure is not None and top > 0 else None


def _marked_days(start: int, end: int) -> Iterator[int]:
    """The days, as ordinals, after the first of the window at which something begins."""
    if end - start <= WEEKS_UP_TO:
        yield from (day for day in range(start + 1, end) if dt.date.fromordinal(day).day in WEEKS)
        return
    months = range(1, 13) if end - start <= MONTHS_UP_TO else (1,)
    for year in range(dt.date.fromordinal(start).year, dt.date.fromordinal(end - 1).year + 1):
        yield from (day for month in months if start < (day := dt.date(year, month, 1).toordinal()) < end)
