"""The list of organisations: its filters, their counts, its sort orders."""

import datetime as dt

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from initiatives import search
from initiatives.filters import choices
from initiatives.filters.base import (
    Counts,
    FacetSpec,
    ListFilterSet,
    ParsedFilter,
    Rows,
    any_of,
    by_code_point,
    descending,
    grouped,
    values_of,
)
from initiatives.models import Organisation, Participation, StatusUpdate
from initiatives.parameters import SEARCH, Choice, known


def with_leads_count(at: dt.datetime | None = None) -> QuerySet[Organisation]:
    """Public organisations, each with the number of public initiatives that it leads, as leads_count."""
    led = Participation.objects.public(at).filter(is_lead=True, organisation=OuterRef("pk")).order_by()
    number = led.values("organisation").annotate(number=Count("initiative", distinct=True)).values("number")
    return Organisation.objects.public(at).annotate(
        leads_count=Coalesce(Subquery(number, output_field=IntegerField()), 0)
    )


def _of_crisis(rows: Rows, chosen: tuple[Choice, ...]) -> Rows:
    """Organisations that take part in an initiative of the crisis, or say something about one."""
    slugs = values_of(chosen)
    parts = Participation.objects.public().filter(initiative__crisis__slug__in=slugs, organisation=OuterRef("pk"))
    said = StatusUpdate.objects.public().filter(initiative__crisis__slug__in=slugs)
    own, merged = said.filter(said_by=OuterRef("pk")), said.filter(said_by__merged_into=OuterRef("pk"))
    return rows.filter(Q(Exists(parts)) | Q(Exists(own)) | Q(Exists(merged)))


def _count_crises(rows: Rows) -> Counts:
    ids = rows.order_by().values("pk")
    columns = ("initiative__crisis__slug", "initiative__crisis__name")
    parts = Participation.objects.public().filter(organisation__in=ids).order_by()
    said = StatusUpdate.objects.public().filter(said_by__in=ids).order_by()
    merged = StatusUpdate.objects.public().filter(said_by__merged_into__in=ids).order_by()
    pairs = parts.values_list("organisation", *columns).union(
        said.values_list("said_by", *columns), merged.values_list("said_by__merged_into", *columns)
    )
    counts: dict[Choice, int] = {}
    for _organisation, slug, name in pairs:
        counts[Choice(slug, name)] = counts.get(Choice(slug, name), 0) + 1
    return counts.items()


def _count_countries(rows: Rows) -> Counts:
    counts = rows.order_by().exclude(country="").values_list("country").annotate(rows_count=Count("pk"))
    return [(Choice(code, code), number) for code, number in counts]


class OrganisationFilterSet(ListFilterSet):
    q = ParsedFilter(SEARCH, search.organisations)
    type = ParsedFilter(
        any_of("type", _("Type"), known(choices.TYPES)),
        lambda rows, chosen: rows.filter(type__in=values_of(chosen)),
    )
    country = ParsedFilter(
        any_of("country", _("Country"), choices.countries),
        lambda rows, chosen: rows.filter(country__in=values_of(chosen)),
    )
    crisis = ParsedFilter(any_of("crisis", _("Crisis"), choices.crises), _of_crisis)

    facets = (
        FacetSpec("type", grouped("type", choices.TYPES)),
        FacetSpec("country", _count_countries),
        FacetSpec("crisis", _count_crises),
    )
    sorts = {
        "name": (_("Name, A to Z"), lambda: (by_code_point("name_key").asc(), F("id").asc())),
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
