"""What became, since a day, of what a page of that day shows: for the banner over pages of the past."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from initiatives.models import claim_models, rows_of
from initiatives.moments import end_of


@dataclass(frozen=True)
class Past:
    """The day whose end a page shows, and how many of its claims were replaced or retracted since."""

    day: dt.date
    replaced_count: int
    retracted_count: int

    @property
    def has_changed(self) -> bool:
        return bool(self.replaced_count or self.retracted_count)


def past(day: dt.date, **scope: Any) -> Past:
    """Counts the claims of a scope (filters of claims, such as `initiative`); one query for each kind of claim."""
    at = end_of(day)
    replaced = retracted = 0
    for model in claim_models():
        was_replaced, was_retracted = Q(replaced_at__gte=at), Q(retracted_at__gte=at)
        # Few rows ended at all: said of all that are counted, their indexes find them.
        counts = (
            rows_of(model)
            .public(at)
            .filter(was_replaced | was_retracted, **scope)
            .aggregate(
                replaced=Count("pk", filter=was_replaced),
                retracted=Count("pk", filter=was_retracted),
            )
        )
        replaced, retracted = replaced + counts["replaced"], retracted + counts["retracted"]
    return Past(day, replaced, retracted)
