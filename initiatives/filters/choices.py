"""The public values of the filters that the lists share; what is hidden is not among them, so it is not accepted."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from initiatives import kinds
from initiatives.choices import Category, Freshness, OrganisationType, Rating, Stage, Status
from initiatives.filters.base import Rows, fixed
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


Values = Collection[str] | None


def _of(rows: Rows, value: str, label: str, among: Values) -> Sequence[Choice]:
    """The values that stand in a column: those among a few, or all."""
    rows = rows if among is None else rows.filter(**{f"{value}__in": among})
    return fixed(rows.order_by(value).values_list(value, label))


def crises(among: Values = None) -> Sequence[Choice]:
    return _of(Crisis.objects.public(), "slug", "name", among)


def crises_by_key() -> Mapping[int, Choice]:
    rows = Crisis.objects.public().values_list("pk", "slug", "name")
    return {pk: Choice(slug, name) for pk, slug, name in rows}


def organisations(among: Values = None) -> Sequence[Choice]:
    return _of(Organisation.objects.public(), "slug", "name", among)


def speakers_by_key() -> Mapping[int, Choice]:
    """What a merged organisation said counts for the one that it was merged into."""
    rows = Organisation.objects.public().values_list("pk", "organisation", "slug", "name")
    return {key: Choice(slug, name) for pk, merged, slug, name in rows for key in (pk, merged) if key is not None}


def organisation_parameter(name: str, label: Label) -> AnyOf:
    """Takes the address of a merged organisation for the kept one, but never lists it."""
    return AnyOf(name, label, organisations, former_addresses)


def countries(among: Values = None) -> Sequence[Choice]:
    named = _of(Organisation.objects.public().exclude(country=""), "country", "country", among)
    return tuple(Choice(code, "") for code in dict.fromkeys(choice.value for choice in named))


def places(among: Values = None) -> Sequence[Choice]:
    return _of(Location.objects.public(), "slug", "name", among)


def sectors(among: Values = None) -> Sequence[Choice]:
    return _of(Sector.objects.public(), "code", "name", among)


def references(among: Values = None) -> Sequence[Choice]:
    return _of(Initiative.objects.public(), "reference", "title", among)
