"""Measures speed against its goals, the databases' own tools and peers: make bench, or python -m bench."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from bench import data, measure
from bench.data import ROOT
from bench.groups import crowds, files, pages
from bench.groups.base import Bench
from bench.report import COST_HEAD, SHORT_HEAD, Report, put

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000}
# A million, and PostgreSQL, have one update of each initiative: the file and the list read no more.
POSTGRESQL = 25_000
GROUPS = {"files": files.measure, "pages": pages.measure, "crowds": crowds.measure}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default="1k,10k,100k", help="which of 1k, 10k, 100k, 1M, with commas between them")
    parser.add_argument("--only", choices=GROUPS, action="append", help="these groups alone")
    parser.add_argument("--rounds", type=int, default=measure.ROUNDS)
    parser.add_argument("--full", action="store_true", help="peers at the full size, a million rows")
    parser.add_argument(
        "--write",
        action="store_true",
        help="put what was printed into bench/RESULTS.md, and its tables into README.md and docs/operations.md",
    )
    options = parser.parse_args()
    sizes = [SIZES[size] for size in options.sizes.split(",")]
    if options.full and SIZES["1M"] not in sizes:
        sizes.append(SIZES["1M"])

    begin = time.monotonic()
    report = Report()
    report.say("# What was measured\n")
    report.say(f"- Command: `python -m bench {shlex.join(sys.argv[1:])}`".replace(" `", " `").rstrip())
    report.say(f"- Machine: {measure.machine()}, Python {sys.version.split()[0]}")
    report.say(f"- Commit: {measure.commit()}, on {dt.datetime.now(dt.UTC):%Y-%m-%d}")
    report.say(
        f"- Load at the start: {os.getloadavg()[0]:.1f}; other programs that wanted the CPU: {measure.others():.1f}"
    )
    report.say(
        f"- {options.rounds} rounds after one to warm up, each in turn; [README.md](README.md) says how to read it"
    )

    report.aside("Making the data ...")
    environment = data.Database("sqlite:////dev/null", 0)
    environment.manage("collectstatic", "--no-input", "-v", "0")
    groups = options.only or GROUPS
    with ExitStack() as stack:
        with ThreadPoolExecutor(2) as threads:
            large_first = sorted(sizes, reverse=True)
            made = [threads.submit(data.sqlite, count, 8 if count <= 100_000 else 1) for count in large_first]
            server = data.postgresql(min(max(sizes), POSTGRESQL), updates=1)
            beside = threads.submit(stack.enter_context, server) if "crowds" in groups else None
        report.aside(f"... {time.monotonic() - begin:.0f} s")
        databases = [one.result() for one in reversed(made)]
        if beside and beside.exception():
            report.aside(f"PostgreSQL did not start: {beside.exception()}")
            beside = None
        bench = Bench(report, databases, options.full, options.rounds, beside.result() if beside else None)
        for name in groups:
            GROUPS[name](bench)
            report.aside(f"{name}: {time.monotonic() - begin:.0f} s since the start")
    report.end()
    report.say(f"\nIt took {(time.monotonic() - begin) / 60:.1f} minutes.")
    if options.write:
        (ROOT / "bench" / "RESULTS.md").write_text("\n".join(report.lines) + "\n", encoding="utf-8")
        tables = {"README.md": (SHORT_HEAD, report.short), "docs/operations.md": (COST_HEAD, report.costs)}
        for name, (head, lines) in tables.items():
            document = ROOT / name
            document.write_text(put(document.read_text(encoding="utf-8"), head, lines), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{shlex.join(map(str, error.cmd[:4]))} failed with {error.returncode}")
