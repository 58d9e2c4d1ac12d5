"""Findings in their order and course, and the points to check: each rule at its edges, against a plain computation."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import Point, ReplaceKind, RetractReason, Role, Severity, State
from initiatives.models import (
    Budget,
    Finding,
    Indicator,
    Initiative,
    Observation,
    Participation,
    ShownPoint,
    StatusUpdate,
    Transaction,
)
from initiatives.moments import end_of
from initiatives.reports.oversight import Evidence, Ground, check, findings, points, shown_points
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.texts import Link
from tests.factories import (
    make_budget,
    make_finding,
    make_indicator,
    make_initiative,
    make_observation,
    make_organisation,
    make_publisher,
    make_transaction,
    make_update,
    replace_claim,
)
from tests.views.world import days_ago

PLEDGE, COMMITMENT, RECEIVED, SPENT = "13", "11", "1", "4"
DAY = dt.date(2026, 11, 22)
few = settings(max_examples=60, deadline=None)
figures = st.decimals(min_value=1, max_value=1000, places=2)


def before(days: int) -> dt.date:
    return DAY - dt.timedelta(days=days)


def seen(
    *,
    day: dt.date = DAY,
    kind: str = "corridor",
    status: str | None = None,
    planned_end: dt.date | None = None,
    **claims: Any,
) -> Evidence:
    initiative = Initiative(reference="GZA-REC-001", kind=kind, planned_end=planned_end)
    initiative.status = status
    for name in ("budgets", "transactions", "findings"):
        chains = [row if isinstance(row, list) else [row] for row in claims.get(name, ())]
        claims[name] = chains
        for chain in chains:
            for row in chain:
                row.initiative = initiative
    for row in claims.get("observations", ()):
        row.initiative = initiative
    return Evidence(initiative, day, **claims)


def raised(evidence: Evidence) -> set[Point]:
    return {point.code for point in check(evidence)}


def grounds(evidence: Evidence, code: Point) -> list[str]:
    return [ground.text for point in check(evidence) if point.code == code for ground in point.grounds]


def money(type_: str, usd: object, *, pk: int = 1, on: dt.date = DAY, **fields: Any) -> Transaction:
    usd = Decimal(str(usd)) if usd is not None else None
    given = {"amount": usd if usd is not None else Decimal(5), "amount_usd": usd, "currency": "USD" if usd else "EUR"}
    return Transaction(pk=pk, number=pk, type=type_, as_of=on, state=State.PUBLISHED, **{**given, **fields})


def budget(type_: str, amount: object, **fields: Any) -> Budget:
    amount = Decimal(str(amount))
    period = {"period_start": dt.date(2026, 1, 1), "period_end": dt.date(2026, 12, 31)}
    given = {
        "pk": int(type_),
        "number": int(type_),
        "amount": amount,
        "amount_usd": amount,
        "currency": "USD",
        "state": State.PUBLISHED,
        **period,
    }
    return Budget(type=type_, as_of=DAY, **{**given, **fields})


def finding(on: dt.date, **fields: Any) -> Finding:
    given = {"pk": 1, "number": 1, "kind": "audit", "severity": "high", "resolution": "open", "state": State.PUBLISHED}
    return Finding(as_of=on, **{**given, **fields})


def progress(value: object, **fields: Any) -> Observation:
    indicator = Indicator(title="Works done", **{"measure": "2", "result_type": "1", **fields})
    return Observation(pk=1, number=1, indicator=indicator, value=Decimal(str(value)), as_of=DAY, state=State.PUBLISHED)


@few
@given(st.lists(figures, max_size=4), st.lists(figures, max_size=4), st.integers(0, 2))
def test_more_was_spent_than_received(spent: list[Decimal], received: list[Decimal], unknown: int) -> None:
    rows = [money(SPENT, each) for each in spent] + [money(RECEIVED, each) for each in received]
    evidence = seen(transactions=[*rows, *(money(RECEIVED, None) for _ in range(unknown))])
    found = Point.SPENT_OVER_RECEIVED in raised(evidence)
    # What was received in a currency without a rate may be any amount.
    assert found == (sum(spent) > sum(received) and not unknown)


@pytest.mark.parametrize(("spent", "is_raised"), [("100", False), ("100.01", True), ("-100", False)])
def test_as_much_as_was_received_is_not_more(spent: str, is_raised: bool) -> None:
    rows = [money(RECEIVED, 100), money(SPENT, spent)]
    assert (Point.SPENT_OVER_RECEIVED in raised(seen(transactions=rows))) == is_raised


statuses = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["1", "2", "6"])), max_size=4, unique_by=lambda s: s[0]
)


@few
@given(statuses, st.lists(st.integers(0, 6), max_size=4))
def test_money_was_spent_while_planned(told: list[tuple[int, str]], spent: list[int]) -> None:
    newest_first = sorted(told)
    updates = [StatusUpdate(as_of=before(age), status=status) for age, status in newest_first]
    evidence = seen(
        updates=updates, transactions=[money(SPENT, 5, pk=1 + n, on=before(age)) for n, age in enumerate(spent)]
    )

    def status_then(age: int) -> str | None:
        known = [status for told_age, status in newest_first if told_age >= age]
        return known[0] if known else (newest_first[-1][1] if newest_first else None)

    days = [before(age) for age in spent if status_then(age) == "1"]
    assert len(grounds(evidence, Point.SPENT_WHILE_PLANNED)) == len(days)


@pytest.mark.parametrize(
    ("end", "status", "is_raised"),
    [(DAY, "2", False), (before(1), "2", True), (before(1), "3", False), (before(1), None, False), (None, "2", False)],
)
def test_the_planned_end_has_passed(end: dt.date | None, status: str | None, is_raised: bool) -> None:
    assert (Point.END_PASSED in raised(seen(planned_end=end, status=status))) == is_raised


@pytest.mark.parametrize(
    ("kind", "has_monitor", "is_raised"),
    [("reconstruction", False, True), ("reconstruction", True, False), ("corridor", False, False)],
)
def test_a_reconstruction_names_nobody_as_monitor(kind: str, has_monitor: bool, is_raised: bool) -> None:
    assert (Point.NO_MONITOR in raised(seen(kind=kind, has_monitor=has_monitor))) == is_raised


@pytest.mark.parametrize(
    ("looked", "is_raised"),
    [
        ([], True),
        ([finding(dt.date(2025, 11, 22))], False),
        ([finding(dt.date(2025, 11, 21))], True),
        ([finding(dt.date(2025, 11, 21)), finding(dt.date(2026, 1, 1), kind="inspection")], False),
        ([finding(dt.date(2026, 1, 1), kind="complaint")], True),
        ([finding(dt.date(2026, 1, 1), state=State.RETRACTED)], True),
        # What follows up on an audit makes it no younger; a correction of its day does.
        ([[finding(DAY, replace_kind=ReplaceKind.FOLLOW_UP), finding(before(500), state=State.REPLACED)]], True),
        ([[finding(DAY, replace_kind=ReplaceKind.OUR_ERROR), finding(before(500), state=State.REPLACED)]], False),
    ],
)
def test_money_was_spent_and_nobody_looked_for_a_year(looked: list[Any], is_raised: bool) -> None:
    assert Point.NO_AUDIT not in raised(seen(findings=looked))
    assert (Point.NO_AUDIT in raised(seen(findings=looked, transactions=[money(SPENT, 1)]))) == is_raised


def test_a_year_before_the_29th_of_february_is_the_28th() -> None:
    for day, is_raised in ((dt.date(2027, 2, 28), False), (dt.date(2027, 2, 27), True)):
        leap = seen(day=dt.date(2028, 2, 29), transactions=[money(SPENT, 1)], findings=[finding(day)])
        assert (Point.NO_AUDIT in raised(leap)) == is_raised


courses = st.lists(st.tuples(st.integers(80, 100), st.sampled_from(["open", "responded"])), min_size=1, max_size=4)


@few
@given(courses, st.sampled_from(Severity.values), st.booleans())
def test_a_grave_finding_has_been_open_for_more_than_90_days(
    told: list[tuple[int, str]], severity: str, holds: bool
) -> None:
    oldest_first = sorted(told, reverse=True)
    chain = [
        finding(
            before(age), pk=n + 1, severity=severity, resolution=resolution,
            state=State.REPLACED, replace_kind=ReplaceKind.FOLLOW_UP if n else "",
        )
        for n, (age, resolution) in enumerate(oldest_first)
    ]  # fmt: skip
    chain[-1].state = State.PUBLISHED if holds else State.RETRACTED
    oldest_open = None
    for age, resolution in oldest_first:
        oldest_open = None if resolution != "open" else (age if oldest_open is None else oldest_open)
    expected = holds and severity == Severity.HIGH and oldest_open is not None and oldest_open > 90
    assert (Point.OLD_HIGH_FINDING in raised(seen(findings=[chain[::-1]]))) == expected


@pytest.mark.parametrize(("age", "is_raised"), [(90, False), (91, True)])
def test_90_days_are_not_more_than_90(age: int, is_raised: bool) -> None:
    assert (Point.OLD_HIGH_FINDING in raised(seen(findings=[finding(before(age))]))) == is_raised


@few
@given(figures, st.lists(figures, max_size=3), st.integers(178, 183))
def test_more_than_half_of_a_pledge_is_outstanding_after_180_days(
    pledged: Decimal, turned: list[Decimal], age: int
) -> None:
    rows = [money(PLEDGE, pledged, pk=1, on=before(age))]
    rows += [money(COMMITMENT, each, pk=n + 2, converts_id=1) for n, each in enumerate(turned)]
    expected = age > 180 and pledged - sum(turned) > pledged / 2
    assert (Point.PLEDGE_OUTSTANDING in raised(seen(transactions=rows))) == expected


@pytest.mark.parametrize(
    ("turned", "age", "is_raised"), [("50", 181, False), ("49.99", 181, True), ("49.99", 180, False)]
)
def test_half_of_a_pledge_is_not_more_than_half(turned: str, age: int, is_raised: bool) -> None:
    rows = [money(PLEDGE, 100, on=before(age)), money(COMMITMENT, turned, pk=2, converts_id=1)]
    assert (Point.PLEDGE_OUTSTANDING in raised(seen(transactions=rows))) == is_raised


@few
@given(figures, figures, figures)
def test_the_revised_budget_grew(original: Decimal, revised: Decimal, older: Decimal) -> None:
    rows = [budget("2", revised), budget("1", original), budget("1", older)]
    assert (Point.BUDGET_GREW in raised(seen(budgets=rows))) == (revised * 5 > original * 6)


@pytest.mark.parametrize(
    ("revised", "is_raised"),
    [
        (budget("2", 120), False),
        (budget("2", "120.01"), True),
        # Of other days, and in another currency without a dollar figure: nothing to compare.
        (budget("2", 500, period_start=dt.date(2027, 1, 1), period_end=dt.date(2027, 12, 31)), False),
        (budget("2", 500, currency="EUR", amount_usd=None), False),
        (budget("2", 50, currency="EUR", amount_usd=Decimal(121)), True),
    ],
)
def test_a_fifth_more_is_not_more_than_a_fifth(revised: Budget, is_raised: bool) -> None:
    assert (Point.BUDGET_GREW in raised(seen(budgets=[revised, budget("1", 100)]))) == is_raised


@pytest.mark.parametrize(
    ("kind", "is_raised"),
    [(ReplaceKind.SOURCE_REVISED, True), (ReplaceKind.FOLLOW_UP, True), (ReplaceKind.OUR_ERROR, False)],
)
def test_an_original_that_became_the_revised_one_was_the_plan_unless_it_was_our_error(
    kind: ReplaceKind, is_raised: bool
) -> None:
    chain = [budget("2", 200, replace_kind=kind), budget("1", 100, state=State.REPLACED)]
    assert (Point.BUDGET_GREW in raised(seen(budgets=[chain]))) == is_raised


@few
@given(figures, figures, st.integers(0, 100))
def test_physical_progress_is_behind_the_spending(required: Decimal, spent: Decimal, done: int) -> None:
    claims: dict[str, Any] = {"budgets": [budget("1", required)], "transactions": [money(SPENT, spent)]}
    evidence = seen(kind="reconstruction", **claims, observations=[progress(done)])
    # spent / required * 100 - done > 20, without a division
    assert (Point.BEHIND_SPENDING in raised(evidence)) == (spent * 100 > (done + 20) * required)


@pytest.mark.parametrize(
    ("observed", "is_raised"),
    [
        ([progress(60)], False),
        ([progress("59.999")], True),
        ([progress(10, group=" progress ")], True),
        ([progress(10, group="Schools")], False),
        ([progress(10, measure="1")], False),
        ([progress(10, result_type="2")], False),
        ([progress(10, ascending=False)], False),
        ([progress(70), progress(10)], False),
        ([progress(5, group="Schools"), progress(10)], True),
        ([], False),
    ],
)
def test_20_points_behind_are_not_more_than_20_and_only_progress_counts(
    observed: list[Observation], is_raised: bool
) -> None:
    claims: dict[str, Any] = {"budgets": [budget("1", 100)], "transactions": [money(SPENT, 80)]}
    evidence = seen(kind="reconstruction", **claims, observations=observed)
    assert (Point.BEHIND_SPENDING in raised(evidence)) == is_raised


@pytest.mark.parametrize(("group", "is_raised"), [("", False), ("Progress", True)])
def test_on_other_kinds_only_what_is_called_progress_is_progress(group: str, is_raised: bool) -> None:
    claims: dict[str, Any] = {"budgets": [budget("1", 100)], "transactions": [money(SPENT, 80)]}
    evidence = seen(kind="corridor", **claims, observations=[progress(10, group=group)])
    assert (Point.BEHIND_SPENDING in raised(evidence)) == is_raised


def codes(found: Iterable[Any]) -> list[str]:
    return [point.code.value for point in found]


def reading(row: Initiative, at: dt.datetime | None = None) -> Reading:
    return Reading(Initiative.objects.public(at).with_standing(at).get(pk=row.pk), at)


@pytest.mark.django_db
def test_points_are_read_from_the_claims_in_the_order_of_the_list_and_say_their_figures() -> None:
    row = make_initiative(kind="reconstruction", planned_end=days_ago(1))
    make_update(row, as_of=days_ago(400), status="1")
    make_transaction(row, SPENT, 80, as_of=days_ago(300))
    make_update(row, as_of=days_ago(200))
    make_transaction(row, PLEDGE, 1000, as_of=days_ago(181))
    make_budget(row, 100, as_of=days_ago(300))
    make_budget(row, 130, type="2", as_of=days_ago(100))
    make_observation(make_indicator(row, measure="2", unit="%"), 10, as_of=days_ago(2))
    make_finding(row, kind="complaint", severity="high", as_of=days_ago(91))

    found = points(reading(row))
    assert codes(found) == Point.values
    told = {point.code.value: [(g.anchor, g.text) for g in point.grounds] for point in found}
    assert told["spent_over_received"] == [("", "Spent: 80 USD. Received: nothing known.")]
    assert told["budget_grew"] == [("B2", "Original: 100 USD. Revised: 130 USD.")]
    assert told["behind_spending"][1] == ("", "Spent: 61.5 %, required 130 USD.")
    assert [anchor for name in ("old_high_finding", "pledge_outstanding") for anchor, _text in told[name]] == [
        "F1",
        "T2",
    ]
    assert found[0].rule == "More was spent than was received."

    # On an earlier day less had happened, and less time had gone by; what names the initiative is read as of today.
    Participation.objects.create(initiative=row, organisation=make_organisation(), role=Role.MONITOR)
    assert codes(points(reading(row))) == [code for code in Point.values if code != "no_monitor"]


@pytest.mark.django_db
def test_on_an_earlier_day_the_points_are_those_of_that_day() -> None:
    row = make_initiative(opened_at=end_of(days_ago(20)))
    found = make_finding(row, severity="high", as_of=days_ago(100), published_at=end_of(days_ago(19)))
    replace_claim(found, kind="follow_up", resolution="resolved", as_of=days_ago(1), published_at=end_of(days_ago(2)))
    days = (12, 10, 9, 2, 1)
    told = {age: codes(points(reading(row, end_of(days_ago(age))))) for age in days}
    old = ["old_high_finding"]
    assert told == {12: [], 10: [], 9: old, 2: old, 1: []}


@pytest.mark.django_db
def test_the_page_shows_only_points_that_were_chosen_and_hold() -> None:
    answering, silent = make_organisation("Builders", slug="builders"), make_organisation("No page", slug="no-page")
    row = make_initiative(kind="reconstruction", leads=[answering])
    make_transaction(row, SPENT, 80)
    said = {"response": "We have one.\n\nSee annex.", "responded_by": answering, "responded_on": days_ago(3)}
    ShownPoint.objects.create(initiative=row, code="no_monitor", **said)
    ShownPoint.objects.create(initiative=row, code="no_audit", response="Soon.", responded_by=silent)
    ShownPoint.objects.create(initiative=row, code="end_passed")
    other = make_initiative()
    make_transaction(other, SPENT, 80)

    shown = shown_points(reading(row), Sources())
    assert shown is not None
    assert [(p.found.code, p.response, p.responded_by, p.responded_on) for p in shown] == [
        (Point.NO_MONITOR, ("We have one.", "See annex."), Link("Builders", "builders"), days_ago(3)),
        (Point.NO_AUDIT, ("Soon.",), Link("No page"), None),
    ]
    assert shown[0].found.grounds == (Ground("None of the organisations that take part has the role of monitor."),)
    assert shown_points(reading(other), Sources()) is None


@pytest.mark.django_db
def test_findings_stand_by_severity_then_day_with_their_course_and_the_retracted_last() -> None:
    row = make_initiative()
    make_finding(row, "Low", severity="low", as_of=days_ago(1))
    make_finding(row, "Older", severity="high", as_of=days_ago(9))
    made = make_finding(row, "Newer", severity="high", as_of=days_ago(30))
    fixed = replace_claim(made, kind="our_error", as_of=days_ago(29))
    replace_claim(fixed, kind="follow_up", as_of=days_ago(2), resolution="responded", response="We know.\n\nSorry.")
    gone = make_finding(row, "Gone", severity="high", as_of=days_ago(0))
    actions.retract(claim=gone, by=make_publisher(), reason=RetractReason.ERROR)

    rows = findings(reading(row), Sources())
    assert rows is not None
    assert [(r.summary, r.version.as_of, r.version.is_struck) for r in rows] == [
        (("Newer",), days_ago(2), False),
        (("Older",), days_ago(9), False),
        (("Low",), days_ago(1), False),
        (("Gone",), days_ago(0), True),
    ]
    assert rows[0].response == ("We know.", "Sorry.")
    assert [(o.version.as_of, o.resolution.value, o.version.is_struck) for o in rows[0].course] == [
        (days_ago(30), "open", True),
        (days_ago(29), "open", False),
    ]
    assert findings(reading(make_initiative()), Sources()) is None


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_findings_are_one_query_and_points_seven_more(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = make_initiative(kind="reconstruction")
    for number in range(rows):
        replace_claim(make_finding(row, said_by=make_organisation()), kind="follow_up")
        make_budget(row, 5)
        pledge = make_transaction(row, PLEDGE, 9, provider=make_organisation())
        make_transaction(row, COMMITMENT, 5, converts=pledge, receiver=make_organisation())
        make_transaction(row, SPENT, 5)
        make_observation(make_indicator(row, measure="2"), 5)
        make_update(row)
        code = ("no_monitor", "no_audit", "spent_over_received")[number]
        ShownPoint.objects.create(initiative=row, code=code, response="So.", responded_by=make_organisation())
    read = reading(row)
    with django_assert_num_queries(1):
        findings(read, Sources())
    with django_assert_num_queries(7):
        shown_points(read, Sources())
