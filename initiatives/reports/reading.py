"""What the public can read of one initiative: now, at a moment of the past, or with one claim more than is out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Q
from django.utils import timezone

from initiatives.choices import State
from initiatives.models import Claim, Initiative, Organisation, Source, rows_of
from initiatives.models.keys import Keys
from initiatives.moments import day_of, was_before
from initiatives.reports.texts import Link

C = TypeVar("C", bound=Claim)
T = TypeVar("T")

# The id of a claim that is shown before it is stored: newer than any.
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


@dataclass
class Sources:
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


@dataclass(frozen=True)
class Reading:
    """One initiative as it is read: just before the moment `at`, or now; `extra` is shown as if published now.

    What was removed since is in no reading, and things (titles, places, terms) are read as they are today.
    """

    initiative: Initiative
    at: dt.datetime | None = None
    extra: Claim | None = None
    # Several sections are told of the same claims.
    _read: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def day(self) -> dt.date:
        """The day on which it is read."""
        return day_of(self.at)

    def of(self, model: type[C], *related: str) -> list[C]:
        """Every claim of a kind that was out by then, newest first, each in the state that it was in; one query, and
        none when the same was asked before.

        `said_by__merged_into` and `source` are loaded, and what `related` names. A claim that holds has the state
        PUBLISHED; what became of one after the moment stands in `since` (REPLACED, RETRACTED or nothing).
        """
        rows: list[C] = self.once((model, related), lambda: self._rows(model, related))
        return list(rows)

    def once(self, asked: object, work: Callable[[], T]) -> T:
        """What this gives, worked out when it is first asked for."""
        if asked not in self._read:
            self._read[asked] = work()
        found: T = self._read[asked]
        return found

    def heads(self, model: type[C], *columns: str) -> list[tuple[Any, ...]]:
        """Of each chain of `of`, in their order: its id, and of its newest version the state and these columns; one
        query.

        A page shows a few of thousands, so they are chosen by what decides, and only those are read as a `whole`.
        """
        if isinstance(self.extra, model):
            newest = (chain[0] for chain in chains(self.of(model)))
            return [(row.chain_id(), row.state, *(getattr(row, column) for column in columns)) for row in newest]
        rows = rows_of(model).public(self.at).filter(initiative=self.initiative).with_shown_state(self.at)
        told = list(rows.newest_first().values_list("pk", "root_id", "shown_state", *columns))
        # Ids rise along a chain, whatever day a correction gives the event.
        last: dict[int, int] = {}
        for pk, root, *_rest in told:
            last[root or pk] = max(pk, last.get(root or pk, pk))
        return [(root or pk, *rest) for pk, root, *rest in told if last[root or pk] == pk]

    def whole(self, model: type[C], ids: Collection[int], *related: str) -> dict[int, list[C]]:
        """The chains of these ids as `of` would give them, each newest version first; one query, none without ids."""
        if not ids:
            return {}
        is_one = Q(pk__in=Keys(ids)) | Q(root__in=Keys(ids))
        rows = self.of(model, *related) if isinstance(self.extra, model) else self._rows(model, related, is_one)
        return {chain[0].chain_id(): chain for chain in chains(rows)}

    def _rows(self, model: type[C], related: tuple[str, ...], which: Q | None = None) -> list[C]:
        claims = rows_of(model).public(self.at).filter(which or Q(), initiative=self.initiative)
        rows = list(claims.select_related("said_by__merged_into", "source", *related).newest_first())
        for row in rows:
            put_back(row, self.at)
        if isinstance(self.extra, model):
            rows = _with(rows, self.extra)
        for row in rows:
            row.initiative = self.initiative
        return rows

    def current(self, model: type[C], *related: str) -> list[C]:
        """Of these the ones that hold, newest first."""
        return [row for row in self.of(model, *related) if row.state == State.PUBLISHED]


def put_back(row: Claim, at: dt.datetime | None) -> None:
    """Gives a row of the door of a moment the state that it had just before it; now, it has it."""
    if at is None:
        return
    now, then = row.state, State.PUBLISHED
    if was_before(row.retracted_at, at):
        then = State.RETRACTED
    elif was_before(row.replaced_at, at):
        then = State.REPLACED
    row.state, row.since = then, now if now != then else ""
    # When the second check came is not known, so nothing is said of it.
    row.second_check_pending = False


def _with(rows: list[C], extra: C) -> list[C]:
    """The rows and a copy of the claim, stamped as publication would; nothing of it is saved."""
    new, now = copy(extra), timezone.now()
    new._state = copy(extra._state)
    new.pk = extra.pk or NOT_SAVED
    new.state, new.published_at, new.first_published_at = State.PUBLISHED, now, now
    others = [row for row in rows if row.pk != new.pk]
    new.number = max((row.number or 0 for row in others), default=0) + 1
    for row in others:
        if row.pk == extra.replaces_id:
            row.state = State.REPLACED
            new.number, new.first_published_at = row.number, row.first_published_at
    return sorted([*others, new], key=in_order, reverse=True)


def in_order(row: Claim) -> tuple[object, ...]:
    # The order of claims (models.claims.IN_ORDER), for rows that are in memory already.
    time = row.as_of_time
    return (row.as_of, time is not None, time or dt.time(), row.first_published_at or row.created_at, row.pk)


def chains(rows: list[C]) -> list[list[C]]:
    """Rows of one reading as chains, each newest version first, the chains in the order of their newest version."""
    found: dict[int, list[C]] = {}
    for row in rows:
        found.setdefault(row.chain_id(), []).append(row)
    # Ids rise along a chain, whatever day a correction gives the event.
    whole = [sorted(chain, key=lambda row: row.pk, reverse=True) for chain in found.values()]
    return sorted(whole, key=lambda chain: in_order(chain[0]), reverse=True)


def link_to(organisation: Organisation, named_as: str = "") -> Link:
    """An organisation under the name that the source gives it. One that was merged away has the kept one's page."""
    return Link(named_as or organisation.name, organisation.kept.slug)


def speaker(row: Claim) -> Link | None:
    """Whose statement a claim is, as its source names them; None where the source speaks for itself."""
    if row.said_by is not None:
        return link_to(row.said_by, row.named_as)
    return Link(row.named_as) if row.named_as else None


def day(moment: dt.datetime | None) -> dt.date | None:
    """The day of a moment in the site's time zone."""
    return timezone.localtime(moment).date() if moment else None
