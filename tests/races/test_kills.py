"""Promise P8: what the site said was saved is there after kill -9, and the database is whole."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, connections

from initiatives.choices import State
from initiatives.models import StatusUpdate
from tests.admin.pages import quick
from tests.factories import make_initiative, make_publisher, make_source
from tests.races.server import Browser, Server, browsers
from tests.races.test_races import an_update, the_books_balance

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

KILLS = int(os.environ.get("TRACKER_KILLS", "3"))
WRITERS = 8


def test_no_update_that_was_said_to_be_saved_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    initiatives = [make_initiative() for _ in range(WRITERS)]
    make_source("https://example.org/known")
    server = Server(tmp_path / "server.log", {"TRACKER_TWO_PERSON_RULE": "off"}, workers=1)
    people = browsers(server, [make_publisher() for _ in range(WRITERS)])
    saved: set[str] = set()
    cut_short = 0
    rng = random.Random(7)  # noqa: S311
    for number in range(KILLS):
        # The last connection to close tidies the file up; here the server's must be the last.
        connections.close_all()
        server.start()
        over = threading.Event()

        def write(index: int, over: threading.Event = over, number: int = number) -> int:
            return keep_writing(people[index], quick(initiatives[index].pk), f"{number}/{index}", over, saved)

        try:
            with ThreadPoolExecutor(WRITERS) as threads:
                ends = [threads.submit(partial(write, index)) for index in range(WRITERS)]
                until = time.monotonic() + 30
                while len(saved) < (number + 1) * WRITERS and time.monotonic() < until:
                    time.sleep(0.02)
                time.sleep(rng.uniform(0.3, 0.8))
                server.kill()
                over.set()
                cut_short += sum(end.result() for end in ends)
        finally:
            server.kill()
        assert is_whole() == "ok"
        stored = set(StatusUpdate.objects.filter(state=State.PUBLISHED).values_list("headline", flat=True))
        assert saved - stored == set()
    assert (cut_short > 0, len(saved) >= KILLS, server.said()) == (True, True, "")
    assert the_books_balance() == ""


def keep_writing(person: Browser, address: str, name: str, over: threading.Event, saved: set[str]) -> int:
    """Posts one update after another until the line breaks; how many were under way then."""
    count = 0
    while not over.is_set():
        headline = f"Update {name}/{count}"
        with contextlib.suppress(OSError, http.client.HTTPException):
            if person.post(address, an_update(headline) | {"publish": ""}).status == 302:
                saved.add(headline)
                count += 1
                continue
        return 1
    return 0


def is_whole() -> str:
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])
