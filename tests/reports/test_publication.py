"""What publishing would change is said before, and is what happens then."""

import datetime as dt
import random
from dataclasses import replace

import pytest
from django.utils import timezone

from initiatives import actions, caches
from initiatives.choices import RATING_ORDER, ReplaceKind, RetractReason, State, Status
from initiatives.models import Initiative, StatusUpdate, User
from initiatives.reports.publication import Preview, preview
from tests.factories import make_draft, make_initiative, make_organisation, make_publisher, make_source, make_update
from tests.notes.models import Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> dt.date:
    day = dt.date(2026, 11, 20)
    monkeypatch.setattr(timezone, "localdate", lambda *args: day)
    return day


def told(claim: StatusUpdate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    said = preview(claim)
    return said.lines, said.warnings


def test_the_first_status(today: dt.date) -> None:
    claim = make_draft(make_initiative(), status="2", as_of=today)
    assert told(claim) == (("Is the first status: Open, since 20 November 2026.",), ())


def test_a_move(today: dt.date) -> None:
    initiative = make_initiative()
    make_update(initiative, status="2", as_of=dt.date(2026, 11, 1))
    claim = make_draft(initiative, status="6", as_of=dt.date(2026, 11, 12))
    assert told(claim) == (
        (
            "Will change the status from Open to Suspended, since 12 November 2026.",
            "The page will still say: Update due.",
        ),
        ("Urgent: may go out at once.",),
    )


def test_a_late_report_of_an_earlier_day(today: dt.date) -> None:
    initiative = make_initiative(kind="reconstruction")
    make_update(initiative, status="6", as_of=dt.date(2026, 11, 12))
    claim = make_draft(initiative, status="2", as_of=dt.date(2026, 11, 10))
    lines, _warnings = told(claim)
    assert lines[0] == (
        "Will not change the status: a newer update of 12 November 2026 is public; "
        "this will appear below it as 10 November 2026."
    )


def test_more_news_at_the_same_status_and_a_new_rating(today: dt.date) -> None:
    initiative = make_initiative()
    make_update(initiative, status="2", rating="on_track", as_of=dt.date(2026, 11, 1))
    claim = make_draft(initiative, status="2", rating="constrained", as_of=today)
    assert told(claim) == (
        (
            "The status stays Open; this is the newest news of it, of 20 November 2026.",
            "Will change the rating from On track to Constrained.",
            "News is up to date again.",
        ),
        ("Urgent: may go out at once.",),
    )


def test_a_confirmation(today: dt.date) -> None:
    initiative = make_initiative()
    make_update(initiative, status="2", as_of=dt.date(2026, 10, 1))
    claim = actions.confirm_unchanged(initiative=initiative, by=make_publisher(), source=make_source())
    assert told(claim) == (
        (
            "Confirms Open as of 20 November 2026; it stays out of the list of updates.",
            "News is up to date again.",
        ),
        (),
    )


def test_a_replacement(today: dt.date) -> None:
    initiative = make_initiative()
    old = make_update(initiative, status="2", as_of=dt.date(2026, 11, 18))
    changes = {"status": "6", "as_of": dt.date(2026, 11, 17)}
    claim = actions.replace(claim=old, by=make_publisher(), kind=ReplaceKind.OUR_ERROR, changes=changes)
    lines, warnings = told(claim)
    assert lines == (
        f"Replaces {old.public_name}, which stays below it, struck through.",
        "Will change the status from Open to Suspended, since 17 November 2026.",
    )
    assert warnings == ()


@pytest.mark.parametrize(
    ("narrative", "end"),
    [("The parties met again.", "; the narrative explains it."), ("", ", and nothing explains it yet.")],
)
def test_an_unusual_move(today: dt.date, narrative: str, end: str) -> None:
    initiative = make_initiative(kind="reconstruction")
    make_update(initiative, status="5", as_of=dt.date(2026, 11, 18))
    claim = make_draft(initiative, status="2", as_of=today, narrative=narrative)
    assert told(claim)[1] == (f"A move from Cancelled to Active is out of the ordinary{end}",)


def test_a_draft_initiative_stands_in_the_way(today: dt.date) -> None:
    claim = make_draft(make_initiative(public=False), as_of=today)
    assert told(claim)[1] == ("The initiative is not public. It has to be opened first.",)


def test_a_claim_of_another_kind_leaves_the_status(today: dt.date) -> None:
    initiative = make_initiative()
    note = Note(initiative=initiative, as_of=today, said_by=make_organisation(), source=make_source(), text="A note")
    standing = caches.work_out(initiative)
    assert preview(note) == Preview(standing, standing, ("Leaves the status as it is.",))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_said_is_what_happens(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    initiative, author, reviewer = make_initiative(), make_publisher(), make_publisher()
    compared = 0
    for _step in range(12):
        claim = _one_more(dice, initiative, author)
        claim.refresh_from_db()
        before = initiative_now(initiative)
        said = preview(claim)
        unsaved = preview(_unsaved(claim))
        try:
            actions.publish(claim=claim, by=reviewer, seen_version=claim.version)
        except actions.Refused:
            if claim.state == State.SUBMITTED:
                claim = actions.return_(claim=claim, by=reviewer, reason="No")
            actions.discard(claim=claim, by=author)
            continue
        assert said.before == before
        assert said.after == initiative_now(initiative)
        if claim.replaces is None:
            same = {None: None, 0: claim.pk}.get(unsaved.after.current_update_id, unsaved.after.current_update_id)
            assert replace(unsaved.after, current_update_id=same) == said.after
        compared += 1
        if dice.random() < 0.2:
            current = StatusUpdate.objects.filter(initiative=initiative, state=State.PUBLISHED)
            actions.retract(claim=dice.choice(list(current)), by=reviewer, reason=RetractReason.ERROR)
    assert compared >= 3


def initiative_now(initiative: Initiative) -> caches.Standing:
    initiative.refresh_from_db()
    return caches.Standing(
        initiative.current_update_id,
        initiative.current_status,
        initiative.current_status_since,
        initiative.current_rating,
        initiative.current_is_disputed,
        initiative.last_update_as_of,
        initiative.last_confirmed_on,
    )


def _one_more(dice: random.Random, initiative: Initiative, author: User) -> StatusUpdate:
    initiative.refresh_from_db()
    values = {
        "status": dice.choice(Status.values),
        "rating": dice.choice(list(RATING_ORDER)),
        "as_of": timezone.localdate() - dt.timedelta(days=dice.randrange(6)),
        "as_of_time": dice.choice([None, None, dt.time(0, 0), dt.time(12, 0)]),
        "narrative": "Because.",
    }
    current = list(StatusUpdate.objects.filter(initiative=initiative, state=State.PUBLISHED, is_confirmation=False))
    if current and dice.random() < 0.3:
        kind = dice.choice(list(ReplaceKind))
        return actions.replace(claim=dice.choice(current), by=author, kind=kind, changes=values)
    if initiative.current_status is not None and dice.random() < 0.2:
        try:
            return actions.confirm_unchanged(initiative=initiative, by=author, source=make_source())
        except actions.Refused:
            return make_draft(initiative, author=author, **values)
    return make_draft(initiative, author=author, **values)


def _unsaved(claim: StatusUpdate) -> StatusUpdate:
    copy = StatusUpdate.objects.get(pk=claim.pk)
    copy.pk = None
    copy.initiative = claim.initiative
    return copy
