"""Where the IATI file holds what a column says, as a path from its activity; what it does not hold is not here."""

IDENTIFIER, TITLE, PAGE = "iati-identifier", "title/narrative", "document-link[category/@code='A12']/@url"
SAMPLE = "description[@type='4']/narrative"
# Of the long files' common columns; the money has its own description, the figures their comment.
CLAIM = {"reference": IDENTIFIER, "title": TITLE}


def _figures(tag: str) -> dict[str, str]:
    return {
        "indicator": "result/indicator/title/narrative",
        "group": "result/description/narrative",
        "category": "result/indicator/description/narrative",
        "stage": "result/indicator/description/narrative",
        "unit": "result/indicator/description/narrative",
        "measure_code": "result/indicator/@measure",
        "location": "result/indicator/description/narrative",
        "value": f"result/indicator/period/{tag}/@value",
        "text": f"result/indicator/period/{tag}/comment/narrative",
        "said_by": f"result/indicator/period/{tag}/dimension[@name='said_by']/@value",
        "publisher": f"result/indicator/period/{tag}/document-link/title/narrative",
        "source_url": f"result/indicator/period/{tag}/document-link/@url",
        "is_sample": SAMPLE,
    }


_OF = {
    "initiatives": {
        "reference": IDENTIFIER,
        "title": TITLE,
        "kind_code": "sector[@vocabulary='1']/@code",
        "status_code": "activity-status/@code",
        "lead_organisations": "participating-org/narrative",
        "other_organisations": "participating-org/narrative",
        "sector_codes": "sector[@vocabulary='10']/@code",
        "sectors": "sector[@vocabulary='10']/narrative",
        "crisis": "humanitarian-scope/narrative",
        "country": "recipient-country/@code",
        "locations": "location/name/narrative",
        "planned_start": "activity-date[@type='1']/@iso-date",
        "actual_start": "activity-date[@type='2']/@iso-date",
        "planned_end": "activity-date[@type='3']/@iso-date",
        "actual_end": "activity-date[@type='4']/@iso-date",
        "anticipated_results": "description[@type='2']/narrative",
        "summary": "description[@type='1']/narrative",
        "part_of": "related-activity[@type='1']/@ref",
        "is_sample": SAMPLE,
        "url": PAGE,
    },
    "organisations": {
        "name": "participating-org/narrative",
        "type_code": "participating-org/@type",
        "iati_identifier": "participating-org/@ref",
    },
    "observations": CLAIM
    | _figures("actual")
    | {
        "period_start": "result/indicator/period/period-start/@iso-date",
        "period_end": "result/indicator/period/period-end/@iso-date",
        "days_as_published": "result/indicator/period/actual/comment/narrative",
        "confidence": "result/indicator/period/actual/comment/narrative",
        "inconsistency_note": "result/indicator/period/actual/comment/narrative",
    },
    "targets": CLAIM
    | _figures("target")
    | {
        "basis": "result/indicator/description/narrative",
        "valid_from": "result/indicator/period/period-start/@iso-date",
        "valid_until": "result/indicator/period/period-end/@iso-date",
    },
    "budgets": CLAIM
    | {
        "type_code": "budget/@type",
        "period_start": "budget/period-start/@iso-date",
        "period_end": "budget/period-end/@iso-date",
        "amount": "budget/value",
        "currency": "budget/value/@currency",
        "rate_on": "budget/value/@value-date",
        "is_sample": SAMPLE,
    },
    "transactions": CLAIM
    | {
        "claim": "transaction/@ref",
        "as_of": "transaction/transaction-date/@iso-date",
        "type_code": "transaction/transaction-type/@code",
        "amount": "transaction/value",
        "currency": "transaction/value/@currency",
        "rate_on": "transaction/value/@value-date",
        "negative_reason": "transaction/description/narrative",
        "provider": "transaction/provider-org/narrative",
        "receiver": "transaction/receiver-org/narrative",
        "said_by": "transaction/description/narrative",
        "publisher": "transaction/description/narrative",
        "source_url": "transaction/description/narrative",
        "is_sample": SAMPLE,
    },
}
# Updates, positions, adherence, milestones, findings and changes are not in the IATI file.
PATHS = {(sheet, column): path for sheet, columns in _OF.items() for column, path in columns.items()}
