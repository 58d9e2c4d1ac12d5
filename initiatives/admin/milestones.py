"""Milestones in the admin: what comes next, and what became of it."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.claims import ClaimAdmin
from initiatives.admin.lists import StateFilter
from initiatives.admin.site import site
from initiatives.models import Milestone


@admin.register(Milestone, site=site)
class MilestoneAdmin(ClaimAdmin[Milestone]):
    what = ("kind", "title", "planned_on", "course")
    list_filter = (StateFilter, "initiative__kind", "kind", "course")
    search_fields = ("title", "initiative__search_key")
    radio_fields = {"kind": admin.HORIZONTAL, "course": admin.HORIZONTAL}
    helps = {
        "planned_on": _("The day it is planned for. Leave it empty only when it was postponed with no new day."),
        "course": _("Was one postponed, held or cancelled? Open it and replace it, so that its course stays together."),
        "as_of": _("The day on which it was announced."),
    }
