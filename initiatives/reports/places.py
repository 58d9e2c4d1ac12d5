"""The places of initiatives as the public reads them: a sensitive one only as the area around it, by today's flag."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from initiatives.choices import PlaceRole
from initiatives.kinds import Label
from initiatives.models import InitiativeLocation


@dataclass(frozen=True)
class Place:
    """A place in one role, in WGS 84 degrees; both figures are None where they are not known.

    It does not say whether it stands for a sensitive place within it: then nothing made of it can.
    """

    name: str
    slug: str
    role: str
    level: str
    kind: str
    longitude: Decimal | None
    latitude: Decimal | None

    @property
    def role_label(self) -> Label:
        return PlaceRole(self.role).label

    @property
    def point(self) -> tuple[Decimal, Decimal] | None:
        if self.longitude is None or self.latitude is None:
            return None
        return self.longitude, self.latitude


ROLE_ORDER = {role: order for order, role in enumerate(PlaceRole.values)}


def places_of(initiatives: Iterable[int] | QuerySet[Any, Any]) -> dict[int, tuple[Place, ...]]:
    """The public places of public initiatives, given as keys or as a query for them; one query."""
    links = InitiativeLocation.objects.public().filter(initiative__in=initiatives).order_by()
    found: dict[int, list[InitiativeLocation]] = {}
    for link in links.select_related("location__parent__parent__parent"):
        found.setdefault(link.initiative_id, []).append(link)
    return {initiative: shown_places(of_one) for initiative, of_one in found.items()}


def shown_places(links: Iterable[InitiativeLocation]) -> tuple[Place, ...]:
    """Each place once in each role, by role and name, so that the order says nothing of the places not named."""
    found: dict[tuple[int, str, str, str], Place] = {}
    for link in links:
        place = link.location.shown_as()
        if place is None:
            continue
        key = (ROLE_ORDER[link.role], place.name_key, place.slug, link.role)
        found[key] = Place(place.name, place.slug, link.role, place.level, place.kind, place.longitude, place.latitude)
    return tuple(place for _key, place in sorted(found.items(), key=lambda item: item[0]))
