"""Takes the time, the CPU, the first byte and the memory of one piece of work, and compares two that took turns."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5
# Seconds.
LONG = 5.0
BUSY_LOAD = 1.5
WIDE = 0.25


@dataclass(frozen=True)
class Run:
    """One piece of work: seconds of the clock, of the CPU and until the first byte; MB at the peak; bytes."""

    wall: float
    cpu: float = 0.0
    first: float = 0.0
    peak: float = 0.0
    size: float = 0.0
    rate: float = 0.0


Job = Callable[[], Run]


def in_turn(jobs: Mapping[str, Job], rounds: int = ROUNDS) -> dict[str, list[Run]]:
    """Each job once to warm up, then all of them one after another, and so on: what disturbs one disturbs all.
    Where one takes long, three rounds must do, and its first run, of which warming up is no part to speak of, is one.
    """
    first = {name: job() for name, job in jobs.items()}
    if max(run.wall for run in first.values()) > LONG:
        rounds = min(rounds, 3)
    found = {name: [run] if run.wall > LONG else [] for name, run in first.items()}
    for count in range(rounds):
        for name, job in jobs.items():
            if len(found[name]) == count:
                found[name].append(job())
    return found


def values(runs: Sequence[Run], of: str) -> list[float]:
    return [getattr(run, of) for run in runs]


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Round by round, since both of a round were disturbed alike."""
    return [mine / other for mine, other in zip(ours, theirs, strict=True)]


def spread(found: Sequence[float]) -> float:
    """From the smallest to the largest, as a share of the median."""
    middle = statistics.median(found)
    return (max(found) - min(found)) / middle if middle else 0.0


def others() -> float:
    """How many other programs want the CPU, while ours wait: the mean of some looks."""
    looks = []
    for _look in range(20):
        running = int(Path("/proc/loadavg").read_text().split()[3].partition("/")[0])
        looks.append(running - 1)  # ourselves, who are looking
        time.sleep(0.01)
    return statistics.mean(looks)


def command(arguments: Sequence[str], environment: Mapping[str, str] | None = None, stdin: str = "") -> Run:
    """A program from its start to its end, its output read as fast as it comes."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    if process.stdin is not None:
        process.stdin.write(stdin.encode())
        process.stdin.close()
    first, size = 0.0, 0
    while piece := os.read(process.stdout.fileno(), 1 << 20):
        first = first or time.perf_counter() - begin
        size += len(piece)
    said = process.stderr.read().decode(errors="replace")
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments[0]} ended with {process.returncode}: {said[-2000:]}")
    return Run(time.perf_counter() - begin, used.ru_utime + used.ru_stime, first, used.ru_maxrss / 1024, size)


def cpu_of(pids: Sequence[int]) -> float:
    """Seconds of CPU that the threads of these processes have used."""
    threads = (thread for pid in pids for thread in Path(f"/proc/{pid}/task").iterdir())
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def memory_of(pid: int, what: str = "VmRSS") -> float:
    """MB of a process now (VmRSS) or at its peak (VmHWM)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def machine() -> str:
    """What ran this: for the head of the results."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "unknown",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({cpu}), {memory:.0f} GB"


def commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changed = ", with changes that are not committed" if git("status", "--porcelain", "--untracked-files=no") else ""
    return f"{git('rev-parse', '--short', 'HEAD') or 'unknown'}{changed}"
