"""Pages far down a list. A database skips rows by walking over them, which for 800,000 takes longer than all else of
a page; so a walk begins at the nearer end, or at a value near which a page has begun before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

# Fewer rows than these are walked over in no time.
FAR = 2000
MOST_KEPT = 500


@dataclass(frozen=True)
class Anchor:
    """So many rows stand before the first that holds this value, in the column that the list is sorted by."""

    before: int
    value: Any = None


@dataclass(frozen=True)
class Walk:
    """Over rows in order, `count` in all. `column` is the first that they are sorted by, where none of them leaves it
    empty; rows at a value and after it are found by `lookup`.
    """

    rows: QuerySet[Any]
    count: int
    column: str = ""
    lookup: str = "gte"

    def ids(self, start: int, most: int, anchors: Sequence[Anchor]) -> list[int]:
        if start >= self.count:
            return []
        near = self.nearest(start, anchors)
        if self.count - start < start - near.before:
            last = min(start + most, self.count)
            return ids(self.rows.reverse(), self.count - last, last - start)[::-1]
        rows = self.rows.filter(**{f"{self.column}__{self.lookup}": near.value}) if near.before else self.rows
        return ids(rows, start - near.before, most)

    def nearest(self, start: int, anchors: Sequence[Anchor]) -> Anchor:
        return max((one for one in anchors if one.before <= start), key=lambda one: one.before, default=Anchor(0))

    def anchor(self, start: int, first: int) -> Anchor | None:
        """One for the page that starts so far down, with this row; none among too many rows of one value."""
        if not self.column:
            return None
        value = self.rows.order_by().values_list(self.column, flat=True).get(pk=first)
        same = ids(self.rows.filter(**{self.column: value}), 0, FAR)
        return Anchor(start - same.index(first), value) if first in same else None


def ids(rows: QuerySet[Any], start: int, most: int) -> list[int]:
    return list(rows.values_list("pk", flat=True)[start : start + most])
