"""Crises, places and sectors in the admin: the code tables, changed by Administrators."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from initiatives import editions, text
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.site import site
from initiatives.models import Crisis, Indicator, Initiative, InitiativeLocation, Location, Sector


class CodeTableAdmin(PolicyAdmin[Any]):
    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj is not None else dict(self.prepopulated_fields)


@admin.register(Crisis, site=site)
class CrisisAdmin(CodeTableAdmin):
    never_shown = frozenset({"started_on"})
    list_display = ("name", "code", "country", "started_on", "is_sample")
    search_fields = ("name", "code")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "code", "slug")}),
        (_("Where and when"), {"fields": ("country", "glide", "started_on")}),
        (_("Sample data"), {"fields": ("is_sample",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Crisis | None = None) -> tuple[str, ...]:
        # References hold the code: once one is given out, it stands.
        named = obj is not None and Initiative.objects.filter(crisis=obj, reference__isnull=False).exists()
        return ("code",) if named else ()


@admin.register(Location, site=site)
class LocationAdmin(CodeTableAdmin):
    list_display = ("name", "level", "kind", "parent", "is_sensitive")
    list_filter = ("level", "kind", "is_sensitive")
    list_select_related = ("parent",)
    search_fields = ("name_key", "pcode")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": ("name", "other_names", "slug")}),
        (_("What it is"), {"fields": ("level", "kind", "parent", "is_sensitive")}),
        (_("On the map"), {"fields": (("latitude", "longitude"), "iso3166_2", "pcode")}),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Location], search_term: str
    ) -> tuple[QuerySet[Location], bool]:
        return super().get_search_results(request, queryset, text.normalise(search_term))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = _shown_within(form.instance) if change else {}
        seen = self.is_seen(form.instance)
        super().save_related(request, form, formsets, change)
        # A place that was or becomes sensitive may not be seen itself, yet what is shown in its stead has changed.
        if change and before != _shown_within(form.instance) and not (seen or self.is_seen(form.instance)):
            editions.count()

    def is_seen(self, row: Location) -> bool:
        """Also where only a place within it is named, and it is what the public reads instead."""
        return super().is_seen(row) or row.pk in _shown_within(row).values()


def _shown_within(place: Location) -> dict[int, int | None]:
    """What the public reads, as the database has it, for each place in this one that something public names."""
    beneath = Location.objects.within(place)
    named = (InitiativeLocation.objects.public(), Indicator.objects.public())
    places = {pk for rows in named for (pk,) in rows.filter(location__in=beneath).order_by().values_list("location")}
    found = Location.objects.filter(pk__in=places).select_related("parent__parent__parent")
    return {one.pk: shown.pk if (shown := one.shown_as()) else None for one in found}


@admin.register(Sector, site=site)
class SectorAdmin(CodeTableAdmin):
    list_display = ("name", "code", "iasc_id", "parent")
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    fieldsets = ((None, {"fields": ("name", "code", "parent", "iasc_id", "dac_code")}),)

    def is_seen(self, row: Sector) -> bool:
        return Initiative.objects.public().filter(sectors=row).exists()
