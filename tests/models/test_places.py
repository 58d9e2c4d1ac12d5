"""A sensitive place is public only as the area around it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from initiatives.models import Location
from tests.factories import make_initiative, make_location, make_place_of

pytestmark = pytest.mark.django_db


def test_a_sensitive_place_is_shown_as_its_nearest_parent_that_is_not() -> None:
    country = make_location("Country", level="country")
    region = make_location("Region", parent=country, is_sensitive=True)
    site = make_location("Site", level="site", parent=region, is_sensitive=True)
    orphan = make_location("Orphan", is_sensitive=True)

    assert [place.shown_as() for place in (country, region, site, orphan)] == [country, country, country, None]


def test_a_place_is_public_when_a_public_initiative_names_it_or_something_beneath_it() -> None:
    country = make_location("Country", level="country")
    region = make_location("Region", parent=country)
    site = make_location("Site", level="site", parent=region, is_sensitive=True)
    hidden = make_location("Hidden", parent=country)
    make_location("Unused", parent=country)
    make_place_of(make_initiative(), site)
    make_place_of(make_initiative(public=False), hidden)

    assert list(Location.objects.public()) == [country, region]
    assert set(Location.objects.all().within(region)) == {region, site}


def test_a_place_does_not_lie_within_itself() -> None:
    region = make_location("Region")
    site = make_location("Site", parent=region)
    region.parent = site

    with pytest.raises(ValidationError) as refusal:
        region.full_clean()

    assert refusal.value.message_dict == {"parent": ["A place cannot lie within itself."]}


@pytest.mark.parametrize("coordinates", [{"latitude": 31}, {"latitude": 91, "longitude": 0}])
def test_coordinates_come_in_pairs_and_on_earth(coordinates: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_location(**coordinates)
