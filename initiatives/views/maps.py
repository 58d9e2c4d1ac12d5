"""The map: initiatives by place and status, chosen like the list, with the same as a table."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives.datasets import INITIATIVES
from initiatives.geography.drawing import PAGE, drawn_map
from initiatives.moments import day_of
from initiatives.reports.maps import map_report
from initiatives.reports.overview import BOARD_ORDER
from initiatives.views.downloads import downloads
from initiatives.views.lists import facets_shown
from initiatives.views.past import AsAt

MAIN_FACETS = ("kind", "status", "crisis", "location")


@csrf_exempt
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    selection = INITIATIVES.choose(request.GET)
    report = map_report(selection.rows, selection.at)
    path, query = reverse("map"), selection.query_string(as_at=None)
    fixed = f"{path}?{selection.query_string(as_at=day_of(selection.at).isoformat())}"
    drawn = drawn_map(report.spots, report.legs, PAGE, rtl=get_language_bidi())
    seen = {status for mark in drawn.marks for status, _count in mark.statuses} if drawn else set()
    context = {
        **AsAt(selection.as_at).context(),
        "section": "map",
        "path": path,
        "selection": selection,
        "report": report,
        "map": drawn,
        "statuses": [status for status in (*BOARD_ORDER, None) if status in seen],
        "main_facets": facets_shown(selection, lambda name: name in MAIN_FACETS),
        "more_facets": facets_shown(selection, lambda name: name not in MAIN_FACETS),
        "downloads": downloads(INITIATIVES, selection),
        "list": f"{reverse('initiative-list')}?{selection.query_string()}",
        "carries_sample": report.carries_sample,
        "present": f"{path}{'?' if query else ''}{query}",
        "fixed": fixed,
        "permanent": f"{settings.SITE_URL}{fixed}",
        "canonical": f"{settings.SITE_URL}{path}{'?' if query else ''}{query}",
    }
    return render(request, "initiatives/map.html", context)
