"""What was counted and what was promised: attainment, range and sum; each source stands for itself, never averaged."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

from initiatives.choices import Aggregation, Basis, Confidence, Measure, State
from initiatives.models import Indicator, Observation, Organisation, Target
from initiatives.models.indicators import Figure as FigureClaim
from initiatives.models.keys import Keys
from initiatives.reports.reading import Reading, Sources, chains, link_to
from initiatives.reports.texts import Link, tenths
from initiatives.reports.versions import Version, holds, versions

R = TypeVar("R", bound=FigureClaim)
Told = tuple["Period", Decimal]

# How many periods of an indicator a page shows; the file has all.
PERIODS = 6
# And how many figures of all indicators; where these periods hold more, it shows fewer of each.
FIGURES = 36
# How many of those that a sum counts are named.
NAMED = 6
# What places and their parents need, so that a sensitive one is named as what lies around it.
PLACE = "location__parent__parent__parent"
WITH_PLACE = f"indicator__{PLACE}"


class Period(NamedTuple):
    start: dt.date
    end: dt.date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def newest_first(self) -> tuple[int, dt.date]:
        """For sorting: of two that end together the longer one comes first."""
        return (-self.end.toordinal(), self.start)

    def overlaps(self, other: Period) -> bool:
        return self.start <= other.end and other.start <= self.end


class Seen(NamedTuple):
    """The newest version of an observation, in what decides whether and where a page shows it."""

    chain: int
    state: str
    period: Period
    value: Decimal | None
    speaker: Link

    @property
    def holds(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def source(self) -> str:
        """What tells one source from another: the page of the organisation, as it was merged since, or its name."""
        return self.speaker.key or self.speaker.name


@dataclass(frozen=True)
class Was:
    """What a claim said before it was replaced."""

    version: Version
    value: Decimal | None
    text: str
    period: Period | None
    basis: str


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A figure or a target as one source gives it, with what it was before."""

    version: Version
    speaker: Link
    value: Decimal | None
    text: str
    earlier: tuple[Was, ...]

    @property
    def is_current(self) -> bool:
        return not self.version.is_struck


@dataclass(frozen=True, kw_only=True)
class Goal(Stated):
    """A target. `basis` is a word such as “a day”, empty where the figure is no count."""

    basis: str
    valid_from: dt.date | None
    valid_until: dt.date | None


@dataclass(frozen=True)
class Attainment:
    """A figure against one target: `rate` in the target's own measure (trucks a day), `share` a ratio (0.188)."""

    goal: Goal
    rate: Decimal
    share: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Figure(Stated):
    """`days` is how the source counts the days of the period, where it says so; `note` what does not add up."""

    period: Period
    days: int | None
    confidence: Confidence
    note: str
    attained: tuple[Attainment, ...]


@dataclass(frozen=True)
class Extreme:
    value: Decimal
    names: tuple[str, ...]


@dataclass(frozen=True)
class Range:
    """From the lowest to the highest over several sources, with the names of those who say so."""

    low: Extreme
    high: Extreme


@dataclass(frozen=True)
class Together:
    """All periods of one source as one figure. `left_out` are those that would have been counted twice."""

    speaker: Link
    aggregation: Aggregation
    value: Decimal
    counted: tuple[Period, ...]
    left_out: tuple[Period, ...]

    @property
    def named(self) -> tuple[Period, ...]:
        return self.counted[:NAMED]

    @property
    def more(self) -> int:
        return len(self.counted) - len(self.named)

    @property
    def left_out_named(self) -> tuple[Period, ...]:
        return self.left_out[:NAMED]

    @property
    def left_out_more(self) -> int:
        return len(self.left_out) - len(self.left_out_named)


def period_of(row: Observation) -> Period:
    return Period(row.period_start, row.period_end)


def spans(basis: str, period: Period, days: int) -> Fraction:
    """How many days, weeks or months the period holds, of which the source counts so many days; 1 for a total.

    Months go by calendar share: the last half of June and all of July are one and a half.
    """
    if basis == Basis.PER_DAY:
        return Fraction(days)
    if basis == Basis.PER_WEEK:
        return Fraction(days, 7)
    if basis == Basis.PER_MONTH:
        return sum(_shares_of_months(period), Fraction()) * days / period.days
    return Fraction(1)


def _shares_of_months(period: Period) -> Iterator[Fraction]:
    first = period.start
    while first <= period.end:
        length = monthrange(first.year, first.month)[1]
        last = min(period.end, first.replace(day=length))
        yield Fraction((last - first).days + 1, length)
        first = last + dt.timedelta(days=1)


def is_valid(target: Target, period: Period) -> bool:
    """Whether the target is for some day of the period."""
    return period.overlaps(Period(target.valid_from or dt.date.min, target.valid_until or dt.date.max))


def compares(row: Observation | Seen, target: Target) -> bool:
    """Whether a figure that holds stands against a target: both say how much, and the target is for its period."""
    is_counted = row.state == State.PUBLISHED and row.value is not None and target.value is not None
    return is_counted and is_valid(target, row.period if isinstance(row, Seen) else period_of(row))


def attained(row: Observation, target: Target) -> Decimal | None:
    """The share of the target that was reached, as a ratio; None for percentages, which are shown beside theirs."""
    if row.value is None or not target.value or target.value < 0 or row.indicator.measure == Measure.PERCENTAGE:
        return None
    return _exact(Fraction(row.value) / Fraction(target.value) / spans(target.basis, period_of(row), row.days))


def rate(row: Observation, target: Target) -> Decimal:
    """The figure in the measure of the target, such as trucks a day, to one decimal; totals and percentages as said."""
    value = row.value or Decimal(0)
    if target.basis == Basis.TOTAL or row.indicator.measure == Measure.PERCENTAGE:
        return value
    return tenths(_exact(Fraction(value) / spans(target.basis, period_of(row), row.days)))


def _exact(ratio: Fraction) -> Decimal:
    # One division only: rounded twice, a half could fall to the wrong side.
    return Decimal(ratio.numerator) / Decimal(ratio.denominator)


def range_over(figures: Iterable[tuple[Link, Decimal]]) -> Range | None:
    """The range of what they say; none where fewer than two say anything."""
    said = list(figures)
    if len({who.key or who.name for who, _value in said}) < 2:
        return None
    low, high = min(value for _who, value in said), max(value for _who, value in said)

    def names(value: Decimal) -> tuple[str, ...]:
        return tuple(dict.fromkeys(who.name for who, figure in said if figure == value))

    return Range(Extreme(low, names(low)), Extreme(high, names(high)))


def together(rows: Iterable[Seen], aggregation: Aggregation) -> Together | None:
    """Several periods of one source as one figure, as its indicator says; None where there is none."""
    given = sorted((row for row in rows if row.value is not None), key=lambda row: row.period.newest_first)
    said = [(row.period, row.value) for row in given if row.value is not None]
    if not said:
        return None
    counted, left_out = said[:1], said[:0]
    if aggregation == Aggregation.MAX:
        counted = [max(said, key=lambda one: one[1])]
    if aggregation == Aggregation.SUM:
        counted, left_out = _no_day_twice(sorted(said, key=lambda one: -one[0].days))
    return Together(
        speaker=given[0].speaker,
        aggregation=aggregation,
        value=sum((value for _period, value in counted), Decimal(0)),
        counted=_in_order(period for period, _value in counted),
        left_out=_in_order(period for period, _value in left_out),
    )


def _no_day_twice(said: list[Told]) -> tuple[list[Told], list[Told]]:
    """In the order given, those of which no day was counted before, and the others."""
    counted: list[Told] = []
    left_out: list[Told] = []
    starts: list[dt.date] = []
    taken: dict[dt.date, Period] = {}
    for one in said:
        place = bisect_right(starts, one[0].end)
        # No two that are counted overlap, so only the last that starts by then can reach into it.
        if place and taken[starts[place - 1]].overlaps(one[0]):
            left_out.append(one)
            continue
        starts.insert(place, one[0].start)
        taken[one[0].start] = one[0]
        counted.append(one)
    return counted, left_out


def _in_order(periods: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(sorted(periods, key=lambda period: period.newest_first))


def by_indicator(rows: list[R]) -> dict[Indicator, list[list[R]]]:
    """The chains of each indicator, the indicators in their own order."""
    found: dict[Indicator, list[list[R]]] = defaultdict(list)
    for chain in chains(rows):
        found[chain[0].indicator].append(chain)
    return dict(sorted(found.items(), key=lambda item: (item[0].order, item[0].pk)))


def goal(chain: list[Target], sources: Sources) -> Goal:
    head = chain[0]
    return Goal(
        **_stated(chain, sources),
        basis=_basis(head),
        valid_from=head.valid_from,
        valid_until=head.valid_until,
    )


def figure(chain: list[Observation], sources: Sources, goals: Iterable[tuple[Target, Goal]] = ()) -> Figure:
    """The figure of a chain, against each of the targets that are for its period."""
    head = chain[0]
    against = (
        Attainment(promised, rate(head, target), attained(head, target))
        for target, promised in goals
        if compares(head, target)
    )
    return Figure(
        **_stated(chain, sources),
        period=period_of(head),
        days=head.days_as_published,
        confidence=Confidence(head.confidence),
        note=head.inconsistency_note,
        attained=tuple(against),
    )


def goals_of(chains_: list[list[Target]], sources: Sources) -> list[tuple[Target, Goal]]:
    """The targets that hold and give a figure, in the order of their numbers, each beside how it is shown."""
    return [(chain[0], goal(chain, sources)) for chain in numbered(filter(counts, chains_))]


def counts(chain: list[Target]) -> bool:
    """Whether a target holds and gives a figure."""
    return holds(chain) and chain[0].value is not None


def numbered(chains_: Iterable[list[R]]) -> list[list[R]]:
    return sorted(chains_, key=lambda chain: chain[0].number or 0)


def _basis(row: Target) -> str:
    counts = row.value is not None and row.indicator.measure != Measure.PERCENTAGE
    return str(Basis(row.basis).label) if counts else ""


def _stated(chain: Sequence[FigureClaim], sources: Sources) -> dict[str, Any]:
    (head, version), *older = versions(list(chain), sources)
    return {
        "version": version,
        "speaker": version.speaker or Link(""),
        "value": head.value,
        "text": head.text,
        "earlier": tuple(
            Was(
                version=was,
                value=row.value,
                text=row.text,
                period=period_of(row) if isinstance(row, Observation) else None,
                basis=_basis(row) if isinstance(row, Target) else "",
            )
            for row, was in older
        ),
    }


def place_of(indicator: Indicator) -> str:
    """The place's name if it may be named, else that of what lies around it."""
    shown = indicator.location.shown_as() if indicator.location else None
    return shown.name if shown else ""


def unit_of(indicator: Indicator) -> str:
    return indicator.unit or ("%" if indicator.measure == Measure.PERCENTAGE else "")


@dataclass(frozen=True)
class Chosen:
    """Of what was seen of an indicator, what is shown, and how many periods are not."""

    shown: tuple[Seen, ...]
    left_out: int


def fitting(ranks: Counter[int]) -> int:
    """How many periods of each a page has room for, one at least, by how many figures there are of each rank."""
    return next((most for most in range(PERIODS, 1, -1) if sum(ranks[rank] for rank in range(most)) <= FIGURES), 1)


def choose(seen: Mapping[Indicator, list[Seen]]) -> dict[Indicator, Chosen]:
    """The newest periods of each indicator, and the newest of each of its sources, which may be older."""
    ranked = [(indicator, rows, _ranks(rows)) for indicator, rows in seen.items()]
    most = fitting(Counter(ranks[row.period] for _indicator, rows, ranks in ranked for row in rows))
    return {
        indicator: Chosen(
            tuple(row for row in rows if ranks[row.period] < most), sum(rank >= most for rank in ranks.values())
        )
        for indicator, rows, ranks in ranked
    }


def _ranks(rows: list[Seen]) -> dict[Period, int]:
    """The place of each period, the newest first; one that has the newest figure of a source stands with the first."""
    ranks = {period: rank for rank, period in enumerate(_in_order({row.period for row in rows}))}
    newest: dict[str, Period] = {}
    for row in rows:
        if row.holds and ranks[row.period] <= ranks[newest.setdefault(row.source, row.period)]:
            newest[row.source] = row.period
    return ranks | dict.fromkeys(newest.values(), 0)


def observed(reading: Reading) -> dict[Indicator, list[Seen]]:
    """What was seen of each indicator, the newest first, the indicators in their own order; three queries."""
    return reading.once(observed, lambda: _observed(reading))


def _observed(reading: Reading) -> dict[Indicator, list[Seen]]:
    rows = reading.heads(Observation, "indicator_id", "said_by_id", "named_as", "period_start", "period_end", "value")
    if not rows:
        return {}
    indicators = Indicator.objects.filter(pk__in=Keys({row[2] for row in rows})).select_related(PLACE).in_bulk()
    said_by = Keys({row[3] for row in rows if row[3] is not None})
    organisations = Organisation.objects.filter(pk__in=said_by).select_related("merged_into").in_bulk()
    links = {
        (who, name): link_to(organisations[who], name) if who else Link(name)
        for who, name in {row[3:5] for row in rows}
    }
    periods = {one: Period(*one) for one in {row[5:7] for row in rows}}
    found: dict[int, list[Seen]] = defaultdict(list)
    for chain, state, indicator, who, name, start, end, value in rows:
        found[indicator].append(Seen(chain, state, periods[start, end], value, links[who, name]))
    return {one: found[one.pk] for one in sorted(indicators.values(), key=lambda one: (one.order, one.pk))}


def promised(reading: Reading) -> dict[Indicator, list[list[Target]]]:
    """Every target of each indicator; one query."""
    return reading.once(promised, lambda: by_indicator(reading.of(Target, WITH_PLACE)))


def whole(reading: Reading, shown: Iterable[Seen]) -> dict[int, list[Observation]]:
    """What was chosen to be shown, with all that stands beside it, by the id of its chain; one query."""
    return reading.whole(Observation, {one.chain for one in shown}, "indicator")
