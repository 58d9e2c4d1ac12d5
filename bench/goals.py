"""The goals as data, and what is said of a figure beside its goal."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.measure import BUSY_LOAD, WIDE, spread


@dataclass(frozen=True)
class Goal:
    """What a figure must be at most, or with `at_least` at least; `spreads` where it is a ratio of measured times."""

    number: str
    what: str
    limit: float
    unit: str
    at_least: bool = False
    spreads: bool = True

    def said(self) -> str:
        return f"{'at least' if self.at_least else 'at most'} {self.limit:g} {self.unit}".strip()

    def is_met(self, figure: float) -> bool:
        return figure >= self.limit if self.at_least else figure <= self.limit


GOALS: dict[str, Goal] = {
    "csv": Goal("G1", "CSV over HTTP against `sqlite3 -csv` of the same rows, time", 1.25, "times"),
    "csv-flat": Goal("G2", "CSV, peak memory of the worker, largest size less 10k", 5, "MB", spreads=False),
    "csv-peak": Goal("G2", "CSV, peak memory of the worker", 80, "MB", spreads=False),
    "csv-first": Goal("G2", "CSV, first byte", 20, "ms"),
    "csv-datasette": Goal("G3", "CSV, times faster than Datasette over the same view", 8, "times", at_least=True),
    "csv-import-export": Goal("G3", "CSV, times faster than django-import-export", 25, "times", at_least=True),
    "csv-tables2": Goal("G3", "CSV, times faster than the export of django-tables2", 70, "times", at_least=True),
    "csv-copy": Goal("G4", "CSV over HTTP on PostgreSQL against `psql COPY` of the same rows, time", 1.3, "times"),
    "list-cpu": Goal("G6", "list, first page, not from memory, CPU", 15, "ms"),
    "list-size": Goal("G6", "list, first page, CPU against that of 1k initiatives", 1.5, "times"),
    "list-prefetching": Goal(
        "G6", "list, times faster than a prefetching django-tables2 page", 4, "times", at_least=True
    ),
    "list-datasette": Goal("G6", "list, requests a second against Datasette", 2.5, "times", at_least=True),
    "list-deep": Goal("G7", "list, a deep page against the first, CPU", 1.3, "times"),
    "list-sort": Goal("G7", "list, the slowest sort against the first page, CPU", 1.3, "times"),
    "list-filter": Goal("G7", "list, the slowest filter against the first page, CPU", 1.3, "times"),
    "search": Goal("G7", "word search, the slowest of common, rare, prefix, CPU beyond a list page's", 30, "ms"),
    "kept-whitenoise": Goal(
        "G8",
        "a page from memory against whitenoise and a file of its size, requests a second",
        1,
        "times",
        at_least=True,
    ),
    "kept-datasette": Goal(
        "G8", "a page from memory against Datasette, requests a second", 100, "times", at_least=True
    ),
    "stale": Goal("G8", "stale answers after a committed change, 2 processes", 0, "answers", spreads=False),
    "locked": Goal("G9", '32 writers, "database is locked"', 0, "times", spreads=False),
    "commits": Goal("G9", "32 writers, commits a second as a share of the disk's fdatasync", 35, "%", at_least=True),
    "admin": Goal("G10", "admin, list of initiatives, first page, time", 60, "ms"),
    "admin-deep": Goal("G10", "admin, a deep page against the first, time", 1.5, "times"),
    "check": Goal("G11", "`manage.py check`, time", 0.75, "s"),
    "worker": Goal("G11", "a worker after its first pages, memory", 75, "MB", spreads=False),
}


def verdict(goal: Goal, figures: Sequence[float], load: float) -> str:
    """Whether the goal is met; that the machine was busy instead, where that is what was measured."""
    if goal.spreads and load > BUSY_LOAD:
        return f"no verdict: the machine is busy ({load:.1f} others)"
    if goal.spreads and len(figures) > 1 and spread(figures) > WIDE:
        inside = {goal.is_met(figure) for figure in figures}
        # However far apart: all on one side of the goal.
        return _said(inside.pop()) + " in every round, unsteady" if len(inside) == 1 else "no verdict: unsteady"
    return _said(goal.is_met(statistics.median(figures)))


def _said(met: bool) -> str:
    return "met" if met else "**missed**"
