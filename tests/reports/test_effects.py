"""What a preview says that publishing would do, for each kind of claim, against what is public already."""

import datetime as dt
from typing import Any

import pytest

from initiatives import actions
from initiatives.choices import ReplaceKind
from initiatives.models import Claim, Initiative
from initiatives.reports.effects import newest_beside
from initiatives.reports.publication import preview
from tests.factories import (
    make_adherence,
    make_budget,
    make_finding,
    make_indicator,
    make_initiative,
    make_issue,
    make_milestone,
    make_observation,
    make_organisation,
    make_position,
    make_publisher,
    make_target,
    make_term,
    make_transaction,
)

pytestmark = pytest.mark.django_db

DAYS: dict[str, Any] = {
    "period_start": dt.date(2025, 10, 10),
    "period_end": dt.date(2025, 12, 7),
    "as_of": dt.date(2025, 12, 8),
}
EARLY, LATE = dt.date(2026, 1, 5), dt.date(2026, 2, 5)


@pytest.fixture
def corridor() -> Initiative:
    return make_initiative()


def said(claim: Claim) -> tuple[str, ...]:
    return preview(claim).lines


def followed_up(claim: Claim, **changes: object) -> Claim:
    return actions.replace(claim=claim, by=make_publisher(), kind=ReplaceKind.FOLLOW_UP, changes=changes)


def test_a_figure_stands_beside_those_of_other_sources(corridor: Initiative) -> None:
    indicator, ocha = make_indicator(corridor, "Trucks"), make_organisation("OCHA")
    alone = make_observation(indicator, 113, said_by=ocha, public=False, **DAYS)
    told = "Adds a figure of OCHA: 113 trucks for 10 October 2025 to 7 December 2025"
    assert said(alone) == (f"{told}.",)
    for value in (459, 244):
        make_observation(indicator, value, **DAYS)
    assert said(alone) == (f"{told}; 2 other sources have figures for it.",)
    out = make_observation(indicator, 110, said_by=ocha, **{**DAYS, "period_start": dt.date(2025, 10, 11)})
    assert newest_beside(alone) == out
    assert said(followed_up(out, value=111)) == (
        f"Replaces {out.public_name}, which stays below it.",
        "Will be the figure of OCHA for 11 October 2025 to 7 December 2025: 111 trucks; before: 110 trucks.",
    )


def test_a_target_counts_the_others(corridor: Initiative) -> None:
    indicator, who = make_indicator(corridor), make_organisation("Mediators")
    draft = make_target(indicator, 600, "per_day", said_by=who, public=False)
    assert said(draft) == ("Adds a target, as Mediators tells it: 600 trucks a day.",)
    make_target(indicator, 400, "per_day")
    assert said(draft) == ("Adds a target, as Mediators tells it: 600 trucks a day; 1 other stands beside it.",)


def test_a_position_takes_the_place_of_the_one_before_or_stands_in_the_history(corridor: Initiative) -> None:
    issue, who = make_issue(corridor, "Timing"), make_organisation("Qatar")
    draft = make_position(issue, "Now", said_by=who, as_of=LATE, stance="supports", public=False)
    assert said(draft) == ("Is the first position of Qatar on Timing.",)
    make_position(issue, "Others say", as_of=LATE)
    before = make_position(issue, "Later", said_by=who, as_of=EARLY)
    assert said(draft) == (
        "Will be the position of Qatar on Timing; before: Later (5 January 2026).",
        "Will change the stance from not said to Supports.",
    )
    assert newest_beside(draft) == before
    old = make_position(issue, "Never", said_by=who, as_of=dt.date(2025, 12, 1), public=False)
    assert said(old) == (
        "Will stand in the history: a newer one of 5 January 2026 is public; this one is of 1 December 2025.",
    )


def test_an_assessment_is_set_against_the_same_assessors(corridor: Initiative) -> None:
    term, who = make_term(corridor, "Fighting stops"), make_organisation("Monitors")
    draft = make_adherence(term, said_by=who, as_of=LATE, score=1, public=False)
    assert said(draft) == ("Is the first that Monitors says on “1. Fighting stops”: In force, Minimal.",)
    make_adherence(term, as_of=EARLY, score=3)
    make_adherence(term, said_by=who, as_of=EARLY, score=2, breach="alleged")
    assert said(draft) == (
        "Will be what Monitors says on “1. Fighting stops”: In force, Minimal; before: In force, Intermediate, "
        "Breach alleged (5 January 2026).",
    )


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"course": "postponed", "planned_on": None}, "Postpones “Fifth round” of 5 January 2026, with no new day."),
        (
            {"course": "postponed", "planned_on": LATE},
            "Postpones “Fifth round” from 5 January 2026 to 5 February 2026.",
        ),
        ({"planned_on": LATE}, "Moves “Fifth round” from 5 January 2026 to 5 February 2026."),
        ({"course": "held"}, "“Fifth round” of 5 January 2026 becomes: Held."),
        ({}, "“Fifth round” stays on 5 January 2026."),
    ],
)
def test_a_follow_up_says_what_becomes_of_a_round(corridor: Initiative, changes: dict[str, object], line: str) -> None:
    out = make_milestone(corridor, "Fifth round", planned_on=EARLY)
    assert said(followed_up(out, **changes))[1:] == (line,)


def test_a_round_adds_to_what_comes_next(corridor: Initiative) -> None:
    draft = make_milestone(corridor, "Fifth round", planned_on=LATE, public=False)
    assert said(draft) == ("Adds to what comes next: Round of talks, Fifth round, 5 February 2026.",)


def test_a_budget_is_set_against_the_one_that_counts(corridor: Initiative) -> None:
    draft = make_budget(corridor, 5000, as_of=LATE, type="2", public=False)
    assert said(draft) == ("Is the first budget: 5,000 USD for 1 January 2026 to 31 December 2026.",)
    make_budget(corridor, 4000, as_of=EARLY)
    assert said(draft) == (
        "Adds a revised budget: 5,000 USD for 1 January 2026 to 31 December 2026; before: 4,000 USD for "
        "1 January 2026 to 31 December 2026.",
    )


def test_money_says_what_it_makes_good_and_what_no_total_holds(corridor: Initiative) -> None:
    pledge = make_transaction(corridor, "13", 900, public=False)
    assert said(pledge) == ("Adds: Pledge: 900 USD.", "Pledges are shown apart, and are in no total.")
    out = make_transaction(corridor, "13", 900)
    draft = make_transaction(corridor, "11", 300, currency="EUR", converts=out, public=False)
    assert said(draft) == (
        "Adds: Commitment: 300 EUR.",
        f"It makes good {out.public_name}: 900 USD.",
        "It has no amount in US dollars, so it stays out of the totals, which say so.",
    )


def test_a_finding_says_how_far_it_has_come(corridor: Initiative) -> None:
    out = make_finding(corridor)
    assert said(followed_up(out, resolution="responded", response="Mended", severity="low"))[1:] == (
        "The finding goes from “Open” to “Responded to”.",
        "Its severity goes from “Medium” to “Low”.",
    )
    assert said(make_finding(corridor, public=False)) == (
        "Adds a finding: Audit, severity Medium, Open.",
        "It goes out without a response of the organisation.",
    )
