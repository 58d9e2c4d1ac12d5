"""The first statuses, moves and silences of a period, found in one walk over the updates, the newest first.

A page shows some rows of each and counts the rest. The walk follows an index that holds all that it reads, and keeps a
few words for each initiative; only those that are shown are read whole. `monthly_statuses.statuses` is the plain way,
which a file takes, and tells the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappush, heappushpop, nsmallest
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from initiatives.caches import TOLD, Told
from initiatives.models import Initiative, StatusUpdate
from initiatives.models.claims import IN_ORDER
from initiatives.moments import day_of
from initiatives.reports.monthly_claims import Period, Reader
from initiatives.reports.monthly_statuses import Silence, Statuses, StatusRow, silence_since, silent_first, status_row

WALKED = ("initiative_id", "id", "as_of", "status", "is_confirmation")
# So many initiatives are looked up one by one; more are met sooner in a walk over all.
FEW = 2000
# So many keys are asked for at once: a database takes no more than some thousands.
KEYS = 5000


class Seen(NamedTuple):
    """An update; the higher the place, the earlier it stands among those of the period."""

    place: int
    pk: int
    status: str
    as_of: dt.date


@dataclass
class Walk:
    """What is kept on the way, by initiative: its newest update, the confirmations after it, and an update of the
    period while the one before it has not been met.
    """

    limit: int
    newest: dict[int, Seen] = field(default_factory=dict)
    confirmed: dict[int, list[Seen]] = field(default_factory=dict)
    waiting: dict[int, Seen] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    moves: int = 0
    earliest: list[tuple[int, int, str | None]] = field(default_factory=list)

    def step(self, initiative: int, row: Seen, period: Period, *, is_confirmation: bool) -> None:
        if is_confirmation:
            if initiative not in self.newest:
                self.confirmed.setdefault(initiative, []).append(row)
            return
        self.newest.setdefault(initiative, row)
        after = self.waiting.pop(initiative, None)
        if after is not None and after.status != row.status:
            self.move(initiative, after, row.status, period)
        if row.as_of >= period.first:
            self.waiting[initiative] = row

    def move(self, initiative: int, row: Seen, before: str | None, period: Period) -> None:
        self.moves += 1
        if row.as_of <= period.last:
            self.moved.add(initiative)
        put = heappush if len(self.earliest) < self.limit else heappushpop
        put(self.earliest, (row.place, row.pk, before))

    def end(self, period: Period) -> None:
        """What still waits had nothing before it."""
        for initiative, row in self.waiting.items():
            self.move(initiative, row, None, period)


def first_statuses(reader: Reader, limit: int) -> Statuses:
    """What `statuses` tells, each part cut short; two queries and one for what was confirmed."""
    period = Period(reader.period.first, min(reader.period.last, day_of(reader.at)))
    walk, known = Walk(limit), reader.known
    claims = StatusUpdate.objects.public(reader.at).current(reader.at).filter(as_of__lte=reader.period.last)
    if len(known) < FEW:
        claims = claims.filter(reader.chosen)
    lines = claims.newest_first().values_list(*WALKED).iterator(chunk_size=2000)
    for place, (initiative, pk, as_of, status, is_confirmation) in enumerate(lines):
        if initiative in known:
            walk.step(initiative, Seen(place, pk, status, as_of), period, is_confirmation=is_confirmation)
    walk.end(period)
    silences = list(_silent(reader, walk, period))
    return Statuses(
        rows=_rows(reader, walk, period),
        moved={pk: before for _place, pk, before in sorted(walk.earliest, reverse=True)},
        silences=tuple(nsmallest(limit, silences, key=silent_first)),
        moves=walk.moves,
        silent=len(silences),
    )


def _rows(reader: Reader, walk: Walk, period: Period) -> tuple[StatusRow, ...]:
    def place(initiative: Initiative) -> tuple[object, ...]:
        return (initiative.pk not in walk.moved, initiative.reference or "")

    shown = nsmallest(walk.limit, reader.known.values(), key=place)
    claims = StatusUpdate.objects.public(reader.at).current(reader.at).filter(as_of__lte=reader.period.last)
    rows = claims.filter(initiative__in=[one.pk for one in shown]).order_by("initiative_id", *IN_ORDER)
    lines = groupby(rows.values_list("initiative_id", *TOLD), key=itemgetter(0))
    told = {pk: [Told(*columns) for _pk, *columns in own] for pk, own in lines}
    return tuple(status_row(one, told.get(one.pk, []), period) for one in shown)


def _silent(reader: Reader, walk: Walk, period: Period) -> Iterator[Silence]:
    quiet = {
        pk: row
        for pk, row in walk.newest.items()
        if silence_since(row.as_of, row.status, reader.known[pk], period)
    }  # fmt: skip
    doubtful = [row.pk for pk in quiet.keys() & walk.confirmed.keys() for row in (quiet[pk], *walk.confirmed[pk])]
    ratings = _ratings(reader, doubtful)
    for pk, row in quiet.items():
        said = (row.status, ratings.get(row.pk))
        heard = [one.as_of for one in walk.confirmed.get(pk, ()) if (one.status, ratings.get(one.pk)) == said]
        yield from silence_since(max([row.as_of, *heard]), row.status, reader.known[pk], period)


def _ratings(reader: Reader, keys: Sequence[int]) -> dict[int, str]:
    """By key what rating was told: the index of the walk does not hold it. Asked of none too, so that the number of
    questions does not hang on what was found.
    """
    public = StatusUpdate.objects.public(reader.at)
    asked = (public.filter(pk__in=keys[start : start + KEYS] or [0]) for start in range(0, max(1, len(keys)), KEYS))
    return {pk: rating for rows in asked for pk, rating in rows.values_list("pk", "rating")}
