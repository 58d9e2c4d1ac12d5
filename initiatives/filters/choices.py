"""The public values of the filters that the lists share; what is hidden is not among them, so it is not accepted."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from initiatives import kinds
from initiatives.choices import Category, Freshness, OrganisationType, Rating, Stage, Status
from initiatives.filters.base import fixed
from initiatives.models import Crisis, Initiative, Location, Organisation, Sector
from initiatives.parameters import AnyOf, Choice, Label
from initiatives.reports.organisations import former_addresses

KINDS = fixed(kinds.CHOICES)
STATUSES = fixed(Status.choices)
NO_STATUS = Choice("none", _("No status reported yet"))
RATINGS = fixed(Rating.choices)
FRESHNESS = fixed(Freshness.choices)
TYPES = fixed(OrganisationType.choices)
CATEGORIES = fixed(Category.choices)
STAGES = fixed(Stage.choices)


def crises() -> Sequence[Choice]:
    return fixed(Crisis.objects.public().order_by("slug").values_list("slug", "name"))


def organisations() -> Sequence[Choice]:
    return fixed(Organisation.objects.public().order_by("slug").values_list("slug", "name"))


def organisation_parameter(name: str, label: Label) -> AnyOf:
    """Takes the address of a merged organisation for the kept one, but never lists it."""
    return AnyOf(name, label, organisations, former_addresses)


def countries() -> Sequence[Choice]:
    rows = Organisation.objects.public().exclude(country="").order_by("country")
    return fixed((code, "") for code in rows.values_list("country", flat=True).distinct())


def places() -> Sequence[Choice]:
    return fixed(Location.objects.public().order_by("slug").values_list("slug", "name"))


def sectors() -> Sequence[Choice]:
    return fixed(Sector.objects.public().order_by("code").values_list("code", "name"))


def references() -> Sequence[Choice]:
    return fixed(Initiative.objects.public().order_by("reference").values_list("reference", "title"))
