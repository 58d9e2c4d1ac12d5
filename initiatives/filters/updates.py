"""The list of status updates: its filters, their counts, its sort orders."""

from collections.abc import Callable
from typing import cast

from django.db.models import Count, F, Q
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
    ascending,
    descending,
    grouped,
    values_of,
)
from initiatives.models import StatusUpdateQuerySet
from initiatives.models.claims import IN_ORDER, NEWEST_FIRST
from initiatives.parameters import SEARCH, Choice, Day, known

HISTORY = Choice("1", _("Replaced and retracted ones too"))


def _count_by(slug: str, name: str) -> Callable[[Rows], Counts]:
    def count(rows: Rows) -> Counts:
        counted = rows.order_by().exclude(**{f"{slug}__isnull": True}).values_list(slug, name)
        return [(Choice(value, label), number) for value, label, number in counted.annotate(rows_count=Count("pk"))]

    return count


def _count_speakers(rows: Rows) -> Counts:
    """What a merged organisation said counts for the one that it was merged into."""
    spoken = rows.order_by().filter(said_by__isnull=False)
    counted = spoken.values_list(
        Coalesce("said_by__merged_into__slug", "said_by__slug"), Coalesce("said_by__merged_into__name", "said_by__name")
    )
    return [(Choice(slug, name), number) for slug, name, number in counted.annotate(rows_count=Count("pk"))]


class UpdateFilterSet(ListFilterSet):
    q = ParsedFilter(SEARCH, search.updates)
    kind = ParsedFilter(
        any_of("kind", _("Kind"), known(choices.KINDS)),
        lambda rows, chosen: rows.filter(initiative__kind__in=values_of(chosen)),
    )
    status = ParsedFilter(
        any_of("status", _("Status"), known(choices.STATUSES)),
        lambda rows, chosen: rows.filter(status__in=values_of(chosen)),
    )
    initiative = ParsedFilter(
        any_of("initiative", _("Initiative"), choices.references),
        lambda rows, chosen: rows.filter(initiative__reference__in=values_of(chosen)),
    )
    organisation = ParsedFilter(
        choices.organisation_parameter("organisation", _("Said by")),
        lambda rows, chosen: rows.filter(
            Q(said_by__slug__in=values_of(chosen)) | Q(said_by__merged_into__slug__in=values_of(chosen))
        ),
    )
    crisis = ParsedFilter(
        any_of("crisis", _("Crisis"), choices.crises),
        lambda rows, chosen: rows.filter(initiative__crisis__slug__in=values_of(chosen)),
    )
    # The parameters are called from and to, which Python keeps for itself.
    locals()["from"] = ParsedFilter(Day("from", _("From")), lambda rows, day: rows.filter(as_of__gte=day))
    to = ParsedFilter(Day("to", _("To")), lambda rows, day: rows.filter(as_of__lte=day))
    history = ParsedFilter(any_of("history", _("History"), known((HISTORY,))), lambda rows, chosen: rows)

    def chosen_rows(self, *, leaving_out: str | None = None) -> Rows:
        rows = cast("StatusUpdateQuerySet", super().chosen_rows(leaving_out=leaving_out))
        # The option says how many rows there are with history, so it counts all of them.
        return rows if leaving_out == "history" or self.found.get("history") else rows.current()

    facets = (
        FacetSpec("kind", grouped("initiative__kind", choices.KINDS), choices.KINDS),
        FacetSpec("status", grouped("status", choices.STATUSES), choices.STATUSES),
        FacetSpec("organisation", _count_speakers),
        FacetSpec("initiative", _count_by("initiative__reference", "initiative__title"), most=0),
        FacetSpec("crisis", _count_by("initiative__crisis__slug", "initiative__crisis__name")),
        FacetSpec("history", lambda rows: [(HISTORY, rows.count())], (HISTORY,)),
    )
    sorts = {
        "-as_of": (_("Newest first"), lambda: NEWEST_FIRST),
        "as_of": (_("Oldest first"), lambda: IN_ORDER),
        "-published": (_("Last published first"), lambda: (descending("published_at"), F("id").desc())),
        "published": (_("First published first"), lambda: (ascending("published_at"), F("id").asc())),
    }
