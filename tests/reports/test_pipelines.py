"""Pipelines: one source and one period at a time; what overlaps stands apart, what does not add up is said."""

import datetime as dt
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import MOVEMENT_STAGES, RetractReason, Stage
from initiatives.models import Indicator, Initiative, Organisation
from initiatives.reports.figures import figures
from initiatives.reports.indicators import Period
from initiatives.reports.pipelines import Check, Pipeline, check, pipelines, sets_of_stages
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

WHOLE = Period(dt.date(2025, 5, 19), dt.date(2025, 8, 5))
TILL_JULY = Period(dt.date(2025, 5, 19), dt.date(2025, 7, 31))
JUNE, JULY = Period(dt.date(2025, 6, 1), dt.date(2025, 6, 30)), Period(dt.date(2025, 7, 1), dt.date(2025, 7, 31))


def built(initiative: Initiative) -> tuple[Pipeline, ...]:
    found = pipelines(Reading(initiative), Sources())
    return found.pipelines if found else ()


def of_stages(initiative: Initiative, *stages: str, **fields: Any) -> dict[str, Indicator]:
    return {stage: make_indicator(initiative, stage=stage, **fields) for stage in stages}


def say(indicator: Indicator, who: Organisation, period: Period, value: int) -> Any:
    return make_observation(
        indicator, value, said_by=who, period_start=period.start, period_end=period.end, as_of=period.end
    )


def drawn(pipeline: Pipeline) -> list[tuple[object, ...]]:
    return [
        (
            passage.period,
            passage.base,
            [(row.bar.label, row.bar.figure, percent(row.bar.share)) for row in passage.chart.rows]
            if passage.chart
            else None,
        )
        for passage in pipeline.passages
    ]


@pytest.mark.django_db
def test_overlapping_periods_of_one_source_stand_apart_and_are_never_added() -> None:
    initiative, un = make_initiative(), make_organisation("UN2720")
    stages = of_stages(initiative, "arrived", "collected", "intercepted", "offloaded")
    for stage, period, value in (
        ("collected", WHOLE, 2604), ("arrived", WHOLE, 295), ("collected", JUNE, 1155), ("intercepted", JUNE, 1048),
        ("collected", JULY, 1161), ("intercepted", JULY, 1093), ("offloaded", TILL_JULY, 2134),
        ("collected", TILL_JULY, 2010),
    ):  # fmt: skip
        say(stages[stage], un, period, value)

    (pipeline,) = built(initiative)
    assert pipeline.stages == ("Offloaded", "Collected", "Intercepted", "Arrived")
    assert drawn(pipeline) == [
        (WHOLE, "Collected", [("Collected", 2604, ""), ("Arrived", 295, "11.3 %")]),
        (TILL_JULY, "Offloaded", [("Offloaded", 2134, ""), ("Collected", 2010, "94.2 %")]),
        (JULY, "Collected", [("Collected", 1161, ""), ("Intercepted", 1093, "94.1 %")]),
        (JUNE, "Collected", [("Collected", 1155, ""), ("Intercepted", 1048, "90.7 %")]),
    ]
    assert [[[one.value for one in cell.figures] for cell in row.cells] for row in pipeline.passages] == [
        [[], [2604], [], [295]],
        [[2134], [2010], [], []],
        [[], [1161], [1093], []],
        [[], [1155], [1048], []],
    ]
    assert (pipeline.overlap, pipeline.is_movement, pipeline.left_out) == (True, False, 0)
    assert {row.chart.maximum for row in pipeline.passages if row.chart} == {2604}
    assert figures(Reading(initiative), Sources()) is None


@pytest.mark.django_db
def test_movements_that_add_up_say_nothing_and_others_say_by_how_much() -> None:
    initiative, ocha = make_initiative(), make_organisation("OCHA")
    stages = of_stages(initiative, *MOVEMENT_STAGES[:6], unit="missions")
    january = Period(dt.date(2024, 1, 1), dt.date(2024, 1, 31))
    for stage, value in zip(MOVEMENT_STAGES, (61, 10, 2, 9, 34, 6), strict=False):
        say(stages[stage], ocha, january, value)
    replace = say(stages[Stage.PLANNED], ocha, JUNE, 5)
    say(stages[Stage.DENIED], ocha, JUNE, 7)
    replace_claim(replace, value=9)

    (pipeline,) = built(initiative)
    assert [(row.period, row.base, row.check) for row in pipeline.passages] == [
        (JUNE, "Planned", Check(Decimal(9), Decimal(7))),
        (january, "Planned", None),
    ]
    assert (pipeline.is_movement, pipeline.overlap) == (True, False)
    was = pipeline.passages[0].cells[0].figures[0].earlier
    assert [(one.value, one.version.is_struck) for one in was] == [(Decimal(5), True)]


@given(st.dictionaries(st.sampled_from(MOVEMENT_STAGES), st.integers(0, 9).map(Decimal)))
def test_the_check_holds_planned_against_all_that_was_said_of_it(said: dict[str, Decimal]) -> None:
    ended = [value for stage, value in said.items() if stage != "planned"]
    differs = "planned" in said and ended != [] and sum(ended) != said["planned"]
    assert check(said) == (Check(said["planned"], sum(ended, Decimal(0))) if differs else None)


@pytest.mark.django_db
def test_places_categories_units_and_groups_make_pipelines_of_their_own() -> None:
    initiative, un = make_initiative(), make_organisation("UN")
    north = make_location("North", level="site", is_sensitive=True, parent=make_location("Gaza"))
    for fields in ({}, {"location": north}, {"category": "fuel"}, {"unit": "tonnes"}, {"group": "By sea"}, {}):
        for indicator in of_stages(initiative, "collected", "arrived", **fields).values():
            say(indicator, un, JUNE, 5)
    alone = make_indicator(initiative, stage="cleared", unit="pallets")
    say(alone, un, JUNE, 5)

    assert [(one.place, one.category, one.unit, one.group) for one in built(initiative)] == [
        ("", "All supplies", "trucks", ""),
        ("", "All supplies", "trucks", ""),
        ("Gaza", "All supplies", "trucks", ""),
        ("", "Fuel", "trucks", ""),
        ("", "All supplies", "tonnes", ""),
        ("", "All supplies", "trucks", "By sea"),
    ]
    found = figures(Reading(initiative), Sources())
    assert found is not None
    (group,) = found.alone
    assert [(one.title, one.is_anchored) for one in group.rows] == [(alone.title, True)]


@given(st.lists(st.tuples(st.sampled_from(Stage.values), st.sampled_from(["trucks", "tonnes"])), max_size=12))
def test_no_stage_is_twice_in_one_pipeline_and_none_is_lost_but_single_ones(given_: list[tuple[str, str]]) -> None:
    indicators = [Indicator(pk=pk, stage=stage, unit=unit) for pk, (stage, unit) in enumerate(given_, 1)]
    sets = sets_of_stages(indicators)
    placed = [indicator for stages in sets for indicator in stages.values()]
    assert len(placed) == len(set(placed))
    for stages in sets:
        assert len(stages) > 1
        assert {indicator.stage for indicator in stages.values()} == set(stages)
        assert len({(one.unit, one.stage in MOVEMENT_STAGES) for one in stages.values()}) == 1
    for unit, is_movement in product(("trucks", "tonnes"), (True, False)):
        mine = [one for one in indicators if (one.unit, one.stage in MOVEMENT_STAGES) == (unit, is_movement)]
        counts = [sum(one.stage == stage for one in mine) for stage in {one.stage for one in mine}]
        # The n-th pipeline holds every stage that was given n times; it is one where two stages were.
        wanted = sum(size for n in range(1, 13) if (size := sum(count >= n for count in counts)) > 1)
        assert sum(one in mine for one in placed) == wanted


@pytest.mark.django_db
def test_sources_are_told_apart_and_a_retracted_figure_is_not_drawn() -> None:
    initiative = make_initiative()
    stages = of_stages(initiative, "collected", "arrived")
    for name in ("UN", "COGAT"):
        who = make_organisation(name)
        say(stages["collected"], who, JUNE, 10)
        wrong = say(stages["arrived"], who, JUNE, 9)
    actions.retract(claim=wrong, by=make_publisher(), reason=RetractReason.ERROR)

    (pipeline,) = built(initiative)
    assert [
        (row.speaker.name, row.chart and [bar.bar.label for bar in row.chart.rows], row.cells[1].figures[0].is_current)
        for row in pipeline.passages
    ] == [("COGAT", ["Collected"], False), ("UN", ["Collected", "Arrived"], True)]
    assert pipeline.overlap is False


@pytest.mark.django_db
def test_a_stage_with_a_target_stands_among_the_figures_too_and_links_lead_to_the_pipeline() -> None:
    initiative, un = make_initiative(), make_organisation("UN")
    stages = of_stages(initiative, "collected", "arrived")
    for indicator in stages.values():
        say(indicator, un, JUNE, 300)
    make_target(stages["arrived"], 600, "per_day")
    found = figures(Reading(initiative), Sources())
    assert found is not None
    assert [(one.title, one.is_anchored) for one in found.measured] == [(stages["arrived"].title, False)]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_pipelines_are_four_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    initiative = make_initiative()
    for _number in range(rows):
        place = make_location(level="site", is_sensitive=True, parent=make_location())
        for indicator in of_stages(initiative, "collected", "arrived", location=place).values():
            say(indicator, make_organisation(), JUNE, 5)
    with django_assert_num_queries(4):
        pipelines(Reading(initiative), Sources())
