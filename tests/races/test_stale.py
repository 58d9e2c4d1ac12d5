"""Nothing that a committed change has overtaken is told by any process, whichever way the change came, under load."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from initiatives import actions
from initiatives.choices import RemoveReason, RetractReason, UserRole
from initiatives.models import Initiative
from tests.admin.pages import as_, change, filled
from tests.factories import (
    make_crisis,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_update,
    make_user,
)
from tests.races.server import ANSWERS_WITHIN, Server, browsers, running
from tests.sheets import as_csv

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

READERS = 4
# Enough that both processes of the server are asked after each change.
ASKED = 12
PATHS = ("/", "/initiatives/", "/initiatives/SDN-COR-001/", "/organisations/", "/updates/", "/map/", "/updates.atom")


def read(port: int, path: str) -> str:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWERS_WITHIN)) as line:
        line.request("GET", path)
        answer = line.getresponse()
        body = answer.read().decode()
        assert answer.status in {200, 404, 410}, (path, answer.status)
        return body


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Server]:
    """Two processes, and readers who never pause, so that every page is in both memories before each change."""
    with running(tmp_path / "server.log") as server:
        over, broken = threading.Event(), []

        def go_on() -> None:
            while not over.is_set():
                for path in PATHS:
                    try:
                        read(server.port, path)
                    except Exception as error:
                        broken.append(repr(error))

        readers = [threading.Thread(target=go_on) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        try:
            yield server
        finally:
            over.set()
            for reader in readers:
                reader.join()
    assert (server.said(), broken) == ("", [])


def test_every_way_of_changing_something_shows_at_once_in_every_process(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    call_command("load_sample", verbosity=0, stdout=StringIO())
    call_command("remove_sample", "--yes", verbosity=0, stdout=StringIO())
    publisher = make_publisher()
    lead = make_organisation("Lead before")
    corridor = make_initiative("Title before", leads=[lead], slug="corridor", crisis=make_crisis("SDN"))
    crossing = make_location("Crossing before", level="site", parent=make_location("Region"))
    make_place_of(corridor, crossing)
    make_update(corridor, headline="Headline before", status="2")
    path = f"/initiatives/{corridor.reference}/"
    assert path in PATHS
    server: Server = request.getfixturevalue("busy")
    (editor,) = browsers(server, [make_user("", UserRole.ADMINISTRATOR, UserRole.PUBLISHER)])
    claims = {}

    def post(model: str, pk: int, **changes: str) -> None:
        address = change(model, pk)
        answer = editor.post(address, filled(as_(editor.user), address, **changes))
        assert (answer.status, answer.location) != (200, ""), answer.body

    def publish() -> None:
        claims["news"] = make_update(corridor, headline="Headline after", status="6", narrative="Shelling")

    def imported() -> None:
        rows = [["reference", "title"], [corridor.reference or "", "Title imported"]]
        sheet = tmp_path / "rows.csv"
        sheet.write_bytes(as_csv(rows))
        call_command("import_initiatives", str(sheet), "--yes", "--user", publisher.username, stdout=StringIO())

    ways: list[tuple[str, Callable[[], object], str, str, str]] = [
        ("an action publishes", publish, path, "Headline after", ""),
        ("it shows in the list of updates", lambda: None, "/updates/", "Headline after", ""),
        ("it shows in the feed", lambda: None, "/updates.atom", "Headline after", ""),
        ("the admin renames an organisation",
         lambda: post("organisation", lead.pk, name="Lead after"), "/organisations/", "Lead after", "Lead before"),
        ("the admin renames an initiative",
         lambda: post("initiative", corridor.pk, title="Title after"), "/initiatives/", "Title after", "Title before"),
        ("the admin makes a place sensitive",
         lambda: post("location", crossing.pk, is_sensitive="on"), path, "Region", "Crossing before"),
        ("an import", imported, "/initiatives/", "Title imported", "Title after"),
        ("an action retracts", lambda: actions.retract(
            claim=claims["news"], by=publisher, reason=RetractReason.SOURCE_RETRACTED), path, "etracted", ""),
        ("an action removes", lambda: actions.remove(
            claim=claims["news"], by=publisher, reason=RemoveReason.SAFETY), "/updates/", "", "Headline after"),
        ("loaddata", lambda: call_command("loaddata", "gaza", verbosity=0, stdout=StringIO()),
         "/initiatives/", "GZA-CEA-001", ""),
        ("remove_sample", lambda: call_command("remove_sample", "--yes", verbosity=0, stdout=StringIO()),
         "/initiatives/", "", "GZA-CEA-001"),
        ("an action removes the initiative", lambda: actions.remove_initiative(
            initiative=Initiative.objects.get(slug="corridor"), by=publisher, reason=RemoveReason.SAFETY),
         "/initiatives/", "", "Title imported"),
    ]  # fmt: skip
    stale = []
    for name, make, address, there, gone in ways:
        make()
        answers = [read(server.port, address) for _ in range(ASKED)]
        late = [answer for answer in answers if there not in answer or (gone and gone in answer)]
        if late:
            stale.append((name, len(late)))
    assert stale == []
