"""Which claims a period touched, and what each says in one line: the ground of the monthly report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from initiatives.choices import ReplaceKind, State
from initiatives.models import Claim, Initiative, Observation, StatusUpdate, rows_of
from initiatives.moments import end_of
from initiatives.reports.reading import NumberedSource, Sources, day, put_back, speaker
from initiatives.reports.texts import Link
from initiatives.reports.wording import line_of, named_by

C = TypeVar("C", bound=Claim)
C_co = TypeVar("C_co", bound=Claim, covariant=True)
R = TypeVar("R")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Period:
    """The days of a report, both included."""

    first: dt.date
    last: dt.date

    def __contains__(self, one: dt.date) -> bool:
        return self.first <= one <= self.last

    @property
    def asked(self) -> dict[str, str]:
        """The parameters that ask for it."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def opens_at(self) -> dt.datetime:
        return end_of(self.first - dt.timedelta(days=1))

    @property
    def closes_at(self) -> dt.datetime:
        return end_of(self.last)

    def holds(self, moment: dt.datetime | None) -> bool:
        return moment is not None and self.opens_at <= moment < self.closes_at


@dataclass(frozen=True)
class Part(Generic[T_co]):
    """A part of the report: its first rows, and how many there are."""

    rows: tuple[T_co, ...] = ()
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Line(Generic[C_co]):
    """One claim with what every part says of it; `words` are what it says, in one line."""

    claim: C_co
    speaker: Link | None
    source: NumberedSource | None
    words: str

    @property
    def kind(self) -> str:
        return str(capfirst(self.claim._meta.verbose_name))

    @property
    def published_on(self) -> dt.date | None:
        return day(self.claim.published_at)


@dataclass(frozen=True)
class Revision:
    """A claim of an earlier month that no longer holds; `new` is None where it was taken back."""

    old: Line[Claim]
    new: Line[Claim] | None

    @property
    def is_retracted(self) -> bool:
        return self.old.claim.state == State.RETRACTED

    @property
    def is_struck(self) -> bool:
        """Whether the tracker itself was in error."""
        return self.is_retracted or (self.new is not None and self.new.claim.replace_kind == ReplaceKind.OUR_ERROR)

    @property
    def is_new_struck(self) -> bool:
        """Whether what replaced it was taken back, or replaced as an error, since."""
        return self.new is not None and self.new.claim.state != State.PUBLISHED

    @property
    def ended_on(self) -> dt.date | None:
        return day(self.old.claim.retracted_at if self.is_retracted else self.old.claim.replaced_at)


@dataclass(frozen=True)
class Reader:
    """Reads claims of some initiatives as they were known just before a moment, and numbers their sources."""

    initiatives: QuerySet[Initiative]
    known: dict[int, Initiative]
    period: Period
    at: dt.datetime | None
    sources: Sources
    limit: int | None

    def touched(self, model: type[C], also: Q | None = None) -> list[C]:
        """Claims of the days of the period, and those that came out, were replaced or were taken back in it, in order;
        one query. Each is in the state that it had at the moment. `also` asks for more.
        """
        opens, closes = self.period.opens_at, self.period.closes_at
        wanted = Q(as_of__gte=self.period.first, as_of__lte=self.period.last)
        for column in ("published_at", "replaced_at", "retracted_at"):
            wanted |= Q(**{f"{column}__gte": opens, f"{column}__lt": closes})
        rows = rows_of(model).public(self.at).filter(wanted | also if also else wanted, self.chosen)
        if model is StatusUpdate:
            rows = rows.filter(is_confirmation=False)
            if self.limit is not None:
                # Most claims are updates of these days: which of them moved a status is worked out from a few columns.
                rows = rows.filter(Q(as_of__lt=self.period.first) | Q(replaces__isnull=False))
        return self._loaded(model, rows.in_order())

    def these(self, model: type[C], keys: Sequence[int]) -> list[C]:
        """Claims by their keys, in order; one query."""
        return self._loaded(model, rows_of(model).public(self.at).filter(pk__in=keys).in_order())

    def _loaded(self, model: type[C], rows: QuerySet[C]) -> list[C]:
        related = ("said_by__merged_into", "source", *named_by(model))
        found = [row for row in rows.select_related(*related) if row.initiative_id in self.known]
        for row in found:
            row.initiative = self.known[row.initiative_id]
            put_back(row, self.at)
        return found

    @property
    def chosen(self) -> Q:
        return Q(initiative__in=self.initiatives.order_by().values("pk"))

    def line(self, row: C) -> Line[C]:
        return Line(row, speaker(row), self.sources.number(row.source), line_of(row))

    def part(self, rows: Sequence[R], make: Callable[[R], Any]) -> Part[Any]:
        # What is not shown is not made, so that the list of sources names those of the page alone.
        return Part(tuple(make(row) for row in rows[: self.limit]), len(rows))

    def lines(self, rows: Iterable[C]) -> Part[Line[C]]:
        return self.part(list(rows), self.line)

    def true_for(self, rows: Iterable[C]) -> list[C]:
        """Of these the ones that hold and are of the period."""
        return [row for row in rows if day_told(row) in self.period and row.state == State.PUBLISHED]

    def revised(self, rows: Iterable[Claim]) -> list[tuple[Claim, Claim | None]]:
        """Claims of earlier months that were replaced or taken back in the period, each with what replaced it."""
        given = list(rows)
        newer = {(type(row), row.replaces_id): row for row in given if row.replaces_id is not None}
        earlier = (row for row in given if day_told(row) < self.period.first and row.state != State.PUBLISHED)
        ended = ((row, row.replaced_at or row.retracted_at) for row in earlier)
        return [(row, newer.get((type(row), row.pk))) for row, moment in ended if self.period.holds(moment)]

    def late(self, rows: Iterable[Claim]) -> list[Claim]:
        """Claims of earlier months that came out in the period, but for those that replace one of an earlier month."""
        given = list(rows)
        shown = {new for _old, new in self.revised(given) if new is not None}
        return [
            row
            for row in given
            if day_told(row) < self.period.first and self.period.holds(row.published_at) and row not in shown
        ]


def day_told(claim: Claim) -> dt.date:
    """The day that decides to which period a claim belongs: what was counted belongs to the end of its days."""
    return claim.period_end if isinstance(claim, Observation) else claim.as_of


def came_late(claim: Claim) -> bool:
    """Whether it is of an earlier month than the one in which its chain first came out."""
    out_on, told = day(claim.first_published_at), day_told(claim)
    return out_on is not None and (told.year, told.month) < (out_on.year, out_on.month)
