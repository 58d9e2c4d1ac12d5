"""The files: a page's address with a suffix, the page's parameters, the page's rows."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives.datasets import Dataset
from initiatives.exports.formats import Format
from initiatives.views.conditional import unless_kept


# Nothing here reads a form, and a refused method must hear 405 rather than a lecture on cookies.
@csrf_exempt
@require_safe
def file(request: HttpRequest, dataset: Dataset, file_format: Format) -> HttpResponseBase:
    """Wrong parameters are refused before the first byte; HEAD checks them too, and reads no rows."""
    if why := file_format.off():
        return HttpResponse(f"{why}\n", content_type="text/plain; charset=utf-8", status=404)
    selection = dataset.select(request.GET, as_file=True)
    body: Iterable[bytes] = selection.file(file_format)
    past = f"-as-at-{selection.as_at.isoformat()}" if selection.as_at else ""
    name = f"{dataset.name}-{timezone.localdate().isoformat()}{past}.{file_format.suffix}"
    headers = {
        "Content-Type": file_format.content_type,
        "Content-Disposition": f'attachment; filename="{name}"',
        **({"X-Robots-Tag": "noindex"} if selection.as_at else {}),
    }

    def whole() -> StreamingHttpResponse:
        return StreamingHttpResponse(body if request.method == "GET" else (), headers=headers)

    return unless_kept(request, whole)
