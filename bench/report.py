"""Prints what was measured, as the tables that RESULTS.md holds, and keeps what it printed."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence

from bench.goals import GOALS, verdict
from bench.measure import Run, others, spread, values

GOAL_HEAD = "| Goal | What | Measured (median, least to most) | Spread | Goal | |\n|---|---|---|---|---|---|"
RUN_HEAD = "| What | Size | Time, ms | CPU, ms | First byte, ms | Peak, MB | KB |\n|---|---|---|---|---|---|---|"

# Tables of documents stand between these lines. That of README has these goals, that of operations what things cost.
BEGIN, END = "<!-- from make bench -->", "<!-- end -->"
SHORT_HEAD = "| What | Measured (median, least to most) | Goal |\n|---|---|---|"
COST_HEAD = "| One of these | Costs | A core carries, a second | Measured with |\n|---|---|---|---|"
SHORT = (
    "csv",
    "csv-copy",
    "csv-peak",
    "csv-datasette",
    "csv-import-export",
    "csv-tables2",
    "list-cpu",
    "list-prefetching",
    "search",
    "kept-whitenoise",
    "kept-datasette",
    "stale",
)


def three(found: Sequence[float]) -> str:
    """Median, with least and most where they differ."""
    middle = statistics.median(found)
    if len(found) < 2 or max(found) == min(found):
        return _short(middle)
    return f"{_short(middle)} ({_short(min(found))} to {_short(max(found))})"


def _short(figure: float) -> str:
    if figure and abs(figure) < 10:
        return f"{figure:.2f}"
    return f"{figure:,.1f}" if abs(figure) < 100 else f"{figure:,.0f}"


class Report:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.goals: list[str] = []
        self.short: list[str] = []
        self.costs: list[str] = []
        self.missed = 0
        self.broken = 0

    def say(self, line: str = "") -> None:
        self.lines.append(line)
        print(line, flush=True)

    def aside(self, line: str) -> None:
        """What is going on; not a result."""
        print(line, file=sys.stderr, flush=True)

    def goal(self, key: str, figures: Sequence[float], note: str = "") -> None:
        goal = GOALS[key]
        said = verdict(goal, figures, others() if goal.spreads else 0)
        self.missed += "missed" in said
        wide = f"{spread(figures):.0%}" if len(figures) > 1 else ""
        what = f"{goal.what} ({note})" if note else goal.what
        self.goals.append(
            f"| {goal.number} | {what} | {three(figures)} {goal.unit} | {wide} | {goal.said()} | {said} |"
        )
        if key in SHORT:
            self.short.append(f"| {what} | {three(figures)} {goal.unit} | {goal.said()} |")
        self.aside(self.goals[-1])

    def cost(self, what: str, seconds: Sequence[float], size: str) -> None:
        """Of what one core does, and so how often it can do it."""
        middle = statistics.median(seconds)
        often = f"{_short(1 / middle)}" if middle else ""
        self.costs.append(f"| {what} | {_short(middle * 1000)} ms | {often} | {size} |")

    def runs(self, what: str, size: str, runs: Sequence[Run]) -> None:
        """A line of the table of figures; a column in which nothing was measured stays empty."""
        cells = [
            three([run * scale for run in found]) if any(found := values(runs, of)) else ""
            for of, scale in (("wall", 1000), ("cpu", 1000), ("first", 1000), ("peak", 1), ("size", 1 / 1024))
        ]
        self.say(f"| {what} | {size} | {' | '.join(cells)} |")

    def end(self) -> None:
        self.say("\n## Goals\n")
        self.say(GOAL_HEAD)
        for line in sorted(self.goals, key=lambda line: int(line.split()[1].removeprefix("G"))):
            self.say(line)
        self.say(f"\n{len(self.goals)} figures have a goal; missed: {self.missed}; parts that broke: {self.broken}.")


def put(text: str, head: str, lines: Sequence[str]) -> str:
    """The text with these lines as its table; as it was where there are none."""
    if not lines:
        return text
    before, _begin, rest = text.partition(f"{BEGIN}\n")
    _older, _end, after = rest.partition(END)
    return "\n".join([f"{before}{BEGIN}", head, *lines, f"{END}{after}"])
