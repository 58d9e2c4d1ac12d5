"""The overview: which initiatives stand in front, the board, what changed, who is late."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives.choices import Rating, RelationKind, Status
from initiatives.models import Relation
from initiatives.reports.overview import CHIPS_IN_A_CELL, overview
from tests.factories import make_crisis, make_draft, make_initiative, make_organisation, make_update
from tests.views.world import days_ago

pytestmark = pytest.mark.django_db


def test_an_empty_site_has_an_empty_overview() -> None:
    make_draft(make_initiative(public=False))
    report = overview()
    assert (report.crises, report.pillars, report.board, report.changes, report.coming, report.late, report.latest) == (
        (), (), (), (), (), (), None,
    )  # fmt: skip


def test_of_each_kind_the_first_that_goes_on_and_is_no_part_of_another_stands_in_front() -> None:
    ended, whole, later = (make_initiative(title, kind="corridor") for title in ("Ended", "Whole", "Later"))
    part = make_initiative("Part", kind="ceasefire")
    talks = make_initiative("Talks", kind="ceasefire", leads=[make_organisation("B"), make_organisation("A")])
    make_initiative("Draft", kind="reconstruction", public=False)
    make_initiative("Something else", kind="other")
    make_update(ended, status=Status.COMPLETED)
    make_update(later)
    Relation.objects.create(from_initiative=part, to_initiative=whole, kind=RelationKind.PART_OF)

    assert [(p.kind.code, p.row.title, [link.name for link in p.leads][:2]) for p in overview().pillars] == [
        ("corridor", "Whole", [whole.participations.get().organisation.name]),
        ("ceasefire", talks.title, ["B", "A"]),
    ]


def test_the_board_puts_each_initiative_under_its_kind_and_status() -> None:
    for kind, status in (("corridor", Status.ACTIVE), ("corridor", Status.CANCELLED), ("ceasefire", Status.PLANNED)):
        make_update(make_initiative(f"{kind} {status}", kind=kind), status=status)
    make_initiative("new", kind="ceasefire")

    report = overview()
    assert report.board_statuses == (
        Status.PLANNED, Status.ACTIVE, Status.COMPLETED, Status.SUSPENDED, Status.CANCELLED, None,
    )  # fmt: skip
    assert [(line.kind.code, [[row.title for row in cell.rows] for cell in line.cells]) for line in report.board] == [
        ("corridor", [[], ["corridor 2"], [], [], ["corridor 5"], []]),
        ("ceasefire", [["ceasefire 1"], [], [], [], [], ["new"]]),
    ]


def test_a_full_cell_shows_the_newest_and_counts_the_rest() -> None:
    for age in range(CHIPS_IN_A_CELL + 2):
        make_update(make_initiative(f"{age} days old"), as_of=days_ago(age))

    (cell,) = (cell for line in overview().board for cell in line.cells if cell.count)
    assert ([row.title for row in cell.rows], cell.count, cell.more) == (
        ["0 days old", "1 days old", "2 days old", "3 days old"], 6, 2,
    )  # fmt: skip


def test_what_changed_tells_the_move_and_the_latest_move_leads() -> None:
    corridor, talks = make_initiative("Corridor"), make_initiative("Talks")
    make_update(corridor, as_of=days_ago(9), status=Status.PLANNED)
    make_update(corridor, as_of=days_ago(3), status=Status.ACTIVE, rating=Rating.CONSTRAINED)
    make_update(talks, as_of=days_ago(1), status=Status.ACTIVE)

    report = overview()
    assert [(c.update.initiative.title, c.before, c.update.status) for c in report.changes] == [
        ("Talks", None, Status.ACTIVE),
        ("Corridor", Status.PLANNED, Status.ACTIVE),
        ("Corridor", None, Status.PLANNED),
    ]
    assert report.latest == report.changes[1]


def test_what_changed_on_one_day_stands_by_the_hour() -> None:
    corridor = make_initiative()
    for name, time in (("evening", dt.time(20)), ("morning", dt.time(8)), ("some time", None)):
        make_update(corridor, headline=name, as_of_time=time)

    assert [change.update.headline for change in overview().changes] == ["evening", "morning", "some time"]


def test_the_longest_silent_stand_first_and_what_has_ended_is_never_late() -> None:
    for title, age, status in (
        ("Fresh", 1, Status.ACTIVE), ("Due", 8, Status.ACTIVE), ("Late", 15, Status.ACTIVE),
        ("Silent", 40, Status.ACTIVE), ("Over", 90, Status.COMPLETED),
    ):  # fmt: skip
        make_update(make_initiative(title, update_frequency_days=7), as_of=days_ago(age), status=status)

    assert [row.title for row in overview().late] == ["Silent", "Late"]


def test_sample_data_is_known_by_its_crisis() -> None:
    make_initiative(crisis=make_crisis("YEM"))
    assert overview().carries_sample is False
    make_initiative(crisis=make_crisis("GZA", is_sample=True))
    assert overview().carries_sample is True


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_is_twelve_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for age in range(rows):
        make_update(make_initiative(kind=("corridor", "ceasefire", "other")[age]), as_of=days_ago(40 + age))
    with django_assert_num_queries(12):
        overview()
