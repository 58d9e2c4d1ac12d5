"""The real server beside a test, on the test's own database, and browsers that talk to it all at once."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from initiatives.models import User
from tests.admin.pages import as_
from tracker.environment import BASE_DIR

T = TypeVar("T")

STARTS_WITHIN = 60
ANSWERS_WITHIN = 60
CSRF = "0123456789abcdefghijklmnopqrstuv"  # of the length that Django gives out


def database_url() -> str:
    """The test's own database as an address; on PostgreSQL that of the environment with another name."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    # By hand: an address whose host stands in the query, for a socket, has nothing between // and /.
    parts = urlsplit(os.environ["DATABASE_URL"])
    bare = urlunsplit(("", "", f"/{name}", parts.query, ""))
    return f"{parts.scheme}://{parts.netloc}{bare}"


@dataclass
class Server:
    """gunicorn as production runs it. It leads a process group of its own, so that a kill takes its workers along."""

    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    workers: int = 2
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.port = self.port or free_port()
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}"]
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "ENV_FILE": "",
            "DJANGO_SETTINGS_MODULE": "tests.races.settings",
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "DATABASE_URL": database_url(),
            "WEB_CONCURRENCY": str(self.workers),
            # On a busy machine 32 saves wait longer for each other than people would.
            "TRACKER_STATEMENT_TIMEOUT": "60",
            **self.environment,
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=BASE_DIR, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()

    def _wait(self) -> None:
        assert self.process is not None
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()
            with (
                contextlib.suppress(OSError, http.client.HTTPException),
                contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as line,
            ):
                line.request("GET", "/healthz")
                if line.getresponse().status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"The server did not start: {self.log.read_text()}")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """As a power cut would, for this program: master and workers at once, with no chance to finish anything."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def said(self) -> str:
        return self.log.read_text(errors="replace")


@contextlib.contextmanager
def running(log: Path, **environment: str) -> Iterator[Server]:
    server = Server(log, environment)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    location: str


@dataclass(frozen=True)
class Browser:
    """A person with a session of their own."""

    user: User
    session: str
    server: Server

    def post(self, address: str, data: dict[str, Any]) -> Answer:
        body = urlencode({**data, "csrfmiddlewaretoken": CSRF}, doseq=True)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
        }
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=ANSWERS_WITHIN)
        ) as line:
            line.request("POST", address, body, headers)
            response = line.getresponse()
            text = response.read().decode()
            return Answer(response.status, text, response.headers.get("Location", ""))


def browsers(server: Server, users: Sequence[User]) -> list[Browser]:
    """Sessions are made in the database: 32 logins would only measure the hashing of passwords."""
    return [Browser(user, as_(user).cookies["sessionid"].value, server) for user in users]


def all_at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Every job in a thread of its own; none begins before all are ready."""
    gate = threading.Barrier(len(jobs), timeout=ANSWERS_WITHIN)

    def run(job: Callable[[], T]) -> T:
        gate.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))
