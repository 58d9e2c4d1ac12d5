"""The examples of the schema: rows that read like real ones, each value of the type and list of its column."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from initiatives.api.serializers import codes
from initiatives.columns import SHEETS, Column, Type
from initiatives.datasets import Dataset
from initiatives.exports.json import Json

# What stands in a column of this name, whatever the dataset.
NAMED: dict[str, Json] = {
    "reference": "GZA-COR-001",
    "title": "Humanitarian corridors into Gaza",
    "status_since": "2026-10-10",
    "lead_organisations": ["United Nations", "NGOs"],
    "other_organisations": ["World Food Programme"],
    "conflict_parties": [],
    "sector_codes": ["LOG", "FSC"],
    "sectors": ["Logistics", "Food Security"],
    "crisis": "Gaza",
    "country": "PS",
    "locations": ["Gaza Strip", "Zikim"],
    "last_update_headline": "Trucks enter through two crossings.",
    "last_update_said_by": "OCHA",
    "anticipated_results": "600 trucks a day.",
    "summary": "Routes by land on which aid enters.",
    "part_of": [],
    "as_of": "2026-11-20",
    "headline": "Trucks enter through two crossings.",
    "narrative": "The third is closed for repairs.",
    "said_by": "OCHA",
    "publisher": "OCHA",
    "published_at": "2026-11-20T14:05:00Z",
    "state": "published",
    "replaces": None,
    "replace_kind": None,
    "slug": "united-nations",
    "name": "United Nations",
    "acronym": "UN",
    "iati_identifier": "XM-DAC-41000",
    "leads_count": 3,
    "indicator": "Trucks that entered",
    "group": "Supplies",
    "unit": "trucks",
    "location": "Gaza Strip",
    "period_start": "2026-10-10",
    "period_end": "2026-12-07",
    "days": 59,
    "days_as_published": 58,
    "value": 6545,
    "text": None,
    "inconsistency_note": None,
    "valid_until": None,
    "issue": "Who secures the crossings",
    "position": "An international force.",
    "term_number": 7,
    "phase": "Phase one",
    "term": "Full aid is sent into the Strip.",
    "obligor": "Host Nations",
    "milestone": "Third round of talks",
    "planned_on": "2026-12-05",
    "amount": 1250000.5,
    "currency": "EUR",
    "amount_usd": 1356250.25,
    "provider": "European Commission",
    "receiver": "World Food Programme",
    "converts": None,
    "response": "The records were completed in October.",
    "negative_reason_code": None,
    "negative_reason": None,
}
TYPED: dict[Type, Json] = {
    "date": "2026-11-01",
    "datetime": "2026-11-20T14:05:00Z",
    "url": "https://www.ochaopt.org/content/update",
    "number": 1,
    "decimal": 12.5,
    "list": [],
    "boolean": False,
}
# What a parameter is given.
VALUES: dict[str, Any] = {
    "q": "corridor",
    "kind": ["corridor"],
    "organisation": ["united-nations"],
    "lead": ["united-nations"],
    "crisis": ["gaza"],
    "initiative": ["GZA-COR-001"],
    "as_at": "2026-11-01",
    "per_page": 100,
}


def _refused(**said: Json) -> dict[str, list[dict[str, Json]]]:
    return {"errors": [said]}


ANSWERS: dict[str, Any] = {
    "bad": _refused(
        message="kind=coridor: This is not on the list.",
        parameter="kind",
        value="coridor",
        allowed=["corridor (Humanitarian corridor)", "ceasefire (Ceasefire talks)"],
        suggestion="corridor",
    ),
    "unknown": _refused(message="Nothing public stands at this address."),
    "method": _refused(message="This address is for reading: GET and HEAD alone."),
    "busy": _refused(message="Too many requests. Ask again in 1 second."),
    "gone": _refused(
        message="GZA-COR-002 was public once, and has been taken back.",
        reference="GZA-COR-002",
        reason="It was a duplicate",
        retracted_on="2026-11-12",
        see_instead=f"{settings.SITE_URL}/api/v1/initiatives/GZA-COR-001/",
    ),
}


def row_example(dataset: Dataset) -> dict[str, Json]:
    columns = SHEETS[dataset.name].columns
    letter = getattr(dataset.start(None).model, "letter", "")
    own = {"claim": f"GZA-COR-001-{letter}7"}
    found: dict[str, Json] = {}
    for column in columns:
        found[column.name] = (own | NAMED)[column.name] if column.name in own | NAMED else _value(column, columns)
    place = f"initiatives/GZA-COR-001/#{letter}7" if letter else f"{dataset.name}/{next(iter(found.values()))}/"
    return found | {"url": f"{settings.SITE_URL}/{place}"}


def _value(column: Column, columns: tuple[Column, ...]) -> Json:
    """The first of a list of codes, and the label of that beside it."""
    if column.codes:
        return codes(column)[0][0]
    for other in columns:
        if other.name == f"{column.name}_code":
            return str(other.codes[0][1])
    return TYPED.get(column.type)


def page_example(dataset: Dataset) -> dict[str, Any]:
    address = f"{settings.SITE_URL}/api/v1/{dataset.name}/"
    return {
        "count": 51,
        "page": 2,
        "pages": 3,
        "next": f"{address}?page=3",
        "previous": address,
        "as_at": None,
        "results": [row_example(dataset)],
    }


def root_example() -> dict[str, Any]:
    api = f"{settings.SITE_URL}/api/v1/"
    initiatives = {"name": "initiatives", "label": "Initiatives", "meaning": str(SHEETS["initiatives"].meaning)}
    return {
        "title": settings.SITE_NAME,
        "licence": settings.LICENCE,
        "contact": settings.CONTACT or None,
        "documentation": f"{settings.SITE_URL}/data/",
        "schema": f"{api}schema/",
        "datasets": [{**initiatives, "url": f"{api}initiatives/"}],
    }
