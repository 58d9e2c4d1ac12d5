"""The list of initiatives, and the page of one."""

from typing import ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives import parameters
from initiatives.datasets import INITIATIVES, UPDATES, Dataset
from initiatives.models import Initiative
from initiatives.moments import dated
from initiatives.reports.initiatives import initiative_page, retracted
from initiatives.tables.base import ListTable
from initiatives.tables.initiatives import InitiativeTable
from initiatives.views.downloads import feed
from initiatives.views.lists import TableList
from initiatives.views.past import AsAt


class InitiativeList(TableList):
    dataset: ClassVar[Dataset] = INITIATIVES
    table_class: ClassVar[type[ListTable]] = InitiativeTable
    name: ClassVar[str] = "initiative-list"
    title: ClassVar[str | Promise] = _("Initiatives")
    lead: ClassVar[str | Promise] = _(
        "Humanitarian corridors, ceasefire talks and reconstruction oversight: who leads them, where they stand."
    )
    caption: ClassVar[str | Promise] = _("Initiatives. Column headings with links change the order.")
    main_facets: ClassVar[tuple[str, ...]] = ("kind", "status", "rating", "lead", "freshness")

    def noun(self, count: int) -> str:
        return ngettext("%(count)d initiative", "%(count)d initiatives", count) % {"count": count}

    def carries_sample(self, table: ListTable) -> bool:
        return any(row.crisis.is_sample for row in table.records)


@csrf_exempt
@require_safe
def initiative_detail(request: HttpRequest, reference: str) -> HttpResponse:
    found = parameters.read(request.GET, (parameters.AS_AT, parameters.TIMELINE))
    asked, first = AsAt(found.get("as_at")), found.get("timeline")
    canonical = reference.upper()
    try:
        page = initiative_page(canonical, asked.at, first)
    except Initiative.DoesNotExist:
        return taken_back(request, canonical)
    except LookupError:
        raise parameters.no_such_update(str(first)) from None
    address = page.row.get_absolute_url()
    if reference != canonical:
        return redirect(dated(f"{address}?timeline={first}" if first else address, asked.day), permanent=True)
    context = {
        **asked.context(initiative=page.row),
        "section": "initiative-list",
        "page": page,
        "initiative": page.row,
        "updates_dataset": UPDATES,
        "feed": feed("initiative-atom", canonical),
        "carries_sample": page.row.crisis.is_sample,
        "canonical": f"{settings.SITE_URL}{address}",
    }
    return render(request, "initiatives/initiative_detail.html", context)


def taken_back(request: HttpRequest, reference: str) -> HttpResponse:
    """The notice under a reference that was public once; raises Http404 under any other."""
    notice = retracted(reference)
    if notice is None:
        raise Http404
    return render(request, "initiatives/retracted.html", {"section": "initiative-list", "notice": notice}, status=410)
