"""Names that are the same are refused, whatever their case, marks or blanks."""

import pytest
from django.core.exceptions import ValidationError

from initiatives.models import Organisation
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def test_a_name_is_taken_once_in_a_country_in_any_spelling() -> None:
    make_organisation("Médecins Sans Frontières")

    with pytest.raises(ValidationError) as refusal:
        Organisation(name="MEDECINS  sans frontieres", slug="msf-2").full_clean()
    Organisation(name="Medecins sans frontieres", slug="msf-ch", country="CH").full_clean()

    assert refusal.value.message_dict == {
        "name": ["There is already an organisation of this name: Médecins Sans Frontières."]
    }


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://example.org", "example"])
def test_a_web_address_is_http_or_https(website: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Organisation(name="A", slug="a", website=website).full_clean()

    assert list(refusal.value.message_dict) == ["website"]


@pytest.mark.parametrize("country", ["ps", "PSE", "P", "PS\n"])
def test_a_country_is_two_capital_letters(country: str) -> None:
    organisation = Organisation(name="A", slug="a", country=country)

    if country.strip() == "PS":
        organisation.full_clean()
        assert organisation.country == "PS"
        return
    with pytest.raises(ValidationError) as refusal:
        organisation.full_clean()
    assert list(refusal.value.message_dict) == ["country"]
