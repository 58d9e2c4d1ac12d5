"""How far a long command has come: shown on a terminal while it runs, nothing at all in a pipe."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")

SECONDS_BETWEEN = 0.1
CLEAR_LINE = "\r\x1b[K"


def shown(rows: Iterable[T], *, label: str, total: int | None = None, to: TextIO | None = None) -> Iterator[T]:
    """The rows as they are, while "label: 3 of 10" is on the terminal, or "label: 3"; the line goes when they end."""
    stream = sys.stderr if to is None else to
    if not stream.isatty():
        yield from rows
        return
    next_at = 0.0
    try:
        for done, row in enumerate(rows, start=1):
            if time.monotonic() >= next_at or done == total:
                stream.write(f"{CLEAR_LINE}{label}: {done:,}{'' if total is None else f' of {total:,}'}")
                stream.flush()
                next_at = time.monotonic() + SECONDS_BETWEEN
            yield row
    finally:
        stream.write(CLEAR_LINE)
        stream.flush()
