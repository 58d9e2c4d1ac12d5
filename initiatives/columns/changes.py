"""The monthly report as a table: a row for each change, whatever kind of claim tells it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.choices import PUBLIC_STATES, ReplaceKind, ReportPart
from initiatives.columns.base import Column, Sheet, codes, plain

CHANGES = Sheet(
    name="changes",
    label=_("Monthly report"),
    meaning=_(
        "One row for each change of a period, in the parts and the order of the report; without from and to, of the"
        " last whole month."
    ),
    columns=(
        Column(
            "part",
            "#meta+part",
            _("The part of the report."),
            "code",
            plain("part"),
            codes(ReportPart.choices),
        ),
        Column(
            "claim", "#meta+id", _("Permanent name of the claim. Empty where several tell it."), "code", plain("claim")
        ),
        Column("reference", "#activity+code", _("The initiative."), "code", plain("reference")),
        Column("title", "#activity+name", _("Title of the initiative."), "text", plain("title")),
        Column("as_of", "#date+occurred", _("The day it is true for."), "date", plain("as_of")),
        Column("change", "#description+change", _("What changed, in words."), "text", plain("change")),
        Column(
            "from", "#description+before", _("What held before: a status, or what was said."), "text", plain("from")
        ),
        Column("to", "#description+after", _("What holds after it; of what comes next, the day."), "text", plain("to")),
        Column("figure", "#value", _("The figure, where the claim has one."), "decimal", plain("figure")),
        Column("unit", "#value+unit", _("Unit or currency of the figure."), "text", plain("unit")),
        Column(
            "said_by",
            "#meta+source+name",
            _("Whose statement it is, in the source's own wording."),
            "text",
            plain("said_by"),
        ),
        Column("publisher", "#meta+source+publisher", _("Who published the source."), "text", plain("publisher")),
        Column("source_url", "#meta+source+url", _("Where the source is."), "url", plain("source_url")),
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
            _("Name of the claim that it replaces, where it does; its own, since that is kept."),
            "code",
            plain("replaces"),
        ),
        Column(
            "replace_kind",
            "#meta+replaces+kind",
            _("Why it replaces the other."),
            "code",
            plain("replace_kind"),
            codes(ReplaceKind.choices),
        ),
        Column("url", "#meta+url", _("Where it stands on the site."), "url", plain("url")),
    ),
    fields=(),
)
