"""Milestones: what comes next, and what became of it, a row each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.choices import MilestoneKind, MilestoneState
from initiatives.columns.base import Column, coded, plain
from initiatives.columns.claims import claims
from initiatives.models import Milestone

MILESTONES = claims(
    Milestone,
    "milestones",
    _("Milestones"),
    _("One row for each round, deadline, vote, review or report that was announced, with what became of it."),
    (
        *coded("kind", "#event+type", MilestoneKind.choices, _("What it is, as a code."), _("What it is.")),
        Column("milestone", "#event+name", _("What takes place."), "text", plain("title")),
        Column(
            "planned_on",
            "#date+planned",
            _("The day it is planned on. Empty where it was postponed with no new day."),
            "date",
            plain("planned_on"),
        ),
        *coded(
            "course",
            "#status+course",
            MilestoneState.choices,
            _("What became of it, as a code."),
            _("What became of it."),
        ),
    ),
    ("kind", "title", "planned_on", "course"),
)
