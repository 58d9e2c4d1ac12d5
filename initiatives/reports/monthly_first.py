"""The first statuses, moves and silences of a period, found in one walk over the updates, the newest first.

A page shows some rows of each and counts the rest. The walk follows an index that holds all that it reads, is done with
an initiative at its newest update from before the period, and keeps a few words for each; only those that are shown are
read whole. `monthly_statuses.statuses` is the plain way, which a file takes, and tells the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from heapq import heappush, heappushpop, nsmallest
from itertools import chain, filterfalse, groupby, islice
from operator import itemgetter
from typing import NamedTuple

from django.db.models import IntegerField, TextField
from django.db.models.functions import Cast

from initiatives.caches import TOLD, Told
from initiatives.choices import Freshness
from initiatives.models import StatusUpdate
from initiatives.models.claims import IN_ORDER
from initiatives.moments import day_of
from initiatives.reports.monthly_claims import Period, Reader, chunks
from initiatives.reports.monthly_statuses import Statuses, StatusRow, lateness, silence_since, status_row
from initiatives.reports.stale import ORDER

# To make a date of each day took longer than to find it.
WALKED = ("initiative_id", "id", Cast("as_of", TextField()), "status", Cast("is_confirmation", IntegerField()))


class Seen(NamedTuple):
    """An update; the higher the place, the earlier it stands among those of the period."""

    place: int
    pk: int
    day: str
    status: str


@dataclass
class Walk:
    """What is kept on the way, by initiative: its earliest update of the period so far, or where it has none the newest
    from before, with the confirmations after that.
    """

    limit: int
    last: str
    within: dict[int, Seen] = field(default_factory=dict)
    quiet: dict[int, Seen] = field(default_factory=dict)
    confirmed: dict[int, list[Seen]] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    moves: int = 0
    earliest: list[tuple[int, int, str | None]] = field(default_factory=list)

    def go(self, lines: Iterable[tuple[int, int, str, str, int]], initiatives: Iterable[int], first: str) -> None:
        ahead, within = set(initiatives), self.within
        for place, (initiative, pk, day, status, is_confirmation) in enumerate(lines):
            if initiative not in ahead:
                continue
            after = within.get(initiative)
            if is_confirmation:
                if after is None:
                    self.confirmed.setdefault(initiative, []).append(Seen(place, pk, day, status))
                continue
            if after is not None and after.status != status:
                self.move(initiative, after, status)
            if day >= first:
                within[initiative] = Seen(place, pk, day, status)
                continue
            if after is None:
                self.quiet[initiative] = Seen(place, pk, day, status)
            ahead.remove(initiative)
            if not ahead:
                return
        for initiative in ahead & within.keys():
            self.move(initiative, within[initiative], None)

    def move(self, initiative: int, row: Seen, before: str | None) -> None:
        self.moves += 1
        if row.day <= self.last:
            self.moved.add(initiative)
        put = heappush if len(self.earliest) < self.limit else heappushpop
        put(self.earliest, (row.place, row.pk, before))


def first_statuses(reader: Reader, limit: int) -> Statuses:
    """What `statuses` tells, each part cut short; four queries."""
    period = Period(reader.period.first, min(reader.period.last, day_of(reader.at)))
    public = StatusUpdate.objects.public(reader.at, many=not reader.is_narrow).current(reader.at)
    claims = reader.narrowed(public).filter(as_of__lte=reader.period.last)
    walk = Walk(limit, period.last.isoformat())
    lines = claims.newest_first().values_list(*WALKED).iterator(chunk_size=2000)
    walk.go(lines, reader.known, period.first.isoformat())
    moved, others = filter(walk.moved.__contains__, reader.known), filterfalse(walk.moved.__contains__, reader.known)
    rows = list(islice(chain(moved, others), limit))
    silences = _silent(reader, walk, period)
    first_silent = nsmallest(limit, silences)
    reader.meet([*rows, *(pk for *_place, pk, _status in first_silent)])
    return Statuses(
        rows=_rows(reader, rows, period),
        moved={pk: before for _place, pk, before in sorted(walk.earliest, reverse=True)},
        silences=tuple(
            one
            for _lateness, heard, _reference, pk, status in first_silent
            for one in silence_since(dt.date.fromisoformat(heard), status, reader.named[pk], period)
        ),
        moves=walk.moves,
        silent=len(silences),
    )


def _rows(reader: Reader, shown: list[int], period: Period) -> tuple[StatusRow, ...]:
    claims = StatusUpdate.objects.public(reader.at).current(reader.at).filter(as_of__lte=reader.period.last)
    rows = claims.filter(initiative__in=shown).order_by("initiative_id", *IN_ORDER)
    lines = groupby(rows.values_list("initiative_id", *TOLD), key=itemgetter(0))
    told = {pk: [Told(*columns) for _pk, *columns in own] for pk, own in lines}
    return tuple(status_row(reader.named[pk], told.get(pk, []), period) for pk in shown)


def _silent(reader: Reader, walk: Walk, period: Period) -> list[tuple[int, str, str, int, str]]:
    """How late, since when, the reference, the key and the status: in the order of `silent_first`."""
    rank = cache(lambda day, status, frequency: _rank(lateness(dt.date.fromisoformat(day), status, frequency, period)))

    def silent(pk: int, row: Seen, heard: str) -> Iterator[tuple[int, str, str, int, str]]:
        known = reader.known[pk]
        late = rank(heard, row.status, known.frequency)
        if late is not None:
            yield late, heard, known.reference, pk, row.status

    found = [one for pk, row in walk.quiet.items() for one in silent(pk, row, row.day)]
    doubtful = [pk for *_place, pk, _status in found if pk in walk.confirmed]
    ratings = _ratings(reader, [row.pk for pk in doubtful for row in (walk.quiet[pk], *walk.confirmed[pk])])
    heard = {pk: _heard(walk.quiet[pk], walk.confirmed[pk], ratings) for pk in doubtful}
    surely = [one for one in found if one[3] not in heard]
    return surely + [one for pk, day in heard.items() for one in silent(pk, walk.quiet[pk], day)]


def _heard(row: Seen, confirmed: Iterable[Seen], ratings: dict[int, str]) -> str:
    """The day of the update, or of the last that confirms what it says."""
    said = (row.status, ratings.get(row.pk))
    return max([row.day, *(one.day for one in confirmed if (one.status, ratings.get(one.pk)) == said)])


def _rank(late: Freshness | None) -> int | None:
    return None if late is None else ORDER.index(late)


def _ratings(reader: Reader, keys: Iterable[int]) -> dict[int, str]:
    """By key what rating was told: the index of the walk does not hold it."""
    public = StatusUpdate.objects.public(reader.at)
    asked = (public.filter(pk__in=some).values_list("pk", "rating") for some in chunks(keys))
    return dict(chain.from_iterable(asked))
