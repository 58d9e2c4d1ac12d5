"""Indicators on the page of their initiative; observations and targets with pages of their own."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.claims import ClaimAdmin
from initiatives.admin.figures import FigurePages
from initiatives.admin.lists import StateFilter
from initiatives.admin.site import site
from initiatives.admin.subjects import FoldedInline
from initiatives.models import Indicator, Observation, Target


class IndicatorInline(FoldedInline[Indicator]):
    model = Indicator
    verbose_name_plural = _("indicators: what is counted")
    autocomplete_fields = ("location",)
    fieldsets = (
        (None, {"fields": (("title", "unit"), ("category", "stage"))}),
        (
            _("More of it"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("group", "order"),
                    ("measure", "aggregation", "ascending"),
                    ("result_type", "sector"),
                    ("location", "baseline"),
                ),
            },
        ),
    )


@admin.register(Observation, site=site)
class ObservationAdmin(FigurePages, ClaimAdmin[Observation]):
    what = (("period_start", "period_end"), "value", "text")
    more = ("days_as_published", "confidence", "inconsistency_note")
    long_texts = frozenset({"text", "inconsistency_note"})
    list_filter = (StateFilter, "initiative__kind", "confidence")
    search_fields = ("indicator__title_key", "initiative__search_key")
    helps = {
        "indicator": _("Is it not here? Add it on the page of its initiative first."),
        "period_start": _("The first day that is counted; the same as the last for a single day."),
        "value": _("What your source counted over these days, as it says it. Sources that differ stand side by side."),
        "as_of": _("The day on which your source said it; the last day that is counted, or later."),
        "said_by": _("Whose figure it is, also where somebody else published it."),
        "inconsistency_note": _("Such as: 73 days at 600 would be 43,800. Shown beside the figure."),
    }


@admin.register(Target, site=site)
class TargetAdmin(ClaimAdmin[Target]):
    what = (("value", "basis"), "text", ("valid_from", "valid_until"))
    long_texts = frozenset({"text"})
    list_filter = (StateFilter, "initiative__kind", "basis")
    search_fields = ("indicator__title_key", "initiative__search_key")
    helps = {
        "indicator": _("Is it not here? Add it on the page of its initiative first."),
        "value": _("What was promised or agreed. Where sources differ on it, enter one for each."),
        "valid_from": _("Leave both days empty where it holds from the beginning to the end."),
        "as_of": _("The day on which it was said."),
        "said_by": _("Who says that this was promised."),
    }
