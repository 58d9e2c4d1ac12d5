"""The timeline: what became of each claim, what held before it, and where it came from."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import Rating, RemoveReason, ReplaceKind, RetractReason, Status
from initiatives.models import Initiative
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.timeline import Entry, Timeline, timeline
from tests.factories import make_draft, make_initiative, make_organisation, make_publisher, make_source, make_update
from tests.views.world import confirm, days_ago, replace

pytestmark = pytest.mark.django_db


def read(initiative: Initiative, sources: Sources | None = None) -> Timeline:
    return timeline(Reading(initiative), sources or Sources())


def told(initiative: Initiative) -> list[tuple[str, str, str | None, str]]:
    """Anchor, headline, status before and status of each entry."""
    entries = read(initiative).entries
    return [(e.anchor, e.wording.headline, e.before, e.wording.status) for e in entries]


def test_entries_come_newest_first_with_the_status_that_held_before() -> None:
    corridor = make_initiative()
    make_update(corridor, headline="Announced", status=Status.PLANNED, as_of=days_ago(9))
    make_update(corridor, headline="Shut", status=Status.SUSPENDED, as_of=days_ago(1))
    make_update(corridor, headline="Opened", status=Status.ACTIVE, as_of=days_ago(5))

    assert told(corridor) == [
        ("U2", "Shut", Status.ACTIVE, Status.SUSPENDED),
        ("U3", "Opened", Status.PLANNED, Status.ACTIVE),
        ("U1", "Announced", None, Status.PLANNED),
    ]


def test_on_one_day_those_without_a_time_come_first_then_by_the_hour() -> None:
    corridor = make_initiative()
    for name, time in (("evening", dt.time(20)), ("morning", dt.time(8)), ("some time", None)):
        make_update(corridor, headline=name, as_of_time=time)

    assert [e.wording.headline for e in read(corridor).entries] == ["evening", "morning", "some time"]


@pytest.mark.parametrize(
    ("kind", "is_struck"),
    [(ReplaceKind.OUR_ERROR, True), (ReplaceKind.SOURCE_REVISED, False), (ReplaceKind.FOLLOW_UP, False)],
)
def test_a_replacement_keeps_the_name_and_shows_the_old_text(kind: ReplaceKind, is_struck: bool) -> None:
    corridor = make_initiative()
    old = make_update(corridor, headline="Forty trucks")
    replace(old, kind, headline="Fourteen trucks")

    (entry,) = read(corridor).entries
    assert (entry.anchor, entry.wording.headline, entry.replace_kind, entry.wording.is_struck) == (
        "U1", "Fourteen trucks", kind, False,
    )  # fmt: skip
    assert [(w.headline, w.is_struck) for w in entry.earlier] == [("Forty trucks", is_struck)]


def test_what_stood_before_an_error_of_ours_stays_struck_under_later_revisions() -> None:
    corridor = make_initiative()
    second = replace(make_update(corridor, headline="one"), ReplaceKind.OUR_ERROR, headline="two")
    replace(second, ReplaceKind.SOURCE_REVISED, headline="three")

    (entry,) = read(corridor).entries
    assert [(w.headline, w.is_struck) for w in entry.earlier] == [("two", False), ("one", True)]


def test_a_retracted_update_is_struck_with_its_reason_and_moves_nothing() -> None:
    corridor = make_initiative()
    make_update(corridor, headline="Opened", status=Status.ACTIVE, as_of=days_ago(9))
    wrong = make_update(corridor, headline="Shut", status=Status.SUSPENDED, as_of=days_ago(5))
    make_update(corridor, headline="Still open", status=Status.ACTIVE, as_of=days_ago(1))
    actions.retract(claim=wrong, by=make_publisher(), reason=RetractReason.SOURCE_RETRACTED)

    newest, retracted, first = read(corridor).entries
    assert (newest.is_move, newest.before, first.before) == (False, Status.ACTIVE, None)
    assert (retracted.wording.is_struck, retracted.retract_reason, retracted.retracted_on, retracted.is_move) == (
        True, RetractReason.SOURCE_RETRACTED, days_ago(0), False,
    )  # fmt: skip


def test_retracting_a_replacement_strikes_the_whole_chain() -> None:
    corridor = make_initiative()
    newer = replace(make_update(corridor, headline="one"), ReplaceKind.FOLLOW_UP, headline="two")
    actions.retract(claim=newer, by=make_publisher(), reason=RetractReason.ERROR)

    (entry,) = read(corridor).entries
    assert (entry.wording.headline, entry.wording.is_struck, entry.is_current) == ("two", True, False)
    assert [(w.headline, w.is_struck) for w in entry.earlier] == [("one", True)]


def test_drafts_and_removed_updates_are_nowhere() -> None:
    corridor = make_initiative()
    make_update(corridor, headline="Public")
    make_draft(corridor, headline="A draft")
    actions.remove(claim=make_update(corridor, headline="Danger"), by=make_publisher(), reason=RemoveReason.SAFETY)

    assert [e.wording.headline for e in read(corridor).entries] == ["Public"]


def test_a_confirmation_is_an_entry_and_not_the_newest_update() -> None:
    corridor, un = make_initiative(), make_organisation("UN", slug="un")
    make_update(corridor, headline="Open", rating=Rating.ON_TRACK, as_of=days_ago(9))
    confirm(corridor, un, days_ago(2))

    found = read(corridor)
    assert [(e.anchor, e.is_confirmation, e.shows_standing) for e in found.entries] == [
        ("U2", True, True),
        ("U1", False, True),
    ]
    assert (found.newest, found.confirmed) == (found.entries[1], found.entries[0])


def test_an_older_confirmation_is_not_the_last_word() -> None:
    corridor = make_initiative()
    make_update(corridor, as_of=days_ago(9))
    confirm(corridor, make_organisation(), days_ago(5))
    make_update(corridor, as_of=days_ago(1))

    assert read(corridor).confirmed is None


def test_status_is_printed_where_it_says_something_new() -> None:
    corridor = make_initiative()
    for age, status, rating in (
        (9, Status.PLANNED, Rating.NO_RATING),
        (7, Status.PLANNED, Rating.NO_RATING),
        (5, Status.PLANNED, Rating.CONSTRAINED),
        (3, Status.ACTIVE, Rating.CONSTRAINED),
    ):
        make_update(corridor, as_of=days_ago(age), status=status, rating=rating)

    def shown(entry: Entry) -> tuple[str, bool, bool]:
        return entry.anchor, entry.shows_standing, entry.is_move

    assert [shown(entry) for entry in read(corridor).entries] == [
        ("U4", True, True), ("U3", True, False), ("U2", False, False), ("U1", True, False),
    ]  # fmt: skip


def test_sources_are_numbered_as_the_page_first_names_them() -> None:
    corridor = make_initiative()
    weekly, daily = make_source(title="Weekly"), make_source(title="Daily")
    for age, source in ((9, weekly), (5, daily), (1, weekly)):
        make_update(corridor, as_of=days_ago(age), source=source)

    sources = Sources()
    found = read(corridor, sources)
    assert [(s.number, s.title) for s in sources.found.values()] == [(1, "Weekly"), (2, "Daily")]
    assert [e.wording.source and e.wording.source.number for e in found.entries] == [1, 2, 1]


def test_a_speaker_is_named_as_the_source_names_them_and_linked_to_the_page_they_have_now() -> None:
    corridor = make_initiative()
    un, old = make_organisation("United Nations", slug="un"), make_organisation("Old name", slug="old")
    make_update(corridor, as_of=days_ago(3), said_by=un, named_as="the UN")
    make_update(corridor, as_of=days_ago(2), said_by=old)
    make_update(corridor, as_of=days_ago(1))
    old.merged_into = un
    old.save()

    speakers = [e.wording.speaker for e in read(corridor).entries]
    assert [s and (s.name, s.key) for s in speakers] == [None, ("Old name", "un"), ("the UN", "un")]


def test_a_narrative_falls_into_paragraphs_at_empty_lines() -> None:
    corridor = make_initiative()
    make_update(corridor, narrative="One\nstill one\n \n\nTwo")

    assert read(corridor).entries[0].wording.paragraphs == ("One\nstill one", "Two")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_timeline_is_two_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    corridor = make_initiative()
    for age in range(rows):
        make_update(corridor, as_of=days_ago(age), said_by=make_organisation())
    with django_assert_num_queries(2):
        read(corridor)


def test_a_long_timeline_is_paged_from_the_newest_or_from_the_update_that_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("initiatives.reports.timeline.ENTRIES", 2)
    corridor = make_initiative()
    for age in (9, 8, 7, 6, 5):
        make_update(corridor, as_of=days_ago(age))

    def shown(
        first: str | None,
    ) -> tuple[list[str], list[tuple[str, tuple[str, ...]]], list[tuple[str, tuple[str, ...]]]]:
        page = timeline(Reading(corridor), Sources(), first)
        assert page.newest is not None
        assert page.newest.anchor == "U5"
        newer, older = ([(part.query, part.anchors) for part in parts] for parts in (page.newer, page.older))
        return [entry.anchor for entry in page.entries], newer, older

    assert {first: shown(first) for first in (None, "U5", "U3", "U2", "U1")} == {
        None: (["U5", "U4"], [], [("?timeline=U3", ("U3", "U2")), ("?timeline=U1", ("U1",))]),
        "U5": (["U5", "U4"], [], [("?timeline=U3", ("U3", "U2")), ("?timeline=U1", ("U1",))]),
        "U3": (["U3", "U2"], [("", ("U5", "U4"))], [("?timeline=U1", ("U1",))]),
        "U2": (["U2", "U1"], [("", ("U5", "U4")), ("?timeline=U3", ("U3",))], []),
        "U1": (["U1"], [("", ("U5", "U4")), ("?timeline=U3", ("U3", "U2"))], []),
    }
    with pytest.raises(LookupError):
        timeline(Reading(corridor), Sources(), "U6")

    monkeypatch.setattr("initiatives.reports.timeline.PARTS", 1)
    for age in range(4):
        make_update(corridor, as_of=days_ago(age))
    page = timeline(Reading(corridor), Sources(), "U5")
    assert [[(part.query, part.anchors, part.is_next) for part in parts] for parts in (page.newer, page.older)] == [
        [("", (), False), ("?timeline=U8", ("U8", "U9"), True)],
        [("?timeline=U3", ("U3", "U2"), True), ("?timeline=U1", (), False)],
    ]
    assert [(part.newest_on, part.oldest_on) for part in page.newer] == [
        (days_ago(0), days_ago(1)),
        (days_ago(2), days_ago(3)),
    ]
