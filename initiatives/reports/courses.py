"""What was said on one thing, one organisation at a time: what holds now, and what was said before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from initiatives.choices import State
from initiatives.models import Claim
from initiatives.reports.reading import NumberedSource, Sources, chains, day, in_order, speaker
from initiatives.reports.texts import Link
from initiatives.reports.versions import struck

C = TypeVar("C", bound=Claim)

# The id of the thing, and of the organisation as it is after all merges.
Key = tuple[int, int]


@dataclass(frozen=True)
class Said(Generic[C]):
    """One version of a claim. `is_struck` once the tracker no longer stands by it; `anchor` on the newest version of
    its public name alone.

    `held`: it holds, or held until something was said later. What was put right, or taken back, never held; `until`
    is the day on which the next one took its place.
    """

    row: C
    anchor: str
    speaker: Link
    source: NumberedSource | None
    replaced_by: C | None
    is_struck: bool
    held: bool
    until: dt.date | None = None

    @property
    def replaced_on(self) -> dt.date | None:
        return day(self.replaced_by.published_at) if self.replaced_by else None

    @property
    def retracted_on(self) -> dt.date | None:
        return day(self.row.retracted_at) if self.row.state == State.RETRACTED else None


@dataclass(frozen=True)
class Course(Generic[C]):
    """What one organisation said on one thing, newest first; `holds` is None where it says nothing, or no more."""

    holds: Said[C] | None = None
    earlier: tuple[Said[C], ...] = ()

    @property
    def said(self) -> tuple[Said[C], ...]:
        return (*([self.holds] if self.holds else []), *self.earlier)

    @property
    def held(self) -> tuple[Said[C], ...]:
        """What holds, and what held before it, newest first."""
        return tuple(said for said in self.said if said.held)

    def before(self, day: dt.date) -> Said[C] | None:
        """What held at the beginning of a day."""
        return next((said for said in self.held if said.row.as_of < day), None)


def courses(rows: list[C], sources: Sources) -> dict[Key, Course[C]]:
    """The claims of one reading by their thing and their organisation; a version goes where it says it belongs."""
    cells: dict[Key, list[Said[C]]] = {}
    for chain in versions(rows, sources):
        for said in chain:
            cells.setdefault(key(said.row), []).append(said)
    return {where: _course(found) for where, found in cells.items()}


def speakers(found: Mapping[Key, Course[C]]) -> dict[int, Link]:
    """Who said any of this, by their ids, in the order in which they first spoke and under the name of what they said
    last: where anything of it held, the last that did.
    """
    theirs: dict[int, list[Said[C]]] = {}
    for (_thing, who), course in found.items():
        theirs.setdefault(who, []).extend(course.said)
    first = {who: min(in_order(said.row) for said in all_said) for who, all_said in theirs.items()}
    last = {who: max(said, key=lambda said: (said.held, in_order(said.row))) for who, said in theirs.items()}
    return {who: last[who].speaker for who in sorted(theirs, key=lambda who: first[who])}


def versions(rows: list[C], sources: Sources) -> list[list[Said[C]]]:
    """The versions of each public name, newest first."""
    return [list(_versions(chain, sources)) for chain in chains(rows)]


def key(row: Claim) -> Key:
    about = row.about
    return (about.pk if about else 0, row.said_by.kept.pk if row.said_by else 0)


def _versions(chain: list[C], sources: Sources) -> Iterator[Said[C]]:
    for place, (row, is_struck) in enumerate(zip(chain, struck(chain), strict=True)):
        newer = chain[place - 1] if place else None
        yield Said(
            row=row,
            anchor="" if newer else row.anchor,
            speaker=speaker(row) or Link(""),
            source=sources.number(row.source),
            replaced_by=newer,
            is_struck=is_struck,
            held=not is_struck and all(_follows(after, row) for after in chain[:place]),
        )


def _follows(newer: Claim, older: Claim) -> bool:
    """Whether a version was said later on the same thing; else it only puts right what the older one said."""
    return key(newer) == key(older) and in_order(newer)[:3] > in_order(older)[:3]


def _course(found: list[Said[C]]) -> Course[C]:
    holds: Said[C] | None = None
    newer: Said[C] | None = None
    earlier: list[Said[C]] = []
    for said in sorted(found, key=lambda said: in_order(said.row), reverse=True):
        if said.held and holds is None:
            holds = newer = said
        elif said.held and newer is not None:
            earlier.append(replace(said, until=newer.row.as_of))
            newer = said
        else:
            earlier.append(said)
    return Course(holds, tuple(earlier))
