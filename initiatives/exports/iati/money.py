"""Budgets and transactions of IATI, each as its source gives it, and who says so in the words of a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from initiatives.exports.iati.xml import ENGLISH, element, organisation, told
from initiatives.models import Budget, Claim, Money, Transaction
from initiatives.reports.funding import required
from initiatives.reports.wording import amount
from initiatives.text import figure

# Of BudgetStatus: a need that was stated binds nobody.
INDICATIVE = "1"


@dataclass(frozen=True)
class Speaker:
    """Who says it, as the source calls them: one body may stand for reports that differ. Nobody named, the publisher
    speaks.
    """

    organisation: int | None
    name: str

    @classmethod
    def of(cls, row: Claim) -> Speaker:
        return cls(row.said_by_id, row.said_by_name or (row.source.publisher if row.source else ""))


@dataclass(frozen=True)
class Needs:
    """Budgets that may be added up, as readers do, and those that may not stand beside them."""

    written: Sequence[Budget]
    left_out: Sequence[Budget]


def needs(rows: Sequence[Budget]) -> Needs:
    """Of budgets in order: what the page calls required, and of its speaker and type what overlaps no newer one."""
    newest_first = list(rows)[::-1]
    needed = required(newest_first)
    written: list[Budget] = []
    for row in newest_first:
        alike = needed is not None and (Speaker.of(row), row.type) == (Speaker.of(needed), needed.type)
        if alike and not any(_overlap(row, other) for other in written):
            written.append(row)
    left_out = [row for row in rows if row not in written]
    return Needs(sorted(written, key=lambda row: row.period_start), left_out)


def _overlap(one: Budget, other: Budget) -> bool:
    return one.period_start <= other.period_end and other.period_start <= one.period_end


def budgets(rows: Sequence[Budget]) -> Iterator[Element]:
    for row in needs(rows).written:
        parts = [
            element("period-start", {"iso-date": row.period_start.isoformat()}),
            element("period-end", {"iso-date": row.period_end.isoformat()}),
            value(row),
        ]
        yield element("budget", {"type": row.type, "status": INDICATIVE}, parts)


def about_budgets(reference: str, rows: Sequence[Budget]) -> Iterator[str]:
    """Whose the budgets are, for which the standard has no place beside them, and what had to be left out."""
    found = needs(rows)
    if found.written:
        yield f"Budgets: {_named(reference, found.written)}."
    if found.left_out:
        why = "readers add budgets up, and these are of other speakers or types, or of days that another one covers"
        yield f"Left out of the budgets, since {why}: {_named(reference, found.left_out)}."


def _named(reference: str, rows: Sequence[Budget]) -> str:
    return "; ".join(f"{', '.join(_about(row))} ({reference}-{row.anchor})" for row in rows)


def _about(row: Budget) -> Iterator[str]:
    if name := Speaker.of(row).name:
        yield name
    yield amount(row.amount, row.currency)
    yield str(row.get_type_display())
    yield f"{row.period_start.isoformat()} to {row.period_end.isoformat()}"


def transactions(reference: str, rows: Sequence[Transaction]) -> Iterator[Element]:
    for row in rows:
        yield element("transaction", {"ref": f"{reference}-{row.anchor}", "humanitarian": "1"}, _transaction(row))


def _transaction(row: Transaction) -> Iterator[Element]:
    yield element("transaction-type", {"code": row.type})
    yield element("transaction-date", {"iso-date": row.as_of.isoformat()})
    yield value(row)
    why = f"{row.get_negative_reason_display()}. " if row.negative_reason else ""
    yield told("description", f"{why}{source_of(row)}", ENGLISH)
    if row.provider_name:
        yield organisation("provider-org", row.provider, row.provider_name)
    if row.receiver_name:
        yield organisation("receiver-org", row.receiver, row.receiver_name)


def value(row: Money) -> Element:
    """In its own currency; the date is that of the rate where one is known."""
    attributes = {"currency": row.currency, "value-date": (row.rate_on or row.as_of).isoformat()}
    return element("value", attributes, text=figure(row.amount))


def source_of(row: Claim) -> str:
    """Who says it, and where that was published."""
    said = f"Said by {row.said_by_name}." if row.said_by_name else ""
    where = f"Source: {row.source}, {row.source.url}" if row.source else ""
    return " ".join(filter(None, [said, where]))
