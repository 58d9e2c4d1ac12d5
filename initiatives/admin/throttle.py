"""Guessing passwords is refused before any hashing: by name and address, by address alone, and one hash at a time."""

from __future__ import annotations

import functools
import ipaddress
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_credentials
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives import logins
from initiatives.models import User

# One password is hashed, so many wait for their turn; the rest is asked to come back, or they would take every thread.
WAITING = 2
BUSY_SECONDS = 5

# A page costs more than most guesses: whoever comes back faster than a person can is told in one line.
PAGES_EVERY = 1.0
MOST_KNOWN = 1000

HELD = 2
HELD_FOR = 0.5

_held = threading.BoundedSemaphore(HELD)
_queue = threading.BoundedSemaphore(1 + WAITING)
_hashing = threading.Lock()


@dataclass(frozen=True)
class Pause:
    """How long nothing is heard from an address, for one name or, with an empty one, for all."""

    seconds: int
    name: str


@dataclass(frozen=True)
class _Known:
    """A pause that this worker has just shown a page about."""

    seconds: int
    shown: float


_known: dict[tuple[str | None, str], _Known] = {}
_last_page = 0.0


def flood(request: HttpRequest, username: str) -> int:
    """Seconds to wait, for who was shown a page a moment ago and comes again at once; 0 for all others."""
    where, now = address(request), time.monotonic()
    for name in ("", username):
        known = _known.get((where, name))
        if known is not None and now - known.shown < PAGES_EVERY:
            return known.seconds
    return 0


def remember(request: HttpRequest, pause: Pause) -> None:
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[address(request), pause.name] = _Known(pause.seconds, time.monotonic())


class FloodMiddleware:
    """Stands before sessions and everything else that costs: a guess that is not heard costs next to nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.login = reverse("admin:login")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == self.login and request.method == "POST":
            seconds = flood(request, request.POST.get("username", ""))
            if seconds:
                hold()
                return in_a_line(seconds)
        return self.get_response(request)


def hold() -> None:
    """Lets a guesser wait for the answer: one who never pauses would else take the time of the public pages. At most
    two of a worker's threads are held.
    """
    if _held.acquire(blocking=False):
        try:
            time.sleep(HELD_FOR)
        finally:
            _held.release()


def in_a_line(seconds: int) -> HttpResponse:
    said = _("Too many tries. Try again in %(time)s.") % {"time": in_words(seconds)}
    return HttpResponse(
        f"{said}\n", status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": str(seconds)}
    )


def in_words(seconds: int) -> str:
    if seconds < 90:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def may_show_busy() -> bool:
    """Whether one of many who wait is shown a page; guesses from everywhere at once would make too many of them."""
    global _last_page
    now = time.monotonic()
    if now - _last_page < PAGES_EVERY / 2:
        return False
    _last_page = now
    return True


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


class QuietHasher(PBKDF2PasswordHasher):
    """Django's own, in one thread of low priority: pages that are asked for meanwhile go first."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return _hasher().submit(super().encode, password, salt, iterations).result()


@functools.cache
def _hasher() -> ThreadPoolExecutor:
    # Made at the first hash, as threads do not outlive the fork into workers.
    return ThreadPoolExecutor(1, "hasher", _step_back)


def _step_back() -> None:
    # Only Linux knows a priority for one thread; elsewhere it would be the whole process's.
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)


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

    def pause(self, request: HttpRequest, username: str) -> Pause | None:
        now = request.axes_attempt_time  # type: ignore[attr-defined]
        limits = settings.AXES_FAILURE_LIMIT, settings.AXES_ADDRESS_FAILURE_LIMIT
        pauses = []
        lists = self.get_user_attempts(request, get_credentials(username))
        for name, attempts, limit in zip((username, ""), lists, limits, strict=True):
            found = attempts.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
            if (found["failures"] or 0) >= limit:
                left = (found["last"] + get_cool_off(request) - now).total_seconds()
                pauses.append(Pause(max(1, math.ceil(left)), name))
        return max(pauses, key=lambda pause: (pause.seconds, not pause.name), default=None)


def _sum(attempts: Any) -> int:
    return int(attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0)


class Guard(AxesStandaloneBackend):  # type: ignore[misc]
    """The first backend: refuses before the next one hashes. Without a request there is no address to count."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        if request is not None:
            super().authenticate(request, **credentials)


def pause(request: HttpRequest, username: str) -> Pause | None:
    """The pause that this address is in, for this name or for all; None when the next try is heard."""
    AxesProxyHandler.update_request(request)
    found: Pause | None = AxesProxyHandler.get_implementation().pause(request, username)
    return found


def wait(request: HttpRequest, username: str) -> int:
    """Seconds until the next try is heard; 0 when it is now."""
    found = pause(request, username)
    return found.seconds if found else 0


def failed(request: HttpRequest, username: str) -> None:
    """Count a wrong code, or a wrong old password, as one more guess."""
    AxesProxyHandler.user_login_failed(__name__, get_credentials(username), request)


def forgive(request: HttpRequest, username: str) -> None:
    AxesProxyHandler.update_request(request)
    AxesProxyHandler.get_implementation().forgive(request, username)


def refusal(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """What the guess that reached the limit is answered."""
    from initiatives.admin.site import site

    name = str((credentials or {}).get("username") or "")
    return site.refused(request, pause(request, name) or Pause(1, name))
