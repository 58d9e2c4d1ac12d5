"""The files: a page's address with a suffix, the page's parameters, the page's rows; and all of them at once."""

import datetime as dt
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives import parameters
from initiatives.datasets import Dataset
from initiatives.exports import bundle
from initiatives.exports.formats import Format
from initiatives.views.conditional import unless_kept
from initiatives.views.slots import in_a_slot


# Nothing here reads a form, and a refused method must hear 405 rather than a lecture on cookies.
@csrf_exempt
@require_safe
def file(request: HttpRequest, dataset: Dataset, file_format: Format) -> HttpResponseBase:
    """Wrong parameters are refused before the first byte; HEAD checks them too, and reads no rows."""
    if why := file_format.off():
        return HttpResponse(f"{why}\n", content_type="text/plain; charset=utf-8", status=404)
    selection = dataset.select(request.GET, as_file=True)
    return _attached(
        request,
        dataset.name,
        file_format.suffix,
        file_format.content_type,
        selection.as_at,
        selection.file(file_format),
    )


@csrf_exempt
@require_safe
def data_zip(request: HttpRequest) -> HttpResponseBase:
    """Every dataset, whole; it takes the day alone."""
    day = parameters.moment(request.GET)
    return _attached(request, bundle.NAME, "zip", "application/zip", day, bundle.zipped(day))


def _attached(
    request: HttpRequest, name: str, suffix: str, content_type: str, as_at: dt.date | None, body: Iterable[bytes]
) -> HttpResponseBase:
    """The answer to a download, which names the dataset and the days; its body is read as it is sent."""
    past = f"-as-at-{as_at.isoformat()}" if as_at else ""
    headers = {
        "Content-Type": content_type,
        "Content-Disposition": f'attachment; filename="{name}-{timezone.localdate().isoformat()}{past}.{suffix}"',
        **({"X-Robots-Tag": "noindex"} if as_at else {}),
    }

    def whole() -> StreamingHttpResponse:
        return StreamingHttpResponse(body if request.method == "GET" else (), headers=headers)

    if request.method != "GET":
        return unless_kept(request, whole)
    return unless_kept(request, lambda: in_a_slot(request, whole))
