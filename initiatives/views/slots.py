"""Files wait for no reader: so many are made at once on a node, each for so long, and pages keep their threads.

A slot is a lock on a file in a folder of the site's own. The system lets go of it with the process, however that ends,
so the processes of a node share the slots and nothing has to be tidied up.
"""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from initiatives.views import errors

# Seconds, for whoever finds every slot taken.
RETRY_AFTER = 30


def in_a_slot(request: HttpRequest, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What `make` answers, or 429 where every slot is taken. A slot is held until the answer is made, and where it is
    sent while it is made, until it is closed: sent to its end, broken, or left by its reader.
    """
    with ExitStack() as held:
        if not _is_taken(held):
            return errors.busy(request, RETRY_AFTER)
        answer = make()
        if isinstance(answer, StreamingHttpResponse):
            # The slot is given back when the answer is closed, read to its end or not.
            answer.streaming_content = _Sent(answer, request.META.get("gunicorn.socket"), held.pop_all())
        return answer


class _Sent(Iterable[bytes]):
    """The pieces of a file, all to be sent within the time that one may take; then the connection is cut.

    A reader who reads nothing holds the server in the middle of sending, where it looks at no clock of ours; so its
    socket is told, before each piece, how long sending may take.
    """

    def __init__(self, answer: StreamingHttpResponse, line: Any, held: ExitStack) -> None:
        self.pieces = iter(answer)
        self.until = time.monotonic() + settings.EXPORT_SECONDS
        self.line, self.held = line, held
        if line is not None:
            held.callback(line.settimeout, line.gettimeout())

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self.pieces)
        left = self.until - time.monotonic()
        if left <= 0:
            # As if the reader had left: the server ends the connection, and not the file.
            raise ConnectionResetError(errno.ECONNRESET, "The file took too long")
        if self.line is not None:
            self.line.settimeout(left)
        return piece

    def close(self) -> None:
        self.held.close()


def _is_taken(held: ExitStack) -> bool:
    """Whether `held` now holds a slot, or there is no limit."""
    if not settings.TRACKER_EXPORTS_AT_ONCE:
        return True
    try:
        folder = _folder()
        for number in range(settings.TRACKER_EXPORTS_AT_ONCE):
            with ExitStack() as tried:
                slot = tried.enter_context((folder / str(number)).open("ab"))
                try:
                    fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                held.push(tried.pop_all())
                return True
    except OSError:
        return True  # a full or read-only disk: what is published can still be read
    return False


def _folder() -> Path:
    """Of this site and this account: nobody else can guess its name and make it first, or look into it."""
    name = salted_hmac("initiatives.views.slots", f"{settings.SITE_URL} {os.getuid()}").hexdigest()[:32]
    folder = Path(tempfile.gettempdir()) / f"tracker-slots-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
