"""What the API answers: the rows of the lists, exactly, and one row by its public name."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import zeal_context

from initiatives import actions
from initiatives.api.urls import OFFERED
from initiatives.choices import RemoveReason, RetractReason, UserRole
from initiatives.columns import SHEETS
from tests.exports.worlds import NOW, a_world
from tests.factories import (
    make_draft,
    make_indicator,
    make_initiative,
    make_observation,
    make_organisation,
    make_publisher,
    make_update,
    make_user,
    replace_claim,
)
from tracker.environment import BASE_DIR

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
EXPECTED = BASE_DIR / "tests" / "expected" / "api"
ONE = {
    "initiatives": "GZA-COR-001",
    "updates": "GZA-COR-001-U1",
    "organisations": "al-hilal",
    "observations": "GZA-COR-001-O4",
    "targets": "GZA-COR-001-G3",
    "positions": "SDN-CEA-001-P1",
    "adherence": "SDN-CEA-001-A3",
    "milestones": "SDN-CEA-001-M2",
    "budgets": "GZA-COR-002-B2",
    "transactions": "GZA-COR-002-T3",
    "findings": "GZA-COR-002-F1",
}
NAMES = [dataset.name for dataset in OFFERED]
NOTHING = {"errors": [{"message": "Nothing public stands at this address."}]}


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def get(address: str, status: int = 200) -> Any:
    response = Client().get(address)
    assert (address, response.status_code) == (address, status)
    return response.json()


def location(address: str) -> tuple[int, str]:
    response = Client().get(address)
    return response.status_code, response.headers.get("Location", "")


def test_every_list_and_one_of_each_reads_as_it_was_written_down() -> None:
    a_world()
    for name in NAMES:
        told = {"list": get(f"/api/v1/{name}/?per_page=100"), "one": get(f"/api/v1/{name}/{ONE[name]}/")}
        written = (EXPECTED / f"{name}.json").read_text(encoding="utf-8")
        assert json.dumps(told, ensure_ascii=False, indent=1) + "\n" == written, name


def test_the_expected_answers_hold_the_exact_text_of_every_script() -> None:
    whole = "".join((EXPECTED / f"{name}.json").read_text(encoding="utf-8") for name in NAMES)
    exact = ("الهلال الأحمر", "שיחות הפסקת אש", "الطريق مفتوح,\u200b=1+1", '"=Crossings"', '"-5% waiting time"')
    assert [text for text in exact if text not in whole] == []
    assert "HIDDEN" not in whole


def cells_of_the_file(name: str, query: str) -> list[list[str]]:
    response = Client().get(f"/{name}.csv?{query}")
    text = b"".join(response).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text))
    return [[row[column] for column in never_disarmed(name)] for row in rows]


def never_disarmed(name: str) -> list[str]:
    return [column.name for column in SHEETS[name].columns if column.type in {"code", "date", "datetime"}]


@pytest.mark.parametrize(
    "query", ["", "history=1", "kind=corridor&sort=published", "as_at=2026-11-13&history=1", "from=2026-11-09"]
)
def test_all_pages_together_are_the_rows_of_the_file_in_order(query: str) -> None:
    a_world()
    for name in NAMES:
        if name in {"initiatives", "organisations"} and query:
            continue
        found: list[dict[str, Any]] = []
        address: str | None = f"{SITE}/api/v1/{name}/?{query}"
        while address:
            page = get(address.removeprefix(SITE))
            found, address = found + page["results"], page["next"]
        told = [[row[column] or "" for column in never_disarmed(name)] for row in found]
        assert told == cells_of_the_file(name, query)


def test_a_page_of_a_past_day_says_which_day() -> None:
    make_initiative()
    assert {query: get(f"/api/v1/initiatives/{query}")["as_at"] for query in ("", "?as_at=2026-11-01")} == {
        "": None,
        "?as_at=2026-11-01": "2026-11-01",
    }


def test_pages_lead_to_each_other() -> None:
    initiative = make_initiative()
    indicator = make_indicator(initiative)
    for day in range(51):
        make_observation(indicator, day, as_of=dt.date(2026, 9, 1) + dt.timedelta(days=day))
    site = f"{SITE}/api/v1/observations/?"
    pages = [get(f"/api/v1/observations/?kind=corridor&sort=as_of&page={page}&utm_source=x") for page in (1, 2, 3)]
    assert [{key: value for key, value in page.items() if key != "results"} for page in pages] == [
        {
            "count": 51,
            "page": 1,
            "pages": 3,
            "next": f"{site}kind=corridor&sort=as_of&page=2",
            "previous": None,
            "as_at": None,
        },
        {
            "count": 51,
            "page": 2,
            "pages": 3,
            "next": f"{site}kind=corridor&sort=as_of&page=3",
            "previous": f"{site}kind=corridor&sort=as_of",
            "as_at": None,
        },
        {
            "count": 51,
            "page": 3,
            "pages": 3,
            "next": None,
            "previous": f"{site}kind=corridor&sort=as_of&page=2",
            "as_at": None,
        },
    ]
    assert [row["value"] for page in pages for row in page["results"]] == list(range(51))


def test_the_root_says_what_there_is() -> None:
    told = get("/api/v1/")
    assert {key: value for key, value in told.items() if key != "datasets"} == {
        "title": "Humanitarian Initiative Tracker",
        "licence": "CC BY 4.0",
        "contact": None,
        "documentation": f"{SITE}/data/",
        "schema": f"{SITE}/api/v1/schema/",
    }
    assert [row["url"] for row in told["datasets"]] == [f"{SITE}/api/v1/{name}/" for name in NAMES]
    assert told["datasets"][0] == {
        "name": "initiatives",
        "label": "Initiatives",
        "meaning": "One row for each public initiative, with where it stands now.",
        "url": f"{SITE}/api/v1/initiatives/",
    }


def test_a_name_in_another_case_leads_to_the_canonical_one() -> None:
    update = make_update(make_initiative())
    reference = update.initiative.reference
    assert reference == "GZA-COR-001"
    assert [
        location("/api/v1/initiatives/gza-COR-001/"),
        location("/api/v1/initiatives/gza-COR-001/?as_at=2026-11-22"),
        location("/api/v1/updates/gza-cor-001-u1/"),
        location("/api/v1/initiatives/GZA-COR-001"),
        location("/api/v1/initiatives/gza-cor-009/"),
    ] == [
        (301, "/api/v1/initiatives/GZA-COR-001/"),
        (301, "/api/v1/initiatives/GZA-COR-001/?as_at=2026-11-22"),
        (301, "/api/v1/updates/GZA-COR-001-U1/"),
        (301, "/api/v1/initiatives/GZA-COR-001/"),
        (404, ""),
    ]


def test_a_claim_stands_under_its_own_kind_alone() -> None:
    initiative = make_initiative()
    make_update(initiative)
    make_observation(make_indicator(initiative), 1)
    addresses = ("observations/GZA-COR-001-O1", "updates/GZA-COR-001-O1", "observations/GZA-COR-001-U1")
    assert [location(f"/api/v1/{name}/")[0] for name in addresses] == [200, 404, 404]


def test_a_merged_organisation_leads_to_the_kept_one() -> None:
    old, kept = make_organisation("Old name", slug="old"), make_organisation("Kept", slug="kept")
    make_update(make_initiative(leads=[old, kept]), said_by=old)
    actions.merge_organisations(keep=kept, merge=old, by=make_user("", UserRole.ADMINISTRATOR))
    assert [location("/api/v1/organisations/old/"), location("/api/v1/organisations/old/?as_at=2026-11-22")] == [
        (301, "/api/v1/organisations/kept/"),
        (301, "/api/v1/organisations/kept/?as_at=2026-11-22"),
    ]
    assert get("/api/v1/organisations/kept/")["leads_count"] == 1


def test_a_retracted_initiative_says_so_with_its_reason_and_so_do_its_claims() -> None:
    after = make_initiative("After")
    update = make_update(make_initiative())
    actions.retract_initiative(
        initiative=update.initiative, by=make_publisher(), reason=RetractReason.DUPLICATE, continued_by=after
    )
    said = {
        "errors": [
            {
                "message": "GZA-COR-002 was public once, and has been taken back.",
                "reference": "GZA-COR-002",
                "reason": str(RetractReason.DUPLICATE.label),
                "retracted_on": "2026-11-22",
                "see_instead": "http://127.0.0.1:8000/api/v1/initiatives/GZA-COR-001/",
            }
        ]
    }
    for name in (
        "initiatives/GZA-COR-002",
        "initiatives/gza-cor-002",
        "updates/GZA-COR-002-U1",
        "updates/GZA-COR-002-U9",
    ):
        assert get(f"/api/v1/{name}/", 410) == said


def test_what_is_hidden_is_answered_as_what_never_was() -> None:
    initiative, draft = make_initiative(), make_initiative("Draft", public=False)
    gone, removed = make_initiative("Gone"), make_update(initiative)
    make_update(gone)
    make_draft(initiative)
    make_organisation("Hidden", slug="hidden")
    actions.remove(claim=removed, by=make_publisher(), reason=RemoveReason.LAW)
    actions.remove_initiative(initiative=gone, by=make_publisher(), reason=RemoveReason.LAW)
    confirmation = actions.confirm_unchanged(
        initiative=make_update(initiative).initiative, by=make_publisher(), as_of=NOW.date(), source=None,
        said_by=make_organisation(),
    )  # fmt: skip
    actions.publish(claim=confirmation, by=make_publisher(), seen_version=confirmation.version)
    assert draft.reference is None
    names = (
        "initiatives/GZA-COR-002", "initiatives/GZA-COR-999", "updates/GZA-COR-001-U1", "updates/GZA-COR-001-U3",
        "updates/GZA-COR-001-U9", "updates/GZA-COR-002-U1", "observations/GZA-COR-001-U2", "organisations/hidden",
        "organisations/never", "changes", "x",
    )  # fmt: skip
    answers = {name: Client().get(f"/api/v1/{name}/") for name in names}
    told = {name: (answer.status_code, answer.json(), dict(answer.headers)) for name, answer in answers.items()}
    assert {name: answer[:2] for name, answer in told.items()} == dict.fromkeys(names, (404, NOTHING))
    headers = [{key: value for key, value in answer[2].items() if key != "Allow"} for answer in told.values()]
    assert all(each == headers[0] for each in headers)


def test_one_claim_is_the_newest_of_its_name_whatever_became_of_it() -> None:
    first = make_update(make_initiative(opened_at=at(1)), headline="First", published_at=at(2))
    second = replace_claim(first, headline="Second", published_at=at(4))
    actions.retract(claim=second, by=make_publisher(), reason=RetractReason.ERROR, at=at(6))
    address = "/api/v1/updates/GZA-COR-001-U1/"
    days = ("", "?as_at=2026-11-06", "?as_at=2026-11-05", "?as_at=2026-11-03")
    told = [get(f"{address}{day}") for day in days]
    assert [(row["headline"], row["state"]) for row in told] == [
        ("Second", "retracted"), ("Second", "retracted"), ("Second", "published"), ("First", "published"),
    ]  # fmt: skip
    assert get(f"{address}?as_at=2026-11-01", 404) == NOTHING
    assert get("/api/v1/updates/")["results"] == []
    assert [row["state"] for row in get("/api/v1/updates/?history=1")["results"]] == ["retracted", "replaced"]


def at(day: int) -> dt.datetime:
    return dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC)


def test_answers_of_a_past_day_stay_out_of_search_engines() -> None:
    make_update(make_initiative())
    robots = [
        Client().get(f"/api/v1/{name}/{query}").headers.get("X-Robots-Tag")
        for name in ("updates", "updates/GZA-COR-001-U1")
        for query in ("", "?as_at=2026-11-22")
    ]
    assert robots == [None, "noindex", None, "noindex"]


def queries(address: str) -> int:
    with CaptureQueriesContext(connection) as captured, zeal_context():
        assert Client().get(address).status_code == 200
    return len(captured)


def test_as_many_queries_for_three_rows_as_for_one() -> None:
    def more() -> None:
        lead = make_organisation()
        initiative = make_initiative(leads=[lead])
        make_update(initiative, said_by=lead)
        make_observation(make_indicator(initiative), 1, said_by=lead)

    addresses = [f"/api/v1/{name}/" for name in ("initiatives", "updates", "organisations", "observations")]
    addresses += [f"/api/v1/{name}/" for name in ("initiatives/GZA-COR-001", "observations/GZA-COR-001-O1")]
    more()
    one = {address: queries(address) for address in addresses}
    more()
    more()
    assert {address: queries(address) for address in addresses} == one
    assert max(one.values()) <= 12, one
