"""Budgets and transactions of IATI, each as its source gives it, and who says so in the words of a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from initiatives.exports.iati.xml import ENGLISH, element, organisation, told
from initiatives.models import Budget, Claim, Money, Transaction
from initiatives.text import figure

# Of BudgetStatus: a need that was stated binds nobody.
INDICATIVE = "1"


def budgets(rows: Sequence[Budget]) -> Iterator[Element]:
    """The newest of each type and period, since readers add them up: two sources do not make a need twice as large."""
    newest = {(row.period_start, row.period_end, row.type): row for row in rows}
    for (start, end, kind), row in sorted(newest.items()):
        parts = [
            element("period-start", {"iso-date": start.isoformat()}),
            element("period-end", {"iso-date": end.isoformat()}),
            value(row),
        ]
        yield element("budget", {"type": kind, "status": INDICATIVE}, parts)


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
