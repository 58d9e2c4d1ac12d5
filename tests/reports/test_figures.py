"""The figures of a page: sources side by side, each target apart, what became of figures, and results by target."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import RemoveReason, RetractReason
from initiatives.models import Indicator, Initiative, Observation
from initiatives.reports.figures import Figures, Measured, Targets, figures, targets
from initiatives.reports.indicators import Period
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.texts import percent
from tests.factories import (
    make_indicator,
    make_initiative,
    make_location,
    make_observation,
    make_organisation,
    make_publisher,
    make_target,
    replace_claim,
)

pytestmark = pytest.mark.django_db

START = dt.date(2025, 10, 10)


def shown(initiative: Initiative, at: dt.datetime | None = None) -> Figures:
    found = figures(Reading(initiative, at), Sources())
    assert found is not None
    return found


def measured(initiative: Initiative, at: dt.datetime | None = None) -> list[Measured]:
    found = shown(initiative, at)
    return [*found.measured, *(row for group in found.alone for row in group.rows)]


def only(initiative: Initiative) -> Measured:
    (one,) = measured(initiative)
    return one


def results(initiative: Initiative) -> Targets:
    found = targets(Reading(initiative), Sources())
    assert found is not None
    return found


def trucks(indicator: Indicator, who: Any, value: int, end: dt.date, **fields: Any) -> Observation:
    return make_observation(
        indicator, value, said_by=who, period_start=START, period_end=end, as_of=dt.date(2025, 12, 22), **fields
    )


def three_sources() -> tuple[Initiative, Indicator]:
    initiative = make_initiative()
    indicator = make_indicator(initiative, "Aid trucks")
    make_target(indicator, 600, "per_day", said_by=make_organisation("US"))
    trucks(indicator, make_organisation("UN"), 6545, dt.date(2025, 12, 7), days_as_published=58)
    trucks(indicator, make_organisation("COGAT"), 25700, dt.date(2025, 12, 4))
    trucks(
        indicator, make_organisation("Media office"), 17819, dt.date(2025, 12, 21), inconsistency_note="73 days, not 71"
    )
    return initiative, indicator


def points(panel: Any) -> list[tuple[object, ...]]:
    drawn = (row.point for row in panel.chart.rows)
    return [(point.source, point.value, percent(point.attained), point.note) for point in drawn]


def test_three_sources_stand_beside_the_target_in_its_own_measure() -> None:
    initiative, _indicator = three_sources()
    (panel,) = only(initiative).panels
    assert points(panel) == [
        ("COGAT", Decimal("458.9"), "76.5 %", "25,700 in 56 days"),
        ("Media office", Decimal("244.1"), "40.7 %", "17,819 in 73 days; does not add up"),
        ("UN", Decimal("112.8"), "18.8 %", "6,545 in 58 days"),
    ]
    assert (panel.chart.target, panel.chart.target_label) == (Decimal(600), "Target in trucks a day:")
    assert panel.goal is not None
    assert panel.goal.speaker.name == "US"
    assert panel.range is not None
    ends = [(percent(end.value), end.names) for end in (panel.range.low, panel.range.high)]
    assert ends == [("18.8 %", ("UN",)), ("76.5 %", ("COGAT",))]


def test_each_of_two_contested_targets_is_drawn_apart_on_one_scale() -> None:
    initiative, indicator = three_sources()
    make_target(indicator, 400, "per_day", said_by=make_organisation("Press"))
    make_target(indicator, 90, "per_day", valid_until=dt.date(2025, 1, 1))
    drawn = [
        (panel.goal.value, [percent(row.point.attained) for row in panel.chart.rows], panel.chart.maximum)
        for panel in only(initiative).panels
        if panel.goal
    ]
    assert drawn == [
        (Decimal(600), ["76.5 %", "40.7 %", "18.8 %"], Decimal(600)),
        (Decimal(400), ["114.7 %", "61 %", "28.2 %"], Decimal(600)),
    ]


def test_a_range_is_over_figures_that_have_days_in_common() -> None:
    initiative = make_initiative()
    indicator = make_indicator(initiative)
    make_target(indicator, 10, "per_day")
    un, ocha = make_organisation("UN"), make_organisation("OCHA")
    for who, day in ((un, 2), (ocha, 1)):
        make_observation(indicator, day, said_by=who, as_of=dt.date(2025, 10, day))
    assert [panel.range for panel in only(initiative).panels] == [None]
    make_observation(indicator, 6, days=2, said_by=ocha, as_of=dt.date(2025, 10, 3))
    (panel,) = only(initiative).panels
    assert panel.range is not None
    assert [percent(end.value) for end in (panel.range.low, panel.range.high)] == ["20 %", "30 %"]


def test_a_figure_that_no_target_is_for_is_drawn_without_one() -> None:
    initiative = make_initiative()
    indicator = make_indicator(initiative)
    make_target(indicator, 10, "per_day", valid_from=dt.date(2025, 11, 1))
    make_observation(indicator, 5, as_of=dt.date(2025, 10, 31))
    make_observation(indicator, 5, as_of=dt.date(2025, 11, 1))
    assert [(bool(p.goal), [row.point.ends_on.month for row in p.chart.rows]) for p in only(initiative).panels] == [
        (True, [11]),
        (False, [10]),
    ]


def test_percentages_stand_beside_theirs_and_are_not_divided() -> None:
    initiative = make_initiative()
    indicator = make_indicator(initiative, measure="2", unit="")
    make_target(indicator, 90)
    make_observation(indicator, 65, days=7)
    one = only(initiative)
    assert (one.sign, points(one.panels[0])[0][1:], one.panels[0].chart.target) == (
        "%",
        (Decimal(65), "", ""),
        Decimal(90),
    )


def test_what_became_of_a_figure_stands_under_the_one_that_holds() -> None:
    initiative = make_initiative()
    indicator = make_indicator(initiative)
    un = make_organisation("UN")
    days = [dt.date(2025, 10, day) for day in (1, 2, 3)]
    ours, theirs, wrong = (make_observation(indicator, 10, as_of=day, said_by=un) for day in days)
    replace_claim(ours, value=11)
    replace_claim(replace_claim(theirs, kind="source_revised", value=12), value=13)
    actions.retract(claim=wrong, by=make_publisher(), reason=RetractReason.ERROR)

    rows = [one for period in only(initiative).periods for one in period.figures]
    assert [
        (
            one.value,
            one.is_current,
            one.version.retract_reason,
            [(was.value, was.version.is_struck) for was in one.earlier],
        )
        for one in rows
    ] == [
        (Decimal(10), False, RetractReason.ERROR, []),
        (Decimal(13), True, None, [(Decimal(12), True), (Decimal(10), True)]),
        (Decimal(11), True, None, [(Decimal(10), True)]),
    ]
    assert [row.point.value for row in only(initiative).panels[0].chart.rows] == [13, 11]
    assert [(one.value, len(one.counted)) for one in only(initiative).together] == [(Decimal(24), 2)]


def test_a_revision_by_the_source_leaves_the_old_figure_unstruck() -> None:
    initiative = make_initiative()
    old = make_observation(make_indicator(initiative), 10)
    replace_claim(old, kind="source_revised", value=12)
    (row,) = only(initiative).periods[0].figures
    assert [(was.value, was.version.is_struck) for was in row.earlier] == [(Decimal(10), False)]


def test_of_the_past_the_figure_of_then_is_shown_with_what_became_of_it() -> None:
    now = timezone.now()
    initiative = make_initiative(opened_at=now - dt.timedelta(days=9))
    old = make_observation(make_indicator(initiative), 10, as_of=START, published_at=now - dt.timedelta(days=5))
    replace_claim(old, value=12, published_at=now - dt.timedelta(days=2))
    then = measured(initiative, now - dt.timedelta(days=3))[0].periods[0].figures
    assert [(one.value, one.is_current, one.version.since, one.earlier) for one in then] == [
        (Decimal(10), True, "replaced", ())
    ]


def test_what_was_removed_and_what_is_no_figure_is_in_no_section() -> None:
    initiative = make_initiative()
    indicator = make_indicator(initiative)
    claims = (make_observation(indicator, 5), make_target(indicator, 5))
    make_observation(make_indicator(initiative), 5, public=False)
    assert (len(measured(initiative)), len(results(initiative).rows)) == (1, 1)
    for claim in claims:
        actions.remove(claim=claim, by=make_publisher(), reason=RemoveReason.SAFETY)
    assert [build(Reading(initiative), Sources()) for build in (figures, targets)] == [None, None]


def test_the_newest_six_periods_are_shown_and_each_source_at_least_once() -> None:
    initiative = make_initiative()
    indicator = make_indicator(initiative, aggregation="latest")
    un, silent = make_organisation("UN"), make_organisation("Silent")
    for day in range(1, 10):
        make_observation(indicator, day, as_of=dt.date(2025, 10, day), said_by=silent if day < 3 else un)
    one = only(initiative)
    assert [period.period.end.day for period in one.periods] == [9, 8, 7, 6, 5, 4, 2]
    assert one.left_out == 2


def test_where_a_page_would_hold_too_many_figures_it_holds_fewer_periods_of_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    initiative = make_initiative()
    sources = [make_organisation(name) for name in ("UN", "Silent", "Press")]
    for _number in range(2):
        indicator = make_indicator(initiative)
        make_observation(indicator, 1, as_of=dt.date(2025, 9, 1), said_by=sources[1])
        for day in range(1, 8):
            for who in sources[::2]:
                make_observation(indicator, day, as_of=dt.date(2025, 10, day), said_by=who)

    def days(most: int) -> list[tuple[list[int], int]]:
        monkeypatch.setattr("initiatives.reports.indicators.FIGURES", most)
        return [([period.period.end.day for period in one.periods], one.left_out) for one in measured(initiative)]

    assert days(26) == [([7, 6, 5, 4, 3, 2, 1], 1)] * 2
    assert days(25) == [([7, 6, 5, 4, 3, 1], 2)] * 2
    assert days(10) == [([7, 6, 1], 5)] * 2
    # The newest of every source stands, and what was given several times is not told as given once.
    assert days(0) == [([7, 1], 6)] * 2


def test_a_source_that_gives_a_figure_each_week_is_not_told_as_giving_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("initiatives.reports.indicators.FIGURES", 1)
    initiative, un = make_initiative(), make_organisation()
    indicator = make_indicator(initiative)
    for day in (1, 2):
        make_observation(indicator, day, as_of=dt.date(2025, 10, day), said_by=un)
    found = shown(initiative)
    assert [(len(one.periods), one.left_out) for one in found.measured] == [(1, 1)]


def test_only_sources_of_what_is_shown_are_numbered() -> None:
    initiative = make_initiative()
    indicator = make_indicator(initiative)
    for day in range(1, 9):
        make_observation(indicator, day, as_of=dt.date(2025, 10, day), said_by=make_organisation())
    un = make_organisation("UN")
    for day in range(10, 18):
        make_observation(indicator, day, as_of=dt.date(2025, 10, day), said_by=un)
    sources = Sources()
    found = figures(Reading(initiative), sources)
    assert found is not None
    assert len(sources.found) == sum(len(period.figures) for period in found.measured[0].periods)


def test_a_sensitive_place_is_named_as_what_lies_around_it() -> None:
    initiative = make_initiative()
    secret = make_location("Clinic", level="site", is_sensitive=True, parent=make_location("Gaza Strip"))
    make_observation(make_indicator(initiative, location=secret), 5)
    assert only(initiative).place == "Gaza Strip"


def test_categories_come_in_their_order() -> None:
    initiative = make_initiative()
    for category in ("fuel", "all", "water", "medical"):
        make_observation(make_indicator(initiative, category=category), 5)
    assert [one.category for one in measured(initiative)] == [
        "All supplies", "Medical equipment", "Clean water", "Fuel",
    ]  # fmt: skip


def test_indicators_of_one_figure_each_are_drawn_together_by_heading_and_unit() -> None:
    initiative = make_initiative(kind="reconstruction")
    bank = make_organisation("World Bank")
    for title, value, group in (("Housing", 152, "Needs"), ("Health", 69, "Needs"), ("Damage", 299, "")):
        made = make_indicator(initiative, title, group=group, unit="USD", category="other")
        make_observation(made, value, said_by=bank, confidence="verified" if value == 69 else "reported")
    twice = make_indicator(initiative, "Losses", group="Needs", unit="USD")
    for _number in range(2):
        make_observation(twice, 191)

    found = shown(initiative)
    assert [one.title for one in found.measured] == ["Losses"]
    assert [
        (one.heading, one.unit, [(row.bar.label, row.bar.figure, row.bar.note) for row in one.chart.rows])
        for one in found.alone
    ] == [
        ("Needs", "USD", [("Housing", Decimal(152), ""), ("Health", Decimal(69), "Verified")]),
        ("", "USD", [("Damage", Decimal(299), "")]),
    ]
    assert {row.category for one in found.alone for row in one.rows} == {""}


def test_what_is_told_in_words_is_a_table_for_each_group() -> None:
    initiative = make_initiative(kind="ceasefire")
    press = make_organisation("Press")
    for number, group in enumerate(("Expected impact", "Expected impact", "")):
        words = make_indicator(initiative, f"Dimension {number}", measure="5", unit="", group=group)
        make_target(words, None, text=f"More {number}", said_by=press)
    make_observation(words, None, text="Less", said_by=press)

    found = shown(initiative)
    assert (found.measured, found.alone) == ((), ())
    assert [
        (group.heading, group.has_goals, group.has_figures, [(row.title, row.goals[0].text) for row in group.rows])
        for group in found.told
    ] == [
        ("Expected impact", True, False, [("Dimension 0", "More 0"), ("Dimension 1", "More 1")]),
        ("", True, True, [("Dimension 2", "More 2")]),
    ]
    assert targets(Reading(initiative), Sources()) is None


def test_results_give_each_source_newest_figure_for_the_days_of_the_target() -> None:
    initiative, indicator = three_sources()
    un = make_organisation("UNRWA", slug="unrwa")
    make_target(indicator, 100, "total", said_by=un, valid_until=dt.date(2025, 10, 31))
    for day, value in ((30, 40), (31, 50)):
        make_observation(indicator, value, as_of=dt.date(2025, 10, day), said_by=un)
    make_observation(indicator, 60, as_of=dt.date(2025, 11, 1), said_by=un)
    make_target(make_indicator(initiative, "Tents", baseline=7), 9)

    assert [
        (
            row.title,
            row.baseline,
            row.goal.value,
            {one.figure.speaker.name: percent(one.attainment.share) for one in row.results},
        )
        for row in results(initiative).rows
    ] == [
        (
            "Aid trucks",
            None,
            Decimal(600),
            {"COGAT": "76.5 %", "Media office": "40.7 %", "UN": "18.8 %", "UNRWA": "10 %"},
        ),
        (
            "Aid trucks",
            None,
            Decimal(100),
            {"COGAT": "25,700 %", "Media office": "17,819 %", "UN": "6,545 %", "UNRWA": "50 %"},
        ),
        ("Tents", Decimal(7), Decimal(9), {}),
    ]


def test_a_retracted_target_is_shown_struck_and_nothing_is_held_against_it() -> None:
    initiative = make_initiative()
    indicator = make_indicator(initiative)
    target = make_target(indicator, 10)
    make_observation(indicator, 5)
    actions.retract(claim=target, by=make_publisher(), reason=RetractReason.SOURCE_RETRACTED)
    (row,) = results(initiative).rows
    assert (row.goal.is_current, row.results) == (False, ())
    assert [panel.goal for panel in only(initiative).panels] == [None]


@pytest.mark.parametrize("rows", [1, 3])
def test_each_section_is_five_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    initiative = make_initiative()
    for _number in range(rows):
        secret = make_location(level="site", is_sensitive=True, parent=make_location())
        indicator = make_indicator(initiative, location=secret)
        replace_claim(make_observation(indicator, 5), value=6)
        make_target(indicator, 5, "per_day", said_by=make_organisation())
    for build in (figures, targets):
        with django_assert_num_queries(5):
            build(Reading(initiative), Sources())


SAID = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 5), st.integers(0, 3), st.integers(0, 999)), max_size=7)


class SideBySide(TestCase):
    """What the section shows equals what is counted from the claims by hand."""

    @settings(max_examples=15, deadline=None)
    @given(SAID, st.integers(1, 50))
    def test_every_period_has_the_figures_the_range_and_the_shares_of_its_sources(
        self, said: list[tuple[int, int, int, int]], target: int
    ) -> None:
        initiative = make_initiative()
        indicator = make_indicator(initiative)
        make_target(indicator, target, "per_day")
        names = "ABC"
        sources = [make_organisation(name) for name in names]
        wanted: dict[tuple[Period, str], int] = {}
        for who, day, length, value in said:
            period = Period(dt.date(2025, 10, 5 + day - length), dt.date(2025, 10, 5 + day))
            if (period, names[who]) not in wanted:
                wanted[period, names[who]] = value
                make_observation(indicator, value, said_by=sources[who], as_of=period.end, period_start=period.start)
        found = figures(Reading(initiative), Sources())
        if not said:
            assert found is None
            return
        assert found is not None
        (one,) = [*found.measured, *(row for group in found.alone for row in group.rows)]
        listed = {group.period for group in one.periods}
        assert one.left_out == len({period for period, _name in wanted} - listed)
        assert {
            (row.period, row.speaker.name): (row.value, row.attained[0].share)
            for group in one.periods
            for row in group.figures
        } == {
            (period, name): (Decimal(value), Decimal(value) / Decimal(target * period.days))
            for (period, name), value in wanted.items()
            if period in listed
        }
        for group in one.periods:
            mine = sorted(Decimal(value) for (period, _name), value in wanted.items() if period == group.period)
            ends = (group.range.low.value, group.range.high.value) if group.range else None
            assert ends == ((mine[0], mine[-1]) if len(mine) > 1 else None)
        for sum_ in one.together:
            days: set[int] = set()
            for period in sum_.counted:
                assert not days & set(range(period.start.toordinal(), period.end.toordinal() + 1))
                days |= set(range(period.start.toordinal(), period.end.toordinal() + 1))
            assert sum_.value == sum(wanted[period, sum_.speaker.name] for period in sum_.counted)
            theirs = {period for period, name in wanted if name == sum_.speaker.name}
            assert {*sum_.counted, *sum_.left_out} == theirs
