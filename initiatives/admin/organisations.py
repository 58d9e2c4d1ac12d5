"""Organisations in the admin, with their other names."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from initiatives import text
from initiatives.admin.base import PolicyAdmin, PolicyInline
from initiatives.admin.site import site
from initiatives.models import Organisation, OrganisationName


class NameInline(PolicyInline[OrganisationName, Organisation]):
    model = OrganisationName
    fk_name = "organisation"
    fields = ("name", "language", "until")


@admin.register(Organisation, site=site)
class OrganisationAdmin(PolicyAdmin[Organisation]):
    list_display = ("name", "acronym", "type", "country", "is_collective")
    list_filter = ("type", "is_collective")
    search_fields = ("search_key", "names__name_key")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (NameInline,)
    fieldsets = (
        (None, {"fields": ("name", "acronym", "slug")}),
        (_("What it is"), {"fields": ("type", "is_collective", "country")}),
        (_("Elsewhere"), {"fields": ("website", "iati_identifier")}),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Organisation], search_term: str
    ) -> tuple[QuerySet[Organisation], bool]:
        # Merged organisations stay on old claims, and are offered for nothing new.
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(merged_into=None)
        return super().get_search_results(request, queryset, text.normalise(search_term))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        # The address of a page that stands is not made anew when its name changes.
        return {} if obj is not None else dict(self.prepopulated_fields)
