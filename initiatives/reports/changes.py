"""Updates of many initiatives, newest first, each with the status that held before it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from initiatives.choices import Confidence
from initiatives.models import StatusUpdate
from initiatives.models.updates import StatusUpdateQuerySet
from initiatives.reports.reading import link_to, put_back
from initiatives.reports.texts import Link
from initiatives.reports.timeline import standing_before


@dataclass(frozen=True)
class Change:
    """One update and the move that it made; `before` is None at the first status."""

    update: StatusUpdate
    speaker: Link | None
    before: str | None
    rating_before: str | None

    @property
    def is_move(self) -> bool:
        return self.before is not None and self.before != self.update.status

    @property
    def shows_standing(self) -> bool:
        """Whether this update says something new of status or rating, or is more or less than just reported."""
        same = (self.before, self.rating_before) == (self.update.status, self.update.rating)
        return not same or self.update.confidence != Confidence.REPORTED


def changes(updates: StatusUpdateQuerySet, at: dt.datetime | None = None, *, limit: int) -> tuple[Change, ...]:
    """The newest updates that hold, or held just before a moment, among the given public ones; confirmations are left
    out. Two queries.
    """
    held = updates.current(at).told().newest_first()
    newest = list(held.select_related("initiative__crisis", "said_by__merged_into", "source")[:limit])
    for update in newest:
        put_back(update, at)
    before = _before(newest, at)
    return tuple(
        Change(
            update=update,
            speaker=link_to(update.said_by, update.named_as) if update.said_by else None,
            before=before[update.pk][0],
            rating_before=before[update.pk][1],
        )
        for update in newest
    )


def _before(updates: Sequence[StatusUpdate], at: dt.datetime | None) -> dict[int, tuple[str | None, str | None]]:
    initiatives = {update.initiative_id for update in updates}
    rows = StatusUpdate.objects.public(at).current(at).filter(initiative__in=initiatives).in_order()
    by_initiative: dict[int, list[StatusUpdate]] = {}
    for row in rows.only("pk", "initiative_id", "status", "rating", "is_confirmation"):
        by_initiative.setdefault(row.initiative_id, []).append(row)
    found: dict[int, tuple[str | None, str | None]] = {}
    for claims in by_initiative.values():
        found |= standing_before(claims)
    return found
