"""Two sections of a page: what every source counted, beside its targets, and what came of each target."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives import svg
from initiatives.choices import Aggregation, Category, Confidence
from initiatives.models import Indicator, Observation, Target
from initiatives.reports.indicators import (
    Attainment,
    Chosen,
    Figure,
    Goal,
    Period,
    Range,
    Seen,
    Together,
    choose,
    compares,
    counts,
    figure,
    goal,
    goals_of,
    numbered,
    observed,
    place_of,
    promised,
    range_over,
    together,
    unit_of,
    whole,
)
from initiatives.reports.pipelines import sets_of_stages
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.texts import figure as written
from initiatives.reports.versions import holds

# Chains that are shown, by their ids.
Whole = dict[int, list[Observation]]

# A longer table is folded away under its chart.
ROWS_IN_SIGHT = 8


@dataclass(frozen=True)
class Panel:
    """One drawing: every source against one target, or without any. `range` is that of the newest shares."""

    caption: str
    goal: Goal | None
    chart: svg.SmallMultiple
    range: Range | None


@dataclass(frozen=True)
class PeriodFigures:
    period: Period
    figures: tuple[Figure, ...]
    range: Range | None


@dataclass(frozen=True)
class Measured:
    """An indicator told in figures. `sign` stands at every figure; links lead to the pipeline if not `is_anchored`."""

    caption: str
    title: str
    place: str
    unit: str
    sign: str
    category: str
    less_is_better: bool
    panels: tuple[Panel, ...]
    periods: tuple[PeriodFigures, ...]
    together: tuple[Together, ...]
    left_out: int
    has_targets: bool
    is_folded: bool
    is_anchored: bool

    @property
    def is_alone(self) -> bool:
        """Whether its drawing would show one bar, and nothing beside it."""
        bars = sum(len(panel.chart.rows) for panel in self.panels)
        return bars <= 1 and not (self.has_targets or self.together)


@dataclass(frozen=True)
class Alone:
    """Indicators of one heading and unit of which one figure is known and no target: drawn on one scale."""

    caption: str
    heading: str
    unit: str
    chart: svg.Steps
    rows: tuple[Measured, ...]


@dataclass(frozen=True)
class Told:
    """An indicator told in words: what is expected, what was seen."""

    title: str
    place: str
    goals: tuple[Goal, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class ToldGroup:
    heading: str
    rows: tuple[Told, ...]
    has_goals: bool
    has_figures: bool


@dataclass(frozen=True)
class Figures:
    measured: tuple[Measured, ...]
    alone: tuple[Alone, ...]
    told: tuple[ToldGroup, ...]


@dataclass(frozen=True)
class Result:
    """The newest figure of one source that a target is for."""

    figure: Figure
    attainment: Attainment


@dataclass(frozen=True)
class TargetRow:
    title: str
    place: str
    unit: str
    baseline: Decimal | None
    less_is_better: bool
    goal: Goal
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Targets:
    rows: tuple[TargetRow, ...]
    has_baselines: bool


def figures(reading: Reading, sources: Sources) -> Figures | None:
    """What was counted, and what is told in words; five queries. What is in a pipeline is here once it has a target."""
    seen, targeted = observed(reading), promised(reading)
    piped = {indicator for stages in sets_of_stages(seen) for indicator in stages.values()}
    codes = list(Category.values)
    counted = sorted((one for one in seen if not one.is_qualitative), key=lambda one: codes.index(one.category))
    own = {one: rows for one, rows in seen.items() if one not in piped or any(map(counts, targeted.get(one, [])))}
    chosen = choose(own)
    chains = whole(reading, (row for one in chosen.values() for row in one.shown))
    measured: list[Measured] = []
    alone: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for number, indicator in enumerate(counted, 1):
        if indicator in chosen:
            goals, is_piped = goals_of(targeted.get(indicator, []), sources), indicator in piped
            shown = [figure(chains[row.chain], sources, goals) for row in chosen[indicator].shown]
            one = _measured(
                f"figures-{number}", indicator, seen[indicator], chosen[indicator].left_out, shown, goals, not is_piped
            )
            (alone[indicator.group, one.unit] if one.is_alone else measured).append(one)
    told = _told(chosen, chains, targeted, sources)
    if not (measured or alone or told):
        return None
    return Figures(tuple(measured), tuple(_alone(*key, rows) for key, rows in alone.items()), told)


def targets(reading: Reading, sources: Sources) -> Targets | None:
    """What came of each target that is a figure; five queries."""
    seen, targeted = observed(reading), promised(reading)
    newest = {
        chain[0].pk: _newest_against(chain, seen.get(indicator, []))
        for indicator, chains in targeted.items()
        if not indicator.is_qualitative
        for chain in chains
    }
    shown = whole(reading, (row for rows in newest.values() for row in rows))
    rows = []
    for indicator, chains in targeted.items():
        if not indicator.is_qualitative:
            for chain in numbered(chains):
                rows.append(_target(indicator, chain, [shown[row.chain] for row in newest[chain[0].pk]], sources))
    return Targets(tuple(rows), any(row.baseline is not None for row in rows)) if rows else None


def _measured(
    name: str,
    indicator: Indicator,
    seen: list[Seen],
    left_out: int,
    shown: list[Figure],
    goals: list[tuple[Target, Goal]],
    is_anchored: bool,
) -> Measured:
    by_period: dict[Period, list[Figure]] = defaultdict(list)
    for one in shown:
        by_period[one.period].append(one)
    order = sorted(by_period, key=lambda period: period.newest_first)
    for mine in by_period.values():
        mine.sort(key=lambda one: (one.speaker.name, not one.is_current))
    current = [one for period in order for one in by_period[period] if one.is_current]
    by_source: dict[str, list[Seen]] = defaultdict(list)
    for row in seen:
        if row.holds:
            by_source[row.source].append(row)
    aggregation = Aggregation(indicator.aggregation)
    added = (together(rows, aggregation) for rows in by_source.values() if len(rows) > 1)
    sums = sorted(filter(None, added), key=lambda s: s.speaker.name)
    category = "" if indicator.category == Category.OTHER else str(Category(indicator.category).label)
    return Measured(
        caption=name,
        title=indicator.title,
        place=place_of(indicator),
        unit=unit_of(indicator),
        sign="%" if unit_of(indicator) == "%" else "",
        category="" if category == indicator.title else category,
        less_is_better=not indicator.ascending,
        panels=tuple(_panels(name, current, [promise for _target, promise in goals], unit_of(indicator))),
        periods=tuple(PeriodFigures(one, tuple(by_period[one]), _range(by_period[one])) for one in order),
        together=tuple(sums),
        left_out=left_out,
        has_targets=any(one.attained for one in current),
        is_folded=sum(map(len, by_period.values())) > ROWS_IN_SIGHT,
        is_anchored=is_anchored,
    )


def _alone(heading: str, unit: str, rows: list[Measured]) -> Alone:
    bars = (
        svg.Bar(row.title, point.point.value, note=point.point.note)
        for row in rows
        for panel in row.panels
        for point in panel.chart.rows
    )
    return Alone(rows[0].caption, heading, unit, svg.steps(bars), tuple(rows))


def _range(figures_: list[Figure]) -> Range | None:
    return range_over((one.speaker, one.value) for one in figures_ if one.is_current and one.value is not None)


def _panels(name: str, current: list[Figure], goals: list[Goal], unit: str) -> list[Panel]:
    """A drawing for each target, on one scale where they are measured alike, and one of what no target is for."""
    drawn: list[tuple[Goal | None, list[tuple[Figure, Attainment | None]]]] = []
    for promise in goals:
        against = [(one, found) for one in current if (found := _against(one, promise)) is not None]
        drawn += [(promise, list(against))] if against else []
    rest = [one for one in current if not one.attained]
    drawn += [(None, [(one, None) for one in rest])] if rest else []
    tops = {
        basis: svg.common_maximum(
            figure_
            for promise, pairs in drawn
            if _basis(promise) == basis
            for figure_ in (promise.value if promise else None, *(_drawn(pair) for pair in pairs))
        )
        for basis in {_basis(promise) for promise, _pairs in drawn}
    }
    return [
        Panel(
            caption=f"{name}-{number}",
            goal=promise,
            chart=svg.small_multiple(
                _points(pairs),
                promise.value if promise else None,
                target_label=_target_label(promise, unit),
                maximum=tops[_basis(promise)],
            ),
            range=_newest_range(pairs),
        )
        for number, (promise, pairs) in enumerate(drawn, 1)
    ]


def _basis(promise: Goal | None) -> str:
    return promise.basis if promise else ""


def _against(one: Figure, promise: Goal) -> Attainment | None:
    return next((found for found in one.attained if found.goal == promise), None)


def _drawn(pair: tuple[Figure, Attainment | None]) -> Decimal | None:
    one, against = pair
    return against.rate if against else one.value


def _target_label(promise: Goal | None, unit: str) -> str:
    if promise is None:
        return ""
    measure = " ".join(filter(None, (unit, promise.basis)))
    return _("Target in %(measure)s:") % {"measure": measure} if unit else ""


def _points(pairs: list[tuple[Figure, Attainment | None]]) -> list[svg.Point]:
    """By source, in the order of their names, each source's newest period first, under its newest name."""
    sources: dict[str, list[tuple[Figure, Attainment | None]]] = defaultdict(list)
    for pair in pairs:
        sources[pair[0].speaker.key or pair[0].speaker.name].append(pair)
    return [
        svg.Point(
            source=mine[0][0].speaker.name,
            starts_on=one.period.start,
            ends_on=one.period.end,
            value=_drawn((one, against)),
            attained=against.share if against else None,
            note=_note(one, against),
        )
        for mine in sorted(sources.values(), key=lambda mine: mine[0][0].speaker.name)
        for one, against in mine
    ]


def _note(one: Figure, against: Attainment | None) -> str:
    """What must not be overlooked beside a bar."""
    said = []
    if against is not None and against.rate != one.value:
        days = one.days or one.period.days
        counted = ngettext("%(figure)s in %(days)s day", "%(figure)s in %(days)s days", days)
        said.append(counted % {"figure": written(one.value), "days": days})
    if one.confidence != Confidence.REPORTED:
        said.append(str(one.confidence.label))
    if one.version.replace_kind is not None:
        said.append(str(one.version.replace_kind.label))
    if one.note:
        said.append(_("does not add up"))
    return "; ".join(said)


def _newest_range(pairs: list[tuple[Figure, Attainment | None]]) -> Range | None:
    """Over the newest figure of each source, where it is for some of the same days as the newest of all."""
    newest: dict[str, tuple[Figure, Decimal]] = {}
    for one, against in pairs:
        if against is not None and against.share is not None and pairs[0][0].period.overlaps(one.period):
            newest.setdefault(one.speaker.key or one.speaker.name, (one, against.share))
    return range_over((one.speaker, share) for one, share in newest.values())


def _told(
    chosen: dict[Indicator, Chosen], chains: Whole, targeted: dict[Indicator, list[list[Target]]], sources: Sources
) -> tuple[ToldGroup, ...]:
    groups: dict[str, list[Told]] = defaultdict(list)
    indicators = {one for one in (*chosen, *targeted) if one.is_qualitative}
    for one in sorted(indicators, key=lambda one: (one.order, one.pk)):
        shown = chosen[one].shown if one in chosen else ()
        groups[one.group].append(
            Told(
                title=one.title,
                place=place_of(one),
                goals=tuple(goal(chain, sources) for chain in numbered(targeted.get(one, []))),
                figures=tuple(figure(chains[row.chain], sources) for row in shown),
            )
        )
    return tuple(
        ToldGroup(heading, tuple(rows), any(row.goals for row in rows), any(row.figures for row in rows))
        for heading, rows in groups.items()
    )


def _newest_against(chain: list[Target], seen: list[Seen]) -> list[Seen]:
    """The newest figure of each source that stands against a target which holds."""
    newest: dict[str, Seen] = {}
    against = (row for row in seen if compares(row, chain[0])) if holds(chain) else ()
    for row in sorted(against, key=lambda row: row.period.newest_first):
        newest.setdefault(row.source, row)
    return list(newest.values())


def _target(indicator: Indicator, chain: list[Target], seen: list[list[Observation]], sources: Sources) -> TargetRow:
    promise = goal(chain, sources)
    results = [figure(one, sources, [(chain[0], promise)]) for one in seen]
    return TargetRow(
        title=indicator.title,
        place=place_of(indicator),
        unit=unit_of(indicator),
        baseline=indicator.baseline,
        less_is_better=not indicator.ascending,
        goal=promise,
        results=tuple(Result(one, one.attained[0]) for one in sorted(results, key=lambda one: one.speaker.name)),
    )
