"""Promise P17: strict headers on every answer, nothing inline, nothing from another host, and nobody recognised."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from pytest_django.plugin import DjangoDbBlocker

from initiatives import actions, kept
from initiatives.choices import RetractReason, UserRole
from initiatives.datasets import DATASETS
from initiatives.models import Initiative, User
from tests.factories import make_draft, make_initiative, make_organisation, make_publisher, make_update, make_user
from tests.routes import public_routes
from tracker.environment import BASE_DIR

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PUBLIC_POLICY = frozenset(
    {
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    }
)
ADMIN_POLICY = PUBLIC_POLICY | {"script-src 'self'", "connect-src 'self'", "font-src 'self'"}
STRICT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Say nothing of security, and differ from answer to answer.
# An edition has no date in its first two seconds, which pass in the middle of a slow test.
UNTOLD = frozenset({"Content-Type", "Content-Length", "Content-Disposition", "Location", "Allow", "Last-Modified"})


@pytest.fixture(scope="module")
def reference(rows_of_module: DjangoDbBlocker) -> str:
    """A public initiative beside a retracted one, with an update and a draft."""
    with rows_of_module.unblock():
        lead = make_organisation("Lead", slug="lead")
        initiative, retracted = make_initiative(leads=[lead]), make_initiative(leads=[lead])
        make_update(initiative, said_by=lead)
        make_draft(initiative)
        actions.retract_initiative(initiative=retracted, by=make_publisher(), reason=RetractReason.ERROR)
    return initiative.reference or ""


PUBLIC: dict[str, tuple[str, int]] = {
    "overview": ("/", 200),
    "list": ("/initiatives/?kind=corridor", 200),
    "one initiative": ("/initiatives/GZA-COR-001/", 200),
    "one organisation": ("/organisations/lead/", 200),
    "file": ("/initiatives.csv", 200),
    "workbook": ("/initiatives.xlsx", 200),
    "archive": ("/data.zip", 200),
    "geojson": ("/initiatives.geojson", 200),
    "iati": ("/initiatives.iati.xml", 200),
    "api": ("/api/v1/", 200),
    "api, schema": ("/api/v1/schema/", 200),
    "api, list": ("/api/v1/initiatives/?kind=corridor", 200),
    "api, one initiative": ("/api/v1/initiatives/GZA-COR-001/", 200),
    "api, one claim": ("/api/v1/updates/GZA-COR-001-U1/", 200),
    "api, canonical form": ("/api/v1/initiatives/gza-cor-001/", 301),
    "api, missing slash": ("/api/v1/initiatives", 301),
    "api, refused": ("/api/v1/initiatives/?colour=red", 400),
    "api, not found": ("/api/v1/nothing/", 404),
    "api, retracted": ("/api/v1/initiatives/GZA-COR-002/", 410),
    "feed": ("/updates.atom?kind=corridor", 200),
    "feed of one initiative": ("/initiatives/GZA-COR-001/updates.atom", 200),
    "feed of one organisation": ("/organisations/lead/updates.atom", 200),
    "feed, canonical form": ("/initiatives/gza-cor-001/updates.atom", 301),
    "feed, refused": ("/updates.atom?sort=as_of", 400),
    "feed, not found": ("/organisations/nobody/updates.atom", 404),
    "feed, retracted": ("/initiatives/GZA-COR-002/updates.atom", 410),
    "sitemap": ("/sitemap.xml", 200),
    "part of the sitemap": ("/sitemap-1.xml", 200),
    "robots": ("/robots.txt", 200),
    "pulse": ("/healthz", 200),
    "canonical form": ("/initiatives/gza-cor-001/", 301),
    "missing slash": ("/initiatives", 301),
    "refused page": ("/initiatives/?colour=red", 400),
    "refused file": ("/initiatives.csv?colour=red", 400),
    "refused workbook": ("/initiatives.xlsx?colour=red", 400),
    "refused geojson": ("/initiatives.geojson?hxl=1", 400),
    "refused iati": ("/initiatives.iati.xml?hxl=1", 400),
    "not found": ("/nothing/", 404),
    "retracted": ("/initiatives/GZA-COR-002/", 410),
}
"""An address and its status for each class of public answers."""

SHORT = "public, max-age=10, stale-while-revalidate=20"
"""For what any cache may keep: two of them, one behind the other, still forget within a minute."""

COMPRESSED = re.compile(r"text/|application/(json|geo\+json|xml|atom\+xml)")

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
}
"""A script of any site may read what the API and the files answer, errors and redirects too."""

ADMIN: dict[str, tuple[str, int]] = {
    "desk": ("/admin/", 200),
    "list": ("/admin/initiatives/initiative/", 200),
    "form": ("/admin/initiatives/initiative/add/", 200),
    "not found": ("/admin/nothing/", 404),
    "refused": ("/admin/autocomplete/", 403),
    "redirect": ("/admin/login/", 302),
    "catalogue of words": ("/admin/jsi18n/", 200),
}


def policy(response: Any) -> frozenset[str]:
    return frozenset(str(part).strip() for part in response.headers["Content-Security-Policy"].split(";"))


def told(response: Any) -> dict[str, str]:
    left_out = UNTOLD | {"Content-Security-Policy", "Vary", "Expires", "Date"}
    return {name: value for name, value in response.headers.items() if name not in left_out}


def body(response: Any) -> bytes:
    found: bytes = b"".join(response) if response.streaming else response.content
    return found


def staff() -> Client:
    client = Client()
    client.force_login(make_user("", UserRole.PUBLISHER, UserRole.ADMINISTRATOR))
    return client


@pytest.mark.parametrize("kind", PUBLIC)
def test_headers_of_public_answers(reference: str, kind: str) -> None:
    address, status = PUBLIC[kind]
    response = Client().get(address)
    more = {"Cache-Control": "no-store" if kind == "pulse" or status == 400 else SHORT}
    more |= OPEN if address.startswith("/api/") or re.search(r"\.[a-z]+(\?|$)", address) else {}
    if status == 200 and kind not in {"pulse", "api", "api, schema"}:
        more |= {"ETag": response.headers["ETag"]}
        varies = "Accept-Encoding" in response.headers.get("Vary", "")
        assert varies == bool(COMPRESSED.match(response.headers["Content-Type"]))
    assert (response.status_code, told(response), policy(response)) == (status, STRICT | more, PUBLIC_POLICY)


def test_headers_of_a_refused_method_and_host(reference: str) -> None:
    for response, status in ((Client().post("/"), 405), (Client().get("/", headers={"host": "evil.example"}), 400)):
        strict = STRICT | {"Cache-Control": "no-store"}
        assert (response.status_code, told(response), policy(response)) == (status, strict, PUBLIC_POLICY)


@pytest.mark.parametrize("kind", ADMIN)
def test_headers_of_the_admin(reference: str, kind: str) -> None:
    address, status = ADMIN[kind]
    response = staff().get(address)
    assert (response.status_code, told(response), policy(response)) == (
        status,
        STRICT | {"Cache-Control": "no-store"},
        ADMIN_POLICY,
    )


def test_headers_of_the_login_for_a_visitor() -> None:
    for address, status in (("/admin/login/", 200), ("/admin/", 302), ("/admin/initiatives/user/", 302)):
        response = Client().get(address)
        assert (response.status_code, told(response), policy(response)) == (
            status,
            STRICT | {"Cache-Control": "no-store"},
            ADMIN_POLICY,
        )


def test_headers_of_a_static_file(settings: Any) -> None:
    written = Path(settings.STATIC_ROOT) / "headers-test.css"
    written.write_text("a { color: red }")
    try:
        response = Client().get("/static/headers-test.css")
        answered = (response.status_code, body(response), response.headers.get("Set-Cookie"), policy(response))
        headers = told(response)
    finally:
        written.unlink()
    assert answered == (200, b"a { color: red }", None, PUBLIC_POLICY)
    assert {name: headers.get(name) for name in STRICT} == STRICT


PRODUCTION = """
import json, django
django.setup()
from django.test import Client
refused = Client().get("/initiatives.csv?colour=red", secure=True)
plain = Client().get("/about/")
login = Client().get("/admin/", secure=True)
print(json.dumps([
    [refused.status_code, refused.headers.get("Strict-Transport-Security")],
    [plain.status_code, plain.headers.get("Location")],
    [login.status_code, login.headers.get("Strict-Transport-Security")],
]))
"""


def test_a_site_on_https_commits_browsers_to_it(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "ENV_FILE": "",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "SECRET_KEY": "sVx0Jr8mQ2kTz7LwYd4NfHb9Gc6PaEu3Ri5Xo1BtKqMyZlDhWnSgUjFe",
        "SITE_URL": "https://testserver",
        "ALLOWED_HOSTS": "testserver",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
    }
    ran = subprocess.run(
        [sys.executable, "-c", PRODUCTION], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    year = "max-age=31536000"
    assert json.loads(ran.stdout) == [[400, year], [301, "https://testserver/about/"], [302, year]]


def varies_by_more(answer: Any) -> bool:
    return str(answer.headers.get("Vary", "Accept-Encoding")) != "Accept-Encoding"


def test_nobody_is_recognised_on_a_public_address(reference: str) -> None:
    """The same bytes and headers for a visitor, for an editor at work, and for whoever sends odd cookies."""
    lead = User.objects.filter(is_superuser=False).first()
    assert lead is not None
    odd = Client()
    odd.cookies.load({"sessionid": "x" * 32, "csrftoken": "y" * 32, "messages": "z", "django_language": "ar"})
    clients = {"visitor": Client(), "staff": staff(), "odd": odd}
    differing, cookies = [], []
    # Pages say what time it is.
    with time_machine.travel(timezone.now(), tick=False):
        for address, _status in PUBLIC.values():
            answers = {}
            for name, client in clients.items():
                kept.forget_all()  # each is answered for itself
                answers[name] = client.get(address)
                answers[name].headers.pop("Last-Modified", None)
            seen = {
                name: (answer.status_code, sorted(answer.headers.items()), body(answer))
                for name, answer in answers.items()
            }
            if len({repr(value) for value in seen.values()}) != 1:
                differing.append(address)
            cookies += [address for answer in answers.values() if answer.cookies or varies_by_more(answer)]
    assert (differing, cookies) == ([], [])


def test_every_public_route_is_among_the_classes() -> None:
    """A new format or page needs a look at its headers."""
    addresses = {address.partition("?")[0] for address, _ in PUBLIC.values()}
    shown = {"", "initiatives/", "initiatives/<reference:reference>/", "organisations/<slug:slug>/", "healthz"}
    like_a_list = {"map/", "organisations/", "updates/", "changes/", "about/", "data/"}
    like_a_file = {"data.zip", *(f"{dataset.name}.{each.suffix}" for dataset in DATASETS for each in dataset.formats)}
    feeds = {f"{shown_one}updates.atom" for shown_one in ("", *(one for one in shown if "<" in one))}
    for_robots = {"robots.txt", "sitemap.xml", "sitemap-<int:number>.xml"}
    # One class of views answers all of them.
    of_the_api = {route.pattern for route in public_routes() if route.pattern.startswith("api/v1/")}
    assert {route.pattern for route in public_routes()} == (
        shown | like_a_list | like_a_file | of_the_api | feeds | for_robots
    )
    assert {"/initiatives.csv", "/initiatives.xlsx", "/healthz", "/"} <= addresses


def pages(reference: str) -> Iterator[tuple[str, html.HtmlElement]]:
    visitor, editor = Client(), staff()
    draft = Initiative.objects.get(reference=reference).statusupdates.get(state="draft")
    published = Initiative.objects.get(reference=reference).statusupdates.get(state="published")
    update = "admin:initiatives_statusupdate"
    models = ("initiative", "statusupdate", "organisation", "location", "source", "crisis", "sector", "user")
    others = ["/map/", "/organisations/", "/updates/", "/changes/", "/about/", "/data/"]
    public = [address for address, _ in PUBLIC.values()] + others
    inside = [
        "/admin/",
        "/admin/password_change/",
        "/admin/initiatives/",
        *(reverse(f"admin:initiatives_{model}_{page}") for model in models for page in ("changelist", "add")
          if (model, page) != ("statusupdate", "add")),
        *(reverse(f"{update}_{page}", args=[draft.pk]) for page in ("change", "history", "delete")),
        *(reverse(f"{update}_{page}", args=[published.pk]) for page in ("change", "replace", "retract", "remove")),
        *(reverse(f"{update}_{page}", args=[draft.initiative_id]) for page in ("quick", "still")),
        *(
            reverse(f"admin:initiatives_initiative_{page}", args=[draft.initiative_id])
            for page in ("change", "history", "retract", "remove")
        ),
    ]  # fmt: skip
    for client, addresses in ((visitor, [*public, "/admin/login/"]), (editor, inside)):
        for address in addresses:
            response = client.get(address)
            if response.headers["Content-Type"].startswith("text/html") and body(response):
                yield address, html.document_fromstring(body(response).decode())


INLINE = "//script[not(@src)] | //style | //*[@style] | //@*[starts-with(name(), 'on')] | //iframe | //object | //embed"
FETCHED = "//script/@src | //link[not(@rel='canonical')]/@href | //img/@src | //form/@action | //use/@href"


def test_nothing_is_inline_and_nothing_is_fetched_from_elsewhere(reference: str) -> None:
    """What the policy would refuse is not even asked for; scripts only in the admin."""
    found, seen = {}, 0
    for address, page in pages(reference):
        seen += 1
        inline = [html.tostring(node) if hasattr(node, "tag") else str(node) for node in page.xpath(INLINE)
                  if not (hasattr(node, "tag") and node.get("type") == "application/json")]  # fmt: skip
        elsewhere = [str(url) for url in page.xpath(FETCHED) if "//" in str(url) or ":" in str(url)]
        scripts = [] if address.startswith("/admin/") else page.xpath("//script")
        if inline or elsewhere or scripts:
            found[address] = (inline, elsewhere, scripts)
    assert (found, seen > 40) == ({}, True)


@pytest.mark.parametrize("folder", ["initiatives/static"])
def test_our_own_files_name_no_other_host(folder: str) -> None:
    named = {}
    for path in sorted((BASE_DIR / folder).rglob("*.*")):
        if path.suffix in {".css", ".js"}:
            text = path.read_text(encoding="utf-8")
            named[path.name] = [word for word in ("http://", "https://", "url(//") if word in text]
    assert [name for name, hosts in named.items() if hosts] == []
    assert "style.css" in named
