"""The filters and sort orders that all lists and files of claims share, and those of the claims about figures."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from initiatives.filters import choices
from initiatives.filters.base import Counts, FacetSpec, ListFilterSet, ParsedFilter, Rows, any_of, descending, values_of
from initiatives.models import ClaimQuerySet, Organisation
from initiatives.models.claims import IN_ORDER, NEWEST_FIRST
from initiatives.parameters import Choice, Day, Parameter, known

HISTORY = Choice("1", _("Replaced and retracted ones too"))


def _kept_and_merged(slugs: list[str]) -> set[int]:
    """Keys, not a join: by them the index of what somebody said is found."""
    pairs = Organisation.objects.public().filter(slug__in=slugs).values_list("pk", "organisation")
    return {pk for pair in pairs for pk in pair if pk is not None}


class ClaimFilterSet(ListFilterSet):
    """`first` are the parameters of a kind that stand before the shared ones, in the order of its addresses."""

    first: ClassVar[tuple[str, ...]] = ("kind",)

    kind = ParsedFilter(
        any_of("kind", _("Kind"), known(choices.KINDS)),
        lambda rows, chosen: rows.filter(initiative__kind__in=values_of(chosen)),
    )
    initiative = ParsedFilter(
        any_of("initiative", _("Initiative"), choices.references),
        lambda rows, chosen: rows.filter(initiative__reference__in=values_of(chosen)),
    )
    organisation = ParsedFilter(
        choices.organisation_parameter("organisation", _("Said by")),
        lambda rows, chosen: rows.filter(said_by__in=_kept_and_merged(values_of(chosen))),
    )
    crisis = ParsedFilter(
        any_of("crisis", _("Crisis"), choices.crises),
        lambda rows, chosen: rows.filter(initiative__crisis__slug__in=values_of(chosen)),
    )
    # The parameters are called from and to, which Python keeps for itself.
    locals()["from"] = ParsedFilter(Day("from", _("From")), lambda rows, day: rows.filter(as_of__gte=day))
    to = ParsedFilter(Day("to", _("To")), lambda rows, day: rows.filter(as_of__lte=day))
    history = ParsedFilter(any_of("history", _("History"), known((HISTORY,))), lambda rows, chosen: rows)

    sorts = {
        "-as_of": (_("Newest first"), lambda: NEWEST_FIRST),
        "as_of": (_("Oldest first"), lambda: IN_ORDER),
        "-published": (_("Last published first"), lambda: (descending("published_at"), F("id").desc())),
        # All of them have been published; told so, the index of the order above serves this one too.
        "published": (_("First published first"), lambda: (F("published_at").asc(nulls_first=True), F("id").asc())),
    }
    anchored = {
        "-as_of": ("as_of", "lte"),
        "as_of": ("as_of", "gte"),
        "-published": ("published_at", "lte"),
        "published": ("published_at", "gte"),
    }

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        declared = {parameter.name: parameter for parameter in super().parameters()}
        return tuple(declared[name] for name in dict.fromkeys((*cls.first, *declared)))

    def chosen_rows(self, *, leaving_out: str | None = None) -> Rows:
        rows = cast("ClaimQuerySet[Any]", super().chosen_rows(leaving_out=leaving_out))
        # The option says how many rows there are with history, so it counts all of them.
        return rows if leaving_out == "history" or self.found.get("history") else rows.current(self.at)

    def _count_options(self, spec: FacetSpec) -> Counts:
        if spec.name != "history" or self.found.get(spec.name):
            return super()._count_options(spec)
        # Few ended, so these alone are counted anew.
        ended = cast("ClaimQuerySet[Any]", self.chosen_rows(leaving_out=spec.name)).ended(self.at)
        return ((HISTORY, self.count() + ended.order_by().count()),)


class FigureFilterSet(ClaimFilterSet):
    """Claims about an indicator are chosen by what it counts, too."""

    first = ("kind", "category", "stage")

    category = ParsedFilter(
        any_of("category", _("Category"), known(choices.CATEGORIES)),
        lambda rows, chosen: rows.filter(indicator__category__in=values_of(chosen)),
    )
    stage = ParsedFilter(
        any_of("stage", _("Stage"), known(choices.STAGES)),
        lambda rows, chosen: rows.filter(indicator__stage__in=values_of(chosen)),
    )
