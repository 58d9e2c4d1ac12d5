"""The pages of what cannot be answered: each says why, and what to do next. None of them reads the database."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from initiatives.parameters import Problem


def bad_parameters(request: HttpRequest, problems: Sequence[Problem]) -> HttpResponse:
    """400 for a query that would have to be guessed at: a page, or plain text where the address names a file."""
    if "." in request.path.rsplit("/", 1)[-1]:
        lines = "".join(f"{problem}\n" for problem in problems)
        return HttpResponse(lines, content_type="text/plain; charset=utf-8", status=400)
    return render(request, "400.html", {"problems": problems, "path": request.path}, status=400)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", {"problems": ()}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # One page, whatever was asked for: it may not tell what is hidden from what never was.
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
