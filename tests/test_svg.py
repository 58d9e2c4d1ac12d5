"""Chart geometry: nothing leaves the view box, bars are as long as their figures, and nothing breaks on odd ones."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives import svg
from initiatives.svg import Bar, Box, Part, Point, Run

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
# Coordinates have one decimal: an edge is at most this far from where its figure is, and a width twice as far.
EDGE = 0.06

figures = st.none() | st.decimals(min_value=-(10**24), max_value=10**24, places=4) | st.integers(0, 9).map(Decimal)
days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)) | st.sampled_from([dt.date.min, dt.date.max])
points = st.builds(Point, st.sampled_from(["UN", "COGAT"]), days, days, figures)
bars = st.builds(Bar, st.just("Collected"), figures)
parts = st.builds(Part, st.just("Spent"), figures)
runs = st.builds(Run, st.sampled_from(["2", "6", None]), days, days | st.none())
charts = st.one_of(
    st.builds(svg.small_multiple, st.lists(points, max_size=6), figures, maximum=figures),
    st.builds(svg.steps, st.lists(bars, max_size=6), figures, maximum=figures),
    st.builds(svg.share_bar, st.lists(parts, max_size=8), figures),
    st.builds(svg.run_bar, st.lists(runs, max_size=6), days, days),
)


def boxes(drawn: Any) -> Iterator[Box]:
    if isinstance(drawn, Box):
        yield drawn
    elif isinstance(drawn, tuple):
        for part in drawn:
            yield from boxes(part)
    elif is_dataclass(drawn):
        for field in fields(drawn):
            yield from boxes(getattr(drawn, field.name))


def point(source: str, day: int, value: str | None) -> Point:
    return Point(source, dt.date(2026, 11, day), dt.date(2026, 11, day + 6), None if value is None else Decimal(value))


def bar(figure: str | None) -> Bar:
    return Bar("", None if figure is None else Decimal(figure))


def part(figure: str | None) -> Part:
    return Part("", None if figure is None else Decimal(figure))


def nov(day: int) -> dt.date:
    return dt.date(2026, 11, day)


@given(charts)
def test_everything_is_inside_the_view_box_to_one_decimal(chart: svg.Chart) -> None:
    for box in boxes(chart):
        assert 0 <= box.x <= box.end <= svg.WIDTH
        assert box.width >= 0
        assert (box.x, box.width) == (round(box.x, 1), round(box.width, 1))


@given(charts)
def test_mirrored_twice_a_chart_is_itself_and_once_it_keeps_every_width(chart: svg.Chart) -> None:
    mirrored = svg.mirrored(chart)
    assert svg.mirrored(mirrored) == chart
    assert [box.width for box in boxes(mirrored)] == [box.width for box in boxes(chart)]
    assert [round(box.x + other.end, 1) for box, other in zip(boxes(mirrored), boxes(chart), strict=True)] == [
        svg.WIDTH for _ in boxes(chart)
    ]


@given(st.lists(bars, max_size=6), figures, figures)
def test_bars_are_as_long_as_their_figures(given_bars: list[Bar], target: Decimal | None, maximum: Decimal) -> None:
    chart = svg.steps(given_bars, target, maximum=maximum)
    for row in chart.rows:
        figure = max(row.bar.figure or Decimal(0), Decimal(0))
        wanted = float(figure / chart.maximum * svg.WIDTH) if chart.maximum else 0
        assert (row.box.width if row.box else 0) == pytest.approx(wanted, abs=EDGE)
        assert row.box is None or row.box.x == 0


@given(st.lists(parts, max_size=8), figures)
def test_parts_follow_each_other_without_a_gap(given_parts: list[Part], whole: Decimal | None) -> None:
    chart = svg.share_bar(given_parts, whole)
    drawn = [segment.box for segment in chart.segments if segment.box]
    assert [box.x for box in drawn] == [0.0, *(box.end for box in drawn)][: len(drawn)]
    total = sum((max(one.figure or Decimal(0), Decimal(0)) for one in given_parts), Decimal(0))
    if total:
        filled = float(total / max(total, whole or total) * svg.WIDTH)
        assert (drawn[-1].end if drawn else 0) == pytest.approx(filled, abs=EDGE)


@given(st.lists(runs, max_size=6), days, days)
def test_runs_are_as_long_as_their_days_in_the_window(given_runs: list[Run], first: dt.date, last: dt.date) -> None:
    chart = svg.run_bar(given_runs, first, last)
    window = max((last - first).days, 0) + 1
    for span in chart.spans:
        ends = min(span.run.last or dt.date.max, max(first, last))
        inside = (ends - max(span.run.first, first)).days + 1
        assert span.box.width == pytest.approx(inside / window * svg.WIDTH, abs=2 * EDGE)


def test_sources_stand_beside_a_target_on_one_scale() -> None:
    given_points = [point("COGAT", 2, "459"), point("UN", 2, "113"), point("Media office", 2, "244")]
    chart = svg.small_multiple(given_points, Decimal(600))
    assert [row.box for row in chart.rows] == [Box(0.0, 489.6), Box(0.0, 120.5), Box(0.0, 260.3)]
    assert (chart.target_mark, chart.maximum) == (Box(640.0), Decimal(600))


def test_a_shared_maximum_makes_charts_comparable_and_never_cuts_a_bar() -> None:
    food, shelter = point("UN", 2, "400"), point("UN", 2, "50")
    shared = svg.common_maximum([food.value, shelter.value, None])
    assert [row.box for row in svg.small_multiple([shelter], Decimal(60), maximum=shared).rows] == [Box(0.0, 80.0)]
    assert [row.box for row in svg.small_multiple([food], maximum=Decimal(100)).rows] == [Box(0.0, 640.0)]


def test_a_source_is_named_once_and_its_newest_period_stands_out() -> None:
    chart = svg.small_multiple([point("UN", 2, "310"), point("UN", 9, "214"), point("COGAT", 2, "388")])
    assert [(row.names_source, row.is_latest) for row in chart.rows] == [(True, False), (False, True), (True, True)]


@pytest.mark.parametrize("figure", [None, "0", "-5", "NaN", "Infinity"])
def test_what_has_no_length_is_not_drawn_and_keeps_its_place(figure: str | None) -> None:
    chart = svg.steps([bar(figure), bar("10")])
    assert [row.box for row in chart.rows] == [None, Box(0.0, 640.0)]
    assert [segment.texture for segment in svg.share_bar([part(figure), part("10")]).segments] == ["solid", "stripes"]


def test_charts_of_nothing_are_empty() -> None:
    assert svg.small_multiple([]) == svg.SmallMultiple((), None, "", None, Decimal(0))
    assert svg.steps([bar("0")], Decimal(0)) == svg.Steps(
        (svg.BarRow(bar("0"), None),), Decimal(0), "", None, Decimal(0)
    )
    assert svg.share_bar([]) == svg.ShareBar((), Decimal(0), "", None)
    assert svg.run_bar([], FIRST, FIRST) == svg.RunBar((), (), FIRST, FIRST)
    assert svg.run_legend([]) == svg.RunLegend(())
    assert svg.common_maximum([]) == Decimal(0)


def test_huge_figures_keep_their_proportion() -> None:
    assert [row.box for row in svg.steps([bar("1E+60"), bar("2.5E+59")]).rows] == [Box(0.0, 640.0), Box(0.0, 160.0)]


def test_parts_fill_the_whole_and_what_is_missing_stays_empty() -> None:
    chart = svg.share_bar([part("20"), part(None), part("30")], Decimal(100))
    assert [segment.box for segment in chart.segments] == [Box(0.0, 128.0), None, Box(128.0, 192.0)]
    assert (chart.whole, chart.whole_mark) == (Decimal(100), None)


def test_parts_that_are_more_than_the_whole_show_where_it_ends() -> None:
    chart = svg.share_bar([part("50"), part("75")], Decimal(100))
    assert ([segment.box for segment in chart.segments], chart.whole_mark) == (
        [Box(0.0, 256.0), Box(256.0, 384.0)],
        Box(512.0),
    )


def test_a_part_may_name_its_texture() -> None:
    chart = svg.share_bar([Part("Not scored", Decimal(4), texture="empty"), *[part("1")] * 6])
    assert [segment.texture for segment in chart.segments] == ["empty", *svg.TEXTURES[1:], "solid"]


def test_two_days_of_suspension_show_in_a_month() -> None:
    given_runs = [Run("2", dt.date(2026, 1, 1), nov(10)), Run("6", nov(11), nov(12)), Run("2", nov(13))]
    chart = svg.run_bar(given_runs, FIRST, LAST)
    assert [(span.run.status, span.box) for span in chart.spans] == [
        ("2", Box(0.0, 213.3)),
        ("6", Box(213.3, 42.7)),
        ("2", Box(256.0, 384.0)),
    ]


def test_runs_outside_the_window_are_left_out() -> None:
    given_runs = [Run("1", dt.date(2026, 9, 1), dt.date(2026, 10, 31)), Run("2", dt.date(2026, 12, 1))]
    assert svg.run_bar(given_runs, FIRST, LAST).spans == ()


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (FIRST, FIRST, 0),
        (FIRST, LAST, 4),
        (dt.date(2026, 1, 1), dt.date(2026, 12, 31), 11),
        (dt.date(2020, 1, 1), dt.date(2029, 12, 31), 9),
        (LAST, FIRST, 0),
    ],
)
def test_a_window_is_marked_by_weeks_months_or_years(first: dt.date, last: dt.date, count: int) -> None:
    assert len(svg.run_bar([], first, last).marks) == count


def test_a_legend_names_each_status_once() -> None:
    given_runs = [Run("2", nov(1), nov(2)), Run("6", nov(3), nov(4)), Run("2", nov(5))]
    assert svg.run_legend(given_runs) == svg.RunLegend((given_runs[0], given_runs[1]))


def test_a_mirrored_chart_reads_from_the_right() -> None:
    chart = svg.mirrored(svg.small_multiple([point("UN", 2, "150")], Decimal(600)))
    assert ([row.box for row in chart.rows], chart.target_mark) == ([Box(480.0, 160.0)], Box(0.0))
