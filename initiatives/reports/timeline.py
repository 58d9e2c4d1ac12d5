"""The timeline of one initiative: every public claim, newest first, with what became of it and where it came from."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from initiatives.caches import Told
from initiatives.choices import Rating, ReplaceKind, RetractReason, State
from initiatives.models import StatusUpdate
from initiatives.reports.reading import NumberedSource, Reading, Sources, day, speaker
from initiatives.reports.texts import Link, paragraphs
from initiatives.reports.versions import struck

# A page shows so many updates; what is older is a page further.
ENTRIES = 25
# So many pages to either side are told with the place of each of their updates; what lies beyond is one more.
PARTS = 20


class Head(NamedTuple):
    """The newest version of an update, in what decides where it stands."""

    chain: int
    state: str
    pk: int
    number: int
    as_of: dt.date
    status: str
    rating: str
    is_confirmation: bool

    @property
    def anchor(self) -> str:
        return f"{StatusUpdate.letter}{self.number}"


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
    """Updates that stand on another page of the timeline; `first` opens that page, nothing where it is the newest.

    Of the one next to this page each update is a link of its own, which weighs too much for all. Without anchors it is
    all that lies too far away, and what opens is the page of it where `first` stands.
    """

    first: str
    anchors: tuple[str, ...]
    newest_on: dt.date
    oldest_on: dt.date
    is_next: bool = False

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
    """What the public may read in order, from the update with this anchor on; two queries. Raises LookupError where
    there is none.
    """
    heads = [Head(*row) for row in reading.heads(StatusUpdate, *Head._fields[2:])]
    before = standing_before(head for head in reversed(heads) if head.state == State.PUBLISHED)
    start = next((place for place, head in enumerate(heads) if first in (None, head.anchor)), None)
    if first is not None and start is None:
        raise LookupError(first)
    start = start or 0
    held = [head for head in heads if head.state == State.PUBLISHED]
    newest = next((head for head in held if not head.is_confirmation), None)
    confirmed = held[0] if held and held[0].is_confirmation else None
    shown = heads[start : start + ENTRIES]
    chains = reading.whole(StatusUpdate, {head.chain for head in (*shown, newest, confirmed) if head is not None})

    def entry(head: Head | None) -> Entry | None:
        return None if head is None else _entry(chains[head.chain], before, sources)

    # The page first: it numbers the sources in the order in which it names them.
    entries = tuple(_entry(chains[head.chain], before, sources) for head in shown)
    confirmation = entry(confirmed)
    return Timeline(
        entries=entries,
        newest=entry(newest),
        confirmed=confirmation if confirmation is not None and confirmation.holds else None,
        newer=tuple(_parts(heads[:start], is_newest=True)),
        older=tuple(_parts(heads[start + ENTRIES :], is_newest=False)),
    )


def _parts(heads: list[Head], *, is_newest: bool) -> Iterator[Part]:
    pages = [heads[start : start + ENTRIES] for start in range(0, len(heads), ENTRIES)]
    near = pages[-PARTS:] if is_newest else pages[:PARTS]
    far = heads[: -sum(map(len, near)) or None] if is_newest else heads[sum(map(len, near)) :]
    for some in [far, *near] if is_newest else [*near, far]:
        if some:
            first = "" if is_newest and some[0] is heads[0] else some[0].anchor
            anchors = tuple(head.anchor for head in some if some is not far)
            yield Part(first, anchors, some[0].as_of, some[-1].as_of, some is pages[-1 if is_newest else 0])


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


def standing_before(rows: Iterable[Head | StatusUpdate | Told]) -> dict[int, tuple[str | None, str | None]]:
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
