"""Claims of every kind but updates, filled in every column: once with words that are public, once with canaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from initiatives.models import (
    Adherence,
    Budget,
    Claim,
    Finding,
    Indicator,
    Initiative,
    Issue,
    Location,
    Milestone,
    Observation,
    Organisation,
    Position,
    Target,
    Term,
    Transaction,
)

EVIDENCE: tuple[type[Claim], ...] = (
    Observation,
    Target,
    Position,
    Adherence,
    Milestone,
    Budget,
    Transaction,
    Finding,
)


@dataclass(frozen=True)
class Words:
    """What a claim and the thing that it is about are filled with; each text is asked for anew."""

    text: Callable[[], str]
    figure: Decimal
    day: dt.date
    organisation: Organisation
    location: Location


def subject_of(model: type[Claim], initiative: Initiative, number: int, words: Words) -> dict[str, Any]:
    """The new thing that a claim of this kind is about, if any, as the keyword that the claim takes."""
    text = words.text
    match model.subject:
        case "indicator":
            subject: Any = Indicator.objects.create(
                initiative=initiative, title=text(), group=text(), unit=text(), baseline=words.figure,
                location=words.location,
            )  # fmt: skip
        case "term":
            subject = Term.objects.create(
                initiative=initiative, number=number, text=text(), phase=text(), kind="crossings", due_on=words.day,
                obligor=words.organisation, obligor_named_as=text(),
            )  # fmt: skip
        case "issue":
            subject = Issue.objects.create(initiative=initiative, title=text(), group=text())
        case _:
            return {}
    return {model.subject: subject}


def fields_of(model: type[Claim], words: Words) -> dict[str, Any]:
    """A value for each column of the kind's own."""
    text, figure, day = words.text, words.figure, words.day
    money = {"amount": figure, "currency": "EUR", "amount_usd": figure, "rate_on": day}
    period = {"period_start": day, "period_end": day}
    found: dict[type[Claim], dict[str, Any]] = {
        Observation: {"value": figure, "inconsistency_note": text(), **period},
        Target: {"value": figure, "valid_from": day, "valid_until": day},
        Position: {"text": text(), "stance": "opposes"},
        Adherence: {"agreement": "in_force", "score": 1, "breach": "alleged"},
        Milestone: {"kind": "round", "title": text(), "planned_on": day},
        Budget: money | period,
        Transaction: {
            "type": "4", "provider": words.organisation, "provider_named_as": text(),
            "receiver": words.organisation, "receiver_named_as": text(), **money,
        },
        Finding: {
            "kind": "audit", "severity": "low", "summary": text(), "response": text(), "amount_questioned": figure,
            "currency": "EUR",
        },
    }  # fmt: skip
    return found[model]
