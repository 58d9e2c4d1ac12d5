"""The monthly report: what is true for the days of a period, and what was said of earlier ones while it lasted."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar, cast

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
from initiatives.reports.funding import NOTHING
from initiatives.reports.indicators import attained, compares, rate
from initiatives.reports.milestones import Coming, coming
from initiatives.reports.monthly_claims import Brief, Counted, Cut, Known, Line, Pair, Part, Period, Reader, Revision
from initiatives.reports.monthly_first import first_statuses
from initiatives.reports.monthly_statuses import Move, Silence, StatusRow, statuses
from initiatives.reports.reading import NumberedSource, in_order
from initiatives.reports.terms import BINDING, deadlines
from initiatives.reports.texts import tenths

C = TypeVar("C", bound=Claim)

MONTHS_OFFERED = 12
COMING_SHOWN = 20
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

    A query for the initiatives, some for the course of their statuses, two for each kind of claim, one for the targets
    of what was counted, and two for what comes next.
    """
    rows = initiatives.order_by().values_list("reference", "update_frequency_days", "pk")
    known = {pk: Known(reference or "", frequency) for reference, frequency, pk in sorted(rows.iterator())}
    reader = Reader(initiatives, known, period, at, limit)
    found = statuses(reader) if limit is None else first_statuses(reader, limit)
    chosen = {model: _choose(reader, model) for model in claim_models()}
    shown = reader.whole(
        {model: [*one.keys, *(found.moved if model is StatusUpdate else ())] for model, one in chosen.items()}
    )
    return Monthly(
        period=period,
        until=min(period.last, day_of(at)),
        initiatives=len(known),
        carries_sample=initiatives.filter(crisis__is_sample=True).exists(),
        statuses=Part(found.rows, len(known)),
        moves=Part(_moves(reader, _of(shown, StatusUpdate), found.moved), found.moves),
        deliveries=_deliveries(reader, chosen[Observation].own, _of(shown, Observation)),
        terms=_terms(reader, chosen[Adherence], _of(shown, Adherence)),
        money=Money(
            _lines(reader, chosen[Transaction].own, _of(shown, Transaction)),
            _lines(reader, chosen[Budget].own, _of(shown, Budget)),
            chosen[Transaction].sums,
        ),
        findings=_lines(reader, chosen[Finding].own, _of(shown, Finding)),
        late=_late(reader, chosen, shown),
        revised=_revised(reader, chosen, shown),
        silences=Part(found.silences, found.silent),
        coming=_coming(reader),
        sources=tuple(reader.sources.found.values()),
    )


@dataclass(frozen=True)
class Chosen:
    """What the report shows of one kind: `own` in the part that is its own, with what that part counts together."""

    own: Cut[Brief]
    sums: Any
    late: Cut[Brief]
    revised: Cut[Pair]

    @property
    def keys(self) -> set[int]:
        rows = chain(self.own.rows, self.late.rows, *self.revised.rows)
        return {row.pk for row in rows if row is not None}


def _choose(reader: Reader, model: type[Claim]) -> Chosen:
    """One query; most of what it finds is forgotten here."""
    rows = reader.touched(model)
    own, sums = PARTS[model](reader, rows) if model in PARTS else (Cut(), None)
    revised = reader.revised(rows)
    return Chosen(
        own=own,
        sums=sums,
        late=reader.cut(reader.late(rows, revised), reader.by_initiative),
        revised=reader.cut(revised, lambda pair: reader.by_initiative(pair[0])),
    )


def _in_order(reader: Reader, rows: list[Brief]) -> tuple[Cut[Brief], None]:
    return reader.cut(reader.true_for(rows), lambda row: row.place), None


def _by_indicator(reader: Reader, rows: list[Brief]) -> tuple[Cut[Brief], None]:
    """The figures by what they count and for when, source beside source."""

    def place(row: Brief) -> tuple[object, ...]:
        own: Counted = row.own
        days = (row.told_on, own.start)
        return (reader.known[row.initiative].reference, own.order, own.indicator, *days, own.speaker, row.pk)

    return reader.cut(reader.true_for(rows), place), None


def _totals(reader: Reader, rows: list[Brief]) -> tuple[Cut[Brief], tuple[Total, ...]]:
    paid: dict[str, list[Decimal | None]] = {}
    for row in reader.true_for(rows):
        paid.setdefault(row.own.type, []).append(row.own.usd)
    own, _sums = _in_order(reader, rows)
    return own, tuple(
        Total(type_, len(paid[type_]), sum(filter(None, paid[type_]), NOTHING), paid[type_].count(None))
        for type_ in TransactionType
        if type_ in paid
    )


@dataclass(frozen=True)
class Assessed:
    """`due` are terms, and `bare` one view each of those that nobody had assessed by the end."""

    due: frozenset[int]
    bare: frozenset[int]
    kept: int
    breached: int


def _assessed(reader: Reader, rows: list[Brief]) -> tuple[Cut[Brief], Assessed]:
    """Assessments of the period, and of terms that fell due in it what each assessor had last said by its end.

    A term falls due that somebody calls agreed or in force; one that was only proposed has no due day to keep.
    """
    views = [row for row in rows if row.state == State.PUBLISHED and row.own.due_on and row.own.due_on in reader.period]
    bound = {row.own.term for row in _newest(views) if row.own.agreement in BINDING}
    due = {row.own.term: row for row in views if row.own.term in bound}
    newest = _newest(row for row in views if row.own.term in due and row.told_on <= reader.period.last)
    assessed = reader.true_for(rows)
    shown = {row.pk: row for row in (*assessed, *newest)}
    silent = due.keys() - {row.own.term for row in shown.values()}
    bare = [due[term] for term in silent]
    lines = reader.cut(
        [*shown.values(), *bare],
        lambda row: (reader.known[row.initiative].reference, row.own.number, row.place),
    )
    return lines, Assessed(
        due=frozenset(due),
        bare=frozenset(row.pk for row in bare),
        kept=sum(row.own.score == Score.FULL for row in assessed),
        breached=sum(row.own.breach in BREACHED for row in assessed),
    )


def _newest(rows: Iterable[Brief]) -> list[Brief]:
    """The last of each assessor on each term; rows in order."""
    return list({(row.own.term, row.own.assessor): row for row in rows}.values())


PARTS: dict[type[Claim], Callable[[Reader, list[Brief]], tuple[Cut[Brief], Any]]] = {
    Observation: _by_indicator,
    Adherence: _assessed,
    Transaction: _totals,
    Budget: _in_order,
    Finding: _in_order,
}


def _of(shown: dict[type[Claim], dict[int, Claim]], model: type[C]) -> dict[int, C]:
    return cast("dict[int, C]", shown[model])


def _lines(reader: Reader, cut: Cut[Brief], shown: dict[int, C]) -> Part[Line[C]]:
    return Part(tuple(reader.line(shown[row.pk]) for row in cut.rows), cut.count)


def _moves(reader: Reader, shown: dict[int, StatusUpdate], moved: dict[int, str | None]) -> tuple[Move, ...]:
    lines = ((reader.line(shown[pk]), before) for pk, before in moved.items())
    return tuple(Move(line.claim, line.speaker, line.source, line.words, before) for line, before in lines)


def _deliveries(reader: Reader, cut: Cut[Brief], shown: dict[int, Observation]) -> Part[Delivery]:
    """One query for the targets."""
    counted = {row.own.indicator for row in cut.rows}
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

    return Part(tuple(delivery(shown[row.pk]) for row in cut.rows), cut.count)


def _terms(reader: Reader, chosen: Chosen, shown: dict[int, Adherence]) -> Terms:
    told: Assessed = chosen.sums

    def line(row: Adherence) -> TermLine:
        is_due = row.term_id in told.due
        return TermLine(row.initiative, row.term, is_due, None if row.pk in told.bare else reader.line(row))

    lines = Part(tuple(line(shown[row.pk]) for row in chosen.own.rows), chosen.own.count)
    return Terms(lines, len(told.due), told.kept, told.breached)


def _late(
    reader: Reader, chosen: dict[type[Claim], Chosen], shown: dict[type[Claim], dict[int, Claim]]
) -> Part[Line[Claim]]:
    rows = [shown[model][row.pk] for model, one in chosen.items() for row in one.late.rows]
    first = sorted(rows, key=_by_initiative)[: reader.limit]
    return Part(tuple(map(reader.line, first)), sum(one.late.count for one in chosen.values()))


def _revised(
    reader: Reader, chosen: dict[type[Claim], Chosen], shown: dict[type[Claim], dict[int, Claim]]
) -> Part[Revision]:
    rows = [
        (shown[model][old.pk], new and shown[model][new.pk])
        for model, one in chosen.items()
        for old, new in one.revised.rows
    ]
    first = sorted(rows, key=lambda pair: _by_initiative(pair[0]))[: reader.limit]
    lines = (Revision(reader.line(old), reader.line(new) if new else None) for old, new in first)
    return Part(tuple(lines), sum(one.revised.count for one in chosen.values()))


def _by_initiative(row: Claim) -> tuple[object, ...]:
    return (row.initiative.reference, *in_order(row))


def _coming(reader: Reader) -> tuple[Coming, ...]:
    asked = (reader.at, COMING_SHOWN, reader.initiatives)
    return tuple(sorted((*coming(*asked), *deadlines(*asked)), key=lambda one: one.day)[:COMING_SHOWN])


def month_of(day: dt.date) -> Period:
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def last_whole_month(day: dt.date) -> Period:
    return month_of(day.replace(day=1) - dt.timedelta(days=1))


def months(initiatives: QuerySet[Initiative] | None = None, at: dt.datetime | None = None) -> tuple[Period, ...]:
    """The newest months in which something is true of any public initiative, or of these, newest first; one query."""
    chosen = Q() if initiatives is None else Q(initiative__in=initiatives.order_by().values("pk"))
    told = (rows_of(model).public(at, many=initiatives is None).filter(chosen) for model in claim_models())
    days = [rows.order_by().values_list("as_of") for rows in told]
    found = {day.replace(day=1) for (day,) in days[0].union(*days[1:])}
    return tuple(month_of(first) for first in sorted(found, reverse=True)[:MONTHS_OFFERED])
