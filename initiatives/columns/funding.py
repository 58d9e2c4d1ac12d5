"""Budgets and transactions: one amount a row."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.choices import PUBLIC_STATES, BudgetType, NegativeReason, TransactionType
from initiatives.columns.base import Column, coded, either, made, plain
from initiatives.columns.claims import claims
from initiatives.models import Budget, Transaction

MONEY = (
    Column("amount", "#value+amount", _("The amount."), "decimal", plain("amount")),
    Column("currency", "#currency+code", _("Its currency, ISO 4217."), "text", plain("currency")),
    Column(
        "amount_usd",
        "#value+amount+usd",
        _("The amount in US dollars. Empty where no rate is known."),
        "decimal",
        plain("amount_usd"),
    ),
    Column("rate_on", "#date+rate", _("The day whose rate it is."), "date", plain("rate_on")),
)
MONEY_FIELDS = ("amount", "currency", "amount_usd", "rate_on")


def _pledge(reference: str, state: str | None, number: int | None) -> str:
    """Its public name; a pledge that was never out, or was removed, has none."""
    return f"{reference}-{Transaction.letter}{number}" if state in PUBLIC_STATES else ""


BUDGETS = claims(
    Budget,
    "budgets",
    _("Budgets"),
    _("One row for each amount that is required over a period."),
    (
        *coded(
            "type",
            "#value+type",
            BudgetType.choices,
            _("Whether it is the first budget, as a code."),
            _("Whether it is the first budget."),
            source_list=_("IATI BudgetType"),
        ),
        Column("period_start", "#date+start", _("First day of the period."), "date", plain("period_start")),
        Column("period_end", "#date+end", _("Last day of the period."), "date", plain("period_end")),
        *MONEY,
    ),
    ("type", "period_start", "period_end", *MONEY_FIELDS),
)

TRANSACTIONS = claims(
    Transaction,
    "transactions",
    _("Transactions"),
    _("One row for each amount that was pledged, committed, received, passed on or spent; as_of is its day."),
    (
        *coded(
            "type",
            "#value+type",
            TransactionType.choices,
            _("What was done with the money, as a code."),
            _("What was done with the money."),
            source_list=_("IATI TransactionType"),
        ),
        *MONEY,
        *coded(
            "negative_reason",
            "#value+reason",
            NegativeReason.choices,
            _("Why the amount is below zero, as a code."),
            _("Why the amount is below zero."),
        ),
        Column(
            "provider",
            "#org+provider+name",
            _("Whose money it was, in the source's own wording."),
            "text",
            either("provider_named_as", "provider__name"),
        ),
        Column(
            "receiver",
            "#org+receiver+name",
            _("Who got it, in the source's own wording."),
            "text",
            either("receiver_named_as", "receiver__name"),
        ),
        Column(
            "converts",
            "#meta+converts",
            _("Name of the pledge that this commitment keeps."),
            "code",
            made("initiative__reference", "converts__state", "converts__number", by=_pledge),
        ),
    ),
    (
        "type",
        *MONEY_FIELDS,
        "negative_reason",
        "provider_named_as",
        "provider__name",
        "receiver_named_as",
        "receiver__name",
        "converts__number",
        "converts__state",
    ),
)
