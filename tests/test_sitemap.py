"""What search engines are told: the sitemap, robots.txt, and the head of every page."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree, html
from pytest_django import Settings

from initiatives import actions
from initiatives.choices import RemoveReason, RetractReason
from initiatives.exports import sitemap
from initiatives.models import Organisation
from tests.exports.worlds import NOW, a_world
from tests.factories import (
    make_crisis,
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_transaction,
    make_update,
)
from tests.routes import public_routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

EXPECTED = Path(__file__).parent / "expected"
SITE = "http://127.0.0.1:8000"
DAY = dt.timedelta(days=1)


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def get(address: str = "/sitemap.xml") -> bytes:
    response = Client().get(address)
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


def listed(address: str = "/sitemap.xml") -> dict[str, str]:
    """Each address of a sitemap, without the host, with the moment beside it."""
    root = etree.fromstring(get(address))
    pairs = [(row.findtext("{*}loc") or "", row.findtext("{*}lastmod") or "") for row in root]
    assert len({loc for loc, _seen in pairs}) == len(pairs)
    return {loc.removeprefix(SITE): seen for loc, seen in pairs}


def test_the_whole_sitemap_is_as_expected() -> None:
    a_world()
    assert get() == (EXPECTED / "sitemap.xml").read_bytes()


def test_every_address_of_the_sitemap_is_a_page_that_may_be_indexed() -> None:
    a_world()
    for address in listed():
        page = html.document_fromstring(get(address))
        found = (page.xpath("string(//link[@rel='canonical']/@href)"), page.xpath("//meta[@name='robots']"))
        assert found == (f"{SITE}{address}", [])


def test_every_page_without_parameters_is_in_the_sitemap() -> None:
    fixed = {f"/{route.pattern}" for route in public_routes() if not route.parameters}
    shown = {address for address in fixed if Client().get(address).headers["Content-Type"].startswith("text/html")}
    assert {address for address in shown if not address.startswith("/api/")} == set(listed())


def test_what_is_hidden_is_never_in_it() -> None:
    before = listed()
    make_organisation("Hidden", slug="hidden")
    hidden, removed, taken_back = make_initiative(public=False), make_initiative(), make_initiative()
    make_draft(hidden)
    actions.remove_initiative(initiative=removed, by=make_publisher(), reason=RemoveReason.LAW)
    actions.retract_initiative(initiative=taken_back, by=make_publisher(), reason=RetractReason.ERROR)
    assert set(listed()) == set(before)


def test_an_initiative_was_last_seen_to_change_with_its_newest_claim_or_its_opening() -> None:
    with time_machine.travel(NOW - 9 * DAY, tick=False):
        row = make_initiative()
    address = f"/initiatives/{row.reference}/"
    assert listed()[address] == "2026-11-13T12:00:00Z"
    update = make_update(row, published_at=NOW - 8 * DAY)
    make_draft(row)
    assert listed()[address] == "2026-11-14T12:00:00Z"
    make_transaction(row, "1", 5, currency="USD", published_at=NOW - 7 * DAY)
    assert listed()[address] == "2026-11-15T12:00:00Z"
    actions.retract(claim=update, by=make_publisher(), reason=RetractReason.ERROR, at=NOW - 6 * DAY)
    assert listed()[address] == "2026-11-16T12:00:00Z"


def test_an_organisation_was_last_seen_to_change_with_what_names_it_or_one_merged_into_it() -> None:
    kept, old, giver = (make_organisation(name, slug=name.lower()) for name in ("Kept", "Old", "Giver"))
    with time_machine.travel(NOW - 9 * DAY, tick=False):
        row = make_initiative(leads=[kept])
    assert listed()["/organisations/kept/"] == "2026-11-13T12:00:00Z"
    make_update(row, said_by=old, published_at=NOW - 8 * DAY)
    make_transaction(row, "1", 5, currency="USD", provider=giver, published_at=NOW - 7 * DAY)
    Organisation.objects.filter(pk=old.pk).update(merged_into=kept)
    seen = {address: told for address, told in listed().items() if address.startswith("/organisations/k")}
    assert (seen, listed()["/organisations/giver/"]) == (
        {"/organisations/kept/": "2026-11-14T12:00:00Z"},
        "2026-11-15T12:00:00Z",
    )
    assert "/organisations/old/" not in listed()


def test_more_addresses_than_a_file_holds_make_several(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        make_initiative(leads=[make_organisation(f"O{number}")])
    whole = listed()
    assert (listed("/sitemap-1.xml"), Client().get("/sitemap-2.xml").status_code) == (whole, 404)
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 4)
    monkeypatch.setattr(sitemap, "CHUNK", 3)
    files = [f"/sitemap-{number}.xml" for number in range(1, -(-len(whole) // 4) + 1)]
    assert (len(files) >= 4, list(listed())) == (True, files)
    found = [list(listed(file).items()) for file in files]
    assert ({len(part) for part in found[:-1]}, [line for part in found for line in part]) == ({4}, list(whole.items()))
    statuses = [Client().get(f"/sitemap-{number}.xml").status_code for number in (0, len(files) + 1, "9" * 30)]
    assert statuses == [404, 404, 404]


def test_as_many_queries_for_three_rows_as_for_one() -> None:
    counts = []
    for _ in range(2):
        make_initiative(leads=[make_organisation()])
        make_update(make_initiative(), said_by=make_organisation())
        with CaptureQueriesContext(connection) as queries:
            get()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_whoever_has_the_sitemap_is_not_sent_it_again() -> None:
    with time_machine.travel(NOW - DAY, tick=False):
        make_initiative()
    first = Client().get("/sitemap.xml")
    b"".join(first)
    again = Client().get("/sitemap.xml", headers={"if-none-match": first.headers["ETag"]})
    assert (first.headers["Content-Type"], again.status_code) == ("application/xml; charset=utf-8", 304)
    assert [getattr(Client(), method)("/sitemap.xml").status_code for method in ("head", "post")] == [200, 405]
    assert Client().get("/sitemap.xml?page=2").status_code == 400


def test_robots_are_told_where_the_sitemap_is_and_what_is_no_page() -> None:
    assert get("/robots.txt").decode() == (
        "User-agent: *\nDisallow: /admin/\n\nSitemap: http://127.0.0.1:8000/sitemap.xml\n"
    )


# The head of every page


@pytest.fixture
def pages() -> dict[str, html.HtmlElement]:
    """Every public page that may be indexed, found through the resolver."""
    lead = make_organisation('Lead "& Sons"', slug="lead")
    row = make_initiative('Aid <b>&amp; "more"</b>', leads=[lead], crisis=make_crisis(is_sample=True))
    make_update(row, said_by=lead)
    named = {"reference": row.reference or "", "slug": "lead"}
    found = {}
    for route in public_routes():
        if set(route.parameters) <= set(named) and not route.pattern.startswith("api/"):
            response = Client().get(route.filled(**named))
            if response.headers["Content-Type"].startswith("text/html"):
                found[route.name] = html.document_fromstring(response.content.decode())
    assert {"home", "initiative-list", "initiative-detail", "organisation-detail", "changes", "data"} <= set(found)
    return found


def told(page: html.HtmlElement) -> dict[str, Any]:
    """What stands in the head, by name; a list, so that nothing is said twice."""
    names = [*page.xpath("//head/meta/@property"), *page.xpath("//head/meta/@name")]
    return {str(name): page.xpath(f"//head/meta[@property='{name}' or @name='{name}']/@content") for name in names}


def test_every_page_says_once_what_it_is_called_what_it_is_about_and_where_it_stands(
    pages: dict[str, html.HtmlElement],
) -> None:
    for name, page in pages.items():
        head = told(page)
        (canonical,) = page.xpath("//head/link[@rel='canonical']/@href")
        (title,) = page.xpath("//head/title/text()")
        (about,) = head.pop("description")
        assert (name, len(about) > 40, canonical.startswith(SITE), "?" in canonical) == (name, True, True, False)
        assert head == {
            "viewport": ["width=device-width, initial-scale=1"],
            "og:title": [title.removesuffix(" – Humanitarian Initiative Tracker")],
            "og:description": [about],
            "og:type": ["website"],
            "og:url": [canonical],
            "og:site_name": ["Humanitarian Initiative Tracker"],
            "og:locale": ["en_GB"],
        }


def test_titles_and_descriptions_are_text_and_say_what_is_sample_data(pages: dict[str, html.HtmlElement]) -> None:
    row, organisation = told(pages["initiative-detail"]), told(pages["organisation-detail"])
    assert row["og:title"] == ['Aid <b>&amp; "more"</b> (GZA-COR-001)']
    assert row["description"] == [
        "Sample data, not a current report: Where it stands, who leads it, and what its sources say: "
        'Aid <b>&amp; "more"</b>.'
    ]
    assert organisation["og:description"][0].startswith(
        'Sample data, not a current report: Initiatives that Lead "& Sons" leads'
    )


def test_a_canonical_address_keeps_the_filters_and_drops_what_links_drag_along() -> None:
    make_update(make_initiative())
    found = {
        address: html.document_fromstring(get(address)).xpath("string(//link[@rel='canonical']/@href)")
        for address in (
            "/?utm_source=x&fbclid=1",
            "/initiatives/GZA-COR-001/?utm_campaign=x",
            "/updates/?utm_source=x&status=2&page=1&gclid=3",
            "/changes/?from=2026-10-01&utm_source=x",
        )
    }
    assert list(found.values()) == [
        f"{SITE}/",
        f"{SITE}/initiatives/GZA-COR-001/",
        f"{SITE}/updates/?status=2",
        f"{SITE}/changes/?from=2026-10-01",
    ]


def test_pages_that_are_not_to_be_listed_name_no_address_of_theirs() -> None:
    taken_back = make_initiative()
    actions.retract_initiative(initiative=taken_back, by=make_publisher(), reason=RetractReason.ERROR)
    make_update(make_initiative())
    asked = ("/?as_at=2026-11-22", "/updates/?as_at=2026-11-22", "/nothing/", "/updates/?colour=red",
             f"/initiatives/{taken_back.reference}/", "/initiatives/GZA-COR-002/?as_at=2026-11-22")  # fmt: skip
    for address in asked:
        page = html.document_fromstring(Client().get(address).content.decode())
        head = {name for name in told(page) if name not in {"viewport", "description", "og:title", "og:description"}}
        links = page.xpath("//head/link[@rel='canonical' or @rel='alternate']")
        assert (address, head, links, told(page)["robots"]) == (address, {"robots"}, [], ["noindex"])


def languages_of(page: html.HtmlElement) -> list[tuple[str, str]]:
    return [(str(link.get("hreflang")), str(link.get("href"))) for link in page.xpath("//head/link[@hreflang]")]


def test_one_language_needs_no_links_to_others(pages: dict[str, html.HtmlElement]) -> None:
    assert [link for page in pages.values() for link in languages_of(page)] == []


def test_every_page_names_itself_in_every_language_of_the_site(settings: Settings) -> None:
    lead = make_organisation("Lead", slug="lead")
    make_update(make_initiative(leads=[lead]))
    settings.LANGUAGES = [("en", "English"), ("ar", "العربية")]
    for address in ("/", "/updates/?status=2", "/initiatives/GZA-COR-001/", "/organisations/lead/"):
        page = html.document_fromstring(get(address))
        assert languages_of(page) == [
            ("en", f"{SITE}{address}"),
            ("ar", f"{SITE}/ar{address}"),
            ("x-default", f"{SITE}{address}"),
        ]
    assert languages_of(html.document_fromstring(get("/?as_at=2026-11-22"))) == []
