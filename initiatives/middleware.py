"""Headers of every answer: the strict policy, and what differs between public pages and the admin."""

from typing import Any

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# What the admin needs beyond the public policy: its own scripts, and its autocomplete's requests.
ADMIN_SOURCES = {"script-src": [SELF], "connect-src": [SELF], "font-src": [SELF]}


class PolicyHeadersMiddleware(CSPMiddleware):
    """Writes the content security policy; `/admin/` gets the wider one, and is never stored by a cache."""

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        if request.path.startswith("/admin/"):
            response._csp_update = ADMIN_SOURCES
            response.headers["Cache-Control"] = "no-store"
        answered: HttpResponseBase = super().process_response(request, response)
        return answered
