"""Sources in the admin: one row for each address, and those that a form offers again."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from initiatives import editions, policy
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.site import site
from initiatives.models import Claim, Initiative, Source, User, rows_of

OFFERED = 12


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


def sources_of(by: User, initiative: Initiative | None, *models: type[Claim]) -> list[Source]:
    """The sources that this person named in claims of these kinds, newest first: for one initiative, or for any."""
    found: dict[int, Source] = {}
    for model in dict.fromkeys(models):
        written = rows_of(model).filter(author=by, source__isnull=False).select_related("source").order_by("-pk")
        if initiative is not None:
            written = written.filter(initiative=initiative)
        found |= {row.source.pk: row.source for row in written[:OFFERED] if row.source is not None}
    return [source for source in found.values() if policy.known_to(by, source).title][:OFFERED]
