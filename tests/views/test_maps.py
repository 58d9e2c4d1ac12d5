"""The map as a page: the table says what the marks say, nothing hidden is drawn, it stays light, and works mirrored."""

import datetime as dt
import gzip
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from lxml import html
from pytest_django import DjangoAssertNumQueries

from initiatives import badges
from initiatives.choices import Status
from initiatives.models import Initiative, InitiativeLocation, Location
from initiatives.views.initiatives import initiative_detail
from initiatives.views.maps import map_page
from tests.factories import make_crisis, make_initiative, make_location, make_organisation, make_place_of, make_update
from tests.views.test_structure import weight
from tests.views.world import get, texts

pytestmark = pytest.mark.django_db

PLACES = ("Area", "Gate", "Port")
HIDDEN = ("Hideout", "hideout", "34.36", "31.45")


def place(name: str, longitude: str, latitude: str, **fields: Any) -> Location:
    return make_location(
        name, slug=name.lower().replace(" ", "-"), longitude=Decimal(longitude), latitude=Decimal(latitude), **fields
    )


def a_corridor(status: str = "2", **fields: Any) -> Initiative:
    """From a port by a crossing to an area, in which a sensitive place lies."""
    row = make_initiative("Corridor", leads=[make_organisation("Lead", slug="lead")], **fields)
    area = place("Area", "34.35", "31.4")
    for where, role in (
        (place("Port", "33.8", "31.13"), "origin"),
        (place("Gate", "34.24", "31.25"), "crossing"),
        (area, "destination"),
        (place("Hideout", "34.36123", "31.45678", parent=area, level="site", is_sensitive=True), "activity"),
    ):
        make_place_of(row, where, role)
    make_update(row, status=status)
    return row


def names(title: str) -> list[str]:
    """The places that a mark names, each kept apart from the text around it."""
    return re.findall("\u2068(.*?)\u2069", title)


def mirrored(path: str, view: Any, *args: str) -> html.HtmlElement:
    with translation.override("ar"):
        answer = view(RequestFactory().get(path), *args)
    return html.document_fromstring(answer.content.decode())


def test_the_table_says_what_the_marks_say() -> None:
    a_corridor()
    other = make_initiative("Talks", kind="ceasefire")
    make_place_of(other, place("Washington", "-77.04", "38.9"))
    make_update(other, status="6")
    make_initiative("Nowhere")
    page = get("/map/")
    rows = [(texts(row, "th")[0], texts(row, "td a"), texts(row, "td .st")) for row in page.cssselect("tbody tr")]
    assert rows == [
        ("Area", ["Corridor"], ["Open"]),
        ("Gate", ["Corridor"], ["Open"]),
        ("Port", ["Corridor"], ["Open"]),
        ("Washington", ["Talks"], ["Suspended"]),
    ]
    drawn = {name for title in texts(page, "svg.map--page .spot title") for name in names(title)}
    assert drawn == {name for name, _links, _statuses in rows}
    assert texts(page, "#absent a") == ["Nowhere"]
    assert texts(page, ".keys .st") == ["Active", "Suspended"]


def test_marks_have_a_sign_words_and_the_lines_their_caption() -> None:
    a_corridor()
    page = get("/map/")
    assert texts(page, "svg.map--page .spot title") == [f"\u2068{name}\u2069. Active: 1" for name in PLACES]
    assert [sign.get("class") for sign in page.cssselect("svg.map--page .sign")] == ["sign st--active"] * 3
    assert len(page.cssselect("svg.map--page line.leg")) == 2
    assert texts(page, "figcaption strong") == ["Lines: Schematic. Not a route."]
    assert "Outlines: Natural Earth, public domain." in texts(page, "figcaption")[0]
    assert "says nothing on the status of any place" in texts(page, "figcaption")[0]
    (drawing,) = page.cssselect("svg.map--page")
    assert (drawing.get("role"), drawing.get("aria-labelledby")) == ("img", "map-h")


def test_nothing_is_said_of_lines_where_there_are_none() -> None:
    make_place_of(make_initiative(), place("Area", "34.35", "31.4"))
    assert (texts(get("/map/"), "figcaption strong"), get("/map/").cssselect("line")) == ([], [])


@pytest.mark.parametrize(("status", "whole"), [("1", 0), ("2", 2), ("3", 2), ("4", 0), ("5", 0), ("6", 0)])
def test_only_what_is_open_has_a_whole_line(status: str, whole: int) -> None:
    row = a_corridor(status=status)
    for path in ("/map/", row.get_absolute_url()):
        assert len(get(path).cssselect("svg[role=img] .leg:not(.leg--broken)")) == whole


def test_what_is_disputed_has_a_sign_a_word_and_broken_lines_of_its_own() -> None:
    row = a_corridor()
    for name, status in (("One", "2"), ("Two", "6")):
        make_update(row, status=status, said_by=make_organisation(name))
    page, own = get("/map/"), get(row.get_absolute_url())
    for found in (page, own):
        assert set(texts(found, "svg[role=img] .spot title")) == {f"\u2068{name}\u2069. Disputed: 1" for name in PLACES}
        signs = found.cssselect("svg[role=img] .sign")
        assert {(sign.get("class"), sign.cssselect("path")[0].get("d")) for sign in signs} == {
            ("sign st--disputed", html.fromstring(badges.SHAPES["disputed"]).get("d"))
        }
        assert [line.get("class") for line in found.cssselect("svg[role=img] .leg")] == ["leg leg--broken"] * 2
    assert (texts(page, ".keys .st"), texts(own, "#where-c .st")) == (["Disputed"], ["Disputed"])
    assert len(page.cssselect("tbody .mark--disputed")) == 3


@pytest.mark.parametrize("worse", ["1", "4", "5", "6", ""])
def test_where_several_corridors_share_a_line_it_is_broken_when_one_of_them_is(worse: str) -> None:
    row = a_corridor()
    other = make_initiative("Other corridor", kind="corridor")
    for name, role in (("gate", "origin"), ("port", "destination")):
        make_place_of(other, Location.objects.get(slug=name), role)
    if worse:
        make_update(other, status=worse)
    word = str(Status(worse).label) if worse else "No status reported yet"
    page = get("/map/")
    shared, alone = page.cssselect("svg[role=img] .leg--broken"), page.cssselect("svg[role=img] .leg:not(.leg--broken)")
    assert (texts(page, ".leg--broken title"), len(shared)) == ([f"{word}, Active"], 1)
    assert (texts(page, "svg[role=img] .leg:not(.leg--broken) title"), len(alone)) == (["Active"], 1)
    lines = [line.get("class") for line in page.cssselect("svg[role=img] line")]
    assert lines == ["leg", "under", "leg leg--broken"]
    assert "whole where all that run along it are active or completing, else broken" in texts(page, ".keys")[0]
    assert len(get(row.get_absolute_url()).cssselect("svg[role=img] .leg:not(.leg--broken)")) == 2


def test_lines_that_are_left_out_are_counted_on_both_maps() -> None:
    row = make_initiative("Hub")
    make_place_of(row, place("Hub", "30", "20"), "origin")
    for number in range(230):
        name, longitude, latitude = f"Town {number}", f"{31 + number % 15}", f"{20 + number // 15}"
        make_place_of(row, place(name, longitude, latitude), "destination")
    for path, caption in (("/map/", ".places figcaption"), (row.get_absolute_url(), "#where-c")):
        page = get(path)
        lines = len(page.cssselect("svg[role=img] .leg"))
        said = re.search(r"(\d+) more lines cannot be told apart, and are left out", texts(page, caption)[0])
        assert (said is not None, lines > 10) == (True, True)


def test_where_a_line_is_not_told_the_captions_say_so() -> None:
    row = make_initiative("Route", kind="corridor")
    paths = {"/map/": ".places figcaption", row.get_absolute_url(): "section[aria-labelledby=where-h] figcaption"}
    for name, where, role in (("Port", "33.8", "origin"), ("Quay", "33.2", "origin"), ("Gate", "34.24", "crossing")):
        make_place_of(row, place(name, where, "31.2"), role)
    for other, lines, is_said in ((None, 2, False), ("Other gate", 0, True)):
        if other:
            make_place_of(row, place(other, "34.9", "31.2"), "crossing")
        for path, caption in paths.items():
            said = "No line where no source tells which place leads to which, or where one of them is."
            page = get(path)
            assert (len(page.cssselect("svg[role=img] .leg")), said in texts(page, caption)[0]) == (lines, is_said)


@pytest.mark.parametrize("query", ["", "?as_at=2026-03-05", "?as_at=2026-10-01", "?location=area"])
def test_a_sensitive_place_is_drawn_listed_and_named_nowhere(query: str) -> None:
    row = a_corridor(opened_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    for path in (f"/map/{query}", row.get_absolute_url() + query.partition("location")[0].rstrip("?")):
        response = Client().get(path)
        assert response.status_code == 200
        found = response.content.decode()
        assert ([word for word in HIDDEN if word in found], "Area" in found) == ([], True)


def test_where_the_sensitive_place_is_changes_no_byte() -> None:
    row = a_corridor()
    paths = ("/initiatives.geojson", row.get_absolute_url())
    before = {path: b"".join(answer) if answer.streaming else answer.content for path, answer in asked(paths)}
    drawn = {path: drawings(path) for path in ("/map/", row.get_absolute_url())}
    hideout = Location.objects.get(slug="hideout")
    hideout.name, hideout.longitude, hideout.latitude = "Elsewhere", Decimal("-120"), Decimal("-33")
    hideout.save()
    after = {path: b"".join(answer) if answer.streaming else answer.content for path, answer in asked(paths)}
    assert after["/initiatives.geojson"] == before["/initiatives.geojson"]
    assert {path: drawings(path) for path in drawn} == drawn


def asked(paths: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(path, Client().get(path)) for path in paths]


def drawings(path: str) -> list[bytes]:
    return [html.tostring(drawing) for drawing in get(path).cssselect("svg.map, tbody")]


def test_filters_are_those_of_the_list_and_files_hold_the_same_rows() -> None:
    a_corridor(crisis=make_crisis("GZA"))
    make_place_of(make_initiative(kind="ceasefire"), place("Washington", "-77.04", "38.9"))
    page = get("/map/?kind=corridor&status=2")
    assert [row.text_content() for row in page.cssselect("tbody th")] == ["Area", "Gate", "Port"]
    links = {link.text: link.get("href") for link in page.cssselect(".bar .links a")}
    assert links["GeoJSON"] == "/initiatives.geojson?kind=corridor&status=2"
    assert texts(page, ".applied li") == ["Remove filter: Kind: Humanitarian corridor", "Remove filter: Status: Active",
                                          "Clear all"]  # fmt: skip
    assert texts(get("/map/?q=nothing"), ".callout a") == ["Clear all filters"]


@pytest.mark.parametrize("query", ["sort=title", "page=1", "per_page=50", "hxl=1", "kind=x", "colour=red"])
def test_what_it_does_not_take_is_refused(query: str) -> None:
    assert Client().get(f"/map/?{query}").status_code == 400


def test_on_a_day_it_says_so_and_its_links_stay_on_that_day() -> None:
    row = a_corridor(opened_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    page = get("/map/?as_at=2026-03-05&kind=corridor")
    assert "As it was published by the end of 5 March 2026" in texts(page, "aside.past")[0]
    assert page.cssselect("aside.past a")[0].get("href") == "/map/?kind=corridor"
    assert page.cssselect("tbody a")[0].get("href") == f"{row.get_absolute_url()}?as_at=2026-03-05"
    assert texts(page, "tbody .st") == ["No status reported yet"] * 3
    assert page.cssselect("#cite a")[0].get("href") == "/map/?kind=corridor&as_at=2026-03-05"


def test_from_the_right_words_change_sides_and_east_stays_east() -> None:
    row = a_corridor()
    for path, view, *args in (
        ("/map/", map_page),
        (row.get_absolute_url(), initiative_detail, row.reference or ""),
    ):
        there, here = mirrored(path, view, *args), get(path)
        assert (there.get("dir"), here.get("dir")) == ("rtl", "ltr")
        for shape in ("path.land", "path.border", "line.leg"):
            assert [html.tostring(one) for one in there.cssselect(f"svg.map {shape}")] == [
                html.tostring(one) for one in here.cssselect(f"svg.map {shape}")
            ]
        places = [[g.get("transform") for g in page.cssselect("svg.map > g")] for page in (there, here)]
        anchors = [{t.get("text-anchor") for t in page.cssselect("svg.map .label")} for page in (there, here)]
        assert (places[0] == places[1], anchors) == (True, [{"end"}, {"start"}])


def test_the_page_of_an_initiative_has_its_own_small_map() -> None:
    page = get(a_corridor().get_absolute_url())
    (section,) = page.cssselect("section[aria-labelledby=where-h]")
    assert texts(section, "figcaption") == [
        "Lines: Schematic. Not a route."
        " Area (Where the work is done), Port (Origin), Gate (Crossing), Area (Destination)"
    ]
    assert (len(section.cssselect(".spot title")), len(section.cssselect("line"))) == (3, 2)
    assert "say nothing on the status of any place" in section.text_content()


def test_without_a_public_place_there_is_no_map_and_the_page_says_what_is_missing() -> None:
    row = make_initiative("Nowhere")
    make_place_of(row, make_location("Unknown"))
    make_place_of(row, place("Hideout", "34.36123", "31.45678", is_sensitive=True))
    page = get("/map/")
    assert (page.cssselect("svg.map"), page.cssselect("table"), texts(page, "#absent a")) == ([], [], ["Nowhere"])
    assert get(row.get_absolute_url()).cssselect("#where-h, svg.map") == []
    assert texts(get("/map/?kind=ceasefire"), ".callout p")[0] == "Nothing matches all of these filters at once."


@pytest.mark.parametrize("rows", [1, 3])
def test_the_map_is_a_fixed_number_of_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(rows):
        row = make_initiative(leads=[make_organisation()])
        make_place_of(row, place(f"Area {number}", "34.35", "31.4"))
        make_update(row)
    with django_assert_num_queries(16):
        get("/map/")


def test_hostile_names_are_text_on_the_map() -> None:
    hostile = '"><script>alert(1)</script>&amp;'
    make_place_of(make_initiative(hostile), place(hostile, "34.35", "31.4", kind="area"))
    page = get("/map/")
    assert (page.cssselect("main script"), page.cssselect("svg .label")[0].text) == ([], hostile[:27] + "…")


def test_a_name_that_would_turn_texts_round_is_read_as_it_is_written() -> None:
    """Nothing in a drawing can keep a turn within its name, so the marks that would turn are not in it."""
    row = make_initiative()
    for name, longitude in (("Ga\u202ete\u2066", "34.35"), ("\u2069To\u202cwn", "34.351"), ("غزة", "34.352")):
        where = place("Place", longitude, "31.4")
        Location.objects.filter(pk=where.pk).update(name=name, slug=f"at-{longitude[-1]}")
        make_place_of(row, Location.objects.get(pk=where.pk))
    for path in ("/map/", row.get_absolute_url()):
        page = get(path)
        (title,), (label,) = texts(page, "svg[role=img] .spot title"), texts(page, "svg[role=img] .label")
        names = {"Gate", "Town", "غزة"}
        told, _, rest = title.partition(". ")
        assert (set(told.split(", ")), rest) == ({f"\u2068{name}\u2069" for name in names}, "No status reported yet: 1")
        assert label in {f"\u2068{name}\u2069 +2" for name in names}


def test_pages_carry_neither_scripts_nor_styles() -> None:
    row = a_corridor()
    for path in ("/map/", row.get_absolute_url()):
        assert get(path).xpath("//script | //style | //*[@style] | //@*[starts-with(name(), 'on')]") == []


def test_a_small_map_adds_less_than_three_kilobytes_and_a_page_stays_light() -> None:
    row = a_corridor()
    with_map = len(gzip.compress(Client().get(row.get_absolute_url()).content, 6))
    Location.objects.update(longitude=None, latitude=None)
    without = len(gzip.compress(Client().get(row.get_absolute_url()).content, 6))
    assert with_map - without < 3 * 1024


def test_two_thousand_places_are_a_page_of_bounded_size(django_assert_max_num_queries: Any) -> None:
    crisis = make_crisis()
    rows = [make_initiative(f"Initiative {number}", crisis=crisis) for number in range(10)]
    places = Location.objects.bulk_create(
        Location(
            name=f"Place {number}",
            name_key=f"place {number}",
            slug=f"p-{number}",
            level="site",
            longitude=Decimal(number % 50) / 7 + 30,
            latitude=Decimal(number) / 300 + 25,
        )
        for number in range(2000)
    )
    InitiativeLocation.objects.bulk_create(
        InitiativeLocation(initiative=rows[number % 10], location=where, role="activity")
        for number, where in enumerate(places)
    )
    page = get("/map/")
    assert (len(page.cssselect("tbody tr")), len(page.cssselect("svg.map--page > g")) <= 120) == (100, True)
    assert "1900 more places are on the map and in the files above." in page.text_content()
    assert weight("/map/") < 40 * 1024
