"""Guessing passwords is refused before any hashing: by name and address, by address alone, and one hash at a time."""

from __future__ import annotations

import ipaddress
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_credentials
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse

from initiatives import logins
from initiatives.models import User

# One password is hashed, so many wait for their turn; the rest is asked to come back, or they would take every thread.
WAITING = 2
BUSY_SECONDS = 5

_queue = threading.BoundedSemaphore(1 + WAITING)
_hashing = threading.Lock()


class Busy(Exception):
    """Others are logging in just now."""


@contextmanager
def one_hash() -> Iterator[None]:
    """At most one password is hashed at a time in this worker, so that the public pages keep the rest of it."""
    if not _queue.acquire(blocking=False):
        raise Busy
    try:
        with _hashing:
            yield
    finally:
        _queue.release()


def address(request: HttpRequest) -> str | None:
    """Where a request comes from, by the word of the trusted web servers; of IPv6 the network, which one person has."""
    named: str = request.META.get("REMOTE_ADDR", "")
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < settings.TRACKER_PROXIES <= len(told):
        named = told[-settings.TRACKER_PROXIES]
    return _network(named) or _network(request.META.get("REMOTE_ADDR", ""))


def _network(named: str) -> str | None:
    if named.startswith("["):
        named = named[1:].partition("]")[0]
    elif named.count(":") == 1:
        named = named.partition(":")[0]
    try:
        found = ipaddress.ip_address(named.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)


class Throttle(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts in the database, for all workers. The first of its two lists is of name and address, the second of the
    address alone, which has a limit of its own.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        by_name, by_address = (_sum(attempts) for attempts in self.get_user_attempts(request, credentials))
        return max(by_name, by_address) if by_address >= settings.AXES_ADDRESS_FAILURE_LIMIT else by_name

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        # With a second factor the login is not done yet, and what was guessed so far still counts.
        if logins.device_of(user) is None:
            self.forgive(request, user.get_username())

    def forgive(self, request: HttpRequest, username: str) -> None:
        """Who has come in has guessed nothing; what others tried from the same address stays counted."""
        self.filter_user_attempts(request, get_credentials(username))[0].delete()

    def wait(self, request: HttpRequest, username: str) -> int:
        """Seconds until the next try is heard; 0 when it is now."""
        now = request.axes_attempt_time  # type: ignore[attr-defined]
        limits = settings.AXES_FAILURE_LIMIT, settings.AXES_ADDRESS_FAILURE_LIMIT
        waits = [0.0]
        for attempts, limit in zip(self.get_user_attempts(request, get_credentials(username)), limits, strict=True):
            found = attempts.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
            if (found["failures"] or 0) >= limit:
                waits.append((found["last"] + get_cool_off(request) - now).total_seconds())
        return math.ceil(max(waits))


def _sum(attempts: Any) -> int:
    return int(attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0)


class Guard(AxesStandaloneBackend):  # type: ignore[misc]
    """The first backend: refuses before the next one hashes. Without a request there is no address to count."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        if request is not None:
            super().authenticate(request, **credentials)


def wait(request: HttpRequest, username: str) -> int:
    AxesProxyHandler.update_request(request)
    seconds: int = AxesProxyHandler.get_implementation().wait(request, username)
    return seconds


def failed(request: HttpRequest, username: str) -> None:
    """Count a wrong code, or a wrong old password, as one more guess."""
    AxesProxyHandler.user_login_failed(__name__, get_credentials(username), request)


def forgive(request: HttpRequest, username: str) -> None:
    AxesProxyHandler.update_request(request)
    AxesProxyHandler.get_implementation().forgive(request, username)


def refusal(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """What the guess that reached the limit is answered."""
    from initiatives.admin.site import site

    return site.refused(request, wait(request, str((credentials or {}).get("username") or "")))
