"""The list of organisations: its filters, their counts, its sort orders."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from initiatives.filters import choices
from initiatives.filters.base import (
    RELEVANCE,
    Counts,
    FacetSpec,
    ListFilterSet,
    MomentFilter,
    ParsedFilter,
    Rows,
    SearchFilter,
    any_of,
    by_code_point,
    descending,
    grouped,
    values_of,
)
from initiatives.models import Organisation, Participation, claim_models, rows_of
from initiatives.models.organisations import naming_columns
from initiatives.models.words import ORGANISATIONS
from initiatives.parameters import Choice, known


def with_leads_count(at: dt.datetime | None = None) -> QuerySet[Organisation]:
    """Public organisations, each with the number of public initiatives that it leads, as leads_count."""
    led = Participation.objects.public(at).filter(is_lead=True, organisation=OuterRef("pk")).order_by()
    number = led.values("organisation").annotate(number=Count("initiative", distinct=True)).values("number")
    return Organisation.objects.public(at).annotate(
        leads_count=Coalesce(Subquery(number, output_field=IntegerField()), 0)
    )


def _told(at: dt.datetime | None) -> Iterator[tuple[QuerySet[Any], str]]:
    """The public claims of each kind, and a column in which they name an organisation."""
    for model in claim_models():
        for column in naming_columns(model):
            yield rows_of(model).public(at), column


def _of_crisis(rows: Rows, chosen: tuple[Choice, ...], at: dt.datetime | None) -> Rows:
    """Organisations that take part in an initiative of the crisis, or that a claim about one names."""
    of_crisis = {"initiative__crisis__slug__in": values_of(chosen)}
    named = Q(Exists(Participation.objects.public(at).filter(organisation=OuterRef("pk"), **of_crisis)))
    for told, column in _told(at):
        for path in (column, f"{column}__merged_into"):
            named |= Q(Exists(told.filter(**{path: OuterRef("pk")}, **of_crisis)))
    return rows.filter(named)


def _count_crises(rows: Rows, at: dt.datetime | None) -> Counts:
    """What names a merged organisation counts for the one that it was merged into."""
    crisis = ("initiative__crisis__slug", "initiative__crisis__name")
    pairs = Participation.objects.public(at).order_by().values_list("organisation", *crisis)
    named = (
        told.filter(**{f"{column}__isnull": False})
        .order_by()
        .values_list(Coalesce(f"{column}__merged_into", column), *crisis)
        for told, column in _told(at)
    )
    chosen = set(rows.order_by().values_list("pk", flat=True))
    counts = Counter(Choice(slug, name) for pk, slug, name in pairs.union(*named) if pk in chosen)
    return counts.items()


def _count_countries(rows: Rows) -> Counts:
    counts = rows.order_by().exclude(country="").values_list("country").annotate(rows_count=Count("pk"))
    return [(Choice(code, code), number) for code, number in counts]


class OrganisationFilterSet(ListFilterSet):
    q = SearchFilter(ORGANISATIONS)
    type = ParsedFilter(
        any_of("type", _("Type"), known(choices.TYPES)),
        lambda rows, chosen: rows.filter(type__in=values_of(chosen)),
    )
    country = ParsedFilter(
        any_of("country", _("Country"), choices.countries),
        lambda rows, chosen: rows.filter(country__in=values_of(chosen)),
    )
    crisis = MomentFilter(any_of("crisis", _("Crisis"), choices.crises), _of_crisis)

    facets = (
        FacetSpec("type", grouped("type", choices.TYPES)),
        FacetSpec("country", _count_countries),
        FacetSpec("crisis", _count_crises, knows_moment=True),
    )
    sorts = {
        "name": (_("Name, A to Z"), lambda: (by_code_point("name_key").asc(), F("id").asc())),
        RELEVANCE: (_("Best match first"), lambda: (by_code_point("name_key").asc(), F("id").asc())),
        "-name": (_("Name, Z to A"), lambda: (by_code_point("name_key").desc(), F("id").desc())),
        "-leads": (
            _("Leads most first"),
            lambda: (descending("leads_count"), by_code_point("name_key").asc(), F("id").asc()),
        ),
        "leads": (
            _("Leads fewest first"),
            lambda: (F("leads_count").asc(), by_code_point("name_key").asc(), F("id").asc()),
        ),
    }
