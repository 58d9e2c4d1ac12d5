"""The monthly report: each part holds what its rule says, over random histories and by name."""

import datetime as dt
import re
from collections import Counter
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import PUBLIC_STATES, RemoveReason, ReplaceKind, RetractReason, State
from initiatives.models import Claim, Initiative, StatusUpdate, Transaction, claim_models, rows_of
from initiatives.moments import end_of
from initiatives.reports import monthly_claims
from initiatives.reports.monthly import Monthly, last_whole_month, month_of, monthly, months
from initiatives.reports.monthly_claims import Part, Period
from initiatives.reports.monthly_first import WALKED
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
    make_update,
    replace_claim,
)
from tests.plans import plan_of

pytestmark = pytest.mark.django_db

OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
OPENED = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _late_november() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False):
        yield


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def noon(month: int, number: int) -> dt.datetime:
    return dt.datetime(2026, month, number, 12, tzinfo=dt.UTC)


def corridor(title: str = "", **fields: Any) -> Initiative:
    return make_initiative(title, opened_at=OPENED, **fields)


def report(period: Period = OCTOBER, at: dt.datetime | None = None, limit: int | None = None) -> Monthly:
    return monthly(Initiative.objects.public(at), period, at, limit)


def suspended_late() -> Initiative:
    """Open since September; suspended on 14 October and reopened on 16, which was entered on 3 November."""
    row = corridor("The corridor")
    for number, status, when in ((1, "2", noon(9, 1)), (14, "6", noon(11, 3)), (16, "2", noon(11, 3))):
        make_update(
            row, status=status, as_of=day(10 if number > 1 else 9, number), headline=f"Told {number}", published_at=when
        )
    return row


def test_a_corridor_suspended_for_two_days_and_entered_late_shows_in_its_month() -> None:
    suspended_late()
    found = report()
    (row,) = found.statuses.rows
    assert (row.opening, row.closing, row.has_moved) == ("2", "2", True)
    assert [(run.status, run.first, run.last) for run in row.runs] == [
        ("2", day(10, 1), day(10, 13)),
        ("6", day(10, 14), day(10, 15)),
        ("2", day(10, 16), day(10, 31)),
    ]
    assert [(spell.status, spell.days) for spell in row.spells] == [("2", 29), ("6", 2)]
    assert [(move.before, move.claim.status, move.claim.as_of, move.words) for move in found.moves.rows] == [
        ("2", "6", day(10, 14), "Told 14"),
        ("6", "2", day(10, 16), "Told 16"),
    ]
    assert found.late.rows == ()


def test_and_is_named_in_the_next_month_as_published_late() -> None:
    suspended_late()
    found = report(NOVEMBER)
    assert [line.words for line in found.late.rows] == ["Told 14", "Told 16"]
    assert (found.moves.count, [spell.days for spell in found.statuses.rows[0].spells]) == (0, [22])


def test_as_published_by_the_end_of_its_month_the_corridor_was_open_throughout() -> None:
    suspended_late()
    found = report(at=end_of(day(10, 31)))
    assert (found.moves.count, found.late.count) == (0, 0)
    assert [(spell.status, spell.days) for spell in found.statuses.rows[0].spells] == [("2", 31)]


def test_a_corrected_and_a_revised_figure_of_an_earlier_month_stand_beside_what_they_were() -> None:
    indicator = make_indicator(corridor(), "Trucks")
    old: dict[str, Any] = {"days": 7, "published_at": noon(10, 12)}
    ours = make_observation(indicator, 40, as_of=day(10, 10), **old)
    theirs = make_observation(indicator, 50, as_of=day(10, 11), **old)
    replace_claim(ours, value=Decimal(14), published_at=noon(11, 5))
    replace_claim(theirs, kind="source_revised", value=Decimal(55), published_at=noon(11, 6))
    gone = make_observation(indicator, 60, as_of=day(10, 12), **old)
    actions.retract(claim=gone, by=make_publisher(), reason=RetractReason.ERROR, at=noon(11, 7))

    found = report(NOVEMBER)
    said = [
        (one.old.words, one.new and one.new.words, one.new and one.new.claim.replace_kind) for one in found.revised.rows
    ]
    days = (
        "4 October 2026 to 10 October 2026",
        "5 October 2026 to 11 October 2026",
        "6 October 2026 to 12 October 2026",
    )
    assert said == [
        (f"Trucks: 40 trucks, {days[0]}", f"Trucks: 14 trucks, {days[0]}", "our_error"),
        (f"Trucks: 50 trucks, {days[1]}", f"Trucks: 55 trucks, {days[1]}", "source_revised"),
        (f"Trucks: 60 trucks, {days[2]}", None, None),
    ]
    assert found.late.rows == ()
    assert [line.claim.value for line in report().deliveries.rows] == [Decimal(14), Decimal(55)]
    assert [line.claim.value for line in report(at=end_of(day(10, 31))).deliveries.rows] == [40, 50, 60]


def test_figures_stand_source_beside_source_against_the_target() -> None:
    un, cogat = make_organisation("UN"), make_organisation("COGAT")
    trucks = make_indicator(corridor(), "Trucks")
    make_target(trucks, 600, "per_day", as_of=day(10, 10), said_by=un)
    days: dict[str, Any] = {"period_start": day(10, 10), "period_end": day(10, 19), "as_of": day(10, 20)}
    make_observation(trucks, 4590, said_by=un, **days)
    make_observation(trucks, 1130, said_by=cogat, **days)
    make_observation(trucks, 1, said_by=cogat, as_of=day(11, 2))
    found = [
        (line.claim.said_by_name, line.claim.value, [(one.promised, one.rate, one.share) for one in line.against])
        for line in report().deliveries.rows
    ]
    assert found == [
        ("COGAT", Decimal(1130), [("600 trucks a day", Decimal("113.0"), Decimal(113) / 600)]),
        ("UN", Decimal(4590), [("600 trucks a day", Decimal("459.0"), Decimal(459) / 600)]),
    ]


def test_what_was_counted_in_october_and_said_in_november_belongs_to_october() -> None:
    trucks = make_indicator(corridor(), "Trucks")
    make_observation(trucks, 7, as_of=day(11, 3), period_end=day(10, 31), published_at=noon(11, 3))
    assert (report().deliveries.count, report(NOVEMBER).deliveries.count, report(NOVEMBER).late.count) == (1, 0, 1)


def test_terms_due_are_named_with_what_each_assessor_last_said_and_silence_shows() -> None:
    row, un, us = corridor(kind="ceasefire"), make_organisation("UN"), make_organisation("US")
    due, assessed, bare, other = (
        make_term(row, text, due_on=due_on)
        for text, due_on in (("Due", day(10, 5)), ("Assessed", None), ("Bare", day(10, 6)), ("Other", day(11, 6)))
    )
    make_adherence(due, score=1, said_by=un, as_of=day(9, 1))
    make_adherence(due, score=2, said_by=un, as_of=day(9, 2))
    make_adherence(due, score=3, said_by=us, as_of=day(10, 6))
    make_adherence(assessed, score=0, breach="alleged", said_by=un, as_of=day(10, 7))
    make_adherence(assessed, score=0, breach="denied", said_by=us, as_of=day(10, 8))
    make_adherence(bare, score=1, said_by=un, as_of=day(11, 8))
    make_adherence(other, score=1, said_by=un, as_of=day(9, 8))
    make_adherence(make_term(row, "Proposed", due_on=day(10, 7)), "proposed", said_by=un, as_of=day(9, 8))
    terms = report().terms
    assert (terms.due, terms.kept, terms.breached) == (2, 1, 1)
    assert [
        (one.term.text, one.is_due, one.line and (one.line.claim.said_by_name, one.line.claim.score))
        for one in terms.lines.rows
    ] == [
        ("Due", True, ("UN", 2)),
        ("Due", True, ("US", 3)),
        ("Assessed", False, ("UN", 0)),
        ("Assessed", False, ("US", 0)),
        ("Bare", True, None),
    ]


def test_money_is_totalled_by_type_in_dollars_and_says_what_it_left_out() -> None:
    row = corridor(kind="reconstruction")
    for type_, amount, more in (
        ("13", 500, {}),
        ("11", 100, {}),
        ("11", 20, {}),
        ("11", 9, {"currency": "EUR"}),
        ("3", -5, {"negative_reason": "refund"}),
    ):
        make_transaction(row, type_, amount, as_of=day(10, 9), **more)
    make_transaction(row, "4", 77, as_of=day(9, 30))
    make_budget(row, 1000, as_of=day(10, 1))
    money = report().money
    assert [(str(one.type.label), one.count, one.usd, one.left_out, one.is_pledge) for one in money.totals] == [
        ("Pledge", 1, Decimal(500), 0, True),
        ("Commitment", 3, Decimal(120), 1, False),
        ("Disbursement", 1, Decimal(-5), 0, False),
    ]
    assert (money.transactions.count, [line.claim.amount for line in money.budgets.rows]) == (5, [Decimal(1000)])


def test_who_did_not_report_is_measured_at_the_end_of_the_period() -> None:
    silent, late, ended, heard, rhythmless = (corridor(title) for title in ("A", "B", "C", "D", "E"))
    Initiative.objects.filter(pk=rhythmless.pk).update(update_frequency_days=None)
    for row, as_of, status in (
        (silent, day(9, 1), "2"),
        (late, day(10, 16), "2"),
        (ended, day(9, 1), "4"),
        (heard, day(10, 30), "2"),
        (rhythmless, day(9, 1), "2"),
    ):
        make_update(row, as_of=as_of, status=status, published_at=noon(10, 30))
    found = report(Period(day(10, 17), day(10, 31)))
    assert [(one.initiative.title, one.freshness.value, one.age) for one in found.silences.rows] == [
        ("A", "silent", 60),
        ("B", "late", 15),
    ]


def test_a_period_that_is_not_over_is_counted_up_to_today_and_one_to_come_not_at_all() -> None:
    make_update(corridor(), as_of=day(11, 2), status="2", published_at=noon(11, 3))
    now, later = report(NOVEMBER), report(Period(day(12, 1), day(12, 31)))
    assert [(spell.status, spell.days) for spell in now.statuses.rows[0].spells] == [(None, 1), ("2", 21)]
    assert (now.until, now.is_over, later.statuses.rows[0].runs, later.silences.count) == (day(11, 22), False, (), 0)


def test_what_comes_next_is_of_the_chosen_initiatives_with_the_terms_that_fall_due() -> None:
    row, other = corridor(kind="ceasefire"), corridor()
    make_milestone(row, "Round", planned_on=day(11, 30))
    make_adherence(make_term(row, "Fighting stops", due_on=day(11, 25)))
    make_milestone(other, "Another", planned_on=day(11, 24))
    chosen = Initiative.objects.public().filter(pk=row.pk)
    assert [(one.title, one.day) for one in monthly(chosen, OCTOBER).coming] == [
        ("Fighting stops", day(11, 25)),
        ("Round", day(11, 30)),
    ]


def test_a_part_is_cut_short_and_names_the_sources_of_what_it_shows() -> None:
    row = corridor()
    for number in (1, 2, 3):
        make_finding(row, f"Finding {number}", as_of=day(10, number))
    found = report(limit=2)
    assert (found.findings.count, found.findings.more, len(found.findings.rows), len(found.sources)) == (3, 1, 2, 2)


def test_a_report_that_cuts_nothing_short_tells_what_the_whole_one_does() -> None:
    everything(suspended_late())
    everything(corridor("Another"))
    for period in (OCTOBER, NOVEMBER):
        assert report(period, limit=100) == report(period)


def test_a_page_finds_its_first_statuses_moves_and_silences_as_the_whole_report_has_them() -> None:
    for title, confirmed in (
        ("Confirmed", (day(10, 20), "2", "on_track")),
        ("Another status", (day(10, 20), "6", "on_track")),
        ("Another rating", (day(10, 20), "2", "constrained")),
        ("Confirmed before", (day(9, 20), "2", "on_track")),
    ):
        row = corridor(title)
        make_update(row, as_of=day(9, 2), status="2", rating="on_track", published_at=noon(9, 2))
        as_of, status, rating = confirmed
        told: dict[str, Any] = {"as_of": as_of, "status": "2", "rating": "on_track", "published_at": noon(10, 20)}
        same = make_update(row, is_confirmation=True, headline="", narrative="", **told)
        # As it is where what it confirmed was corrected since.
        StatusUpdate.objects.filter(pk=same.pk).update(status=status, rating=rating)
    suspended_late()
    corridor("Nothing told")
    whole = report()
    assert [(one.initiative.title, one.heard_on) for one in whole.silences.rows] == [
        ("Another status", day(9, 2)),
        ("Another rating", day(9, 2)),
        ("Confirmed before", day(9, 20)),
    ]
    for limit in (1, 2, 3, 100):
        compare_first(report(limit=limit), whole, limit)


def compare_first(cut: Monthly, whole: Monthly, limit: int) -> None:
    def parts(found: Monthly) -> dict[str, Part[Any]]:
        told = {field.name: getattr(found, field.name) for field in fields(found)}
        told |= {"terms": found.terms.lines, "transactions": found.money.transactions, "budgets": found.money.budgets}
        return {name: part for name, part in told.items() if isinstance(part, Part)}

    def words(part: Part[Any]) -> list[Any]:
        """Without the numbers of sources, which a page gives to those that it names."""
        return [re.sub(r"NumberedSource\(number=\d+", "NumberedSource(", repr(row)) for row in part.rows]

    wanted = parts(whole)
    for name, part in parts(cut).items():
        assert (words(part), part.count) == (words(wanted[name])[:limit], wanted[name].count), name
    assert (cut.terms.due, cut.terms.kept, cut.terms.breached, cut.money.totals, cut.coming) == (
        whole.terms.due,
        whole.terms.kept,
        whole.terms.breached,
        whole.money.totals,
        whole.coming,
    )


def test_each_part_of_a_page_is_the_beginning_of_the_whole_report() -> None:
    for title in ("Beit Hanoun", "Al-Mawasi", "Rafah"):
        everything(suspended_late() if title == "Rafah" else corridor(title))
    for period in (OCTOBER, NOVEMBER, Period(day(9, 1), day(11, 22))):
        for at in (None, end_of(day(10, 6))):
            for limit in (1, 2, 5):
                compare_first(report(period, at, limit), report(period, at), limit)


def test_a_report_on_many_tells_what_one_on_few_does(monkeypatch: pytest.MonkeyPatch) -> None:
    everything(suspended_late())
    everything(corridor("Hidden", visibility="draft"))
    everything(corridor("Opened later"))
    Initiative.objects.filter(title="Opened later").update(opened_at=noon(11, 1))
    few = [report(OCTOBER, at, 3) for at in (None, end_of(day(10, 8)))]
    monkeypatch.setattr(monthly_claims, "FEW", 0)
    assert [report(OCTOBER, at, 3) for at in (None, end_of(day(10, 8)))] == few
    chosen = Initiative.objects.public()
    assert months() == months(chosen) != ()


@pytest.mark.parametrize("at", [None, end_of(day(10, 8)), noon(9, 2)])
def test_of_many_claims_the_same_are_public_as_of_few(at: dt.datetime | None) -> None:
    everything(suspended_late())
    everything(corridor("Hidden", visibility="draft"))
    everything(corridor("Opened later"))
    Initiative.objects.filter(title="Opened later").update(opened_at=noon(11, 1))
    for model in claim_models():
        few, many = (
            {*rows_of(model).public(at, many=is_many).values_list("pk", flat=True)} for is_many in (False, True)
        )
        assert few == many
    assert StatusUpdate.objects.public(at).exists()


def test_what_came_late_and_the_walk_over_the_updates_read_indexes_alone() -> None:
    walked = StatusUpdate.objects.public(many=True).current().filter(as_of__lte=OCTOBER.last).newest_first()
    late = StatusUpdate.objects.filter(
        state__in=PUBLIC_STATES,
        is_confirmation=False,
        as_of__lt=OCTOBER.first,
        published_at__gte=OCTOBER.opens_at,
        published_at__lt=OCTOBER.closes_at,
    )
    first, then = (
        "\n".join(plan_of(*rows.query.sql_with_params()))
        for rows in (walked.values_list(*WALKED), late.order_by().values_list("pk"))
    )
    assert "updates_newest_first" in first
    assert "TEMP B-TREE" not in first
    assert "Sort" not in first
    # PostgreSQL has no statistics of so few rows, and takes any index on the day of publication.
    assert ("COVERING INDEX updates_last_published_first" if connection.vendor == "sqlite" else "published") in then


def test_months_begin_and_end_where_the_calendar_says() -> None:
    assert month_of(day(2, 9)) == Period(day(2, 1), day(2, 28))
    assert last_whole_month(dt.date(2026, 1, 15)) == Period(dt.date(2025, 12, 1), dt.date(2025, 12, 31))


def test_the_months_that_are_offered_are_those_with_anything_newest_first() -> None:
    row = corridor()
    make_update(row, as_of=day(8, 5))
    make_finding(row, as_of=day(10, 5))
    make_finding(row, as_of=day(10, 6))
    make_finding(row, as_of=day(6, 6), public=False)
    assert months(Initiative.objects.public()) == (month_of(day(10, 1)), month_of(day(8, 1)))


def everything(row: Initiative) -> None:
    """One claim of each kind in October, and one of each published late."""
    make_update(row, as_of=day(10, 3), published_at=noon(10, 4))
    for as_of in (day(10, 5), day(9, 5)):
        out: dict[str, Any] = {"as_of": as_of, "published_at": noon(10, 6)}
        indicator, term = make_indicator(row), make_term(row, due_on=as_of)
        make_observation(indicator, 5, **out)
        make_target(indicator, 9, **out)
        make_adherence(term, **out)
        make_position(make_issue(row), **out)
        make_milestone(row, **out)
        make_budget(row, 5, **out)
        make_transaction(row, "11", 5, provider=make_organisation(), **out)
        replace_claim(make_finding(row, **out), summary="Better", published_at=noon(10, 7))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_report_is_a_fixed_number_of_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(rows):
        everything(corridor())
    with django_assert_num_queries(28):
        found = report()
    assert (found.late.count, found.revised.count) == (8 * rows, rows)


DAYS = st.integers(5, 65)
VERBS = st.sampled_from(["update", "money", "observe", "update", "replace", "replace", "retract", "remove"])


class RandomHistories(TestCase):
    """Each part against a computation that asks the claims one by one, day by day."""

    @settings(max_examples=12, deadline=None)
    @given(
        st.lists(st.tuples(VERBS, DAYS, st.integers(0, 5), st.sampled_from("126")), min_size=6, max_size=12),
        st.booleans(),
    )
    def test_each_part_holds_what_its_rule_says(self, steps: list[tuple[str, int, int, str]], is_past: bool) -> None:
        with time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False):
            self.play(sorted(steps, key=lambda step: step[1]))
            self.compare(end_of(day(11, 8)) if is_past else None)

    def play(self, steps: list[tuple[str, int, int, str]]) -> None:
        """Steps happen between 6 September and 5 November, each about a day up to five weeks before."""
        self.row = corridor()
        self.by, self.reviewer = make_publisher(), make_publisher()
        self.claims: list[Claim] = []
        indicator, teller = make_indicator(self.row), make_organisation()
        for verb, age, pick, status in steps:
            at = noon(9, 1) + dt.timedelta(days=age)
            about: dict[str, Any] = {"as_of": at.date() - dt.timedelta(days=7 * pick), "published_at": at}
            live = [claim for claim in map(self.fresh, self.claims) if claim.state == State.PUBLISHED]
            if verb == "update":
                self.claims.append(make_update(self.row, status=status, narrative="Because", **about))
            elif verb == "money":
                self.claims.append(make_transaction(self.row, "11", 10 + pick, **about))
            elif verb == "observe":
                said_by = make_organisation() if pick % 2 else teller
                if not any(getattr(one, "period_end", None) == about["as_of"] for one in live):
                    self.claims.append(make_observation(indicator, 3, said_by=said_by, **about))
            elif live:
                self.change(verb, live[pick % len(live)], at)

    def fresh(self, claim: Claim) -> Claim:
        return type(claim)._default_manager.get(pk=claim.pk)

    def change(self, verb: str, claim: Claim, at: dt.datetime) -> None:
        if verb == "replace":
            new = actions.replace(claim=claim, by=self.by, kind=ReplaceKind.OUR_ERROR, changes={})
            self.claims.append(actions.publish(claim=new, by=self.reviewer, seen_version=new.version, at=at))
        elif verb == "retract":
            actions.retract(claim=claim, by=self.by, reason=RetractReason.ERROR, at=at)
        else:
            actions.remove(claim=claim, by=self.by, reason=RemoveReason.SAFETY)

    def compare(self, at: dt.datetime | None) -> None:
        until = at or dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
        out = [claim for claim in map(self.fresh, self.claims) if claim.state != State.REMOVED]
        out = [claim for claim in out if claim.published_at and claim.published_at < until]
        opens, closes = OCTOBER.opens_at, OCTOBER.closes_at

        def told_on(claim: Claim) -> dt.date:
            return getattr(claim, "period_end", claim.as_of)

        def ended(claim: Claim) -> dt.datetime | None:
            moments = [moment for moment in (claim.replaced_at, claim.retracted_at) if moment and moment < until]
            return moments[0] if moments else None

        def names(claims: list[Claim]) -> Counter[tuple[str, int]]:
            return Counter((type(claim).__name__, claim.pk) for claim in claims)

        held = [claim for claim in out if ended(claim) is None]
        told = sorted((c for c in held if isinstance(c, StatusUpdate)), key=actions.order_key)
        earlier = [claim for claim in out if told_on(claim) < OCTOBER.first]
        revised = [claim for claim in earlier if (moment := ended(claim)) and opens <= moment < closes]
        beside = {(type(claim), claim.pk) for claim in revised}
        late = [
            claim
            for claim in earlier
            if claim.published_at and opens <= claim.published_at < closes
            and (type(claim), claim.replaces_id) not in beside
        ]  # fmt: skip
        found = report(at=at)
        compare_first(report(at=at, limit=2), found, 2)

        by_day = [
            next((c.status for c in reversed(told) if c.as_of <= OCTOBER.first + dt.timedelta(days=n)), None)
            for n in range(-1, 31)
        ]
        (row,) = found.statuses.rows
        moved = [
            (c.pk, before.status if before else None)
            for before, c in zip([None, *told], told, strict=False)
            if c.as_of in OCTOBER and c.status != (before.status if before else None)
        ]
        assert (row.opening, row.closing) == (by_day[0], by_day[-1])
        assert {spell.status: spell.days for spell in row.spells} == dict(Counter(by_day[1:]))
        assert [(move.claim.pk, move.before) for move in found.moves.rows] == moved
        assert names([line.claim for line in found.late.rows]) == names(late)
        assert names([one.old.claim for one in found.revised.rows]) == names(revised)
        assert {(one.old.claim.pk, one.new.claim.replaces_id) for one in found.revised.rows if one.new} == {
            (claim.replaces_id, claim.replaces_id) for claim in out if (type(claim), claim.replaces_id) in beside
        }
        for model, lines in ((Transaction, found.money.transactions.rows), (Claim, found.deliveries.rows)):
            mine = [c for c in held if isinstance(c, model) and told_on(c) in OCTOBER]
            wanted = mine if model is Transaction else [c for c in mine if hasattr(c, "period_end")]
            assert names([line.claim for line in lines]) == names(wanted)
        assert sum(one.usd for one in found.money.totals) == sum(
            c.amount for c in held if isinstance(c, Transaction) and c.as_of in OCTOBER
        )


def test_the_random_histories_know_every_row() -> None:
    """What they compare is made of rows that exist, so an empty world would prove nothing."""
    suspended_late()
    assert rows_of(StatusUpdate).public().count() == 3
