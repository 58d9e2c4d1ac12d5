"""Status updates: one row each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.choices import Confidence, Rating, Status
from initiatives.columns.base import IATI_STATUS, Column, coded, codes, plain
from initiatives.columns.claims import claims
from initiatives.models import StatusUpdate

UPDATES = claims(
    StatusUpdate,
    "updates",
    _("Status updates"),
    _(
        "One row for each public status update: those that hold now, with history=1 the replaced and retracted ones"
        " too. Confirmations that nothing changed are left out."
    ),
    (
        *coded(
            "status",
            "#status",
            Status.choices,
            _("Where the initiative stood."),
            _("Where the initiative stood, in the words of the code list."),
            source_list=IATI_STATUS,
        ),
        *coded("rating", "#status+progress", Rating.choices, _("How it was going."), _("How it was going, in words.")),
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
    ),
    ("status", "rating", "confidence", "headline", "narrative"),
    says_sample=False,
)
