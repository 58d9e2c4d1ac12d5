"""The outermost middleware: public answers from memory while their edition is out, with tags, dates and compression.

Ten thousand readers of one announcement ask for the same few pages, which change only when something is published. So
a whole answer is kept, header by header, and given again after one small query: which edition is out. That query is
asked on every request, in every process, so nobody is ever shown what a committed change has overtaken; nothing is
shared between processes, and nothing has to be told to forget.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from initiatives.exports.rows import one_snapshot
from initiatives.kept import Kept
from initiatives.parameters import IGNORED
from initiatives.views.conditional import Version, version_of

# Two caches, one behind the other, that do not tell each other an answer's age, such as a web server's and a
# browser's: with both, what was removed is gone everywhere within a minute.
SHORT = "public, max-age=10, stale-while-revalidate=20"
# Others may keep these for as long; what is refused or broken is asked anew each time.
MAY_BE_KEPT = frozenset({200, 301, 302, 304, 404, 410})
# Nothing public, or answered by others.
OWN_RULES = ("/admin/", "/healthz")
# Each call counts against the limit of whoever calls.
NOT_FROM_MEMORY = "/api/"

TEXTS = ("text/", "application/json", "application/geo+json", "application/xml", "application/atom+xml")
# Less is not worth its header.
LEAST = 500
# Once for many readers; and while a file is sent, where more than the first level costs more than it saves.
BEST, FAST = 6, 1
OVERHEAD = 1024
# Seconds. Waiting takes a thread as long as making would, and nothing of the CPU.
PATIENCE = 20.0

PAGES: Kept[Page] = Kept(settings.TRACKER_PAGE_CACHE_MB * 1024 * 1024)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True)
class Page:
    """A whole answer of 200: its headers as they were sent, its body, and the same compressed where that is shorter."""

    headers: dict[str, tuple[str, str]]
    body: bytes
    packed: bytes | None

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed or b"") + OVERHEAD

    def answer(self, *, packed: bool) -> HttpResponse:
        told = HttpResponse(self.packed if packed and self.packed is not None else self.body)
        # As they stand: working them out is most of what an answer costs.
        told.headers._store = dict(self.headers)
        if packed and self.packed is not None:
            told.headers["Content-Encoding"] = "gzip"
        told.headers["Content-Length"] = str(len(told.content))
        return told


class KeptPagesMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.own_rules = (*OWN_RULES, settings.STATIC_URL)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(self.own_rules):
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return _once(self.get_response(request))
        if request.path_info.startswith(NOT_FROM_MEMORY):
            # Its views read the version where they read rows; whoever is refused costs no query.
            answer = self.get_response(request)
            return self._told(request, answer, getattr(request, "public_version", None))
        version = None
        with suppress(DatabaseError):  # the view meets it too, and says so
            version = version_of(request)
        if version is None:
            return self._told(request, self.get_response(request), None)
        key = _key(request)
        page = PAGES.read(version.etag, key)
        if page is not None:
            return _again(request, page, version)
        # A change empties the memory while a crowd reads: one of them makes a page, and those who ask for it wait.
        with PAGES.turn(version.etag, key, seconds=PATIENCE) as turn:
            page = turn.value
            if page is None and turn.has_waited:
                version = version_of(request, anew=True)
                page = PAGES.read(version.etag, key)
            return self._made(request, version) if page is None else _again(request, page, version)

    def _made(self, request: HttpRequest, version: Version) -> HttpResponseBase:
        # A page asks many questions; what is published between two of them would be on it by half.
        with one_snapshot(seconds=None):
            answer = self.get_response(request)
        return self._told(request, answer, version)

    def _told(self, request: HttpRequest, answer: HttpResponseBase, version: Version | None) -> HttpResponseBase:
        if answer.status_code not in MAY_BE_KEPT:
            return _once(answer)
        answer.headers.setdefault("Cache-Control", SHORT)
        if version is not None and answer.status_code in {200, 304}:
            version.write_on(answer)
        return self._kept(request, answer, version) if answer.status_code == 200 else answer

    def _kept(self, request: HttpRequest, answer: HttpResponseBase, version: Version | None) -> HttpResponseBase:
        packed = _takes_gzip(request)
        if answer.headers.get("Content-Type", "").startswith(TEXTS) and "Content-Encoding" not in answer.headers:
            patch_vary_headers(answer, ["Accept-Encoding"])
        else:
            packed = False
        if version is not None and version.is_held(request):
            return _not_modified(answer)
        if not isinstance(answer, HttpResponse):
            if packed:
                _pack_while_sent(answer)
        elif version is not None and request.method == "GET" and _may_be_kept(request, answer):
            page = _page(answer, BEST)
            PAGES.keep(version.etag, _key(request), page, page.size)
            return page.answer(packed=packed)
        elif packed and not answer.cookies:
            return _page(answer, FAST).answer(packed=True)
        return answer


def _again(request: HttpRequest, page: Page, version: Version) -> HttpResponseBase:
    told = page.answer(packed=_takes_gzip(request))
    version.write_on(told)
    return _not_modified(told) if version.is_held(request) else told


def _key(request: HttpRequest) -> tuple[Any, ...]:
    """What a public answer depends on. A host is answered 200 only where it is allowed, so only such are kept."""
    query = request.META.get("QUERY_STRING", "")
    if query:
        query = "&".join(part for part in query.split("&") if not IGNORED.match(part.partition("=")[0]))
    # A web server may let readers name the folder that links begin with: who did would write the links of all others.
    below = request.META.get("SCRIPT_NAME", "")
    return request.scheme, request.META.get("HTTP_HOST"), below, request.path_info, query


def _may_be_kept(request: HttpRequest, answer: HttpResponse) -> bool:
    """Not what is for one reader: it sets a cookie, depends on a header that the key does not have, or is counted."""
    is_for_all = not answer.cookies and answer.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    return is_for_all and not request.path_info.startswith(NOT_FROM_MEMORY)


def _page(answer: HttpResponse, level: int) -> Page:
    body = answer.content
    packed = None
    if len(body) >= LEAST and "Accept-Encoding" in answer.headers.get("Vary", ""):
        packed = gzip.compress(body, level, mtime=0)
    return Page(dict(answer.headers._store), body, packed)


def _takes_gzip(request: HttpRequest) -> bool:
    for offer in request.META.get("HTTP_ACCEPT_ENCODING", "").lower().split(","):
        name, _, weight = offer.partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _not_modified(answer: Any) -> HttpResponseNotModified:
    """RFC 9110, 15.4.5: what a 200 would have said of itself, but for what describes the body that is not sent."""
    told: Any = HttpResponseNotModified()
    for name, value in answer.headers.items():
        if name not in {"Content-Type", "Content-Length", "Content-Disposition", "Content-Encoding"}:
            told.headers[name] = value
    # Not closed here: that would tell Django that the whole request is over.
    told._resource_closers += answer._resource_closers
    return told  # type: ignore[no-any-return]


def _once(answer: HttpResponseBase) -> HttpResponseBase:
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _pack_while_sent(answer: Any) -> None:
    """Wraps the body as it stands, so that whatever closes the answer still closes what it reads from."""
    answer.streaming_content = _packed(answer.streaming_content)
    answer.headers["Content-Encoding"] = "gzip"
    answer.headers.pop("Content-Length", None)


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The first piece leaves at once; those after it as the packer fills."""
    packer = zlib.compressobj(FAST, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    is_first = True
    for piece in pieces:
        part = packer.compress(piece)
        if is_first:
            part += packer.flush(zlib.Z_SYNC_FLUSH)
            is_first = False
        if part:
            yield part
    yield packer.flush()
