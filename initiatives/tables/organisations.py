"""The table of organisations."""

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from initiatives.tables.base import ListTable, with_meta


class OrganisationTable(ListTable):
    row_header: ClassVar[str] = "organisation"
    sorts: ClassVar[dict[str, str]] = {"organisation": "name", "leads": "-leads"}
    numbers: ClassVar[frozenset[str]] = frozenset({"leads"})

    organisation = tables.Column(verbose_name=_("Organisation"), empty_values=())
    type = tables.Column(verbose_name=_("Type"))
    country = tables.Column(verbose_name=_("Country"))
    leads = tables.Column(verbose_name=_("Initiatives led"), empty_values=())

    class Meta(ListTable.Meta):
        pass

    def cell_organisation(self, row: Any) -> SafeString:
        address = self.address(reverse("organisation-detail", args=[row.slug]))
        link = format_html('<a class="name" href="{}"><bdi>{}</bdi></a>', address, row.name)
        return with_meta(link, format_html("<bdi>{}</bdi>", row.acronym) if row.acronym else "")

    def cell_type(self, row: Any) -> SafeString:
        kind = format_html("<span>{}</span>", row.get_type_display())
        return format_html(
            "<span>{}</span>", with_meta(kind, _("A group spoken of as one") if row.is_collective else "")
        )

    def cell_country(self, row: Any) -> SafeString:
        return format_html("{}", row.country)

    def cell_leads(self, row: Any) -> SafeString:
        return format_html("{}", row.leads_count)
