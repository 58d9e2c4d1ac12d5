"""The places of initiatives as the public reads them: a sensitive one only as the area around it, by today's flag."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from initiatives.choices import PlaceRole
from initiatives.kinds import Label
from initiatives.models import InitiativeLocation, Location


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
    """The public places of public initiatives, given as keys or as a query for them; two queries.

    Each location is read once, and each place in a role made once, however many initiatives it has.
    """
    links = InitiativeLocation.objects.public().filter(initiative__in=initiatives).order_by()
    found: dict[int, list[tuple[int, str]]] = {}
    for initiative, location, role in links.values_list("initiative_id", "location_id", "role"):
        found.setdefault(initiative, []).append((location, role))
    used = {location for of_one in found.values() for location, _role in of_one}
    known = Location.objects.filter(pk__in=used).select_related("parent__parent__parent").in_bulk()
    made = {
        (location, role): _shown(known[location], role)
        for location, role in {pair for of_one in found.values() for pair in of_one}
    }
    return {initiative: _each_once(made[pair] for pair in of_one) for initiative, of_one in found.items()}


def shown_places(links: Iterable[InitiativeLocation]) -> tuple[Place, ...]:
    """Each place once in each role, by role and name, so that the order says nothing of the places not named."""
    return _each_once(_shown(link.location, link.role) for link in links)


Keyed = tuple[tuple[int, str, str, str], Place]


def _shown(location: Location, role: str) -> Keyed | None:
    place = location.shown_as()
    if place is None:
        return None
    shown = Place(place.name, place.slug, role, place.level, place.kind, place.longitude, place.latitude)
    return (ROLE_ORDER[role], place.name_key, place.slug, role), shown


def _each_once(places: Iterable[Keyed | None]) -> tuple[Place, ...]:
    return tuple(place for _key, place in sorted(dict(filter(None, places)).items(), key=itemgetter(0)))
