"""What all addresses of the API share: JSON whatever is asked for, a polite limit, and errors of one shape."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework.exceptions import APIException, MethodNotAllowed, Throttled
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from initiatives.admin.throttle import address
from initiatives.views.errors import in_json

WINDOW = 60.0


class AlwaysJson(BaseContentNegotiation):
    """There is one form, so nobody is refused for asking for another."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        json = next(iter(renderers))
        return json, json.media_type


class PoliteThrottle(BaseThrottle):
    """A minute's requests at once, then as many as that a minute.

    One moment is kept for each address: when all that it asked for so far would have been due at an even pace.
    """

    seconds = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        # What a browser asks on its own before a script's request is not the script's.
        if not settings.TRACKER_API_RATE or request.method == "OPTIONS":
            return True
        cache, key, now = caches["throttle"], address(request._request) or "unknown", time.time()
        due = cache.get(key, now)
        # Further ahead than anybody can get means that the clock was set back.
        paced = (due if now < due < now + WINDOW + 1 else now) + WINDOW / settings.TRACKER_API_RATE
        self.seconds = paced - now - WINDOW
        # What is due in less than a millisecond is due: a float does not count to 120 exactly.
        if self.seconds > 0.001:
            return False
        cache.set(key, paced, WINDOW)
        return True

    def wait(self) -> float:
        return self.seconds


def refused(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """What the framework refuses by itself; anything else goes the way of the pages."""
    if isinstance(error, Throttled):
        seconds = max(1, math.ceil(getattr(error, "wait", None) or 0))
        said = ngettext(
            "Too many requests. Ask again in %(seconds)d second.",
            "Too many requests. Ask again in %(seconds)d seconds.",
            seconds,
        )
        return in_json([{"message": said % {"seconds": seconds}}], 429, **{"Retry-After": str(seconds)})
    if isinstance(error, MethodNotAllowed):
        return in_json([{"message": _("This address is for reading: GET and HEAD alone.")}], 405)
    if isinstance(error, APIException):
        return in_json([{"message": str(error.detail)}], error.status_code)
    return None
