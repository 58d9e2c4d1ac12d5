"""Money: what is required, pledged, committed, received, disbursed and spent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from initiatives.choices import BudgetType, NegativeReason, State, TransactionType
from initiatives.models.base import not_before, rule
from initiatives.models.claims import Claim, ClaimQuerySet
from initiatives.models.organisations import Organisation

DIGITS = 15
PLACES = 2
DOLLAR = "USD"

currency_shape = RegexValidator(r"\A[A-Z]{3}\Z", _("Three capital letters of ISO 4217, such as USD."))


class Money(Claim):
    """A claim of an amount in a currency, and in US dollars at the rate of a day; abstract. Dollars need no rate."""

    amount = models.DecimalField(_("amount"), max_digits=DIGITS, decimal_places=PLACES)
    currency = models.CharField(_("currency"), max_length=3, default=DOLLAR, validators=[currency_shape])
    amount_usd = models.DecimalField(
        _("amount in US dollars"),
        max_digits=DIGITS,
        decimal_places=PLACES,
        null=True,
        blank=True,
        help_text=_("Empty where no rate is known; it then stays out of totals."),
    )
    rate_on = models.DateField(_("at the rate of"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def money_rules(model: str) -> list[models.BaseConstraint]:
        is_removed = Q(state=State.REMOVED)
        return [
            rule(f"{model}_amount_not_zero", ~Q(amount=0) | is_removed, _("The amount is not zero.")),
            rule(
                f"{model}_currency_has_three_letters",
                Q(Exact(Length("currency"), 3)),
                _("A currency has three letters."),
            ),
            rule(
                f"{model}_dollars_have_a_rate",
                Q(amount_usd__isnull=True) | Q(currency=DOLLAR) | Q(rate_on__isnull=False),
                _("Say of which day the rate is."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.amount is None or self.state == State.REMOVED:
            return
        problems: dict[str, object] = {}
        if self.currency == DOLLAR:
            self.amount_usd, self.rate_on = self.amount, None
        elif self.amount_usd is not None and self.rate_on is None:
            problems["rate_on"] = _("Say of which day the rate is.")
        if self.amount == 0:
            problems["amount"] = _("The amount is not zero.")
        if self.amount_usd is not None and (self.amount_usd < 0) != (self.amount < 0):
            problems["amount_usd"] = _("It has the same sign as the amount.")
        if problems:
            raise ValidationError(problems)


class BudgetQuerySet(ClaimQuerySet["Budget"]):
    pass


class Budget(Money):
    """What is required over a period."""

    letter: ClassVar[str] = "B"
    erasable: ClassVar[tuple[str, ...]] = ("amount", "amount_usd")

    type = models.CharField(_("type"), max_length=1, choices=BudgetType.choices, default=BudgetType.ORIGINAL)
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))

    objects = BudgetQuerySet.as_manager()

    class Meta(Claim.Meta):
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            *Claim.rules("budget", sourced=Q(source__isnull=False)),
            *Money.money_rules("budget"),
            rule("budget_amount_not_negative", Q(amount__gte=0), _("A budget is not below zero.")),
            rule(
                "budget_period_end_not_before_start",
                not_before("period_start", "period_end"),
                _("The period ends before it starts."),
            ),
        ]
        indexes = Claim.order_indexes("budget")


class TransactionQuerySet(ClaimQuerySet["Transaction"]):
    pass


class Transaction(Money):
    """Money promised, bound, received, passed on or spent; `as_of` is the day of it."""

    if TYPE_CHECKING:
        converts_id: int | None

    letter: ClassVar[str] = "T"
    erasable: ClassVar[tuple[str, ...]] = (
        "amount",
        "amount_usd",
        "provider",
        "provider_named_as",
        "receiver",
        "receiver_named_as",
        "converts",
    )

    type = models.CharField(_("type"), max_length=2, choices=TransactionType.choices)
    negative_reason = models.CharField(
        _("why it is below zero"), max_length=15, choices=NegativeReason.choices, blank=True
    )
    provider = models.ForeignKey(
        Organisation,
        verbose_name=_("from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="transactions_given",
    )
    provider_named_as = models.CharField(
        _("from, named as"), max_length=200, blank=True, help_text=_("How the source calls them, when that differs.")
    )
    receiver = models.ForeignKey(
        Organisation,
        verbose_name=_("to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="transactions_received",
    )
    receiver_named_as = models.CharField(
        _("to, named as"), max_length=200, blank=True, help_text=_("How the source calls them, when that differs.")
    )
    converts = models.ForeignKey(
        "self",
        verbose_name=_("turns this pledge into a commitment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="converted_by",
        help_text=_("The pledge, under its first version."),
    )

    objects = TransactionQuerySet.as_manager()

    class Meta(Claim.Meta):
        verbose_name = _("transaction")
        verbose_name_plural = _("transactions")
        constraints = [
            *Claim.rules("transaction", sourced=Q(source__isnull=False), provider_named_as=200, receiver_named_as=200),
            *Money.money_rules("transaction"),
            rule(
                "transaction_below_zero_says_why",
                Q(amount__gte=0) | ~Q(negative_reason=""),
                _("Say why the amount is below zero: a refund, or a de-commitment."),
            ),
        ]
        indexes = Claim.order_indexes("transaction")

    @property
    def provider_name(self) -> str:
        return self.provider_named_as or (self.provider.name if self.provider else "")

    @property
    def receiver_name(self) -> str:
        return self.receiver_named_as or (self.receiver.name if self.receiver else "")

    def clean(self) -> None:
        super().clean()
        if self.state == State.REMOVED:
            return
        problems: dict[str, object] = {}
        below = self.amount is not None and self.amount < Decimal(0)
        if below and not self.negative_reason:
            problems["negative_reason"] = _("Say why the amount is below zero: a refund, or a de-commitment.")
        if self.negative_reason and not below and self.amount is not None:
            problems["negative_reason"] = _("Only an amount below zero has a reason.")
        pledge = self.converts
        if pledge is not None:
            if self.type != TransactionType.COMMITMENT or pledge.type != TransactionType.PLEDGE:
                problems["converts"] = _("Only a commitment turns a pledge into something, and only a pledge.")
            elif pledge.initiative_id != self.initiative_id:
                problems["converts"] = _("This belongs to another initiative.")
            else:
                # The chain's first row stands for all its versions, so that a corrected pledge stays converted.
                self.converts_id = pledge.chain_id()
        if problems:
            raise ValidationError(problems)
