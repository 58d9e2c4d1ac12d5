"""What is counted: indicators, what sources observed of them, and what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives import text as texts
from initiatives.choices import (
    Aggregation,
    Basis,
    Category,
    Confidence,
    Measure,
    ResultType,
    Stage,
    State,
)
from initiatives.models.base import KeyField, lengths, not_before, rule
from initiatives.models.claims import Claim, ClaimQuerySet, Subject, SubjectQuerySet, rows_of
from initiatives.models.initiatives import Sector
from initiatives.models.places import Location

# As many digits as SQLite keeps exactly.
DIGITS = 15
PLACES = 3

F_ = TypeVar("F_", bound="Figure", covariant=True)


class IndicatorQuerySet(SubjectQuerySet["Indicator"]):
    pass


class Indicator(Subject):
    """One thing that is counted, such as trucks offloaded at a crossing, in one unit."""

    name_column: ClassVar[str] = "title"
    erasable: ClassVar[tuple[str, ...]] = ("title", "group", "unit", "location", "baseline")

    title = models.CharField(_("title"), max_length=200, help_text=_("Such as: Trucks collected at the crossing."))
    title_key = KeyField(of=["title"])
    group = models.CharField(
        _("group"), max_length=200, blank=True, help_text=_("The heading that it stands under, where it has one.")
    )
    category = models.CharField(_("category"), max_length=10, choices=Category.choices, default=Category.ALL)
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage.choices, blank=True, help_text=_("Of movements or of cargo, or none.")
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("Such as trucks, tonnes, USD."))
    measure = models.CharField(_("measure"), max_length=1, choices=Measure.choices, default=Measure.UNIT)
    result_type = models.CharField(
        _("type of result"), max_length=1, choices=ResultType.choices, default=ResultType.OUTPUT
    )
    location = models.ForeignKey(
        Location, verbose_name=_("place"), null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    sector = models.ForeignKey(
        Sector, verbose_name=_("sector"), null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    baseline = models.DecimalField(_("baseline"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    aggregation = models.CharField(
        _("several periods"), max_length=10, choices=Aggregation.choices, default=Aggregation.SUM
    )
    ascending = models.BooleanField(_("more is better"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta(Subject.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "title_key"],
                name="indicator_title_given_once",
                violation_error_message=_("This initiative has an indicator of this title already."),
            ),
            lengths("indicator", title=200, group=200, unit=40),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_qualitative(self) -> bool:
        return self.measure == Measure.QUALITATIVE

    def clean(self) -> None:
        if self.title and not texts.says_something(self.title):
            raise ValidationError({"title": _("A title holds at least one letter or digit.")})
        stored = Indicator.objects.public().filter(pk=self.pk).first() if self.pk is not None else None
        for column in ("unit", "measure"):
            if stored is not None and getattr(stored, column) != getattr(self, column):
                raise ValidationError({column: _("Public figures were given in this. Make another indicator instead.")})


class Figure(Claim):
    """A claim about an indicator that gives a figure, or a text where the indicator is qualitative; abstract."""

    if TYPE_CHECKING:
        indicator_id: int

    subject: ClassVar[str] = "indicator"
    said_by_is_required: ClassVar[bool] = True

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="%(class)ss"
    )
    value = models.DecimalField(_("figure"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    text = models.CharField(
        _("in words"), max_length=500, blank=True, help_text=_("Only for an indicator that is told in words.")
    )

    class Meta:
        abstract = True

    @staticmethod
    def figure_rules(model: str) -> list[models.BaseConstraint]:
        told = Q(value__isnull=False, text="") | (Q(value__isnull=True) & ~Q(text=""))
        return [
            rule(f"{model}_figure_or_text", told | Q(state=State.REMOVED), _("Give a figure, or a text: one of them."))
        ]

    def clean(self) -> None:
        super().clean()
        if self.indicator_id is None or self.state == State.REMOVED:
            return
        if self.indicator.is_qualitative and self.value is not None:
            raise ValidationError({"value": _("This indicator is told in words. Leave the figure empty.")})
        if not self.indicator.is_qualitative and self.text:
            raise ValidationError({"text": _("This indicator is told in figures. Leave the text empty.")})
        if self.value is None and not self.text:
            where = "text" if self.indicator.is_qualitative else "value"
            raise ValidationError({where: _("Say how much, or what.")})


class ObservationQuerySet(ClaimQuerySet["Observation"]):
    pass


class Observation(Figure):
    """What one source counted over one period. Sources that differ stand side by side; they are never averaged."""

    letter: ClassVar[str] = "O"
    erasable: ClassVar[tuple[str, ...]] = ("value", "text", "days_as_published", "inconsistency_note")

    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"), help_text=_("The last day that is counted."))
    days_as_published = models.PositiveSmallIntegerField(
        _("days, as the source counts them"), null=True, blank=True, help_text=_("Only where the source says so.")
    )
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence.choices, default=Confidence.REPORTED
    )
    inconsistency_note = models.CharField(
        _("what does not add up"), max_length=500, blank=True, help_text=_("Shown beside the figure.")
    )

    objects = ObservationQuerySet.as_manager()

    class Meta(Claim.Meta):
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            *Claim.rules("observation", sourced=Q(source__isnull=False), text=500, inconsistency_note=500),
            *Figure.figure_rules("observation"),
            rule(
                "observation_period_end_not_before_start",
                not_before("period_start", "period_end"),
                _("The period ends before it starts."),
            ),
            rule(
                "observation_period_is_over",
                Q(period_end__lte=F("as_of")),
                _("The period ends after the day that the figure is true for."),
            ),
            models.UniqueConstraint(
                fields=["indicator", "period_start", "period_end", "said_by"],
                condition=Q(state=State.PUBLISHED),
                name="observation_one_per_period_and_source",
            ),
        ]
        indexes = Claim.order_indexes("observation")

    @property
    def days(self) -> int:
        """The days of the period, as the source counts them where it does."""
        return self.days_as_published or (self.period_end - self.period_start).days + 1

    def clean(self) -> None:
        super().clean()
        if self.days_as_published == 0:
            raise ValidationError({"days_as_published": _("A period has at least one day.")})
        if None in (self.indicator_id, self.said_by_id, self.period_start, self.period_end):
            return
        same: dict[str, Any] = {
            "indicator": self.indicator_id,
            "said_by": self.said_by_id,
            "period_start": self.period_start,
            "period_end": self.period_end,
        }
        others = rows_of(Observation).current().filter(**same).exclude(pk=self.pk)
        twin = others.exclude(pk=self.replaces_id).first() if self.replaces_id else others.first()
        if twin is not None:
            said = _("%(name)s has a figure of this source for this period already. Replace that one.")
            raise ValidationError(said % {"name": twin.public_name})


class TargetQuerySet(ClaimQuerySet["Target"]):
    pass


class Target(Figure):
    """What was promised or agreed, by whom it is said; sources may differ on it too."""

    letter: ClassVar[str] = "G"
    erasable: ClassVar[tuple[str, ...]] = ("value", "text")

    basis = models.CharField(_("measured"), max_length=10, choices=Basis.choices, default=Basis.TOTAL)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("The last day."))

    objects = TargetQuerySet.as_manager()

    class Meta(Claim.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            *Claim.rules("target", sourced=Q(source__isnull=False), text=500),
            *Figure.figure_rules("target"),
            rule(
                "target_valid_until_not_before_from",
                not_before("valid_from", "valid_until"),
                _("It ends to be valid before it begins."),
            ),
        ]
        indexes = Claim.order_indexes("target")
