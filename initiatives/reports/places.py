"""The places of initiatives as the public reads them: a sensitive one only as the area around it, by today's flag."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
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


# The locations of an initiative, each with its role there.
Pairs = tuple[tuple[int, str], ...]
LINKS_AT_ONCE = 5000
ROLE_ORDER = {role: order for order, role in enumerate(PlaceRole.values)}


def places_of(initiatives: Iterable[int] | QuerySet[Any, Any]) -> dict[int, tuple[Place, ...]]:
    """The public places of public initiatives, given as keys or as a query for them; two queries.

    Each location is read once, and initiatives at the same places in the same roles share one tuple, so that what is
    worked out of it can be worked out once, however many they are.
    """
    links = InitiativeLocation.objects.public().filter(initiative__in=initiatives).order_by("initiative_id")
    pairs = links.values_list("initiative_id", "location_id", "role").iterator(LINKS_AT_ONCE)
    found: dict[int, Pairs] = {}
    kept: dict[Pairs, Pairs] = {}
    for initiative, rows in groupby(pairs, itemgetter(0)):
        own = tuple((location, role) for _initiative, location, role in rows)
        found[initiative] = kept.setdefault(own, own)
    named = {pair for own in kept for pair in own}
    used = {location for location, _role in named}
    known = Location.objects.filter(pk__in=used).select_related("parent__parent__parent").in_bulk()
    made = {(location, role): _shown(known[location], role) for location, role in named}
    told = {own: _each_once(made[pair] for pair in own) for own in kept}
    return {initiative: told[own] for initiative, own in found.items()}


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
