"""What a page or a file asks of the database does not grow with what is stored."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives import kept
from initiatives.management import synthetic
from tests.admin.pages import as_
from tests.factories import make_publisher
from tests.plans import plan_of
from tests.routes import public_routes

pytestmark = pytest.mark.django_db

SMALL = {
    "ORGANISATIONS": 20,
    "SOURCES": 20,
    "DISTRICTS": 20,
    "SITES": 20,
    "TEXTS": 20,
    "LONG": 30,
    "FIGURES": (2, 2, 3),
}
OF_ONE = ("/initiatives/SYN-COR-001/", "/api/v1/initiatives/SYN-COR-001/")
CHOSEN = ("/initiatives/?kind=corridor&status=2", "/initiatives/?as_at=2026-11-01", "/updates/?history=1")
DESK = (
    "/admin/",
    *(f"/admin/initiatives/{name}" for name in ("initiative/", "statusupdate/?show=all", "organisation/")),
)
# What is read of one thing, and a page of each list.
PAGES = (
    *OF_ONE,
    "/organisations/synthetic-8/",
    "/initiatives/",
    "/initiatives/?page=2",
    "/initiatives/?kind=corridor&status=2",
    "/initiatives/?sort=title",
    "/updates/",
    "/updates/?history=1&as_at=2026-11-01",
    "/api/v1/initiatives/",
    "/api/v1/updates/",
    "/initiatives.csv",
    "/updates.csv",
    "/updates.atom",
)
# A handful each, whatever else is stored.
FEW = ("initiatives_crisis", "initiatives_edition")
# Sources that disagree are asked for where a page shows any, so one page has that question and the next has not.
OF_DISPUTES = 'AS "initiative__update_frequency_days"'


WEIGHT = 120_000


def questions(size: int) -> dict[str, tuple[int, int]]:
    """The status and the number of questions of each address, where so many initiatives are stored."""
    whole = [f"/{route.pattern}" for route in public_routes() if not route.parameters]
    found: dict[str, tuple[int, int]] = {}
    with transaction.atomic():
        call_command("seed_synthetic", initiatives=size, verbosity=0)
        for client, addresses in ((Client(), (*whole, *CHOSEN, *OF_ONE)), (as_(make_publisher()), DESK)):
            for address in addresses:
                kept.forget_all()
                with CaptureQueriesContext(connection) as asked:
                    answer: Any = client.get(address)
                    _ = b"".join(answer) if answer.streaming else answer.content
                found[address] = answer.status_code, sum(OF_DISPUTES not in query["sql"] for query in asked)
        transaction.set_rollback(True)
    return found


def test_a_hundred_initiatives_take_as_many_questions_as_three(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SMALL.items():
        monkeypatch.setattr(synthetic, name, value)
    few = questions(3)
    assert questions(100) == few
    assert {status for status, _number in few.values()} == {200}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads all of a few rows, or walks any index")
def test_no_page_of_a_list_or_of_one_thing_reads_a_whole_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the counts of a list, which are read once an edition."""
    for name, value in SMALL.items():
        monkeypatch.setattr(synthetic, name, value)
    call_command("seed_synthetic", initiatives=40, verbosity=0)
    whole: dict[tuple[str, str], str] = {}
    for address in PAGES:
        for _time in range(2):
            with CaptureQueriesContext(connection) as asked:
                answer: Any = Client().get(address)
                _ = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        for query in asked.captured_queries:
            if query["sql"].startswith("SELECT") and " FROM " in query["sql"]:
                whole |= {(address, step): query["sql"] for step in plan_of(query["sql"]) if reads_all(step)}
    assert whole == {}


def reads_all(step: str) -> bool:
    """Whether a step goes over the rows of a table in no order of an index."""
    table = re.fullmatch(r"SCAN (\w+)", step)
    return table is not None and table[1] not in FEW


def test_the_page_of_a_long_history_is_no_heavier_than_one_may_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**SMALL, "LONG": 500, "FIGURES": (5, 4, 40)}.items():
        monkeypatch.setattr(synthetic, name, value)
    call_command("seed_synthetic", initiatives=3, verbosity=0)
    for asked in ("", "?timeline=U300", "?as_at=2026-11-01"):
        assert len(Client().get(f"{OF_ONE[0]}{asked}").content) < WEIGHT
