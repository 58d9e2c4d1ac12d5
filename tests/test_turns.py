"""Writers on SQLite take turns: first come, first served; nobody waits longer than SQLite would, or leaves a lock."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from tracker.environment import BASE_DIR, sqlite
from tracker.sqlite.turns import Line, line_of

SOON, LONG = 0.2, 20.0


class Writer:
    """Something that a weak reference can point at."""


def soon() -> float:
    return time.monotonic() + SOON


def in_time() -> float:
    return time.monotonic() + LONG


def in_background(job: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=job)
    thread.start()
    return thread


def waiting(line: Line, count: int) -> None:
    """Until so many wait."""
    until = in_time()
    while len(line._waiting) < count:
        assert time.monotonic() < until
        time.sleep(0.001)


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(str(tmp_path / "a.sqlite3"))


def elsewhere(database: Path, then: str) -> subprocess.Popen[str]:
    """Another process that stands in the same line. It says when its turn came, and leaves when it is written to."""
    code = (
        "import sys, time\n"
        "from tracker.sqlite.turns import Line\n"
        "class Writer: pass\n"
        "line, writer = Line(sys.argv[1]), Writer()\n"
        f"came = line.enter(writer, time.monotonic() + {LONG})\n"
        f"{then}\n"
        "print(came, flush=True)\n"
        "sys.stdin.readline()\n"
        "line.leave(writer)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, str(database)],
        cwd=BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


# -- the line ----------------------------------------------------------------------------------------------------------


def test_who_came_first_writes_first(line: Line) -> None:
    first, order = Writer(), []
    assert line.enter(first, soon())

    def write(number: int) -> None:
        writer = Writer()
        assert line.enter(writer, in_time())
        order.append(number)
        line.leave(writer)

    threads = []
    for number in range(8):
        threads.append(in_background(lambda number=number: write(number)))  # type: ignore[misc]
        waiting(line, number + 1)
    line.leave(first)
    for thread in threads:
        thread.join(LONG)
    assert order == list(range(8))


def test_who_waited_in_vain_is_told_in_time_and_stands_in_nobodys_way(line: Line) -> None:
    first, late, next_one = Writer(), Writer(), Writer()
    assert line.enter(first, soon())
    began = time.monotonic()
    came = line.enter(late, soon())
    took = time.monotonic() - began
    line.leave(late)
    kept = line.enter(next_one, time.monotonic())
    line.leave(first)
    assert (came, SOON <= took < 10 * SOON, kept, line.enter(next_one, time.monotonic())) == (False, True, False, True)


def test_a_writer_that_is_gone_without_a_word_holds_nobody_up(line: Line) -> None:
    lost, heir = Writer(), Writer()
    assert line.enter(lost, soon())
    held = line.enter(heir, soon())
    del lost
    assert (held, line.enter(heir, in_time())) == (False, True)


def test_two_lines_do_not_wait_for_each_other(line: Line, tmp_path: Path) -> None:
    other = Line(str(tmp_path / "b.sqlite3"))
    one, two = Writer(), Writer()
    assert (line.enter(one, soon()), other.enter(two, soon())) == (True, True)


@pytest.mark.parametrize("end", ["leaves", "is killed"])
def test_another_process_is_waited_for_until_it_leaves_or_is_killed(line: Line, tmp_path: Path, end: str) -> None:
    writer = Writer()
    with elsewhere(tmp_path / "a.sqlite3", then="") as other:
        assert other.stdin is not None
        assert other.stdout is not None
        told = other.stdout.readline()
        held = line.enter(writer, soon())
        if end == "leaves":
            other.stdin.write("\n")
            other.stdin.flush()
        else:
            other.kill()
        assert (told, held, line.enter(writer, in_time())) == ("True\n", False, True)
        line.leave(writer)


def test_a_process_that_waits_comes_before_the_next_thread_of_the_one_that_writes(line: Line, tmp_path: Path) -> None:
    """Whoever came to this process meanwhile: otherwise a busy process would hand the turn to itself for ever."""
    writer, later = Writer(), Writer()
    assert line.enter(writer, soon())
    with elsewhere(tmp_path / "a.sqlite3", then="") as other:
        assert other.stdin is not None
        assert other.stdout is not None
        until = in_time()
        while not next_stands(tmp_path / "a.sqlite3-queue"):
            assert time.monotonic() < until
        line.leave(writer)
        came = line.enter(later, soon())
        told = other.stdout.readline()
        other.stdin.write("\n")
        other.stdin.flush()
        assert (came, told, line.enter(later, in_time())) == (False, "True\n", True)
        line.leave(later)


def next_stands(file: Path) -> bool:
    """Whether another process stands next in line. Asked in a third one: here the answer would always be no."""
    code = (
        "import fcntl, sys\n"
        "with open(sys.argv[1], 'r+b') as file:\n"
        "    try:\n"
        "        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 0)\n"
        "    except OSError:\n"
        "        print('somebody')\n"
    )
    asked = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    return asked.stdout == "somebody\n"


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_child_begins_with_an_empty_line_and_waits_for_its_parent(tmp_path: Path) -> None:
    line, writer, heir = line_of(str(tmp_path / "a.sqlite3")), Writer(), Writer()
    assert line.enter(writer, soon())
    child = os.fork()
    if child == 0:
        came = True
        try:
            line.leave(writer)  # of its parent's writer it has a copy, not the turn
            came = line.enter(heir, soon())
        finally:
            os._exit(came)
    came = bool(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    line.leave(writer)
    assert (came, line.enter(heir, soon())) == (False, True)


def test_where_no_lock_file_can_be_made_the_threads_still_take_turns(tmp_path: Path) -> None:
    line = Line(str(tmp_path / "nowhere" / "a.sqlite3"))
    first, second = Writer(), Writer()
    came = [line.enter(first, soon()), line.enter(second, soon())]
    line.leave(first)
    assert [*came, line.enter(second, soon())] == [True, False, True]


# -- the engine --------------------------------------------------------------------------------------------------------


def connected(database: Path, seconds: float = LONG) -> Any:
    settings = sqlite({"NAME": str(database)})
    settings["OPTIONS"]["timeout"] = seconds
    return ConnectionHandler({"default": settings})["default"]


def begin(connection: Any) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def patience(connection: Any) -> int:
    return int(connection.connection.execute("PRAGMA busy_timeout").fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_transaction_keeps_its_turn_to_its_end(tmp_path: Path, end: str) -> None:
    one, two = connected(tmp_path / "a.sqlite3"), connected(tmp_path / "a.sqlite3", SOON)
    begin(one)
    with pytest.raises(OperationalError, match="database is locked"):
        begin(two)
    getattr(one, end)()
    begin(two)
    assert patience(two) == SOON * 1000
    two.close()
    one.close()


@pytest.mark.django_db
def test_a_stranger_that_does_not_queue_is_waited_for_as_long_and_the_turn_goes_on(tmp_path: Path) -> None:
    one, two = connected(tmp_path / "a.sqlite3", SOON), connected(tmp_path / "a.sqlite3")
    with one.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="database is locked"):
            begin(connected(tmp_path / "a.sqlite3", SOON))
        cursor.execute("COMMIT")
    begin(two)
    two.close()
    one.close()


@pytest.mark.django_db
def test_reading_waits_for_nobody(tmp_path: Path) -> None:
    one, two = connected(tmp_path / "a.sqlite3"), connected(tmp_path / "a.sqlite3", 0)
    begin(one)
    with two.cursor() as cursor:
        found = cursor.execute("SELECT 1").fetchone()
    one.close()
    two.close()
    assert found == (1,)


@pytest.mark.django_db
def test_a_database_in_memory_has_no_line_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = sqlite({"NAME": str(tmp_path / "a.sqlite3")}) | {"NAME": ":memory:"}
    settings["OPTIONS"] = {"transaction_mode": "IMMEDIATE"}
    connection = ConnectionHandler({"default": settings})["default"]
    begin(connection)
    connection.rollback()
    connection.connection.close()
    assert list(tmp_path.iterdir()) == []
