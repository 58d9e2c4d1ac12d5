"""The page of the monthly report and its files: what they take, what they say, and what they leave to the file."""

import csv
import datetime as dt
import io
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from lxml import html
from playwright.sync_api import Browser
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer
from python_calamine import CalamineWorkbook

from initiatives.choices import ReportPart, Role
from initiatives.models import Initiative, Participation
from initiatives.views.changes import NOTHING, ROWS_SHOWN
from tests.factories import make_crisis, make_finding, make_organisation, make_update
from tests.reports.test_monthly import OPENED, corridor, day, everything, noon, suspended_late
from tests.views.world import get, texts

pytestmark = pytest.mark.django_db

OCTOBER = "/changes/?from=2026-10-01&to=2026-10-31"


@pytest.fixture(autouse=True)
def _late_november(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("browser"):
        yield
        return
    with time_machine.travel(dt.datetime(2026, 11, 22, 12, 30, tzinfo=dt.UTC), tick=False):
        yield


def rows_of(page: html.HtmlElement, part: str) -> list[list[str]]:
    """The cells of each row of a part, blanks folded."""
    return [
        [" ".join(cell.text_content().split()) for cell in row.cssselect("th, td")]
        for row in page.cssselect(f"#{part} tbody tr")
    ]


def file_of(query: str) -> list[dict[str, str]]:
    response = Client().get(f"/changes.csv?{query}")
    assert response.status_code == 200
    content = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_the_page_has_every_part_in_order_and_says_in_one_sentence_where_there_is_nothing() -> None:
    page = get(OCTOBER)
    parts = [(str(s.get("id")), texts(s, "h2")[0], texts(s, "h2 ~ *")) for s in page.cssselect("section.section")]
    expected = [(part.value, str(part.label), [str(NOTHING[part])]) for part in ReportPart]
    assert parts[: len(expected)] == expected
    assert [code for code, _heading, _rest in parts[len(expected) :]] == ["method", "cite"]
    assert texts(page, "h1") == ["Monthly report, October 2026"]


def test_a_corridor_suspended_for_two_days_shows_in_its_month_and_as_late_in_the_next() -> None:
    suspended_late()
    page = get(OCTOBER)
    assert rows_of(page, "statuses") == [
        ["The corridor GZA-COR-001", "Open", "Open", "Open 29 days, Suspended 2 days"],
    ]
    assert [row[1:5] for row in rows_of(page, "moves")] == [
        ["14 Oct 2026", "Open", "Suspended", "Told 14"],
        ["16 Oct 2026", "Suspended", "Open", "Told 16"],
    ]
    later = get("/changes/?from=2026-11-01&to=2026-11-30")
    assert [row[1:5] for row in rows_of(later, "late")] == [
        ["14 Oct 2026", "3 Nov 2026", "Status update", "Suspended Told 14"],
        ["16 Oct 2026", "3 Nov 2026", "Status update", "Open Told 16"],
    ]
    assert texts(later, ".intro .mark") == ["This period is not over: it is counted up to 22 November 2026."]


def test_as_published_by_the_end_of_october_nothing_of_it_was_known() -> None:
    suspended_late()
    page = get(f"{OCTOBER}&as_at=2026-10-31")
    assert (rows_of(page, "moves"), [row[3] for row in rows_of(page, "statuses")]) == ([], ["Open 31 days"])
    assert page.xpath("string(//meta[@name='robots']/@content)") == "noindex"
    assert texts(page, ".past strong") == ["As it was published by the end of 31 October 2026 (UTC)."]


def test_without_days_it_is_the_last_whole_month_and_months_with_anything_are_offered() -> None:
    suspended_late()
    page = get("/changes/")
    months = [(a.text_content(), a.get("href"), a.get("aria-current")) for a in page.cssselect(".report nav .links a")]
    assert months == [
        ("October 2026", OCTOBER, "true"),
        ("September 2026", "/changes/?from=2026-09-01&to=2026-09-30", None),
    ]
    assert texts(page, "h1") == texts(get(OCTOBER), "h1")


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("from=2026-10-05&to=2026-10-12", "5 October 2026 to 12 October 2026"),
        ("from=2026-10-05", "5 October 2026 to 31 October 2026"),
        ("to=2026-10-12", "1 October 2026 to 12 October 2026"),
    ],
)
def test_where_one_end_is_missing_it_is_that_of_the_month(query: str, title: str) -> None:
    assert texts(get(f"/changes/?{query}"), "h1") == [f"Monthly report, {title}"]


@pytest.mark.parametrize("address", ["/changes/", "/changes.csv", "/changes.xlsx"])
@pytest.mark.parametrize(
    "query",
    [
        "kind=corider", "organisation=nobody", "crisis=none", "from=2026-02-30", "from=2026-10-02&to=2026-10-01",
        "from=2025-01-01&to=2026-12-31", "as_at=2026-11-23", "page=1", "sort=reference", "q=aid", "from=1&from=2",
    ],
)  # fmt: skip
def test_what_it_does_not_know_is_refused_on_the_page_and_in_the_files(address: str, query: str) -> None:
    assert Client().get(f"{address}?{query}").status_code == 400


def test_the_filters_choose_initiatives_and_the_title_says_so() -> None:
    egypt, other = make_organisation("Egypt", slug="egypt"), make_crisis("SDN", slug="sudan", name="Sudan")
    rows = {
        "A": corridor("A", leads=[egypt]),
        "B": corridor("B", kind="ceasefire"),
        "C": corridor("C", crisis=other),
    }
    Participation.objects.create(initiative=rows["B"], organisation=egypt, role=Role.MEDIATOR)

    def titles(query: str) -> str:
        return "".join(sorted(row[0][0] for row in rows_of(get(f"{OCTOBER}&{query}"), "statuses")))

    asked = ("kind=corridor", "kind=corridor&kind=ceasefire", "crisis=sudan", "organisation=egypt")
    assert [titles(query) for query in asked] == ["AC", "ABC", "C", "AB"]
    assert texts(get(f"{OCTOBER}&organisation=egypt"), ".intro .small") == ["Only: Organisation taking part: Egypt"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_is_a_fixed_number_of_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(rows):
        everything(corridor())
    with django_assert_num_queries(37):
        get(OCTOBER)


def test_a_long_part_leads_to_the_file_which_has_all_of_it() -> None:
    row = corridor()
    for number in range(ROWS_SHOWN + 2):
        make_finding(row, f"Finding {number}", as_of=day(10, 5))
    page = get(OCTOBER)
    assert len(rows_of(page, "findings")) == ROWS_SHOWN
    assert texts(page, "#findings > p") == ["2 more rows are in the file: CSV, CSV with HXL, Excel."]
    query = "from=2026-10-01&to=2026-10-31"
    assert sum(row["part"] == "findings" for row in file_of(query)) == ROWS_SHOWN + 2


def test_the_file_tells_each_change_in_a_row() -> None:
    suspended_late()
    found = file_of("from=2026-10-01&to=2026-10-31")
    site = "http://127.0.0.1:8000/initiatives/GZA-COR-001/"
    told = [
        [row[name] for name in ("part", "claim", "as_of", "change", "from", "to", "published_at", "state", "url")]
        for row in found
    ]
    said = ("2026-11-03T12:00:00Z", "published")
    assert told == [
        ["statuses", "", "2026-10-31", "Days: Active 29, Suspended 2", "Active", "Active", "", "", site],
        ["moves", "GZA-COR-001-U2", "2026-10-14", "Told 14", "Active", "Suspended", *said, f"{site}#U2"],
        ["moves", "GZA-COR-001-U3", "2026-10-16", "Told 16", "Suspended", "Active", *said, f"{site}#U3"],
    ]


def test_page_and_files_tell_the_same_changes() -> None:
    everything(corridor())
    make_update(corridor(), as_of=day(8, 2), published_at=noon(8, 3))
    query = "from=2026-10-01&to=2026-10-31"
    page, found = get(f"/changes/?{query}"), file_of(query)
    counts = {li.cssselect("a")[0].get("href"): li.text_content() for li in page.cssselect(".contents li")}
    for part in ReportPart:
        number = sum(row["part"] == part for row in found)
        assert counts[f"#{part.value}"] == f"{part.label}: {number}", part
    response = Client().get(f"/changes.xlsx?{query}")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))
    sheet = book.get_sheet_by_name("changes").to_python()
    assert [row[0] for row in sheet] == ["part", *(row["part"] for row in found)]


def test_sample_data_says_so() -> None:
    corridor("A", crisis=make_crisis("SMP", is_sample=True))
    assert len(get(OCTOBER).cssselect(".sample")) == 1


def test_the_citation_names_the_days_the_moment_and_an_address_that_stays() -> None:
    suspended_late()
    said = texts(get("/changes/"), ".cite p")
    assert said[0].endswith("“Monthly report, October 2026”. As at 22 November 2026, 12:30 (UTC).")
    assert said[1].endswith(f"http://127.0.0.1:8000{OCTOBER}&as_at=2026-11-22")


@pytest.mark.browser
def test_on_paper_the_head_of_the_site_and_the_choices_are_gone_and_nothing_is_cut(
    live_server: LiveServer, browser: Browser
) -> None:
    everything(corridor("A corridor with a long name, through which supplies of every kind are carried"))
    assert Initiative.objects.get().opened_at == OPENED
    page = browser.new_page(viewport={"width": 672, "height": 987})  # what A4 leaves between its margins
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}{OCTOBER}")
    hidden = [page.locator(part).first.is_visible() for part in (".masthead .wrap", ".choose", ".report nav .links")]
    wide = page.evaluate(
        "[...document.querySelectorAll('.report table')].filter(t => t.scrollWidth > innerWidth).length"
    )
    heads = page.evaluate("[...document.querySelectorAll('thead')].map(h => getComputedStyle(h).display)")
    page.close()
    assert (hidden, wide, set(heads)) == ([False, False, False], 0, {"table-header-group"})
