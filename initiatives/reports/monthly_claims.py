"""Which claims a period touched, and what each says in one line: the ground of the monthly report.

A period touches more claims than a process can hold, and a page shows the first of each part. So what stands where is
worked out from a few columns of each claim, kind by kind, and only what is shown is read whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from heapq import nsmallest
from operator import or_
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.text import capfirst

from initiatives.choices import PUBLIC_STATES, ReplaceKind, State
from initiatives.models import Adherence, Claim, Initiative, Observation, StatusUpdate, Transaction, rows_of
from initiatives.models.claims import ClaimQuerySet
from initiatives.moments import end_of
from initiatives.reports.reading import NumberedSource, Sources, day, put_back, speaker
from initiatives.reports.texts import Link
from initiatives.reports.wording import line_of, named_by

C = TypeVar("C", bound=Claim)
C_co = TypeVar("C_co", bound=Claim, covariant=True)
R = TypeVar("R")
T_co = TypeVar("T_co", covariant=True)

# So many initiatives are looked up one by one; more are met sooner in a walk over all.
FEW = 2000
# So many keys are asked for at once: a database takes no more than some thousands.
KEYS = 5000
# What the report says of an initiative; the rest of its columns would fill a process.
NAMED = ("reference", "title", "language", "kind", "update_frequency_days")


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


class Known(NamedTuple):
    """What is held of every initiative."""

    reference: str
    frequency: int | None


class Brief(NamedTuple):
    """What decides where a claim stands; `place` is that among the claims of its kind, in their order.

    `told_on` is the day that decides to which period it belongs: what was counted belongs to the end of its days. `own`
    is what its kind is sorted and counted by.
    """

    place: int
    initiative: int
    pk: int
    told_on: dt.date
    published_at: dt.datetime | None
    replaced_at: dt.datetime | None
    retracted_at: dt.datetime | None
    state: str
    replaces: int | None
    own: Any


class Counted(NamedTuple):
    order: int
    indicator: int
    start: dt.date
    speaker: str


class View(NamedTuple):
    """`assessor` is an organisation as it is now."""

    term: int
    number: int
    due_on: dt.date | None
    assessor: int | None
    agreement: str
    score: int | None
    breach: str


class Paid(NamedTuple):
    type: str
    usd: Decimal | None


NAMED_AS = Coalesce(NullIf("named_as", Value("")), "said_by__name", Value(""))
ASSESSOR = Coalesce("said_by__merged_into", "said_by")
OWN: dict[type[Claim], tuple[Callable[..., Any], tuple[str | Combinable, ...]]] = {
    Observation: (Counted, ("indicator__order", "indicator_id", "period_start", NAMED_AS)),
    Adherence: (View, ("term_id", "term__number", "term__due_on", ASSESSOR, "agreement", "score", "breach")),
    Transaction: (Paid, ("type", "amount_usd")),
}
Pair = tuple[Brief, Brief | None]


@dataclass(frozen=True)
class Cut(Generic[T_co]):
    """The first of what was found, and how much there is."""

    rows: Sequence[T_co] = ()
    count: int = 0


@dataclass(frozen=True)
class Reader:
    """Reads claims of some initiatives as they were known just before a moment, and numbers their sources.

    `known` are the initiatives, by reference; `named` those that are shown.
    """

    initiatives: QuerySet[Initiative]
    known: dict[int, Known]
    period: Period
    at: dt.datetime | None
    limit: int | None
    sources: Sources = field(default_factory=Sources)
    named: dict[int, Initiative] = field(default_factory=dict)

    def touched(self, model: type[Claim]) -> list[Brief]:
        """Claims of the days of the period, and those that came out, were replaced or were taken back in it, in order;
        one query. Each is in the state that it had at the moment.
        """
        make, own = OWN.get(model, (lambda: None, ()))
        told_on = "period_end" if model is Observation else "as_of"
        columns = ("initiative_id", "id", told_on, "published_at", "replaced_at", "retracted_at", "shown_state")
        wanted = Q(pk__in=self._updates()) if model is StatusUpdate else self._wanted(model)
        rows = self.narrowed(rows_of(model).public(self.at)).filter(wanted).with_shown_state(self.at)
        lines = rows.in_order().values_list(*columns, "replaces_id", *own).iterator(chunk_size=2000)
        return [
            Brief._make((place, *line[:8], make(*line[8:])))
            for place, line in enumerate(lines)
            if line[0] in self.known
        ]

    def _wanted(self, model: type[Claim]) -> Q:
        days = (self.period.first, self.period.last)
        also: dict[type[Claim], Q] = {Adherence: Q(term__due_on__range=days), Observation: Q(period_end__range=days)}
        moments = (self._within(column) for column in ("published_at", "replaced_at", "retracted_at"))
        return reduce(or_, moments, Q(as_of__range=days) | also.get(model, Q()))

    def _updates(self) -> QuerySet[Any]:
        """The keys of those of earlier days, and of what replaced them: most claims are updates, and `statuses` tells
        what those of the period did. Each question has an index that answers it; together they were put to every row.
        """
        told = StatusUpdate.objects.filter(state__in=PUBLIC_STATES, is_confirmation=False).order_by().values("pk")
        earlier = told.filter(as_of__lt=self.period.first)
        replaced = earlier.filter(self._within("replaced_at"))
        out, retracted = earlier.filter(self._within("published_at")), earlier.filter(self._within("retracted_at"))
        return out.union(replaced, retracted, told.filter(replaces__in=replaced))

    def _within(self, column: str) -> Q:
        return Q(**{f"{column}__gte": self.period.opens_at, f"{column}__lt": self.period.closes_at})

    def narrowed(self, rows: ClaimQuerySet[C]) -> ClaimQuerySet[C]:
        """Claims of a few initiatives the database finds; of many it is quicker to read all and pass over others."""
        return rows.filter(self.chosen) if self.is_narrow else rows

    @property
    def is_narrow(self) -> bool:
        return len(self.known) < FEW

    @property
    def chosen(self) -> Q:
        return Q(initiative__in=self.initiatives.order_by().values("pk"))

    def true_for(self, rows: Iterable[Brief]) -> list[Brief]:
        """Those that hold, and are of the period."""
        return [row for row in rows if row.told_on in self.period and row.state == State.PUBLISHED]

    def revised(self, rows: Sequence[Brief]) -> list[Pair]:
        """Claims of earlier months that were replaced or taken back in the period, each with what replaced it."""
        newer = {row.replaces: row for row in rows if row.replaces is not None}
        earlier = (row for row in rows if row.told_on < self.period.first and row.state != State.PUBLISHED)
        ended = ((row, row.replaced_at or row.retracted_at) for row in earlier)
        return [(row, newer.get(row.pk)) for row, moment in ended if self.period.holds(moment)]

    def late(self, rows: Iterable[Brief], revised: Iterable[Pair]) -> list[Brief]:
        """Claims of earlier months that came out in the period, but for those that replace one of an earlier month."""
        beside = {new.pk for _old, new in revised if new is not None}
        return [
            row
            for row in rows
            if row.told_on < self.period.first and self.period.holds(row.published_at) and row.pk not in beside
        ]

    def cut(self, rows: Sequence[R], key: Callable[[R], Any]) -> Cut[R]:
        """The first by a key, as many as the limit leaves."""
        first = sorted(rows, key=key) if self.limit is None else nsmallest(self.limit, rows, key=key)
        return Cut(first, len(rows))

    def by_initiative(self, row: Brief) -> tuple[str, int]:
        return (self.known[row.initiative].reference, row.place)

    def meet(self, keys: Iterable[int]) -> None:
        """Reads what the report says of these initiatives, where that was not read before."""
        for some in chunks(set(keys) - self.named.keys()):
            rows = Initiative.objects.public(self.at, by_key=True).filter(pk__in=some).only(*NAMED)
            self.named.update((row.pk, row) for row in rows)

    def whole(self, keys: Mapping[type[Claim], Iterable[int]]) -> dict[type[Claim], dict[int, Claim]]:
        """Claims by their kinds and keys, with their initiatives."""
        found: dict[type[Claim], dict[int, Claim]] = {model: {} for model in keys}
        for model, own in keys.items():
            related = ("said_by__merged_into", "source", *named_by(model))
            for some in chunks(own):
                rows = rows_of(model).public(self.at).filter(pk__in=some).select_related(*related)
                found[model].update((row.pk, row) for row in rows)
        every = [row for of_one_kind in found.values() for row in of_one_kind.values()]
        self.meet(row.initiative_id for row in every)
        for row in every:
            row.initiative = self.named[row.initiative_id]
            put_back(row, self.at)
        return found

    def line(self, row: C) -> Line[C]:
        return Line(row, speaker(row), self.sources.number(row.source), line_of(row))


def chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    """One even of none, so that the number of questions does not hang on what was found."""
    every = sorted(keys) or [0]
    return (every[start : start + KEYS] for start in range(0, len(every), KEYS))


def came_late(claim: Claim) -> bool:
    """Whether it is of an earlier month than the one in which its chain first came out."""
    out_on = day(claim.first_published_at)
    told = claim.period_end if isinstance(claim, Observation) else claim.as_of
    return out_on is not None and (told.year, told.month) < (out_on.year, out_on.month)
