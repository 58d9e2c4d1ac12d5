"""For search engines: which pages there are, and which addresses are none of their business."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives import parameters
from initiatives.exports import sitemap as files
from initiatives.views.conditional import unless_kept

# Pages of the past are not on the list: whoever is kept from reading one never learns that it asks not to be listed.
ROBOTS = """\
User-agent: *
Disallow: {admin}

Sitemap: {site}{sitemap}
"""


@csrf_exempt
@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    parameters.none(request.GET)
    return unless_kept(request, lambda: _streamed(request, files.whole()))


@csrf_exempt
@require_safe
def sitemap_file(request: HttpRequest, number: int) -> HttpResponseBase:
    parameters.none(request.GET)
    if not 1 <= number <= files.file_count():
        raise Http404
    return unless_kept(request, lambda: _streamed(request, files.addresses(number)))


@csrf_exempt
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    parameters.none(request.GET)
    told = ROBOTS.format(admin=reverse("admin:index"), site=settings.SITE_URL, sitemap=reverse("sitemap"))
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


def _streamed(request: HttpRequest, body: Iterable[bytes]) -> StreamingHttpResponse:
    return StreamingHttpResponse(body if request.method == "GET" else (), content_type=files.CONTENT_TYPE)
