"""The timeline of one initiative: every public claim, newest first, with what became of it and where it came from."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from initiatives.caches import Told
from initiatives.choices import Rating, ReplaceKind, RetractReason, State
from initiatives.models import StatusUpdate
from initiatives.reports.reading import NumberedSource, Reading, Sources, chains, day, speaker
from initiatives.reports.texts import Link, paragraphs
from initiatives.reports.versions import struck


@dataclass(frozen=True)
class Wording:
    """What one version of a claim says. `is_struck` when the tracker no longer stands by it."""

    as_of: dt.date
    as_of_time: dt.time | None
    status: str
    rating: str
    confidence: str
    headline: str
    paragraphs: tuple[str, ...]
    language: str
    speaker: Link | None
    source: NumberedSource | None
    source_note: str
    published_on: dt.date
    is_struck: bool = False


@dataclass(frozen=True)
class Entry:
    """One public name in the timeline: the newest version, and the earlier ones that it replaced, newest first.

    `before` is the status that held before, None at the first; `rating_before` likewise.
    """

    anchor: str
    public_name: str
    wording: Wording
    before: str | None = None
    rating_before: str | None = None
    is_confirmation: bool = False
    is_current: bool = True
    # A confirmation holds while the update before it says the same.
    holds: bool = True
    is_pending: bool = False
    replace_kind: ReplaceKind | None = None
    retract_reason: RetractReason | None = None
    retracted_on: dt.date | None = None
    # What became of it after the moment at which the page is read.
    since: str = ""
    earlier: tuple[Wording, ...] = ()

    @property
    def is_move(self) -> bool:
        return self.is_current and self.before is not None and self.before != self.wording.status

    @property
    def shows_standing(self) -> bool:
        """Whether the status is worth printing: at a move, at the first update, at a new rating, and when in doubt."""
        same = (self.before, self.rating_before) == (self.wording.status, self.wording.rating)
        return not self.is_current or self.is_confirmation or not same


@dataclass(frozen=True)
class Timeline:
    entries: tuple[Entry, ...] = ()

    @property
    def newest(self) -> Entry | None:
        """The newest update that holds, confirmations left out."""
        return next((e for e in self.entries if e.is_current and not e.is_confirmation), None)

    @property
    def confirmed(self) -> Entry | None:
        """The newest confirmation, where nothing newer was told."""
        first = next((entry for entry in self.entries if entry.is_current), None)
        return first if first is not None and first.is_confirmation and first.holds else None


def timeline(reading: Reading, sources: Sources) -> Timeline:
    """Everything the public may read in order; one query."""
    return lay_out(reading.of(StatusUpdate), sources)


def lay_out(rows: list[StatusUpdate], sources: Sources) -> Timeline:
    """The timeline of claims given newest first, with `said_by__merged_into` and `source` loaded."""
    laid = chains(rows)
    before = standing_before(head for head, *_older in reversed(laid) if head.state == State.PUBLISHED)
    entries = []
    for chain in laid:
        head = chain[0]
        newest, *earlier = (
            _wording(row, sources, is_struck=is_struck) for row, is_struck in zip(chain, struck(chain), strict=True)
        )
        status_before, rating_before = before.get(head.pk, (None, None))
        is_retracted = head.state == State.RETRACTED
        holds = not head.is_confirmation or (status_before, rating_before) == (head.status, head.rating)
        entries.append(
            Entry(
                anchor=head.anchor,
                public_name=head.public_name,
                wording=newest,
                before=status_before,
                rating_before=rating_before,
                is_confirmation=head.is_confirmation,
                is_current=head.state == State.PUBLISHED,
                holds=holds,
                is_pending=head.second_check_pending,
                replace_kind=ReplaceKind(head.replace_kind) if head.replace_kind else None,
                retract_reason=RetractReason(head.retract_reason) if is_retracted else None,
                retracted_on=day(head.retracted_at) if is_retracted else None,
                since=head.since,
                earlier=tuple(earlier),
            )
        )
    return Timeline(tuple(entries))


def standing_before(rows: Iterable[StatusUpdate | Told]) -> dict[int, tuple[str | None, str | None]]:
    """By the id of each claim, the status and rating that held before it; rows of one initiative, oldest first."""
    found: dict[int, tuple[str | None, str | None]] = {}
    last: tuple[str | None, str | None] = (None, None)
    for row in rows:
        found[row.pk] = last
        if not row.is_confirmation:
            last = (row.status, row.rating)
    return found


def _wording(row: StatusUpdate, sources: Sources, *, is_struck: bool) -> Wording:
    return Wording(
        as_of=row.as_of,
        as_of_time=row.as_of_time,
        status=row.status,
        rating=row.rating or Rating.NO_RATING,
        confidence=row.confidence,
        headline=row.headline,
        paragraphs=paragraphs(row.narrative),
        language=row.language,
        speaker=speaker(row),
        source=sources.number(row.source),
        source_note=row.source_note,
        published_on=day(row.published_at) or row.as_of,
        is_struck=is_struck,
    )
