"""Pipelines: how movements ended and how far cargo came, for one source and one period at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from initiatives.choices import CARGO_STAGES, MOVEMENT_STAGES, Category, Stage
from initiatives.models import Indicator, Observation
from initiatives.reports.indicators import (
    PERIODS,
    WITH_PLACE,
    Figure,
    Period,
    by_indicator,
    figure,
    period_of,
    place_of,
    source_of,
    unit_of,
)
from initiatives.reports.reading import Reading, Sources, speaker
from initiatives.reports.texts import Link
from initiatives.reports.versions import holds
from initiatives.svg import Bar, Steps, common_maximum, steps

# The indicators of one pipeline by their stage.
Stages = dict[str, Indicator]


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
    """One query."""
    chains = by_indicator(reading.of(Observation, WITH_PLACE))
    sets = enumerate(sets_of_stages(chains), 1)
    found = tuple(_pipeline(f"pipeline-{number}", stages, chains, sources) for number, stages in sets)
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


def _pipeline(
    name: str, stages: Stages, chains: dict[Indicator, list[list[Observation]]], sources: Sources
) -> Pipeline:
    order = [code for code in (*MOVEMENT_STAGES, *CARGO_STAGES) if code in stages]
    passages: dict[tuple[str, Period], dict[str, list[list[Observation]]]] = defaultdict(dict)
    for code in order:
        for chain in chains[stages[code]]:
            passages[source_of(chain[0]), period_of(chain[0])].setdefault(code, []).append(chain)
    heads = {key: next(iter(cells.values()))[0][0] for key, cells in passages.items()}
    names = {key: (speaker(head) or Link("")) for key, head in heads.items()}
    shown = sorted(passages, key=lambda key: (names[key].name, key[1].newest_first))
    counts: dict[str, int] = defaultdict(int)
    kept = []
    for key in shown:
        counts[key[0]] += 1
        if counts[key[0]] <= PERIODS:
            kept.append(key)
    top = common_maximum(_value(chain) for key in kept for cell in passages[key].values() for chain in cell)
    first = stages[order[0]]
    return Pipeline(
        is_movement=order[0] in MOVEMENT_STAGES,
        group=first.group,
        place=place_of(first),
        category=str(Category(first.category).label),
        unit=unit_of(first),
        stages=tuple(str(Stage(code).label) for code in order),
        passages=tuple(
            _passage(f"{name}-{number}", names[key], key[1], order, passages[key], top, sources)
            for number, key in enumerate(kept, 1)
        ),
        overlap=any(one[0] == two[0] and one[1].overlaps(two[1]) for one, two in combinations(kept, 2)),
        left_out=len(shown) - len(kept),
    )


def _passage(
    caption: str,
    who: Link,
    period: Period,
    order: list[str],
    cells: dict[str, list[list[Observation]]],
    top: Decimal,
    sources: Sources,
) -> Passage:
    values = {code: _holding(cells.get(code, [])) for code in order}
    said = {code: value for code, value in values.items() if value is not None}
    base = next(iter(said), "")
    if base in MOVEMENT_STAGES and base != Stage.PLANNED:
        base = ""
    whole = said.get(base)
    bars = [
        Bar(str(Stage(code).label), value, value / whole if whole and code != base else None)
        for code, value in said.items()
    ]
    return Passage(
        caption=caption,
        speaker=who,
        period=period,
        cells=tuple(
            Cell(str(Stage(code).label), tuple(figure(chain, sources) for chain in cells.get(code, [])))
            for code in order
        ),
        chart=steps(bars, maximum=top) if bars else None,
        base=str(Stage(base).label) if whole and len(said) > 1 else "",
        check=check(said),
    )


def check(said: dict[str, Decimal]) -> Check | None:
    """Whether what became of movements adds up to what was planned; None where one side is missing, or it does."""
    ended = [said[code] for code in MOVEMENT_STAGES if code in said and code != Stage.PLANNED]
    planned = said.get(Stage.PLANNED)
    if planned is None or not ended or sum(ended) == planned:
        return None
    return Check(planned, sum(ended, Decimal(0)))


def _value(chain: list[Observation]) -> Decimal | None:
    return chain[0].value if holds(chain) else None


def _holding(chains: list[list[Observation]]) -> Decimal | None:
    return next((value for value in map(_value, chains) if value is not None), None)
