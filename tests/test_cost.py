"""What a page or a file asks of the database does not grow with what is stored."""

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
# Sources that disagree are asked for where a page shows any, so one page has that question and the next has not.
OF_DISPUTES = 'AS "initiative__update_frequency_days"'


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
