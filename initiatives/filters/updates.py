"""The list of status updates: its own filters, and the counts beside all of them."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import BigIntegerField, Count, F, Q
from django.db.models.functions import Coalesce
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
    descending,
    grouped,
    values_of,
)
from initiatives.filters.claims import HISTORY, ClaimFilterSet
from initiatives.models import StatusUpdate
from initiatives.models.claims import NEWEST_FIRST
from initiatives.models.words import UPDATES
from initiatives.parameters import Choice, known


def _count_by(slug: str, name: str) -> Callable[[Rows], Counts]:
    def count(rows: Rows) -> Counts:
        counted = rows.order_by().exclude(**{f"{slug}__isnull": True}).values_list(slug, name)
        return [(Choice(value, label), number) for value, label, number in counted.annotate(rows_count=Count("pk"))]

    return count


class UpdateFilterSet(ClaimFilterSet):
    first: ClassVar[tuple[str, ...]] = ("q", "kind", "status")

    q = SearchFilter(UPDATES)
    status = ParsedFilter(
        any_of("status", _("Status"), known(choices.STATUSES)),
        lambda rows, chosen: rows.filter(status__in=values_of(chosen)),
    )

    facets = (
        FacetSpec("kind", grouped("initiative__kind", choices.KINDS), choices.KINDS),
        FacetSpec("status", grouped("status", choices.STATUSES), choices.STATUSES),
        FacetSpec("organisation", Grouped("said_by", choices.speakers_by_key)),
        FacetSpec("initiative", _count_by("initiative__reference", "initiative__title"), most=0),
        FacetSpec("crisis", Grouped("initiative__crisis", choices.crises_by_key)),
        FacetSpec("history", lambda rows: [(HISTORY, rows.count())], (HISTORY,)),
    )
    sorts: ClassVar[Any] = {**ClaimFilterSet.sorts, RELEVANCE: (_("Best match first"), lambda: NEWEST_FIRST)}


def _ever_said_by(rows: Rows, chosen: tuple[Choice, ...]) -> Rows:
    slugs = values_of(chosen)
    by = Q(said_by__slug__in=slugs) | Q(said_by__merged_into__slug__in=slugs)
    chain = Coalesce("root", "pk", output_field=BigIntegerField())
    said = StatusUpdate.objects.public().filter(by).order_by().annotate(of_chain=chain).values("of_chain")
    return rows.filter(Q(pk__in=said) | Q(root__in=said))


class FeedFilterSet(UpdateFilterSet):
    """What a feed of updates may be narrowed by: all but `history`, since it tells what was taken back in any case."""

    first = (*UpdateFilterSet.first, "initiative", "organisation")

    history = None  # type: ignore[assignment]
    # By any public version of its chain: whoever reads what somebody said learns that they never said it.
    organisation = ParsedFilter(choices.organisation_parameter("organisation", _("Said by")), _ever_said_by)
    sorts = {"-told": (_("Last told first"), lambda: (descending("told_at"), F("id").desc()))}

    def chosen_rows(self, *, leaving_out: str | None = None) -> Rows:
        # Not the list's own, which leaves out what was taken back.
        return ListFilterSet.chosen_rows(self, leaving_out=leaving_out)
