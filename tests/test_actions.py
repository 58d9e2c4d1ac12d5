"""The audited verbs: what they change, whom they refuse, and that nothing else can happen."""

import datetime as dt
from typing import TypeVar

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from pytest_django import Settings

from initiatives import actions, editions
from initiatives.actions import Conflict, Refused
from initiatives.choices import Rating, RemoveReason, ReplaceKind, RetractReason, Role, State, Status
from initiatives.models import Claim, Initiative, Participation, Source, StatusUpdate, User
from tests.factories import (
    make_crisis,
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_source,
    make_update,
    make_user,
)
from tests.notes.models import Note

pytestmark = pytest.mark.django_db


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def standing(initiative: Initiative) -> tuple[str | None, dt.date | None, str | None]:
    initiative.refresh_from_db()
    return initiative.current_status, initiative.current_status_since, initiative.current_rating


C = TypeVar("C", bound=Claim)


def publish(claim: C, by: User | None = None) -> C:
    return actions.publish(claim=claim, by=by or make_publisher(), seen_version=claim.version)


# -- opening -----------------------------------------------------------------------------------------------------------


def test_references_count_up_in_a_crisis_and_kind_and_drafts_leave_no_gaps() -> None:
    make_initiative(kind="corridor", public=False)
    first, talks = make_initiative(kind="corridor"), make_initiative(kind="ceasefire")
    second = make_initiative(kind="corridor")
    elsewhere = make_initiative(kind="corridor", crisis=make_crisis("YEM"))

    assert [i.reference for i in (first, talks, second, elsewhere)] == [
        "GZA-COR-001", "GZA-CEA-001", "GZA-COR-002", "YEM-COR-001",
    ]  # fmt: skip


def test_a_reference_stays_taken_after_removal() -> None:
    gone = make_initiative()
    actions.remove_initiative(initiative=gone, by=make_publisher(), reason=RemoveReason.SAFETY)

    assert make_initiative().reference == "GZA-COR-002"


@pytest.mark.parametrize(("field", "message"), [
    ("leads", "Name at least one lead organisation first."),
    ("anticipated_results", "Say what the initiative is meant to achieve first."),
])  # fmt: skip
def test_an_initiative_opens_only_when_it_says_who_leads_and_what_for(field: str, message: str) -> None:
    bare: dict[str, list[str]] = {"leads": []}
    initiative = make_initiative(public=False, **(bare if field == "leads" else {"anticipated_results": ""}))

    with pytest.raises(Refused) as refusal:
        actions.open_to_public(initiative=initiative, by=make_publisher(), seen_version=initiative.version)

    assert refusal.value.messages == [message]
    initiative.refresh_from_db()
    assert (initiative.visibility, initiative.reference) == ("draft", None)


def test_whoever_wrote_an_initiative_does_not_open_it_alone() -> None:
    author = make_publisher()
    initiative = make_initiative(public=False, created_by=author)

    with pytest.raises(Refused):
        actions.open_to_public(initiative=initiative, by=author, seen_version=initiative.version)
    actions.open_to_public(initiative=initiative, by=make_publisher(), seen_version=initiative.version)

    initiative.refresh_from_db()
    assert (initiative.visibility, initiative.reference) == ("public", "GZA-COR-001")


# -- review ------------------------------------------------------------------------------------------------------------


def test_an_update_goes_from_draft_through_review_to_the_public() -> None:
    unicef = make_organisation("UNICEF")
    editor, initiative = make_user(organisation=unicef), make_initiative()
    Participation.objects.create(initiative=initiative, organisation=unicef, role=Role.IMPLEMENTING)
    publisher = make_publisher()
    draft = make_draft(initiative, author=editor)

    submitted = actions.submit(claim=draft, by=editor)
    returned = actions.return_(claim=submitted, by=publisher, reason="Which crossing?")
    assert (returned.state, returned.return_reason) == (State.RETURNED, "Which crossing?")
    returned.headline = "The northern crossing opened"
    saved = actions.save_draft(claim=returned, by=editor, seen_version=returned.version)
    published = publish(actions.submit(claim=saved, by=editor), by=publisher)

    assert (published.state, published.public_name, published.headline, published.author, published.reviewer) == (
        State.PUBLISHED, "GZA-COR-001-U1", "The northern crossing opened", editor, publisher,
    )  # fmt: skip


def test_what_goes_out_is_what_was_reviewed() -> None:
    author, initiative = make_publisher(), make_initiative()
    seen = make_draft(initiative, author=author)
    mine = StatusUpdate.objects.get(pk=seen.pk)
    mine.headline = "Changed after the review"
    actions.save_draft(claim=mine, by=author, seen_version=mine.version)

    with pytest.raises(Conflict):
        actions.publish(claim=seen, by=make_publisher(), seen_version=seen.version)

    assert StatusUpdate.objects.get(pk=seen.pk).state == State.DRAFT


def test_a_stale_draft_is_not_saved_over_a_newer_one() -> None:
    author, initiative = make_publisher(), make_initiative()
    first = make_draft(initiative, author=author)
    seen = first.version
    second = StatusUpdate.objects.get(pk=first.pk)
    second.headline = "The newer text"
    actions.save_draft(claim=second, by=author, seen_version=seen)
    first.headline = "The older text"

    with pytest.raises(Conflict):
        actions.save_draft(claim=first, by=author, seen_version=seen)

    assert StatusUpdate.objects.get(pk=first.pk).headline == "The newer text"


def test_nobody_publishes_alone_what_they_wrote_or_changed() -> None:
    writer, changer, initiative = make_publisher(), make_publisher(), make_initiative()
    claim = make_draft(initiative, author=writer)
    claim.headline = "Changed by another"
    claim = actions.save_draft(claim=claim, by=changer, seen_version=claim.version)

    for person in (writer, changer):
        with pytest.raises(Refused):
            publish(claim, by=person)

    assert publish(claim).state == State.PUBLISHED


def test_whose_words_were_changed_by_a_comma_does_not_publish_them_either() -> None:
    writer, helper, initiative = make_publisher(), make_publisher(), make_initiative()
    claim = make_draft(initiative, author=writer)
    for person, headline in ((helper, "All words by the helper"), (writer, "All words, by the helper")):
        claim.headline = headline
        claim = actions.save_draft(claim=claim, by=person, seen_version=claim.version)

    with pytest.raises(Refused):
        publish(claim, by=helper)

    assert publish(claim).state == State.PUBLISHED


def test_a_correction_that_raises_a_rating_again_is_not_urgent() -> None:
    initiative, publisher = make_initiative(), make_publisher()
    make_update(initiative, rating=Rating.ON_TRACK, as_of=day("2026-01-01"))
    low = make_update(initiative, rating=Rating.NO_PROGRESS, as_of=day("2026-02-01"))
    changes: dict[str, object] = {"rating": Rating.CONSTRAINED}
    draft = actions.replace(claim=low, by=publisher, kind=ReplaceKind.OUR_ERROR, changes=changes)

    with pytest.raises(Refused):
        publish(draft, by=publisher)


def test_a_second_check_does_not_wait_on_what_was_replaced() -> None:
    initiative, publisher = make_initiative(), make_publisher()
    make_update(initiative, status="2", as_of=day("2026-01-01"))
    urgent = publish(make_draft(initiative, status="6", author=publisher), by=publisher)
    publish(actions.replace(claim=urgent, by=publisher, kind=ReplaceKind.FOLLOW_UP, changes={}))
    urgent.refresh_from_db()

    assert (urgent.state, urgent.second_check_pending) == (State.REPLACED, False)


def test_without_the_two_person_rule_a_publisher_publishes_at_once(settings: Settings) -> None:
    settings.TRACKER_TWO_PERSON_RULE = False
    publisher = make_publisher()
    claim = publish(make_draft(make_initiative(), author=publisher), by=publisher)

    assert (claim.state, claim.second_check_pending) == (State.PUBLISHED, False)


@pytest.mark.parametrize(("status", "rating", "is_urgent"), [
    (Status.SUSPENDED, Rating.ON_TRACK, True),
    (Status.CANCELLED, Rating.ON_TRACK, True),
    (Status.ACTIVE, Rating.CONSTRAINED, True),
    (Status.ACTIVE, Rating.ON_TRACK, False),
    (Status.ACTIVE, Rating.MET, False),
    (Status.ACTIVE, Rating.NO_RATING, False),
    (Status.COMPLETING, Rating.CONSTRAINED, False),
])  # fmt: skip
def test_one_publisher_may_at_once_publish_only_what_lives_hang_on(status: str, rating: str, is_urgent: bool) -> None:
    initiative, publisher = make_initiative(), make_publisher()
    make_update(initiative, status=Status.ACTIVE, rating=Rating.ON_TRACK, as_of=day("2026-01-01"))
    claim = make_draft(initiative, status=status, rating=rating, author=publisher)

    if not is_urgent:
        with pytest.raises(Refused):
            publish(claim, by=publisher)
        return
    published = publish(claim, by=publisher)
    assert (published.state, published.second_check_pending) == (State.PUBLISHED, True)
    with pytest.raises(Refused):
        actions.second_check(claim=published, by=publisher)
    second = make_publisher()
    checked = actions.second_check(claim=published, by=second)
    assert (checked.second_check_pending, checked.second_checked_by) == (False, second)


def test_an_old_suspension_entered_late_is_not_urgent() -> None:
    initiative, publisher = make_initiative(), make_publisher()
    make_update(initiative, status=Status.ACTIVE, as_of=day("2026-01-01"))
    make_update(initiative, status=Status.ACTIVE, as_of=day("2026-03-01"))
    late = make_draft(initiative, status=Status.SUSPENDED, as_of=day("2026-02-01"), author=publisher)

    with pytest.raises(Refused):
        publish(late, by=publisher)


def test_an_editor_neither_publishes_nor_retracts_nor_removes() -> None:
    lead = make_organisation()
    editor, initiative = make_user(organisation=lead), make_initiative(leads=[lead])
    draft, public = make_draft(initiative, author=editor), make_update(initiative)

    with pytest.raises(PermissionDenied):
        publish(draft, by=editor)
    with pytest.raises(PermissionDenied):
        actions.retract(claim=public, by=editor, reason=RetractReason.ERROR)
    with pytest.raises(PermissionDenied):
        actions.remove(claim=public, by=editor, reason=RemoveReason.SAFETY)


def test_an_editor_adds_nothing_where_their_organisation_has_no_part() -> None:
    stranger = make_user(organisation=make_organisation())

    with pytest.raises(PermissionDenied):
        make_draft(make_initiative(), author=stranger)

    assert StatusUpdate.objects.count() == 0


@pytest.mark.parametrize("state", ["submitted", "published", "replaced", "retracted", "removed"])
def test_only_drafts_and_returned_claims_can_be_edited(state: str) -> None:
    initiative, author = make_initiative(), make_publisher()
    claim = make_draft(initiative, author=author)
    claim = actions.submit(claim=claim, by=author) if state == "submitted" else publish(claim)
    if state == "replaced":
        publish(actions.replace(claim=claim, by=author, kind=ReplaceKind.OUR_ERROR, changes={}))
    if state == "retracted":
        actions.retract(claim=claim, by=author, reason=RetractReason.ERROR)
    if state == "removed":
        actions.remove(claim=claim, by=author, reason=RemoveReason.SAFETY)
    stored = StatusUpdate.objects.get(pk=claim.pk)
    before = StatusUpdate.objects.filter(pk=claim.pk).values().get()
    assert stored.state == state
    stored.headline = "Changed behind the review"

    with pytest.raises(Conflict):
        actions.save_draft(claim=stored, by=author, seen_version=stored.version)

    assert StatusUpdate.objects.filter(pk=claim.pk).values().get() == before


def test_a_claim_needs_a_source_before_it_is_sent_for_review() -> None:
    author = make_publisher()
    claim = make_draft(make_initiative(), author=author, source=None)

    with pytest.raises(Refused) as refusal:
        actions.submit(claim=claim, by=author)

    assert refusal.value.message_dict == {"source": ["Give the source: whoever reads this must be able to check it."]}


def test_a_claim_is_not_published_before_its_initiative_is() -> None:
    claim = make_draft(make_initiative(public=False))

    with pytest.raises(Refused) as refusal:
        publish(claim)

    assert refusal.value.messages == ["Open the initiative to the public first."]


def test_a_day_in_the_future_is_refused() -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(ValidationError) as refusal:
        make_draft(make_initiative(), as_of=tomorrow)

    assert refusal.value.message_dict == {"as_of": ["This day is in the future. Give today or an earlier day."]}


# -- moves -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("then", Status.values)
@pytest.mark.parametrize("first", Status.values)
def test_a_move_off_the_list_needs_a_narrative(first: str, then: str) -> None:
    expected = {
        "1": "256", "2": "3456", "3": "2456", "4": "", "5": "", "6": "12345",
    }  # fmt: skip
    initiative = make_initiative()
    make_update(initiative, status=first, as_of=day("2026-01-01"))
    claim = make_draft(initiative, status=then, as_of=day("2026-01-02"))

    if first == then or then in expected[first]:
        assert publish(claim).state == State.PUBLISHED
        return
    with pytest.raises(Refused) as refusal:
        publish(claim)
    assert refusal.value.message_dict == {
        "narrative": [
            f"A move from {Status(first).label} to {Status(then).label} is out of the ordinary. Explain it here."
        ]
    }
    explained = make_draft(initiative, status=then, as_of=day("2026-01-02"), narrative="The parties agreed to it.")
    assert publish(explained).state == State.PUBLISHED


def test_a_late_entry_is_checked_against_both_neighbours() -> None:
    initiative = make_initiative()
    make_update(initiative, status=Status.PLANNED, as_of=day("2026-01-01"))
    make_update(initiative, status=Status.ACTIVE, as_of=day("2026-03-01"))
    late = make_draft(initiative, status=Status.CANCELLED, as_of=day("2026-02-01"))

    with pytest.raises(Refused) as refusal:
        publish(late)

    assert refusal.value.message_dict == {
        "narrative": ["A move from Cancelled to Active is out of the ordinary. Explain it here."]
    }


# -- order, since, caches ----------------------------------------------------------------------------------------------


def test_the_newest_claim_in_order_gives_the_standing_whenever_it_was_entered() -> None:
    initiative = make_initiative()
    make_update(initiative, status=Status.ACTIVE, rating=Rating.ON_TRACK, as_of=day("2026-01-01"))
    make_update(initiative, status=Status.ACTIVE, rating=Rating.CONSTRAINED, as_of=day("2026-03-01"))
    make_update(initiative, status=Status.SUSPENDED, as_of=day("2026-02-01"))

    assert standing(initiative) == (Status.ACTIVE, day("2026-03-01"), Rating.CONSTRAINED)


def test_since_is_the_start_of_the_unbroken_run() -> None:
    initiative = make_initiative()
    for status, on in (("2", "2026-01-01"), ("6", "2026-02-01"), ("2", "2026-03-01"), ("2", "2026-04-01")):
        make_update(initiative, status=status, as_of=day(on))

    assert standing(initiative) == ("2", day("2026-03-01"), Rating.NO_RATING)


def test_on_one_day_a_claim_without_a_time_comes_first_and_then_the_hours_count() -> None:
    initiative = make_initiative()
    make_update(initiative, status="6", as_of=day("2026-01-01"), as_of_time=dt.time(14))
    make_update(initiative, status="2", as_of=day("2026-01-01"))
    make_update(initiative, status="3", as_of=day("2026-01-01"), as_of_time=dt.time(0))

    assert standing(initiative) == ("6", day("2026-01-01"), Rating.NO_RATING)
    in_order = StatusUpdate.objects.current().in_order().values_list("status", flat=True)
    assert list(in_order) == ["2", "3", "6"]
    assert list(StatusUpdate.objects.current().newest_first().values_list("status", flat=True)) == ["6", "3", "2"]


def test_writing_the_cache_raises_neither_version_nor_history() -> None:
    initiative = make_initiative()
    before = (initiative.version, initiative.history.count())
    make_update(initiative)

    initiative.refresh_from_db()
    assert (initiative.version, initiative.history.count()) == before


# -- confirmations -----------------------------------------------------------------------------------------------------


def test_a_confirmation_carries_the_standing_and_only_dates_it() -> None:
    initiative, checked_with = make_initiative(), make_organisation("OCHA")
    update = make_update(initiative, status="2", rating="constrained", as_of=day("2026-01-01"))
    confirmation = actions.confirm_unchanged(initiative=initiative, by=make_publisher(), said_by=checked_with)
    publish(confirmation)
    initiative.refresh_from_db()

    assert (
        initiative.current_update, initiative.current_status, initiative.current_rating,
        initiative.last_update_as_of, initiative.last_confirmed_on,
    ) == (update, "2", "constrained", day("2026-01-01"), timezone.localdate())  # fmt: skip


def test_a_confirmation_needs_a_source_or_whom_was_asked_and_a_status_to_confirm() -> None:
    initiative, publisher = make_initiative(), make_publisher()

    with pytest.raises(Refused) as nobody:
        actions.confirm_unchanged(initiative=initiative, by=publisher)
    with pytest.raises(Refused) as nothing:
        actions.confirm_unchanged(initiative=initiative, by=publisher, source=make_source())

    assert nobody.value.messages == ["Give a source, or say whom you checked with."]
    assert nothing.value.messages == ["There is no status to confirm yet. Post the first update."]


def test_a_confirmation_never_outlives_what_it_confirmed() -> None:
    initiative, author = make_initiative(), make_publisher()
    make_update(initiative, status="6", as_of=day("2026-11-01"))
    opened = make_update(initiative, status="2", as_of=day("2026-11-10"))
    publish(actions.confirm_unchanged(initiative=initiative, by=make_publisher(), said_by=make_organisation()))
    initiative.refresh_from_db()
    assert initiative.last_confirmed_on == timezone.localdate()
    publish(actions.replace(claim=opened, by=author, kind=ReplaceKind.OUR_ERROR, changes={"status": "6"}))

    assert standing(initiative) == ("6", day("2026-11-01"), Rating.NO_RATING)
    assert initiative.last_confirmed_on is None


def test_a_suspension_entered_after_a_confirmation_of_the_day_holds_and_is_urgent() -> None:
    initiative, publisher = make_initiative(), make_publisher()
    make_update(initiative, status="2", as_of=day("2026-01-01"))
    publish(actions.confirm_unchanged(initiative=initiative, by=make_publisher(), said_by=make_organisation()))
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    publish(make_draft(initiative, status="6", as_of=yesterday, author=publisher), by=publisher)

    assert standing(initiative) == ("6", yesterday, Rating.NO_RATING)


def test_a_confirmation_of_what_changed_meanwhile_is_refused() -> None:
    initiative = make_initiative()
    make_update(initiative, status="2", as_of=day("2026-01-01"))
    waiting = actions.confirm_unchanged(initiative=initiative, by=make_publisher(), source=make_source())
    make_update(initiative, status="6", as_of=day("2026-02-01"))

    with pytest.raises(Conflict):
        publish(waiting)


# -- replacing, retracting, removing -----------------------------------------------------------------------------------


def test_a_replacement_takes_the_number_and_marks_the_old_claim() -> None:
    initiative, author = make_initiative(), make_publisher()
    make_update(initiative, as_of=day("2026-01-01"))
    old = make_update(initiative, status="2", as_of=day("2026-02-01"))
    new = actions.replace(claim=old, by=author, kind=ReplaceKind.OUR_ERROR, changes={"status": "6"})
    assert standing(initiative)[0] == "2"
    new = publish(new)
    old.refresh_from_db()

    assert (old.state, new.state, old.public_name, new.public_name) == (
        State.REPLACED, State.PUBLISHED, "GZA-COR-001-U2", "GZA-COR-001-U2",
    )  # fmt: skip
    assert (new.root, new.first_published_at, new.replace_kind) == (old, old.published_at, "our_error")
    assert standing(initiative) == ("6", day("2026-02-01"), Rating.NO_RATING)


def test_a_replacement_of_a_replacement_stays_in_the_chain() -> None:
    initiative, author = make_initiative(), make_publisher()
    first = make_update(initiative)
    second = publish(actions.replace(claim=first, by=author, kind=ReplaceKind.FOLLOW_UP, changes={}))
    third = publish(actions.replace(claim=second, by=author, kind=ReplaceKind.SOURCE_REVISED, changes={}))

    assert (third.root, third.replaces, third.number) == (first, second, 1)
    assert list(StatusUpdate.objects.in_order().values_list("state", flat=True)) == [
        "replaced",
        "replaced",
        "published",
    ]


def test_only_one_replacement_is_written_at_a_time() -> None:
    claim, author = make_update(make_initiative()), make_publisher()
    actions.replace(claim=claim, by=author, kind=ReplaceKind.OUR_ERROR, changes={})

    with pytest.raises(Refused):
        actions.replace(claim=claim, by=make_publisher(), kind=ReplaceKind.OUR_ERROR, changes={})


def test_a_replacement_of_what_was_retracted_meanwhile_is_refused() -> None:
    claim, author = make_update(make_initiative()), make_publisher()
    draft = actions.replace(claim=claim, by=author, kind=ReplaceKind.OUR_ERROR, changes={})
    actions.retract(claim=claim, by=author, reason=RetractReason.ERROR)

    with pytest.raises(Conflict):
        publish(draft)


def test_retracting_a_replacement_never_revives_the_old_claim() -> None:
    initiative, author = make_initiative(), make_publisher()
    make_update(initiative, status="1", as_of=day("2026-01-01"))
    old = make_update(initiative, status="2", as_of=day("2026-02-01"))
    new = publish(actions.replace(claim=old, by=author, kind=ReplaceKind.OUR_ERROR, changes={"status": "6"}))
    actions.retract(claim=new, by=author, reason=RetractReason.SOURCE_RETRACTED)

    assert standing(initiative) == ("1", day("2026-01-01"), Rating.NO_RATING)
    states = list(StatusUpdate.objects.in_order().values_list("state", flat=True))
    assert states == ["published", "replaced", "retracted"]


def test_removing_erases_the_whole_chain_its_history_its_source_and_the_log() -> None:
    initiative, publisher = make_initiative(), make_publisher()
    source = make_source(title="Warehouse 7")
    old = make_update(initiative, headline="Aid is in warehouse 7", narrative="Warehouse 7", source=source)
    new = publish(
        actions.replace(claim=old, by=publisher, kind=ReplaceKind.OUR_ERROR, changes={"headline": "Warehouse 7 it is"})
    )
    draft = actions.replace(claim=new, by=publisher, kind=ReplaceKind.FOLLOW_UP, changes={"narrative": "warehouse 7"})
    LogEntry.objects.create(
        user=publisher, content_type=ContentType.objects.get_for_model(new), object_id=str(new.pk),
        object_repr="Aid is in warehouse 7", action_flag=CHANGE, change_message="warehouse 7",
    )  # fmt: skip

    actions.remove(claim=new, by=publisher, reason=RemoveReason.SAFETY)

    rows = StatusUpdate.objects.filter(pk__in=[old.pk, new.pk, draft.pk]).order_by("pk")
    assert [(r.state, r.headline, r.narrative, r.source, r.said_by, r.remove_reason, r.removed_by) for r in rows] == [
        ("removed", "", "", None, None, "safety", publisher)
    ] * 3
    for model in (StatusUpdate.history.model, Source, Source.history.model, LogEntry):
        assert "arehouse 7" not in str(list(model.objects.values()))
    assert standing(initiative) == (None, None, None)
    assert not StatusUpdate.objects.public().exists()


def test_a_source_that_another_claim_rests_on_outlives_a_removal() -> None:
    initiative, source = make_initiative(), make_source()
    gone, stays = make_update(initiative, source=source), make_update(initiative, source=source)
    actions.remove(claim=gone, by=make_publisher(), reason=RemoveReason.LAW)

    stays.refresh_from_db()
    assert stays.source == source


def test_removing_is_for_once_and_for_all() -> None:
    claim, publisher = make_update(make_initiative()), make_publisher()
    actions.remove(claim=claim, by=publisher, reason=RemoveReason.SAFETY)

    with pytest.raises(Conflict):
        actions.remove(claim=claim, by=publisher, reason=RemoveReason.SAFETY)
    with pytest.raises(Conflict):
        publish(StatusUpdate.objects.get(pk=claim.pk))


def test_removing_an_initiative_erases_it_with_everything_that_hangs_on_it() -> None:
    initiative, publisher = make_initiative("Depot at the mill", summary="At the mill"), make_publisher()
    make_update(initiative, headline="The mill is full")
    actions.remove_initiative(initiative=initiative, by=publisher, reason=RemoveReason.SAFETY)
    initiative.refresh_from_db()

    assert (initiative.visibility, initiative.title, initiative.summary) == ("removed", "Removed initiative", "")
    assert (initiative.participations.count(), initiative.current_update) == (0, None)
    for model in (Initiative, Initiative.history.model, StatusUpdate, StatusUpdate.history.model):
        assert "mill" not in str(list(model.objects.values())).lower()


# -- editions ----------------------------------------------------------------------------------------------------------


def test_the_edition_counts_what_the_public_could_see_and_nothing_else() -> None:
    publisher, initiative = make_publisher(), make_initiative()
    seen = [editions.number()]
    draft = make_draft(initiative, author=publisher)
    actions.submit(claim=draft, by=publisher)
    seen.append(editions.number())
    claim = publish(StatusUpdate.objects.get(pk=draft.pk))
    seen.append(editions.number())
    replacement = actions.replace(claim=claim, by=publisher, kind=ReplaceKind.OUR_ERROR, changes={})
    seen.append(editions.number())
    actions.retract(claim=publish(replacement), by=publisher, reason=RetractReason.ERROR)
    seen.append(editions.number())
    actions.remove(claim=make_draft(initiative), by=publisher, reason=RemoveReason.SAFETY)
    seen.append(editions.number())

    other = publish(make_draft(initiative))
    actions.retract_initiative(initiative=initiative, by=publisher, reason=RetractReason.ERROR)
    seen.append(editions.number())
    actions.retract(claim=other, by=publisher, reason=RetractReason.ERROR)
    seen.append(editions.number())

    assert [number - seen[0] for number in seen] == [0, 0, 1, 1, 3, 3, 5, 5]


@pytest.mark.django_db(transaction=True)
def test_an_edition_is_counted_only_with_its_change() -> None:
    with pytest.raises(RuntimeError):
        editions.count()


def test_an_edition_that_the_database_lost_starts_again() -> None:
    from initiatives.models import Edition

    Edition.objects.all().delete()
    editions.count()

    assert editions.number() == 1


# -- any claim ---------------------------------------------------------------------------------------------------------


def test_a_second_kind_of_claim_goes_through_the_same_life() -> None:
    initiative, publisher, speaker = make_initiative(), make_publisher(), make_organisation("COGAT")
    edition = editions.number()
    note = Note(initiative=initiative, as_of=day("2026-01-01"), text="first", source=make_source(), said_by=speaker)
    note = actions.save_draft(claim=note, by=publisher)
    first = publish(actions.submit(claim=note, by=publisher))
    second = publish(actions.replace(claim=first, by=publisher, kind=ReplaceKind.FOLLOW_UP, changes={"text": "second"}))
    actions.retract(claim=second, by=publisher, reason=RetractReason.DUPLICATE)

    assert [(n.public_name, n.text, n.state) for n in Note.objects.public().order_by("pk")] == [
        ("GZA-COR-001-N1", "first", "replaced"),
        ("GZA-COR-001-N1", "second", "retracted"),
    ]
    actions.remove(claim=second, by=publisher, reason=RemoveReason.LAW)
    assert [(n.text, n.state) for n in Note.objects.order_by("pk")] == [("", "removed"), ("", "removed")]
    assert editions.number() - edition == 4


def test_a_claim_that_needs_to_say_whose_it_is_is_refused_without() -> None:
    note = Note(initiative=make_initiative(), as_of=day("2026-01-01"), text="x", source=make_source())

    with pytest.raises(ValidationError) as refusal:
        actions.save_draft(claim=note, by=make_publisher())

    assert refusal.value.message_dict == {"said_by": ["Say whose statement this is."]}
