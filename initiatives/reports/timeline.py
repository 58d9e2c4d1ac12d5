"""The timeline of one initiative: every public claim, newest first, with what became of it and where it came from."""

import datetime as dt
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field

from django.utils import timezone

from initiatives.choices import Rating, ReplaceKind, RetractReason, State
from initiatives.models import Initiative, Source, StatusUpdate
from initiatives.reports.texts import Link, paragraphs

# The id of an update that is shown before it is stored: newer than any.
NOT_SAVED = 2**62


@dataclass(frozen=True)
class NumberedSource:
    number: int
    publisher: str
    title: str
    url: str
    archived_url: str
    published_on: dt.date | None
    language: str

    @property
    def anchor(self) -> str:
        return f"source-{self.number}"


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
    sources: tuple[NumberedSource, ...] = ()

    @property
    def newest(self) -> Entry | None:
        """The newest update that holds, confirmations left out."""
        return next((e for e in self.entries if e.is_current and not e.is_confirmation), None)

    @property
    def confirmed(self) -> Entry | None:
        """The newest confirmation, where nothing newer was told."""
        first = next((entry for entry in self.entries if entry.is_current), None)
        return first if first is not None and first.is_confirmation and first.holds else None


@dataclass
class _Sources:
    """Numbers sources in the order in which the page first names them."""

    found: dict[int, NumberedSource] = field(default_factory=dict)

    def number(self, source: Source | None) -> NumberedSource | None:
        if source is None:
            return None
        if source.pk not in self.found:
            self.found[source.pk] = NumberedSource(
                number=len(self.found) + 1,
                publisher=source.publisher,
                title=source.title,
                url=source.url,
                archived_url=source.archived_url,
                published_on=source.published_on,
                language=source.language,
            )
        return self.found[source.pk]


def timeline(initiative: Initiative, *, with_update: StatusUpdate | None = None) -> Timeline:
    """Everything the public may read in order; one query. `with_update` is shown as if it had been published now."""
    claims = StatusUpdate.objects.public().filter(initiative=initiative)
    rows = list(claims.select_related("said_by__merged_into", "source").newest_first())
    if with_update is not None:
        rows = _with(rows, with_update)
    return lay_out(rows, reference=initiative.reference or "")


def _with(rows: list[StatusUpdate], update: StatusUpdate) -> list[StatusUpdate]:
    """The rows and a copy of the update, stamped as publication would; nothing of it is saved."""
    new, now = copy(update), timezone.now()
    new._state = copy(update._state)
    new.pk = update.pk or NOT_SAVED
    new.state, new.published_at, new.first_published_at = State.PUBLISHED, now, now
    others = [row for row in rows if row.pk != new.pk]
    new.number = max((row.number or 0 for row in others), default=0) + 1
    for row in others:
        if row.pk == update.replaces_id:
            row.state = State.REPLACED
            new.number, new.first_published_at = row.number, row.first_published_at
    return sorted([*others, new], key=in_order, reverse=True)


def lay_out(rows: Iterable[StatusUpdate], *, reference: str) -> Timeline:
    """The timeline of claims given newest first, with `said_by__merged_into` and `source` loaded."""
    chains: dict[int, list[StatusUpdate]] = {}
    for row in rows:
        chains.setdefault(row.chain_id(), []).append(row)
    # Ids rise along a chain, whatever day a correction gives the event.
    heads = [max(chain, key=lambda link: link.pk) for chain in chains.values()]
    heads.sort(key=in_order, reverse=True)
    before = standing_before(row for row in reversed(heads) if row.state == State.PUBLISHED)

    sources = _Sources()
    entries = []
    for head in heads:
        older = sorted((row for row in chains[head.chain_id()] if row is not head), key=lambda r: r.pk, reverse=True)
        status_before, rating_before = before.get(head.pk, (None, None))
        is_retracted = head.state == State.RETRACTED
        holds = not head.is_confirmation or (status_before, rating_before) == (head.status, head.rating)
        entries.append(
            Entry(
                anchor=f"{head.letter}{head.number}",
                public_name=f"{reference}-{head.letter}{head.number}",
                wording=_wording(head, sources, is_struck=is_retracted),
                before=status_before,
                rating_before=rating_before,
                is_confirmation=head.is_confirmation,
                is_current=head.state == State.PUBLISHED,
                holds=holds,
                is_pending=head.second_check_pending,
                replace_kind=ReplaceKind(head.replace_kind) if head.replace_kind else None,
                retract_reason=RetractReason(head.retract_reason) if is_retracted else None,
                retracted_on=_day(head.retracted_at) if is_retracted else None,
                earlier=tuple(_earlier(head, older, sources)),
            )
        )
    return Timeline(entries=tuple(entries), sources=tuple(sources.found.values()))


def standing_before(rows: Iterable[StatusUpdate]) -> dict[int, tuple[str | None, str | None]]:
    """By the id of each claim, the status and rating that held before it; rows of one initiative, oldest first."""
    found: dict[int, tuple[str | None, str | None]] = {}
    last: tuple[str | None, str | None] = (None, None)
    for row in rows:
        found[row.pk] = last
        if not row.is_confirmation:
            last = (row.status, row.rating)
    return found


def in_order(row: StatusUpdate) -> tuple[object, ...]:
    # The order of claims (models.claims.IN_ORDER), for rows that are in memory already.
    time = row.as_of_time
    return (row.as_of, time is not None, time or dt.time(), row.first_published_at or row.created_at, row.pk)


def _earlier(head: StatusUpdate, older: list[StatusUpdate], sources: _Sources) -> Iterable[Wording]:
    """The versions before the newest; struck through once we were the ones in error, or all was taken back."""
    struck = head.state == State.RETRACTED
    newer = head
    for row in older:
        struck = struck or newer.replace_kind == ReplaceKind.OUR_ERROR
        yield _wording(row, sources, is_struck=struck)
        newer = row


def _wording(row: StatusUpdate, sources: _Sources, *, is_struck: bool) -> Wording:
    speaker = None
    if row.said_by is not None:
        speaker = Link(row.said_by_name, row.said_by.kept.slug)
    elif row.named_as:
        speaker = Link(row.named_as)
    return Wording(
        as_of=row.as_of,
        as_of_time=row.as_of_time,
        status=row.status,
        rating=row.rating or Rating.NO_RATING,
        confidence=row.confidence,
        headline=row.headline,
        paragraphs=paragraphs(row.narrative),
        language=row.language,
        speaker=speaker,
        source=sources.number(row.source),
        source_note=row.source_note,
        published_on=_day(row.published_at) or row.as_of,
        is_struck=is_struck,
    )


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(moment).date() if moment else None
