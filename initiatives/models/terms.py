"""Terms that were proposed or agreed, and how far each is kept, as one assessor or another sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Agreement, Breach, Score, TermKind
from initiatives.models.base import lengths, rule
from initiatives.models.claims import Claim, ClaimQuerySet, Subject, SubjectQuerySet
from initiatives.models.indicators import Indicator
from initiatives.models.organisations import Organisation


class TermQuerySet(SubjectQuerySet["Term"]):
    pass


class Term(Subject):
    """A clause. Whether it binds, and is kept, is told by claims of adherence."""

    name_column: ClassVar[str] = "number"
    erasable: ClassVar[tuple[str, ...]] = ("text", "phase", "obligor", "obligor_named_as", "due_on")

    number = models.PositiveSmallIntegerField(_("number"))
    phase = models.CharField(_("phase"), max_length=100, blank=True)
    text = models.CharField(_("text"), max_length=1000, help_text=_("What is to be done, in the words of the source."))
    kind = models.CharField(_("kind"), max_length=20, choices=TermKind.choices)
    obligor = models.ForeignKey(
        Organisation,
        verbose_name=_("who must do it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="terms",
    )
    obligor_named_as = models.CharField(
        _("named as"), max_length=200, blank=True, help_text=_("How the source calls them, when that differs.")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("measured by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="terms",
        help_text=_("An indicator of the same initiative, where a figure tells whether it is kept."),
    )

    objects = TermQuerySet.as_manager()

    class Meta(Subject.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "number"],
                name="term_number_given_once",
                violation_error_message=_("This initiative has a term of this number already."),
            ),
            lengths("term", text=1000, phase=100, obligor_named_as=200),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"

    @property
    def obligor_name(self) -> str:
        return self.obligor_named_as or (self.obligor.name if self.obligor else "")

    def clean(self) -> None:
        if self.indicator is not None and self.indicator.initiative_id != self.initiative_id:
            raise ValidationError({"indicator": _("This belongs to another initiative.")})


class AdherenceQuerySet(ClaimQuerySet["Adherence"]):
    pass


class Adherence(Claim):
    """How one assessor, who is `said_by`, sees one term on one day. Assessors are never pooled."""

    if TYPE_CHECKING:
        term_id: int

    letter: ClassVar[str] = "A"
    subject: ClassVar[str] = "term"
    said_by_is_required: ClassVar[bool] = True

    term = models.ForeignKey(Term, verbose_name=_("term"), on_delete=models.PROTECT, related_name="adherences")
    agreement = models.CharField(_("agreement"), max_length=10, choices=Agreement.choices)
    score = models.PositiveSmallIntegerField(
        _("how far it is kept"),
        choices=Score.choices,
        null=True,
        blank=True,
        help_text=_("Only for a term in force; empty while it is not due yet."),
    )
    breach = models.CharField(
        _("breach"), max_length=20, choices=Breach.choices, blank=True, help_text=_("Only where the source says so.")
    )

    objects = AdherenceQuerySet.as_manager()

    class Meta(Claim.Meta):
        verbose_name = _("adherence")
        verbose_name_plural = _("adherence")
        constraints = [
            *Claim.rules("adherence", sourced=Q(source__isnull=False)),
            rule(
                "adherence_score_only_in_force",
                Q(score__isnull=True) | Q(agreement=Agreement.IN_FORCE),
                _("Only a term in force has a score."),
            ),
            rule(
                "adherence_score_on_the_scale",
                Q(score__isnull=True) | Q(score__in=Score.values),
                _("A score is one of 0 to 3."),
            ),
        ]
        indexes = Claim.order_indexes("adherence")

    def clean(self) -> None:
        super().clean()
        if self.score is not None and self.agreement != Agreement.IN_FORCE:
            raise ValidationError({"score": _("Only a term in force has a score.")})
