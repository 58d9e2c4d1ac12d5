"""What every page needs to be read as of a day: `as_at` in its address, the day for its dates, the banner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from initiatives import parameters
from initiatives.moments import day_of, end_of
from initiatives.reports.past import past


@dataclass(frozen=True)
class AsAt:
    """The day that was asked for, or none: then the page is read now."""

    day: dt.date | None

    @property
    def at(self) -> dt.datetime | None:
        return end_of(self.day) if self.day else None

    def context(self, **scope: Any) -> dict[str, Any]:
        """For the template: `as_at` and `past` (None now), `today` (the day it is read on), `clock` and `zone`."""
        return {
            "as_at": self.day,
            "past": past(self.day, **scope) if self.day else None,
            "today": day_of(self.at),
            "clock": timezone.localtime(),
            "zone": settings.TIME_ZONE,
        }


def as_at(request: HttpRequest) -> AsAt:
    """For pages that take no other parameter; raises BadParameters."""
    return AsAt(parameters.moment(request.GET))
