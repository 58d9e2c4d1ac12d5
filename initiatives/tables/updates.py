"""The table of status updates."""

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from initiatives import badges
from initiatives.choices import State
from initiatives.tables.base import ListTable, with_meta


class UpdateTable(ListTable):
    row_header: ClassVar[str] = "update"
    sorts: ClassVar[dict[str, str]] = {"as_of": "-as_of"}

    as_of = tables.Column(verbose_name=_("As of"))
    update = tables.Column(verbose_name=_("What happened"), empty_values=())
    status = tables.Column(verbose_name=_("Status"))
    source = tables.Column(verbose_name=_("Said by, and source"), empty_values=())

    class Meta(ListTable.Meta):
        pass

    def cell_as_of(self, row: Any) -> SafeString:
        return badges.day(row.as_of, "j M Y")

    def cell_update(self, row: Any) -> SafeString:
        holds = row.state == State.PUBLISHED
        link = format_html(
            '<a class="name" href="{}" lang="{}" dir="auto">{}</a>',
            self.address(row.get_absolute_url()),
            row.language,
            row.headline if holds else format_html("<del>{}</del>", row.headline),
        )
        initiative = format_html(
            '<bdi>{}</bdi> &middot; <span class="nowrap">{}</span>', row.initiative.title, row.public_name
        )
        marks = SafeString(badges.state_mark(row.state) + badges.since_mark(row.since))
        return with_meta(format_html("{} {}", link, marks) if marks else link, initiative)

    def cell_status(self, row: Any) -> SafeString:
        return format_html(
            '<span class="standing">{}{}{}{}</span>',
            badges.status_badge(row.status, row.initiative.kind),
            badges.rating_pill(row.rating),
            badges.confidence_mark(row.confidence),
            badges.pending_mark(row.second_check_pending),
        )

    def cell_source(self, row: Any) -> SafeString:
        publisher = format_html("<bdi>{}</bdi>", row.source.publisher) if row.source else SafeString("")
        said_by = format_html("<bdi>{}</bdi>", row.said_by_name) if row.said_by_name else SafeString("")
        if not said_by or row.said_by_name == row.source.publisher:
            return format_html("<span>{}</span>", publisher)
        return format_html("<span>{}</span>", with_meta(said_by, publisher))
