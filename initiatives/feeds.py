"""The feeds of updates: of the site, of one initiative, and of what one organisation said."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives import parameters
from initiatives.datasets import FEED, Selection
from initiatives.exports import atom
from initiatives.models import Initiative, Organisation
from initiatives.parameters import Choice
from initiatives.reports.organisations import moved_to
from initiatives.views.conditional import unless_kept
from initiatives.views.initiatives import taken_back


@csrf_exempt
@require_safe
def updates(request: HttpRequest) -> HttpResponseBase:
    selection = FEED.select(request.GET)
    query = f"?{selection.file_query}" if selection.file_query else ""
    with translation.override("en"):
        title = ", ".join([_("Updates"), *(chip.label for chip in selection.chips)])
    return _answer(request, selection, title, f"{reverse('updates-atom')}{query}", f"{reverse('update-list')}{query}")


@csrf_exempt
@require_safe
def of_initiative(request: HttpRequest, reference: str) -> HttpResponseBase:
    parameters.none(request.GET)
    canonical = reference.upper()
    initiative = Initiative.objects.public().filter(reference=canonical).first()
    if initiative is None:
        return taken_back(request, canonical)
    address = reverse("initiative-atom", args=[canonical])
    if reference != canonical:
        return redirect(address, permanent=True)
    selection = FEED.chosen({"initiative": (Choice(canonical, initiative.title),)})
    return _answer(request, selection, str(initiative), address, initiative.get_absolute_url())


@csrf_exempt
@require_safe
def of_organisation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What it said, and what those said that were merged into it."""
    parameters.none(request.GET)
    organisation = Organisation.objects.public().filter(slug=slug).first()
    if organisation is None:
        newer = moved_to(slug)
        if newer is None:
            raise Http404
        return redirect(reverse("organisation-atom", args=[newer]), permanent=True)
    selection = FEED.chosen({"organisation": (Choice(slug, organisation.name),)})
    page = reverse("organisation-detail", args=[slug])
    return _answer(request, selection, organisation.name, reverse("organisation-atom", args=[slug]), page)


def _answer(request: HttpRequest, selection: Selection, title: str, path: str, page: str) -> HttpResponseBase:
    def whole() -> HttpResponse:
        feed = atom.Feed(title, path, page)
        return HttpResponse(atom.written(feed, selection.page_rows), content_type=atom.CONTENT_TYPE)

    return unless_kept(request, whole)
