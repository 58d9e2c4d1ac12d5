"""What comes next: rounds, deadlines, votes, reviews and reports, and what became of each."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives import text as texts
from initiatives.choices import MilestoneKind, MilestoneState, State
from initiatives.models.base import rule
from initiatives.models.claims import Claim, ClaimQuerySet


class MilestoneQuerySet(ClaimQuerySet["Milestone"]):
    pass


class Milestone(Claim):
    """A day to come. Its course (postponed, held) is told by claims that follow up on it, under the same name."""

    letter: ClassVar[str] = "M"
    erasable: ClassVar[tuple[str, ...]] = ("title",)

    kind = models.CharField(_("kind"), max_length=10, choices=MilestoneKind.choices)
    title = models.CharField(_("title"), max_length=300, blank=True, help_text=_("Such as: Fifth round in Cairo."))
    planned_on = models.DateField(
        _("planned on"), null=True, blank=True, help_text=_("Empty only when it was postponed with no new day.")
    )
    course = models.CharField(
        _("what became of it"), max_length=10, choices=MilestoneState.choices, default=MilestoneState.ANNOUNCED
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta(Claim.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            *Claim.rules("milestone", sourced=Q(source__isnull=False), title=300),
            rule(
                "milestone_has_a_day",
                Q(planned_on__isnull=False) | Q(course=MilestoneState.POSTPONED),
                _("Give the day, unless it was postponed with no new one."),
            ),
        ]
        indexes = [
            *Claim.order_indexes("milestone"),
            models.Index(fields=["state", "planned_on", "id"], name="milestones_to_come"),
        ]

    def clean(self) -> None:
        super().clean()
        if self.state != State.REMOVED and not texts.says_something(self.title):
            raise ValidationError({"title": _("Say what will take place.")})
        if self.planned_on is None and self.course != MilestoneState.POSTPONED:
            raise ValidationError({"planned_on": _("Give the day, unless it was postponed with no new one.")})
