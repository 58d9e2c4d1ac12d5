"""One FilterSet for each list; its page and its exports share it."""

from initiatives.filters.base import RELEVANCE, Facet, Field, ListFilterSet, Option
from initiatives.filters.claims import ClaimFilterSet, FigureFilterSet
from initiatives.filters.initiatives import InitiativeFilterSet
from initiatives.filters.organisations import OrganisationFilterSet
from initiatives.filters.updates import UpdateFilterSet

__all__ = [
    "RELEVANCE",
    "ClaimFilterSet",
    "Facet",
    "Field",
    "FigureFilterSet",
    "InitiativeFilterSet",
    "ListFilterSet",
    "Option",
    "OrganisationFilterSet",
    "UpdateFilterSet",
]
