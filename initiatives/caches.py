"""The cached standing of initiatives: worked out from the claims, written here alone, compared by `verify`."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from initiatives.models import Initiative, StatusUpdate


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


def refresh(initiative: Initiative) -> None:
    """Write the cache of one initiative, which is locked by the caller. Raises neither version nor history."""
    fresh = asdict(work_out(initiative))
    Initiative.objects.filter(pk=initiative.pk).update(**fresh)
    for name, value in fresh.items():
        setattr(initiative, name, value)


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
