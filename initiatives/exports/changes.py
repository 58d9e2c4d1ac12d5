"""The rows of the monthly report's file: what the page shows, each change a row, nothing cut short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from initiatives.choices import Freshness, ReportPart, Status
from initiatives.columns import Row
from initiatives.columns.base import initiative_url
from initiatives.models import Claim, Figure, Finding, Initiative, Money, StatusUpdate
from initiatives.reports.monthly import Delivery, Monthly, TermLine
from initiatives.reports.monthly_claims import Line, Revision
from initiatives.reports.monthly_statuses import StatusRow
from initiatives.reports.texts import figure, percent

EMPTY: Mapping[str, Any] = dict.fromkeys(
    ("claim", "as_of", "change", "from", "to", "figure", "unit", "said_by", "publisher", "source_url", "published_at")
) | dict.fromkeys(("state", "replaces", "replace_kind"))


def rows(report: Monthly) -> Iterator[Row]:
    """In the order of the page. Read it with English active: a file reads the same for everybody."""
    yield from (_status(one, report) for one in report.statuses.rows)
    for move in report.moves.rows:
        yield {**_of(ReportPart.MOVES, move), "from": _label(move.before)}
    for delivery in report.deliveries.rows:
        yield {**_of(ReportPart.DELIVERIES, delivery), "change": _delivered(delivery)}
    yield from map(_term, report.terms.lines.rows)
    yield from _lines(ReportPart.MONEY, (*report.money.transactions.rows, *report.money.budgets.rows))
    yield from _lines(ReportPart.FINDINGS, report.findings.rows)
    yield from _lines(ReportPart.LATE, report.late.rows)
    yield from map(_revised, report.revised.rows)
    for one in report.silences.rows:
        told = {"as_of": one.heard_on, "change": f"{Freshness(one.freshness).label}, {one.age} days at the end"}
        yield {**_about(ReportPart.SILENT, one.initiative), **told, "to": _label(one.status)}
    for ahead in report.coming:
        told = {"change": f"{ahead.kind}: {ahead.title}", "to": ahead.day.isoformat()}
        yield {**_about(ReportPart.NEXT, ahead.initiative), **told}


def _about(part: ReportPart, initiative: Initiative) -> dict[str, Any]:
    reference = initiative.reference or ""
    named = {"part": part.value, "reference": reference, "title": initiative.title, "url": initiative_url(reference)}
    return {**EMPTY, **named}


def _of(part: ReportPart, line: Line[Claim]) -> dict[str, Any]:
    row = line.claim
    value, unit = _figure(row)
    return {
        **_about(part, row.initiative),
        "claim": row.public_name,
        "as_of": row.as_of,
        "change": line.words,
        "to": _label(row.status) if isinstance(row, StatusUpdate) else None,
        "figure": value,
        "unit": unit,
        "said_by": line.speaker and line.speaker.name,
        "publisher": line.source and line.source.publisher,
        "source_url": line.source and line.source.url,
        "published_at": row.published_at,
        "state": row.state,
        "replaces": row.public_name if row.replace_kind else None,
        "replace_kind": row.replace_kind,
        "url": f"{initiative_url(row.initiative.reference or '')}#{row.anchor}",
    }


def _lines(part: ReportPart, lines: Iterable[Line[Claim]]) -> Iterator[Row]:
    return (_of(part, line) for line in lines)


def _figure(row: Claim) -> tuple[Decimal | None, str | None]:
    if isinstance(row, Figure):
        return row.value, row.indicator.unit if row.value is not None else None
    if isinstance(row, Money):
        return row.amount, row.currency
    if isinstance(row, Finding) and row.amount_questioned is not None:
        return row.amount_questioned, row.currency
    return None, None


def _label(status: str | None) -> str | None:
    return str(Status(status).label) if status else None


def _status(row: StatusRow, report: Monthly) -> Row:
    days = ", ".join(f"{_label(spell.status) or 'No status'} {spell.days}" for spell in row.spells)
    told = {"change": f"Days: {days}" if days else None, "from": _label(row.opening), "to": _label(row.closing)}
    return {**_about(ReportPart.STATUSES, row.initiative), **told, "as_of": report.until}


def _delivered(line: Delivery) -> str:
    against = (
        f"{percent(one.share) or figure(one.rate)} of {one.promised}"
        f"{f' ({one.target.speaker.name})' if one.target.speaker else ''}"
        for one in line.against
    )
    return "; ".join([line.words, *against])


def _term(row: TermLine) -> Row:
    if row.line is not None:
        return _of(ReportPart.TERMS, row.line)
    told = {"as_of": row.term.due_on, "change": f"{row.term}: due, and not assessed"}
    return {**_about(ReportPart.TERMS, row.initiative), **told}


def _revised(row: Revision) -> Row:
    told = {"from": row.old.words, "to": row.new.words if row.new else None}
    return {**_of(ReportPart.REVISED, row.new or row.old), **told}
