"""The list of organisations, and the page of one."""

from typing import ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives.datasets import ORGANISATIONS, Dataset
from initiatives.models import Crisis, Organisation
from initiatives.moments import dated
from initiatives.reports.organisations import moved_to, organisation_page
from initiatives.tables.base import ListTable
from initiatives.tables.organisations import OrganisationTable
from initiatives.views.downloads import feed
from initiatives.views.lists import TableList
from initiatives.views.past import as_at


class OrganisationList(TableList):
    dataset: ClassVar[Dataset] = ORGANISATIONS
    table_class: ClassVar[type[ListTable]] = OrganisationTable
    name: ClassVar[str] = "organisation-list"
    title: ClassVar[str | Promise] = _("Organisations")
    lead: ClassVar[str | Promise] = _("Who leads the initiatives, takes part in them, or has spoken about them.")
    caption: ClassVar[str | Promise] = _("Organisations. Column headings with links change the order.")
    main_facets: ClassVar[tuple[str, ...]] = ("type", "country")

    def noun(self, count: int) -> str:
        return ngettext("%(count)d organisation or group", "%(count)d organisations and groups", count) % {
            "count": count
        }

    def carries_sample(self, table: ListTable) -> bool:
        return Crisis.objects.public().filter(is_sample=True).exists()


@csrf_exempt
@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    asked = as_at(request)
    try:
        page = organisation_page(slug, asked.at)
    except Organisation.DoesNotExist:
        newer = moved_to(slug)
        if newer is None:
            raise Http404 from None
        return redirect(dated(reverse("organisation-detail", args=[newer]), asked.day), permanent=True)
    address = reverse("organisation-detail", args=[page.organisation.slug])
    context = {
        **asked.context(said_by=page.organisation),
        "section": "organisation-list",
        "page": page,
        "organisation": page.organisation,
        "feed": feed("organisation-atom", page.organisation.slug),
        "carries_sample": page.carries_sample,
        "canonical": f"{settings.SITE_URL}{address}",
    }
    return render(request, "initiatives/organisation_detail.html", context)
