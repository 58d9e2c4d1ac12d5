"""Promises P2 and P5: every public address is declared, and none answers 500, whatever it is asked.

The addresses of the admin are declared, role by role, in tests/admin/matrix.py.
"""

import itertools
import os
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives import actions
from initiatives.choices import RetractReason, UserRole
from initiatives.datasets import CHANGES, DATASETS, FEED, INITIATIVES, LISTS, NOT_IN_FEEDS
from initiatives.models import StatusUpdate, claim_models
from tests.evidence import EVIDENCE, Words, fields_of, subject_of
from tests.factories import (
    make_claim,
    make_draft,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_update,
    make_user,
)
from tests.factories import make_initiative as an_initiative
from tests.payloads import NASTY
from tests.routes import Route, public_routes, routes

pytestmark = pytest.mark.django_db

REQUESTS = int(os.environ.get("TRACKER_NASTY", "2500"))
ALLOWED = frozenset({200, 301, 302, 304, 400, 404, 405, 410, 413, 429})
"""What a public address may answer."""

FILES = [f"/{dataset.name}.{each.suffix}" for dataset in DATASETS for each in dataset.formats]

Values = dict[str, list[str]]
"""What a parameter of a path may be filled with."""

PUBLIC = {
    "": "home",
    "about/": "about",
    "adherence.csv": "adherence-csv",
    "adherence.xlsx": "adherence-xlsx",
    "api/v1/": "api",
    "api/v1/adherence/": "api-adherence",
    "api/v1/adherence/<claim:claim>/": "api-adherence-one",
    "api/v1/budgets/": "api-budgets",
    "api/v1/budgets/<claim:claim>/": "api-budgets-one",
    "api/v1/findings/": "api-findings",
    "api/v1/findings/<claim:claim>/": "api-findings-one",
    "api/v1/initiatives/": "api-initiatives",
    "api/v1/initiatives/<reference:reference>/": "api-initiatives-one",
    "api/v1/milestones/": "api-milestones",
    "api/v1/milestones/<claim:claim>/": "api-milestones-one",
    "api/v1/observations/": "api-observations",
    "api/v1/observations/<claim:claim>/": "api-observations-one",
    "api/v1/organisations/": "api-organisations",
    "api/v1/organisations/<slug:slug>/": "api-organisations-one",
    "api/v1/positions/": "api-positions",
    "api/v1/positions/<claim:claim>/": "api-positions-one",
    "api/v1/schema/": "api-schema",
    "api/v1/targets/": "api-targets",
    "api/v1/targets/<claim:claim>/": "api-targets-one",
    "api/v1/transactions/": "api-transactions",
    "api/v1/transactions/<claim:claim>/": "api-transactions-one",
    "api/v1/updates/": "api-updates",
    "api/v1/updates/<claim:claim>/": "api-updates-one",
    "budgets.csv": "budgets-csv",
    "budgets.xlsx": "budgets-xlsx",
    "changes.csv": "changes-csv",
    "changes.xlsx": "changes-xlsx",
    "changes/": "changes",
    "data.zip": "data-zip",
    "data/": "data",
    "findings.csv": "findings-csv",
    "findings.xlsx": "findings-xlsx",
    "healthz": "healthz",
    "initiatives.csv": "initiatives-csv",
    "initiatives.geojson": "initiatives-geojson",
    "initiatives.iati.xml": "initiatives-iati.xml",
    "initiatives.xlsx": "initiatives-xlsx",
    "initiatives/": "initiative-list",
    "initiatives/<reference:reference>/": "initiative-detail",
    "initiatives/<reference:reference>/updates.atom": "initiative-atom",
    "map/": "map",
    "milestones.csv": "milestones-csv",
    "milestones.xlsx": "milestones-xlsx",
    "observations.csv": "observations-csv",
    "observations.xlsx": "observations-xlsx",
    "organisations.csv": "organisations-csv",
    "organisations.xlsx": "organisations-xlsx",
    "organisations/": "organisation-list",
    "organisations/<slug:slug>/": "organisation-detail",
    "organisations/<slug:slug>/updates.atom": "organisation-atom",
    "positions.csv": "positions-csv",
    "positions.xlsx": "positions-xlsx",
    "robots.txt": "robots",
    "sitemap-<int:number>.xml": "sitemap-file",
    "sitemap.xml": "sitemap",
    "targets.csv": "targets-csv",
    "targets.xlsx": "targets-xlsx",
    "transactions.csv": "transactions-csv",
    "transactions.xlsx": "transactions-xlsx",
    "updates.atom": "updates-atom",
    "updates.csv": "updates-csv",
    "updates.xlsx": "updates-xlsx",
    "updates/": "update-list",
}
"""Read by everybody, with GET and HEAD alone. An address that is not here fails the build."""

READING = "200 200 405 405 405 405 405 405 405"
# A browser asks with OPTIONS whether a script of another site may read, and is told so.
READING_FROM_ANYWHERE = "200 200 204 405 405 405 405 405 405"


def test_every_address_is_declared() -> None:
    assert {route.pattern: route.name for route in public_routes()} == PUBLIC


@pytest.mark.once
def test_only_reading_is_answered_on_public_addresses(world: Values) -> None:
    client = Client(enforce_csrf_checks=True)
    found = {}
    for route in public_routes():
        address = next(filled(route, world))
        found[route.pattern] = " ".join(
            str(client.generic(method, address).status_code)
            for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")
        )
    assert found == {address: READING_FROM_ANYWHERE if address.startswith("api/") else READING for address in PUBLIC}


@pytest.fixture
def world() -> Values:
    """A little of everything, and what paths may name of it."""
    lead = make_organisation("Lead", slug="lead", country="PS")
    open_one, retracted = an_initiative(leads=[lead]), an_initiative(leads=[lead])
    make_update(open_one, said_by=lead)
    make_update(retracted, said_by=lead)
    make_place_of(open_one, make_location())
    numbers = itertools.count(1)
    words = Words(lambda: f"Words {next(numbers)}", Decimal(1), timezone.localdate(), lead, make_location())
    for kind in EVIDENCE:
        subject = subject_of(kind, open_one, 1, words)
        make_claim(kind, open_one, said_by=lead, **fields_of(kind, words), **subject)
    actions.retract_initiative(initiative=retracted, by=make_publisher(), reason=RetractReason.ERROR)
    references = [open_one.reference or "", retracted.reference or "", "GZA-COR-999999"]
    claims = {kind.letter: [f"{reference}-{kind.letter}1" for reference in references] for kind in claim_models()}
    return {"reference": references, "slug": ["lead", "x"], "number": ["1", "0", "9" * 5000], **claims}


def queries(rng: random.Random) -> Iterator[str]:
    """Every nasty value in every parameter of every list, page and file, and in places that take none."""
    everywhere: list[tuple[str, str]] = []
    for dataset in DATASETS:
        files = [(f"/{dataset.name}.{each.suffix}", True) for each in dataset.formats]
        pages = [(f"/{dataset.name}/", False)] if dataset in (*LISTS, CHANGES) else []
        pages += [("/map/", False)] if dataset is INITIATIVES else []
        pages += [(f"/api/v1/{dataset.name}/", False)] if dataset is not CHANGES else []
        for address, as_file in (*pages, *files):
            names = [parameter.name for parameter in dataset.parameters(as_file=as_file)]
            everywhere += [(address, name) for name in (*names, "colour", "page", "utm_source")]
    everywhere += [("/initiatives/GZA-COR-001/", name) for name in ("timeline", "as_at", "colour")]
    everywhere += [("/updates.atom", name) for name in (*(each.name for each in FEED.parameters()), *NOT_IN_FEEDS)]
    single = ("/sitemap.xml", "/sitemap-1.xml", "/robots.txt", "/initiatives/GZA-COR-001/updates.atom")
    everywhere += [(address, "colour") for address in single]
    everywhere += [(address, "colour") for address in ("/", "/about/", "/data/", "/healthz", "/api/v1/")]
    asked = list(itertools.product(everywhere, NASTY))
    for (address, name), value in rng.sample(asked, min(REQUESTS, len(asked))):
        yield f"{address}?{urlencode({name: value}, errors='surrogatepass')}"


ODD_QUERIES = (
    "?", "??", "?&", "?=", "?=1", "?&&&", "?q", "?q=", "?q&q", "?%", "?%00=%00", "?q=%00", "?q=%FF%FE", "?q=%ED%A0%80",
    "?kind=%00", "?kind[]=corridor", "?kind=corridor&kind=corridor", "?page=1&page=1", "?page=", "?%FF=1", "?q=a;b=c",
    "?timeline=U0", "?timeline=U9", "?timeline=u1", "?timeline=U1&timeline=U1", "?timeline=U%D9%A1",
    "?sort=-updated&sort=title", "?__proto__=1", "?kind__in=1", "?" + "kind=corridor&" * 200, "?" + "q=a&" * 999,
    "?" + "a=1&" * 1000, "?q=" + "a" * 60_000, "?" + "%3D" * 3000, "?q=" + "%25" * 200,
)  # fmt: skip
ODD_PATHS = (
    "//", "///initiatives/", "/initiatives", "/initiatives//", "/./", "/../", "/..%2f..%2fetc/passwd", "/%00", "/%FF",
    "/initiatives/%00/", "/initiatives/GZA-COR-001", "/initiatives/gza-cor-001/", "/initiatives/gZa-CoR-001/?x=%00",
    "/initiatives/GZA-COR-0000000001/", "/initiatives/GZA-COR-٠٠١/", "/initiatives/GZA-COR-001%0A/",
    "/initiatives/ＧＺＡ-COR-001/", "/initiatives/ǅZA-COR-001/", "/organisations/%00/", "/organisations/-/",
    "/organisations/_/", "/organisations/" + "a" * 5000 + "/", "/organisations/é/", "/organisations/lead%0A/",
    "/initiatives.csv/", "/initiatives.CSV", "/initiatives.xlsx%00", "/.csv", "/updates.xls", "/robots.txt",
    "/favicon.ico", "/static/", "/static/../manage.py", "/static/%00", "/static/initiatives/style.css", "/admin",
    "/api", "/api/", "/api/v1", "/api/v2/", "/api/v1/changes/", "/api/v1/updates", "/api/v1/updates/GZA-COR-001-U0/",
    "/api/v1/updates/GZA-COR-001-O1/", "/api/v1/updates/GZA-COR-001-U9999999999/", "/api/v1/updates/gza-cor-001-u1/",
    "/api/v1/updates/GZA-COR-001-U١/", "/api/v1/organisations/%00/", "/api/v1/schema.json", "/api/v1/%FF/",
    "/admin/x%00/", "/healthz/", "/en/", "/ar/", "/" + "a/" * 500, "/" + "%F0%9F%9A%9A" * 50, "/index.php?a=b",
)  # fmt: skip
ODD_HEADERS: tuple[dict[str, str], ...] = (
    {"if-modified-since": "garbage"},
    {"if-modified-since": "Thu, 99 Foo 99999 99:99:99 GMT"},
    {"if-none-match": '"\xff", W/"'},
    {"accept-language": "\x00\xff;q=nan, ar;q=9, *;;;" + "a-" * 500},
    {"accept-language": "xx-YY,he;q=0.5"},
    {"accept": "application/json;q=banana"},
    {"accept-encoding": "gzip;q=x, \x01"},
    {"range": "bytes=9-1,-,x"},
    {"cookie": "sessionid=\xff; csrftoken=" + "a" * 4000 + "; ;;=;messages=[["},
    {"cookie": "sessionid=../../etc/passwd; django_language=xx"},
    {"referer": "\xff\xfe"},
    {"user-agent": ""},
    {"x-forwarded-host": "evil.example"},
    {"x-forwarded-proto": "gopher"},
    {"x-requested-with": "XMLHttpRequest"},
    {"content-type": "multipart/form-data"},
    {"content-type": "text/html; charset=nonsense"},
    {"content-length": "-1"},
    {"authorization": "Basic \xff"},
)
ODD_HOSTS = ("evil.example", "127.0.0.1:x", "[::", "a b", "testserver@evil", "\xff", "a" * 300)


def status(client: Client, address: str, **how: Any) -> int:
    response = client.get(address, **how)
    if response.streaming:  # a file is read to its end, where it could still break
        b"".join(response)
    return response.status_code


def filled_paths(world: Values) -> Iterator[str]:
    for route in public_routes():
        yield from filled(route, world)


def filled(route: Route, world: Values) -> Iterator[str]:
    """Its addresses; an address of claims is filled with the names of its own kind."""
    kinds = {f"api-{dataset.name}-one": dataset.start(None).model for dataset in DATASETS}
    letter = getattr(kinds.get(route.name), "letter", "")
    for values in itertools.product(*(world[letter or name] for name in route.parameters)):
        yield route.filled(**dict(zip(route.parameters, values, strict=True)))


def refused(statuses: dict[str, int]) -> dict[str, int]:
    return {address: code for address, code in statuses.items() if code not in ALLOWED}


def test_nasty_values_are_never_answered_500(world: Values) -> None:
    client = Client()
    statuses = {address: status(client, address) for address in queries(random.Random(5))}  # noqa: S311
    assert (refused(statuses), set(statuses.values())) == ({}, {200, 400})
    assert len(statuses) > min(REQUESTS, 25_000) * 0.9


def test_odd_queries_and_paths_are_never_answered_500(world: Values) -> None:
    client = Client()
    statuses = {path: status(client, path) for path in ODD_PATHS}
    for path in filled_paths(world):
        statuses |= {f"{path}{query}": status(client, f"{path}{query}") for query in ODD_QUERIES}
    for value in NASTY:
        for folder in ("initiatives", "organisations", "api/v1/organisations", "api/v1/updates"):
            address = f"/{folder}/{quote(value, safe='', errors='surrogatepass')}/"
            statuses[address] = status(client, address)
    assert (refused(statuses), {200, 301, 400, 404, 410} - set(statuses.values())) == ({}, set())


@pytest.mark.once
def test_odd_headers_change_no_answer(world: Values) -> None:
    client = Client()
    odd = {}
    for path in (
        "/",
        "/initiatives/",
        "/updates.atom",
        "/updates.csv",
        "/updates.xlsx",
        "/initiatives/GZA-COR-001/",
        "/initiatives/GZA-COR-002/",
        "/api/v1/updates/",
        "/api/v1/initiatives/GZA-COR-001/",
        "/api/v1/initiatives/GZA-COR-002/",
    ):
        plain = status(client, path)
        for headers in ODD_HEADERS:
            found = status(client, path, headers=headers)
            if found not in {plain, 304}:
                odd[path, str(headers)] = found
    assert odd == {}


@pytest.mark.once
def test_an_unknown_host_is_refused(world: Values) -> None:
    hosts = ("testserver", *ODD_HOSTS)
    statuses = {
        host: {status(Client(), path, headers={"host": host}) for path in filled_paths(world)} for host in hosts
    }
    assert statuses == {"testserver": {200, 404, 410}} | {host: {400} for host in ODD_HOSTS}


@settings(max_examples=100 if REQUESTS <= 2500 else 2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([f"{where}/{dataset.name}/" for dataset in LISTS for where in ("", "/api/v1")] + FILES),
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["q", "kind", "status", "sort", "page", "per_page", "hxl", "from", "crisis", "lead"])
            | st.text(max_size=8),
            st.text(max_size=20) | st.sampled_from(["1", "corridor", "2", "-updated", "2026-11-22", "25", "lead"]),
        ),
        max_size=5,
    ),
)
def test_random_queries_are_answered(world: Values, path: str, pairs: list[tuple[str, str]]) -> None:
    query = urlencode(pairs, errors="surrogatepass")
    assert status(Client(), f"{path}?{query}") in {200, 400}


def test_no_crafted_post_changes_or_deletes_a_published_claim() -> None:
    """Every address of the admin is posted to with the claim's id wherever one fits (promise P10).

    Retracting, removing and replacing are the ways that are open; they are not posted to, and have tests of their own.
    """
    claim = make_update(an_initiative(), narrative="As published", said_by=make_organisation())
    other = make_draft(claim.initiative)
    told = StatusUpdate.objects.filter(pk=claim.pk).values().get()
    body = {
        "headline": "Changed", "narrative": "Changed", "status": "6", "state": "draft", "as_of": "2020-01-01",
        "seen_version": claim.version, "opened_version": claim.version, "_save": "1", "post": "yes",
        "rating": "met", "confidence": "reported", "language": "en", "initiative": claim.initiative_id,
        "action": "delete_selected", "_selected_action": claim.pk, "select_across": "1", "index": "0",
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": claim.pk, "form-0-headline": "Changed",
        "statusupdates-TOTAL_FORMS": "1", "statusupdates-INITIAL_FORMS": "1", "statusupdates-0-id": claim.pk,
        "statusupdates-0-DELETE": "on", "statusupdates-0-headline": "Changed", "id": claim.pk, "pk": claim.pk,
    }  # fmt: skip
    ids = {"initiative": claim.initiative_id, "source": claim.source_id, "organisation": claim.said_by_id}
    verbs = ("retract/", "remove/", "replace/")
    posted = 0
    for role in UserRole.values:
        client = Client()
        client.force_login(make_user("", role))
        # Whole and valid, as the form of a draft sends it, and then bent towards the claim.
        page = client.get(reverse("admin:initiatives_statusupdate_change", args=[other.pk]))
        form = page.context["adminform"].form if page.status_code == 200 else ()
        whole = {field.html_name: field.value() for field in form if field.value()} | body
        for route in routes():
            if route.is_admin and not route.pattern.endswith(verbs) and "log" not in route.name and route.name:
                model = route.pattern.split("/")[2] if route.pattern.count("/") > 2 else ""
                pk = str(ids.get(model, claim.pk))
                if "(?P" in route.pattern or model == "user" or "password" in route.name:
                    continue
                if "<" in route.pattern and model not in {*ids, "statusupdate"}:
                    continue
                client.post(route.filled(object_id=pk, pk=pk), whole)
                client.post(f"{route.filled(object_id=pk, pk=pk)}?_to_field=id&_popup=1", whole)
                posted += 2
    assert StatusUpdate.objects.filter(pk=claim.pk).values().get() == told
    assert (posted > 100, StatusUpdate.objects.filter(pk=other.pk).exists()) == (True, True)
