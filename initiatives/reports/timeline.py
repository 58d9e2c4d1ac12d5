"""The timeline of one initiative: every public claim, newest first, with what became of it and where it came from."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from initiatives.caches import Told
from initiatives.choices import Rating, ReplaceKind, RetractReason, State
from initiatives.models import StatusUpdate
from initiatives.reports.reading import NumberedSource, Reading, Sources, chains, day, speaker
from initiatives.reports.texts import Link, paragraphs
from initiatives.reports.versions import struck

# A page shows so many updates; what is older is a page further.
ENTRIES = 50


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
class Part:
    """Updates that stand on another page of the timeline; `first` opens that page, nothing where it is the newest."""

    first: str
    anchors: tuple[str, ...]
    newest_on: dt.date
    oldest_on: dt.date

    @property
    def query(self) -> str:
        return f"?timeline={self.first}" if self.first else ""


@dataclass(frozen=True)
class Timeline:
    """What one page shows of it: `newest` is the newest update that holds, confirmations left out; `confirmed` the
    newest confirmation, where nothing newer was told. Both may stand in another part.
    """

    entries: tuple[Entry, ...] = ()
    newest: Entry | None = None
    confirmed: Entry | None = None
    newer: tuple[Part, ...] = ()
    older: tuple[Part, ...] = ()


def timeline(reading: Reading, sources: Sources, first: str | None = None) -> Timeline:
    """What the public may read in order, from the update with this anchor on; one query. Raises LookupError where
    there is none.
    """
    return lay_out(reading.of(StatusUpdate), sources, first)


def lay_out(rows: list[StatusUpdate], sources: Sources, first: str | None = None) -> Timeline:
    """The timeline of claims given newest first, with `said_by__merged_into` and `source` loaded."""
    laid = chains(rows)
    before = standing_before(head for head, *_older in reversed(laid) if head.state == State.PUBLISHED)
    heads = [chain[0] for chain in laid]
    start = next((place for place, head in enumerate(heads) if first in (None, head.anchor)), None)
    if first is not None and start is None:
        raise LookupError(first)
    start = start or 0

    def entry(place: int | None) -> Entry | None:
        return None if place is None else _entry(laid[place], before, sources)

    # The page first: it numbers the sources in the order in which it names them.
    entries = tuple(_entry(chain, before, sources) for chain in laid[start : start + ENTRIES])
    held = [place for place, head in enumerate(heads) if head.state == State.PUBLISHED]
    confirmed = entry(held[0]) if held and heads[held[0]].is_confirmation else None
    return Timeline(
        entries=entries,
        newest=entry(next((place for place in held if not heads[place].is_confirmation), None)),
        confirmed=confirmed if confirmed is not None and confirmed.holds else None,
        newer=tuple(_parts(heads[:start], is_newest=True)),
        older=tuple(_parts(heads[start + ENTRIES :], is_newest=False)),
    )


def _parts(heads: list[StatusUpdate], *, is_newest: bool) -> Iterator[Part]:
    for start in range(0, len(heads), ENTRIES):
        some = heads[start : start + ENTRIES]
        anchors = tuple(head.anchor for head in some)
        yield Part("" if is_newest and start == 0 else anchors[0], anchors, some[0].as_of, some[-1].as_of)


def _entry(chain: list[StatusUpdate], before: dict[int, tuple[str | None, str | None]], sources: Sources) -> Entry:
    head = chain[0]
    newest, *earlier = (
        _wording(row, sources, is_struck=is_struck) for row, is_struck in zip(chain, struck(chain), strict=True)
    )
    status_before, rating_before = before.get(head.pk, (None, None))
    is_retracted = head.state == State.RETRACTED
    return Entry(
        anchor=head.anchor,
        public_name=head.public_name,
        wording=newest,
        before=status_before,
        rating_before=rating_before,
        is_confirmation=head.is_confirmation,
        is_current=head.state == State.PUBLISHED,
        holds=not head.is_confirmation or (status_before, rating_before) == (head.status, head.rating),
        is_pending=head.second_check_pending,
        replace_kind=ReplaceKind(head.replace_kind) if head.replace_kind else None,
        retract_reason=RetractReason(head.retract_reason) if is_retracted else None,
        retracted_on=day(head.retracted_at) if is_retracted else None,
        since=head.since,
        earlier=tuple(earlier),
    )


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
