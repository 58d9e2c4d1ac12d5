"""Pipelines: how movements ended and how far cargo came, for one source and one period at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from initiatives.choices import CARGO_STAGES, MOVEMENT_STAGES, Category, Stage
from initiatives.models import Indicator, Observation
from initiatives.reports.indicators import (
    Figure,
    Period,
    Seen,
    figure,
    fitting,
    observed,
    place_of,
    unit_of,
    whole,
)
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.texts import Link
from initiatives.svg import Bar, Steps, common_maximum, steps

# The indicators of one pipeline by their stage.
Stages = dict[str, Indicator]
# What one source said of one period, by stage.
Cells = dict[str, list[Seen]]


@dataclass(frozen=True)
class Told:
    """What one source told of one period, and its place among its periods, the newest first."""

    source: str
    speaker: Link
    period: Period
    cells: Cells
    rank: int


@dataclass(frozen=True)
class Check:
    """What was planned beside what became of it; `unexplained` is below zero where more ended than was planned."""

    planned: Decimal
    ended: Decimal

    @property
    def unexplained(self) -> Decimal:
        return self.planned - self.ended

    @property
    def too_many(self) -> Decimal:
        return -self.unexplained


@dataclass(frozen=True)
class Cell:
    """What is said of one stage: the figure that holds, and those that were taken back."""

    stage: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Passage:
    """One source's figures for one period, a cell for each stage of the pipeline; `base` is what shares are of."""

    caption: str
    speaker: Link
    period: Period
    cells: tuple[Cell, ...]
    chart: Steps | None
    base: str
    check: Check | None


@dataclass(frozen=True)
class Pipeline:
    """Stages of one kind of thing in one place. Where its periods overlap, their figures are not to be added."""

    is_movement: bool
    group: str
    place: str
    category: str
    unit: str
    stages: tuple[str, ...]
    passages: tuple[Passage, ...]
    overlap: bool
    left_out: int


@dataclass(frozen=True)
class Pipelines:
    pipelines: tuple[Pipeline, ...]


def pipelines(reading: Reading, sources: Sources) -> Pipelines | None:
    """Four queries."""
    seen = observed(reading)
    told = [(stages, _told(stages, seen)) for stages in sets_of_stages(seen)]
    # As many periods of each source as all pipelines have room for, and at least the newest.
    counts = Counter(
        one.rank for _stages, all_told in told for one in all_told for rows in one.cells.values() for _row in rows
    )
    most = fitting(counts)
    kept = [(stages, [one for one in all_told if one.rank < most], len(all_told)) for stages, all_told in told]
    chains = whole(reading, (row for _, some, _ in kept for one in some for rows in one.cells.values() for row in rows))
    found = tuple(
        _pipeline(f"pipeline-{number}", stages, some, count - len(some), chains, sources)
        for number, (stages, some, count) in enumerate(kept, 1)
    )
    return Pipelines(found) if found else None


def sets_of_stages(indicators: Iterable[Indicator]) -> list[Stages]:
    """The indicators that make a pipeline: of one place, category and unit, two stages or more, each stage once."""
    found: dict[tuple[object, ...], list[Stages]] = defaultdict(list)
    for indicator in indicators:
        if not indicator.stage or indicator.is_qualitative:
            continue
        is_movement = indicator.stage in MOVEMENT_STAGES
        # By the place that is named: two hidden sites in one district read as one.
        key = (is_movement, indicator.group, place_of(indicator), indicator.category, indicator.unit)
        free = next((stages for stages in found[key] if indicator.stage not in stages), None)
        if free is None:
            found[key].append(free := {})
        free[indicator.stage] = indicator
    return [stages for sets in found.values() for stages in sets if len(stages) > 1]


def _order(stages: Stages) -> list[str]:
    return [code for code in (*MOVEMENT_STAGES, *CARGO_STAGES) if code in stages]


def _told(stages: Stages, seen: dict[Indicator, list[Seen]]) -> list[Told]:
    """All that was told of a pipeline, by source in the order of their names, each source's newest period first."""
    cells: dict[tuple[str, Period], Cells] = defaultdict(dict)
    for code in _order(stages):
        for row in seen[stages[code]]:
            cells[row.source, row.period].setdefault(code, []).append(row)
    speakers = {key: next(iter(rows.values()))[0].speaker for key, rows in cells.items()}
    ranks: Counter[str] = Counter()
    told = []
    for source, period in sorted(cells, key=lambda key: (speakers[key].name, key[1].newest_first)):
        told.append(Told(source, speakers[source, period], period, cells[source, period], ranks[source]))
        ranks[source] += 1
    return told


def _pipeline(
    name: str, stages: Stages, kept: list[Told], left_out: int, chains: dict[int, list[Observation]], sources: Sources
) -> Pipeline:
    order = _order(stages)
    held = (row.value for one in kept for rows in one.cells.values() for row in rows if row.holds)
    top = common_maximum(held)
    first = stages[order[0]]
    return Pipeline(
        is_movement=order[0] in MOVEMENT_STAGES,
        group=first.group,
        place=place_of(first),
        category=str(Category(first.category).label),
        unit=unit_of(first),
        stages=tuple(str(Stage(code).label) for code in order),
        passages=tuple(
            _passage(f"{name}-{number}", one, order, chains, top, sources) for number, one in enumerate(kept, 1)
        ),
        overlap=any(one.source == two.source and one.period.overlaps(two.period) for one, two in combinations(kept, 2)),
        left_out=left_out,
    )


def _passage(
    caption: str, told: Told, order: list[str], chains: dict[int, list[Observation]], top: Decimal, sources: Sources
) -> Passage:
    values = {code: _holding(told.cells.get(code, [])) for code in order}
    said = {code: value for code, value in values.items() if value is not None}
    base = next(iter(said), "")
    if base in MOVEMENT_STAGES and base != Stage.PLANNED:
        base = ""
    base_value = said.get(base)
    bars = [
        Bar(str(Stage(code).label), value, value / base_value if base_value and code != base else None)
        for code, value in said.items()
    ]
    return Passage(
        caption=caption,
        speaker=told.speaker,
        period=told.period,
        cells=tuple(
            Cell(str(Stage(code).label), tuple(figure(chains[row.chain], sources) for row in told.cells.get(code, [])))
            for code in order
        ),
        chart=steps(bars, maximum=top) if bars else None,
        base=str(Stage(base).label) if base_value and len(said) > 1 else "",
        check=check(said),
    )


def check(said: dict[str, Decimal]) -> Check | None:
    """Whether what became of movements adds up to what was planned; None where one side is missing, or it does."""
    ended = [said[code] for code in MOVEMENT_STAGES if code in said and code != Stage.PLANNED]
    planned = said.get(Stage.PLANNED)
    if planned is None or not ended or sum(ended) == planned:
        return None
    return Check(planned, sum(ended, Decimal(0)))


def _holding(rows: list[Seen]) -> Decimal | None:
    return next((row.value for row in rows if row.holds and row.value is not None), None)
