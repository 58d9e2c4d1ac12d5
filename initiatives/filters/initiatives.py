"""The list of initiatives: its filters, their counts, its sort orders."""

from collections import Counter
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from initiatives.filters import choices
from initiatives.filters.base import (
    RELEVANCE,
    Counts,
    FacetSpec,
    Grouped,
    ListFilterSet,
    ParsedFilter,
    Rows,
    SearchFilter,
    any_of,
    ascending,
    by_code_point,
    descending,
    grouped,
    values_of,
)
from initiatives.models import Initiative, InitiativeLocation, Location, Organisation, Participation
from initiatives.models.words import INITIATIVES
from initiatives.parameters import Choice, Day, known

# The three levels that may lie around a place.
AROUND = ("parent", "parent__parent", "parent__parent__parent")
# The filters that read what with_standing() annotates.
BY_STANDING = ("status", "rating", "freshness", "updated_since", "updated_until")


def _of_status(rows: Rows, chosen: tuple[Choice, ...]) -> Rows:
    wanted = Q(status__in=values_of(chosen))
    return rows.filter(wanted | Q(status__isnull=True) if choices.NO_STATUS in chosen else wanted)


def _of_participant(rows: Rows, chosen: tuple[Choice, ...], **role: bool) -> Rows:
    parts = Participation.objects.public().filter(organisation__slug__in=values_of(chosen), **role)
    return rows.filter(Exists(parts.filter(initiative=OuterRef("pk"))))


def _of_sector(rows: Rows, chosen: tuple[Choice, ...]) -> Rows:
    through = rows.model._meta.get_field("sectors").remote_field.through
    linked = through._default_manager.filter(sector__code__in=values_of(chosen), initiative=OuterRef("pk"))
    return rows.filter(Exists(linked))


def _within(rows: Rows, chosen: tuple[Choice, ...]) -> Rows:
    """In one of these places, or in a place beneath one."""
    ids = list(Location.objects.public().filter(slug__in=values_of(chosen)).values_list("pk", flat=True))
    inside = (
        Q(location__in=ids)
        | Q(location__parent__in=ids)
        | Q(location__parent__parent__in=ids)
        | Q(location__parent__parent__parent__in=ids)
    )
    return rows.filter(Exists(InitiativeLocation.objects.public().filter(inside, initiative=OuterRef("pk"))))


def _count_participants(rows: Rows, **role: bool) -> Counts:
    parts = Participation.objects.public(of=rows).order_by().filter(**role)
    counts = dict(parts.values_list("organisation").annotate(rows_count=Count("initiative", distinct=True)))
    named = Organisation.objects.public().filter(merged_into__isnull=True)
    return [
        (Choice(slug, name), counts[pk]) for pk, slug, name in named.values_list("pk", "slug", "name") if pk in counts
    ]


def _count_sectors(rows: Rows) -> Counts:
    counted = rows.order_by().filter(sectors__isnull=False).values_list("sectors__code", "sectors__name")
    return [(Choice(code, name), number) for code, name, number in counted.annotate(rows_count=Count("pk"))]


def _count_places(rows: Rows) -> Counts:
    """An initiative counts once for a place, however many of the places beneath it are its own."""
    told = Location.objects.public().values_list("pk", "slug", "name", *AROUND)
    places = {pk: Choice(slug, name) for pk, slug, name, *_around in told}
    inside = {pk: {pk, *around} & places.keys() for pk, _slug, _name, *around in told}
    links = InitiativeLocation.objects.public(of=rows).order_by()
    # What is hidden counts for the places around it.
    hidden = links.filter(location__is_sensitive=True)
    for pk, *around in hidden.values_list("location", *(f"location__{place}" for place in AROUND)).distinct():
        inside[pk] = {*around} & places.keys()
    pairs = links.order_by("initiative_id").values_list("initiative_id", "location_id")
    counts: Counter[int] = Counter()
    for _initiative, own in groupby(pairs.iterator(chunk_size=2000), key=itemgetter(0)):
        counts.update(set().union(*(inside[place] for _initiative, place in own)))
    return [(places[place], number) for place, number in counts.items()]


class InitiativeFilterSet(ListFilterSet):
    q = SearchFilter(INITIATIVES)
    kind = ParsedFilter(
        any_of("kind", _("Kind"), known(choices.KINDS)),
        lambda rows, chosen: rows.filter(kind__in=values_of(chosen)),
    )
    status = ParsedFilter(any_of("status", _("Status"), known((*choices.STATUSES, choices.NO_STATUS))), _of_status)
    rating = ParsedFilter(
        any_of("rating", _("Rating"), known(choices.RATINGS)),
        lambda rows, chosen: rows.filter(rating__in=values_of(chosen)),
    )
    freshness = ParsedFilter(
        any_of("freshness", _("Freshness"), known(choices.FRESHNESS)),
        lambda rows, chosen: rows.filter(freshness__in=values_of(chosen)),
    )
    lead = ParsedFilter(
        choices.organisation_parameter("lead", _("Lead organisation")),
        lambda rows, chosen: _of_participant(rows, chosen, is_lead=True),
    )
    organisation = ParsedFilter(
        choices.organisation_parameter("organisation", _("Organisation taking part")), _of_participant
    )
    sector = ParsedFilter(any_of("sector", _("Sector"), choices.sectors), _of_sector)
    crisis = ParsedFilter(
        any_of("crisis", _("Crisis"), choices.crises),
        lambda rows, chosen: rows.filter(crisis__slug__in=values_of(chosen)),
    )
    location = ParsedFilter(any_of("location", _("Place"), choices.places), _within)
    updated_since = ParsedFilter(
        Day("updated_since", _("Updated since")), lambda rows, day: rows.filter(updated_on__gte=day)
    )
    updated_until = ParsedFilter(
        Day("updated_until", _("Updated until")), lambda rows, day: rows.filter(updated_on__lte=day)
    )

    def counted_rows(self, *, leaving_out: str | None = None) -> Rows:
        """Without their standing of a day of the past, where nothing is chosen by it: to look it up takes longest."""
        by_standing = any(self.found.get(name) is not None for name in BY_STANDING if name != leaving_out)
        if self.at is None or by_standing:
            return self.chosen_rows(leaving_out=leaving_out)
        return self.narrowed(Initiative.objects.public(self.at), leaving_out)

    index_is_list = True
    past_is_sorted = True
    facets = (
        FacetSpec("kind", grouped("kind", choices.KINDS), choices.KINDS),
        FacetSpec(
            "status",
            grouped("status", (*choices.STATUSES, choices.NO_STATUS)),
            (*choices.STATUSES, choices.NO_STATUS),
        ),
        FacetSpec("rating", grouped("rating", choices.RATINGS), choices.RATINGS),
        FacetSpec("freshness", grouped("freshness", choices.FRESHNESS), choices.FRESHNESS),
        FacetSpec("lead", lambda rows: _count_participants(rows, is_lead=True)),
        FacetSpec("organisation", _count_participants),
        FacetSpec("sector", _count_sectors),
        FacetSpec("crisis", Grouped("crisis", choices.crises_by_key)),
        FacetSpec("location", _count_places),
    )
    sorts = {
        "-updated": (_("Latest update first"), lambda: (descending("updated_on"), F("id").desc())),
        RELEVANCE: (_("Best match first"), lambda: (descending("updated_on"), F("id").desc())),
        "updated": (_("Oldest update first"), lambda: (ascending("updated_on"), F("id").asc())),
        "title": (_("Title, A to Z"), lambda: (by_code_point("title_key").asc(), F("id").asc())),
        "-title": (_("Title, Z to A"), lambda: (by_code_point("title_key").desc(), F("id").desc())),
        "status": (_("Status, Planned first"), lambda: _then_newest(ascending("status"))),
        "-status": (_("Status, Suspended first"), lambda: _then_newest(descending("status"))),
        "kind": (_("Kind, A to Z"), lambda: _then_newest(by_code_point("kind").asc())),
        "-kind": (_("Kind, Z to A"), lambda: _then_newest(by_code_point("kind").desc())),
        "reference": (_("Reference"), lambda: (by_code_point("reference").asc(), F("id").asc())),
        "-reference": (_("Reference, last first"), lambda: (by_code_point("reference").desc(), F("id").desc())),
    }


def _then_newest(first: Any) -> tuple[Any, ...]:
    return (first, descending("updated_on"), F("id").desc())
