"""A claim of each kind that an editor enters: what it is about, what is typed, and how lists call it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from initiatives.models import (
    Adherence,
    Budget,
    Claim,
    Finding,
    Initiative,
    Milestone,
    Observation,
    Position,
    Subject,
    Target,
    Transaction,
)
from tests.factories import make_claim, make_indicator, make_issue, make_organisation, make_source, make_term


@dataclass(frozen=True)
class Kind:
    """`typed` is what only this kind asks; `makes` its subject, where it has one; `text` a column for words."""

    model: type[Claim]
    typed: dict[str, Any]
    line: str
    makes: Callable[..., Subject] | None = None
    text: str = ""

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)


TODAY = timezone.localdate
PERIOD = {"period_start": "2025-10-10", "period_end": "2025-12-07"}
KINDS: tuple[Kind, ...] = (
    Kind(
        Observation,
        {**PERIOD, "value": "6545"},
        "Subject: 6,545 trucks, 10 October 2025 to 7 December 2025",
        make_indicator,
        "inconsistency_note",
    ),
    Kind(Target, {"value": "600", "basis": "per_day"}, "Subject: 600 trucks a day", make_indicator, "source_note"),
    Kind(
        Adherence,
        {"agreement": "in_force", "score": "2", "breach": "alleged"},
        "1. Subject: In force, Intermediate, Breach alleged",
        make_term,
        "source_note",
    ),
    Kind(Position, {"text": "Only with guarantees"}, "Subject: Only with guarantees", make_issue, "text"),
    Kind(
        Milestone,
        {"kind": "round", "title": "Fifth round", "planned_on": "2026-12-03", "course": "announced"},
        "Fifth round, 3 December 2026",
        text="title",
    ),
    Kind(
        Budget,
        {"type": "1", "period_start": "2025-01-01", "period_end": "2025-12-31", "amount": "4070000000.00",
         "currency": "USD"},
        "Original: 4,070,000,000 USD, 1 January 2025 to 31 December 2025",
        text="source_note",
    ),
    Kind(
        Transaction,
        {"type": "13", "amount": "250000.50", "currency": "USD", "provider_named_as": "A fund"},
        "Pledge: 250,000.5 USD, from A fund",
        text="provider_named_as",
    ),
    Kind(
        Finding,
        {"kind": "audit", "severity": "high", "summary": "Records are incomplete", "currency": "USD",
         "resolution": "open"},
        "Audit: Records are incomplete",
        text="summary",
    ),
)  # fmt: skip
IDS = [kind.name for kind in KINDS]


def subject_of(kind: Kind, initiative: Initiative, name: str = "Subject") -> Subject | None:
    """The thing of this name that claims of this kind are about, made where it is not there."""
    if kind.makes is None:
        return None
    model: Any = kind.model._meta.get_field(kind.model.subject).related_model
    named = {"text" if kind.model.subject == "term" else "title": name}
    return model.objects.filter(initiative=initiative, **named).first() or kind.makes(initiative, name)


def new_claim(kind: Kind, initiative: Initiative, **changes: Any) -> dict[str, Any]:
    """What a browser sends from the page for a new claim, but for what every form of the admin carries."""
    about = subject_of(kind, initiative) if "about" not in changes else changes.pop("about")
    chosen = {kind.model.subject: about.pk} if about is not None else {"initiative": initiative.pk}
    said_by = {"said_by": make_organisation().pk} if kind.model.said_by_is_required else {}
    shared = {"as_of": (TODAY() - dt.timedelta(days=1)).isoformat(), "language": "en", "confidence": "reported"}
    return {**shared, **chosen, **said_by, **kind.typed, "source_url": make_source().url, **changes}


def make_of(kind: Kind, initiative: Initiative, text: str = "", *, about: str = "Subject", **fields: Any) -> Claim:
    """A claim of this kind that was not entered in the admin; with a text, the words that tell where it leaks."""
    subject = subject_of(kind, initiative, about)
    typed: dict[str, Any] = {**kind.typed, **({kind.model.subject: subject} if subject is not None else {})}
    if text:
        typed[kind.text] = text
    return make_claim(kind.model, initiative, **{**typed, **fields})
