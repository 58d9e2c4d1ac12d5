"""What stands around every view: the strict headers, and 400 for queries that would have to be guessed at."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from initiatives.parameters import BadParameters
from initiatives.views.errors import bad_parameters, is_file, speaks_json

# What the admin needs beyond the public policy: its own scripts, and its autocomplete's requests.
ADMIN_SOURCES = {"script-src": [SELF], "connect-src": [SELF], "font-src": [SELF]}

# What the API and the files add: a script of any site may read whatever they answer, errors and redirects too.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
}


class PolicyHeadersMiddleware(CSPMiddleware):
    """Writes the content security policy; `/admin/` gets the wider one, and is never stored by a cache."""

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        if request.path.startswith("/admin/"):
            response._csp_update = ADMIN_SOURCES
            response.headers["Cache-Control"] = "no-store"
        if speaks_json(request) or is_file(request):
            for name, value in OPEN.items():
                response.headers[name] = value
        answered: HttpResponseBase = super().process_response(request, response)
        return answered


class BadParametersMiddleware:
    """Turns what the parameter parser refuses into 400, on pages and files alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, BadParameters):
            return bad_parameters(request, exception.problems)
        return None
