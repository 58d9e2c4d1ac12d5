"""The links to files beside a page: the page's rows, under the page's address with a suffix."""

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
    """A link for each form of the file, of the selected rows or of all."""
    address = reverse(f"{dataset.name}-csv")
    query = selection.file_query if selection is not None else ""
    with_tags = "&".join(filter(None, [query, "hxl=1"]))
    return (
        Download(_("CSV"), f"{address}?{query}" if query else address),
        Download(_("CSV with HXL"), f"{address}?{with_tags}"),
    )
