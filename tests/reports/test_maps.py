"""What a map shows: public places alone, lines between the places that it names, a fixed cost."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives.geography.geometry import Position
from initiatives.models import Initiative, Location
from initiatives.reports.maps import MOST_ABSENT, MOST_HERE, MOST_PLACES, MapReport, map_report
from initiatives.reports.places import places_of
from tests.factories import make_initiative, make_location, make_organisation, make_place_of, make_update

pytestmark = pytest.mark.django_db

AREA, PORT, GATE, TOWN = (34.35, 31.4), (34.65, 31.8), (34.52, 31.6), (34.46, 31.52)
HIDEOUT = (34.36123, 31.45678)


def place(name: str, position: Position | None = None, **fields: Any) -> Location:
    degrees = {"longitude": Decimal(str(position[0])), "latitude": Decimal(str(position[1]))} if position else {}
    return make_location(name, slug=name.lower(), **degrees, **fields)


def corridor(title: str, *parts: tuple[Location, str], status: str = "2", **fields: Any) -> Initiative:
    row = make_initiative(title, **fields)
    for where, role in parts:
        make_place_of(row, where, role)
    if status:
        make_update(row, status=status)
    return row


def report(at: dt.datetime | None = None) -> MapReport:
    # Any: the type checker knows no annotations that a queryset's own method makes.
    rows: Any = Initiative.objects.public(at).with_standing(at)
    return map_report(rows, at)


def lines(found: MapReport) -> set[tuple[Position, Position]]:
    return {(leg.start, leg.end) for leg in found.legs}


def names(found: MapReport) -> dict[str, list[tuple[str, str | None]]]:
    return {row.name: [(one.title, one.status) for one in row.here] for row in found.table}


def hide(places: Iterable[Location]) -> None:
    for row in places:
        row.is_sensitive = True
        row.save()


def test_places_by_name_with_their_initiatives_and_those_that_no_map_shows() -> None:
    area, gate = place("Area", AREA), place("Gate", GATE)
    corridor("North", (gate, "crossing"), (area, "destination"), (area, "activity"))
    corridor("South", (area, "destination"), status="6")
    corridor("Nowhere", (place("Unknown"), "activity"), status="")
    found = report()
    assert names(found) == {"Area": [("North", "2"), ("South", "6")], "Gate": [("North", "2")]}
    assert ([one.title for one in found.absent], found.absent_more) == (["Nowhere"], 0)
    assert [(each.name, each.position, len(each.initiatives)) for each in found.spots] == [
        ("Area", AREA, 2),
        ("Gate", GATE, 1),
    ]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (("origin", "crossing", "destination"), {(PORT, GATE), (GATE, TOWN)}),
        (("origin", "activity", "destination"), {(PORT, TOWN)}),
        (("crossing", "crossing", "destination"), {(PORT, TOWN), (GATE, TOWN)}),
        (("crossing", "crossing", "crossing"), set()),
        (("activity", "beneficiaries", "destination"), set()),
        (("destination", "crossing", "origin"), {(TOWN, GATE), (GATE, PORT)}),
    ],
)
def test_lines_run_from_origin_by_crossing_to_destination(
    roles: tuple[str, ...], expected: set[tuple[Position, Position]]
) -> None:
    places = (place("Port", PORT), place("Gate", GATE), place("Town", TOWN))
    corridor("Route", *zip(places, roles, strict=True))
    assert lines(report()) == expected


@pytest.mark.parametrize("role", ["origin", "crossing", "destination", "activity"])
def test_a_map_is_the_same_whether_a_place_is_hidden_or_the_area_around_it_is_named(role: str) -> None:
    """On no day, by the flag of today: no line begins, ends or is missing where only the sensitive place would say."""
    opened = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    area, town = place("Area", AREA), place("Town", TOWN)
    hideout = place("Hideout", HIDEOUT, parent=area, level="site", is_sensitive=True)
    parts = {each: place(each, where) for each, where in (("origin", PORT), ("crossing", GATE))} | {"destination": town}
    route = corridor("Route", *((parts[each], each) for each in parts if each != role), status="", opened_at=opened)
    link = make_place_of(route, hideout, role)
    moments = (None, dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    hidden = [report(at) for at in moments]
    link.location = area
    link.save()
    assert [report(at) for at in moments] == hidden
    expected = {
        "origin": {(AREA, GATE), (GATE, TOWN)},
        "crossing": {(PORT, AREA), (AREA, TOWN)},
        "destination": {(PORT, GATE), (GATE, AREA)},
        "activity": {(PORT, GATE), (GATE, TOWN)},
    }
    assert [lines(found) for found in hidden] == [expected[role]] * 2


def test_no_line_joins_several_places_to_several_since_nobody_told_which_leads_where() -> None:
    one, two = place("One", PORT), place("Two", (34.7, 31.9))
    gates = place("Gate", GATE), place("Other gate", (34.53, 31.7))
    town = place("Town", TOWN)
    parts = [(one, "origin"), (two, "origin"), (town, "destination"), *((gate, "crossing") for gate in gates)]
    corridor("Route", *parts)
    found = report()
    assert (lines(found), found.untold) == ({(GATE, TOWN), ((34.53, 31.7), TOWN)}, 1)
    hide([two])
    found = report()
    assert (len(lines(found)), found.untold) == (4, 0)


@pytest.mark.parametrize("role", ["origin", "crossing", "destination"])
def test_no_line_runs_past_a_place_of_which_nobody_told_where_it_is(role: str) -> None:
    parts = {"origin": place("Port", PORT), "crossing": place("Gate", GATE), "destination": place("Town", TOWN)}
    parts[role] = place("Unknown")
    corridor("Route", *((where, each) for each, where in parts.items()))
    found = report()
    expected = {"origin": {(GATE, TOWN)}, "crossing": set(), "destination": {(PORT, GATE)}}
    assert (lines(found), found.untold) == (expected[role], 1)


def test_every_initiative_has_a_line_before_any_has_a_second() -> None:
    gate, other = place("Gate", GATE), place("Other gate", (34.53, 31.7))
    first = [(place(f"Port {number}", (34 + number / 10, 32.0)), "origin") for number in range(5)]
    corridor("With many", (gate, "crossing"), *first)
    corridor("With one", (place("Town", TOWN), "destination"), (other, "crossing"))
    assert [leg.end for leg in report().legs] == [GATE, TOWN, *[GATE] * 4]


def test_two_ends_that_the_same_area_stands_for_have_no_line_between_them() -> None:
    area = place("Area", AREA)
    port, gate, town = (place(name, at, parent=area) for name, at in (("Port", PORT), ("Gate", GATE), ("Town", TOWN)))
    corridor("Route", (port, "origin"), (gate, "crossing"), (town, "destination"))
    for hidden, expected in (
        ([], {(PORT, GATE), (GATE, TOWN)}),
        ([gate], {(PORT, AREA), (AREA, TOWN)}),
        ([gate, town], {(PORT, AREA)}),
        ([port, gate, town], set()),
    ):
        hide(hidden)
        assert lines(report()) == expected
    assert names(report()) == {"Area": [("Route", "2")]}


def test_an_area_named_for_itself_keeps_its_line_whatever_hides_within_it() -> None:
    area, port = place("Area", AREA), place("Port", PORT)
    route = corridor("Route", (port, "origin"), (area, "destination"))
    without = report()
    make_place_of(route, place("Hideout", HIDEOUT, parent=area, is_sensitive=True), "destination")
    assert (report(), lines(without)) == (without, {(PORT, AREA)})


def test_a_sensitive_place_is_nowhere_in_what_a_map_is_told() -> None:
    area = place("Area", AREA)
    hideout = place("Hideout", HIDEOUT, parent=area, level="site", kind="hub", is_sensitive=True)
    alone = place("Alone", HIDEOUT, is_sensitive=True)
    row = corridor("Route", (hideout, "crossing"), (alone, "origin"))
    told = repr((report(), places_of([row.pk])))
    assert [word for word in ("Hideout", "hideout", "Alone", "34.36", "31.45", "hub") if word in told] == []
    assert names(report()) == {"Area": [("Route", "2")]}


def test_what_is_not_public_is_not_on_the_map() -> None:
    area = place("Area", AREA)
    corridor("Public", (area, "activity"))
    draft = make_initiative("Draft", public=False)
    make_place_of(draft, place("Hidden", GATE))
    assert (names(report()), places_of([draft.pk])) == ({"Area": [("Public", "2")]}, {})


def test_on_a_day_it_shows_where_things_stood_then() -> None:
    area = place("Area", AREA)
    early = make_initiative("Early", opened_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    late = make_initiative("Late", opened_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    for row in (early, late):
        make_place_of(row, area)
    for month, status in ((3, "2"), (5, "6")):
        day = dt.date(2026, month, 2)
        make_update(early, status=status, as_of=day, published_at=dt.datetime(2026, month, 3, tzinfo=dt.UTC))
    told = {month: names(report(dt.datetime(2026, month, 1, tzinfo=dt.UTC))) for month in (2, 4, 6, 7)}
    assert told == {
        2: {},
        4: {"Area": [("Early", "2")]},
        6: {"Area": [("Early", "6")]},
        7: {"Area": [("Early", "6"), ("Late", None)]},
    }


def test_sources_that_disagree_are_named_wherever_an_initiative_is() -> None:
    row = corridor("Route", (place("Area", AREA), "activity"), status="")
    for name, status in (("One", "2"), ("Two", "6")):
        make_update(row, status=status, said_by=make_organisation(name))
    ((one,),) = (each.here for each in report().table)
    assert {(voice.speaker.name, voice.status) for voice in one.voices} == {("One", "2"), ("Two", "6")}


def test_a_page_lists_so_many_and_says_how_many_more_there_are() -> None:
    area = place("Area", AREA)
    row = make_initiative("With many places")
    for number in range(MOST_PLACES + 3):
        make_place_of(row, place(f"B{number:03}", (34 + number / 100, 31.0)))
    for _number in range(MOST_HERE + 2):
        make_place_of(make_initiative(), area)
    for _number in range(MOST_ABSENT + 1):
        make_initiative()
    found = report()
    assert (len(found.spots), len(found.table), found.more) == (MOST_PLACES + 4, MOST_PLACES, 4)
    assert (len(found.table[0].here), found.table[0].more) == (MOST_HERE, 2)
    assert (len(found.absent), found.absent_more) == (MOST_ABSENT, 1)


def test_initiatives_at_the_same_places_are_each_counted_with_their_own_status_and_lines() -> None:
    port, town = place("Port", PORT), place("Town", TOWN)
    for title, status in (("One", "2"), ("Two", "6"), ("Three", "2")):
        corridor(title, (port, "origin"), (town, "destination"), status=status)
    found = report()
    stands = [("One", "2"), ("Two", "6"), ("Three", "2")]
    assert names(found) == {"Port": stands, "Town": stands}
    assert [[status for _reference, status in spot.initiatives] for spot in found.spots] == [["2", "6", "2"]] * 2
    assert [(leg.start, leg.end, leg.status) for leg in found.legs] == [(PORT, TOWN, "2"), (PORT, TOWN, "6")]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_map_is_four_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(rows):
        parent = place(f"Area {number}", AREA)
        corridor("Route", (place(f"Site {number}", GATE, parent=parent, is_sensitive=True), "activity"))
    with django_assert_num_queries(4):
        report()
