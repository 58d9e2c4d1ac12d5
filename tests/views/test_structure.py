"""What holds for every public page, read from its markup: order, names, links, weight."""

import gzip
import re
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from lxml import html
from pytest_django.plugin import DjangoDbBlocker

from tests.factories import make_initiative, make_organisation, make_update
from tests.views.world import World, days_ago, error_pages, get
from tracker.environment import BASE_DIR

pytestmark = [pytest.mark.django_db, pytest.mark.once]

STYLE = BASE_DIR / "initiatives" / "static" / "initiatives" / "style.css"
MOST_BYTES = 25 * 1024
Pages = dict[str, html.HtmlElement]
OPENS_ITSELF = "//img/@src | //script/@src | //link[not(@rel='canonical')]/@href | //form/@action | //use/@href"


def test_only_the_column_sorted_by_says_so() -> None:
    make_update(make_initiative())
    found = {
        path: [(th.text_content().strip(), th.get("aria-sort")) for th in get(path).cssselect("[aria-sort]")]
        for path in (
            "/initiatives/",
            "/initiatives/?sort=title",
            "/initiatives/?sort=reference",
            "/organisations/?sort=-leads",
        )
    }
    assert found == {
        "/initiatives/": [("Updated", "descending")],
        "/initiatives/?sort=title": [("Initiative", "ascending")],
        "/initiatives/?sort=reference": [],
        "/organisations/?sort=-leads": [("Initiatives led", "descending")],
    }


def weight(path: str) -> int:
    """Bytes of a page with its stylesheet, each as a server compresses it."""
    parts = (Client().get(path).content, STYLE.read_bytes())
    return sum(len(gzip.compress(part, 6)) for part in parts)


def test_a_full_list_and_a_long_timeline_stay_light() -> None:
    leads = [make_organisation(f"Organisation number {number}") for number in range(12)]
    for number in range(25):
        row = make_initiative(
            f"Initiative number {number} of the list", leads=leads[number % 9 : number % 9 + 3],
            anticipated_results=f"Aid of sort {number} arrives, reliably and in time, for everybody who waits for it",
        )  # fmt: skip
        make_update(row, as_of=days_ago(number * 2), headline=f"Convoy {number} reached its destination this week")
    for number in range(19):
        make_update(
            row, as_of=days_ago(number + 60), headline=f"Convoy {number} of trucks was stopped and went on later",
            narrative=" ".join(f"Sentence {number * word} says what was carried, and where to." for word in range(8)),
        )  # fmt: skip
    weights = {
        path: weight(path) for path in ("/initiatives/", "/updates/", row.get_absolute_url(), "/", "/data/", "/about/")
    }
    assert {path: found for path, found in weights.items() if found > MOST_BYTES} == {}


@pytest.fixture(scope="module")
def pages(world_of_module: World, rows_of_module: DjangoDbBlocker) -> Pages:
    """Every page by its path, and those of what cannot be answered by their names; asked for once."""
    with rows_of_module.unblock():
        errors = {name: html.document_fromstring(content.decode()) for name, content in error_pages().items()}
        return {path: get(path) for path in world_of_module.paths} | errors


def test_every_page_says_its_language_and_direction(pages: Pages) -> None:
    found = {path: (page.get("lang"), page.get("dir")) for path, page in pages.items()}
    assert set(found.values()) == {("en", "ltr")}


def test_every_address_has_a_title_of_its_own(world: World) -> None:
    titles = [str(get(path).findtext(".//title")) for path in world.paths if "?" not in path]
    assert sorted(set(titles)) == sorted(titles)


def test_every_page_has_one_main_heading_and_jumps_over_none(pages: Pages) -> None:
    for path, page in pages.items():
        levels = [int(str(heading.tag)[1]) for heading in page.cssselect("h1, h2, h3, h4, h5, h6")]
        jumps = [(above, below) for above, below in pairwise(levels) if below > above + 1]
        assert (path, levels.count(1), jumps) == (path, 1, [])


def test_the_first_thing_to_reach_is_the_way_past_the_menu(pages: Pages) -> None:
    for path, page in pages.items():
        first = page.cssselect("a, button, input")[0]
        assert (path, first.get("href"), len(page.cssselect("main#main"))) == (path, "#main", 1)


def test_every_table_has_a_caption_and_every_heading_of_it_a_scope(pages: Pages) -> None:
    count = 0
    for path, page in pages.items():
        for table in page.cssselect("table"):
            captions = [" ".join(c.text_content().split()) for c in table.cssselect("caption")]
            bare = [cell.text_content() for cell in table.cssselect("th") if cell.get("scope") not in {"col", "row"}]
            headless = [row.text_content() for row in table.cssselect("tbody tr") if not row.cssselect("th[scope=row]")]
            assert (path, len(captions), all(captions), bare, headless) == (path, 1, True, [], [])
            count += 1
    assert count >= 12


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(pages: Pages) -> None:
    for path, page in pages.items():
        inline = page.xpath("//script | //style | //*[@style] | //@*[starts-with(name(), 'on')]")
        elsewhere = [
            url for url in page.xpath(OPENS_ITSELF) if not str(url).startswith("/") or str(url).startswith("//")
        ]
        schemes = {urlsplit(str(href)).scheme for href in page.xpath("//a/@href")}
        assert (path, inline, elsewhere, schemes - {"", "http", "https", "mailto"}) == (path, [], [], set())


def test_ids_are_unique_and_fragments_lead_to_one(pages: Pages) -> None:
    for path, page in pages.items():
        ids = [str(found) for found in page.xpath("//@id")]
        named = {str(href)[1:] for href in page.xpath("//a/@href") if str(href).startswith("#")}
        named |= {name for names in page.xpath("//@aria-labelledby | //label/@for") for name in str(names).split()}
        assert (path, sorted({i for i in ids if ids.count(i) > 1}), sorted(named - set(ids))) == (path, [], [])


def test_every_link_within_the_site_is_answered(pages: Pages) -> None:
    client = Client()
    asked: dict[str, tuple[int, set[str]]] = {}
    broken = []
    for path, page in pages.items():
        base = path if path.startswith("/") else "/"
        for href in {str(found) for found in page.xpath("//a/@href | //form/@action")}:
            target = urljoin(base, href)
            if urlsplit(target).scheme or href.startswith("#"):
                continue
            address, _, fragment = target.partition("#")
            if address not in asked:
                response = client.get(address)
                is_page = response.headers["Content-Type"].startswith("text/html")
                ids = html.document_fromstring(response.content.decode()).xpath("//@id") if is_page else []
                asked[address] = (response.status_code, {str(found) for found in ids})
            status, ids_there = asked[address]
            if status != 200 or (fragment and fragment not in ids_there):
                broken.append((path, href, status))
    assert (broken, len(asked) > 40) == ([], True)


def test_a_page_says_its_own_address_and_an_error_asks_not_to_be_found(world: World) -> None:
    canonical = {
        path: get(path).xpath("string(//link[@rel='canonical']/@href)") for path in world.paths if "?" not in path
    }
    assert canonical == {path: f"http://127.0.0.1:8000{path}" for path in canonical}
    for name, content in error_pages().items():
        robots = html.document_fromstring(content.decode()).xpath("string(//meta[@name='robots']/@content)")
        assert (name, robots) == (name, "noindex")


def test_answers_set_no_cookie_and_do_not_vary_by_one(world: World) -> None:
    for path in (*world.paths, "/nothing/", "/healthz"):
        response = Client().get(path)
        varies = "" if path in {"/nothing/", "/healthz"} else "Accept-Encoding"
        assert (path, dict(response.cookies), response.headers.get("Vary", "")) == (path, {}, varies)


def test_every_answer_carries_the_strict_policy(world: World) -> None:
    policies = {}
    for path in (*world.paths, "/nothing/", "/initiatives/?colour=red", "/healthz", "/initiatives.csv?colour=red"):
        said = Client().get(path).headers["Content-Security-Policy"]
        policies[frozenset(part.strip() for part in said.split(";"))] = path
    strict = {
        "default-src 'none'", "style-src 'self'", "img-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    }  # fmt: skip
    assert set(policies) == {frozenset(strict)}


def test_the_stylesheet_knows_every_class_of_the_pages_and_opens_nothing(pages: Pages) -> None:
    style = STYLE.read_text(encoding="utf-8")
    known = set(re.findall(r"\.([a-z][\w-]*)", style))
    used = {name for _, page in pages.items() for names in page.xpath("//@class") for name in str(names).split()}
    # Hooks that carry meaning in the markup and need no look of their own.
    bare = {"flag--due", "flag--late", "flag--silent", "flag--up_to_date", "body", "prose"}
    assert (sorted(used - known - bare), "url(" in style, "@import" in style) == ([], False, False)
