"""Initiatives: one row each."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from initiatives import kinds
from initiatives.choices import Freshness, Rating, Status
from initiatives.columns.base import IATI_STATUS, Column, Sheet, coded, either, initiative_url, made, plain


def _status() -> tuple[Column, Column]:
    """The code is of the newest update; the words say so where sources disagree."""
    code, label = coded(
        "status",
        "#status",
        Status.choices,
        _("Where it stands, by the newest update. Empty before the first one."),
        _("Where it stands, in the words of the code list; where sources disagree, what each of them says."),
        source_list=IATI_STATUS,
    )
    in_words = label.value.by
    assert in_words is not None  # noqa: S101 a label is made of its code
    return code, replace(label, value=made("dispute", "status", by=lambda dispute, code: dispute or in_words(code)))


INITIATIVES = Sheet(
    name="initiatives",
    label=_("Initiatives"),
    meaning=_("One row for each public initiative, with where it stands now."),
    columns=(
        Column("reference", "#activity+code", _("Permanent name of the initiative."), "code", plain("reference")),
        Column("title", "#activity+name", _("Title."), "text", plain("title")),
        *coded(
            "kind",
            "#activity+type",
            kinds.CHOICES,
            _("Kind of initiative, as a code."),
            _("Kind of initiative."),
        ),
        *_status(),
        Column(
            "status_since",
            "#status+date",
            _("First day of the unbroken run of this status."),
            "date",
            plain("status_since"),
        ),
        *coded(
            "rating",
            "#status+progress",
            Rating.choices,
            _("How it is going. Empty before the first update."),
            _("How it is going, in words."),
        ),
        Column(
            "lead_organisations",
            "#org+lead+name+list",
            _("Who leads, in the source's own wording."),
            "list",
            plain("leads"),
        ),
        Column(
            "other_organisations",
            "#org+name+list",
            _("Who else takes part, but for the parties to the conflict."),
            "list",
            plain("others"),
        ),
        Column(
            "conflict_parties",
            "#group+name+list",
            _("Parties to the conflict that take part, those that lead included."),
            "list",
            plain("parties"),
        ),
        Column(
            "sector_codes",
            "#sector+code+list",
            _("Sectors, as codes; in the order of sectors."),
            "list",
            plain("sector_codes"),
        ),
        Column("sectors", "#sector+name+list", _("Sectors: the clusters of OCHA."), "list", plain("sectors")),
        Column("crisis", "#crisis+name", _("The crisis it answers to."), "text", plain("crisis__name")),
        Column(
            "country",
            "#country+code",
            _("Country of the crisis, ISO 3166-1 alpha-2."),
            "text",
            plain("crisis__country"),
        ),
        Column(
            "locations",
            "#loc+name+list",
            _("Places, by name. A sensitive place is named as the area around it."),
            "list",
            plain("places"),
        ),
        Column("planned_start", "#date+start+planned", _("Planned first day."), "date", plain("planned_start")),
        Column("actual_start", "#date+start+actual", _("Actual first day."), "date", plain("actual_start")),
        Column("planned_end", "#date+end+planned", _("Planned last day."), "date", plain("planned_end")),
        Column("actual_end", "#date+end+actual", _("Actual last day."), "date", plain("actual_end")),
        Column(
            "last_update_as_of",
            "#date+occurred",
            _("The day the newest update is true for."),
            "date",
            plain("updated_on"),
        ),
        Column(
            "last_update_headline",
            "#description+update",
            _("The newest update, in one sentence."),
            "text",
            plain("told_headline"),
        ),
        Column(
            "last_update_said_by",
            "#meta+source+name",
            _("Whose statement the newest update is."),
            "text",
            either("told_named_as", "told_said_by"),
        ),
        Column(
            "last_update_source_url",
            "#meta+source+url",
            _("Where the newest update was published."),
            "url",
            plain("told_source_url"),
        ),
        Column(
            "last_update_published_at",
            "#date+published",
            _("When the newest update came out here."),
            "datetime",
            plain("told_published_at"),
        ),
        Column(
            "last_confirmed_on",
            "#date+confirmed",
            _("The last day it was confirmed unchanged."),
            "date",
            plain("confirmed_on"),
        ),
        *coded(
            "freshness",
            "#status+freshness",
            Freshness.choices,
            _("How old the news is against its own rhythm. Empty where it has none, or has ended."),
            _("How old the news is, in words."),
        ),
        Column(
            "anticipated_results",
            "#description+results",
            _("What it is meant to achieve."),
            "text",
            plain("anticipated_results"),
        ),
        Column("summary", "#description+summary", _("What it is."), "text", plain("summary")),
        Column(
            "part_of",
            "#activity+parent+code",
            _("References of the initiatives that it is a part of."),
            "list",
            plain("wholes"),
        ),
        Column(
            "is_sample",
            "#meta+sample",
            _("Whether it is sample data, which stands for nothing that was reported."),
            "boolean",
            plain("crisis__is_sample"),
        ),
        Column("url", "#meta+url", _("Its page."), "url", made("reference", by=initiative_url)),
    ),
    fields=(
        "reference",
        "title",
        "kind",
        "status",
        "status_since",
        "is_disputed",
        "rating",
        "crisis__name",
        "crisis__country",
        "crisis__is_sample",
        "planned_start",
        "actual_start",
        "planned_end",
        "actual_end",
        "updated_on",
        "told_headline",
        "told_named_as",
        "told_said_by",
        "told_source_url",
        "told_published_at",
        "confirmed_on",
        "freshness",
        "anticipated_results",
        "summary",
    ),
    related=("leads", "others", "parties", "sector_codes", "sectors", "places", "wholes", "dispute"),
)
