"""Positions: what one organisation says on one issue, a row each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.choices import Stance
from initiatives.columns.base import Column, coded, plain
from initiatives.columns.claims import claims
from initiatives.models import Position

POSITIONS = claims(
    Position,
    "positions",
    _("Positions"),
    _("One row for each statement of an organisation on an issue in dispute, in its own words."),
    (
        Column(
            "group",
            "#description+issue+group",
            _("The heading that the issue stands under."),
            "text",
            plain("issue__group"),
        ),
        Column("issue", "#description+issue", _("What is in dispute."), "text", plain("issue__title")),
        Column("position", "#description+position", _("What it says."), "text", plain("text")),
        *coded(
            "stance",
            "#status+stance",
            Stance.choices,
            _("Whether it is for or against, as a code. Empty where the source does not say so itself."),
            _("Whether it is for or against."),
        ),
    ),
    ("issue__group", "issue__title", "text", "stance"),
)
