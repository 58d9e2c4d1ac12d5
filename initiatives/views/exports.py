"""The files: a page's address with a suffix, the page's parameters, the page's rows."""

from collections.abc import Iterable

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from initiatives import columns
from initiatives.datasets import BY_NAME
from initiatives.exports import csv as csv_file


# Nothing here reads a form, and a refused method must hear 405 rather than a lecture on cookies.
@csrf_exempt
@require_safe
def csv(request: HttpRequest, dataset_name: str) -> StreamingHttpResponse:
    """Wrong parameters are refused before the first byte; HEAD checks them too, and reads no rows."""
    selection = BY_NAME[dataset_name].select(request.GET, as_file=True)
    body: Iterable[bytes] = ()
    if request.method == "GET":
        body = csv_file.chunks(columns.SHEETS[dataset_name], selection.rows, hxl=selection.has_hxl)
    name = f"{dataset_name}-{timezone.localdate().isoformat()}.csv"
    return StreamingHttpResponse(
        body,
        headers={"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'},
    )
