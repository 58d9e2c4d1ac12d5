"""Promise P21: readers who stop in the middle of a file hold no more than its slots, and not for ever."""

from __future__ import annotations

import contextlib
import http.client
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from initiatives.models import Initiative
from tests.factories import make_crisis
from tests.races.server import ANSWERS_WITHIN, Server, running

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

SLOTS = 4
FILE = "/initiatives.csv"


@pytest.fixture(autouse=True)
def more_than_a_socket_holds(transactional_db: None) -> None:
    crisis = make_crisis()
    Initiative.objects.bulk_create(
        Initiative(
            title=f"Initiative {number}",
            summary="x" * 500,
            slug=f"initiative-{number}",
            reference=f"GZA-COR-{number:03d}",
            kind="corridor",
            crisis=crisis,
            visibility="public",
            opened_at=timezone.now(),
        )
        for number in range(1, 3001)
    )


class Reader:
    """Asks for an address, and reads no more than what came first."""

    def __init__(self, server: Server, address: str) -> None:
        self.line = socket.socket()
        # Little is on its way, wherever it stops.
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.line.settimeout(ANSWERS_WITHIN)
        self.line.connect(("127.0.0.1", server.port))
        self.line.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        self.first = self.line.recv(1024)

    def leave(self) -> None:
        self.line.close()

    def rest(self) -> bytes:
        read = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := self.line.recv(1 << 20):
                read += piece
        return read


def told(server: Server, address: str, method: str = "GET", **headers: str) -> tuple[int, str | None]:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWERS_WITHIN)) as line:
        line.request(method, address, headers=headers)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Retry-After")


@contextlib.contextmanager
def stalled(server: Server) -> Iterator[list[Reader]]:
    with contextlib.ExitStack() as leaving:
        readers = [Reader(server, FILE) for _number in range(SLOTS)]
        for reader in readers:
            leaving.callback(reader.leave)
        assert [reader.first[:17] for reader in readers] == [b"HTTP/1.1 200 OK\r\n"] * SLOTS
        yield readers


def comes_back(server: Server) -> bool:
    until = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < until:
        if told(server, "/organisations.csv") == (200, None):
            return True
        time.sleep(0.05)
    return False


def test_readers_who_stop_hold_the_slots_of_the_node_and_pages_answer(tmp_path: Path) -> None:
    with running(tmp_path / "server.log") as server:
        etag = tag_of(server)
        with stalled(server) as readers:
            files = ("/initiatives.xlsx", "/organisations.csv", "/data.zip", "/changes.csv", "/changes/")
            assert [told(server, address) for address in files] == [(429, "30")] * len(files)
            # What is small, what is read already and what is asked without its rows need no slot.
            others = ("/", "/initiatives/", "/updates.atom", "/api/v1/initiatives/", "/healthz")
            assert [told(server, address) for address in others] == [(200, None)] * len(others)
            assert told(server, FILE, "HEAD") == (200, None)
            assert told(server, FILE, **{"If-None-Match": etag}) == (304, None)
            readers[0].leave()
            assert comes_back(server)
    assert server.said() == ""


def tag_of(server: Server) -> str:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWERS_WITHIN)) as line:
        line.request("HEAD", FILE)
        return str(line.getresponse().headers["ETag"])


def test_a_file_that_takes_too_long_is_cut_and_never_looks_whole(tmp_path: Path) -> None:
    with running(tmp_path / "server.log", EXPORT_SECONDS="1") as server, stalled(server) as readers:
        assert comes_back(server)
        # A whole answer that is sent in pieces ends with one of no length.
        assert [reader.rest().endswith(b"\r\n0\r\n\r\n") for reader in readers] == [False] * SLOTS
