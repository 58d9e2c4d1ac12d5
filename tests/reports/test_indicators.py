"""Attainment, range and sum: the worked examples, and everything against a count day by day."""

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.choices import Aggregation, Basis, Measure, State
from initiatives.models import Indicator, Observation, Organisation, Target
from initiatives.reports.indicators import Extreme, Period, Range, Seen, attained, range_over, rate, spans, together
from initiatives.reports.texts import Link, percent

OCTOBER_10, DECEMBER_7, DECEMBER_4 = dt.date(2025, 10, 10), dt.date(2025, 12, 7), dt.date(2025, 12, 4)
ONE = dt.timedelta(days=1)

days = st.dates(dt.date(2023, 11, 1), dt.date(2024, 4, 30))
periods = st.tuples(days, st.integers(0, 70)).map(lambda one: Period(one[0], one[0] + one[1] * ONE))
values = st.decimals(0, 10**6, places=2)


def observed(
    value: object,
    period: Period,
    published: int | None = None,
    *,
    measure: str = Measure.UNIT,
) -> Observation:
    return Observation(
        indicator=Indicator(measure=measure),
        said_by=Organisation(name="UN", slug="un"),
        value=None if value is None else Decimal(str(value)),
        period_start=period.start,
        period_end=period.end,
        days_as_published=published,
        state=State.PUBLISHED,
    )


def seen(said: Sequence[tuple[Period, Decimal | int]]) -> list[Seen]:
    return [Seen(0, State.PUBLISHED, period, Decimal(value), Link("UN", "un")) for period, value in said]


def promised(value: object, basis: str = Basis.PER_DAY) -> Target:
    return Target(value=Decimal(str(value)), basis=basis)


def days_of(period: Period) -> list[dt.date]:
    return [period.start + number * ONE for number in range((period.end - period.start).days + 1)]


@pytest.mark.parametrize(
    ("value", "end", "published", "shown"),
    [
        (6545, DECEMBER_7, 58, "18.8 %"),
        (6545, DECEMBER_7, None, "18.5 %"),
        (25700, DECEMBER_4, None, "76.5 %"),
    ],
)
def test_trucks_against_600_a_day_are_the_worked_examples(
    value: int, end: dt.date, published: int | None, shown: str
) -> None:
    assert percent(attained(observed(value, Period(OCTOBER_10, end), published), promised(600))) == shown


@pytest.mark.parametrize(
    ("basis", "value", "shown"),
    [
        (Basis.PER_DAY, 10, "50 %"),  # 46 days
        (Basis.PER_WEEK, 70, "50 %"),
        (Basis.PER_MONTH, 230, "66.7 %"),  # half of June and all of July: a month and a half
        (Basis.TOTAL, 460, "50 %"),
    ],
)
def test_a_target_grows_with_the_days_weeks_or_months_of_the_period(basis: str, value: int, shown: str) -> None:
    half_of_june_and_july = Period(dt.date(2025, 6, 16), dt.date(2025, 7, 31))
    assert percent(attained(observed(230, half_of_june_and_july), promised(value, basis))) == shown


def test_halves_are_rounded_up_and_no_third_brings_them_down() -> None:
    month_and_a_third = Period(dt.date(2025, 6, 21), dt.date(2025, 7, 31))
    # 600 a month for 4/3 months is 800; 150.8 of them is 18.85 %.
    assert percent(attained(observed("150.8", month_and_a_third), promised(600, Basis.PER_MONTH))) == "18.9 %"


@given(
    periods, values, st.decimals("0.01", 10**5, places=2), st.sampled_from(Basis.values), st.none() | st.integers(1, 90)
)
def test_attainment_is_the_figure_over_the_target_of_every_day(
    period: Period, value: Decimal, target: Decimal, basis: str, published: int | None
) -> None:
    a_day = {
        Basis.PER_DAY: lambda day: Fraction(1),
        Basis.PER_WEEK: lambda day: Fraction(1, 7),
        Basis.PER_MONTH: lambda day: Fraction(1, monthrange(day.year, day.month)[1]),
        Basis.TOTAL: lambda day: Fraction(1, len(days_of(period))),
    }
    held = sum((a_day[Basis(basis)](day) for day in days_of(period)), Fraction())
    if published and basis != Basis.TOTAL:
        held *= Fraction(published, len(days_of(period)))
    row, promise = observed(value, period, published), promised(target, basis)

    assert spans(basis, period, row.days) == held
    wanted = Fraction(value) / (Fraction(target) * held)
    assert attained(row, promise) == Decimal(wanted.numerator) / Decimal(wanted.denominator)
    assert abs(Fraction(rate(row, promise)) - Fraction(value) / held) <= (
        0 if basis == Basis.TOTAL else Fraction(1, 20)
    )


@pytest.mark.parametrize(
    ("row", "target"),
    [
        (observed(None, Period(OCTOBER_10, DECEMBER_7)), promised(600)),
        (observed(5, Period(OCTOBER_10, DECEMBER_7)), promised(0)),
        (observed(5, Period(OCTOBER_10, DECEMBER_7)), promised(-1)),
        (observed(65, Period(OCTOBER_10, DECEMBER_7), measure=Measure.PERCENTAGE), promised(90, Basis.TOTAL)),
    ],
)
def test_nothing_is_attained_where_nothing_was_said_nothing_was_promised_or_both_are_percentages(
    row: Observation, target: Target
) -> None:
    assert attained(row, target) is None


@given(st.lists(st.tuples(st.sampled_from("abcd"), values), max_size=8))
def test_the_range_goes_from_the_lowest_to_the_highest_and_names_who_says_so(said: list[tuple[str, Decimal]]) -> None:
    found = range_over((Link(name.upper(), name), value) for name, value in said)
    if len({name for name, _value in said}) < 2:
        assert found is None
        return
    in_order = sorted(value for _name, value in said)
    ends = [
        Extreme(value, tuple(dict.fromkeys(name.upper() for name, figure in said if figure == value)))
        for value in (in_order[0], in_order[-1])
    ]
    assert found == Range(*ends)


@given(st.lists(st.tuples(periods, values), max_size=8, unique_by=lambda one: one[0]))
def test_a_sum_takes_the_longest_periods_first_and_counts_no_day_twice(said: list[tuple[Period, Decimal]]) -> None:
    taken: set[dt.date] = set()
    counted, left_out = [], []
    for period, value in sorted(said, key=lambda one: (len(days_of(one[0])), one[0].end), reverse=True):
        if taken & set(days_of(period)):
            left_out.append(period)
        else:
            counted.append((period, value))
            taken |= set(days_of(period))

    found = together(seen(said), Aggregation.SUM)
    if not said:
        assert found is None
        return
    assert found is not None
    assert found.speaker == Link("UN", "un")
    assert found.value == sum(value for _period, value in counted)
    assert set(found.counted) == {period for period, _value in counted}
    assert set(found.left_out) == set(left_out)
    assert len(found.counted) + len(found.left_out) == len(said)


@given(st.lists(st.tuples(periods, values), min_size=1, max_size=8, unique_by=lambda one: one[0]))
def test_the_highest_and_the_latest_of_several_periods_are_one_of_them(said: list[tuple[Period, Decimal]]) -> None:
    highest = together(seen(said), Aggregation.MAX)
    latest = together(seen(said), Aggregation.LATEST)
    assert highest is not None
    assert latest is not None
    assert highest.value == max(value for _period, value in said)
    newest = max(period.end for period, _value in said)
    longest = min(period.start for period, _value in said if period.end == newest)
    assert latest.counted == (Period(longest, newest),)
    assert [latest.value] == [value for period, value in said if period == latest.counted[0]]
    assert (highest.left_out, latest.left_out) == ((), ())


def test_periods_overlap_from_one_common_day_on() -> None:
    june, july = Period(dt.date(2025, 6, 1), dt.date(2025, 6, 30)), Period(dt.date(2025, 7, 1), dt.date(2025, 7, 31))
    till_first_of_july = Period(june.start, july.start)
    found = [
        one.overlaps(two)
        for one, two in ((june, july), (july, june), (till_first_of_july, july), (july, till_first_of_july))
    ]
    assert found == [False, False, True, True]


def test_overlapping_weeks_inside_a_longer_period_are_left_out_by_name() -> None:
    whole = Period(dt.date(2025, 5, 19), dt.date(2025, 8, 5))
    june, july = Period(dt.date(2025, 6, 1), dt.date(2025, 6, 30)), Period(dt.date(2025, 7, 1), dt.date(2025, 7, 31))
    till_july, september = Period(whole.start, july.end), Period(dt.date(2025, 9, 1), dt.date(2025, 9, 30))
    said = [(june, 1155), (july, 1161), (whole, 2604), (till_july, 2010), (september, 100)]
    found = together(seen(said), Aggregation.SUM)
    assert found is not None
    assert (found.value, found.counted, found.left_out) == (Decimal(2704), (september, whole), (till_july, july, june))
