"""The monthly report: what is true for the days of a period, and what was said of earlier ones while it lasted."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar, cast

from django.db.models import Q, QuerySet

from initiatives import svg
from initiatives.choices import Breach, ReportPart, Score, State, TransactionType
from initiatives.models import (
    Adherence,
    Budget,
    Claim,
    Finding,
    Initiative,
    Observation,
    StatusUpdate,
    Target,
    Term,
    Transaction,
    claim_models,
    rows_of,
)
from initiatives.moments import day_of
from initiatives.reports import wording
from initiatives.reports.funding import NOTHING, of_type, total
from initiatives.reports.indicators import attained, compares, rate
from initiatives.reports.milestones import Coming, coming
from initiatives.reports.monthly_claims import Line, Part, Period, Reader, Revision
from initiatives.reports.monthly_first import first_statuses
from initiatives.reports.monthly_statuses import Move, Silence, StatusRow, statuses
from initiatives.reports.reading import NumberedSource, Sources, in_order
from initiatives.reports.terms import BINDING, deadlines
from initiatives.reports.texts import tenths

C = TypeVar("C", bound=Claim)

MONTHS_OFFERED = 12
COMING_SHOWN = 20
# What the report says of every initiative; the rest of its columns would fill a process.
NAMED = ("reference", "title", "language", "kind", "update_frequency_days")
BREACHED = frozenset({Breach.ALLEGED, Breach.CONFIRMED})


@dataclass(frozen=True)
class Against:
    """A figure against one target, which is in words: `rate` in the target's own measure, `share` a ratio."""

    target: Line[Target]
    promised: str
    rate: Decimal
    share: Decimal | None


@dataclass(frozen=True)
class Delivery(Line[Observation]):
    """A figure of one source, against each target that is for its days."""

    against: tuple[Against, ...]


@dataclass(frozen=True)
class TermLine:
    """A term that fell due or was assessed; `line` is one assessment, None where a term due has none by then."""

    initiative: Initiative
    term: Term
    is_due: bool
    line: Line[Adherence] | None


@dataclass(frozen=True)
class Terms:
    """`kept` and `breached` count assessments of the period, since assessors are never pooled."""

    lines: Part[TermLine]
    due: int
    kept: int
    breached: int


@dataclass(frozen=True)
class Total:
    """Money of one type, in US dollars; `left_out` counts amounts without a rate."""

    type: TransactionType
    count: int
    usd: Decimal
    left_out: int

    @property
    def is_pledge(self) -> bool:
        return self.type == TransactionType.PLEDGE


@dataclass(frozen=True)
class Money:
    transactions: Part[Line[Transaction]]
    budgets: Part[Line[Budget]]
    totals: tuple[Total, ...]

    @property
    def pledged(self) -> Total | None:
        return next((total for total in self.totals if total.is_pledge), None)

    @property
    def moved(self) -> tuple[Total, ...]:
        """Without the pledges, which are promises."""
        return tuple(total for total in self.totals if not total.is_pledge)


@dataclass(frozen=True)
class Monthly:
    """Each part with its first rows; `sources` are those that these rows name. `until` is the last day counted."""

    period: Period
    until: dt.date
    initiatives: int
    carries_sample: bool
    statuses: Part[StatusRow]
    moves: Part[Move]
    deliveries: Part[Delivery]
    terms: Terms
    money: Money
    findings: Part[Line[Finding]]
    late: Part[Line[Claim]]
    revised: Part[Revision]
    silences: Part[Silence]
    coming: tuple[Coming, ...]
    sources: tuple[NumberedSource, ...]

    @property
    def is_over(self) -> bool:
        return self.until == self.period.last

    @property
    def day_before(self) -> dt.date:
        return self.period.first - dt.timedelta(days=1)

    @property
    def legend(self) -> svg.RunLegend:
        return svg.run_legend(run for row in self.statuses.rows for run in row.runs)

    @property
    def counts(self) -> dict[str, int]:
        """The rows of each part."""
        return {
            ReportPart.STATUSES: self.statuses.count,
            ReportPart.MOVES: self.moves.count,
            ReportPart.DELIVERIES: self.deliveries.count,
            ReportPart.TERMS: self.terms.lines.count,
            ReportPart.MONEY: self.money.transactions.count + self.money.budgets.count,
            ReportPart.FINDINGS: self.findings.count,
            ReportPart.LATE: self.late.count,
            ReportPart.REVISED: self.revised.count,
            ReportPart.SILENT: self.silences.count,
            ReportPart.NEXT: len(self.coming),
        }


def monthly(
    initiatives: QuerySet[Initiative], period: Period, at: dt.datetime | None = None, limit: int | None = None
) -> Monthly:
    """The report on public initiatives, as it was known just before a moment, or now; `limit` cuts each part short.

    A query for the initiatives, one for the course of their statuses, one for each kind of claim, one for the targets
    of what was counted, and two for what comes next.
    """
    rows = initiatives.order_by("reference").only(*NAMED)
    reader = Reader(initiatives, {row.pk: row for row in rows.iterator()}, period, at, Sources(), limit)
    days = (period.first, period.last)
    also: dict[type[Claim], Q] = {Adherence: Q(term__due_on__range=days), Observation: Q(period_end__range=days)}
    touched = {model: reader.touched(model, also.get(model)) for model in claim_models()}
    found = statuses(reader) if limit is None else first_statuses(reader, limit)
    every = [row for of_one_kind in touched.values() for row in of_one_kind]
    return Monthly(
        period=period,
        until=min(period.last, day_of(at)),
        initiatives=len(reader.known),
        carries_sample=initiatives.filter(crisis__is_sample=True).exists(),
        statuses=Part(found.rows, len(reader.known)),
        moves=Part(_moves(reader, _of(touched, StatusUpdate), found.moved), found.moves),
        deliveries=_deliveries(reader, reader.true_for(_of(touched, Observation))),
        terms=_terms(reader, _of(touched, Adherence)),
        money=_money(reader, _of(touched, Transaction), _of(touched, Budget)),
        findings=reader.lines(reader.true_for(_of(touched, Finding))),
        late=reader.lines(sorted(reader.late(every), key=_by_initiative)),
        revised=reader.part(
            sorted(reader.revised(every), key=lambda pair: _by_initiative(pair[0])),
            lambda pair: Revision(reader.line(pair[0]), reader.line(pair[1]) if pair[1] else None),
        ),
        silences=Part(found.silences, found.silent),
        coming=_coming(reader),
        sources=tuple(reader.sources.found.values()),
    )


def _of(touched: dict[type[Claim], list[Claim]], model: type[C]) -> list[C]:
    return cast("list[C]", touched[model])


def _by_initiative(row: Claim) -> tuple[object, ...]:
    return (row.initiative.reference or "", *in_order(row))


def _moves(reader: Reader, touched: Iterable[StatusUpdate], moved: dict[int, str | None]) -> tuple[Move, ...]:
    """One query for those that are shown; a file has read them all."""
    if reader.limit is None:
        rows = [row for row in touched if row.pk in moved]
    else:
        rows = reader.these(StatusUpdate, list(moved))
    lines = map(reader.line, rows)
    return tuple(Move(line.claim, line.speaker, line.source, line.words, moved[line.claim.pk]) for line in lines)


def _deliveries(reader: Reader, rows: Sequence[Observation]) -> Part[Delivery]:
    """The figures by what they count and for when, source beside source; one query for the targets."""
    counted = {row.indicator_id for row in rows}
    promised = Target.objects.public(reader.at).current(reader.at).filter(reader.chosen, indicator__in=counted)
    targets: dict[int, list[Target]] = {}
    for target in promised.select_related("said_by__merged_into", "source", "indicator").in_order():
        targets.setdefault(target.indicator_id, []).append(target)

    def delivery(row: Observation) -> Delivery:
        line, own = reader.line(row), targets.get(row.indicator_id, [])
        against = (
            Against(reader.line(target), wording.promised(target), tenths(rate(row, target)), attained(row, target))
            for target in own
            if compares(row, target)
        )
        return Delivery(line.claim, line.speaker, line.source, line.words, tuple(against))

    def place(row: Observation) -> tuple[object, ...]:
        indicator = row.indicator
        days = (row.period_end, row.period_start)
        return (row.initiative.reference, indicator.order, indicator.pk, *days, row.said_by_name, row.pk)

    return reader.part(sorted(rows, key=place), delivery)


def _terms(reader: Reader, rows: Sequence[Adherence]) -> Terms:
    """Assessments of the period, and of terms that fell due in it what each assessor had last said by its end.

    A term falls due that somebody calls agreed or in force; one that was only proposed has no due day to keep.
    """
    views = [
        row for row in rows if row.state == State.PUBLISHED and row.term.due_on and row.term.due_on in reader.period
    ]
    bound = {row.term_id for row in _newest(views) if row.agreement in BINDING}
    due = {row.term_id: row for row in views if row.term_id in bound}
    newest = _newest(row for row in views if row.term_id in due and row.as_of <= reader.period.last)
    assessed = reader.true_for(rows)
    shown: dict[int, Adherence] = {row.pk: row for row in (*assessed, *newest)}
    silent = due.keys() - {row.term_id for row in shown.values()}
    lines = [*shown.values(), *(due[term] for term in silent)]
    lines.sort(key=lambda row: (row.initiative.reference, row.term.number, in_order(row)))

    def line(row: Adherence) -> TermLine:
        return TermLine(row.initiative, row.term, row.term_id in due, reader.line(row) if row.pk in shown else None)

    return Terms(
        lines=reader.part(lines, line),
        due=len(due),
        kept=sum(row.score == Score.FULL for row in assessed),
        breached=sum(row.breach in BREACHED for row in assessed),
    )


def _newest(rows: Iterable[Adherence]) -> list[Adherence]:
    """The last of each assessor on each term; rows in order."""
    return list({(row.term_id, row.said_by and row.said_by.kept.pk): row for row in rows}.values())


def _money(reader: Reader, transactions: Sequence[Transaction], budgets: Sequence[Budget]) -> Money:
    found = reader.true_for(transactions)
    totals = []
    for type_ in TransactionType:
        own = of_type(found, type_)
        sums = total(own)
        if own:
            totals.append(Total(type_, len(own), sums.figure or NOTHING, sums.left_out_count))
    return Money(reader.lines(found), reader.lines(reader.true_for(budgets)), tuple(totals))


def _coming(reader: Reader) -> tuple[Coming, ...]:
    asked = (reader.at, COMING_SHOWN, reader.initiatives)
    return tuple(sorted((*coming(*asked), *deadlines(*asked)), key=lambda one: one.day)[:COMING_SHOWN])


def month_of(day: dt.date) -> Period:
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def last_whole_month(day: dt.date) -> Period:
    return month_of(day.replace(day=1) - dt.timedelta(days=1))


def months(initiatives: QuerySet[Initiative], at: dt.datetime | None = None) -> tuple[Period, ...]:
    """The newest months in which something is true of these initiatives, newest first; one query."""
    chosen = Q(initiative__in=initiatives.order_by().values("pk"))
    days = [rows_of(model).public(at).filter(chosen).order_by().values_list("as_of") for model in claim_models()]
    found = {day.replace(day=1) for (day,) in days[0].union(*days[1:])}
    return tuple(month_of(first) for first in sorted(found, reverse=True)[:MONTHS_OFFERED])
