"""What comes next: days ahead, days that passed without a word, and what became of the others."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import RetractReason
from initiatives.models import Initiative, Milestone
from initiatives.reports.milestones import Appointment, Schedule, coming, milestones
from initiatives.reports.reading import Reading, Sources
from tests.factories import make_initiative, make_milestone, make_publisher, replace_claim
from tests.views.world import days_ago

pytestmark = pytest.mark.django_db

START = timezone.now() - dt.timedelta(days=30)
KINDS = ("upcoming", "passed", "undated", "past", "retracted")


def read(row: Initiative, at: dt.datetime | None = None) -> Schedule:
    found = milestones(Reading(row, at), Sources())
    assert found is not None
    return found


def titles(schedule: Schedule) -> dict[str, list[str]]:
    return {kind: [one.now.row.title for one in getattr(schedule, kind)] for kind in KINDS}


def test_an_initiative_without_milestones_has_no_such_section() -> None:
    talks = make_initiative(kind="ceasefire")
    make_milestone(talks, public=False)
    assert milestones(Reading(talks), Sources()) is None


def test_days_ahead_come_soonest_first_and_the_others_newest_first() -> None:
    talks = make_initiative(kind="ceasefire")
    for title, ahead, course in (
        ("In nine days", 9, "announced"), ("Today", 0, "postponed"), ("Yesterday", -1, "announced"),
        ("Last week", -7, "postponed"), ("Some day", None, "postponed"), ("Held", -3, "held"),
        ("Off", 5, "cancelled"), ("Long ago", -20, "held"),
    ):  # fmt: skip
        make_milestone(
            talks, title, course=course, planned_on=None if ahead is None else days_ago(-ahead), as_of=days_ago(21)
        )
    wrong = make_milestone(talks, "Wrong")
    actions.retract(claim=wrong, by=make_publisher(), reason=RetractReason.ERROR)

    assert titles(read(talks)) == {
        "upcoming": ["Today", "In nine days"],
        "passed": ["Yesterday", "Last week"],
        "undated": ["Some day"],
        "past": ["Off", "Held", "Long ago"],
        "retracted": ["Wrong"],
    }


def test_a_round_that_was_postponed_and_held_is_told_as_one_course() -> None:
    talks = make_initiative(kind="ceasefire")
    first, second = days_ago(13), days_ago(6)
    row = make_milestone(talks, "Fifth round", planned_on=first, as_of=days_ago(20))
    row = replace_claim(row, kind="follow_up", course="postponed", planned_on=second, as_of=days_ago(14))
    row = replace_claim(row, kind="follow_up", course="held", as_of=second)

    (one,) = read(talks).past
    assert (one.now.row, one.now.anchor, one.first_planned_on) == (row, "M1", first)
    assert [(s.row.course, s.row.planned_on, s.until or s.replaced_on) for s in one.earlier] == [
        ("postponed", second, days_ago(0)), ("announced", first, days_ago(0)),
    ]  # fmt: skip


def test_a_day_that_was_put_right_was_never_planned_and_one_that_is_gone_still_was() -> None:
    talks = make_initiative(kind="ceasefire")
    wrong = make_milestone(talks, "Slip", planned_on=days_ago(-3), as_of=days_ago(9))
    replace_claim(wrong, kind="our_error", planned_on=days_ago(-4))
    moved = make_milestone(talks, "Put off", planned_on=days_ago(-5), as_of=days_ago(9))
    replace_claim(moved, kind="follow_up", course="postponed", planned_on=None, as_of=days_ago(1))

    found = read(talks)
    assert [(one.now.row.title, one.first_planned_on) for one in (*found.upcoming, *found.undated)] == [
        ("Slip", None), ("Put off", days_ago(-5)),
    ]  # fmt: skip


def test_the_day_of_reading_decides_what_is_ahead() -> None:
    talks = make_initiative(kind="ceasefire", opened_at=START)
    row = make_milestone(talks, "Round", planned_on=days_ago(10), as_of=days_ago(29), published_at=START)
    held = replace_claim(row, kind="follow_up", course="held", as_of=days_ago(4), published_at=START + dt.timedelta(26))

    moments = {age: timezone.now() - dt.timedelta(days=age) for age in (20, 7, 1)}
    told = {age: titles(read(talks, at)) for age, at in moments.items()}
    assert {age: [kind for kind in KINDS if told[age][kind]] for age in moments} == {
        20: ["upcoming"], 7: ["passed"], 1: ["past"],
    }  # fmt: skip
    assert [[one.title for one in coming(at, 5)] for at in moments.values()] == [["Round"], [], []]
    assert held.course == "held"


def test_what_comes_is_of_all_public_initiatives_the_soonest_first() -> None:
    talks, corridor = make_initiative("Talks", kind="ceasefire"), make_initiative("Corridor")
    draft = make_initiative(public=False)
    for row, title, ahead, course in (
        (talks, "Round", 9, "postponed"), (corridor, "Report", 2, "announced"), (talks, "Past", -1, "announced"),
        (talks, "Off", 3, "cancelled"), (corridor, "Review", 30, "announced"),
    ):  # fmt: skip
        make_milestone(row, title, kind="review", planned_on=days_ago(-ahead), course=course)
    make_milestone(draft, "Hidden", public=False)
    make_milestone(talks, "Not out", public=False)
    moved = make_milestone(talks, "Vote", planned_on=days_ago(-1))
    replace_claim(moved, kind="follow_up", planned_on=days_ago(-20), course="postponed")

    assert [(one.day, one.title, str(one.kind), one.initiative, one.url) for one in coming(None, 3)] == [
        (days_ago(-2), "Report", "Review", corridor, f"{corridor.get_absolute_url()}#M1"),
        (days_ago(-9), "Round", "Review", talks, f"{talks.get_absolute_url()}#M1"),
        (days_ago(-20), "Vote", "Round of talks", talks, f"{talks.get_absolute_url()}#M4"),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_milestones_are_one_query_and_what_comes_another(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    talks = make_initiative(kind="ceasefire")
    for _ in range(rows):
        replace_claim(make_milestone(talks), kind="follow_up", course="postponed")
    with django_assert_num_queries(1):
        read(talks)
    with django_assert_num_queries(1):
        assert len(coming(None, 5)) == rows


Step = tuple[str, int, str, int | None]
STEP = st.tuples(
    st.sampled_from(["plan", "plan", "follow_up", "our_error", "retract"]),
    st.integers(0, 3),
    st.sampled_from(["announced", "postponed", "held", "cancelled"]),
    st.sampled_from([-3, -1, 0, 1, 4]),
)


class Schedules(TestCase):
    """Each milestone stands in one list, the one that a look at its newest word and the calendar gives."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(STEP, min_size=1, max_size=9))
    def test_each_milestone_stands_where_it_belongs(self, steps: list[Step]) -> None:
        talks = make_initiative(kind="ceasefire")
        newest: dict[str, tuple[Milestone, int | None, str]] = {}
        first: dict[str, int | None] = {}
        for verb, pick, course, ahead in steps:
            live = [title for title, (_row, _ahead, state) in newest.items() if state != "retracted"]
            day = None if course == "postponed" and ahead == 0 else ahead
            said: dict[str, Any] = {"course": course, "planned_on": None if day is None else days_ago(-day)}
            if verb == "plan":
                title = f"Milestone {len(newest)}"
                newest[title] = (make_milestone(talks, title, as_of=days_ago(3), **said), day, course)
                first[title] = day
            elif live:
                title = live[pick % len(live)]
                row = newest[title][0]
                if verb == "retract":
                    actions.retract(claim=row, by=make_publisher(), reason=RetractReason.ERROR)
                    newest[title] = (row, newest[title][1], "retracted")
                else:
                    newest[title] = (replace_claim(row, kind=verb, **said), day, course)
                    first[title] = day if verb == "our_error" or first[title] is None else first[title]

        if not newest:
            return
        where = {kind: set[str]() for kind in KINDS}
        for title, (_row, day, state) in newest.items():
            if state in {"retracted", "held", "cancelled"}:
                where["retracted" if state == "retracted" else "past"].add(title)
            elif day is None:
                where["undated"].add(title)
            else:
                where["upcoming" if day >= 0 else "passed"].add(title)
        found = read(talks)
        assert {kind: set(names) for kind, names in titles(found).items()} == where
        shown: list[Appointment] = [one for kind in KINDS[:4] for one in getattr(found, kind)]
        assert {one.now.row.title: one.first_planned_on for one in shown} == {
            title: None if first[title] in (None, day) else days_ago(-(first[title] or 0))
            for title, (_row, day, state) in newest.items()
            if state != "retracted"
        }
        days = [one.now.row.planned_on for one in found.upcoming]
        assert days == sorted(day for day in days if day)
