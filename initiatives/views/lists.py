"""The one table list: what it shows is chosen by the dataset, whose file shares its address."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from initiatives.datasets import Dataset, Selection
from initiatives.filters import Facet
from initiatives.tables.base import ListTable
from initiatives.views.downloads import Download, downloads
from initiatives.views.past import AsAt

Label = str | Promise
PAGES_AROUND = 2


@dataclass(frozen=True)
class PageLink:
    """A page of a list, or a gap between pages where `number` is None."""

    number: int | None
    query: str = ""
    is_current: bool = False


# Nothing here reads a form, and a refused method must hear 405 rather than a lecture on cookies.
@method_decorator(csrf_exempt, name="dispatch")
class TableList(View):
    """Subclasses say the dataset, the table and the words; `name` is the name of the address."""

    http_method_names = ["get", "head"]
    dataset: ClassVar[Dataset]
    table_class: ClassVar[type[ListTable]]
    template_name: ClassVar[str] = "initiatives/list.html"
    name: ClassVar[str]
    title: ClassVar[Label]
    lead: ClassVar[Label]
    caption: ClassVar[Label]
    # The facets that stand open beside the table; the others wait behind "More filters".
    main_facets: ClassVar[tuple[str, ...]] = ()

    def get(self, request: HttpRequest) -> HttpResponse:
        selection = self.dataset.select(request.GET)
        table = self.table_class(selection)
        query = selection.query_string(page=selection.page, as_at=None)
        context = {
            **AsAt(selection.as_at).context(),
            "section": self.name,
            "title": self.title,
            "lead": self.lead,
            "caption": self.caption,
            "path": reverse(self.name),
            "dataset": self.dataset,
            "selection": selection,
            "table": table,
            "main_facets": facets_shown(selection, lambda name: name in self.main_facets),
            "more_facets": facets_shown(selection, lambda name: name not in self.main_facets),
            "pages": page_links(selection),
            "first": (selection.page - 1) * selection.per_page + 1,
            "last": (selection.page - 1) * selection.per_page + len(table.records),
            "downloads": downloads(self.dataset, selection),
            "feed": self.feed(selection),
            "noun": self.noun(selection.count),
            "carries_sample": self.carries_sample(table),
            "canonical": f"{settings.SITE_URL}{reverse(self.name)}{'?' if query else ''}{query}",
        }
        return render(request, self.template_name, context)

    def feed(self, selection: Selection) -> Download | None:
        """The link to the feed of these rows, where there is one."""
        return None

    def noun(self, count: int) -> str:
        """How many there are, in words."""
        raise NotImplementedError

    def carries_sample(self, table: ListTable) -> bool:
        raise NotImplementedError


def facets_shown(selection: Selection, choose: Callable[[str], bool]) -> list[Facet]:
    """Facets that can still narrow the list, without the options under which nothing would be left."""
    shown = []
    for facet in selection.facets:
        options = tuple(option for option in facet.options if option.count or option.is_selected)
        narrows = any(option.is_selected or option.count != selection.count for option in options)
        if choose(facet.name) and narrows:
            shown.append(replace(facet, options=options))
    return shown


def page_links(selection: Selection) -> list[PageLink]:
    """The first and last page and those around this one."""
    last, here = selection.page_count, selection.page
    shown = sorted({1, last, *range(max(1, here - PAGES_AROUND), min(last, here + PAGES_AROUND) + 1)})
    links: list[PageLink] = []
    for number in shown:
        if links and (links[-1].number or 0) + 1 < number:
            links.append(PageLink(None))
        links.append(PageLink(number, selection.query_string(page=number), number == here))
    return links
