"""What groups of measurements share."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.data import ROOT, Database
from bench.report import Report


@dataclass
class Bench:
    """One whole run: where it reports to, the databases from the smallest to the largest, and what it has time for;
    with PostgreSQL the folder of its programs.
    """

    report: Report
    databases: list[Database]
    is_full: bool
    rounds: int
    postgresql: tuple[Database, Path] | None = None
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def small(self) -> Database:
        return self.databases[0]

    @property
    def middle(self) -> Database:
        """The one that slow peers can bear."""
        return self.databases[min(1, len(self.databases) - 1)]

    @property
    def large(self) -> Database:
        """The largest one with the whole course of updates."""
        whole = [database for database in self.databases if database.count <= 100_000]
        return whole[-1]

    @property
    def peers_on(self) -> Database:
        return self.large if self.is_full else self.middle

    def attempt(self, step: Callable[..., None], *arguments: Any) -> None:
        """A part of the run. Where it breaks, it says so among the results, and the rest is measured still."""
        try:
            step(*arguments)
        except (RuntimeError, OSError, ValueError, subprocess.SubprocessError) as error:
            self.report.broken += 1
            self.report.say(f"\n**Not measured** ({step.__name__}): {str(error).strip()[-500:]}\n")

    def named(self, database: Database) -> dict[str, str]:
        if database.url not in self.names:
            self.names[database.url] = inside(database, "names")
        return self.names[database.url]


def inside(database: Database, *arguments: str) -> Any:
    """What the project's own code tells about a database."""
    command = [sys.executable, "-m", "bench.inside", *arguments]
    environment = database.environment(PYTHONPATH=str(ROOT))
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)
