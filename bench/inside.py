"""What only the project's own code can do for a measurement: python -m bench.inside WHAT [ARGUMENTS]; tells JSON."""

from __future__ import annotations

import http.client
import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connections, transaction

from initiatives import editions
from initiatives.choices import UserRole
from initiatives.models import Initiative, Organisation, User


def people(count: str) -> list[str]:
    """Session keys of so many new Publishers."""
    keys = []
    for number in range(int(count)):
        user = User.objects.create_user(f"bench-{os.getpid()}-{number}", is_staff=True)
        user.groups.set(Group.objects.filter(name__in=[UserRole.PUBLISHER, UserRole.EDITOR]))
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        keys.append(str(session.session_key))
    return keys


def names() -> dict[str, str]:
    """What addresses name: the initiative with the long course, one like most, an organisation; words to look for."""
    rows = Initiative.objects.order_by("pk")
    long, plain = rows[0], rows[5]
    word = plain.title.split(" from ")[1].split()[0]
    return {
        "long": str(long.reference),
        "plain": str(plain.reference),
        "organisation": Organisation.objects.order_by("pk")[7].slug,
        "rare": word,
        "prefix": word[:5],
    }


def commits(seconds: str, threads: str) -> dict[str, float]:
    """The smallest change that the public could see, by so many threads as fast as they can."""
    end = time.monotonic() + float(seconds)
    seen: Counter[str] = Counter()

    def write() -> None:
        while time.monotonic() < end:
            try:
                with transaction.atomic():
                    editions.count()
                seen["done"] += 1
            except OperationalError as error:
                seen[str(error)] += 1
        connections.close_all()

    writers = [threading.Thread(target=write) for _number in range(int(threads))]
    begin = time.monotonic()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done = seen.pop("done", 0)
    return {"rate": done / (time.monotonic() - begin), "locked": sum(seen.values())}


def announce(seconds: str) -> dict[str, int]:
    """A change a second that the public could see."""
    for _second in range(int(seconds)):
        with transaction.atomic():
            editions.count()
        time.sleep(1)
    return {"changes": int(seconds)}


def stale(port: str, changes: str, readers: str) -> dict[str, int]:
    """Changes a title so many times; each time, once committed, all readers at once ask for its page."""
    row = Initiative.objects.order_by("pk")[8]
    found: Counter[str] = Counter()

    def read(title: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
        for path in (f"/initiatives/{row.reference}/", f"/api/v1/initiatives/{row.reference}/"):
            line.request("GET", path)
            body = line.getresponse().read().decode()
            found["fresh" if title in body else "stale"] += 1
        line.close()

    for number in range(int(changes)):
        title = f"Title number {number} at {time.time():.3f}"
        with transaction.atomic():
            row.refresh_from_db()
            row.title = title
            row.save()
            editions.count()
        askers = [threading.Thread(target=read, args=(title,)) for _number in range(int(readers))]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
    return {"stale": found["stale"], "fresh": found["fresh"]}


WHAT: dict[str, Callable[..., Any]] = {
    "people": people, "names": names, "commits": commits, "announce": announce, "stale": stale,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(WHAT[sys.argv[1]](*sys.argv[2:])))
