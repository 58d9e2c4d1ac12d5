"""The forms of a file, as data: addresses, links, the command, the tests and docs/exports.md loop over them."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from initiatives.columns import Sheet
from initiatives.exports import csv, geojson, iati, xlsx
from initiatives.exports.rows import CHUNK, Rows
from initiatives.kinds import Label


class Chunks(Protocol):
    def __call__(
        self, sheet: Sheet, rows: Rows, *, hxl: bool = ..., at: dt.datetime | None = ...
    ) -> Iterator[bytes]: ...


@dataclass(frozen=True)
class Format:
    """One form. `most_rows` is how many rows it can hold; `has_tags` says whether it takes the row of HXL tags, and
    `with_tags` names the link to it with them; `is_streamed` says whether it is sent while its rows are still read.
    `piece` is how many rows a piece of it holds; `off` says why this site does not offer it, and nothing where it does.
    """

    suffix: str
    content_type: str
    label: Label
    chunks: Chunks
    has_tags: bool = True
    with_tags: Label = ""
    most_rows: int | None = None
    is_streamed: bool = True
    piece: int = CHUNK
    off: Callable[[], str] = lambda: ""


CSV = Format("csv", "text/csv; charset=utf-8", _("CSV"), csv.chunks, with_tags=_("CSV with HXL"))
XLSX = Format(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _("Excel"),
    xlsx.chunks,
    most_rows=xlsx.MOST_ROWS,
    is_streamed=False,
)
GEOJSON = Format("geojson", "application/geo+json", _("GeoJSON"), geojson.chunks, has_tags=False)
IATI = Format(
    "iati.xml",
    "application/xml; charset=utf-8",
    _("IATI"),
    iati.chunks,
    has_tags=False,
    piece=iati.PART,
    off=iati.off,
)
# What every dataset can be had as.
TABLES = (CSV, XLSX)
# What initiatives can be had as besides.
OF_INITIATIVES: tuple[Format, ...] = (GEOJSON, IATI)
FORMATS = {file_format.suffix: file_format for file_format in (*TABLES, *OF_INITIATIVES)}
