"""The overview, the pages about the site, its pulse, and how every address answers what it does not know."""

from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries, Settings

from initiatives.datasets import DATASETS
from initiatives.exports import dictionary
from initiatives.exports.guide import GUIDE, LOG
from initiatives.views import errors
from tests.factories import make_initiative, make_organisation, make_update
from tests.views.world import World, days_ago, get, texts

pytestmark = pytest.mark.django_db


def test_each_headline_figure_is_the_length_of_the_list_that_it_opens(world: World) -> None:
    figures = get("/").cssselect(".figures > div")
    said = [int(figure.cssselect("dd")[0].text_content()) for figure in figures]
    listed = [
        int(
            " ".join(
                get(str(figure.cssselect("a")[0].get("href"))).cssselect(".bar strong")[0].text_content().split()
            ).split()[0]
        )
        for figure in figures
    ]
    assert (said, [texts(figure, "dt")[0] for figure in figures]) == (
        listed,
        [
            "initiatives tracked",
            "update in the last 7 days",
            "organisations and groups involved",
            "initiative waiting for news",
        ],
    )


def test_the_overview_leads_to_the_change_itself(world: World) -> None:
    latest = get("/").cssselect(".latest")[0]
    assert texts(latest, ".move") == ["Status changed from Open to SuspendedNo progressVerified"]
    assert latest.cssselect("a")[0].get("href") == "/initiatives/GZA-COR-001/#U7"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_is_a_fixed_number_of_queries(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for age in range(rows):
        make_update(make_initiative(leads=[make_organisation()]), as_of=days_ago(age + 30))
    with django_assert_num_queries(21):
        get("/")


def test_the_dictionary_has_every_column_of_every_file(world: World) -> None:
    page = get("/data/")
    for dataset in DATASETS:
        rows = page.cssselect(f"#{dataset.name} tbody tr")
        found = [(texts(row, "th")[0], texts(row, "td:last-child code")) for row in rows]
        assert found == [(column.name, [column.hxl, *filter(None, [column.iati])]) for column in dataset.columns]


def test_the_page_says_what_the_page_in_docs_says(world: World) -> None:
    page, docs = get("/data/"), dictionary.markdown()
    for part in GUIDE:
        said = texts(page, f"#{part.name} .prose > p") + texts(page, f"#{part.name} .prose li")
        assert said == [" ".join(str(line).replace("`", "").split()) for line in part.lines]
        assert f"## {part.heading}\n\n" + "".join(f"- {line}\n" for line in part.lines) in docs
    assert texts(page, "#log li") == [f"{date_format(on, 'j F Y')}: {what}" for on, what in LOG]


def test_the_dictionary_gives_an_example_of_what_is_public_now(world: World) -> None:
    page = get("/data/")
    rows = {texts(row, "th")[0]: row for row in page.cssselect("#initiatives tbody tr")}
    assert (texts(rows["reference"], "bdi"), texts(rows["is_sample"], "bdi"), texts(rows["actual_end"], "bdi")) == (
        ["GZA-CEA-001"],
        ["true"],
        [],
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_dictionary_is_a_fixed_number_of_queries(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        make_update(make_initiative(leads=[make_organisation()]))
    with django_assert_num_queries(20):
        get("/data/")


def test_pages_that_read_nothing_ask_for_the_edition_alone(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        get("/about/")
        Client().get("/nothing/")
        errors.server_error(RequestFactory().get("/"))


def test_the_names_of_the_files_break_after_their_parts(world: World) -> None:
    page = Client().get("/data/").content.decode()
    assert "<code>anticipated_<wbr>results</code>" in page


def test_about_promises_a_second_person_only_where_there_is_one(settings: Settings) -> None:
    said = []
    for is_on in (True, False):
        settings.TRACKER_TWO_PERSON_RULE = is_on
        said.append([text.split(".")[0] for text in texts(get("/about/"), "#method p")][1])
    assert said == [
        "What an editor writes is published by a second person",
        "What an editor writes may be published by the same person here",
    ]


def test_about_says_whom_to_tell(settings: Settings) -> None:
    settings.CONTACT = "corrections@example.org"
    assert get("/about/").cssselect("#report a")[0].get("href") == "mailto:corrections@example.org"
    settings.CONTACT = "https://example.org/contact"
    assert get("/about/").cssselect("#report a")[0].get("href") == "https://example.org/contact"


def test_the_pulse_is_well() -> None:
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_the_pulse_is_unwell_without_the_database_and_before_a_migration() -> None:
    target = "initiatives.views.pages.MigrationExecutor"
    waiting: dict[str, Any] = {"return_value.migration_plan.return_value": ["one more"]}
    for broken in ({"side_effect": OperationalError("gone")}, waiting):
        with mock.patch(target, **broken):
            response = Client().get("/healthz")
        assert (response.status_code, response.json()) == (503, {"status": "unavailable"})


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_addresses_are_for_reading_only(world: World, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in (*world.paths, "/healthz", "/initiatives.csv"):
        assert (path, getattr(client, method)(path).status_code) == (path, 405)


@pytest.mark.once
def test_head_answers_like_get_without_a_body(world: World) -> None:
    for path in (*world.paths, "/healthz"):
        response = Client().head(path)
        assert (path, response.status_code, response.content) == (path, 200, b"")


@pytest.mark.once
def test_an_unknown_parameter_is_refused_everywhere(world: World) -> None:
    for path in world.paths:
        sign = "&" if "?" in path else "?"
        answers = [Client().get(f"{path}{sign}{query}").status_code for query in ("colour=red", "utm_source=mail")]
        assert (path, answers) == (path, [400, 200])


def test_the_page_of_a_refusal_names_each_parameter_what_is_allowed_and_the_nearest() -> None:
    response = Client().get("/initiatives/?kind=corider&per_page=7&colour=red")
    body = response.content.decode()
    assert response.status_code == 400
    said = [
        "kind=corider: This is not on the list.", "Did you mean", "<code>corridor</code>",
        "corridor (Humanitarian corridor)",
        "per_page=7: This is not on the list.", "There is no parameter called colour here.",
        'href="/initiatives/">Start again without parameters',
    ]  # fmt: skip
    assert [text for text in said if text not in body] == []


def test_a_file_refuses_in_plain_text() -> None:
    response = Client().get("/initiatives.csv?kind=corider")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    first = response.content.decode().splitlines()[0]
    assert first.startswith("kind=corider: This is not on the list. Did you mean corridor? Allowed: corridor (")


def test_a_request_out_of_shape_gets_a_page_too() -> None:
    response = errors.bad_request(RequestFactory().get("/"), SuspiciousOperation())
    assert (response.status_code, b"not in a form that we understand" in response.content) == (400, True)


def test_an_unknown_host_is_refused_with_a_page() -> None:
    response = Client(headers={"host": "elsewhere.example"}).get("/")
    assert (response.status_code, b"not in a form that we understand" in response.content) == (400, True)


def test_a_fault_of_ours_gets_a_page_that_needs_nothing() -> None:
    with mock.patch("initiatives.views.pages.overview", side_effect=RuntimeError("broken")):
        response = Client(raise_request_exception=False).get(reverse("home"))
    assert (response.status_code, b"Something went wrong on our side" in response.content) == (500, True)


def test_the_menu_marks_where_the_reader_is(world: World) -> None:
    marked = {
        path: [(a.text_content(), a.get("aria-current")) for a in get(path).cssselect(".nav [aria-current]")]
        for path in ("/", "/initiatives/", "/initiatives/GZA-COR-001/", "/data/")
    }
    assert marked == {
        "/": [("Overview", "page")],
        "/initiatives/": [("Initiatives", "page")],
        "/initiatives/GZA-COR-001/": [("Initiatives", "true")],
        "/data/": [("Data", "page")],
    }
