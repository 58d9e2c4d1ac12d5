"""Where an initiative stands when its sources disagree: whose newest word is which status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from initiatives import caches
from initiatives.models import Organisation, StatusUpdate
from initiatives.reports.reading import Reading, link_to
from initiatives.reports.texts import Link


@dataclass(frozen=True)
class Voice:
    """The newest word of one of those who disagree on a status."""

    status: str
    speaker: Link
    as_of: dt.date


def voices(ids: Sequence[int], at: dt.datetime | None = None) -> dict[int, tuple[Voice, ...]]:
    """By initiative, those who disagree on its status, the newest word first; one query, none without ids.

    `ids` are initiatives whose standing is disputed, now or just before the moment.
    """
    if not ids:
        return {}
    rows = StatusUpdate.objects.public(at).current(at).told().filter(initiative__in=ids).in_order()
    said: dict[int, list[StatusUpdate]] = {}
    for row in rows.select_related("said_by__merged_into", "initiative"):
        said.setdefault(row.initiative_id, []).append(row)
    return {pk: _heard(updates, updates[0].initiative.update_frequency_days) for pk, updates in said.items()}


def voices_of(reading: Reading) -> tuple[Voice, ...]:
    """Those who disagree on the status of one initiative as it is read; one query."""
    held = [row for row in reading.current(StatusUpdate) if not row.is_confirmation]
    return _heard(held[::-1], reading.initiative.update_frequency_days)


def _heard(updates: Sequence[StatusUpdate], rhythm: int | None) -> tuple[Voice, ...]:
    """Of updates in order, the newest words that disagree."""
    by_key = {update.pk: update for update in updates}
    return tuple(
        _voice(by_key[row.pk]) for row in caches.voices([caches.Told.of(update) for update in updates], rhythm)
    )


def _voice(update: StatusUpdate) -> Voice:
    said_by: Organisation | None = update.said_by
    assert said_by is not None  # noqa: S101 only organisations disagree
    return Voice(update.status, link_to(said_by, update.named_as), update.as_of)
