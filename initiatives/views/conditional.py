"""Answers that a reader may keep: whoever has an address as it stands in today's edition is not sent it again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from initiatives import editions
from initiatives.editions import Out
from initiatives.moments import end_of

# Last-Modified counts seconds. Two editions within one could not be told apart by it, so a fresh one has none yet.
SETTLED = dt.timedelta(seconds=2)
STARTED = timezone.now()
PACKAGE = Path(__file__).parents[1]
# What answers say of the site itself.
SHOWN_SETTINGS = (
    "SITE_URL", "SITE_NAME", "CONTACT", "LICENCE", "ORGANISATION_IDENTIFIER", "TIME_ZONE", "TRACKER_TWO_PERSON_RULE",
)  # fmt: skip


@dataclass(frozen=True)
class Version:
    """Of all public answers at once: what they are told apart by, and when they last changed, in seconds since 1970.

    The etag knows edition, day, settings and code. It is weak, since a web server in front may compress the same
    answer. The address is not in it, since a tag is the address's own; so it tells nothing of what was asked for.
    """

    etag: str
    modified: int | None
    read_at: dt.datetime

    def is_held(self, request: HttpRequest) -> bool:
        return _is_held(request, self.etag, self.modified, self.read_at)

    def write_on(self, answer: HttpResponseBase) -> None:
        answer.headers["ETag"] = self.etag
        if self.modified is not None:
            answer.headers["Last-Modified"] = http_date(self.modified)


def version_of(request: HttpRequest, *, anew: bool = False) -> Version:
    """Read once for a request, before its rows: an answer may be newer than it says, and is then asked for again; it
    is never older. The day counts too, since freshness moves by itself at midnight.
    """
    found: Version | None = getattr(request, "public_version", None)
    if found is None or anew:
        edition, now = editions.out(), timezone.now()
        shown = tuple(getattr(settings, name) for name in SHOWN_SETTINGS)
        found = Version(_etag(edition, timezone.localdate(now), shown, _release()), _modified(edition, now), now)
        request.public_version = found  # type: ignore[attr-defined]
    return found


def unless_kept(request: HttpRequest, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What `make` answers; or 304 where the reader has it, and nothing is made. For what takes long to make: all
    public answers get tag, date and 304 from the outermost middleware.
    """
    return HttpResponseNotModified() if version_of(request).is_held(request) else make()


def _is_held(request: HttpRequest, etag: str, modified: int | None, now: dt.datetime) -> bool:
    """What a reader says that it has (RFC 9110, 13.1): a date counts only without a tag, and never one to come."""
    if (tags := request.META.get("HTTP_IF_NONE_MATCH")) is not None:
        held = parse_etags(tags)
        return "*" in held or etag.removeprefix("W/") in {one.removeprefix("W/") for one in held}
    since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and modified is not None and modified <= since <= now.timestamp()


@lru_cache(maxsize=8)
def _etag(edition: Out | None, today: dt.date, shown: tuple[object, ...], release: str) -> str:
    parts = repr((edition and tuple(edition), today.isoformat(), shown, release))
    return f'W/"{hashlib.sha256(parts.encode(errors="surrogatepass")).hexdigest()[:32]}"'


@cache
def _release() -> str:
    """The code that writes the answers, the same on every machine that runs it."""
    code = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        code.update(path.read_bytes())
    return code.hexdigest()


def _modified(edition: Out | None, now: dt.datetime) -> int | None:
    """When the answer last changed, in seconds since 1970: with the edition, at midnight, or with the settings and the
    code, which are read when the server starts.
    """
    if edition is None or now - edition.changed_at < SETTLED:
        return None
    yesterday = timezone.localdate(now) - dt.timedelta(days=1)
    return int(max(edition.changed_at, end_of(yesterday), STARTED).timestamp())
