"""What one process keeps in memory of one edition: bounded in bytes, and gone as soon as another edition is out."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")

_everything: weakref.WeakSet[Kept[object]] = weakref.WeakSet()


class Kept(Generic[V]):
    """A memory of at most so many bytes, as `keep` is told their number; what was asked for longest ago goes first.

    All that it holds belongs to one tag, such as `editions.tag()`. Another tag empties it, so that nothing removed
    lingers, not even unread. The tag is asked for before the rows that it stands for: what is kept may be newer than
    its tag, and never older.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._tag: Hashable = None
        self._held: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._turns: weakref.WeakValueDictionary[Hashable, Lock] = weakref.WeakValueDictionary()
        _everything.add(self)  # type: ignore[arg-type]

    def read(self, tag: Hashable, key: Hashable) -> V | None:
        with self._lock:
            self._turn_to(tag)
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def keep(self, tag: Hashable, key: Hashable, value: V, size: int) -> None:
        """What alone is larger than all may be is not kept; nor what belongs to an edition that was out before."""
        with self._lock:
            if tag != self._tag or size > self.most_bytes:
                return
            if key in self._held:
                self._bytes -= self._held.pop(key)[1]
            self._held[key] = value, size
            self._bytes += size
            while self._bytes > self.most_bytes:
                self._bytes -= self._held.popitem(last=False)[1][1]

    @contextmanager
    def turn(self, key: Hashable, *, seconds: float) -> Iterator[bool]:
        """For the thread that makes what a key holds; who comes meanwhile waits until it is made, or for so long, and
        gets True: it may be there by now, or of an edition that is over, or not be one to keep.
        """
        if self.most_bytes == 0:
            yield False  # nothing will be there
            return
        with self._lock:
            turn = self._turns.setdefault(key, Lock())
        if turn.acquire(blocking=False):
            try:
                yield False
            finally:
                turn.release()
        else:
            if turn.acquire(timeout=seconds):
                turn.release()
            yield True

    def clear(self) -> None:
        with self._lock:
            self._turn_to(None)

    def _turn_to(self, tag: Hashable) -> None:
        if tag != self._tag or tag is None:
            self._held.clear()
            self._tag, self._bytes = tag, 0

    def __len__(self) -> int:
        return len(self._held)

    @property
    def bytes(self) -> int:
        return self._bytes


def forget_all() -> None:
    """Empty every memory of this process."""
    for one in list(_everything):
        one.clear()
