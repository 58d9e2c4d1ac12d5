"""The files: a page's address with a suffix, the page's parameters, the page's rows."""

from collections.abc import Iterable

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives.datasets import Dataset
from initiatives.exports.formats import Format


# Nothing here reads a form, and a refused method must hear 405 rather than a lecture on cookies.
@csrf_exempt
@require_safe
def file(request: HttpRequest, dataset: Dataset, file_format: Format) -> StreamingHttpResponse:
    """Wrong parameters are refused before the first byte; HEAD checks them too, and reads no rows."""
    selection = dataset.select(request.GET, as_file=True)
    body: Iterable[bytes] = selection.file(file_format)
    past = f"-as-at-{selection.as_at.isoformat()}" if selection.as_at else ""
    name = f"{dataset.name}-{timezone.localdate().isoformat()}{past}.{file_format.suffix}"
    robots = {"X-Robots-Tag": "noindex"} if selection.as_at else {}
    return StreamingHttpResponse(
        body if request.method == "GET" else (),
        headers={
            "Content-Type": file_format.content_type,
            "Content-Disposition": f'attachment; filename="{name}"',
            **robots,
        },
    )
