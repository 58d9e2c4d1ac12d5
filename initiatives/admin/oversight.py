"""Findings in the admin, and the points to check that a Publisher shows on the page of an initiative."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.claims import ClaimAdmin
from initiatives.admin.lists import StateFilter
from initiatives.admin.site import site
from initiatives.admin.subjects import FoldedInline
from initiatives.models import Finding, ShownPoint


class ShownPointInline(FoldedInline[ShownPoint]):
    model = ShownPoint
    autocomplete_fields = ("responded_by",)
    fieldsets = ((None, {"fields": ("code", "response", ("responded_by", "responded_on"))}),)


@admin.register(Finding, site=site)
class FindingAdmin(ClaimAdmin[Finding]):
    what = ("kind", "severity", "summary", ("amount_questioned", "currency"), "resolution", "response")
    list_filter = (StateFilter, "initiative__kind", "kind", "severity", "resolution")
    search_fields = ("summary", "initiative__search_key")
    radio_fields = {"kind": admin.HORIZONTAL, "severity": admin.HORIZONTAL, "resolution": admin.HORIZONTAL}
    helps = {
        "summary": _("What was found, in plain words and with nobody's name. Everybody will read it."),
        "resolution": _("Did it move on? Open what is public and replace it, so that its course stays together."),
        "response": _("What the organisation says to it, in its own words. Ask before you publish."),
        "as_of": _("The day of the finding."),
        "said_by": _("Who found it."),
    }
