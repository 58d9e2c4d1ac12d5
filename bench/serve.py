"""Starts the servers that are measured, ours and peers, each for as long as a `with` lasts."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import client
from bench.data import FOLDER, ROOT, Database
from bench.measure import Run, cpu_of, memory_of

PEERS = FOLDER / "venv" / "bin"
# As it is installed to serve: packages that only engineers need are loaded by others where they find them.
OWN = FOLDER / "own" / "bin" / "python"
PYTHON = str(OWN) if OWN.exists() else sys.executable
STARTS_WITHIN = 60


@dataclass
class Server:
    """A server that answers; with its processes, of which the first only watches over the others."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[int]:
        pid = self.process.pid
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in found] or [pid]

    def get(self, path: str, headers: str = "", times: int = 1) -> Run:
        """So many answers in a row, fewer where that takes over a second; the means, with the CPU of the server."""
        workers = self.workers
        before, begin = cpu_of(workers), time.perf_counter()
        runs: list[Run] = []
        while not runs or (len(runs) < times and time.perf_counter() < begin + 1):
            runs.append(client.get(self.port, path, headers))
        wall, cpu = time.perf_counter() - begin, cpu_of(workers) - before
        peak = max(memory_of(pid, "VmHWM") for pid in workers)
        return Run(wall / len(runs), cpu / len(runs), min(run.first for run in runs), peak, runs[0].size)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(
    arguments: Sequence[str], environment: Mapping[str, str], port: int, probe: str = "/", folder: Path = ROOT
) -> Iterator[Server]:
    log = FOLDER / f"server-{port}.log"
    with log.open("wb") as to:
        process = subprocess.Popen(
            arguments, cwd=folder, env=dict(environment), stdout=to, stderr=to, start_new_session=True
        )
        try:
            _wait(process, port, probe, log)
            yield Server(port, process)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            log.unlink()


def _wait(process: subprocess.Popen[bytes], port: int, probe: str, log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            client.get(port, probe)
        except (OSError, RuntimeError):
            time.sleep(0.05)
        else:
            return
    process.kill()
    raise RuntimeError(f"The server did not start: {log.read_text()[-2000:]}")


@contextmanager
def ours(database: Database, workers: int = 1, memory: bool = False, **settings: str) -> Iterator[Server]:
    """gunicorn as gunicorn.conf.py says; without `memory` every page is made anew."""
    port = free_port()
    environment = database.environment(WEB_CONCURRENCY=str(workers), **settings)
    if not memory:
        environment["TRACKER_PAGE_CACHE_MB"] = "0"
    command = [PYTHON, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    with running(command, environment, port, "/healthz") as server:
        yield server


@contextmanager
def peer(database: Database, workers: int = 1) -> Iterator[Server]:
    """The Django site of the peers: a list page by django-tables2, and a static file by whitenoise."""
    port = free_port()
    command = [str(PEERS / "gunicorn"), "--config", "python:bench.peers.conf", "--bind", f"127.0.0.1:{port}"]
    environment = {**database.environment(), "BENCH_DATABASE": str(database.file), "PYTHONPATH": str(ROOT)}
    with running([*command, "--workers", str(workers)], environment, port, "/static/page.html") as server:
        yield server


@contextmanager
def datasette(database: Database) -> Iterator[Server]:
    port = free_port()
    limits = {"sql_time_limit_ms": "600000", "max_csv_mb": "0", "allow_csv_stream": "on"}
    settings = [word for name, value in limits.items() for word in ("--setting", name, value)]
    command = [str(PEERS / "datasette"), "serve", str(database.file), "--port", str(port), *settings]
    with running(command, database.environment(), port, "/-/versions.json") as server:
        yield server


def found(*names: str) -> str | None:
    """Where one of these programs is, if anywhere; nginx stands where only administrators look."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    return next(filter(None, (shutil.which(name, path=path) for name in names)), None)


@contextmanager
def nginx(program: str, behind: int) -> Iterator[Server]:
    """nginx as an HTTP cache before a server of ours, as nginx.conf says."""
    port = free_port()
    # Its workers give up the rights of root, and must still reach their cache.
    folder = Path(tempfile.mkdtemp(prefix="tracker-nginx-"))
    folder.chmod(0o755)
    template = (ROOT / "bench" / "nginx.conf").read_text()
    for name, value in (("FOLDER", folder), ("PORT", port), ("BEHIND", behind), ("STATIC", ROOT / "var" / "static")):
        template = template.replace(f"@{name}@", str(value))
    (folder / "nginx.conf").write_text(template)
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    try:
        with running(command, {"PATH": os.environ.get("PATH", "")}, port, "/about/") as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)
