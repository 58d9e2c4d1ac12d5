"""Answers that a reader may keep: whoever has an address as it stands in today's edition is not sent it again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from initiatives import editions
from initiatives.models import Edition
from initiatives.moments import end_of

V = TypeVar("V", bound=Callable[..., HttpResponseBase])

# Last-Modified counts seconds. Two editions within one could not be told apart by it, so a fresh one has none yet.
SETTLED = dt.timedelta(seconds=2)
STARTED = timezone.now()
PACKAGE = Path(__file__).parents[1]
# What answers say of the site itself.
SHOWN_SETTINGS = ("SITE_URL", "SITE_NAME", "CONTACT", "LICENCE", "ORGANISATION_IDENTIFIER", "TIME_ZONE")


def unless_kept(request: HttpRequest, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What `make` answers, with an ETag and a Last-Modified; or 304 where the reader has it, and nothing is made.

    The edition is read before the rows: an answer may be newer than it says, and is then asked for again; it is never
    older. The day counts too, since freshness moves by itself at midnight.
    """
    edition, now = editions.out(), timezone.now()
    etag, modified = _etag(edition), _modified(edition, now)
    answer = HttpResponseNotModified() if _is_held(request, etag, modified, now) else make()
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


def _is_held(request: HttpRequest, etag: str, modified: int | None, now: dt.datetime) -> bool:
    """What a reader says that it has (RFC 9110, 13.1): a date counts only without a tag, and never one to come."""
    if "If-None-Match" in request.headers:
        held = parse_etags(request.headers["If-None-Match"])
        return "*" in held or etag.removeprefix("W/") in {one.removeprefix("W/") for one in held}
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and modified is not None and modified <= since <= now.timestamp()


def _etag(edition: Edition | None) -> str:
    """Weak: a web server in front may compress the same answer. The address is not in it, since a tag is the address's
    own; so it tells nothing of what was asked for.
    """
    parts = (
        (edition.number, edition.changed_at) if edition else None,
        timezone.localdate().isoformat(),
        translation.get_language(),
        [getattr(settings, name) for name in SHOWN_SETTINGS],
        _release(),
    )
    return f'W/"{hashlib.sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()[:32]}"'


@cache
def _release() -> str:
    """The code that writes the answers, the same on every machine that runs it."""
    code = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        code.update(path.read_bytes())
    return code.hexdigest()


def _modified(edition: Edition | None, now: dt.datetime) -> int | None:
    """When the answer last changed, in seconds since 1970: with the edition, at midnight, or with the settings and the
    code, which are read when the server starts.
    """
    if edition is None or now - edition.changed_at < SETTLED:
        return None
    yesterday = timezone.localdate(now) - dt.timedelta(days=1)
    return int(max(edition.changed_at, end_of(yesterday), STARTED).timestamp())
