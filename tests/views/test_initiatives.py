"""The list of initiatives and the page of one, as a reader gets them."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import Rating, RemoveReason, RetractReason, Status
from initiatives.models import Initiative
from tests.factories import make_crisis, make_draft, make_initiative, make_organisation, make_publisher, make_update
from tests.views.world import HOSTILE, World, days_ago, get, texts

pytestmark = pytest.mark.django_db


def test_a_row_says_who_leads_what_is_meant_and_where_it_stands() -> None:
    row = make_initiative("Corridor", leads=[make_organisation("UN"), make_organisation("Host Nations")])
    make_update(row, as_of=days_ago(0), status=Status.ACTIVE, rating=Rating.CONSTRAINED)

    day = days_ago(0)
    assert texts(get("/initiatives/"), "tbody th, tbody td") == [
        "CorridorHumanitarian access · GZA-COR-001",
        "OpenConstrained",
        "UN, Host Nations",
        "Aid arrives",
        f"{day.day} {day:%b} {day.year}",
    ]


def test_the_files_beside_a_list_hold_the_rows_of_the_list(world: World) -> None:
    page = get("/initiatives/?status=6&kind=corridor&sort=title&per_page=50")
    hrefs = [str(a.get("href")) for a in page.cssselect(".bar .links a")]
    assert hrefs == [
        "/initiatives.csv?kind=corridor&status=6&sort=title",
        "/initiatives.csv?kind=corridor&status=6&sort=title&hxl=1",
        "/initiatives.xlsx?kind=corridor&status=6&sort=title",
        "/initiatives.geojson?kind=corridor&status=6&sort=title",
        "/initiatives.iati.xml?kind=corridor&status=6&sort=title",
    ]


def test_a_chip_takes_one_filter_away(world: World) -> None:
    page = get("/initiatives/?kind=corridor&kind=ceasefire&q=aid")
    assert [(" ".join(a.text_content().split()), a.get("href")) for a in page.cssselect(".applied a")] == [
        ("Remove filter: Search: “aid”", "/initiatives/?kind=ceasefire&kind=corridor"),
        ("Remove filter: Kind: Ceasefire talks", "/initiatives/?q=aid&kind=corridor"),
        ("Remove filter: Kind: Humanitarian corridor", "/initiatives/?q=aid&kind=ceasefire"),
        ("Clear all", "/initiatives/"),
    ]


def test_the_form_shows_what_was_chosen(world: World) -> None:
    query = "kind=corridor&q=aid&sort=title&updated_since=2020-01-01&per_page=50"
    (form,) = get(f"/initiatives/?{query}").forms
    values = {key: value for key, value in form.form_values() if value}
    assert values == {
        "kind": "corridor", "q": "aid", "sort": "title", "updated_since": "2020-01-01", "per_page": "50",
    }  # fmt: skip


def test_a_list_of_many_pages_names_the_first_the_last_and_those_around() -> None:
    crisis = make_crisis()
    template = make_initiative(crisis=crisis)
    for number in range(2, 227):
        Initiative(
            reference=f"GZA-COR-{number:03d}", slug=f"row-{number}", title=f"Row {number}", kind="corridor",
            crisis=crisis, visibility="public", opened_at=template.opened_at,
        ).save()  # fmt: skip

    page = get("/initiatives/?page=5")
    assert texts(page, ".pages li") == ["1", "…", "3", "4", "5", "6", "7", "…", "10"]
    assert texts(page, ".pages [aria-current]") == ["5"]
    assert page.findtext(".//title") == "Initiatives, page 5 – Humanitarian Initiative Tracker"


def test_a_list_with_nothing_in_it_says_what_is_missing() -> None:
    assert texts(get("/initiatives/"), ".callout") == ["Nothing has been made public yet."]
    make_initiative()
    assert texts(get("/initiatives/?kind=other"), ".callout") == [
        "Nothing matches all of these filters at once.Clear all filters"
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_is_a_fixed_number_of_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(rows):
        make_update(make_initiative(leads=[make_organisation(), make_organisation()]))
    with django_assert_num_queries(15):
        get("/initiatives/")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_is_a_fixed_number_of_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    row = make_initiative()
    for _ in range(rows):
        make_update(row, said_by=make_organisation())
    with django_assert_num_queries(19):
        get("/initiatives/GZA-COR-001/")


def test_every_update_has_one_place_on_each_page_of_a_long_timeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("initiatives.reports.timeline.ENTRIES", 2)
    row = make_initiative()
    for age in range(7):
        make_update(row, as_of=days_ago(age))
    path, day = row.get_absolute_url(), days_ago(0)

    for address in (path, f"{path}?timeline=U3", f"{path}?timeline=U7&as_at={day}"):
        page = get(address)
        anchors = page.xpath("//*[starts-with(@id, 'U')]/@id")
        assert (address, sorted(anchors)) == (address, [f"U{number}" for number in range(1, 8)])
        for link in page.cssselect("#timeline .parts a[id]"):
            # Where it leads, it stands in full.
            target = str(link.get("href"))
            (found,) = get(target.partition("#")[0]).cssselect(f"#timeline .updates > #{link.get('id')}")
            assert found.tag == "li"
            assert (f"as_at={day}" in target) is ("as_at" in address)


@pytest.mark.parametrize("asked", ["U2", "O1", "U99999999999", "u1", "1", "U01"])
def test_an_update_that_is_not_out_is_in_no_timeline(asked: str) -> None:
    row = make_initiative()
    make_update(row)
    make_draft(row)
    response = Client().get(f"{row.get_absolute_url()}?timeline={asked}")
    assert (response.status_code, asked in response.content.decode()) == (400, True)


def test_another_case_keeps_the_place_in_the_timeline() -> None:
    make_update(make_initiative())
    response = Client().get("/initiatives/gza-cor-001/?timeline=U1")
    assert response.headers["Location"] == "/initiatives/GZA-COR-001/?timeline=U1"


def test_the_timeline_says_what_became_of_each_update(world: World) -> None:
    page = get(world.corridor.get_absolute_url())
    marks = {li.get("id"): texts(li, ".mark") for li in page.cssselect("#timeline li[id]")}
    today = days_ago(0)
    stamp = f"{today.day} {today:%B} {today.year}"
    assert marks == {
        "U8": [],
        "U7": ["Verified"],
        "U6": ["Disputed"],
        "U5": [f"Retracted on {stamp}: It was wrong"],
        "U4": [f"Revised by the source, {stamp}"],
        "U3": [f"Corrected, {stamp}"],
        "U2": [],
        "U1": [],
    }
    assert texts(page, "#timeline del") == ["Never happened", "Forty trucks"]
    assert texts(page, "#U7 .move") == ["Status changed from Open to SuspendedNo progressVerified"]


def test_a_confirmation_stands_in_the_timeline_and_beside_the_status(world: World) -> None:
    page = get(world.corridor.get_absolute_url())
    day = days_ago(35)
    stamp = f"Confirmed unchanged on {day.day} {day:%B} {day.year}"
    assert texts(page, "#U8 h3") == [stamp]
    assert stamp in texts(page, ".statusline p")
    assert texts(page, "#U8 .sources") == ["Checked with United Nations · GZA-COR-001-U8"]


def test_an_urgent_move_says_that_a_second_check_is_pending() -> None:
    row, publisher = make_initiative(), make_publisher()
    make_update(row, status=Status.ACTIVE, as_of=days_ago(1))
    draft = make_draft(row, author=publisher, status=Status.SUSPENDED)
    actions.publish(claim=draft, by=publisher, seen_version=draft.version)

    assert texts(get(row.get_absolute_url()), ".mark--pending") == ["Second check pending", "Second check pending"]


def test_what_editors_wrote_is_text_in_its_own_direction(world: World) -> None:
    page = get(world.corridor.get_absolute_url())
    (heading,) = page.cssselect("#U2 h3")
    assert (heading.text_content(), heading.get("dir"), list(heading)) == (HOSTILE, "auto", [])
    (arabic,) = page.cssselect("#U6 h3")
    assert (arabic.text_content(), arabic.get("dir"), arabic.get("lang")) == ("فُتح المعبر", "auto", "ar")


def test_a_sensitive_place_is_never_named(world: World) -> None:
    for path in world.paths:
        assert (path, "A secret site" in Client().get(path).content.decode()) == (path, False)


def test_an_initiative_without_news_says_so() -> None:
    page = get(make_initiative().get_absolute_url())
    assert texts(page, ".statusline .st") == ["No status reported yet"]
    assert texts(page, "#now .callout") == [
        "No source has said yet where this initiative stands. Its first update will stand here."
    ]


def test_every_page_of_an_initiative_ends_with_how_to_cite_it(world: World) -> None:
    with time_machine.travel(dt.datetime.combine(days_ago(0), dt.time(18, 5), tzinfo=dt.UTC), tick=False):
        cited = texts(get(world.corridor.get_absolute_url()), ".cite p")
    day = days_ago(0)
    assert cited == [
        "Humanitarian Initiative Tracker. “Creation of humanitarian corridors” (GZA-COR-001). "
        f"Status as at {day.day} {day:%B} {day.year}, 18:05 (UTC): Suspended.",
        "Permanent address: http://127.0.0.1:8000/initiatives/GZA-COR-001/",
        "This page as published by the end of today: an address that goes on showing what was published by then.",
    ]


@pytest.mark.parametrize("asked", ["gza-cor-001", "Gza-Cor-001", "GZA-cor-001"])
def test_another_case_leads_to_the_canonical_address(asked: str) -> None:
    make_initiative()
    response = Client().get(f"/initiatives/{asked}/?utm_source=mail")
    assert (response.status_code, response.headers["Location"]) == (301, "/initiatives/GZA-COR-001/")


def test_a_draft_a_removed_one_and_one_that_never_was_are_answered_alike() -> None:
    make_initiative(public=False)
    removed = make_initiative()
    actions.remove_initiative(initiative=removed, by=make_publisher(), reason=RemoveReason.SAFETY)
    answers = [
        Client().get(f"/initiatives/{name}/")
        for name in (
            removed.reference,
            str(removed.reference).lower(),
            "GZA-COR-999",
            "gza-cor-999",
            "not-a-reference",
            "x",
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


@pytest.mark.parametrize("lower", [False, True])
def test_a_retracted_initiative_is_gone_with_a_reason_and_a_pointer(lower: bool) -> None:
    row, newer = make_initiative("Wrong title"), make_initiative("Newer")
    actions.retract_initiative(initiative=row, by=make_publisher(), reason=RetractReason.DUPLICATE, continued_by=newer)
    reference = str(row.reference)
    response = Client().get(f"/initiatives/{reference.lower() if lower else reference}/")
    body = response.content.decode()
    assert (response.status_code, "It said the same as another one" in body, "Wrong title" in body) == (
        410,
        True,
        False,
    )
    assert f'href="/initiatives/{newer.reference}/"' in body


def test_sample_data_is_said_to_be_that(world: World) -> None:
    make_initiative("Real", crisis=make_crisis("YEM"))
    strips = {path: texts(get(path), ".sample") for path in ("/initiatives/", "/initiatives/YEM-COR-001/", "/about/")}
    said = ["This page carries sample data. It shows how the tracker works and is not a current report."]
    assert strips == {"/initiatives/": said, "/initiatives/YEM-COR-001/": [], "/about/": []}
