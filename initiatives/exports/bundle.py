"""Everything at once: each dataset as CSV, what the columns mean, and a datapackage.json of Frictionless Data.

All of it is read in one snapshot, one file after the other, so that memory stays flat and the files agree. The monthly
report is not in it: it is told from the other files for some days, and is made in memory.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from initiatives import editions
from initiatives.columns import Column, Type
from initiatives.datasets import FILES_ONLY, LISTS, Dataset
from initiatives.exports import dictionary
from initiatives.exports.formats import CSV
from initiatives.exports.json import moment
from initiatives.exports.rows import one_snapshot

NAME = "data"
DESCRIPTOR = "datapackage.json"
DICTIONARY = "dictionary.md"
# The oldest day that a ZIP archive can write.
EARLIEST = (1980, 1, 1, 0, 0, 0)

TYPES: dict[Type, dict[str, str]] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "url": {"type": "string"},
    "list": {"type": "string"},
    "date": {"type": "date", "format": "default"},
    "datetime": {"type": "datetime", "format": "default"},
    "number": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
}
# What names a row of a dataset, where it is not the claim.
KEYS = {"initiatives": "reference", "organisations": "slug"}
DATASETS = (*LISTS, *FILES_ONLY)


@dataclass
class Member:
    """A file of the bundle: its pieces, and what is known of it once they have all been read."""

    name: str
    pieces: Iterable[bytes]
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece


def members(as_at: dt.date | None = None) -> Iterator[Member]:
    """The files in their order. Each must be read to its end before the next one is taken."""
    query = QueryDict(f"as_at={as_at.isoformat()}" if as_at else "")
    with one_snapshot():
        edition = editions.out()
        created = edition.changed_at if edition else timezone.now()
        written = []
        for dataset in DATASETS:
            file = dataset.select(query, as_file=True).file(CSV)
            member = Member(f"{dataset.name}.{CSV.suffix}", file)
            yield member
            written.append((dataset, member))
        yield Member(DICTIONARY, [dictionary.markdown().encode()])
        with translation.override("en"):
            described = json.dumps(_descriptor(written, created, as_at), ensure_ascii=False, indent=2)
        yield Member(DESCRIPTOR, [described.encode(), b"\n"])


def zipped(as_at: dt.date | None = None) -> Iterator[bytes]:
    """The bundle as a ZIP archive, a piece at a time; the same rows give the same bytes on one day."""
    out = _Pieces()
    day = timezone.localdate().timetuple()[:3]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member in members(as_at):
            info = zipfile.ZipInfo(member.name, max(EARLIEST, (*day, 0, 0, 0)))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            # How long it will be is not known yet.
            with archive.open(info, "w", force_zip64=True) as file:
                for piece in member:
                    file.write(piece)
                    yield from out.taken()
        yield from out.taken()
    yield from out.taken()


class _Pieces(io.RawIOBase):
    """What was written since it was last taken; nothing can be written again."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._written.append(bytes(data))
        return len(data)

    def taken(self) -> Iterator[bytes]:
        written, self._written = b"".join(self._written), []
        if written:
            yield written


def _descriptor(written: list[tuple[Dataset, Member]], created: dt.datetime, as_at: dt.date | None) -> dict[str, Any]:
    """Data Package 1.0 with tabular data resources (specs.frictionlessdata.io)."""
    return {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9]+", "-", settings.SITE_NAME.lower()).strip("-") or NAME,
        "title": settings.SITE_NAME,
        "description": _described(as_at),
        "homepage": f"{settings.SITE_URL}/data/",
        "created": moment(created),
        "licenses": [{"name": re.sub(r"\s+", "-", settings.LICENCE), "title": settings.LICENCE}],
        "resources": [_resource(dataset, member) for dataset, member in written],
    }


def _described(as_at: dt.date | None) -> str:
    told = [_("Every public row of the tracker. Rows whose is_sample is true stand for nothing that was reported.")]
    if as_at:
        day = {"day": as_at.isoformat()}
        told.append(_("As published by the end of %(day)s. Things are shown as they are today.") % day)
    return " ".join(told)


def _resource(dataset: Dataset, member: Member) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": dataset.name,
        "title": str(dataset.label),
        "description": str(dataset.meaning),
        "path": member.name,
        "format": CSV.suffix,
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": member.size,
        "hash": f"sha256:{member.digest.hexdigest()}",
        "schema": _schema(dataset),
    }


def _schema(dataset: Dataset) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in dataset.columns],
        "missingValues": [""],
        "primaryKey": [KEYS.get(dataset.name, "claim")],
    }
    if any(column.name == "reference" for column in dataset.columns) and dataset.name != "initiatives":
        whole = {"resource": "initiatives", "fields": ["reference"]}
        schema["foreignKeys"] = [{"fields": ["reference"], "reference": whole}]
    return schema


def _field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "description": str(column.meaning), **TYPES[column.type]}
    if column.codes:
        described["constraints"] = {"enum": [code for code, _label in column.codes]}
    return described
