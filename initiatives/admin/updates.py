"""Status updates in the admin: the one form with badges, the quick pages, and the queue for claims of every kind."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from initiatives import text
from initiatives.admin.claims import ClaimAdmin, ClaimForm
from initiatives.admin.lists import StateFilter
from initiatives.admin.preview import PreviewPages
from initiatives.admin.quick import QuickPages
from initiatives.admin.review import ReviewPages
from initiatives.admin.site import site
from initiatives.badges import rating_pill, status_badge
from initiatives.choices import State
from initiatives.forms.updates import rating_choices, status_choices
from initiatives.models import StatusUpdate
from initiatives.reports.wording import line_of


class UpdateForm(ClaimForm):
    """The whole update; the quick one has the same fields, fewer at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        update: Any = self.instance
        kind = update.initiative.kind if update.pk is not None else None
        for name, choices in (("status", status_choices(kind)), ("rating", rating_choices())):
            if name in self.fields:
                self.fields[name].choices = choices  # type: ignore[attr-defined]


@admin.register(StatusUpdate, site=site)
class StatusUpdateAdmin(ReviewPages, PreviewPages, QuickPages, ClaimAdmin[StatusUpdate]):
    form = UpdateForm
    what = ("status", "rating", "headline")
    more = ("narrative", "confidence")
    list_display = ("told", "state", "initiative", "badge", "day", "author")
    list_filter = (StateFilter, "initiative__kind", "status")
    search_fields = ("search_key", "initiative__search_key")
    radio_fields = {"status": admin.HORIZONTAL, "rating": admin.HORIZONTAL}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[StatusUpdate], search_term: str
    ) -> tuple[QuerySet[StatusUpdate], bool]:
        return super().get_search_results(request, queryset, text.normalise(search_term))

    def told_of(self, row: StatusUpdate) -> dict[str, Any]:
        return {**super().told_of(row), "facts": ()}  # the badges and the sentence say it

    @admin.display(description=_("update"))
    def told(self, row: StatusUpdate) -> str:
        return line_of(row)

    @admin.display(description=_("status"), ordering="status")
    def badge(self, row: StatusUpdate) -> SafeString:
        if row.state == State.REMOVED:
            return SafeString("")
        return SafeString(status_badge(row.status, row.initiative.kind) + " " + rating_pill(row.rating))
