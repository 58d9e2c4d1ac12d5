"""Who stands where: the matrix of issues by speakers, its gaps, its history, and what moved."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import RetractReason, UserRole
from initiatives.models import Initiative, Organisation, Position
from initiatives.reports.positions import Matrix, Positions, positions
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.texts import Link
from tests.factories import (
    make_initiative,
    make_issue,
    make_organisation,
    make_position,
    make_publisher,
    make_user,
    replace_claim,
)
from tests.views.world import days_ago

pytestmark = pytest.mark.django_db

START = timezone.now() - dt.timedelta(days=30)


def read(row: Initiative, at: dt.datetime | None = None) -> Positions:
    found = positions(Reading(row, at), Sources())
    assert found is not None
    return found


def laid_out(matrix: Matrix) -> list[list[str]]:
    """The table as text: the heading of each row, and what holds in each of its cells."""
    said = [[(c.course.holds.row.text if c.course.holds else "") for c in row.cells] for row in matrix.rows]
    head = ["", *(link.name for link in matrix.columns)]
    return [head, *([row.heading.name, *cells] for row, cells in zip(matrix.rows, said, strict=True))]


def make_talks(*names: str) -> tuple[Initiative, list[Organisation]]:
    parties = [make_organisation(name, slug=name.lower().replace(" ", "-")) for name in names]
    return make_initiative("Talks", kind="ceasefire", leads=parties, opened_at=moment(-1)), parties


def moment(hour: int) -> dt.datetime:
    return START + dt.timedelta(hours=hour)


def test_an_initiative_without_positions_has_no_matrix() -> None:
    talks, (party,) = make_talks("Israel")
    make_position(make_issue(talks), said_by=party, public=False)
    assert positions(Reading(talks), Sources()) is None


def test_the_longer_side_stands_as_rows_and_each_group_has_its_table() -> None:
    talks, (us, israel, groups) = make_talks("United States", "Israel", "Palestinian Groups")
    first = [make_issue(talks, title, group="By issue", order=1) for title in ("Timing", "Access", "Security")]
    second = [make_issue(talks, title, group="By party", order=2) for title in ("Preconditions", "Core concerns")]
    for issue in first:
        for who in (israel, us):
            make_position(issue, f"{who} on {issue}", said_by=who)
    for issue in second:
        for who in (groups, israel, us):
            make_position(issue, f"{who} on {issue}", said_by=who)

    assert [(matrix.group, matrix.speakers_are_rows, laid_out(matrix)) for matrix in read(talks).matrices] == [
        ("By issue", False, [
            ["", "United States", "Israel"],
            ["Timing", "United States on Timing", "Israel on Timing"],
            ["Access", "United States on Access", "Israel on Access"],
            ["Security", "United States on Security", "Israel on Security"],
        ]),
        ("By party", True, [
            ["", "Preconditions", "Core concerns"],
            ["United States", "United States on Preconditions", "United States on Core concerns"],
            ["Israel", "Israel on Preconditions", "Israel on Core concerns"],
            ["Palestinian Groups", "Palestinian Groups on Preconditions", "Palestinian Groups on Core concerns"],
        ]),
    ]  # fmt: skip


def test_the_matrix_leaves_a_gap_where_a_party_is_silent() -> None:
    talks, (us, israel) = make_talks("United States", "Israel")
    timing, access = make_issue(talks, "Timing"), make_issue(talks, "Access")
    make_position(timing, "At once", said_by=us)
    make_position(timing, "Later", said_by=israel)
    make_position(access, "Controlled", said_by=israel)
    make_position(access, "Not out yet", said_by=us, public=False)

    assert laid_out(read(talks).matrices[0]) == [
        ["", "United States", "Israel"],
        ["Timing", "At once", "Later"],
        ["Access", "", "Controlled"],
    ]


def test_speakers_come_as_they_take_part_and_then_as_they_first_spoke() -> None:
    talks, (us, israel) = make_talks("United States", "Israel")
    late, early = make_organisation("Late"), make_organisation("Early")
    issue = make_issue(talks)
    for age, who in ((9, israel), (8, early), (7, us), (1, late)):
        make_position(issue, said_by=who, as_of=days_ago(age))
    make_position(issue, said_by=early, as_of=days_ago(0))

    assert [row.heading.name for row in read(talks).matrices[0].rows] == ["United States", "Israel", "Early", "Late"]


def test_a_speaker_stands_once_after_a_merge_and_under_the_name_that_its_source_gave_last() -> None:
    talks, (us,) = make_talks("United States")
    old = make_organisation("U.S. Government", slug="us-government")
    timing, access = make_issue(talks, "Timing"), make_issue(talks, "Access")
    make_position(timing, "Soon", said_by=us, named_as="Washington", as_of=days_ago(3))
    make_position(access, "Free", said_by=old, as_of=days_ago(9))
    actions.merge_organisations(keep=us, merge=old, by=make_user("", UserRole.ADMINISTRATOR))

    (matrix,) = read(talks).matrices
    assert matrix.columns == (Link("Washington", "united-states"),)
    assert [[cell.course.said[0].speaker for cell in row.cells] for row in matrix.rows] == [
        [Link("Washington", "united-states")],
        [Link("U.S. Government", "united-states")],
    ]


def test_older_positions_are_the_history_of_a_cell_and_wrong_ones_are_struck() -> None:
    talks, (us,) = make_talks("United States")
    issue = make_issue(talks)
    make_position(issue, "A pause", said_by=us, as_of=days_ago(20))
    wrong = make_position(issue, "In a moth", said_by=us, as_of=days_ago(10))
    replace_claim(wrong, kind="our_error", text="In a month")
    now = replace_claim(make_position(issue, "Soon", said_by=us, as_of=days_ago(5)), kind="follow_up",
                        text="At once", as_of=days_ago(2))  # fmt: skip
    never = make_position(issue, "Never", said_by=us, as_of=days_ago(1))
    actions.retract(claim=never, by=make_publisher(), reason=RetractReason.ERROR)

    course = read(talks).matrices[0].rows[0].cells[0].course
    assert course.holds is not None
    assert (course.holds.row, course.holds.anchor) == (now, "P3")
    assert [(s.row.text, s.anchor, s.is_struck, s.until, s.replaced_on) for s in course.earlier] == [
        ("Never", "P4", True, None, None),
        ("Soon", "", False, days_ago(2), days_ago(0)),
        ("In a month", "P2", False, days_ago(5), None),
        ("In a moth", "", True, None, days_ago(0)),
        ("A pause", "P1", False, days_ago(10), None),
    ]


def test_a_position_that_was_put_down_to_the_wrong_party_is_struck_where_it_stood() -> None:
    talks, (us, israel) = make_talks("United States", "Israel")
    issue = make_issue(talks)
    replace_claim(make_position(issue, "Soon", said_by=us), said_by=israel)

    cells = [row.cells[0].course for row in read(talks).matrices[0].rows]
    assert [(c.holds and c.holds.row.text, [(s.row.text, s.is_struck) for s in c.earlier]) for c in cells] == [
        (None, [("Soon", True)]),
        ("Soon", []),
    ]


def test_a_position_that_is_said_again_stands_since_it_was_first_said() -> None:
    talks, (us,) = make_talks("United States")
    issue = make_issue(talks)
    for age, text, stance in (
        (9, "Soon", ""), (8, "Never", ""), (7, "Soon", ""), (6, "Soon", "supports"), (1, "Soon", "supports"),
    ):  # fmt: skip
        make_position(issue, text, stance=stance, said_by=us, as_of=days_ago(age))
    cell = read(talks).matrices[0].rows[0].cells[0]
    assert cell.since == days_ago(6)


def test_what_moved_is_a_text_or_stance_that_differs_from_the_day_before() -> None:
    talks, (us, israel) = make_talks("United States", "Israel")
    timing, access, security = (make_issue(talks, title) for title in ("Timing", "Access", "Security"))
    make_position(timing, "Soon", said_by=us, as_of=days_ago(9))
    make_position(timing, "Soon", said_by=us, stance="supports", as_of=days_ago(2))
    make_position(access, "Free", said_by=us, as_of=days_ago(9))
    make_position(access, "Free", said_by=us, as_of=days_ago(2))
    make_position(security, "Patrols", said_by=israel, as_of=days_ago(5))

    found = read(talks)
    said = {
        age: [
            (move.cell.speaker.name, move.cell.issue.title, move.before and move.before.row.as_of)
            for move in found.moved_since(days_ago(age))
        ]
        for age in (1, 2, 5)
    }
    assert said == {
        1: [],
        2: [("United States", "Timing", days_ago(9))],
        5: [("United States", "Timing", days_ago(9)), ("Israel", "Security", None)],
    }
    assert [move.cell.issue.title for move in found.recent] == ["Timing"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_matrix_is_two_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    talks, _parties = make_talks("United States")
    for _ in range(rows):
        position = make_position(make_issue(talks, group="One"), "Soon", said_by=make_organisation())
        replace_claim(position, text="Later")
    with django_assert_num_queries(2):
        read(talks)


@dataclass
class Version:
    cell: tuple[int, int]
    age: int
    text: str
    kind: str = ""


@dataclass
class Chain:
    newest: Position
    versions: list[Version]
    is_retracted: bool = False


def course_of(chains: list[Chain], cell: tuple[int, int]) -> list[str]:
    """Brute force: walk through the days, the oldest first, and note each text that begins to hold on its day."""
    found: list[tuple[int, int, int, str]] = []
    for place, chain in enumerate(chains):
        for number, version in enumerate(chain.versions):
            later = chain.versions[number + 1 :]
            undone = [v for v in later if v.kind == "our_error" or v.cell != version.cell or v.age >= version.age]
            if version.cell == cell and not undone and not chain.is_retracted:
                found.append((-version.age, place, number, f"{version.age}: {version.text}"))
    return [text for *_order, text in sorted(found)]


Where = tuple[str, str]
Step = tuple[str, int, int, int, str, bool]
STEP = st.tuples(
    st.sampled_from(["say", "say", "say", "our_error", "follow_up", "source_revised", "retract"]),
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(0, 6),
    st.sampled_from(["Soon", "Never"]),
    st.booleans(),
)


class Matrices(TestCase):
    """Every cell equals what a walk through all that was said gives; later words change no table of the past."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(STEP, min_size=2, max_size=8), st.integers(0, 7))
    def test_the_matrix_is_what_was_said(self, steps: list[Step], since: int) -> None:
        talks, parties = make_talks("United States", "Israel")
        issues = [make_issue(talks, f"Issue {number}") for number in range(2)]
        chains: list[Chain] = []
        seen: list[tuple[dt.datetime, dict[Where, list[str]]]] = []
        for hour, (verb, issue, who, age, text, moves) in enumerate(steps):
            live = [chain for chain in chains if not chain.is_retracted]
            chain = live[(issue + 2 * who + age) % len(live)] if live else None
            said: dict[str, Any] = {"text": text, "as_of": days_ago(age)}
            if verb == "say":
                newest = make_position(issues[issue], said_by=parties[who], published_at=moment(hour), **said)
                chains.append(Chain(newest, [Version((issue, who), age, text)]))
            elif verb == "retract" and chain:
                actions.retract(claim=chain.newest, by=make_publisher(), reason=RetractReason.ERROR, at=moment(hour))
                chain.is_retracted = True
            elif chain:
                issue, who = (issue, who) if moves else chain.versions[-1].cell
                where = {"issue": issues[issue], "said_by": parties[who]}
                chain.newest = replace_claim(chain.newest, kind=verb, published_at=moment(hour), **where, **said)
                chain.versions.append(Version((issue, who), age, text, verb))
            seen.append((moment(hour) + dt.timedelta(minutes=1), table_of(talks)))

        cells = {(i, w): course_of(chains, (i, w)) for i in range(2) for w in range(2)}
        told = {(issues[i].title, parties[w].name): said for (i, w), said in cells.items() if said}
        assert [table_of(talks, at) for at, _table in seen] == [table for _at, table in seen]
        assert table_of(talks) == told

        found = positions(Reading(talks), Sources())
        moved = found.moved_since(days_ago(since)) if found else ()
        assert {(m.cell.issue.title, m.cell.speaker.name): m.before and entry(m.before.row) for m in moved} == {
            where: before
            for where, said in told.items()
            for before in [next((entry for entry in reversed(said) if int(entry.split(": ")[0]) > since), None)]
            if before is None or before.split(": ")[1] != said[-1].split(": ")[1]
        }


def entry(row: Position) -> str:
    return f"{(timezone.localdate() - row.as_of).days}: {row.text}"


def table_of(talks: Initiative, at: dt.datetime | None = None) -> dict[Where, list[str]]:
    """What ever held, the oldest first, by the issue and the speaker."""
    found = positions(Reading(talks, at), Sources())
    rows = [row for matrix in (found.matrices if found else ()) for row in matrix.rows]
    said = {
        (c.issue.title, c.speaker.name): [entry(s.row) for s in reversed(c.course.held)] for r in rows for c in r.cells
    }
    return {where: entries for where, entries in said.items() if entries}
