"""The table of initiatives."""

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from initiatives import badges, kinds, text
from initiatives.tables.base import ListTable, names

# A row stays a row: its page has the whole text.
RESULTS_SHOWN = 160


class InitiativeTable(ListTable):
    row_header: ClassVar[str] = "initiative"
    sorts: ClassVar[dict[str, str]] = {"initiative": "title", "status": "status", "updated": "-updated"}

    initiative = tables.Column(verbose_name=_("Initiative"), empty_values=())
    status = tables.Column(verbose_name=_("Status"))
    leads = tables.Column(verbose_name=_("Lead organisations"), empty_values=())
    results = tables.Column(verbose_name=_("Anticipated results"), empty_values=())
    updated = tables.Column(verbose_name=_("Updated"), empty_values=())

    class Meta(ListTable.Meta):
        pass

    def cell_initiative(self, row: Any) -> SafeString:
        return format_html(
            '<a class="name" href="{}"><bdi>{}</bdi></a>'
            '<span class="meta">{} &middot; <span class="nowrap">{}</span></span>',
            self.address(row.get_absolute_url()),
            row.title,
            kinds.BY_CODE[row.kind].area,
            row.reference,
        )

    def cell_status(self, row: Any) -> SafeString:
        return format_html(
            '<span class="standing">{}{}{}{}</span>',
            badges.status_badge(row.status, row.kind),
            badges.rating_pill(row.rating),
            badges.dispute_mark(row.voices, row.kind),
            badges.pending_mark(bool(row.is_pending)),
        )

    def cell_leads(self, row: Any) -> SafeString:
        return format_html("<span>{}</span>", names(row.lead_names))

    def cell_results(self, row: Any) -> SafeString:
        shown = text.one_line(row.anticipated_results)
        if len(shown) > RESULTS_SHOWN:
            shown = Truncator(shown).chars(RESULTS_SHOWN)
        return format_html('<span dir="auto">{}</span>', shown)

    def cell_updated(self, row: Any) -> SafeString:
        if row.heard_on is None:
            return format_html('<span class="muted">{}</span>', _("Not yet"))
        return format_html(
            "<span>{} {}</span>",
            badges.day(row.heard_on, "j M Y"),
            badges.freshness_flag(row.freshness, row.heard_on, self.day),
        )
