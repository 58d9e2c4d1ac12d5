"""What a process keeps in memory: of one edition, within its bytes, the least used gone first."""

import datetime as dt
import gc
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from initiatives.kept import Kept, Turn, forget_all

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


def turn_of(kept: Kept[str], tag: object, seconds: float = 9.0, makes: str = "") -> Turn[str]:
    with kept.turn(tag, "page", seconds=seconds) as turn:
        if turn.value is None and makes:
            kept.keep(tag, "page", makes, 10)
    return turn


def until(has_come: Callable[[], bool]) -> None:
    while not has_come():
        time.sleep(0.001)


@pytest.mark.parametrize("is_over", [False, True])
def test_who_asks_for_what_is_being_made_gets_it_even_if_its_edition_ends_meanwhile(is_over: bool) -> None:
    kept: Kept[str] = Kept(100)
    kept.read(ONE, "page")
    with ThreadPoolExecutor(1) as threads:
        with kept.turn(ONE, "page", seconds=9.0) as mine:
            waiting = threads.submit(turn_of, kept, ONE)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.05)
            if is_over:
                kept.read(TWO, "page")
            kept.keep(ONE, "page", "made", 10)
        assert (mine, waiting.result(timeout=5)) == (Turn(), Turn("made", has_waited=True))
    assert (kept.read(TWO if is_over else ONE, "page"), len(kept._under_way)) == (None if is_over else "made", 0)


def test_of_those_who_come_after_it_began_and_of_a_later_edition_one_makes_it_anew() -> None:
    """Or each edition would be made beside those before it, and the faster they follow, the slower each of them is."""
    kept: Kept[str] = Kept(100)
    with ThreadPoolExecutor(3) as threads:
        with kept.turn(ONE, "page", seconds=9.0):
            kept.read(TWO, "page")
            waiting = [threads.submit(turn_of, kept, TWO, makes="of two") for _reader in range(3)]
            until(lambda: len([one for one in waiting if one.running()]) == 3)
            time.sleep(0.05)
            kept.keep(ONE, "page", "of one", 10)
        values = [one.result(timeout=5).value for one in waiting]
    assert sorted(values, key=str) == [None, "of two", "of two"]


@pytest.mark.parametrize(("most_bytes", "seconds", "waits"), [(100, 0.01, True), (0, 9.0, False)])
def test_nobody_waits_for_longer_than_told_nor_for_what_cannot_be_kept(
    most_bytes: int, seconds: float, waits: bool
) -> None:
    kept: Kept[str] = Kept(most_bytes)
    with ThreadPoolExecutor(1) as threads, kept.turn(ONE, "page", seconds=9.0):
        assert threads.submit(turn_of, kept, ONE, seconds).result(timeout=5) == Turn(has_waited=waits)


def test_nobody_waits_for_another_key() -> None:
    kept: Kept[str] = Kept(100)
    with ThreadPoolExecutor(1) as threads, kept.turn(ONE, "other", seconds=9.0):
        assert threads.submit(turn_of, kept, ONE).result(timeout=5) == Turn()


def test_who_comes_just_after_it_was_kept_need_not_make_it() -> None:
    kept: Kept[str] = Kept(100)
    kept.read(ONE, "page")
    kept.keep(ONE, "page", "made", 10)
    assert [turn_of(kept, tag) for tag in (ONE, TWO)] == [Turn("made"), Turn()]


def test_what_could_not_be_made_is_made_by_the_next() -> None:
    kept: Kept[str] = Kept(100)
    with pytest.raises(ValueError, match="broken"), kept.turn(ONE, "page", seconds=9.0):
        raise ValueError("broken")
    assert (turn_of(kept, ONE), len(kept._under_way)) == (Turn(), 0)
