"""Organisations: one row each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.choices import OrganisationType
from initiatives.columns.base import Column, Sheet, coded, made, organisation_url, plain

ORGANISATIONS = Sheet(
    name="organisations",
    label=_("Organisations"),
    meaning=_("One row for each organisation that takes part in a public initiative, or is quoted on one."),
    columns=(
        Column("slug", "#org+code", _("Permanent name of the organisation."), "text", plain("slug")),
        Column("name", "#org+name", _("Name."), "text", plain("name")),
        Column("acronym", "#org+acronym", _("Acronym."), "text", plain("acronym")),
        *coded(
            "type",
            "#org+type",
            OrganisationType.choices,
            _("Type, as a code."),
            _("Type."),
            source_list=_("IATI OrganisationType"),
        ),
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
        Column("url", "#meta+url", _("Its page."), "url", made("slug", by=organisation_url)),
    ),
    fields=("slug", "name", "acronym", "type", "iati_identifier", "country", "is_collective", "leads_count"),
)
