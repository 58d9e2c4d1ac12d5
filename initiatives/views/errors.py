"""The pages of what cannot be answered: each says why, and what to do next. None of them reads the database.

The API says the same as JSON, in one shape: {"errors": [{"message": …}]}.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from initiatives.parameters import Problem


def speaks_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def is_file(request: HttpRequest) -> bool:
    """Whether the address names a file of data: a page's address with a suffix, or a feed."""
    return "." in request.path.rsplit("/", 1)[-1] and not request.path.startswith(("/admin/", settings.STATIC_URL))


def in_json(errors: Sequence[Mapping[str, Any]], status: int, **headers: str) -> HttpResponse:
    options = {"ensure_ascii": False}
    return JsonResponse({"errors": list(errors)}, status=status, json_dumps_params=options, headers=headers)


def bad_parameters(request: HttpRequest, problems: Sequence[Problem]) -> HttpResponse:
    """400 for a query that would have to be guessed at: a page, or plain text where the address names a file."""
    if speaks_json(request):
        return in_json([as_data(problem) for problem in problems], 400)
    if is_file(request):
        lines = "".join(f"{problem}\n" for problem in problems)
        return HttpResponse(lines, content_type="text/plain; charset=utf-8", status=400)
    return render(request, "400.html", {"problems": problems, "path": request.path}, status=400)


def as_data(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "parameter": problem.parameter,
        "value": problem.value,
        "allowed": list(problem.allowed),
        "suggestion": problem.suggestion,
    }


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if speaks_json(request):
        return in_json([{"message": _("This request cannot be read.")}], 400)
    return render(request, "400.html", {"problems": ()}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # One answer, whatever was asked for: it may not tell what is hidden from what never was.
    if speaks_json(request):
        return in_json([{"message": _("Nothing public stands at this address.")}], 404)
    return render(request, "404.html", status=404)


def busy(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 where as many files and reports are being made as may be at once."""
    said = _("The server makes as many files and reports as it can. Please ask again in %(seconds)d seconds.")
    said %= {"seconds": seconds}
    if is_file(request):
        answer = HttpResponse(f"{said}\n", content_type="text/plain; charset=utf-8", status=429)
    else:
        answer = render(request, "429.html", {"said": said}, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    if speaks_json(request):
        return in_json([{"message": _("The answer could not be made. The fault is ours and has been noted.")}], 500)
    return render(request, "500.html", status=500)
