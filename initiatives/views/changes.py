"""The monthly report: print-ready, and made to be pasted into a document."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives.choices import ReportPart
from initiatives.datasets import CHANGES, ReportSelection
from initiatives.moments import day_of
from initiatives.reports.monthly import Monthly, month_of
from initiatives.reports.monthly_claims import Period
from initiatives.views.conditional import unless_kept
from initiatives.views.downloads import downloads
from initiatives.views.lists import facets_shown
from initiatives.views.past import AsAt
from initiatives.views.slots import in_a_slot

# A part shows so many rows; the file has them all.
ROWS_SHOWN = 50
NOTHING: dict[str, str | Promise] = {
    ReportPart.STATUSES: gettext_lazy("No initiative was public."),
    ReportPart.MOVES: gettext_lazy("No status changed."),
    ReportPart.DELIVERIES: gettext_lazy("No source published figures for days that end in this period."),
    ReportPart.TERMS: gettext_lazy("No term fell due, and none was assessed."),
    ReportPart.MONEY: gettext_lazy("No money was reported, and no budget."),
    ReportPart.FINDINGS: gettext_lazy("No audit, inspection, visit or complaint was reported."),
    ReportPart.LATE: gettext_lazy("Nothing came out late for an earlier month."),
    ReportPart.REVISED: gettext_lazy("No figure or statement of an earlier month was replaced or retracted."),
    ReportPart.SILENT: gettext_lazy("Every initiative that promises updates kept its rhythm."),
    ReportPart.NEXT: gettext_lazy("No day to come has been announced."),
}


@dataclass(frozen=True)
class Section:
    """A part of the page, with what is said where it is empty."""

    code: str
    label: str | Promise
    count: int
    nothing: str | Promise

    @property
    def template(self) -> str:
        return f"initiatives/changes/{self.code}.html"


@dataclass(frozen=True)
class Month:
    """A month that is offered; `query` is the query string of its report."""

    label: str
    query: str
    is_current: bool


def sections(report: Monthly) -> tuple[Section, ...]:
    return tuple(Section(part.value, part.label, report.counts[part], NOTHING[part]) for part in ReportPart)


def offered(selection: ReportSelection) -> Iterator[Month]:
    for month in selection.months:
        query = selection.query_string(**month.asked)
        yield Month(date_format(month.first, "F Y"), query, month == selection.period)


def in_words(period: Period) -> str:
    """The month by its name, else the first and the last day."""
    if period == month_of(period.first):
        return date_format(period.first, "F Y")
    days = {"first": date_format(period.first, "j F Y"), "last": date_format(period.last, "j F Y")}
    return _("%(first)s to %(last)s") % days


@csrf_exempt
@require_safe
def changes(request: HttpRequest) -> HttpResponseBase:
    selection = CHANGES.select(request.GET)
    # It takes as long as a file does, also for HEAD.
    return unless_kept(request, lambda: in_a_slot(request, lambda: _page(request, selection)))


def _page(request: HttpRequest, selection: ReportSelection) -> HttpResponse:
    report = selection.report(ROWS_SHOWN)
    asked, period = AsAt(selection.as_at), selection.period
    path, query = reverse("changes"), selection.query_string(as_at=None)
    fixed = selection.query_string(**period.asked, as_at=day_of(selection.at).isoformat())
    context = {
        **asked.context(initiative__in=selection.initiatives),
        "section": "changes",
        "path": path,
        "selection": selection,
        "report": report,
        "period": in_words(period),
        "sections": sections(report),
        "months": tuple(offered(selection)),
        "facets": facets_shown(selection, lambda name: True),
        "downloads": downloads(CHANGES, selection),
        "carries_sample": report.carries_sample,
        "present": f"{path}?{selection.query_string(**period.asked, as_at=None)}",
        "fixed": f"{path}?{fixed}",
        "permanent": f"{settings.SITE_URL}{path}?{fixed}",
        "canonical": f"{settings.SITE_URL}{path}{'?' if query else ''}{query}",
    }
    return render(request, "initiatives/changes.html", context)
