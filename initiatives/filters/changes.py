"""What the monthly report takes: the days, and the filters of initiatives that choose what it is about."""

from copy import deepcopy

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from initiatives.filters.base import ListFilterSet, ParsedFilter
from initiatives.filters.initiatives import InitiativeFilterSet
from initiatives.parameters import Day

CHOSEN_BY = ("kind", "crisis", "organisation")


class ChangesFilterSet(ListFilterSet):
    """Chooses initiatives; the days choose what is told of them."""

    locals()["from"] = ParsedFilter(Day("from", _("From")), lambda rows, day: rows)
    to = ParsedFilter(Day("to", _("To")), lambda rows, day: rows)
    kind, crisis, organisation = (deepcopy(InitiativeFilterSet.base_filters[name]) for name in CHOSEN_BY)

    facets = tuple(spec for spec in InitiativeFilterSet.facets if spec.name in CHOSEN_BY)
    sorts = {"reference": (_("By reference"), lambda: (F("reference").asc(),))}
