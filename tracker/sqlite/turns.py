"""Who writes next to a database file: the threads of a process in the order they came, the processes by turns.

SQLite lets everybody who waits for its write lock knock at random, so that somebody may wait for ever beside others who
keep writing. Here only one thread of a process knocks at a time, and of the processes one alone stands next to the one
that writes: it comes first, whoever arrives meanwhile. SQLite's own lock stays what keeps the file whole; where no lock
file can be made, on a full disk say, it is alone again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
import weakref
from collections import deque
from functools import cache

KNOCKS_EVERY = 0.002
LOOKS_EVERY = 0.5  # for a writer that was lost without a word
NEXT, WRITES = 0, 1  # bytes of the lock file


class Line:
    """A writer is any object that lives as long as its transaction may: a connection."""

    def __init__(self, database: str) -> None:
        self._name = f"{database}-queue"
        self._file: int | None = None
        self.begin_anew()

    def begin_anew(self) -> None:
        """Also after a fork: neither the threads that wait nor the locks on the file come along."""
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()
        self._writer: weakref.ref[object] | None = None

    def enter(self, writer: object, until: float) -> bool:
        """Whether the turn came before that moment of the monotonic clock."""
        if not self._comes_first(writer, until):
            return False
        came = False
        try:
            came = self._comes_among_processes(until)
        finally:
            if not came:
                self.leave(writer)
        return came

    def leave(self, writer: object) -> None:
        with self._changed:
            if self._writer is not None and self._writer() is writer:
                if self._file is not None:
                    _unlock(self._file, WRITES)
                self._writer = None
                self._changed.notify_all()

    def _comes_first(self, writer: object, until: float) -> bool:
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            try:
                while self._waiting[0] is not ticket or (self._writer is not None and self._writer() is not None):
                    left = until - time.monotonic()
                    if left <= 0:
                        return False
                    self._changed.wait(min(left, LOOKS_EVERY))
                self._writer = weakref.ref(writer)
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()
        return True

    def _comes_among_processes(self, until: float) -> bool:
        try:
            if self._file is None:
                self._file = os.open(self._name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if not _lock(self._file, NEXT, until):
                return False
            try:
                return _lock(self._file, WRITES, until)
            finally:
                _unlock(self._file, NEXT)
        except OSError:
            return True


def _lock(file: int, byte: int, until: float) -> bool:
    while True:
        # Locks of the process, not of the open file: a child made while somebody writes does not keep them.
        with contextlib.suppress(BlockingIOError, PermissionError):
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(KNOCKS_EVERY)


def _unlock(file: int, byte: int) -> None:
    with contextlib.suppress(OSError):
        fcntl.lockf(file, fcntl.LOCK_UN, 1, byte)


@cache
def line_of(database: str) -> Line:
    line = Line(database)
    os.register_at_fork(after_in_child=line.begin_anew)
    return line
