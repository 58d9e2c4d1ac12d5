"""Terms on the page of their initiative; how far each is kept, as one assessor sees it, with a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from initiatives.admin.claims import ClaimAdmin
from initiatives.admin.lists import StateFilter
from initiatives.admin.site import site
from initiatives.admin.subjects import FoldedInline
from initiatives.models import Adherence, Term


class TermInline(FoldedInline[Term]):
    model = Term
    verbose_name_plural = _("terms: what was proposed or agreed")
    autocomplete_fields = ("obligor",)
    long_texts = frozenset({"text"})
    fieldsets = (
        (None, {"fields": (("number", "kind"), "text", ("obligor", "due_on"))}),
        (_("More of it"), {"classes": ("collapse",), "fields": (("phase", "obligor_named_as"), "indicator")}),
    )

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        measured = formset.form.base_fields.get("indicator")
        if measured is not None:
            measured.queryset = measured.queryset.filter(initiative=obj) if obj else measured.queryset.none()
        return formset


@admin.register(Adherence, site=site)
class AdherenceAdmin(ClaimAdmin[Adherence]):
    what = ("agreement", "score", "breach")
    list_filter = (StateFilter, "initiative__kind", "agreement", "breach")
    search_fields = ("term__text", "initiative__search_key")
    radio_fields = {"agreement": admin.HORIZONTAL, "breach": admin.HORIZONTAL}
    helps = {
        "term": _("Is it not here? Add it on the page of its initiative first."),
        "breach": _("What this assessor says of it. Others may see it otherwise: enter one for each."),
        "as_of": _("The day on which they said it."),
        "said_by": _("Who assesses it. Assessors stand side by side; nobody's view is added to another's."),
    }
