"""The standard set of a corridor, and figures that are entered together."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from initiatives import actions, editions
from initiatives.choices import State
from initiatives.models import Indicator, Initiative, Observation
from tests.factories import (
    make_indicator,
    make_initiative,
    make_observation,
    make_organisation,
    make_publisher,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_corridor_gets_what_it_has_not_and_nothing_twice() -> None:
    corridor, publisher = make_initiative(), make_publisher()
    mine = make_indicator(corridor, "TRUCKS arrived", unit="lorries", order=3)
    edition, version = editions.number(), corridor.version
    made = actions.make_standard_set(initiative=corridor, by=publisher)
    titles = [str(each.title) for each in actions.STANDARD_SET]
    assert [row.title for row in made] == [title for title in titles if title != "Trucks arrived"]
    corridor.refresh_from_db()
    mine.refresh_from_db()
    assert (mine.unit, made[0].order, editions.number()) == ("lorries", 4, edition)
    assert corridor.version == version + 1
    assert actions.missing_standards(corridor) == ()
    with pytest.raises(actions.Refused, match="All of the standard set is here already"):
        actions.make_standard_set(initiative=corridor, by=publisher)
    assert Indicator.objects.count() == len(titles)


def test_each_of_the_standard_set_is_told_apart() -> None:
    told = [(each.category, each.stage, str(each.unit)) for each in actions.STANDARD_SET]
    assert (len(set(told)), len({str(each.title) for each in actions.STANDARD_SET})) == (16, 16)


def test_only_who_may_change_a_corridor_makes_its_standard_set() -> None:
    editor = make_user(organisation=make_organisation())
    public, mine = make_initiative(leads=[editor.organisation]), make_initiative(public=False, created_by=editor)  # type: ignore[list-item]
    with pytest.raises(PermissionDenied):
        actions.make_standard_set(initiative=public, by=editor)
    assert len(actions.make_standard_set(initiative=mine, by=editor)) == 16
    talks = make_initiative(kind="ceasefire", public=False, created_by=editor)
    with pytest.raises(actions.Refused):
        actions.make_standard_set(initiative=talks, by=editor)


def figures_for(initiative: Initiative, *values: int | None) -> list[Observation]:
    said_by, source = make_organisation(), make_source()
    shared = {"as_of": "2025-12-08", "period_start": "2025-12-01", "period_end": "2025-12-07"}
    rows = [
        Observation(
            initiative=initiative,
            indicator=make_indicator(initiative),
            said_by=said_by,
            source=source,
            value=value,
            **shared,
        )
        for value in values
    ]
    for row in rows:
        row.clean_fields()
    return rows


def test_figures_are_saved_all_or_nothing_and_each_row_says_what_is_wrong() -> None:
    corridor, publisher = make_initiative(), make_publisher()
    rows = figures_for(corridor, 5, None, 7)
    with pytest.raises(actions.RowsRefused) as refused:
        actions.enter_figures(figures=rows, by=publisher)
    said = {key: error.message_dict for key, error in refused.value.rows.items()}
    assert said == {rows[1].indicator_id: {"value": ["Say how much, or what."]}}
    assert Observation.objects.count() == 0
    rows = figures_for(corridor, 5, 6, 7)
    first = actions.enter_figures(figures=rows, by=publisher, then="submit")
    assert [row.state for row in first] == [State.SUBMITTED] * 3
    again = [Observation(**{name: getattr(row, name) for name in TYPED}) for row in rows]
    assert actions.enter_figures(figures=again, by=publisher, then="submit") == first


TYPED = ("initiative", "indicator", "said_by", "source", "value", "as_of", "period_start", "period_end")


def test_nobody_publishes_figures_alone(settings: Settings) -> None:
    corridor, publisher = make_initiative(), make_publisher()
    with pytest.raises(actions.RowsRefused):
        actions.enter_figures(figures=figures_for(corridor, 5), by=publisher, then="publish")
    settings.TRACKER_TWO_PERSON_RULE = False
    out = actions.enter_figures(figures=figures_for(corridor, 5), by=publisher, then="publish")
    assert [row.public_name for row in out] == [f"{corridor.reference}-O1"]


def test_a_second_figure_of_a_source_for_a_period_is_refused_beside_its_row() -> None:
    corridor, publisher = make_initiative(), make_publisher()
    row = figures_for(corridor, 5)[0]
    told = {name: getattr(row, name) for name in ("said_by", "as_of", "period_start", "period_end")}
    there = make_observation(row.indicator, 4, **told)
    with pytest.raises(actions.RowsRefused) as refused:
        actions.enter_figures(figures=[row], by=publisher)
    assert refused.value.rows[row.indicator_id].messages == [
        f"{there.public_name} has a figure of this source for this period already. Replace that one."
    ]
