"""What all tables of the public lists share: headers that sort by address, cells made by plain functions."""

import datetime as dt
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from initiatives.datasets import Selection
from initiatives.moments import dated, day_of


@dataclass(frozen=True)
class Header:
    """`query` is what a click on the heading asks for; `aria_sort` is empty but for the column sorted by."""

    label: str
    query: str | None
    aria_sort: str
    is_number: bool


class ListTable(tables.Table):  # type: ignore[misc]
    """A page of a list. Each column `x` has a method `cell_x(row)`.

    django-tables2 keeps the columns and their headings; its own cells look a signature up and compile a template for
    each value, which costs more than all the rest of a page.
    """

    row_header: ClassVar[str]
    # The parameter `sort` that a click on a heading asks for first.
    sorts: ClassVar[dict[str, str]] = {}
    numbers: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        template_name = "tables/table.html"

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.records = list(selection.page_rows)
        super().__init__(self.records, orderable=False)

    @property
    def day(self) -> dt.date:
        """The day on which the list is read."""
        return day_of(self.selection.at)

    def address(self, url: str) -> str:
        """An address of ours, on the day that is being read."""
        return dated(url, self.selection.as_at)

    @property
    def headers(self) -> list[Header]:
        allowed = self.selection.dataset.filterset.sorts
        return [self._header(column, allowed) for column in self.columns]

    def _header(self, column: Any, allowed: Container[str]) -> Header:
        first = self.sorts.get(column.name, "")
        other = first.removeprefix("-") if first.startswith("-") else f"-{first}"
        chosen = self.selection.sort
        asks = other if chosen == first else first
        order = "descending" if chosen.startswith("-") else "ascending"
        return Header(
            label=str(column.header),
            query=self.selection.query_string(sort=asks) if asks in allowed else None,
            aria_sort=order if first and chosen in {first, other} else "",
            is_number=column.name in self.numbers,
        )

    @property
    def cell_rows(self) -> Iterator[SafeString]:
        """The cells of each row; a template that is asked for each of them costs more than what stands in them."""
        makers = [(*self._around(column), getattr(self, f"cell_{column.name}")) for column in self.columns]
        for record in self.records:
            yield SafeString(
                "".join([f"{start}{conditional_escape(make(record))}{end}" for start, end, make in makers])
            )

    def _around(self, column: Any) -> tuple[SafeString, SafeString]:
        if column.name == self.row_header:
            return SafeString('<th scope="row" role="rowheader">'), SafeString("</th>")
        number = SafeString(' class="num"') if column.name in self.numbers else ""
        return format_html('<td role="cell" data-label="{}"{}>', column.header, number), SafeString("</td>")


def names(values: list[str]) -> SafeString:
    """Names with commas between them, each in its own direction."""
    return format_html_join(", ", "<bdi>{}</bdi>", ((value,) for value in values))


def with_meta(main: SafeString, meta: SafeString | str | Promise) -> SafeString:
    return format_html('{}<span class="meta">{}</span>', main, meta) if meta else main
