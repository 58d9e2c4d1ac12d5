"""Where an initiative stands when its sources disagree: whose newest word is which status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Coalesce

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


# Beside what makes a Told: how a voice is named, and where its page is; what was merged has the page of what is kept.
NAMED = ("named_as", "said_by__name", Coalesce("said_by__merged_into__slug", "said_by__slug"))


def voices(ids: Sequence[int], at: dt.datetime | None = None) -> dict[int, tuple[Voice, ...]]:
    """By initiative, those who disagree on its status, the newest word first; one query, none without ids.

    `ids` are initiatives whose standing is disputed, now or just before the moment.
    """
    if not ids:
        return {}
    rows = StatusUpdate.objects.public(at).current(at).told().filter(initiative__in=ids).in_order()
    columns = ("initiative_id", "initiative__update_frequency_days", *NAMED, *caches.TOLD)
    said: dict[int, list[caches.Told]] = {}
    rhythms: dict[int, int | None] = {}
    links: dict[int, Link] = {}
    for initiative, rhythm, named_as, name, slug, *told in rows.values_list(*columns):
        update = caches.Told(*told)
        said.setdefault(initiative, []).append(update)
        rhythms[initiative] = rhythm
        links[update.pk] = Link(named_as or name, slug)
    heard = {pk: caches.voices(updates, rhythms[pk]) for pk, updates in said.items()}
    return {pk: tuple(Voice(one.status, links[one.pk], one.as_of) for one in told) for pk, told in heard.items()}


def voices_of(reading: Reading) -> tuple[Voice, ...]:
    """Those who disagree on the status of one initiative as it is read; one query."""
    held = {row.pk: row for row in reversed(reading.current(StatusUpdate)) if not row.is_confirmation}
    updates = [caches.Told.of(update) for update in held.values()]
    return tuple(_voice(held[one.pk]) for one in caches.voices(updates, reading.initiative.update_frequency_days))


def _voice(update: StatusUpdate) -> Voice:
    said_by: Organisation | None = update.said_by
    assert said_by is not None  # noqa: S101 only organisations disagree
    return Voice(update.status, link_to(said_by, update.named_as), update.as_of)
