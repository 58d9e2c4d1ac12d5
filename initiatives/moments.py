"""Days and moments of the site: which moment ends a day, and which day a page is read on."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after a day, in the site's time zone: what came out before it was out by the end of the day."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


def day_of(at: dt.datetime | None) -> dt.date:
    """The day that ends at a moment; today where none is given."""
    return timezone.localdate() if at is None else timezone.localdate(at - dt.timedelta(microseconds=1))


def was_before(moment: dt.datetime | None, at: dt.datetime | None) -> bool:
    """Whether something that has a moment had happened by then."""
    return moment is not None and (at is None or moment < at)


def dated(url: str, as_at: dt.date | None) -> str:
    """An address of ours that stays on the day that is being read; unchanged where none is."""
    if not as_at:
        return url
    page, mark, anchor = url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}as_at={as_at.isoformat()}{mark}{anchor}"
