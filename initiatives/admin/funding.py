"""Budgets and transactions in the admin: what is required, and where the money went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from initiatives import policy
from initiatives.admin.claims import ClaimAdmin
from initiatives.admin.lists import StateFilter
from initiatives.admin.site import person, site
from initiatives.choices import State, TransactionType
from initiatives.models import Budget, Transaction
from initiatives.reports.wording import line_of

if TYPE_CHECKING:
    PledgeField = forms.ModelChoiceField[Transaction]
else:
    PledgeField = forms.ModelChoiceField

RATE = _("Leave both empty where the amount is in US dollars, or where no rate is known.")


class PledgeChoice(PledgeField):
    def label_from_instance(self, obj: Transaction) -> str:
        return f"{obj.public_name} {line_of(obj)} – {obj.initiative}"


@admin.register(Budget, site=site)
class BudgetAdmin(ClaimAdmin[Budget]):
    what = ("type", ("period_start", "period_end"), ("amount", "currency"), ("amount_usd", "rate_on"))
    list_filter = (StateFilter, "initiative__kind", "type")
    radio_fields = {"type": admin.HORIZONTAL}
    helps = {
        "type": _("The newest revised one counts; the original where none was revised."),
        "amount": _("What is required over the whole period."),
        "amount_usd": RATE,
        "as_of": _("The day on which it was published or approved."),
    }


@admin.register(Transaction, site=site)
class TransactionAdmin(ClaimAdmin[Transaction]):
    what = (
        "type",
        ("amount", "currency"),
        ("amount_usd", "rate_on"),
        "provider",
        "receiver",
        "converts",
    )
    more = ("provider_named_as", "receiver_named_as", "negative_reason")
    list_filter = (StateFilter, "initiative__kind", "type")
    search_fields = ("provider__name_key", "receiver__name_key", "initiative__search_key")
    autocomplete_fields = ("initiative", "said_by", "provider", "receiver")
    radio_fields = {"type": admin.HORIZONTAL}
    helps = {
        "amount": _("Below zero only for a refund or a de-commitment; say which under “More”."),
        "amount_usd": RATE,
        "provider": _("Who gives it; leave it empty where the source does not say."),
        "receiver": _("Who receives it; leave it empty where the source does not say."),
        "converts": _("Only for a commitment: the pledge that it makes good."),
        "as_of": _("The day on which it was pledged, committed, received or spent."),
    }

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "converts":
            # A pledge is named by its first version, whatever became of that.
            kwargs |= {
                "form_class": PledgeChoice,
                "queryset": Transaction.objects.filter(
                    initiative__in=policy.contributable_initiatives(person(request)),
                    type=TransactionType.PLEDGE,
                    root__isnull=True,
                    state__in=[State.PUBLISHED, State.REPLACED],
                ).select_related("initiative", "provider", "receiver"),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "converts" and field is not None:
            # A pledge goes through review before anything makes it good.
            field.widget.can_add_related = False
        return field
