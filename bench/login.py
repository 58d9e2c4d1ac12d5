"""Guessers against the public pages: .venv/bin/python -m bench.login

Starts gunicorn as it runs in production on a scratch database with the sample data, measures the overview idle, then
under 16 guessers who never pause, and prints both with their ratio. Promise P15 asks for three at most.
"""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

GUESSERS = 16
SECONDS = float(os.environ.get("SECONDS", "15"))
PAGES = ("/", "/initiatives/", "/updates/")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def read(port: int, seconds: float) -> list[float]:
    """One reader, ten pages a second, each on a connection of its own; the times in milliseconds."""
    times: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begin = time.monotonic()
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        client.request("GET", PAGES[len(times) % len(PAGES)])
        answer = client.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        client.close()
        times.append((time.monotonic() - begin) * 1000)
        time.sleep(0.1)
    return times


def guess(port: int, number: int, end: float, seen: Counter[int], spread: bool) -> None:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    client.request("GET", "/admin/login/")
    answer = client.getresponse()
    page = answer.read().decode()
    cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    count = 0
    while time.monotonic() < end:
        count += 1
        body = urlencode({"username": f"name{number}", "password": f"guess {count}", "csrfmiddlewaretoken": token[1]})
        # Spread: each guess from another address, so that none is ever refused for its address.
        came_from = {"X-Forwarded-For": f"10.{number}.{count // 250 % 250}.{count % 250}"} if spread else {}
        try:
            client.request("POST", "/admin/login/", body, {**FORM, "Cookie": cookie, **came_from})
            answer = client.getresponse()
            answer.read()
            seen[answer.status] += 1
        except (http.client.HTTPException, OSError):
            client.close()
            seen[0] += 1


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def guess_all(port: int, spread: bool) -> Counter[int]:
    seen: Counter[int] = Counter()
    end = time.monotonic() + SECONDS + 2
    guessers = [threading.Thread(target=guess, args=(port, n, end, seen, spread)) for n in range(GUESSERS)]
    for guesser in guessers:
        guesser.start()
    for guesser in guessers:
        guesser.join()
    return seen


def attacked(port: int, spread: bool) -> tuple[float, Counter[int]]:
    # In a process of their own: they must not slow down the reader, who takes the time.
    with ProcessPoolExecutor(1) as pool:
        told = pool.submit(guess_all, port, spread)
        time.sleep(1)
        times = read(port, SECONDS)
        return p95(times), told.result()


def main() -> None:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="bench-login-") as folder:
        environment = os.environ | {
            "ENV_FILE": "",
            "SECRET_KEY": "bench-only-Qm3xW8vN5kT1zR7pL9cF2hJ6bD4gS0yUaEoViBwXy",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
            "TRACKER_PROXIES": "1",
        }
        for command in (
            ["migrate", "-v", "0"],
            ["collectstatic", "--no-input", "-v", "0"],
            ["loaddata", "gaza", "-v", "0"],
        ):
            subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _attempt in range(100):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            read(port, 3)
            idle = p95(read(port, SECONDS))
            print(f"idle: p95 {idle:.1f} ms, load {os.getloadavg()[0]:.1f}")
            for name, spread in (("from one address", False), ("each guess from another address", True)):
                under, seen = attacked(port, spread)
                said = ", ".join(f"{count} x {status}" for status, count in sorted(seen.items()))
                print(f"{GUESSERS} guessers, {name}: p95 {under:.1f} ms, {under / idle:.1f} times; answers: {said}")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
