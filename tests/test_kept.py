"""What a process keeps in memory: of one edition, within its bytes, the least used gone first."""

import datetime as dt
import gc
from concurrent.futures import ThreadPoolExecutor

import pytest

from initiatives.kept import Kept, forget_all

ONE = (1, None, dt.date(2026, 11, 22))
TWO = (2, None, dt.date(2026, 11, 22))
TOMORROW = (1, None, dt.date(2026, 11, 23))


def test_what_is_kept_is_there_until_another_edition_or_day() -> None:
    for other in (TWO, TOMORROW):
        kept: Kept[str] = Kept(100)
        found = [kept.read(ONE, "key")]
        kept.keep(ONE, "key", "value", 10)
        found += [kept.read(ONE, "key"), kept.read(ONE, "other")]
        assert (found, len(kept), kept.bytes) == ([None, "value", None], 1, 10)
        assert (kept.read(other, "key"), len(kept), kept.bytes) == (None, 0, 0)


def test_what_was_made_in_an_edition_before_is_not_kept() -> None:
    kept: Kept[str] = Kept(100)
    kept.read(ONE, "key")
    kept.read(TWO, "key")
    kept.keep(ONE, "key", "old", 10)
    assert (kept.read(TWO, "key"), len(kept)) == (None, 0)


def test_the_bytes_are_bounded_and_the_least_used_goes_first() -> None:
    kept: Kept[int] = Kept(100)
    kept.read(ONE, 0)
    for number in range(4):
        kept.keep(ONE, number, number, 30)
        kept.read(ONE, 0)
    kept.keep(ONE, "whole", 9, 101)
    kept.keep(ONE, 3, 33, 40)
    assert [kept.read(ONE, key) for key in (0, 1, 2, 3, "whole")] == [0, None, 2, 33, None]
    assert (len(kept), kept.bytes) == (3, 100)


def test_everything_can_be_forgotten_and_what_nobody_holds_is_free() -> None:
    first, second = Kept[int](100), Kept[int](100)
    for kept in (first, second):
        kept.read(ONE, "key")
        kept.keep(ONE, "key", 1, 1)
    forget_all()
    assert (len(first), len(second)) == (0, 0)
    del kept, second
    gc.collect()
    forget_all()


def waited(kept: Kept[int], key: str, seconds: float) -> bool:
    with kept.turn(key, seconds=seconds) as has_waited:
        return has_waited


@pytest.mark.parametrize(
    ("most_bytes", "key", "seconds", "told"),
    [(100, "page", 0.01, True), (100, "other", 9.0, False), (0, "page", 9.0, False)],
)
def test_who_asks_for_what_is_being_made_waits_so_long_and_nobody_else_does(
    most_bytes: int, key: str, seconds: float, told: bool
) -> None:
    kept: Kept[int] = Kept(most_bytes)
    with ThreadPoolExecutor(1) as threads:
        with kept.turn("page", seconds=9.0) as first:
            assert (first, threads.submit(waited, kept, key, seconds).result(timeout=5)) == (False, told)
        assert threads.submit(waited, kept, key, 9.0).result(timeout=5) is False


def test_what_could_not_be_made_is_made_by_the_next() -> None:
    kept: Kept[int] = Kept(100)
    with pytest.raises(ValueError, match="broken"), kept.turn("page", seconds=9.0):
        raise ValueError("broken")
    assert waited(kept, "page", 9.0) is False
    assert len(kept._turns) == 0
