"""Findings: what an audit, inspection, visit or complaint found, a row each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.choices import FindingKind, Resolution, Severity
from initiatives.columns.base import Column, coded, made, plain
from initiatives.columns.claims import claims
from initiatives.models import Finding

FINDINGS = claims(
    Finding,
    "findings",
    _("Findings"),
    _("One row for each finding of an audit, inspection, visit or complaint, with where it stands."),
    (
        *coded(
            "kind", "#event+type", FindingKind.choices, _("Where it comes from, as a code."), _("Where it comes from.")
        ),
        *coded("severity", "#severity", Severity.choices, _("How severe it is, as a code."), _("How severe it is.")),
        Column("summary", "#description+finding", _("What was found."), "text", plain("summary")),
        Column(
            "amount_questioned",
            "#value+questioned",
            _("The amount in question, where there is one."),
            "decimal",
            plain("amount_questioned"),
        ),
        Column(
            "currency",
            "#currency+code",
            _("Currency of the amount in question, ISO 4217."),
            "text",
            made("amount_questioned", "currency", by=lambda amount, currency: "" if amount is None else currency),
        ),
        *coded(
            "resolution",
            "#status+resolution",
            Resolution.choices,
            _("Where it stands, as a code."),
            _("Where it stands."),
        ),
        Column("response", "#description+response", _("The organisation's own words."), "text", plain("response")),
    ),
    ("kind", "severity", "summary", "amount_questioned", "currency", "resolution", "response"),
)
