"""What a period did to statuses: how initiatives stood before and after, days in each status, who was silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from initiatives import svg
from initiatives.caches import TOLD, Told, standing
from initiatives.choices import Freshness
from initiatives.models import Initiative, StatusUpdate
from initiatives.models.initiatives import freshness
from initiatives.moments import day_of
from initiatives.reports.monthly_claims import Line, Period, Reader
from initiatives.reports.stale import LATE, ORDER
from initiatives.reports.timeline import standing_before


@dataclass(frozen=True)
class Spell:
    """The days of a period that were spent in one status, in one run or several."""

    status: str | None
    days: int


@dataclass(frozen=True)
class StatusRow:
    """One initiative over a period. A day counts for the status at its end."""

    initiative: Initiative
    opening: str | None
    closing: str | None
    rating: str | None
    is_disputed: bool
    has_moved: bool
    runs: tuple[svg.Run, ...]
    bar: svg.RunBar | None

    @property
    def spells(self) -> tuple[Spell, ...]:
        """In the order in which the statuses first held."""
        counted: dict[str | None, int] = {}
        for run in self.runs:
            last = run.last or run.first
            counted[run.status] = counted.get(run.status, 0) + (last - run.first).days + 1
        return tuple(Spell(status, days) for status, days in counted.items())


@dataclass(frozen=True)
class Move(Line[StatusUpdate]):
    """An update that changed the status; `before` is None at the first one."""

    before: str | None


@dataclass(frozen=True)
class Silence:
    """An initiative that was late or silent at the end of a period in which nothing was heard of it."""

    initiative: Initiative
    status: str | None
    heard_on: dt.date
    freshness: Freshness
    age: int


@dataclass(frozen=True)
class Statuses:
    """All of them, and the status that held before each update."""

    rows: tuple[StatusRow, ...]
    before: dict[int, str | None]
    silences: tuple[Silence, ...]


def statuses(reader: Reader) -> Statuses:
    """The statuses of all initiatives: what moved first, then by reference; one query."""
    claims = StatusUpdate.objects.public(reader.at).current(reader.at).filter(reader.chosen)
    rows = claims.filter(as_of__lte=reader.period.last).in_order()
    told: dict[int, list[Told]] = {}
    for key, *columns in rows.values_list("initiative_id", *TOLD):
        told.setdefault(key, []).append(Told(*columns))
    period = Period(reader.period.first, min(reader.period.last, day_of(reader.at)))
    before: dict[int, str | None] = {}
    found: list[StatusRow] = []
    silences: list[Silence] = []
    for pk, initiative in reader.known.items():
        own = told.get(pk, [])
        before |= {key: status for key, (status, _rating) in standing_before(own).items()}
        found.append(status_row(initiative, own, period))
        silences += silence(initiative, own, period)
    found.sort(key=lambda one: (not one.has_moved, one.initiative.reference or ""))
    silences.sort(key=lambda one: (ORDER.index(one.freshness), one.heard_on, one.initiative.reference or ""))
    return Statuses(tuple(found), before, tuple(silences))


def status_row(initiative: Initiative, rows: Sequence[Told], period: Period) -> StatusRow:
    """One initiative over the days of a period, from all its rows up to the last of them, in order."""
    frequency = initiative.update_frequency_days
    opening = standing((row for row in rows if row.as_of < period.first), frequency)
    closing = standing(rows, frequency)
    within = [(row.as_of, row.status) for row in rows if row.as_of in period and not row.is_confirmation]
    runs = _runs(opening.current_status, within, period)
    return StatusRow(
        initiative=initiative,
        opening=opening.current_status,
        closing=closing.current_status,
        rating=closing.current_rating,
        is_disputed=closing.current_is_disputed,
        has_moved=any(status != opening.current_status for _day, status in within),
        runs=runs,
        bar=svg.run_bar(runs, period.first, period.last) if runs else None,
    )


def _runs(opening: str | None, within: Iterable[tuple[dt.date, str]], period: Period) -> tuple[svg.Run, ...]:
    at_end_of_day = dict(within)
    changes = [(period.first, opening)]
    for day, status in at_end_of_day.items():
        if status != changes[-1][1]:
            changes.append((day, status))
    ends = [day - dt.timedelta(days=1) for day, _status in changes[1:]] + [period.last]
    spans = zip(changes, ends, strict=True)
    return tuple(svg.Run(status, first, last) for (first, status), last in spans if first <= last)


def silence(initiative: Initiative, rows: Sequence[Told], period: Period) -> list[Silence]:
    """Whether nothing was heard, although its rhythm asked for news; one or none."""
    closing = standing(rows)
    heard = max(filter(None, (closing.last_update_as_of, closing.last_confirmed_on)), default=None)
    if heard is None or heard >= period.first or period.last < period.first:
        return []
    frequency, status = initiative.update_frequency_days, closing.current_status
    code = freshness(frequency=frequency, heard_on=heard, status=status, today=period.last)
    if code not in LATE:
        return []
    return [Silence(initiative, status, heard, Freshness(code), (period.last - heard).days)]
