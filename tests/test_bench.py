"""The measurements themselves: what is made of figures, whether two files are the same, and how an answer is read."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from bench import client, report
from bench.goals import GOALS, Goal, verdict
from bench.groups.files import same_rows
from bench.measure import Run, in_turn, ratios, spread

AT_MOST_TWO = Goal("G0", "a thing", 2, "times")
AT_LEAST_TWO = Goal("G0", "a thing", 2, "times", at_least=True)


def test_jobs_take_turns_after_each_has_warmed_up() -> None:
    calls: list[str] = []

    def job(name: str) -> Run:
        calls.append(name)
        return Run(len(calls))

    found = in_turn({"a": lambda: job("a"), "b": lambda: job("b")}, rounds=2)
    assert calls == ["a", "b", "a", "b", "a", "b"]
    assert {name: [run.wall for run in runs] for name, runs in found.items()} == {"a": [3, 5], "b": [4, 6]}


@pytest.mark.parametrize(("seconds", "rounds", "calls"), [(5.0, 5, 6), (5.1, 3, 3)])
def test_what_takes_long_is_done_three_times_and_needs_no_warming_up(seconds: float, rounds: int, calls: int) -> None:
    called: list[float] = []

    def job(wall: float) -> Run:
        called.append(wall)
        return Run(wall)

    found = in_turn({"short": lambda: job(0.1), "long": lambda: job(seconds)}, rounds=5)
    assert {name: len(runs) for name, runs in found.items()} == {"short": rounds, "long": rounds}
    assert (called.count(0.1), called.count(seconds)) == (rounds + 1, calls)


def test_ratios_are_of_each_round_and_their_spread_is_a_share_of_the_median() -> None:
    found = ratios([2.0, 3.0, 4.0], [1.0, 1.0, 1.0])
    assert found == [2.0, 3.0, 4.0]
    assert [spread(found), spread([5.0]), spread([0.0, 0.0])] == pytest.approx([2 / 3, 0.0, 0.0])


@pytest.mark.parametrize(
    ("goal", "figures", "load", "said"),
    [
        (AT_MOST_TWO, [1.9, 2.0, 2.0], 0.0, "met"),
        (AT_MOST_TWO, [2.1, 2.1, 1.9], 0.0, "**missed**"),
        (AT_LEAST_TWO, [2.0, 2.1, 2.2], 0.0, "met"),
        (AT_LEAST_TWO, [1.9], 0.0, "**missed**"),
        (AT_MOST_TWO, [1.0, 1.0, 1.0], 1.6, "no verdict: the machine is busy (1.6 others)"),
        (AT_MOST_TWO, [1.5, 1.9, 2.1], 0.0, "no verdict: unsteady"),
        (AT_MOST_TWO, [1.0, 1.5, 1.9], 0.0, "met in every round, unsteady"),
        (AT_LEAST_TWO, [1.0, 1.5, 1.9], 0.0, "**missed** in every round, unsteady"),
        (GOALS["stale"], [0], 9.0, "met"),
        (GOALS["stale"], [1], 9.0, "**missed**"),
    ],
)
def test_a_verdict_holds_only_where_the_machine_was_quiet_and_the_rounds_agree(
    goal: Goal, figures: list[float], load: float, said: str
) -> None:
    assert verdict(goal, figures, load) == said


def test_a_line_of_a_table_leaves_empty_what_was_not_measured(capsys: pytest.CaptureFixture[str]) -> None:
    said = report.Report()
    said.runs("ours", "1k", [Run(0.012, size=2048), Run(0.014, size=2048), Run(0.013, size=2048)])
    assert said.lines == ["| ours | 1k | 13.0 (12.0 to 14.0) |  |  |  | 2.00 |"]
    assert capsys.readouterr().out == said.lines[0] + "\n"


def test_the_goals_are_told_last_with_how_many_were_missed() -> None:
    said = report.Report()
    said.goal("csv-peak", [81.0], "1M")
    said.goal("locked", [0])
    said.end()
    assert said.lines[2:] == [
        "| G2 | CSV, peak memory of the worker (1M) | 81.0 MB |  | at most 80 MB | **missed** |",
        '| G9 | 32 writers, "database is locked" | 0.0 times |  | at most 0 times | met |',
        "\n2 figures have a goal; missed: 1; parts that broke: 0.",
    ]


def test_the_short_table_takes_its_place_in_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    said = report.Report()
    said.goal("csv-datasette", [9.0, 9.5, 9.2], "10k")
    said.goal("locked", [0])
    row = "| CSV, times faster than Datasette over the same view (10k) | 9.20 (9.00 to 9.50) times | at least 8 times |"
    text = f"before\n{report.BEGIN}\nolder\n{report.END}\nafter\n"
    assert (
        report.put(text, report.SHORT_HEAD, said.short)
        == f"before\n{report.BEGIN}\n{report.SHORT_HEAD}\n{row}\n{report.END}\nafter\n"
    )
    assert report.put(text, report.SHORT_HEAD, []) == text


def test_what_something_costs_says_how_often_a_core_does_it() -> None:
    said = report.Report()
    said.cost("a page", [0.010, 0.020, 0.012], "100k")
    assert said.costs == ["| a page | 12.0 ms | 83.3 | 100k |"]


OURS = b'\xef\xbb\xbfreference,status\r\nA-1,"Open"\r\nA-2,"Disputed: Open (X), Closed (Y)"\r\n'


def test_two_files_are_the_same_where_their_cells_are() -> None:
    assert same_rows(OURS, b"reference,status\nA-1,Open\nA-2,Closed\n") == (
        "Compared: 2 rows of 2 cells are the same (in 1 only ours names a dispute)."
    )


@pytest.mark.parametrize(
    "theirs", [b"reference,status\nA-1,Shut\nA-2,Closed\n", b"reference,status\nA-1,Open\n", b"reference\nA-1\nA-2\n"]
)
def test_two_files_that_differ_in_a_cell_a_row_or_a_column_are_not(theirs: bytes) -> None:
    with pytest.raises((RuntimeError, ValueError)):
        same_rows(OURS, theirs)


ANSWERS = {
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
}


@pytest.fixture(params=ANSWERS)
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """A server of two pieces an answer, which closes where it is asked to."""
    answer = ANSWERS[request.param]

    def serve(line: socket.socket) -> None:
        with line, contextlib.suppress(ConnectionError):
            while question := line.recv(1000):
                for piece in (answer[:-5], answer[-5:]):
                    line.sendall(piece)
                if b"Connection: close" in question:
                    return

    def listen() -> None:
        while True:
            try:
                line, _address = server.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(line,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_an_answer_is_read_to_its_end_by_its_length_or_by_its_chunks(port: int) -> None:
    told = client.crowd(port, "/", 0.1, connections=2)
    assert (client.body(port, "/"), told["failed"], told["rate"] > 0) == (b"abcde", {}, True)
