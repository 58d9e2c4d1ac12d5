"""What oversight found, and the points to check that a Publisher shows."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives import text as texts
from initiatives.choices import FindingKind, Point, Resolution, Severity, State
from initiatives.models.base import Versioned, lengths, rule
from initiatives.models.claims import Claim, ClaimQuerySet
from initiatives.models.funding import DIGITS, DOLLAR, PLACES, currency_shape
from initiatives.models.initiatives import Initiative, OfPublicInitiative
from initiatives.models.organisations import Organisation


class FindingQuerySet(ClaimQuerySet["Finding"]):
    pass


class Finding(Claim):
    """What an audit, inspection, visit or complaint found; its course is told by claims that follow up on it."""

    letter: ClassVar[str] = "F"
    erasable: ClassVar[tuple[str, ...]] = ("summary", "response", "amount_questioned")

    kind = models.CharField(_("kind"), max_length=12, choices=FindingKind.choices)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    summary = models.TextField(_("what was found"), max_length=2000, blank=True)
    amount_questioned = models.DecimalField(
        _("amount in question"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default=DOLLAR, validators=[currency_shape])
    resolution = models.CharField(
        _("where it stands"), max_length=20, choices=Resolution.choices, default=Resolution.OPEN
    )
    response = models.TextField(
        _("response"), max_length=2000, blank=True, help_text=_("The organisation's own words.")
    )

    objects = FindingQuerySet.as_manager()

    class Meta(Claim.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            *Claim.rules("finding", sourced=Q(source__isnull=False), summary=2000, response=2000),
            rule(
                "finding_amount_not_negative",
                Q(amount_questioned__isnull=True) | Q(amount_questioned__gte=0),
                _("An amount in question is not below zero."),
            ),
        ]
        indexes = Claim.order_indexes("finding")

    def clean(self) -> None:
        super().clean()
        if self.state != State.REMOVED and not texts.says_something(self.summary):
            raise ValidationError({"summary": _("Say what was found.")})


class ShownPoint(Versioned):
    """A point to check that a Publisher shows on the page, with what the organisation says to it.

    Shown only while its rule holds; the rules are in `reports.oversight`.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="shown_points")
    code = models.CharField(_("point"), max_length=30, choices=Point.choices)
    response = models.TextField(
        _("response"), max_length=2000, blank=True, help_text=_("The organisation's own words.")
    )
    responded_by = models.ForeignKey(
        Organisation,
        verbose_name=_("whose response"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    responded_on = models.DateField(_("responded on"), null=True, blank=True)

    objects = OfPublicInitiative.as_manager()

    class Meta:
        verbose_name = _("point shown on the page")
        verbose_name_plural = _("points shown on the page")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "code"], name="point_shown_once"),
            rule(
                "point_response_is_somebodys",
                Q(response="") | Q(responded_by__isnull=False),
                _("Say whose response it is."),
            ),
            lengths("shownpoint", response=2000),
        ]

    def __str__(self) -> str:
        return str(self.get_code_display())

    def natural_key(self) -> tuple[str, str]:
        return (self.initiative.slug, self.code)
