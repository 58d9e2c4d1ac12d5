"""ETag and Last-Modified: whoever has today's edition of an address is not sent it again."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from initiatives import editions
from initiatives.views import conditional
from tests.factories import make_initiative

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has run for two days."""
    monkeypatch.setattr(conditional, "STARTED", NOON - dt.timedelta(days=2))


def count_one() -> None:
    with transaction.atomic():
        editions.count()


def test_a_file_is_not_sent_twice_within_an_edition() -> None:
    with time_machine.travel(NOON - dt.timedelta(hours=1), tick=False):
        make_initiative()
        count_one()
    with time_machine.travel(NOON, tick=False):
        first = Client().get("/initiatives.csv")
        etag = first.headers["ETag"]
        assert first.headers["Last-Modified"] == "Sun, 22 Nov 2026 11:00:00 GMT"
        for headers in ({"if-none-match": etag}, {"if-modified-since": first.headers["Last-Modified"]}):
            again = Client().get("/initiatives.csv", headers=headers)
            assert (again.status_code, again.headers["ETag"], again.content) == (304, etag, b"")


def test_a_new_edition_is_sent_at_once_and_has_no_date_before_its_second_is_over() -> None:
    with time_machine.travel(NOON, tick=False):
        count_one()
    with time_machine.travel(NOON + dt.timedelta(seconds=5), tick=False):
        held = Client().get("/updates.csv").headers
    with time_machine.travel(NOON + dt.timedelta(seconds=5, milliseconds=200), tick=False):
        count_one()
        for name, key in (("if-none-match", "ETag"), ("if-modified-since", "Last-Modified")):
            answer = Client().get("/updates.csv", headers={name: held[key]})
            assert (answer.status_code, "Last-Modified" in answer.headers) == (200, False)
        assert answer.headers["ETag"] != held["ETag"]


def test_a_new_day_is_another_answer_since_news_grow_old_by_themselves() -> None:
    with time_machine.travel(NOON, tick=False):
        count_one()
    with time_machine.travel(NOON + dt.timedelta(hours=1), tick=False):
        held = Client().get("/initiatives.csv").headers
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        for name, key in (("if-none-match", "ETag"), ("if-modified-since", "Last-Modified")):
            answer = Client().get("/initiatives.csv", headers={name: held[key]})
            assert (answer.status_code, answer.headers["Last-Modified"]) == (200, "Mon, 23 Nov 2026 00:00:00 GMT")


def test_what_is_refused_has_no_tag() -> None:
    count_one()
    assert "ETag" not in Client().get("/initiatives.csv?colour=red").headers
    assert "ETag" not in Client().post("/initiatives.csv").headers


def test_other_settings_or_other_code_are_another_answer(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    count_one()
    tags = [Client().get("/updates.atom").headers["ETag"]]
    settings.LICENCE = "CC0"
    tags.append(Client().get("/updates.atom").headers["ETag"])
    monkeypatch.setattr(conditional, "_release", lambda: "the next one")
    tags.append(Client().get("/updates.atom").headers["ETag"])
    assert len(set(tags)) == 3
    with time_machine.travel(NOON, tick=False):
        count_one()
    with time_machine.travel(NOON + dt.timedelta(hours=1), tick=False):
        monkeypatch.setattr(conditional, "STARTED", NOON + dt.timedelta(minutes=30))
        assert Client().get("/updates.atom").headers["Last-Modified"] == "Sun, 22 Nov 2026 12:30:00 GMT"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if-none-match": '"other", {etag}'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"other"', "if-modified-since": "{modified}"}, 200),
        ({"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 200),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-none-match": "W/W/,,"}, 200),
        # What is only read cannot be changed by a condition that fails.
        ({"if-match": '"other"'}, 200),
        ({"if-unmodified-since": "Thu, 01 Jan 2015 00:00:00 GMT"}, 200),
    ],
)
def test_only_what_a_reader_has_is_asked(headers: dict[str, str], status: int) -> None:
    with time_machine.travel(NOON, tick=False):
        count_one()
    with time_machine.travel(NOON + dt.timedelta(hours=1), tick=False):
        held = Client().get("/updates.csv").headers
        sent = {
            name: value.format(etag=held["ETag"], modified=held["Last-Modified"]) for name, value in headers.items()
        }
        assert Client().get("/updates.csv", headers=sent).status_code == status


def test_a_script_of_any_site_may_read_what_a_file_answers_refusals_too() -> None:
    for address in (
        "/updates.csv",
        "/updates.csv?colour=red",
        "/updates.atom",
        "/initiatives/GZA-COR-999/updates.atom",
    ):
        assert Client().get(address).headers["Access-Control-Allow-Origin"] == "*"
    for address in ("/", "/initiatives/", "/admin/login/"):
        assert "Access-Control-Allow-Origin" not in Client().get(address).headers
