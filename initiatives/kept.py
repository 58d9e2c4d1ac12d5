"""What one process keeps in memory of one edition: bounded in bytes, and gone as soon as another edition is out."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

V = TypeVar("V")


@dataclass
class Making(Generic[V]):
    """The makings of what one key holds, one after another: how many began, and what the last of them made."""

    lock: Any = field(default_factory=Lock)
    begun: int = 0
    tag: Hashable = None
    value: V | None = None


@dataclass(frozen=True)
class Turn(Generic[V]):
    """What came of waiting; without a value it is for this thread to make, of the edition that is out then."""

    value: V | None = None
    has_waited: bool = False


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
        self._under_way: weakref.WeakValueDictionary[Hashable, Making[V]] = weakref.WeakValueDictionary()
        _everything.add(self)  # type: ignore[arg-type]

    def read(self, tag: Hashable, key: Hashable) -> V | None:
        with self._lock:
            self._turn_to(tag)
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def keep(self, tag: Hashable, key: Hashable, value: V, size: int) -> None:
        """What alone is larger than all may be is not kept; nor what belongs to an edition that was out before: it goes
        to those who wait for it.
        """
        with self._lock:
            if making := self._under_way.get(key):
                making.tag, making.value = tag, value
            if tag != self._tag or size > self.most_bytes:
                return
            if key in self._held:
                self._bytes -= self._held.pop(key)[1]
            self._held[key] = value, size
            self._bytes += size
            while self._bytes > self.most_bytes:
                self._bytes -= self._held.popitem(last=False)[1][1]

    @contextmanager
    def turn(self, tag: Hashable, key: Hashable, *, seconds: float) -> Iterator[Turn[V]]:
        """One thread at a time makes what a key holds, however fast editions follow. Who comes meanwhile waits, at most
        so long, and gets what was made of its own edition, or by whoever began after it came.
        """
        with self._lock:
            held = self._held.get(key) if tag == self._tag else None
            making = self._under_way.setdefault(key, Making())
            begun = making.begun
        if held is not None or self.most_bytes == 0:
            yield Turn(held[0] if held else None)
            return
        has_waited = not making.lock.acquire(blocking=False)
        if has_waited and not making.lock.acquire(timeout=seconds):
            yield Turn(has_waited=True)
            return
        try:
            with self._lock:
                is_made, value = making.tag == tag or making.begun > begun, making.value
                if not is_made:
                    making.begun, making.tag, making.value = making.begun + 1, None, None
            if not is_made:
                yield Turn(has_waited=has_waited)
        finally:
            making.lock.release()
        if is_made:
            # Without a value where that is not to be kept: nobody waits for it twice.
            yield Turn(value, has_waited)

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
