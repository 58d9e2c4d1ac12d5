"""The parts of an initiative, such as the routes of a corridor, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from initiatives.choices import RelationKind
from initiatives.models import Initiative, Relation
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.standing import Voice, voices

ROUTES_SHOWN = 50


@dataclass(frozen=True)
class Route:
    """A part; `row` carries the annotations of `with_standing()`."""

    row: Initiative
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Routes:
    """Parts in the order of their references; `more_count` are those beyond what a page shows."""

    routes: tuple[Route, ...]
    more_count: int


def routes(reading: Reading, sources: Sources) -> Routes | None:
    """The initiatives that are a part of this one; one query, and one more where sources disagree."""
    links = Relation.objects.public(reading.at).filter(kind=RelationKind.PART_OF, to_initiative=reading.initiative)
    keys = links.order_by().values("from_initiative")
    # Any: the type checker knows no annotations that a queryset's own method makes.
    parts: Any = Initiative.objects.public(reading.at, by_key=True).with_standing(reading.at).filter(pk__in=keys)
    rows = list(parts.select_related("crisis").order_by("reference"))
    if not rows:
        return None
    shown = rows[:ROUTES_SHOWN]
    disputed = voices([row.pk for row in shown if row.is_disputed], reading.at)
    return Routes(tuple(Route(row, disputed.get(row.pk, ())) for row in shown), len(rows) - len(shown))
