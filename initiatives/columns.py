"""Each dataset's columns once: every file, the dictionary on /data/ and docs/exports.md are made from these lines.

A value comes from a row as `exports.rows` reads it: the columns of the query, and lists of related names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from initiatives import kinds
from initiatives.choices import (
    PUBLIC_STATES,
    Confidence,
    Freshness,
    OrganisationType,
    Rating,
    ReplaceKind,
    Status,
)
from initiatives.kinds import Label

Row = Mapping[str, Any]
Value = str | int | bool | Decimal | dt.date | dt.datetime | list[str] | None
# A code is of a closed list that we set ourselves, so it needs no quotes and no disarming; a text may be anything.
Type = Literal["text", "code", "url", "list", "date", "datetime", "number", "decimal", "boolean"]
Codes = Iterable[tuple[Any, Any]]

TYPE_LABELS: dict[Type, Label] = {
    "text": _("text"),
    "code": _("code"),
    "url": _("web address"),
    "list": _("texts joined by “ | ”"),
    "date": _("date, ISO 8601"),
    "datetime": _("moment, ISO 8601, in UTC"),
    "number": _("whole number"),
    "decimal": _("number"),
    "boolean": _("true or false"),
}


@dataclass(frozen=True)
class Column:
    """One column. `codes` is its code list, `source_list` what that list is called where it is a standard one."""

    name: str
    hxl: str
    meaning: Label
    type: Type
    value: Callable[[Row], Value]
    codes: tuple[tuple[str, Label], ...] = ()
    source_list: Label = ""

    @property
    def type_label(self) -> Label:
        return TYPE_LABELS[self.type]


@dataclass(frozen=True)
class Sheet:
    """The columns of one dataset, and what must be read for them."""

    name: str
    label: Label
    meaning: Label
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    related: tuple[str, ...] = field(default=())


def plain(key: str) -> Callable[[Row], Value]:
    return lambda row: row[key]


def labelled(key: str, choices: Codes) -> Callable[[Row], Value]:
    """The English label of a code, whatever language is active: a file reads the same for everybody."""
    pairs = tuple(choices)

    @cache
    def labels() -> dict[str, str]:
        with translation.override("en"):
            return {str(code): str(label) for code, label in pairs}

    return lambda row: labels().get(row[key] or "", "")


def codes(choices: Codes) -> tuple[tuple[str, Label], ...]:
    return tuple((str(code), label) for code, label in choices)


def initiative_url(reference: str) -> str:
    # Files carry no language prefix, so their addresses are not made by reverse().
    return f"{settings.SITE_URL}/initiatives/{reference}/"


def public_name(row: Row) -> str:
    return f"{row['initiative__reference']}-U{row['number']}"


IATI_STATUS = _("IATI ActivityStatus")

INITIATIVES = Sheet(
    name="initiatives",
    label=_("Initiatives"),
    meaning=_("One row for each public initiative, with where it stands now."),
    columns=(
        Column("reference", "#activity+code", _("Permanent name of the initiative."), "code", plain("reference")),
        Column("title", "#activity+name", _("Title."), "text", plain("title")),
        Column(
            "kind_code",
            "#activity+type+code",
            _("Kind of initiative, as a code."),
            "code",
            plain("kind"),
            codes(kinds.CHOICES),
        ),
        Column("kind", "#activity+type+name", _("Kind of initiative."), "text", labelled("kind", kinds.CHOICES)),
        Column(
            "status_code",
            "#status+code",
            _("Where it stands. Empty before the first update."),
            "code",
            plain("status"),
            codes(Status.choices),
            IATI_STATUS,
        ),
        Column(
            "status",
            "#status+name",
            _("Where it stands, in the words of the code list."),
            "text",
            labelled("status", Status.choices),
        ),
        Column(
            "status_since",
            "#status+date",
            _("First day of the unbroken run of this status."),
            "date",
            plain("status_since"),
        ),
        Column(
            "rating_code",
            "#status+progress+code",
            _("How it is going. Empty before the first update."),
            "code",
            plain("rating"),
            codes(Rating.choices),
        ),
        Column(
            "rating",
            "#status+progress+name",
            _("How it is going, in words."),
            "text",
            labelled("rating", Rating.choices),
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
            lambda row: row["told_named_as"] or row["told_said_by"],
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
        Column(
            "freshness_code",
            "#status+freshness+code",
            _("How old the news is against its own rhythm. Empty where it has none, or has ended."),
            "code",
            plain("freshness"),
            codes(Freshness.choices),
        ),
        Column(
            "freshness",
            "#status+freshness+name",
            _("How old the news is, in words."),
            "text",
            labelled("freshness", Freshness.choices),
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
        Column("url", "#meta+url", _("Its page."), "url", lambda row: initiative_url(row["reference"])),
    ),
    fields=(
        "reference",
        "title",
        "kind",
        "status",
        "status_since",
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
    related=("leads", "others", "parties", "sector_codes", "sectors", "places", "wholes"),
)

UPDATES = Sheet(
    name="updates",
    label=_("Status updates"),
    meaning=_(
        "One row for each public status update: those that hold now, with history=1 the replaced and retracted ones"
        " too. Confirmations that nothing changed are left out."
    ),
    columns=(
        Column(
            "claim",
            "#meta+id",
            _("Permanent name of the update; an update that replaces another keeps its name."),
            "code",
            public_name,
        ),
        Column("reference", "#activity+code", _("The initiative."), "code", plain("initiative__reference")),
        Column("title", "#activity+name", _("Title of the initiative."), "text", plain("initiative__title")),
        Column("as_of", "#date+occurred", _("The day it is true for."), "date", plain("as_of")),
        Column(
            "status_code",
            "#status+code",
            _("Where the initiative stood."),
            "code",
            plain("status"),
            codes(Status.choices),
            IATI_STATUS,
        ),
        Column(
            "status",
            "#status+name",
            _("Where the initiative stood, in the words of the code list."),
            "text",
            labelled("status", Status.choices),
        ),
        Column(
            "rating_code",
            "#status+progress+code",
            _("How it was going."),
            "code",
            plain("rating"),
            codes(Rating.choices),
        ),
        Column(
            "rating",
            "#status+progress+name",
            _("How it was going, in words."),
            "text",
            labelled("rating", Rating.choices),
        ),
        Column(
            "confidence",
            "#status+confidence",
            _("How sure it is."),
            "code",
            plain("confidence"),
            codes(Confidence.choices),
        ),
        Column("headline", "#description+update", _("What happened, in one sentence."), "text", plain("headline")),
        Column("narrative", "#description+narrative", _("More detail."), "text", plain("narrative")),
        Column(
            "said_by",
            "#meta+source+name",
            _("Whose statement it is, in the source's own wording."),
            "text",
            lambda row: row["named_as"] or row["said_by__name"],
        ),
        Column(
            "publisher", "#meta+source+publisher", _("Who published the source."), "text", plain("source__publisher")
        ),
        Column("source_url", "#meta+source+url", _("Where the source is."), "url", plain("source__url")),
        Column("published_at", "#date+published", _("When it came out here."), "datetime", plain("published_at")),
        Column(
            "state",
            "#meta+state",
            _("Whether it holds."),
            "code",
            plain("state"),
            codes((state.value, state.label) for state in PUBLIC_STATES),
        ),
        Column(
            "replaces",
            "#meta+replaces",
            _("Name of the update that it replaces, where it does; its own, since that is kept."),
            "code",
            lambda row: public_name(row) if row["replace_kind"] else "",
        ),
        Column(
            "replace_kind",
            "#meta+replaces+kind",
            _("Why it replaces the other."),
            "code",
            plain("replace_kind"),
            codes(ReplaceKind.choices),
        ),
        Column(
            "url",
            "#meta+url",
            _("Where it stands on the page of its initiative."),
            "url",
            lambda row: f"{initiative_url(row['initiative__reference'])}#U{row['number']}",
        ),
    ),
    fields=(
        "number",
        "initiative__reference",
        "initiative__title",
        "as_of",
        "status",
        "rating",
        "confidence",
        "headline",
        "narrative",
        "named_as",
        "said_by__name",
        "source__publisher",
        "source__url",
        "published_at",
        "state",
        "replace_kind",
    ),
)

ORGANISATIONS = Sheet(
    name="organisations",
    label=_("Organisations"),
    meaning=_("One row for each organisation that takes part in a public initiative, or is quoted on one."),
    columns=(
        Column("slug", "#org+code", _("Permanent name of the organisation."), "text", plain("slug")),
        Column("name", "#org+name", _("Name."), "text", plain("name")),
        Column("acronym", "#org+acronym", _("Acronym."), "text", plain("acronym")),
        Column(
            "type_code",
            "#org+type+code",
            _("Type, as a code."),
            "code",
            plain("type"),
            codes(OrganisationType.choices),
            _("IATI OrganisationType"),
        ),
        Column("type", "#org+type+name", _("Type."), "text", labelled("type", OrganisationType.choices)),
        Column(
            "iati_identifier",
            "#org+code+iati",
            _("IATI identifier, when it has one."),
            "text",
            plain("iati_identifier"),
        ),
        Column("country", "#country+code", _("Country, ISO 3166-1 alpha-2."), "text", plain("country")),
        Column(
            "is_collective",
            "#org+collective",
            _("Whether it is a group spoken of as one, which is not counted as an organisation."),
            "boolean",
            plain("is_collective"),
        ),
        Column(
            "leads_count",
            "#indicator+leads+num",
            _("How many public initiatives it leads."),
            "number",
            plain("leads_count"),
        ),
        Column(
            "url", "#meta+url", _("Its page."), "url", lambda row: f"{settings.SITE_URL}/organisations/{row['slug']}/"
        ),
    ),
    fields=("slug", "name", "acronym", "type", "iati_identifier", "country", "is_collective", "leads_count"),
)

SHEETS: dict[str, Sheet] = {sheet.name: sheet for sheet in (INITIATIVES, UPDATES, ORGANISATIONS)}


def dictionary() -> tuple[Sheet, ...]:
    """Every dataset with its columns, in the order of the site."""
    return tuple(SHEETS.values())
