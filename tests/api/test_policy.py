"""What all addresses of the API share: JSON alone, errors of one shape, a polite limit, and scripts of other sites."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from rest_framework.request import Request

from initiatives.api.policy import PoliteThrottle
from initiatives.views import conditional
from tests.factories import make_initiative, make_update

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def nobody_asked_yet() -> Iterator[None]:
    caches["throttle"].clear()
    yield
    caches["throttle"].clear()


def test_wrong_parameters_are_told_one_by_one() -> None:
    answer = Client().get("/api/v1/milestones/?kind=coridor&from=yesterday&hxl=1&page=2&page=3")
    names = ["kind", "initiative", "organisation", "crisis", "from", "to", "history", "as_at", "sort"]
    kinds = ["Humanitarian corridor", "Ceasefire talks", "Reconstruction oversight", "Other initiative"]
    codes = ["corridor", "ceasefire", "reconstruction", "other"]
    assert (answer.status_code, answer.headers["Content-Type"], answer.json()) == (
        400,
        "application/json",
        {
            "errors": [
                {
                    "message": "kind=coridor: This is not on the list.",
                    "parameter": "kind",
                    "value": "coridor",
                    "allowed": [f"{code} ({kind})" for code, kind in zip(codes, kinds, strict=True)],
                    "suggestion": "corridor",
                },
                {
                    "message": "from=yesterday: This is not a date.",
                    "parameter": "from",
                    "value": "yesterday",
                    "allowed": ["a date such as 2026-11-22, from 1990 to 2100"],
                    "suggestion": None,
                },
                {
                    "message": "There is no parameter called hxl here.",
                    "parameter": "hxl",
                    "value": "1",
                    "allowed": [*names, "page", "per_page"],
                    "suggestion": None,
                },
                {
                    "message": "page is given more than once.",
                    "parameter": "page",
                    "value": "2, 3",
                    "allowed": [],
                    "suggestion": None,
                },
            ]
        },
    )


def test_every_address_refuses_what_it_does_not_know() -> None:
    make_update(make_initiative())
    addresses = ("", "schema/", "initiatives/", "initiatives/GZA-COR-001/", "updates/GZA-COR-001-U1/")
    told = {name: Client().get(f"/api/v1/{name}?format=json") for name in addresses}
    assert {name: (answer.status_code, answer.json()["errors"][0]["parameter"]) for name, answer in told.items()} == (
        dict.fromkeys(addresses, (400, "format"))
    )


def test_errors_have_one_shape_below_the_api_and_stay_pages_elsewhere() -> None:
    client = Client(raise_request_exception=False)
    told = {
        ("GET", "/api/v1/nothing/"): (404, "Nothing public stands at this address."),
        ("GET", "/api/v2/initiatives/"): (404, "Nothing public stands at this address."),
        ("POST", "/api/v1/nothing/"): (404, "Nothing public stands at this address."),
        ("POST", "/api/v1/initiatives/"): (405, "This address is for reading: GET and HEAD alone."),
        ("DELETE", "/api/v1/updates/GZA-COR-001-U1/"): (405, "This address is for reading: GET and HEAD alone."),
    }
    for (method, address), (status, message) in told.items():
        answer = client.generic(method, address, "{}", "application/json")
        assert (answer.status_code, answer.json()) == (status, {"errors": [{"message": message}]})
    refused_host = client.get("/api/v1/", headers={"host": "evil.example"})
    assert (refused_host.status_code, refused_host.json()) == (
        400,
        {"errors": [{"message": "This request cannot be read."}]},
    )
    assert client.get("/nothing/").headers["Content-Type"] == "text/html; charset=utf-8"
    with CaptureQueriesContext(connection) as captured:
        client.post("/api/v1/initiatives/")
    assert len(captured) == 0


def test_a_fault_of_ours_is_told_as_json_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("initiatives.api.views.record", broken)
    make_initiative()
    answer = Client(raise_request_exception=False).get("/api/v1/initiatives/")
    assert (answer.status_code, answer.json()) == (
        500,
        {"errors": [{"message": "The answer could not be made. The fault is ours and has been noted."}]},
    )


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "image/png;q=0.1", ""])
def test_it_is_json_whatever_is_asked_for(accept: str) -> None:
    answer = Client().get("/api/v1/initiatives/", headers={"accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["Vary"]) == (
        200,
        "application/json",
        "Accept-Encoding",
    )


def asked(address: str = "10.0.0.1", method: str = "GET") -> tuple[int, str | None]:
    answer = Client(REMOTE_ADDR=address).generic(method, "/api/v1/initiatives/")
    return answer.status_code, answer.headers.get("Retry-After")


def test_who_asks_too_often_is_asked_to_wait_and_then_heard_again(settings: Any) -> None:
    settings.TRACKER_API_RATE = 30
    with time_machine.travel(NOON, tick=False) as clock:
        assert [asked() for _ in range(31)] == [(200, None)] * 30 + [(429, "2")]
        # Others are heard meanwhile, and what a browser asks on its own is not counted.
        assert (asked("10.0.0.2"), asked(method="OPTIONS")) == ((200, None), (204, None))
        with CaptureQueriesContext(connection) as captured:
            answer = Client(REMOTE_ADDR="10.0.0.1").get("/api/v1/initiatives/")
        assert (len(captured), answer.json()) == (
            0,
            {"errors": [{"message": "Too many requests. Ask again in 2 seconds."}]},
        )
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        clock.shift(2)
        assert [asked(), asked()] == [(200, None), (429, "2")]
        clock.shift(60)
        assert [asked() for _ in range(31)] == [(200, None)] * 30 + [(429, "2")]
        # A clock that is set back makes nobody wait for an hour.
        clock.shift(-3600)
        assert asked() == (200, None)


def test_the_limit_is_for_the_address_that_the_trusted_server_saw_and_not_for_pages(settings: Any) -> None:
    def status(path: str, **headers: str) -> int:
        return Client(REMOTE_ADDR="127.0.0.1").get(path, headers=headers).status_code

    settings.TRACKER_API_RATE, settings.TRACKER_PROXIES = 1, 1
    told = [status("/api/v1/", **{"x-forwarded-for": f"9.9.9.9, 10.0.0.{last}"}) for last in (1, 2, 1)]
    assert told == [200, 200, 429]
    # Of IPv6 the network counts, which one person has.
    told = [status("/api/v1/", **{"x-forwarded-for": f"2001:db8::{last}"}) for last in (1, 2)]
    assert told == [200, 429]
    settings.TRACKER_PROXIES = 0
    told = [status("/api/v1/", **{"x-forwarded-for": f"10.0.0.{last}"}) for last in (7, 8)]
    assert told == [200, 429]
    assert [status("/about/"), status("/initiatives.csv"), status("/initiatives/")] == [200, 200, 200]


def test_however_many_ask_a_bounded_number_is_remembered(settings: Any) -> None:
    settings.TRACKER_API_RATE = 30
    for number in range(10_100):
        asked = RequestFactory(REMOTE_ADDR=f"10.1.{number // 250}.{number % 250}").get("/api/v1/")
        assert PoliteThrottle().allow_request(Request(asked), None)
    assert len(caches["throttle"]._cache) <= 10_000  # type: ignore[attr-defined]


def test_without_a_limit_nobody_waits() -> None:
    assert {asked() for _ in range(150)} == {(200, None)}


def test_who_has_the_answer_of_today_is_not_sent_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditional, "STARTED", NOON - dt.timedelta(days=1))
    with time_machine.travel(NOON - dt.timedelta(hours=1), tick=False):
        update = make_update(make_initiative())
    with time_machine.travel(NOON, tick=False):
        for name in ("initiatives", "updates", "updates/GZA-COR-001-U1", "initiatives/GZA-COR-001"):
            first = Client().get(f"/api/v1/{name}/")
            assert first.headers["Last-Modified"] == "Sun, 22 Nov 2026 11:00:00 GMT"
            etag = first.headers["ETag"]
            with CaptureQueriesContext(connection) as captured:
                again = Client().get(f"/api/v1/{name}/", headers={"if-none-match": etag})
            assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
            assert again.headers["Access-Control-Allow-Origin"] == "*"
            assert len(captured) <= 2
        # What is not there is not unchanged.
        assert Client().get("/api/v1/updates/GZA-COR-001-U2/", headers={"if-none-match": "*"}).status_code == 404
        make_update(update.initiative)
        answer = Client().get("/api/v1/updates/", headers={"if-none-match": etag})
        assert (answer.status_code, answer.json()["count"]) == (200, 2)


def test_a_browser_is_told_that_scripts_of_other_sites_may_read() -> None:
    answer = Client().options(
        "/api/v1/initiatives/",
        headers={"origin": "https://charts.example", "access-control-request-method": "GET"},
    )
    told = {name: value for name, value in answer.headers.items() if name.startswith("Access-Control")}
    assert (answer.status_code, answer.content, told) == (
        204,
        b"",
        {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "Accept, If-Modified-Since, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )
    # Files may be read by them too, pages and the admin may not.
    open_to_them = [
        Client().get(path).headers.get("Access-Control-Allow-Origin")
        for path in ("/initiatives.csv", "/updates.xlsx", "/initiatives/", "/admin/login/", "/healthz")
    ]
    assert open_to_them == ["*", "*", None, None, None]
