"""Feeds in Atom: what a subscriber learns of each update, and never what is not public."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from initiatives import actions
from initiatives.choices import RemoveReason, RetractReason
from initiatives.datasets import FEED, MOST_ENTRIES, NOT_IN_FEEDS, UPDATES
from initiatives.exports import atom
from initiatives.models import Initiative, Organisation, Source, StatusUpdate
from tests.exports.worlds import NOW
from tests.factories import (
    make_crisis,
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_source,
    make_update,
    replace_claim,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

EXPECTED = Path(__file__).parent / "expected"
SITE = "http://127.0.0.1:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = dt.timedelta(days=1)


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def get(address: str) -> bytes:
    response = Client().get(address)
    assert response.status_code == 200
    return response.content


def parsed(address: str = "/updates.atom") -> Any:
    """The feed as a reader takes it, which finds no fault with it."""
    feed = feedparser.parse(get(address))
    assert feed.bozo is False
    return feed


def ids(address: str = "/updates.atom") -> list[str]:
    return [entry.id for entry in parsed(address).entries]


def tags(*names: str) -> list[str]:
    return [f"tag:127.0.0.1,2026:{name}" for name in names]


def words(entry: Any) -> str:
    """The content of an entry, without its markup."""
    return " ".join("".join(ElementTree.fromstring(f"<div>{entry.content[0].value}</div>").itertext()).split())  # noqa: S314


@pytest.mark.usefixtures("world_of_files")
def test_the_whole_feed_is_as_expected() -> None:
    Source.objects.filter(publisher="Reuters").update(title="דוח שבועי", language="he")
    assert get("/updates.atom") == (EXPECTED / "updates.atom").read_bytes()


@pytest.mark.usefixtures("world_of_files")
def test_a_reader_gets_back_who_said_what_when_in_which_language_and_where() -> None:
    feed = parsed()
    assert {name: feed.feed[name] for name in ("id", "title", "language", "rights", "generator", "updated")} == {
        "id": "tag:127.0.0.1,2026:/updates.atom",
        "title": "Updates – Humanitarian Initiative Tracker",
        "language": "en",
        "rights": "CC BY 4.0",
        "generator": "Humanitarian Initiative Tracker",
        "updated": "2026-11-21T08:30:15Z",
    }
    assert [(link.rel, link.href) for link in feed.feed.links] == [
        ("self", f"{SITE}/updates.atom"),
        ("alternate", f"{SITE}/updates/"),
    ]
    assert [
        (entry.id, entry.published, entry.updated, entry.author, entry.title_detail.language, entry.link,
         [link.href for link in entry.links if link.rel == "via"], [(tag.term, tag.label) for tag in entry.tags])
        for entry in feed.entries
    ] == [
        ("tag:127.0.0.1,2026:SDN-CEA-001-U1", "2026-11-21T08:30:15Z", "2026-11-21T08:30:15Z", "Les «hôtes»", "en",
         f"{SITE}/initiatives/SDN-CEA-001/#U1", ["https://example.org/2"],
         [("ceasefire", "Ceasefire talks"), ("6", "Suspended")]),
        ("tag:127.0.0.1,2026:GZA-COR-001-U2", "2026-11-13T08:30:15Z", "2026-11-14T08:30:15Z", "OCHA | Réf. «A»", "ar",
         f"{SITE}/initiatives/GZA-COR-001/#U2", ["https://example.org/a,b;=c?d=%20"],
         [("corridor", "Humanitarian corridor")]),
        ("tag:127.0.0.1,2026:GZA-COR-001-U1", "2026-11-11T08:30:15Z", "2026-11-12T08:30:15Z", "Host Nations", "en",
         f"{SITE}/initiatives/GZA-COR-001/#U1", ["https://example.org/a,b;=c?d=%20"],
         [("corridor", "Humanitarian corridor"), ("2", "Active")]),
    ]  # fmt: skip


@pytest.mark.usefixtures("world_of_files")
def test_it_holds_what_rfc_4287_asks_for() -> None:
    """Section 4.1: each element that must be there, once; one alternate link of a kind; no id twice."""
    for address in ("/updates.atom", "/updates.atom?q=nothing+at+all", "/initiatives/GZA-COR-001/updates.atom"):
        root = ElementTree.fromstring(get(address))  # noqa: S314
        entries = root.findall(f"{ATOM}entry")
        for element in (root, *entries):
            for name in ("id", "title", "updated", "author", "link[@rel='alternate']"):
                assert (address, name, len(element.findall(f"{ATOM}{name}"))) == (address, name, 1)
            assert dt.datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo is not None
            assert element.findtext(f"{ATOM}author/{ATOM}name")
        for name in ("subtitle", "rights", "generator", "link[@rel='self']"):
            assert len(root.findall(f"{ATOM}{name}")) == 1
        found = [element.findtext(f"{ATOM}id") for element in (root, *entries)]
        assert (root.tag, len(found)) == (f"{ATOM}feed", len(set(found)))
        for entry in entries:
            (content,) = entry.findall(f"{ATOM}content")
            assert (content.get("type"), [child.tag for child in content]) == (
                "xhtml",
                ["{http://www.w3.org/1999/xhtml}div"],
            )


def test_a_replacement_issues_the_entry_again_under_its_id() -> None:
    first = make_update(make_initiative("Route 4"), headline="Opened", status="2", published_at=NOW - 2 * DAY)
    other = make_update(make_initiative("Route 5"), headline="Planned", status="1", published_at=NOW - DAY)
    assert ids() == tags(other.public_name, first.public_name)
    replace_claim(first, status="6", headline="Never opened", published_at=NOW)
    entry, _other = parsed().entries
    assert ([entry.id], entry.title, entry.published, entry.updated) == (
        tags(first.public_name),
        "Route 4: Suspended – Never opened",
        "2026-11-20T12:00:00Z",
        "2026-11-22T12:00:00Z",
    )
    assert words(entry).startswith("Corrected, 22 November 2026. Never opened Status: Suspended.")


def test_what_was_taken_back_is_told_and_does_not_just_vanish() -> None:
    update = make_update(make_initiative("Route 4"), headline="Opened", narrative="By noon", published_at=NOW - DAY)
    actions.retract(claim=update, by=make_publisher(), reason=RetractReason.ERROR, at=NOW)
    (entry,) = parsed("/updates.atom?kind=corridor").entries
    assert (entry.title, entry.published, entry.updated) == (
        "Route 4: Retracted: It was wrong",
        "2026-11-21T12:00:00Z",
        "2026-11-22T12:00:00Z",
    )
    assert words(entry).startswith("Retracted on 22 November 2026: It was wrong. What it said no longer holds: Opened")
    assert entry.content[0].value.count("<del>") == 3


def test_what_was_removed_is_gone_with_every_version() -> None:
    update = make_update(make_initiative(), headline="Danger one", published_at=NOW - DAY)
    newer = replace_claim(update, headline="Danger two")
    assert len(ids()) == 1
    actions.remove(claim=newer, by=make_publisher(), reason=RemoveReason.SAFETY)
    assert (ids(), b"Danger" in get("/updates.atom")) == ([], False)


@pytest.mark.parametrize(("known", "as_of", "out", "is_late"), [
    # Of an earlier month.
    (None, "2026-10-31", "2026-11-02", True),
    # More than a week after its day, and just a week.
    (None, "2026-11-01", "2026-11-09", True),
    (None, "2026-11-01", "2026-11-08", False),
    # What is newer was out already, was of the same day, or came out at the same moment.
    ("2026-11-20", "2026-11-19", "2026-11-22", True),
    ("2026-11-20", "2026-11-20", "2026-11-22", False),
    ("2026-11-20", "2026-11-19", "2026-11-21", False),
])  # fmt: skip
def test_what_was_recorded_late_says_so_in_its_title_with_its_day(
    known: str | None, as_of: str, out: str, is_late: bool
) -> None:
    row, day = make_initiative("Route 4"), dt.date.fromisoformat(as_of)
    out_at = dt.datetime.fromisoformat(f"{out}T12:00:00Z")
    make_update(make_initiative("Another"), headline="Known", as_of=dt.date(2026, 11, 21), published_at=NOW - 9 * DAY)
    if known:
        known_on = dt.date.fromisoformat(known)
        make_update(row, headline="Known", as_of=known_on, published_at=NOW - DAY)
    make_update(row, headline="Told", as_of=day, published_at=out_at)
    (entry,) = (one for one in parsed().entries if one.title.endswith("Told"))
    said, first = (f"{one.day} {one:%B %Y}" for one in (day, out_at))
    mark = f"Recorded late: of {said}, first published on {first}. "
    assert (entry.title, words(entry).startswith(f"{mark if is_late else ''}Told Status")) == (
        f"{f'Recorded late, of {said}: ' if is_late else ''}Route 4: Open – Told",
        True,
    )


def test_late_is_what_was_overtaken_by_something_that_held_then() -> None:
    """Neither what was taken back or came later, nor a version of its own, makes it late."""
    row = make_initiative("Route 4")
    wrong = make_update(row, as_of=dt.date(2026, 11, 21), published_at=NOW - 3 * DAY)
    with time_machine.travel(NOW - 2 * DAY, tick=False):
        actions.retract(claim=wrong, by=make_publisher(), reason=RetractReason.ERROR)
    told = make_update(row, headline="Told", as_of=dt.date(2026, 11, 18), published_at=NOW - DAY)
    make_update(row, headline="Later", as_of=dt.date(2026, 11, 20), published_at=NOW - DAY / 2)
    replace_claim(told, headline="Told again", published_at=NOW)
    assert [entry.title for entry in parsed().entries] == [
        "Route 4: Open – Told again",
        "Route 4: Open – Later",
        "Route 4: Retracted: It was wrong",
    ]


def test_a_disputed_update_says_so_in_its_title() -> None:
    make_update(make_initiative("Route 4"), headline="Opened", confidence="disputed")
    (entry,) = parsed().entries
    assert (entry.title, "Disputed." in words(entry)) == ("Route 4: Disputed: Open – Opened", True)


def test_marks_of_direction_turn_nothing_that_stands_beside_them() -> None:
    """A text from right to left is isolated; marks that override or embed are dropped. The text itself is exact."""
    row = make_initiative("\u202eRoute\u2066 4")
    make_update(row, headline="نص \u202d12", published_at=NOW)
    feed = parsed(f"/initiatives/{row.reference}/updates.atom")
    assert (feed.feed.title, feed.entries[0].title, "نص \u202d12" in words(feed.entries[0])) == (
        f"{row.reference} Route 4 – Humanitarian Initiative Tracker",
        "Route 4: Open – \u2068نص 12\u2069",
        True,
    )


def test_confirmations_drafts_and_what_waits_are_not_told() -> None:
    row = make_initiative()
    update = make_update(row)
    confirmation = actions.confirm_unchanged(initiative=row, by=make_publisher(), source=make_source())
    actions.publish(claim=confirmation, by=make_publisher(), seen_version=confirmation.version)
    make_draft(row, headline="HIDDEN draft")
    waiting = make_draft(row, headline="HIDDEN and waiting")
    actions.submit(claim=waiting, by=make_publisher())
    actions.replace(claim=update, by=make_publisher(), kind="our_error", changes={"headline": "HIDDEN correction"})  # type: ignore[arg-type]
    make_draft(make_initiative("HIDDEN initiative", public=False))
    assert (ids(), b"HIDDEN" in get("/updates.atom")) == (tags(update.public_name), False)


def test_sample_data_says_so_in_every_entry_and_above_them() -> None:
    sample = make_initiative("Made up", crisis=make_crisis("XXX", is_sample=True))
    make_update(sample, headline="A sample", published_at=NOW - DAY)
    make_update(make_initiative("Real"), headline="No sample", published_at=NOW)
    feed = parsed()
    real, made_up = feed.entries
    assert ("This feed carries sample data." in feed.feed.subtitle, made_up.title, real.title) == (
        True,
        "Sample data: Made up: Open – A sample",
        "Real: Open – No sample",
    )
    assert ("Sample data." in words(made_up), "ample data" in words(real)) == (True, False)
    assert "sample" not in parsed(f"/initiatives/{make_initiative().reference}/updates.atom").feed.subtitle


def test_text_is_exact_and_the_file_stays_whole_xml() -> None:
    hostile = "=cmd|'/c calc'!A1 <script>alert(1)</script> ]]> &amp; \u202eabc"
    row = make_initiative("Ünïcode & <b>")
    update = make_update(row, headline=hostile, narrative="one\ntwo\n\nthree", language="ar")
    StatusUpdate.objects.filter(pk=update.pk).update(named_as="bell \x07 end \ufffe")
    (entry,) = ElementTree.fromstring(get("/updates.atom")).findall(f"{ATOM}entry")  # noqa: S314
    assert entry.findtext(f"{ATOM}title") == f"Ünïcode & <b>: Open – {hostile}".replace("\u202e", "")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "bell \ufffd end \ufffd"
    paragraphs = entry.findall(".//{http://www.w3.org/1999/xhtml}p[@lang='ar']")
    assert ["|".join(p.itertext()) for p in paragraphs] == [hostile, "one|two", "three"]
    assert {(p.get("lang"), p.get("dir")) for p in paragraphs} == {("ar", "auto")}


NARROWED = (
    "", "kind=corridor", "kind=corridor&kind=ceasefire", "status=6", "status=2", "q=corridor", "q=%D7%94%D7%A9",
    "organisation=host-nations", "organisation=united-nations", "initiative=GZA-COR-001", "crisis=gza", "crisis=sdn",
    "from=2026-11-20", "to=2026-11-10", "from=2026-11-10&to=2026-11-19&kind=corridor",
)  # fmt: skip


@pytest.mark.usefixtures("world_of_files")
def test_the_filters_choose_the_rows_of_the_page_and_those_taken_back() -> None:
    for query in NARROWED:
        page = UPDATES.select(QueryDict(f"{query}&history=1" if query else "history=1"))
        shown = {row.public_name for row in page.page_rows if row.state in {"published", "retracted"}}
        assert sorted(ids(f"/updates.atom?{query}")) == sorted(tags(*shown)), query
        held = {row.public_name for row in UPDATES.select(QueryDict(query)).page_rows}
        entries = parsed(f"/updates.atom?{query}").entries
        assert {entry.id for entry in entries if "Retracted" not in entry.title} == set(tags(*held)), query


@pytest.mark.usefixtures("world_of_files")
def test_the_feed_names_its_filters_and_the_page_that_has_them() -> None:
    feed = parsed("/updates.atom?status=2&utm_source=x&kind=corridor&q=").feed
    assert (feed.id, feed.title, [link.href for link in feed.links]) == (
        "tag:127.0.0.1,2026:/updates.atom?kind=corridor&status=2",
        "Updates, Kind: Humanitarian corridor, Status: Active – Humanitarian Initiative Tracker",
        [f"{SITE}/updates.atom?kind=corridor&status=2", f"{SITE}/updates/?kind=corridor&status=2"],
    )


def test_what_a_feed_does_not_take_is_refused_and_said() -> None:
    said = "A feed has one order and no pages, and tells what holds now. Leave {} out.\n"
    for name in NOT_IN_FEEDS:
        response = Client().get(f"/updates.atom?{name}=1")
        assert (name, response.status_code, response.content.decode()) == (name, 400, said.format(name))
    unknown = Client().get("/updates.atom?statsu=2")
    assert (unknown.status_code, "Did you mean status?" in unknown.content.decode()) == (400, True)
    make_update(make_initiative(leads=[make_organisation("UN", slug="un")]))
    for address in ("/initiatives/GZA-COR-001/updates.atom", "/organisations/un/updates.atom"):
        assert (Client().get(address).status_code, Client().get(f"{address}?kind=corridor").status_code) == (200, 400)
    assert {parameter.name for parameter in FEED.parameters()} == {
        "q", "kind", "status", "initiative", "organisation", "crisis", "from", "to",
    }  # fmt: skip


def test_at_most_a_hundred_entries_the_last_told_first() -> None:
    row = make_initiative()
    first = make_update(row, headline="The first", published_at=NOW - DAY)
    for number in range(1, MOST_ENTRIES + 1):
        StatusUpdate.objects.create(
            initiative=row, source=first.source, as_of=first.as_of, status="2", headline=f"Number {number}",
            state="published", number=first.number + number if first.number else None,
            published_at=NOW - DAY + dt.timedelta(minutes=number), first_published_at=NOW - DAY,
        )  # fmt: skip
    told = [entry.title.rpartition(" – ")[2] for entry in parsed().entries]
    assert told == [f"Number {number}" for number in range(MOST_ENTRIES, 0, -1)]


@pytest.mark.usefixtures("world_of_files")
def test_the_feed_of_an_initiative() -> None:
    feed = parsed("/initiatives/GZA-COR-001/updates.atom")
    assert (feed.feed.title, feed.feed.links[1].href) == (
        "GZA-COR-001 Couloir humanitaire, « nord » – Humanitarian Initiative Tracker",
        f"{SITE}/initiatives/GZA-COR-001/",
    )
    assert [entry.id for entry in feed.entries] == tags("GZA-COR-001-U2", "GZA-COR-001-U1")
    moved = Client().get("/initiatives/gza-Cor-001/updates.atom")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/initiatives/GZA-COR-001/updates.atom")


def test_an_initiative_that_is_hidden_removed_or_unknown_is_the_same_404_and_one_taken_back_410() -> None:
    removed, taken_back = make_initiative(), make_initiative()
    make_initiative(public=False)
    actions.remove_initiative(initiative=removed, by=make_publisher(), reason=RemoveReason.LAW)
    actions.retract_initiative(initiative=taken_back, by=make_publisher(), reason=RetractReason.ERROR)
    answers = {name: Client().get(f"/initiatives/{name}/updates.atom") for name in (removed.reference, "GZA-COR-999")}
    assert [answer.status_code for answer in answers.values()] == [404, 404]
    assert len({answer.content for answer in answers.values()}) == 1
    gone = Client().get(f"/initiatives/{taken_back.reference}/updates.atom")
    assert (gone.status_code, "It was wrong" in gone.content.decode()) == (410, True)


def test_the_feed_of_an_organisation_has_what_it_and_those_merged_into_it_said() -> None:
    kept, old, other = (
        make_organisation(name, slug=slug) for name, slug in (("UN", "un"), ("U.N.", "old"), ("X", "x"))
    )
    row = make_initiative("Route 4", leads=[kept])
    by_old = make_update(row, said_by=old, headline="By the old one", published_at=NOW - 2 * DAY)
    by_kept = make_update(row, said_by=kept, headline="By the kept one", published_at=NOW - DAY)
    make_update(row, said_by=other, headline="By another", published_at=NOW)
    Organisation.objects.filter(pk=old.pk).update(merged_into=kept)
    feed = parsed("/organisations/un/updates.atom")
    assert [(entry.id, entry.author, entry.author_detail.href) for entry in feed.entries] == [
        (*tags(by_kept.public_name), "UN", f"{SITE}/organisations/un/"),
        (*tags(by_old.public_name), "U.N.", f"{SITE}/organisations/un/"),
    ]
    moved = Client().get("/organisations/old/updates.atom")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/organisations/un/updates.atom")
    make_organisation("Hidden", slug="hidden")
    answers = {Client().get(f"/organisations/{slug}/updates.atom").content for slug in ("hidden", "nobody")}
    assert (len(answers), Client().get("/organisations/hidden/updates.atom").status_code) == (1, 404)


def test_the_feed_of_whom_a_word_was_wrongly_given_to_tells_who_said_it() -> None:
    wrong, right, third = (make_organisation(name, slug=name.lower()) for name in ("AAA", "BBB", "CCC"))
    row = make_initiative(leads=[wrong, right, third])
    first = make_update(row, said_by=wrong, published_at=NOW - 2 * DAY)
    again = replace_claim(first, said_by=right, published_at=NOW - DAY)
    for slug, said in (("aaa", ["BBB"]), ("bbb", ["BBB"]), ("ccc", [])):
        for address in (f"/organisations/{slug}/updates.atom", f"/updates.atom?organisation={slug}"):
            assert [(one.id, one.author) for one in parsed(address).entries] == [
                (*tags(first.public_name), name) for name in said
            ]
    actions.retract(claim=again, by=make_publisher(), reason=RetractReason.ERROR, at=NOW)
    (entry,) = parsed("/updates.atom?organisation=aaa").entries
    assert entry.title.endswith(": Retracted: It was wrong")
    assert FEED.select(QueryDict("crisis=gza&organisation=aaa")).file_query == "organisation=aaa&crisis=gza"


@pytest.mark.parametrize(
    "address", ["/updates.atom", "/initiatives/GZA-COR-001/updates.atom", "/organisations/un/updates.atom"]
)
def test_as_many_queries_for_three_entries_as_for_one(address: str) -> None:
    speaker = make_organisation("UN", slug="un")
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            first = Initiative.objects.first() or make_initiative(leads=[speaker])
            for row in (first, make_initiative()):
                make_update(row, said_by=speaker, published_at=NOW - DAY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            entries = len(ids(address))
        counts.append((entries > 1 if rows == 2 else entries >= 1, len(queries)))
    assert (counts[0], counts[0][1] <= 4) == (counts[1], True)


def test_whoever_has_it_is_not_sent_it_again_and_nobody_gets_a_cookie() -> None:
    with time_machine.travel(NOW - DAY, tick=False):
        make_update(make_initiative(leads=[make_organisation("UN", slug="un")]))
    for address in ("/updates.atom", "/initiatives/GZA-COR-001/updates.atom", "/organisations/un/updates.atom"):
        first = Client().get(address)
        assert (first.headers["Content-Type"], "Last-Modified" in first.headers) == (atom.CONTENT_TYPE, True)
        again = Client().get(address, headers={"if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content, first.cookies) == (304, b"", {})
        assert [getattr(Client(), method)(address).status_code for method in ("head", "post", "put")] == [200, 405, 405]


def test_an_id_keeps_to_the_host_and_the_fixed_year(settings: Settings) -> None:
    make_update(make_initiative())
    with time_machine.travel(NOW + 700 * DAY, tick=False):
        settings.SITE_URL = "https://tracker.example.org:8443"
        assert ids() == ["tag:tracker.example.org,2026:GZA-COR-001-U1"]


@pytest.mark.parametrize(("page", "feed"), [
    ("/updates/", "/updates.atom"),
    ("/updates/?status=2&sort=as_of&per_page=50&history=1&utm_source=x", "/updates.atom?status=2"),
    ("/initiatives/GZA-COR-001/", "/initiatives/GZA-COR-001/updates.atom"),
    ("/organisations/un/", "/organisations/un/updates.atom"),
])  # fmt: skip
def test_pages_name_their_feed_in_the_head_and_beside_the_files(page: str, feed: str) -> None:
    un = make_organisation("UN", slug="un")
    make_update(make_initiative(leads=[un]), said_by=un)
    shown = Client().get(page).content.decode()
    assert shown.count('<link rel="alternate" type="application/atom+xml" title="') == 1
    assert (shown.count(f'href="{feed}" type="application/atom+xml"'), shown.count(f'href="{feed}">')) == (1, 1)
    past = Client().get(f"{page}{'&' if '?' in page else '?'}as_at=2026-11-22").content.decode()
    assert ("atom" in past, parsed(feed).entries != []) == (False, True)
