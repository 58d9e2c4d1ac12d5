"""G8, G9, G11 and the crowd: pages from memory, many who write, one process, and nginx before two on PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from functools import partial

from bench import client, data, serve
from bench.groups.base import Bench, inside
from bench.groups.files import against_copy
from bench.groups.pages import static_page
from bench.measure import command, in_turn, memory_of, ratios, values
from bench.report import three

LIST = "/initiatives/"
WRITERS, PROCESSES = 32, 2
PAGES = ("/", LIST, "/initiatives/{plain}/")
ANNOUNCING = 4


def measure(bench: Bench) -> None:
    bench.attempt(kept, bench)
    bench.attempt(announced, bench)
    bench.attempt(nothing_stale, bench, bench.small)
    for step in (writing, one_process, beyond_one_machine):
        bench.attempt(step, bench)


def kept(bench: Bench) -> None:
    """One process each, the same crowd."""
    large, report = bench.large, bench.report
    path = LIST
    report.say("\n## A page from memory, requests a second\n")
    report.say("| What | Requests a second |\n|---|---|")
    with serve.ours(large, memory=True) as server:
        client.get(server.port, path)
        static_page(client.body(server.port, path))
        if not (serve.PEERS / "datasette").exists():
            runs = in_turn({"ours": partial(client.rate, server.port, path)}, bench.rounds)
            report.say(f"| ours, {path} | {three(values(runs['ours'], 'rate'))} |")
            return
        view = f"/{large.file.stem}/{data.VIEW}?_size=25&_nosuggest=1"
        with serve.peer(large) as peer, serve.datasette(large) as sette:
            runs = in_turn(
                {
                    "ours": partial(client.rate, server.port, path),
                    "whitenoise": partial(client.rate, peer.port, "/static/page.html"),
                    "Datasette": partial(client.rate, sette.port, view, 1.0, 4),
                },
                bench.rounds,
            )
    size = values(runs["ours"], "size")[0] / 1024
    report.say(f"| ours, {path} ({size:.0f} KB) | {three(values(runs['ours'], 'rate'))} |")
    report.say(f"| whitenoise, a file of that size | {three(values(runs['whitenoise'], 'rate'))} |")
    report.say(f"| Datasette, 25 rows of the view | {three(values(runs['Datasette'], 'rate'))} |")
    ours = values(runs["ours"], "rate")
    report.cost("any page, from memory", [1 / rate for rate in ours], large.size)
    report.goal("kept-whitenoise", ratios(ours, values(runs["whitenoise"], "rate")))
    report.goal("kept-datasette", ratios(ours, values(runs["Datasette"], "rate")), large.size)


def announced(bench: Bench) -> None:
    """Each change empties the memory of the one process while the same crowd reads on."""
    large, report = bench.large, bench.report
    report.say(f"\n## A crowd while something is published every second ({large.size}), requests a second\n")
    report.say("| Page | nothing published | a change a second |\n|---|---|---|")
    with serve.ours(large, memory=True) as server:
        for path in PAGES[:2]:
            client.get(server.port, path)
            quiet = client.rate(server.port, path, 1.0)
            arguments = [sys.executable, "-m", "bench.inside", "announce", str(ANNOUNCING + 2)]
            environment = large.environment(PYTHONPATH=str(data.ROOT))
            with subprocess.Popen(arguments, cwd=data.ROOT, env=environment, stdout=subprocess.DEVNULL):
                time.sleep(1)  # until it is there
                busy = client.rate(server.port, path, ANNOUNCING)
            report.say(f"| {path} | {three([quiet.rate])} | {three([busy.rate])} |")


def nothing_stale(bench: Bench, database: data.Database, on: str = "SQLite") -> None:
    """While a crowd reads the same pages."""
    with serve.ours(database, workers=PROCESSES, memory=True) as server:
        crowd = subprocess.Popen(
            [sys.executable, "-m", "bench.client", str(server.port), "/", "6", "4", ""], stdout=subprocess.DEVNULL
        )
        told = inside(database, "stale", str(server.port), "40", "8")
        crowd.wait()
    bench.report.goal("stale", [told["stale"]], f"of {told['stale'] + told['fresh']:,}, {on}")


def fdatasyncs(seconds: float = 1.0) -> float:
    """How many times a second this disk takes a page for good."""
    file = data.FOLDER / "fdatasync"
    handle = os.open(file, os.O_RDWR | os.O_CREAT)
    try:
        count, begin = 0, time.monotonic()
        while time.monotonic() < begin + seconds:
            os.pwrite(handle, os.urandom(4096), count % 64 * 4096)
            os.fdatasync(handle)
            count += 1
        return count / (time.monotonic() - begin)
    finally:
        os.close(handle)
        file.unlink()


def writing(bench: Bench) -> None:
    shares, locked, rates, disks = [], 0, [], []
    for _round in range(bench.rounds):
        disk = fdatasyncs()
        arguments = [sys.executable, "-m", "bench.inside", "commits", "1.5", str(WRITERS // PROCESSES)]
        environment = bench.small.environment(PYTHONPATH=str(data.ROOT))
        writers = [
            subprocess.Popen(arguments, cwd=data.ROOT, env=environment, stdout=subprocess.PIPE)
            for _process in range(PROCESSES)
        ]
        told = [json.loads(writer.communicate()[0]) for writer in writers]
        locked += sum(found["locked"] for found in told)
        rates.append(sum(found["rate"] for found in told))
        disks.append(disk)
        shares.append(100 * rates[-1] / disk)
    bench.report.say("\n## 32 who write at once, in two processes\n")
    bench.report.say("| What | A second |\n|---|---|")
    bench.report.say(f"| commits of one change each | {three(rates)} |")
    bench.report.say(f"| fdatasync of 4 KB on the same disk | {three(disks)} |")
    bench.report.cost("a published change on SQLite, one after another", [1 / rate for rate in rates], bench.small.size)
    bench.report.goal("locked", [locked])
    bench.report.goal("commits", shares)


def one_process(bench: Bench) -> None:
    check = partial(command, [serve.PYTHON, str(data.ROOT / "manage.py"), "check"], bench.small.environment())
    runs = in_turn({"check": check}, bench.rounds)["check"]
    bench.report.goal("check", values(runs, "wall"))
    with serve.ours(bench.large, memory=True) as server:
        for path in PAGES:
            client.get(server.port, path.format(**bench.named(bench.large)))
        bench.report.goal("worker", [max(memory_of(pid) for pid in server.workers)], bench.large.size)


def beyond_one_machine(bench: Bench) -> None:
    """Two web processes on PostgreSQL: alone, from memory, and with nginx as a cache before them."""
    report = bench.report
    program = serve.found("nginx")
    if bench.postgresql is None:
        raise RuntimeError("There is no PostgreSQL.")
    database, programs = bench.postgresql
    bench.attempt(against_copy, bench, database, programs)
    bench.attempt(nothing_stale, bench, database, "PostgreSQL")
    report.say(f"\n## Two processes on PostgreSQL, {database.size}: requests a second\n")
    if program is None:
        report.say("Left out: there is no `nginx` on this machine.\n")
    report.say(
        "| Page | made anew | from memory | through nginx as a cache | its share by nginx |\n|---|---|---|---|---|"
    )
    named = bench.named(database)
    with serve.ours(database, PROCESSES) as anew, serve.ours(database, PROCESSES, memory=True) as memory:
        if program is None:
            crowds(bench, {"anew": anew.port, "memory": memory.port}, named)
            return
        with serve.nginx(program, memory.port) as cache:
            crowds(bench, {"anew": anew.port, "memory": memory.port, "nginx": cache.port}, named)


def crowds(bench: Bench, ports: dict[str, int], named: dict[str, str]) -> None:
    for template in PAGES:
        path = template.format(**named)
        runs = in_turn({name: partial(client.rate, port, path, 1.0) for name, port in ports.items()}, 2)
        rates = {name: values(found, "rate") for name, found in runs.items()}
        share = three(ratios(rates["nginx"], rates["anew"])) if "nginx" in rates else ""
        cells = [three(rates[name]) if name in rates else "" for name in ("anew", "memory", "nginx")]
        bench.report.say(f"| {path} | {' | '.join(cells)} | {share} |")
        if "nginx" in rates and template == LIST:
            # Two cores between all of it.
            seconds = [1 / rate for rate in rates["nginx"]]
            bench.report.cost("a page out of nginx, on the same two cores as all else", seconds, "PostgreSQL")
