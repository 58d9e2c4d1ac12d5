"""What every shown claim carries beside what it says: its name and day, whose it is, its source, what became of it."""

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar

from initiatives.choices import ReplaceKind, RetractReason, State
from initiatives.models import Claim
from initiatives.reports.reading import NumberedSource, Sources, day, speaker
from initiatives.reports.texts import Link

C = TypeVar("C", bound=Claim)


@dataclass(frozen=True)
class Version:
    """One version of a claim. `is_struck` when the tracker no longer stands by it; `since` says what became of it
    after the moment at which it is read.
    """

    anchor: str
    public_name: str
    as_of: dt.date
    as_of_time: dt.time | None
    published_on: dt.date
    language: str
    speaker: Link | None
    source: NumberedSource | None
    source_note: str
    replace_kind: ReplaceKind | None
    retract_reason: RetractReason | None
    retracted_on: dt.date | None
    since: str
    is_struck: bool


def holds(chain: list[C]) -> bool:
    return chain[0].state == State.PUBLISHED


def struck(chain: list[C]) -> list[bool]:
    """For each version of a chain, newest first: whether it was retracted, or replaced because we were in error."""
    found, is_struck = [], not holds(chain)
    for row in chain:
        found.append(is_struck)
        is_struck = is_struck or row.replace_kind == ReplaceKind.OUR_ERROR
    return found


def course(chain: list[C]) -> list[C]:
    """What a chain tells one after the other, oldest first: each correction or revision stands for what it replaced."""
    told: list[C] = []
    for row in reversed(chain):
        if told and row.replace_kind != ReplaceKind.FOLLOW_UP:
            told.pop()
        told.append(row)
    return told


def versions(chain: list[C], sources: Sources) -> list[tuple[C, Version]]:
    """The rows of a chain, newest first, each with what it carries."""
    return [(row, _version(row, sources, is_struck)) for row, is_struck in zip(chain, struck(chain), strict=True)]


def _version(row: Claim, sources: Sources, is_struck: bool) -> Version:
    is_retracted = row.state == State.RETRACTED
    return Version(
        anchor=row.anchor,
        public_name=row.public_name,
        as_of=row.as_of,
        as_of_time=row.as_of_time,
        published_on=day(row.published_at) or row.as_of,
        language=row.language,
        speaker=speaker(row),
        source=sources.number(row.source),
        source_note=row.source_note,
        replace_kind=ReplaceKind(row.replace_kind) if row.replace_kind else None,
        retract_reason=RetractReason(row.retract_reason) if is_retracted else None,
        retracted_on=day(row.retracted_at) if is_retracted else None,
        since=row.since,
        is_struck=is_struck,
    )
