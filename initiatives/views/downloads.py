"""The links to files beside a page: the page's rows, under the page's address with a suffix."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.datasets import Dataset, Selection


@dataclass(frozen=True)
class Download:
    label: str | Promise
    url: str


def downloads(dataset: Dataset, selection: Selection | None = None) -> tuple[Download, ...]:
    """A link for each form of the file that the site offers, of the selected rows or of all."""
    query = selection.file_query if selection is not None else ""
    return tuple(_links(dataset, query))


def feed(name: str, *named: str, query: str = "") -> Download:
    """The link to a feed of updates."""
    address = reverse(name, args=named)
    return Download(_("Feed of these updates (Atom)"), f"{address}?{query}" if query else address)


def _links(dataset: Dataset, query: str) -> Iterator[Download]:
    with_tags = "&".join(filter(None, [query, "hxl=1"]))
    for each in (one for one in dataset.formats if not one.off()):
        address = reverse(f"{dataset.name}-{each.suffix}")
        yield Download(each.label, f"{address}?{query}" if query else address)
        if each.with_tags:
            yield Download(each.with_tags, f"{address}?{with_tags}")
