"""Maps as figures: the projection keeps directions, nothing leaves the frame, lines stay where they were."""

import gzip
import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from initiatives.geography import outlines
from initiatives.geography.drawing import BLEED, PAGE, RADIUS, SMALL, Leg, Look, Map, Mark, Spot, drawn_map
from initiatives.geography.geometry import Position, clipped_line, clipped_ring, frame, simplified

longitudes, latitudes = st.floats(-180, 180), st.floats(-85, 85)
positions = st.lists(st.tuples(longitudes, latitudes), min_size=1, max_size=12)
LOW, HIGH = (0.0, 0.0), (100.0, 60.0)
lines = st.lists(st.tuples(st.floats(-200, 300), st.floats(-200, 300)), min_size=2, max_size=20)
GAZA, RAFAH, ARISH, WASHINGTON = (34.35, 31.4), (34.24, 31.25), (33.8, 31.13), (-77.04, 38.9)


def spot(name: str, position: Position, *statuses: str | None) -> Spot:
    return Spot(name, position, tuple((f"{name}-{number}", status) for number, status in enumerate(statuses)))


def a_map(*spots: Spot, legs: Sequence[Leg] = (), rtl: bool = False) -> Map:
    drawn = drawn_map(spots, legs, PAGE, rtl=rtl)
    assert drawn is not None
    return drawn


def mark_of(drawn: Map, name: str) -> Mark:
    return next(mark for mark in drawn.marks if any(each.name == name for each in mark.spots))


@given(positions, st.sampled_from([PAGE, SMALL]))
def test_every_place_is_inside_the_frame_north_above_south_and_east_right_of_west(
    given_positions: list[Position], look: Look
) -> None:
    seen = frame(
        given_positions, width=look.width, least_height=look.least_height, most_height=look.most_height,
        least_extent=look.least_extent,
    )  # fmt: skip
    points = [seen.project(*position) for position in given_positions]
    for x, y in points:
        assert 0 < x < seen.width
        assert 0 < y < seen.height
    for (one, point), (other, there) in itertools.combinations(zip(given_positions, points, strict=True), 2):
        assert (point[0] - there[0]) * (one[0] - other[0]) >= 0
        assert (point[1] - there[1]) * (other[1] - one[1]) >= 0
    assert (look.least_height <= seen.height <= look.most_height, seen.width) == (True, look.width)
    assert seen.height / seen.scale >= look.least_extent * 0.99


def test_at_the_middle_a_degree_is_as_long_as_on_earth() -> None:
    seen = frame([(34.0, 60.0)], width=640, least_height=300, most_height=460, least_extent=1.4)
    (x, y), (east, _), (_, south) = seen.project(34, 60), seen.project(34.1, 60), seen.project(34, 59.9)
    assert math.isclose((east - x) / (south - y), math.cos(math.radians(60)), rel_tol=1e-6)


@given(lines)
def test_what_is_clipped_stays_in_its_box_and_a_point_inside_stays(line: list[Position]) -> None:
    inside = [point for point in line if LOW[0] < point[0] < HIGH[0] and LOW[1] < point[1] < HIGH[1]]
    for piece in (clipped_ring(line, LOW, HIGH), *clipped_line(line, LOW, HIGH)):
        for x, y in piece:
            assert LOW[0] - 1e-6 <= x <= HIGH[0] + 1e-6
            assert LOW[1] - 1e-6 <= y <= HIGH[1] + 1e-6
    assert [point for point in inside if point not in clipped_ring(line, LOW, HIGH)] == []
    drawn = list(itertools.chain.from_iterable(clipped_line(line, LOW, HIGH)))
    assert [point for point in inside if point not in drawn] == []


def test_a_line_that_comes_back_is_in_pieces_and_a_ring_runs_along_the_edge() -> None:
    line: list[Position] = [(-10, 10), (10, 10), (10, -10), (20, -10), (20, 10)]
    assert clipped_line(line, LOW, HIGH) == [[(0, 10), (10, 10), (10, 0)], [(20, 0), (20, 10)]]
    around: list[Position] = [(-10, -10), (200, -10), (200, 200), (-10, 200)]
    assert set(clipped_ring(around, LOW, HIGH)) == {(0, 0), (100, 0), (100, 60), (0, 60)}
    assert clipped_ring([(-9, -9), (-5, -9), (-5, -5)], LOW, HIGH) == []


@given(lines, st.floats(0.1, 50))
def test_a_simplified_line_keeps_its_ends_its_order_and_its_course(line: list[Position], stray: float) -> None:
    found = simplified(line, stray)
    assert (found[0], found[-1]) == (line[0], line[-1])
    rest = iter(line)
    assert all(point in rest for point in found)

    def distance(point: Position, start: Position, end: Position) -> float:
        steps = [
            (start[0] + (end[0] - start[0]) * n / 200, start[1] + (end[1] - start[1]) * n / 200) for n in range(201)
        ]
        return min(math.dist(point, step) for step in steps)

    for point in line:
        longest = max(math.dist(*pair) for pair in pairwise(found))
        assert min(distance(point, *pair) for pair in pairwise(found)) <= stray + longest / 200


def test_a_line_that_is_straight_needs_only_its_ends() -> None:
    assert simplified([(0, 0), (1, 1), (2, 2), (9, 9)], 0.1) == [(0, 0), (9, 9)]


def test_the_outlines_are_of_the_whole_world_and_small() -> None:
    found = outlines.world()
    assert (len(found.land) > 2000, len(found.borders) > 300) == (True, True)
    for shape in (*found.land, *found.borders):
        assert -180.001 <= shape.west <= shape.east <= 180.001
        assert -90 <= shape.south <= shape.north <= 90
    assert outlines.FILE.stat().st_size < 400_000
    assert gzip.decompress(outlines.FILE.read_bytes()).startswith(b'{"land":[')


def numbers(path: str) -> list[Position]:
    """The points of a path of ours: each part is one move and the steps after it."""
    found: list[Position] = []
    for part in path.split("M")[1:]:
        start, _, steps = part.rstrip("z").partition("l")
        x, y = map(int, start.split())
        found.append((x, y))
        figures = [int(figure) for figure in steps.replace("-", " -").split()]
        for dx, dy in zip(figures[::2], figures[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append((x, y))
    return found


@pytest.mark.parametrize("where", [[GAZA], [GAZA, WASHINGTON], [(-179.0, -50.0), (179.0, 75.0)], [(0.0, -30.0)]])
def test_outlines_stay_in_the_frame_and_weigh_little(where: list[Position]) -> None:
    for look, most in ((PAGE, 6000), (SMALL, 3000)):
        drawn = drawn_map([spot(f"{place}", place, "2") for place in where], (), look)
        assert drawn is not None
        points = numbers(drawn.land) + numbers(drawn.borders)
        assert [
            p for p in points if not (-BLEED <= p[0] <= drawn.width + BLEED and -BLEED <= p[1] <= drawn.height + BLEED)
        ] == []
        assert len(gzip.compress((drawn.land + drawn.borders).encode())) < most


def test_gaza_lies_on_the_coast_with_the_sea_in_the_north_west() -> None:
    drawn = a_map(spot("Gaza", GAZA, "2"))
    (mark,) = drawn.marks
    assert (mark.x, mark.y) == (drawn.width // 2, drawn.height // 2)
    near = [point for point in numbers(drawn.land) if math.dist(point, (mark.x, mark.y)) < drawn.height / 2]
    assert near
    assert (0, 0) not in numbers(drawn.land)
    assert (drawn.width + BLEED, drawn.height + BLEED) in numbers(drawn.land)


def test_a_place_has_a_sign_for_each_status_and_the_commonest_comes_first() -> None:
    (mark,) = a_map(spot("Gaza", GAZA, "6", "2", "2", None)).marks
    assert [(sign.status, sign.count) for sign in mark.signs] == [("2", 2), (None, 1), ("6", 1)]
    assert [right.left - left.left - left.width for left, right in pairwise(mark.signs)] == [2, 2]
    assert (mark.label and mark.label.text, mark.count) == ("Gaza", 4)


def test_places_too_near_are_one_mark_and_an_initiative_in_both_counts_once() -> None:
    near = (GAZA[0] + 0.01, GAZA[1])
    one, two = Spot("Gaza", GAZA, (("A", "2"), ("B", "6"))), Spot("Jabalia", near, (("A", "2"),))
    drawn = a_map(one, two, spot("Washington", WASHINGTON, "1"))
    mark = mark_of(drawn, "Jabalia")
    assert ([each.name for each in mark.spots], mark.statuses) == (["Gaza", "Jabalia"], (("2", 1), ("6", 1)))
    assert mark.label is not None
    assert mark.label.text == "\u2068Gaza\u2069 +1"


def test_signs_that_have_no_room_side_by_side_become_one_with_the_number_of_all() -> None:
    statuses = ("1", "2", "3", "4", "5", "6", None)
    beside = [(GAZA[0] + step * 0.15, GAZA[1]) for step in range(8)]
    drawn = a_map(*(spot(f"Place {n}", place, *statuses) for n, place in enumerate(beside)))
    sums = [mark.signs for mark in drawn.marks if mark.signs[0].is_of_all]
    assert (drawn.has_sums, {len(signs) for signs in sums}, {signs[0].count for signs in sums}) == (True, {1}, {7})


@given(st.lists(st.tuples(st.floats(33, 36), st.floats(30, 33)), min_size=2, max_size=25, unique=True), st.booleans())
def test_labels_meet_no_other_label_and_no_sign(where: list[Position], rtl: bool) -> None:
    drawn = a_map(*(spot(f"Place {n}", place, "2") for n, place in enumerate(where)), rtl=rtl)
    boxes: list[tuple[float, float, float, float]] = []
    for mark in drawn.marks:
        boxes.append((mark.x - RADIUS, mark.y - RADIUS, mark.x + RADIUS, mark.y + RADIUS))
        if mark.label:
            width = mark.label.width
            left = mark.x + mark.label.x - {"start": 0, "middle": width / 2, "end": width}[mark.label.anchor]
            boxes.append((left, mark.y + mark.label.y - 12, left + width, mark.y + mark.label.y + 4))
    met = [
        (one, other)
        for one, other in itertools.combinations(boxes, 2)
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    assert met == []


def test_on_a_page_from_the_right_labels_change_sides_and_the_earth_does_not() -> None:
    places = (spot("Gaza", GAZA, "2"), spot("Al-Arish", ARISH, "2"))
    legs = [Leg(ARISH, GAZA, "2")]
    left_to_right, right_to_left = a_map(*places, legs=legs), a_map(*places, legs=legs, rtl=True)
    for name in ("land", "borders", "legs"):
        assert getattr(left_to_right, name) == getattr(right_to_left, name)
    where = [[(mark.x, mark.y) for mark in drawn.marks] for drawn in (left_to_right, right_to_left)]
    assert where[0] == where[1]
    assert mark_of(right_to_left, "Gaza").x > mark_of(right_to_left, "Al-Arish").x
    anchors = [{mark.label.anchor for mark in drawn.marks if mark.label} for drawn in (left_to_right, right_to_left)]
    assert anchors == [{"start"}, {"end"}]


def test_lines_run_from_mark_to_mark_and_one_knows_the_statuses_of_all_that_run_along_it() -> None:
    near = (GAZA[0] + 0.01, GAZA[1])
    legs = [Leg(ARISH, GAZA, "2"), Leg(near, ARISH, "6"), Leg(ARISH, GAZA, "2"), Leg(GAZA, RAFAH, "1")]
    drawn = a_map(*(spot(name, at, "2") for name, at in (("Gaza", GAZA), ("Jabalia", near), ("Rafah", RAFAH))),
                  spot("Al-Arish", ARISH, "2"), legs=legs)  # fmt: skip
    gaza, arish, rafah = (mark_of(drawn, name) for name in ("Gaza", "Al-Arish", "Rafah"))
    ends = [{(line.x1, line.y1), (line.x2, line.y2)} for line in drawn.legs]
    assert mark_of(drawn, "Jabalia") is gaza
    assert ends == [{(arish.x, arish.y), (gaza.x, gaza.y)}, {(gaza.x, gaza.y), (rafah.x, rafah.y)}]
    assert ([line.statuses for line in drawn.legs], drawn.undrawn) == ([("2", "6"), ("1",)], 0)


def test_lines_for_which_there_is_no_room_are_counted() -> None:
    near = (GAZA[0] + 0.01, GAZA[1])
    far = [(number * 5.0, 20.0) for number in range(15)]
    spots = [spot(f"Place {number}", position, "2") for number, position in enumerate([GAZA, near, *far])]
    within = [Leg(GAZA, near, "2"), Leg(near, GAZA, "6")]
    legs = [Leg(start, end, "2") for start, end in itertools.combinations(far, 2)]
    drawn = drawn_map(spots, [*within, *legs], replace(PAGE, most_legs=100))
    assert drawn is not None
    assert (len(drawn.legs), drawn.undrawn) == (100, 6)


@given(st.integers(2, 60))
def test_two_thousand_places_are_a_bounded_number_of_marks_and_lose_nobody(columns: int) -> None:
    spots = [
        Spot(f"Place {n}", (30 + 10 * (n % columns) / columns, 25 + 10 * n / 2000), ((f"I{n}", "2"),))
        for n in range(2000)
    ]
    assume(columns % 7 == 2)
    drawn = a_map(*spots)
    assert len(drawn.marks) <= PAGE.most_marks
    assert sorted(each.name for mark in drawn.marks for each in mark.spots) == sorted(each.name for each in spots)


def test_no_place_is_no_map() -> None:
    assert drawn_map([], [], PAGE) is None
