"""What a claim says, in one line: for lists, the desk and the words of a preview. Who says it stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from initiatives.choices import Aggregation, Basis, Breach, State
from initiatives.models import (
    Adherence,
    Budget,
    Claim,
    Finding,
    Indicator,
    Milestone,
    Observation,
    Position,
    StatusUpdate,
    Target,
    Transaction,
)
from initiatives.reports.texts import figure


def line_of(claim: Claim) -> str:
    """One line that tells a claim from the others of its initiative; nothing of one that was removed."""
    if claim.state == State.REMOVED:
        return _("Removed")
    return LINES.get(type(claim), str)(claim)


def named_by(model: type[Claim]) -> tuple[str, ...]:
    """The rows that the line of a claim of this kind names, for `select_related`."""
    if issubclass(model, Transaction):
        return ("provider", "receiver")
    return (model.subject,) if model.subject else ()


def day(value: dt.date | None) -> str:
    return date_format(value, "j F Y") if value is not None else "–"


def span(start: dt.date | None, end: dt.date | None) -> str:
    """A stretch of days in words; either end may be open."""
    if start is not None and start == end:
        return day(start)
    if start is None or end is None:
        told = _("until %(end)s") if end is not None else _("from %(start)s") if start is not None else ""
        return told % {"start": day(start), "end": day(end)}
    return _("%(start)s to %(end)s") % {"start": day(start), "end": day(end)}


def amount(value: Decimal | None, currency: str) -> str:
    return f"{figure(value)} {currency}" if value is not None else ""


def quantity(value: Decimal | None, words: str, indicator: Indicator) -> str:
    """What was counted, with its unit, or what was said where the indicator is told in words."""
    return words if value is None else f"{figure(value)} {indicator.unit}".rstrip()


def kept(row: Adherence) -> str:
    """What an assessor says of a term: whether it binds, how far it is kept, and a breach where there is one."""
    words = [row.get_agreement_display()]
    if row.score is not None:
        words.append(row.get_score_display())
    if row.breach not in ("", Breach.NONE):
        words.append(row.get_breach_display())
    return ", ".join(str(word) for word in words)


def promised(row: Target) -> str:
    told = quantity(row.value, row.text, row.indicator)
    return told if row.value is None or row.basis == Basis.TOTAL else f"{told} {row.get_basis_display()}"


def observed(row: Observation) -> str:
    return quantity(row.value, row.text, row.indicator)


def _observation(row: Observation) -> str:
    when = day(row.period_end) if row.indicator.aggregation == Aggregation.LATEST else _period(row)
    return f"{row.indicator}: {observed(row)}, {when}"


def _period(row: Observation | Budget) -> str:
    return span(row.period_start, row.period_end)


def _target(row: Target) -> str:
    return ", ".join(filter(None, (f"{row.indicator}: {promised(row)}", span(row.valid_from, row.valid_until))))


def _transaction(row: Transaction) -> str:
    named = {
        "what": f"{row.get_type_display()}: {amount(row.amount, row.currency)}",
        "giver": row.provider_name,
        "taker": row.receiver_name,
    }
    if row.provider_name and row.receiver_name:
        return _("%(what)s, from %(giver)s to %(taker)s") % named
    if row.provider_name:
        return _("%(what)s, from %(giver)s") % named
    return _("%(what)s, to %(taker)s") % named if row.receiver_name else named["what"]


LINES: dict[type[Claim], Callable[[Any], str]] = {
    StatusUpdate: lambda row: row.headline or _("Still accurate"),
    Observation: _observation,
    Target: _target,
    Adherence: lambda row: f"{row.term}: {kept(row)}",
    Position: lambda row: f"{row.issue}: {row.text}",
    Milestone: lambda row: ", ".join(filter(None, (row.title, row.planned_on and day(row.planned_on)))),
    Budget: lambda row: f"{row.get_type_display()}: {amount(row.amount, row.currency)}, {_period(row)}",
    Transaction: _transaction,
    Finding: lambda row: f"{row.get_kind_display()}: {row.summary}",
}
