"""The cached standing of initiatives, now and at each moment of the past: worked out from the claims, written here
alone, compared by `verify`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from django.db.models import Q
from django.db.models.functions import Coalesce

from initiatives.choices import PUBLIC_STATES
from initiatives.models import Initiative, StandingPeriod, StatusUpdate


@dataclass(frozen=True)
class Standing:
    """The cache columns of one initiative; the names are the columns'."""

    current_update_id: int | None = None
    current_status: str | None = None
    current_status_since: dt.date | None = None
    current_rating: str | None = None
    current_is_disputed: bool = False
    last_update_as_of: dt.date | None = None
    last_confirmed_on: dt.date | None = None


class Told(NamedTuple):
    """What the standing is worked out of: one current claim, in order. `speaker` is an organisation as it is now."""

    pk: int
    status: str
    rating: str
    as_of: dt.date
    is_confirmation: bool
    speaker: int | None

    @classmethod
    def of(cls, row: StatusUpdate) -> Told:
        """Of a claim that is in memory, stored or not, with said_by__merged_into."""
        speaker = row.said_by.kept.pk if row.said_by is not None else None
        return cls(row.pk or 0, row.status, row.rating, row.as_of, row.is_confirmation, speaker)


# The columns of a claim that make a Told; what a merged organisation said is said by the one it was merged into.
TOLD = ("id", "status", "rating", "as_of", "is_confirmation", Coalesce("said_by__merged_into", "said_by"))


def standing(rows: Iterable[Told], frequency: int | None = None) -> Standing:
    """The standing after current claims given in order; `frequency` is in days.

    Status and rating are told by updates alone, and `since` is the start of the unbroken run of the last status. A
    confirmation only dates what it confirms: once the update before it says something else, it counts for nothing,
    or a corridor could stay open on a page because somebody had confirmed what was corrected later.
    """
    newest: Told | None = None
    confirmed_on = since = None
    said: list[Told] = []
    for row in rows:
        if row.is_confirmation:
            confirms = newest is not None and (row.status, row.rating) == (newest.status, newest.rating)
            confirmed_on = row.as_of if confirms else confirmed_on
            continue
        if newest is None or row.status != newest.status:
            since = row.as_of
        newest = row
        said.append(row)
    if newest is None:
        return Standing(last_confirmed_on=confirmed_on)
    is_disputed = len(voices(said, frequency)) > 1
    return Standing(newest.pk, newest.status, since, newest.rating, is_disputed, newest.as_of, confirmed_on)


def voices(said: Sequence[Told], frequency: int | None) -> tuple[Told, ...]:
    """Whose newest updates, given in order, disagree about the status; newest first, and nothing where none does.

    They disagree when they lie within one rhythm of the newest update; without a rhythm, on its day. An update in
    which a source speaks for itself is nobody's word against another's.
    """
    if not said or said[-1].speaker is None:
        return ()
    newest = said[-1]
    by_speaker = {row.speaker: row for row in said if row.speaker is not None}
    heard = [row for row in by_speaker.values() if (newest.as_of - row.as_of).days <= (frequency or 0)]
    if all(row.status == newest.status for row in heard):
        return ()
    return tuple(row for row in reversed(said) if row in heard)


def work_out(initiative: Initiative) -> Standing:
    """Read the initiative's current claims and work its standing out; one query."""
    rows = StatusUpdate.objects.current().filter(initiative=initiative).in_order()
    return standing((Told(*row) for row in rows.values_list(*TOLD)), initiative.update_frequency_days)


@dataclass(frozen=True)
class Period:
    """A standing and when the public knew it: from a moment until just before another, or until now."""

    known_from: dt.datetime
    known_until: dt.datetime | None
    standing: Standing

    def __str__(self) -> str:
        until = f"{self.known_until:%Y-%m-%d %H:%M}" if self.known_until else "now"
        return f"{self.standing.current_status} since {self.standing.current_status_since}, until {until}"


def periods(initiative: Initiative) -> list[Period]:
    """Every standing that the public ever knew, without what was removed; one query."""
    rows = StatusUpdate.objects.filter(initiative=initiative, state__in=PUBLIC_STATES).in_order()
    came_and_went = rows.values_list(*TOLD, "published_at", "replaced_at", "retracted_at")
    return play([(Told(*row[:6]), row[6:]) for row in came_and_went], initiative.update_frequency_days)


Moments = tuple[dt.datetime | None, dt.datetime | None, dt.datetime | None]


def play(rows: Sequence[tuple[Told, Moments]], frequency: int | None) -> list[Period]:
    """The past of one initiative, played again from its public claims in order, each with when it was published,
    replaced and retracted.
    """
    moments = {moment for _told, came_and_went in rows for moment in came_and_went if moment is not None}
    known: list[tuple[dt.datetime, Standing]] = []
    for moment in sorted(moments):
        then = standing((told for told, moments_of in rows if _held(moments_of, moment)), frequency)
        if not known or known[-1][1] != then:
            known.append((moment, then))
    ends = [*(start for start, _standing in known[1:]), None]
    return [Period(start, end, then) for (start, then), end in zip(known, ends, strict=False)]


def _held(moments: Moments, moment: dt.datetime) -> bool:
    came, *went = moments
    return came is not None and came <= moment and not any(gone is not None and gone <= moment for gone in went)


def refresh(initiative: Initiative, *, at: dt.datetime | None = None) -> None:
    """Write the cache of one initiative, which is locked by the caller. Raises neither version nor history.

    `at` is the moment of the one change since it was last written; without it the whole past is written anew.
    """
    now = work_out(initiative)
    Initiative.objects.filter(pk=initiative.pk).update(**asdict(now))
    for name, value in asdict(now).items():
        setattr(initiative, name, value)
    stored = StandingPeriod.objects.filter(initiative=initiative)
    last = stored.order_by("-known_from").first()
    if at is None or _anything_since(initiative, at):
        stored.delete()
        StandingPeriod.objects.bulk_create(_row(initiative, period) for period in periods(initiative))
    elif last is None or _standing_of(last) != now:
        stored.filter(known_until=None).update(known_until=at)
        _row(initiative, Period(at, None, now)).save()


def _anything_since(initiative: Initiative, at: dt.datetime) -> bool:
    """Whether a claim came or went after this moment; only where the past itself is written, as by tests and files."""
    later = Q(published_at__gt=at) | Q(replaced_at__gt=at) | Q(retracted_at__gt=at)
    same = StandingPeriod.objects.filter(initiative=initiative, known_from__gte=at)
    return same.exists() or StatusUpdate.objects.filter(later, initiative=initiative).exists()


# The columns of a period, by those of the standing that they hold.
COLUMNS = {
    "current_update_id": "update_id",
    "current_status": "status",
    "current_status_since": "status_since",
    "current_rating": "rating",
    "current_is_disputed": "is_disputed",
    "last_update_as_of": "updated_on",
    "last_confirmed_on": "confirmed_on",
}


def _row(initiative: Initiative, period: Period) -> StandingPeriod:
    held = {column: getattr(period.standing, name) for name, column in COLUMNS.items()}
    return StandingPeriod(initiative=initiative, known_from=period.known_from, known_until=period.known_until, **held)


def _standing_of(row: StandingPeriod) -> Standing:
    return Standing(**{name: getattr(row, column) for name, column in COLUMNS.items()})


@dataclass(frozen=True)
class Difference:
    """A stored value that is not what the claims say."""

    initiative: Initiative
    column: str
    stored: Any
    worked_out: Any


def differences(initiatives: Iterable[Initiative]) -> Iterator[Difference]:
    for initiative in initiatives:
        for column, worked_out in asdict(work_out(initiative)).items():
            stored = getattr(initiative, column)
            if stored != worked_out:
                yield Difference(initiative, column, stored, worked_out)
        rows = initiative.standings.order_by("known_from")
        known = {row.known_from: Period(row.known_from, row.known_until, _standing_of(row)) for row in rows}
        told = {period.known_from: period for period in periods(initiative)}
        for moment in sorted(known.keys() | told.keys()):
            if known.get(moment) != told.get(moment):
                yield Difference(
                    initiative, f"standing of {moment:%Y-%m-%d %H:%M}", known.get(moment), told.get(moment)
                )
