"""IATI 2.03: one activity for each initiative, some initiatives at a time, as a secondary publisher of them all.

What the file says in words of ours is English for everybody, like the labels of all files, and is not translated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from initiatives import editions
from initiatives.choices import OrganisationType
from initiatives.columns import Sheet
from initiatives.editions import Out
from initiatives.exports import rows as rows_reading
from initiatives.exports.iati.activity import Activity, Publisher, made
from initiatives.exports.iati.reading import read
from initiatives.exports.json import moment
from initiatives.models import Organisation

# Initiatives whose claims are in memory at a time.
PART = 100
VERSION = "2.03"
# What the file reads of an initiative beyond the columns of its sheet.
FIELDS = ("language", "opened_at", "crisis__glide", "told_confidence")


def off() -> str:
    """Why this site has no such file, and nothing where it has."""
    if settings.ORGANISATION_IDENTIFIER:
        return ""
    return _("This site writes no IATI file: whoever runs it has not set ORGANISATION_IDENTIFIER, its name in IATI.")


def chunks(
    sheet: Sheet, rows: rows_reading.Rows, *, hxl: bool = False, at: dt.datetime | None = None
) -> Iterator[bytes]:
    """The file, a hundred activities in each piece; it has no tags."""
    with rows_reading.one_snapshot():
        edition = editions.out()
        publisher = _publisher(edition, at)
        head = {"version": VERSION} | ({"generated-datetime": moment(edition.changed_at)} if edition else {})
        attributes = "".join(f' {name}="{value}"' for name, value in head.items())
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities{attributes}>\n'.encode()
        for chunk in rows_reading.chunks(replace(sheet, fields=(*sheet.fields, *FIELDS)), rows, at):
            for start in range(0, len(chunk), PART):
                part = chunk[start : start + PART]
                details = read([row["pk"] for row in part], at)
                with translation.override("en"):
                    written = [_written(made(Activity(row, details, publisher, at))) for row in part]
                yield "".join(written).encode()
        yield b"</iati-activities>\n"


def _written(activity: ET.Element) -> str:
    ET.indent(activity, level=1)
    return f"  {ET.tostring(activity, encoding='unicode')}\n"


def _publisher(edition: Out | None, at: dt.datetime | None) -> Publisher:
    """Who runs the site. Its type is that of the organisation with its identifier, where the public knows of one."""
    identifier: str = settings.ORGANISATION_IDENTIFIER
    known = Organisation.objects.public().filter(iati_identifier=identifier).order_by("slug")
    return Publisher(
        identifier=identifier,
        name=settings.SITE_NAME,
        type=known.values_list("type", flat=True).first() or OrganisationType.OTHER.value,
        contact=settings.CONTACT,
        changed_at=moment(_by(edition.changed_at, at)) if edition else "",
    )


def _by(changed_at: dt.datetime, at: dt.datetime | None) -> dt.datetime:
    """When it changed, at most the last second of the day that is read."""
    return changed_at if at is None else min(changed_at, at - dt.timedelta(seconds=1))
