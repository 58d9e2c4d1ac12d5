"""The cached standing of initiatives, now and at each moment of the past: worked out from the claims, written here
alone, compared by `verify`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q

from initiatives.choices import PUBLIC_STATES
from initiatives.models import Initiative, StandingPeriod, StatusUpdate


@dataclass(frozen=True)
class Standing:
    """The cache columns of one initiative; the names are the columns'."""

    current_update_id: int | None = None
    current_status: str | None = None
    current_status_since: dt.date | None = None
    current_rating: str | None = None
    last_update_as_of: dt.date | None = None
    last_confirmed_on: dt.date | None = None


def standing(rows: Iterable[tuple[int, str, str, dt.date, bool]]) -> Standing:
    """The standing after current claims given in order as (id, status, rating, as_of, is_confirmation).

    Status and rating are told by updates alone, and `since` is the start of the unbroken run of the last status. A
    confirmation only dates what it confirms: once the update before it says something else, it counts for nothing,
    or a corridor could stay open on a page because somebody had confirmed what was corrected later.
    """
    told: tuple[int, dt.date] | None = None
    confirmed_on = since = status = rating = None
    for pk, row_status, row_rating, as_of, is_confirmation in rows:
        if is_confirmation:
            confirmed_on = as_of if (row_status, row_rating) == (status, rating) else confirmed_on
            continue
        if row_status != status:
            since = as_of
        status, rating, told = row_status, row_rating, (pk, as_of)
    return Standing(told and told[0], status, since, rating, told and told[1], confirmed_on)


def work_out(initiative: Initiative) -> Standing:
    """Read the initiative's current claims and work its standing out; one query."""
    rows = StatusUpdate.objects.current().filter(initiative=initiative).in_order()
    return standing(rows.values_list("id", "status", "rating", "as_of", "is_confirmation"))


@dataclass(frozen=True)
class Period:
    """A standing and when the public knew it: from a moment until just before another, or until now."""

    known_from: dt.datetime
    known_until: dt.datetime | None
    standing: Standing


def periods(initiative: Initiative) -> list[Period]:
    """Every standing that the public ever knew, without what was removed; one query."""
    return play(list(StatusUpdate.objects.filter(initiative=initiative, state__in=PUBLIC_STATES).in_order()))


def play(rows: Sequence[StatusUpdate]) -> list[Period]:
    """The past of one initiative, played again from its public claims in order: they carry when they came and went."""
    moments = {m for row in rows for m in (row.published_at, row.replaced_at, row.retracted_at) if m is not None}
    known: list[tuple[dt.datetime, Standing]] = []
    for moment in sorted(moments):
        held = (row for row in rows if _held(row, moment))
        then = standing((row.pk, row.status, row.rating, row.as_of, row.is_confirmation) for row in held)
        if not known or known[-1][1] != then:
            known.append((moment, then))
    ends = [*(start for start, _standing in known[1:]), None]
    return [Period(start, end, then) for (start, then), end in zip(known, ends, strict=False)]


def _held(row: StatusUpdate, moment: dt.datetime) -> bool:
    came = row.published_at is not None and row.published_at <= moment
    return came and not any(gone is not None and gone <= moment for gone in (row.replaced_at, row.retracted_at))


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
        known = [Period(row.known_from, row.known_until, _standing_of(row)) for row in rows]
        told = periods(initiative)
        if known != told:
            yield Difference(initiative, "standings", known, told)
