"""What a period did to statuses: how initiatives stood before and after, days in each status, who was silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from initiatives import svg
from initiatives.caches import TOLD, Told, standing
from initiatives.choices import Freshness
from initiatives.models import Initiative, StatusUpdate
from initiatives.models.claims import IN_ORDER
from initiatives.models.initiatives import freshness
from initiatives.moments import day_of
from initiatives.reports.monthly_claims import Line, Period, Reader
from initiatives.reports.stale import LATE, ORDER
from initiatives.reports.timeline import standing_before

# What the order of claims goes by, beside the day and the key.
PLACE = ("as_of_time", "first_published_at")


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
    period: Period

    @property
    def bar(self) -> svg.RunBar | None:
        return svg.run_bar(self.runs, self.period.first, self.period.last) if self.runs else None

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
    """By the keys of the updates that changed one, in order, the status that held before; `moves` and `silent` count
    them where fewer are told.
    """

    rows: tuple[StatusRow, ...]
    moved: dict[int, str | None]
    silences: tuple[Silence, ...]
    moves: int
    silent: int


def statuses(reader: Reader) -> Statuses:
    """The statuses of all initiatives: what moved first, then by reference; one query, and one for their names."""
    reader.meet(reader.known)
    claims = StatusUpdate.objects.public(reader.at).current(reader.at).filter(reader.chosen)
    rows = claims.filter(as_of__lte=reader.period.last).order_by("initiative_id", *IN_ORDER)
    period = Period(reader.period.first, min(reader.period.last, day_of(reader.at)))
    moves: list[tuple[tuple[object, ...], int, str | None]] = []
    found: list[StatusRow] = []
    silences: list[Silence] = []
    # One initiative at a time: there are more updates than a process can hold.
    lines = rows.values_list("initiative_id", *PLACE, *TOLD).iterator(chunk_size=2000)
    told = ((pk, list(own)) for pk, own in groupby(lines, key=itemgetter(0)))
    untold: Iterator[tuple[int, list[tuple[Any, ...]]]] = ((pk, []) for pk in reader.known)
    seen: set[int] = set()
    for pk, lines_of_one in chain(told, untold):
        if pk in seen or pk not in reader.known:
            continue
        seen.add(pk)
        initiative = reader.named[pk]
        own = [Told(*columns) for _pk, _time, _first_out, *columns in lines_of_one]
        before = standing_before(own)
        for row, (_pk, time, first_out, *_columns) in zip(own, lines_of_one, strict=True):
            status, _rating = before[row.pk]
            if row.as_of in reader.period and not row.is_confirmation and status != row.status:
                place = (row.as_of, time is not None, time or dt.time(), first_out, row.pk)
                moves.append((place, row.pk, status))
        found.append(status_row(initiative, own, period))
        silences += silence(initiative, own, period)
    found.sort(key=lambda one: (not one.has_moved, one.initiative.reference or ""))
    silences.sort(key=silent_first)
    moves.sort()
    moved = {pk: status for _place, pk, status in moves}
    return Statuses(tuple(found), moved, tuple(silences), len(moved), len(silences))


def silent_first(one: Silence) -> tuple[object, ...]:
    return (ORDER.index(one.freshness), one.heard_on, one.initiative.reference or "")


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
        period=period,
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
    return silence_since(heard, closing.current_status, initiative, period)


def silence_since(heard: dt.date | None, status: str | None, initiative: Initiative, period: Period) -> list[Silence]:
    late = lateness(heard, status, initiative.update_frequency_days, period)
    if heard is None or late is None:
        return []
    return [Silence(initiative, status, heard, late, (period.last - heard).days)]


def lateness(heard: dt.date | None, status: str | None, frequency: int | None, period: Period) -> Freshness | None:
    """How late an initiative was at the end of a period in which nothing was heard of it."""
    if heard is None or heard >= period.first or period.last < period.first:
        return None
    code = freshness(frequency=frequency, heard_on=heard, status=status, today=period.last)
    return Freshness(code) if code in LATE else None
