"""Sources in the admin: one row for each address."""

from django.contrib import admin
from django.http import HttpRequest

from initiatives import editions
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.site import site
from initiatives.models import Source


@admin.register(Source, site=site)
class SourceAdmin(PolicyAdmin[Source]):
    list_display = ("title", "publisher", "published_on", "url")
    search_fields = ("publisher", "title", "url")
    list_filter = ("language",)
    fieldsets = (
        (None, {"fields": ("publisher", "title", "url")}),
        ("", {"fields": ("archived_url", "published_on", "language")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> tuple[str, ...]:
        """Nobody alone changes what a public claim rests on: another source is a replacement of the claim."""
        return ("publisher", "title", "url") if obj is not None and editions.is_seen(obj) else ()
