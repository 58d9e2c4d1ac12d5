"""Issues on the page of their initiative; what each organisation says on them, with a page of its own."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.claims import ClaimAdmin
from initiatives.admin.lists import StateFilter
from initiatives.admin.site import site
from initiatives.admin.subjects import FoldedInline
from initiatives.models import Issue, Position


class IssueInline(FoldedInline[Issue]):
    model = Issue
    verbose_name_plural = _("issues in dispute")
    fieldsets = ((None, {"fields": (("title", "group", "order"),)}),)


@admin.register(Position, site=site)
class PositionAdmin(ClaimAdmin[Position]):
    what = ("text", "stance")
    long_texts = frozenset({"text"})
    list_filter = (StateFilter, "initiative__kind", "stance")
    search_fields = ("text", "issue__title_key", "initiative__search_key")
    helps = {
        "issue": _("Is it not here? Add it on the page of its initiative first."),
        "text": _("In the words of your source, short enough for a table. Everybody will read it."),
        "as_of": _("The day on which they said it. The newest holds; what they said before stays below it."),
        "said_by": _("Whose position it is, not who reported it."),
    }
