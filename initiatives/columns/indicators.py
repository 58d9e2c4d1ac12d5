"""Observations and targets: one figure a row."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.choices import Basis, Category, Confidence, Measure, Stage
from initiatives.columns.base import Column, coded, codes, made, plain
from initiatives.columns.claims import claims
from initiatives.models import Observation, Target

INDICATOR = (
    Column("indicator", "#indicator+name", _("What is counted."), "text", plain("indicator__title")),
    Column("group", "#indicator+group", _("The heading that it stands under."), "text", plain("indicator__group")),
    *coded(
        "category",
        "#indicator+category",
        Category.choices,
        _("What kind of supplies, as a code."),
        _("What kind of supplies."),
        key="indicator__category",
    ),
    *coded(
        "stage",
        "#indicator+stage",
        Stage.choices,
        _("How far the movements or the cargo have come, as a code. Empty where it counts neither."),
        _("How far the movements or the cargo have come."),
        key="indicator__stage",
    ),
    Column("unit", "#indicator+unit", _("The unit, such as trucks."), "text", plain("indicator__unit")),
    Column(
        "measure_code",
        "#indicator+measure+code",
        _("Whether the figure counts units or is a percentage, or the indicator is told in words."),
        "code",
        plain("indicator__measure"),
        codes(Measure.choices),
        _("IATI IndicatorMeasure"),
    ),
    Column(
        "location",
        "#loc+name",
        _("The place that it is counted at. A sensitive place is named as the area around it."),
        "text",
        plain("location"),
    ),
)
INDICATOR_FIELDS = (
    "indicator__title",
    "indicator__group",
    "indicator__category",
    "indicator__stage",
    "indicator__unit",
    "indicator__measure",
)


OBSERVATIONS = claims(
    Observation,
    "observations",
    _("Observations"),
    _("One row for each figure that a source gave for a period. Sources that differ stand side by side."),
    (
        *INDICATOR,
        Column("period_start", "#date+start", _("First day that is counted."), "date", plain("period_start")),
        Column("period_end", "#date+end", _("Last day that is counted."), "date", plain("period_end")),
        Column(
            "days",
            "#indicator+days+num",
            _("Days of the period, by its dates."),
            "number",
            made("period_start", "period_end", by=lambda first, last: (last - first).days + 1),
        ),
        Column(
            "days_as_published",
            "#indicator+days+published+num",
            _("Days of the period as the source counts them, where it says so."),
            "number",
            plain("days_as_published"),
        ),
        Column(
            "value", "#indicator+value+num", _("How much. Empty where it is told in words."), "decimal", plain("value")
        ),
        Column("text", "#indicator+value+text", _("What, where it is told in words."), "text", plain("text")),
        Column(
            "confidence",
            "#indicator+confidence",
            _("How sure it is."),
            "code",
            plain("confidence"),
            codes(Confidence.choices),
        ),
        Column(
            "inconsistency_note",
            "#description+inconsistency",
            _("What does not add up in the source."),
            "text",
            plain("inconsistency_note"),
        ),
    ),
    (
        *INDICATOR_FIELDS,
        "period_start",
        "period_end",
        "days_as_published",
        "value",
        "text",
        "confidence",
        "inconsistency_note",
    ),
)

TARGETS = claims(
    Target,
    "targets",
    _("Targets"),
    _("One row for each figure that was promised or agreed, as a source gave it."),
    (
        *INDICATOR,
        *coded(
            "basis",
            "#indicator+basis",
            Basis.choices,
            _("What the figure is for, as a code."),
            _("What the figure is for: a day, a week, a month, or in all."),
        ),
        Column(
            "value", "#indicator+target+num", _("How much. Empty where it is told in words."), "decimal", plain("value")
        ),
        Column("text", "#indicator+target+text", _("What, where it is told in words."), "text", plain("text")),
        Column("valid_from", "#date+start+valid", _("First day it is valid."), "date", plain("valid_from")),
        Column("valid_until", "#date+end+valid", _("Last day it is valid."), "date", plain("valid_until")),
    ),
    (*INDICATOR_FIELDS, "basis", "value", "text", "valid_from", "valid_until"),
)
