"""What a long command shows while it runs."""

import io
from collections.abc import Iterator

from initiatives.management import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_the_count_and_then_a_clean_line() -> None:
    terminal = Terminal()
    assert list(progress.shown(["a", "b", "c"], label="Checking", total=3, to=terminal)) == ["a", "b", "c"]
    clear = progress.CLEAR_LINE
    # The second row comes too soon after the first to be told.
    assert terminal.getvalue() == f"{clear}Checking: 1 of 3{clear}Checking: 3 of 3{clear}"


def test_a_pipe_gets_the_rows_and_not_one_character() -> None:
    pipe = io.StringIO()
    assert list(progress.shown(["a", "b"], label="Checking", total=2, to=pipe)) == ["a", "b"]
    assert pipe.getvalue() == ""


def test_the_line_is_cleaned_when_the_rows_fail_half_way() -> None:
    def rows() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    terminal = Terminal()
    told = ""
    try:
        list(progress.shown(rows(), label="Checking", total=2, to=terminal))
    except ValueError as error:
        told = str(error)
    assert (told, terminal.getvalue().endswith(progress.CLEAR_LINE)) == ("broken", True)
