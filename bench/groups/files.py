"""G1 to G4: CSV against the databases' own tools and against peers, row by row the same; and every other file."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench import client, data, serve
from bench.groups.base import Bench
from bench.measure import Run, command, in_turn, ratios, values
from bench.report import RUN_HEAD

PATH = "/initiatives.csv"
FILES = (
    PATH,
    "/initiatives.xlsx",
    "/initiatives.geojson",
    "/initiatives.iati.xml",
    "/updates.csv",
    "/observations.csv",
    "/organisations.csv",
    "/positions.csv",
    "/transactions.csv",
    "/findings.csv",
    "/updates.atom",
    "/sitemap.xml",
)

# The cells that the peers write as ours do: not what a dispute, a sensitive place, a code or a moment is told as.
SHARED = (
    "reference", "title", "kind", "status_since", "rating", "lead_organisations", "other_organisations",
    "conflict_parties", "sector_codes", "sectors", "crisis", "country", "planned_start", "actual_start", "planned_end",
    "actual_end", "last_update_as_of", "last_update_headline", "last_update_said_by", "last_update_source_url",
    "last_confirmed_on", "anticipated_results", "summary", "part_of", "url",
)  # fmt: skip


def measure(bench: Bench) -> None:
    bench.report.say("\n## CSV of initiatives\n")
    bench.report.say(RUN_HEAD)
    peaks: dict[int, float] = {}
    for database in bench.databases:
        bench.attempt(against_sqlite, bench, database, peaks, database is bench.databases[-1])
    bench.attempt(against_peers, bench)
    bench.report.say("\n## Every file\n")
    bench.report.say(RUN_HEAD)
    # Some of them take minutes at 100k: once each.
    with serve.ours(bench.peers_on) as server:
        for path in FILES:
            bench.attempt(one_file, bench, server, path)


def one_file(bench: Bench, server: serve.Server, path: str) -> None:
    bench.report.runs(path, bench.peers_on.size, [server.get(path)])


def shell(database: data.Database) -> list[str] | None:
    program = serve.found("sqlite3")
    view = f"SELECT * FROM {data.VIEW}"
    return [program, "-csv", "-header", "-readonly", str(database.file), view] if program else None


def against_sqlite(bench: Bench, database: data.Database, peaks: dict[int, float], is_last: bool) -> None:
    limit = shell(database)
    with serve.ours(database) as server:
        jobs = {"ours": partial(server.get, PATH)}
        if limit:
            jobs["sqlite3"] = partial(command, limit)
        runs = in_turn(jobs, bench.rounds)
        if limit:
            theirs = subprocess.run(limit, capture_output=True, check=True).stdout
            bench.report.aside(same_rows(client.body(server.port, PATH), theirs))
    bench.report.runs("ours, over HTTP", database.size, runs["ours"])
    peaks[database.count] = max(values(runs["ours"], "peak"))
    if limit:
        bench.report.runs("`sqlite3 -csv`", database.size, runs["sqlite3"])
    elif is_last:
        bench.report.say("\nLeft out: there is no `sqlite3` on this machine.\n")
    if database is bench.large:
        bench.report.cost(f"CSV of {database.count:,} initiatives", values(runs["ours"], "cpu"), database.size)
    if is_last:
        if limit:
            wall = ratios(values(runs["ours"], "wall"), values(runs["sqlite3"], "wall"))
            bench.report.goal("csv", wall, database.size)
        middle = peaks.get(10_000, min(peaks.values()))
        bench.report.goal("csv-flat", [peaks[database.count] - middle], database.size)
        bench.report.goal("csv-peak", [peaks[database.count]], database.size)
        bench.report.goal("csv-first", [first * 1000 for first in values(runs["ours"], "first")], database.size)


def same_rows(ours: bytes, theirs: bytes) -> str:
    """Raises where the cells differ; says how many were compared. Where sources disagree on a status, only ours says so
    in words; whether a list is empty or missing is no difference in CSV.
    """
    mine, others = rows(ours), rows(theirs)
    head = next(mine)
    if head != next(others):
        raise RuntimeError("The columns of the two files are not the same.")
    word = head.index(data.DISPUTED)
    count = disputed = 0
    for one, other in zip(mine, others, strict=True):
        if one[word].startswith("Disputed: "):
            disputed += 1
            one[word] = other[word]
        if one != other:
            raise RuntimeError(f"Not the same row: {one} and {other}")
        count += 1
    return f"Compared: {count:,} rows of {len(head)} cells are the same (in {disputed:,} only ours names a dispute)."


def shared_cells(ours: bytes, theirs: bytes) -> str:
    """The same for a peer, whose columns are fewer and who leaves empty what is not known: the cells in SHARED."""
    mine, others = rows(ours), rows(theirs)
    head, other_head = next(mine), next(others)
    places = [(head.index(name), other_head.index(name)) for name in SHARED]
    count = 0
    for one, other in zip(mine, others, strict=True):
        for name, (here, there) in zip(SHARED, places, strict=True):
            if lines(one[here]) != lines(other[there]):
                raise RuntimeError(f"Not the same {name} of {one[0]}: {one[here]} and {other[there]}")
        count += 1
    return f"Compared: {count:,} rows, {len(SHARED)} cells of each are the same."


def lines(cell: str) -> list[str]:
    return cell.splitlines()


def rows(content: bytes) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))


def against_peers(bench: Bench) -> None:
    database = bench.peers_on
    if not (serve.PEERS / "datasette").exists():
        bench.report.say(
            f"\nLeft out: the peers are not installed in {serve.PEERS.parent.name}; `make bench` does it.\n"
        )
        return
    python = str(serve.PEERS / "python")
    environment = {**database.environment(), "PYTHONPATH": str(data.ROOT)}
    told = {
        "csv-datasette": "Datasette",
        "csv-import-export": "django-import-export",
        "csv-tables2": "django-tables2",
    }
    # Of the smallest: they take half a minute to be read once more.
    with serve.ours(bench.small) as server:
        mine = client.body(server.port, PATH)
    for key, by in (("csv-import-export", "import-export"), ("csv-tables2", "tables2")):
        theirs = subprocess.run(
            exporter(python, bench.small.file, by), env=environment, capture_output=True, check=True
        ).stdout
        bench.report.aside(f"{told[key]}: {shared_cells(mine, theirs)}")
    with serve.ours(database) as server, serve.datasette(database) as other:
        stream = f"/{database.file.stem}/{data.VIEW}.csv?_stream=on&_size=max"
        jobs = {
            "csv-datasette": partial(client.get, other.port, stream),
            "csv-import-export": partial(exported, python, environment, database.file, "import-export"),
            "csv-tables2": partial(exported, python, environment, database.file, "tables2"),
        }
        for key, job in jobs.items():
            runs = in_turn({"ours": partial(server.get, PATH), "peer": job}, rounds=2)
            bench.report.runs(told[key], database.size, runs["peer"])
            faster = ratios(values(runs["peer"], "wall"), values(runs["ours"], "wall"))
            bench.report.goal(key, faster, database.size)


def exported(python: str, environment: dict[str, str], file: Path, by: str) -> Run:
    return command(exporter(python, file, by), environment)


def exporter(python: str, file: Path, by: str) -> list[str]:
    return [python, "-m", "bench.peers.site", str(file), by]


def against_copy(bench: Bench, database: data.Database, programs: Path) -> None:
    """G4, while the PostgreSQL of a measurement stands."""
    sql = f"COPY ({data.as_csv(postgresql=True)}) TO STDOUT (FORMAT csv, HEADER)"
    environment = database.environment(PGOPTIONS="-c jit=off")
    copy = [str(programs / "psql"), database.url, "--quiet", "--no-psqlrc", "-c", sql]
    with serve.ours(database) as server:
        runs = in_turn({"ours": partial(server.get, PATH), "copy": partial(command, copy, environment)}, bench.rounds)
        theirs = subprocess.run(copy, env=environment, capture_output=True, check=True).stdout
        bench.report.aside(same_rows(client.body(server.port, PATH), theirs))
    bench.report.say("\n## CSV on PostgreSQL\n")
    bench.report.say(RUN_HEAD)
    bench.report.runs("ours, over HTTP", database.size, runs["ours"])
    bench.report.runs("`psql COPY`", database.size, runs["copy"])
    bench.report.goal("csv-copy", ratios(values(runs["ours"], "wall"), values(runs["copy"], "wall")), database.size)
