"""ETag and Last-Modified: whoever has today's edition of an address is not sent it again."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from initiatives import editions
from tests.factories import make_initiative

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


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
