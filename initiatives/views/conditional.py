"""Answers that a reader may keep: whoever has an address as it stands in today's edition is not sent it again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from initiatives import editions
from initiatives.models import Edition
from initiatives.moments import end_of

V = TypeVar("V", bound=Callable[..., HttpResponseBase])

# Last-Modified counts seconds. Two editions within one could not be told apart by it, so a fresh one has none yet.
SETTLED = dt.timedelta(seconds=2)


def unless_kept(request: HttpRequest, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What `make` answers, with an ETag and a Last-Modified; or 304 or 412 where they match, and nothing is made.

    The edition is read before the rows: an answer may be newer than it says, and is then asked for again; it is never
    older. The day counts too, since freshness moves by itself at midnight.
    """
    edition = editions.out()
    etag, modified = _etag(request, edition), _modified(edition, timezone.now())
    answer = get_conditional_response(request, etag, modified) or make()
    # All that is kept is public data: a script of any site may read it, without anybody's cookies.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    if answer.status_code in {200, 304}:
        answer.headers["ETag"] = etag
        if modified is not None:
            answer.headers["Last-Modified"] = http_date(modified)
    return answer


def by_edition(view: V) -> V:
    """The same for a whole view, whose parameters are then read with its rows."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return unless_kept(request, lambda: view(request, *args, **kwargs))

    return answered  # type: ignore[return-value]


def _etag(request: HttpRequest, edition: Edition | None) -> str:
    """Weak: a web server in front may compress the same answer. The address is not in it, since a tag is the address's
    own; so it tells nothing of what was asked for.
    """
    parts = (
        (edition.number, edition.changed_at) if edition else None,
        timezone.localdate().isoformat(),
        translation.get_language(),
        request.headers.get("Accept", ""),
    )
    return f'W/"{hashlib.sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()[:32]}"'


def _modified(edition: Edition | None, now: dt.datetime) -> int | None:
    """When the answer last changed, in seconds since 1970: with the edition, or at midnight."""
    if edition is None or now - edition.changed_at < SETTLED:
        return None
    yesterday = timezone.localdate(now) - dt.timedelta(days=1)
    return int(max(edition.changed_at, end_of(yesterday)).timestamp())
