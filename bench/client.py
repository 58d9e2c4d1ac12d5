"""Reads over HTTP: one request as a reader makes it, and a crowd from a process of its own that costs little itself.

python -m bench.client PORT PATH SECONDS CONNECTIONS prints requests a second.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.measure import Run

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
STATUS = re.compile(rb"\AHTTP/1\.[01] (\d{3})")
LAST_CHUNK = b"\r\n0\r\n\r\n"
AT_ONCE = 1 << 18


def request(port: int, path: str, *, close: bool, headers: str = "") -> bytes:
    connection = "close" if close else "keep-alive"
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: {connection}\r\n{headers}\r\n".encode()


def connect(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), 600)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def get(port: int, path: str, headers: str = "", keep: list[bytes] | None = None) -> Run:
    """One answer to its end; its body goes to `keep` where that is given. Anything but 200 is an error."""
    begin = time.perf_counter()
    first, size, head = 0.0, 0, b""
    with connect(port) as line:
        line.sendall(request(port, path, close=True, headers=headers))
        while piece := line.recv(AT_ONCE):
            first = first or time.perf_counter() - begin
            head = head or piece[:12]
            size += len(piece)
            if keep is not None:
                keep.append(piece)
    if head[9:12] != b"200":
        raise RuntimeError(f"{path} answered {head!r}")
    return Run(time.perf_counter() - begin, first=first, size=size)


def body(port: int, path: str, headers: str = "") -> bytes:
    """The body of an answer, out of its chunks."""
    pieces: list[bytes] = []
    get(port, path, headers, pieces)
    head, _blank, rest = b"".join(pieces).partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" not in head.lower():
        return rest
    found, at = [], 0
    while length := int(rest[at : (end := rest.index(b"\r\n", at))], 16):
        found.append(rest[end + 2 : end + 2 + length])
        at = end + 4 + length
    return b"".join(found)


@dataclass
class Line:
    """One connection of a crowd, and how much of its answer is still to come."""

    socket: socket.socket
    begun: float = 0.0
    left: int = 0
    head: bytes = b""
    tail: bytes = b""
    in_chunks: bool = False


def crowd(port: int, path: str, seconds: float, connections: int, headers: str = "") -> dict[str, Any]:
    """As many readers as connections, each asking again once it is answered."""
    question = request(port, path, close=False, headers=headers)
    looking = selectors.DefaultSelector()
    count, size = 0, 0
    failed: Counter[str] = Counter()
    times: list[float] = []
    end = time.perf_counter() + seconds

    def ask(line: Line) -> None:
        line.begun, line.left, line.head, line.tail, line.in_chunks = time.perf_counter(), 0, b"", b"", False
        line.socket.sendall(question)

    def join() -> None:
        line = Line(connect(port))
        looking.register(line.socket, selectors.EVENT_READ, line)
        ask(line)

    def replace(line: Line) -> None:
        looking.unregister(line.socket)
        line.socket.close()
        join()

    for _number in range(connections):
        join()
    while (now := time.perf_counter()) < end:
        for key, _events in looking.select(max(0.0, end - now)):
            line: Line = key.data
            try:
                piece = line.socket.recv(AT_ONCE)
            except ConnectionError:
                piece = b""
            if not piece:
                # Servers close a connection that has served enough; in the middle of an answer none may.
                if line.tail:
                    failed["cut short"] += 1
                replace(line)
                continue
            size += len(piece)
            line.tail = (line.tail + piece)[-len(LAST_CHUNK) :]
            if line.in_chunks:
                line.left = line.tail != LAST_CHUNK
            elif line.left:
                line.left -= len(piece)
            else:
                line.head += piece
                head, blank, rest = line.head.partition(b"\r\n\r\n")
                if not blank:
                    continue
                length, status = LENGTH.search(head), STATUS.match(head)
                if status is None or status[1] != b"200":
                    failed[status[1].decode() if status else "not HTTP"] += 1
                line.in_chunks = length is None
                line.left = int(length[1]) - len(rest) if length else line.tail != LAST_CHUNK
            if line.left <= 0:
                count += 1
                times.append(time.perf_counter() - line.begun)
                try:
                    ask(line)
                except ConnectionError:
                    replace(line)
    for key in looking.get_map().values():
        key.data.socket.close()
    looking.close()
    times.sort()
    return {
        # Where none came within the time, one is the most that can have been under way.
        "rate": max(count, 1) / seconds,
        "failed": failed,
        "size": size / max(1, count),
        "p95": times[int(len(times) * 0.95)] if times else 0.0,
    }


def rate(port: int, path: str, seconds: float = 1.5, connections: int = 16, headers: str = "") -> Run:
    """Requests a second of a crowd in a process of its own."""
    arguments = [sys.executable, "-m", "bench.client", str(port), path, str(seconds), str(connections), headers]
    told = json.loads(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)
    if told["failed"]:
        raise RuntimeError(f"{path}: instead of answers {told['failed']}")
    return Run(told["p95"], rate=told["rate"], size=told["size"])


if __name__ == "__main__":
    print(json.dumps(crowd(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), sys.argv[5])))
