"""One FilterSet for each list; its page and its exports share it."""

from initiatives.filters.base import Facet, Field, ListFilterSet, Option
from initiatives.filters.initiatives import InitiativeFilterSet
from initiatives.filters.organisations import OrganisationFilterSet
from initiatives.filters.updates import UpdateFilterSet

__all__ = [
    "Facet",
    "Field",
    "InitiativeFilterSet",
    "ListFilterSet",
    "Option",
    "OrganisationFilterSet",
    "UpdateFilterSet",
]
