"""The funding chain: what is required, what counts in which total, and how far pledges were converted."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import NegativeReason, RetractReason
from initiatives.models import Initiative, Transaction
from initiatives.reports.funding import Amount, Funding, TakenBack, Total, funding, in_words
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.texts import Link
from tests.factories import (
    make_budget,
    make_initiative,
    make_organisation,
    make_publisher,
    make_source,
    make_transaction,
    replace_claim,
)
from tests.views.world import days_ago

PLEDGE, COMMITMENT, RECEIVED, DISBURSED, SPENT = "13", "11", "1", "3", "4"
STAGE_TYPES = (COMMITMENT, RECEIVED, DISBURSED, SPENT)


def read(row: Initiative, at: dt.datetime | None = None) -> Funding:
    found = funding(Reading(row, at), Sources())
    assert found is not None
    return found


def totals(found: Funding) -> dict[str, Total]:
    return {stage.type.value: stage.total for stage in found.stages}


@pytest.mark.django_db
def test_a_revised_budget_beats_a_newer_original_and_one_that_was_taken_back_counts_for_nothing() -> None:
    row = make_initiative()
    make_budget(row, 100, as_of=days_ago(9))
    make_budget(row, 300, type="2", as_of=days_ago(8))
    make_budget(row, 200, as_of=days_ago(1))
    wrong = make_budget(row, 900, type="2", as_of=days_ago(0))
    actions.retract(claim=wrong, by=make_publisher(), reason=RetractReason.ERROR)

    found = read(row)
    assert found.required is not None
    assert (found.required.anchor, found.required.amount, found.required.in_words) == ("B2", Decimal(300), "300 USD")
    assert [(b.version.anchor, b.is_required, b.version.is_struck) for b in found.budgets] == [
        ("B4", False, True), ("B3", False, False), ("B2", True, False), ("B1", False, False),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_total_holds_what_has_a_dollar_figure_and_names_what_it_leaves_out_and_what_was_taken_back() -> None:
    row = make_initiative()
    make_budget(row, 1000)
    make_transaction(row, SPENT, 700)
    make_transaction(row, SPENT, -50, negative_reason=NegativeReason.REFUND)
    make_transaction(row, SPENT, 90, currency="EUR", amount_usd="100", rate_on=days_ago(1))
    make_transaction(row, SPENT, 30, currency="EUR")
    make_transaction(row, SPENT, 10, currency="EUR")
    make_transaction(row, SPENT, 5, currency="ILS")
    make_transaction(row, RECEIVED, 7, currency="ILS")

    found = read(row)
    spent = Total(
        Decimal(750),
        3,
        (Amount(Decimal(40), "EUR", 2), Amount(Decimal(5), "ILS", 1)),
        (TakenBack(NegativeReason.REFUND, Decimal(-50)),),
    )
    nothing = Total(None, 0)
    received = replace(nothing, left_out=(Amount(Decimal(7), "ILS", 1),))
    assert totals(found) == {COMMITMENT: nothing, RECEIVED: received, DISBURSED: nothing, SPENT: spent}
    assert [stage.share for stage in found.stages] == [None, None, None, Decimal("0.75")]
    assert found.chart is not None
    assert [(bar.bar.figure, bar.bar.note) for bar in found.chart.rows][-1] == (
        Decimal(750),
        "required 1,000 USD",
    )


@pytest.mark.django_db
def test_a_pledge_partly_converted_walked_through() -> None:
    """Of 900 pledged 300 are committed; the pledge is corrected, more is bound in euros, one commitment taken back."""
    donor, row = make_organisation("Donors", slug="donors"), make_initiative()
    pledge = make_transaction(row, PLEDGE, 900, as_of=days_ago(90), provider=donor)
    steps = [told(row)]
    first = make_transaction(row, COMMITMENT, 300, as_of=days_ago(60), converts=pledge)
    make_transaction(row, COMMITMENT, 70, as_of=days_ago(60))
    steps.append(told(row))
    corrected = replace_claim(pledge, amount=1000)
    make_transaction(row, COMMITMENT, 50, currency="EUR", converts=corrected, as_of=days_ago(50))
    steps.append(told(row))
    make_transaction(row, COMMITMENT, 200, currency="EUR", amount_usd="220", rate_on=days_ago(9), converts=corrected)
    make_transaction(row, COMMITMENT, -20, negative_reason=NegativeReason.DECOMMITMENT, converts=corrected)
    steps.append(told(row))
    actions.retract(claim=first, by=make_publisher(), reason=RetractReason.ERROR)
    steps.append(told(row))
    # pledged, converted, outstanding, conversions left out, committed
    assert steps == [
        (900, 0, 900, 0, None), (900, 300, 600, 0, 370), (1000, 300, 700, 1, 370), (1000, 500, 500, 1, 570),
        (1000, 200, 800, 1, 270),
    ]  # fmt: skip

    found = read(row)
    assert found.pledged is not None
    (shown,) = found.pledged.pledges
    assert (shown.anchor, shown.made_on, shown.provider) == ("T1", days_ago(90), Link("Donors", "donors"))
    assert (shown.conversion.currency, int(shown.conversion.outstanding), shown.conversion.left_out) == ("USD", 800, 1)
    names = {t.version.anchor: t.converts.key if t.converts else None for t in found.transactions}
    assert names == {"T1": None, "T2": "T1", "T3": None, "T4": "T1", "T5": "T1", "T6": "T1"}
    by_anchor = {t.version.anchor: t for t in found.transactions}
    assert [(int(old.amount), old.version.is_struck) for old in by_anchor["T1"].earlier] == [(900, True)]
    assert (by_anchor["T1"].version.is_struck, by_anchor["T2"].version.is_struck) == (False, True)


def told(row: Initiative) -> tuple[object, ...]:
    found = read(row)
    assert found.pledged is not None
    sums = found.pledged
    return (
        sums.total.figure, sums.converted, sums.outstanding, sums.conversions_left_out,
        totals(found)[COMMITMENT].figure,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_pledge_in_euros_converted_in_euros_is_told_in_euros_and_stays_out_of_the_dollars() -> None:
    row = make_initiative()
    pledge = make_transaction(row, PLEDGE, 100, currency="EUR")
    make_transaction(row, COMMITMENT, 140, currency="EUR", converts=pledge)
    make_transaction(row, PLEDGE, -10, negative_reason=NegativeReason.DECOMMITMENT)

    found = read(row).pledged
    assert found is not None
    each = [pledge.conversion for pledge in found.pledges]
    shown = [(one.currency, int(one.converted), int(one.outstanding)) for one in each]
    assert shown == [("USD", 0, -10), ("EUR", 140, 0)]
    assert (found.total.figure, found.converted, found.outstanding) == (Decimal(-10), Decimal(0), Decimal(-10))
    assert found.total.left_out == (Amount(Decimal(100), "EUR", 1),)


@dataclass
class Kept:
    """One transaction as the test keeps its own books; `pledge` is the place of the pledge that it converts."""

    row: Transaction
    type: str
    currency: str
    amount: Decimal
    usd: Decimal | None
    pledge: int | None = None
    is_gone: bool = False


def book(kept: Iterable[Kept], type_: str) -> tuple[Decimal | None, dict[str, Decimal]]:
    """The total and what is left out of it, added up one by one."""
    figure: Decimal | None = None
    left_out: dict[str, Decimal] = {}
    for each in kept:
        if each.is_gone or each.type != type_:
            continue
        if each.usd is None:
            left_out[each.currency] = left_out.get(each.currency, Decimal(0)) + each.amount
        else:
            figure = (figure or Decimal(0)) + each.usd
    return figure, left_out


def book_pledges(kept: list[Kept]) -> tuple[Decimal, Decimal]:
    converted = outstanding = Decimal(0)
    for place, pledge in enumerate(kept):
        if pledge.is_gone or pledge.type != PLEDGE or pledge.usd is None:
            continue
        turned = Decimal(0)
        for each in kept:
            if each.pledge == place and each.usd is not None and not each.is_gone:
                turned += each.usd
        left = pledge.usd - turned
        converted += turned
        outstanding += Decimal(0) if left < 0 else min(left, pledge.usd)
    return converted, outstanding


amounts = st.decimals(min_value="0.01", max_value="9999999.99", places=2)
steps = st.tuples(
    st.sampled_from(["give", "give", "give", "correct", "retract"]),
    st.sampled_from([PLEDGE, *STAGE_TYPES]),
    st.sampled_from(["USD", "EUR", "EUR at a rate"]),
    amounts,
    st.booleans(),
    st.integers(0, 9),
)
Step = tuple[str, str, str, Decimal, bool, int]


class EveryTotal(TestCase):
    """Each total equals the sum of the test's own books, at every moment of the history."""

    @settings(max_examples=12, deadline=None)
    @given(st.lists(steps, max_size=7))
    def test_every_total_is_the_sum_of_what_holds(self, history: list[Step]) -> None:
        moment = timezone.now() - dt.timedelta(days=30)
        row, source = make_initiative(opened_at=moment), make_source()
        kept: list[Kept] = []
        seen: list[tuple[dt.datetime, list[Kept]]] = []
        for verb, type_, currency, amount, is_below, pick in history:
            moment += dt.timedelta(hours=1)
            live = [each for each in kept if not each.is_gone]
            code, is_rated = currency[:3], "rate" in currency
            usd = amount if code == "USD" else (amount * 2 if is_rated else None)
            if verb == "give":
                pledges = [place for place, each in enumerate(kept) if each.type == PLEDGE and not each.is_gone]
                pledge = pledges[pick % len(pledges)] if type_ == COMMITMENT and pledges else None
                below = is_below and type_ != PLEDGE and pledge is None
                sign = Decimal(-1 if below else 1)
                made = make_transaction(
                    row, type_, amount * sign, currency=code, amount_usd=usd * sign if usd is not None else None,
                    rate_on=days_ago(40) if is_rated else None, negative_reason="refund" if below else "",
                    converts=None if pledge is None else kept[pledge].row, source=source, published_at=moment,
                )  # fmt: skip
                kept.append(Kept(made, type_, code, amount * sign, usd * sign if usd is not None else None, pledge))
            elif live and verb == "correct":
                one = live[pick % len(live)]
                changes: dict[str, Any] = {"amount": amount, "negative_reason": "", "currency": code, "amount_usd": usd}
                changes["rate_on"] = days_ago(40) if is_rated else None
                one.row = replace_claim(one.row, published_at=moment, **changes)
                one.amount, one.currency, one.usd = amount, code, usd
            elif live:
                one = live[pick % len(live)]
                actions.retract(claim=one.row, by=make_publisher(), reason=RetractReason.ERROR, at=moment)
                one.is_gone = True
            seen.append((moment + dt.timedelta(microseconds=1), [replace(each) for each in kept]))

        for at, then in seen:
            found = funding(Reading(row, at), Sources())
            if not then:
                assert found is None
                continue
            assert found is not None
            shown = {
                **totals(found),
                PLEDGE: found.pledged.total if found.pledged else Total(None, 0),
            }
            for type_, total in shown.items():
                left_out = {amount.currency: amount.figure for amount in total.left_out}
                assert (total.figure, left_out) == book(then, type_)
            if found.pledged is not None:
                assert (found.pledged.converted, found.pledged.outstanding) == book_pledges(then)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("999999.99", "999,999.99 USD"), ("1000000", "1 million USD"), ("53200000", "53.2 million USD"),
        ("4070000000", "4.07 billion USD"), ("4075000000", "4.08 billion USD"),
        ("1234567000000", "1,234.57 billion USD"),
    ],
)  # fmt: skip
def test_a_large_amount_is_told_in_short(figure: str, words: str) -> None:
    assert in_words(Decimal(figure), "USD") == words


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_funding_is_two_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    row = make_initiative()
    for _number in range(rows):
        make_budget(row, 100, said_by=make_organisation())
        pledge = make_transaction(row, PLEDGE, 9, provider=make_organisation())
        made = make_transaction(row, COMMITMENT, 5, converts=pledge, receiver=make_organisation())
        replace_claim(made, amount=6)
    with django_assert_num_queries(2):
        read(row)
    assert funding(Reading(make_initiative()), Sources()) is None
