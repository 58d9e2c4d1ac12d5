"""The list of status updates."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from initiatives.datasets import NOT_IN_FEEDS, UPDATES, Dataset, Selection
from initiatives.tables.base import ListTable
from initiatives.tables.updates import UpdateTable
from initiatives.views.downloads import Download, feed
from initiatives.views.lists import TableList


class UpdateList(TableList):
    dataset: ClassVar[Dataset] = UPDATES
    table_class: ClassVar[type[ListTable]] = UpdateTable
    name: ClassVar[str] = "update-list"
    title: ClassVar[str | Promise] = _("Updates")
    lead: ClassVar[str | Promise] = _(
        "What was reported about each initiative, newest first, each with its date and source."
    )
    caption: ClassVar[str | Promise] = _("Status updates. Column headings with links change the order.")
    main_facets: ClassVar[tuple[str, ...]] = ("kind", "status", "organisation")

    def feed(self, selection: Selection) -> Download | None:
        return feed("updates-atom", query=selection.query_string(**dict.fromkeys(NOT_IN_FEEDS)))

    def noun(self, count: int) -> str:
        return ngettext("%(count)d update", "%(count)d updates", count) % {"count": count}

    def carries_sample(self, table: ListTable) -> bool:
        return any(row.initiative.crisis.is_sample for row in table.records)
