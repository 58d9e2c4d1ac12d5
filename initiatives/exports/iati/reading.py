"""What the IATI file reads of some initiatives at a time: one query for each kind of thing, whatever their number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q

from initiatives.choices import RelationKind
from initiatives.models import (
    Budget,
    Claim,
    Document,
    InitiativeLocation,
    Observation,
    Participation,
    Relation,
    Sector,
    Target,
    Transaction,
    rows_of,
)

T = TypeVar("T")
C = TypeVar("C", bound=Claim)
Of = Mapping[int, Sequence[T]]
"""By the key of the initiative."""

PLACE = "location__parent__parent__parent"


@dataclass(frozen=True)
class Details:
    participations: Of[Participation]
    places: Of[InitiativeLocation]
    sectors: Of[Sector]
    parents: Of[str]
    children: Of[str]
    documents: Of[Document]
    budgets: Of[Budget]
    transactions: Of[Transaction]
    observations: Of[Observation]
    targets: Of[Target]


def read(ids: Sequence[int], at: dt.datetime | None) -> Details:
    """What is public of them, and of claims what holds, now or just before a moment."""
    participations = Participation.objects.public(at).filter(initiative__in=ids).order_by("-is_lead", "order", "pk")
    places = InitiativeLocation.objects.public(at).filter(initiative__in=ids).order_by("pk")
    documents = Document.objects.public(at).filter(initiative__in=ids).order_by("url")
    parents, children = _wholes_and_parts(ids, at)
    return Details(
        participations=_grouped(participations.select_related("organisation__merged_into")),
        places=_grouped(places.select_related(PLACE)),
        sectors=_sectors(ids),
        parents=parents,
        children=children,
        documents=_grouped(documents),
        budgets=_held(Budget, ids, at),
        transactions=_held(Transaction, ids, at, "provider__merged_into", "receiver__merged_into"),
        observations=_held(Observation, ids, at, f"indicator__{PLACE}"),
        targets=_held(Target, ids, at, f"indicator__{PLACE}"),
    )


def _grouped(rows: Iterable[Any]) -> Of[Any]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.initiative_id].append(row)
    return found


def _held(model: type[C], ids: Sequence[int], at: dt.datetime | None, *more: str) -> Of[C]:
    rows = rows_of(model).public(at).current(at).filter(initiative__in=ids).in_order()
    return _grouped(rows.select_related("said_by", "source", *more))


def _sectors(ids: Sequence[int]) -> Of[Sector]:
    found: defaultdict[int, list[Sector]] = defaultdict(list)
    links = Sector.objects.public().filter(initiatives__in=ids).order_by("code")
    for initiative, pk, code, name, number in links.values_list("initiatives", "pk", "code", "name", "iasc_id"):
        found[initiative].append(Sector(pk=pk, code=code, name=name, iasc_id=number))
    return found


def _wholes_and_parts(ids: Sequence[int], at: dt.datetime | None) -> tuple[Of[str], Of[str]]:
    """By initiative, the references of what it is a part of, and of its own parts."""
    wholes: defaultdict[int, list[str]] = defaultdict(list)
    parts: defaultdict[int, list[str]] = defaultdict(list)
    either = Q(from_initiative__in=ids) | Q(to_initiative__in=ids)
    relations = Relation.objects.public(at).filter(either, kind=RelationKind.PART_OF).order_by()
    ends = ("from_initiative_id", "from_initiative__reference", "to_initiative_id", "to_initiative__reference")
    for part, part_reference, whole, whole_reference in relations.values_list(*ends):
        wholes[part].append(whole_reference or "")
        parts[whole].append(part_reference or "")
    return _sorted(wholes), _sorted(parts)


def _sorted(found: Mapping[int, list[str]]) -> Of[str]:
    return {initiative: sorted(references) for initiative, references in found.items()}
