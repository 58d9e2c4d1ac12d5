"""G6, G7, G10 and every other page, none of them from memory; the search; the desk of the editors."""

from __future__ import annotations

import statistics
from functools import partial

from bench import client, data, serve
from bench.groups.base import Bench, inside
from bench.measure import Run, in_turn, ratios, values
from bench.report import RUN_HEAD

TIMES = 5
LIST = "/initiatives/"
# Pages of 25 rows: the last but a few.
DEEP = {1_000: 39, 10_000: 390, 100_000: 3_900, 1_000_000: 9_900}
SORTS = ("updated", "title", "-title", "status", "-status", "kind", "-kind", "reference", "-reference")
FILTERS = ("kind=corridor", "status=2", "rating=on_track", "freshness=late", "sector=HEA", "kind=other&status=6")
# In half of the rows; in few; the beginning of a word. `names` of bench.inside gives the last two.
COMMON = "humanitarian"
PAGES = (
    "/",
    "/updates/",
    "/updates/?page=1000",
    "/organisations/",
    "/map/",
    "/changes/",
    "/data/",
    "/about/",
    "/initiatives/{plain}/",
    "/initiatives/{long}/",
    "/organisations/{organisation}/",
    "/api/v1/initiatives/",
    "/api/v1/initiatives/?page=1000",
    "/api/v1/initiatives/{long}/",
    "/api/v1/updates/",
    "/initiatives/?as_at=2026-06-01",
)
# What operations says the cost of.
COSTS = {
    "/": "overview",
    "/initiatives/{plain}/": "page of an initiative with 8 updates",
    "/initiatives/{long}/": "page of one with 500 updates and 5,000 figures",
    "/api/v1/initiatives/": "25 initiatives by the API",
}
DESK = (
    "/admin/",
    "/admin/initiatives/statusupdate/",
    "/admin/initiatives/organisation/",
    "/admin/initiatives/observation/",
    "/admin/initiatives/initiative/?q={rare}",
)
ADMIN = "/admin/initiatives/initiative/"


def measure(bench: Bench) -> None:
    for step in (lists, everything, desk, peers):
        bench.attempt(step, bench)


def cpu(runs: list[Run]) -> list[float]:
    return [run.cpu * 1000 for run in runs]


def lists(bench: Bench) -> None:
    large, report = bench.large, bench.report
    named = bench.named(large)
    asked = {
        "first": LIST,
        "deep": f"{LIST}?page={min(DEEP[large.count], 4_000)}",
        **{f"sort {sort}": f"{LIST}?sort={sort}" for sort in SORTS},
        **{f"filter {chosen}": f"{LIST}?{chosen}" for chosen in FILTERS},
        "search common": f"{LIST}?q={COMMON}",
        "search rare": f"{LIST}?q={named['rare']}",
        "search prefix": f"{LIST}?q={named['prefix']}",
        "search two": f"{LIST}?q={COMMON}+{named['rare']}",
        "search common, sorted": f"{LIST}?q={COMMON}&sort=-updated",
    }
    report.say("\n## The list of initiatives, not from memory\n")
    report.say(RUN_HEAD)
    with serve.ours(bench.small) as little, serve.ours(large) as server:
        jobs = {name: partial(server.get, path, times=TIMES) for name, path in asked.items()}
        runs = in_turn({"small": partial(little.get, LIST, times=TIMES), **jobs}, bench.rounds)
    report.runs(f"first: {LIST}", bench.small.size, runs["small"])
    for name, path in asked.items():
        report.runs(f"{name}: {path}", large.size, runs[name])
    first = cpu(runs["first"])
    report.goal("list-cpu", first, large.size)
    report.cost("list of initiatives, made anew", values(runs["first"], "cpu"), large.size)
    report.goal("list-size", ratios(first, cpu(runs["small"])), large.size)
    report.goal("list-deep", ratios(cpu(runs["deep"]), first), large.size)
    for kind in ("sort", "filter"):
        slowest = max((name for name in asked if name.startswith(kind)), key=lambda name: middle(runs[name]))
        report.goal(f"list-{kind}", ratios(cpu(runs[slowest]), first), f"{large.size}, {slowest}")
    slowest = max((name for name in asked if name.startswith("search")), key=lambda name: middle(runs[name]))
    # A search has no counts of what nobody filtered to lean on, and all else of a list page is in both.
    beyond = [max(0.0, found - plain) for found, plain in zip(cpu(runs[slowest]), first, strict=True)]
    report.goal("search", beyond, f"{large.size}, {slowest}")


def middle(runs: list[Run]) -> float:
    return statistics.median(cpu(runs))


def everything(bench: Bench) -> None:
    large = bench.large
    named = bench.named(large)
    bench.report.say("\n## Every other page, not from memory\n")
    bench.report.say(RUN_HEAD)
    with serve.ours(large) as server:
        for template in PAGES:
            path = template.format(**named)
            path = path.replace("page=1000", f"page={min(1000, large.count // 50)}")
            bench.attempt(one_page, bench, server, path, COSTS.get(template))


def one_page(bench: Bench, server: serve.Server, path: str, told: str | None) -> None:
    first = server.get(path)
    # A page that takes seconds is known by one answer.
    runs = [first] if first.wall > 2 else [server.get(path) for _round in range(3)]
    bench.report.runs(path, bench.large.size, runs)
    if told:
        bench.report.cost(f"{told}, made anew", values(runs, "cpu"), bench.large.size)


def desk(bench: Bench) -> None:
    large, report = bench.large, bench.report
    session = inside(large, "people", "1")[0]
    cookie = f"Cookie: sessionid={session}\r\n"
    deep = f"{ADMIN}?p={large.count // 110}"
    report.say("\n## The desk of the editors\n")
    report.say(RUN_HEAD)
    with serve.ours(large) as server:
        jobs = {path: partial(server.get, path, cookie, 5) for path in (ADMIN, deep)}
        runs = in_turn(jobs, bench.rounds)
        for path in DESK:
            path = path.format(**bench.named(large))
            runs[path] = in_turn({path: partial(server.get, path, cookie, 2)}, rounds=3)[path]
    for path, found in runs.items():
        report.runs(path, large.size, found)
    first = [wall * 1000 for wall in values(runs[ADMIN], "wall")]
    report.goal("admin", first, large.size)
    report.goal("admin-deep", ratios(values(runs[deep], "wall"), values(runs[ADMIN], "wall")), large.size)


def peers(bench: Bench) -> None:
    """A page of django-tables2 with all related rows fetched at once, and Datasette's page of the view."""
    if not (serve.PEERS / "datasette").exists():
        return
    large, report = bench.large, bench.report
    view = f"/{large.file.stem}/{data.VIEW}?_size=25&_nosuggest=1"
    static_page(b"-" * 1000)
    with serve.ours(large) as server, serve.peer(large) as tables, serve.datasette(large) as sette:
        runs = in_turn(
            {"ours": partial(server.get, LIST, times=5), "tables": partial(tables.get, "/", times=5)}, bench.rounds
        )
        rates = in_turn(
            {
                "ours": partial(client.rate, server.port, LIST, 1.0, 4),
                "sette": partial(client.rate, sette.port, view, 1.0, 4),
            },
            bench.rounds,
        )
    report.say("\n## A list page beside peers\n")
    report.say(RUN_HEAD)
    report.runs("ours", large.size, runs["ours"])
    report.runs("django-tables2, prefetching", large.size, runs["tables"])
    faster = ratios(values(runs["tables"], "wall"), values(runs["ours"], "wall"))
    report.goal("list-prefetching", faster, large.size)
    report.goal("list-datasette", ratios(values(rates["ours"], "rate"), values(rates["sette"], "rate")), large.size)


def static_page(content: bytes) -> None:
    """The file that whitenoise serves; it looks for files when it starts."""
    folder = data.FOLDER / "static"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_bytes(content)
