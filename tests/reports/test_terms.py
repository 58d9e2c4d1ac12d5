"""Terms: what each assessor says of them side by side, where they differ, what is due; assessors never pooled."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import Agreement, Breach, RetractReason, Score
from initiatives.models import Initiative, Organisation
from initiatives.reports.milestones import Coming
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.terms import Due, TermRow, Terms, deadlines, terms
from initiatives.reports.texts import Link
from tests.factories import (
    make_adherence,
    make_indicator,
    make_initiative,
    make_observation,
    make_organisation,
    make_publisher,
    make_term,
    replace_claim,
)
from tests.views.world import days_ago

pytestmark = pytest.mark.django_db

START = timezone.now() - dt.timedelta(days=30)


def read(row: Initiative, at: dt.datetime | None = None) -> Terms:
    found = terms(Reading(row, at), Sources())
    assert found is not None
    return found


def make_assessors(*names: str) -> list[Organisation]:
    return [make_organisation(name, slug=name.lower()) for name in names]


def differences(row: TermRow) -> list[str]:
    return [str(label) for label in row.differs]


def test_a_term_that_no_public_claim_names_is_not_shown() -> None:
    truce = make_initiative(kind="ceasefire")
    make_adherence(make_term(truce), public=False)
    assert terms(Reading(truce), Sources()) is None


def test_each_assessor_has_a_column_of_its_own_and_silence_is_a_gap() -> None:
    truce, (un, israel) = make_initiative(kind="ceasefire"), make_assessors("UN", "Israel")
    second, first = make_term(truce, "Trucks", number=2), make_term(truce, "Fighting stops", number=1)
    make_adherence(first, said_by=un, score=1, as_of=days_ago(9))
    make_adherence(second, "agreed", said_by=un, as_of=days_ago(8))
    make_adherence(first, said_by=israel, score=3, as_of=days_ago(2))

    found = read(truce)
    assert [assessor.name for assessor in found.assessors] == [Link("UN", "un"), Link("Israel", "israel")]
    assert [
        (row.term.text, [(v.course.holds.row.agreement, v.course.holds.row.score) if v.course.holds else None
                         for v in row.views])
        for row in found.rows
    ] == [
        ("Fighting stops", [("in_force", 1), ("in_force", 3)]),
        ("Trucks", [("agreed", None), None]),
    ]  # fmt: skip


def test_the_newest_view_of_an_assessor_holds_and_the_older_are_its_history() -> None:
    truce, (un,) = make_initiative(kind="ceasefire"), make_assessors("UN")
    term = make_term(truce)
    make_adherence(term, "agreed", said_by=un, as_of=days_ago(20))
    replace_claim(make_adherence(term, said_by=un, score=2, as_of=days_ago(9)), kind="our_error", score=1)
    make_adherence(term, said_by=un, score=3, as_of=days_ago(2))

    course = read(truce).rows[0].views[0].course
    assert course.holds is not None
    assert (course.holds.row.score, [(s.row.score, s.is_struck, s.until) for s in course.earlier]) == (
        3, [(1, False, days_ago(2)), (2, True, None), (None, False, days_ago(9))],
    )  # fmt: skip


def test_assessors_differ_on_agreement_on_score_and_on_breach() -> None:
    truce, (un, israel) = make_initiative(kind="ceasefire"), make_assessors("UN", "Israel")
    views = (
        (("in_force", 1, "alleged"), ("in_force", 3, "denied")),
        (("in_force", 1, "none"), ("in_force", 1, "confirmed")),
        (("in_force", None, "none"), ("in_force", 0, "none")),
        (("agreed", None, "none"), ("in_force", 2, "none")),
        (("proposed", None, "none"), ("proposed", None, "none")),
        (("lapsed", None, "alleged"), ("lapsed", None, "none")),
        (("in_force", 2, "none"), None),
    )
    for one, other in views:
        term = make_term(truce)
        for who, view in ((un, one), (israel, other)):
            if view:
                make_adherence(term, view[0], score=view[1], breach=view[2], said_by=who)

    assert [differences(row) for row in read(truce).rows] == [
        ["score", "breach"], ["breach"], ["score"], ["agreement"], [], [], [],
    ]  # fmt: skip


def test_two_assessors_that_were_merged_speak_with_one_voice() -> None:
    truce, (un, ocha) = make_initiative(kind="ceasefire"), make_assessors("UN", "OCHA")
    term = make_term(truce)
    make_adherence(term, said_by=un, score=1, as_of=days_ago(9))
    make_adherence(term, said_by=ocha, score=3, as_of=days_ago(2))
    ocha.merged_into = un
    ocha.save()

    found = read(truce)
    assert ([a.name for a in found.assessors], differences(found.rows[0])) == ([Link("OCHA", "un")], [])


def test_what_binds_and_is_not_done_is_due_by_the_day_of_reading() -> None:
    truce, (un, israel) = make_initiative(kind="ceasefire", opened_at=START), make_assessors("UN", "Israel")
    given_ = (
        (1, "in_force", 1, Due.PAST), (0, "in_force", None, Due.SOON), (-14, "agreed", None, Due.SOON),
        (-15, "agreed", None, None), (1, "proposed", None, None), (1, "rejected", None, None), (1, "in_force", 3, None),
    )  # fmt: skip
    for age, agreement, score, _due in given_:
        term = make_term(truce, due_on=days_ago(age))
        make_adherence(term, agreement, said_by=un, score=score, published_at=START + dt.timedelta(days=1))
    make_adherence(term, said_by=israel, score=2)

    found = read(truce)
    assert [row.due for row in found.rows] == [*(due for *_rest, due in given_[:-1]), Due.PAST]
    assert [[row.term.number for row in rows] for rows in (found.past_due, found.due_soon)] == [[1, 7], [2, 3]]
    earlier = read(truce, START + dt.timedelta(days=2))
    assert {row.due for row in earlier.rows} == {None}


def test_an_indicator_and_an_obligor_are_named_only_as_far_as_they_are_public() -> None:
    truce, (un, israel, quiet) = make_initiative(kind="ceasefire"), make_assessors("UN", "Israel", "Quiet")
    counted, hidden = make_indicator(truce, "Trucks"), make_indicator(truce, "Hidden")
    make_observation(counted, 9)
    make_observation(hidden, 9, public=False)
    for fields in (
        {"indicator": counted, "obligor": israel}, {"indicator": hidden, "obligor": quiet},
        {"obligor_named_as": "the parties"}, {},
    ):  # fmt: skip
        make_adherence(make_term(truce, **fields), said_by=un)
    make_adherence(make_term(truce), said_by=israel)

    assert [(row.indicator, row.obligor) for row in read(truce).rows[:4]] == [
        (counted, Link("Israel", "israel")), (None, Link("Quiet")), (None, Link("the parties")), (None, None),
    ]  # fmt: skip


def test_deadlines_are_the_next_days_of_terms_that_somebody_calls_binding() -> None:
    truce, un = make_initiative(kind="ceasefire"), make_organisation("UN")
    later, soon, proposed, past, lapsed = (
        make_term(truce, text, due_on=days_ago(-ahead))
        for text, ahead in (("Later", 9), ("Soon", 0), ("Proposed", 1), ("Past", -1), ("Lapsed", 2))
    )
    for term, agreement in ((later, "agreed"), (soon, "in_force"), (proposed, "proposed"), (past, "agreed")):
        make_adherence(term, agreement, said_by=un)
    make_adherence(soon, "rejected")
    make_adherence(lapsed, "in_force", said_by=un, as_of=days_ago(9))
    make_adherence(lapsed, "lapsed", said_by=un, as_of=days_ago(1))
    draft = make_initiative(kind="ceasefire", public=False)
    make_term(draft, due_on=days_ago(-1))

    assert [(one.title, one.day, one.url) for one in deadlines(None, 5)] == [
        ("Soon", days_ago(0), f"{truce.get_absolute_url()}#term-{soon.number}"),
        ("Later", days_ago(-9), f"{truce.get_absolute_url()}#term-{later.number}"),
    ]
    assert [type(one) for one in deadlines(None, 1)] == [Coming]


@pytest.mark.parametrize("rows", [1, 3])
def test_terms_are_three_queries_and_deadlines_one(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    truce = make_initiative(kind="ceasefire")
    for _ in range(rows):
        term = make_term(truce, obligor=make_organisation(), indicator=make_indicator(truce), due_on=days_ago(-3))
        replace_claim(make_adherence(term, score=1), score=2)
    with django_assert_num_queries(3):
        read(truce)
    with django_assert_num_queries(1):
        assert len(deadlines(None, 5)) == rows


Saying = tuple[int, int, int, str, int | None, str, bool]
SAYING = st.tuples(
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 5),
    st.sampled_from(["agreed", "in_force", "in_force", "in_force"]),
    st.sampled_from([None, 0, 1, 2, 3]),
    st.sampled_from(["none", "alleged", "denied"]),
    st.booleans(),
)


class Adding(TestCase):
    """The figures of each assessor equal a count by hand, and nobody's views touch another's."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(SAYING, min_size=1, max_size=9))
    def test_each_assessor_is_counted_alone(self, sayings: list[Saying]) -> None:
        truce, people = make_initiative(kind="ceasefire"), make_assessors("UN", "Israel", "OCHA")
        clauses = [make_term(truce, f"Clause {number}") for number in range(3)]
        said: dict[tuple[int, int], list[tuple[int, int, tuple[str, int | None, str]]]] = {}
        named: set[int] = set()
        for order, (clause, who, age, agreement, score, breach, is_wrong) in enumerate(sayings):
            score = score if agreement == "in_force" else None
            claim = make_adherence(
                clauses[clause], agreement, said_by=people[who], score=score, breach=breach, as_of=days_ago(age)
            )
            named.add(clause)
            if is_wrong:
                actions.retract(claim=claim, by=make_publisher(), reason=RetractReason.ERROR)
            else:
                said.setdefault((clause, who), []).append((-age, order, (agreement, score, breach)))
        newest = {where: max(views)[-1] for where, views in said.items()}

        found = read(truce)
        assert {assessor.name.name: _figures(assessor.counts, assessor.unscored, assessor.silent, assessor.share)
                for assessor in found.assessors} == {
            people[who].name: _by_hand([newest.get((clause, who)) for clause in sorted(named)])
            for who in {who for _clause, who, *_rest in sayings}
        }  # fmt: skip
        assert {row.term.pk: differences(row) for row in found.rows} == {
            clauses[clause].pk: _apart([view for (c, _who), view in newest.items() if c == clause]) for clause in named
        }


def _figures(
    counts: tuple[tuple[Score, int], ...], unscored: int, silent: int, share: Decimal | None
) -> tuple[dict[int, int], int, int, Decimal | None]:
    return {score.value: count for score, count in counts if count}, unscored, silent, share


def _by_hand(
    views: list[tuple[str, int | None, str] | None],
) -> tuple[dict[int, int], int, int, Decimal | None]:
    scores = [view[1] for view in views if view and view[1] is not None]
    spoken = sum(1 for view in views if view)
    share = Decimal(sum(scores)) / Decimal(3 * len(scores)) if scores else None
    return dict(Counter(scores)), spoken - len(scores), len(views) - spoken, share


def _apart(views: list[tuple[str, int | None, str]]) -> list[str]:
    pairs = [(one, other) for one in views for other in views]
    in_force = Agreement.IN_FORCE.value
    found = []
    if any(one[0] != other[0] for one, other in pairs):
        found.append("agreement")
    if any(one[0] == other[0] == in_force and one[1] != other[1] for one, other in pairs):
        found.append("score")
    telling = [view for view in views if view[0] == in_force or view[2] != Breach.NONE.value]
    if any(one[2] != other[2] for one in telling for other in telling):
        found.append("breach")
    return found
