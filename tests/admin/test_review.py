"""The review queue: what waits, what publishing would change, and deciding on exactly what was seen."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from initiatives import actions
from initiatives.admin import diffs, review
from initiatives.choices import ReplaceKind, State, UserRole
from initiatives.models import StatusUpdate
from tests.admin.pages import as_, change, messages
from tests.factories import make_draft, make_initiative, make_organisation, make_publisher, make_update, make_user

pytestmark = pytest.mark.django_db

QUEUE = "/admin/initiatives/statusupdate/review/"


def sent(**fields: Any) -> StatusUpdate:
    """An update that an Editor of the lead organisation sent for review."""
    author = fields.pop("author", None) or make_user(organisation=make_organisation())
    initiative = fields.pop("initiative", None) or make_initiative(leads=[author.organisation])  # type: ignore[list-item]
    return actions.submit(claim=make_draft(initiative, author=author, **fields), by=author)


def decide(client: Client, claim: StatusUpdate, act: str, **typed: Any) -> Any:
    data = {"claim": review.key_of(claim), "seen_version": claim.version, "act": act, **typed}
    return client.post(QUEUE, data, follow=True)


def test_the_queue_is_at_its_address() -> None:
    assert reverse("admin:initiatives_statusupdate_review") == QUEUE


def test_second_checks_stand_first_then_what_was_sent_first() -> None:
    first, second = sent(headline="First"), sent(headline="Second")
    initiative = make_initiative()
    make_update(initiative, status="2")
    alone = make_publisher()
    urgent = make_draft(initiative, author=alone, status="6", headline="Closed")
    urgent = actions.publish(claim=urgent, by=alone, seen_version=urgent.version)
    items = as_(make_publisher()).get(QUEUE).context["items"]
    assert [(item.claim.pk, item.is_pending) for item in items] == [
        (urgent.pk, True),
        (first.pk, False),
        (second.pk, False),
    ]


def test_each_says_what_changes_and_shows_before_and_after() -> None:
    initiative = make_initiative(leads=[(organisation := make_organisation())])
    make_update(initiative, status="2", headline="Two crossings are open", as_of=dt.date(2026, 1, 1))
    sent(initiative=initiative, author=make_user(organisation=organisation), status="6",
         headline="Two crossings are closed", as_of=dt.date(2026, 1, 2))  # fmt: skip
    response = as_(make_publisher()).get(QUEUE)
    item, page = response.context["items"][0], response.content.decode()
    assert item.said.lines[0] == "Will change the status from Open to Suspended, since 2 January 2026."
    assert "<del>open</del>" in page
    assert "<ins>closed</ins>" in page
    assert [pair.label for pair in item.pairs if pair.differs] == ["Status", "What happened", "As of", "Source"]


def test_a_replacement_is_compared_with_what_it_replaces() -> None:
    initiative = make_initiative()
    old = make_update(initiative, headline="Wrong")
    make_update(initiative, headline="Newer")
    draft = actions.replace(claim=old, by=make_publisher(), kind=ReplaceKind.OUR_ERROR, changes={"headline": "Right"})
    actions.submit(claim=draft, by=make_publisher())
    item = as_(make_publisher()).get(QUEUE).context["items"][0]
    assert (item.compared, [pair.label for pair in item.pairs if pair.differs]) == (old, ["What happened"])


def test_a_claim_is_published_and_another_returned_from_the_queue() -> None:
    good, bad = sent(), sent()
    client = as_(make_publisher())
    assert messages(decide(client, good, "publish")) == [f"Published as {good.initiative.reference}-U1."]
    assert messages(decide(client, bad, "return", reason="Which crossing?")) == [f"Returned to {bad.author}."]
    found = StatusUpdate.objects.order_by("pk").values_list("state", "return_reason")
    assert list(found) == [(State.PUBLISHED, ""), (State.RETURNED, "Which crossing?")]


def test_returning_needs_a_reason_and_publishing_a_known_deed() -> None:
    claim = sent()
    client = as_(make_publisher())
    said = [decide(client, claim, act).context["items"][0].failure.said for act in ("return", "burn")]
    assert said == [("Say what should be changed.",), ("Choose what is to be done.",)]
    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED


def test_what_changed_since_it_was_seen_is_shown_and_nothing_goes_out() -> None:
    claim = sent(headline="Seen")
    seen = claim.version
    author = claim.author
    assert author is not None
    actions.return_(claim=claim, by=make_publisher(), reason="More")
    claim.refresh_from_db()
    claim.headline = "Not seen"
    claim = actions.submit(claim=actions.save_draft(claim=claim, by=author), by=author)
    response = decide(as_(make_publisher()), claim, "publish", seen_version=seen, because="typed")
    failure = response.context["items"][0].failure
    assert failure.said == ("This changed since you opened it. Look at it again, then decide.",)
    assert [(pair.label, pair.before, pair.after) for pair in failure.since] == [
        ("What happened", (diffs.Piece("Seen", True),), (diffs.Piece("Not seen", True),))
    ]
    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED


def test_two_who_decide_at_once_one_is_told_what_the_other_did() -> None:
    claim = sent()
    decide(as_(make_publisher()), claim, "publish")
    failure = decide(as_(make_publisher()), claim, "return", reason="No").context["items"][0].failure
    assert (failure.said, failure.reason) == (
        ("This changed since you opened it. Look at it again, then decide.",),
        "No",
    )
    claim.refresh_from_db()
    assert claim.state == State.PUBLISHED


def test_who_wrote_it_has_no_button_and_cannot_publish() -> None:
    author = make_publisher()
    claim = actions.submit(claim=make_draft(make_initiative(), author=author), by=author)
    client = as_(author)
    assert 'value="publish"' not in client.get(QUEUE).content.decode()
    decide(client, claim, "publish")
    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED


def test_a_second_person_checks_and_the_first_cannot() -> None:
    initiative = make_initiative()
    make_update(initiative, status="2")
    alone = make_publisher()
    urgent = make_draft(initiative, author=alone, status="6")
    urgent = actions.publish(claim=urgent, by=alone, seen_version=urgent.version)
    failure = decide(as_(alone), urgent, "check").context["items"][0].failure
    assert failure.said == ("Somebody other than the author checks it.",)
    decide(as_(make_publisher()), urgent, "check")
    urgent.refresh_from_db()
    assert urgent.second_check_pending is False


@pytest.mark.parametrize("roles", [(UserRole.EDITOR,), (UserRole.ADMINISTRATOR,)])
def test_nobody_but_publishers_sees_the_queue(roles: tuple[str, ...]) -> None:
    claim = sent()
    client = as_(make_user("", *roles))
    assert [client.get(QUEUE).status_code, decide(client, claim, "publish").status_code] == [403, 403]


@pytest.mark.parametrize("claim", ["", "statusupdate-", "statusupdate-0", "note-1", "statusupdate-1e3", "user-1", "-"])
def test_a_claim_that_is_not_there_is_not_found(claim: str) -> None:
    assert as_(make_publisher()).post(QUEUE, {"claim": claim, "act": "publish"}).status_code == 404


def test_the_queue_reads_a_fixed_number_of_rows_for_each(django_assert_max_num_queries: Any) -> None:
    for _claim in range(3):
        sent()
    client = as_(make_publisher())
    with django_assert_max_num_queries(60):
        client.get(QUEUE)


def test_the_claim_page_of_what_waits_says_what_would_change() -> None:
    claim = sent(status="2", as_of=dt.date(2026, 1, 1), headline="Call 059-123-4567")
    page = as_(make_publisher()).get(change("statusupdate", claim.pk)).content.decode()
    assert "Is the first status: Open, since 1 January 2026." in page
    assert "<mark>059-123-4567</mark>" in page


def test_pieces_put_together_are_the_texts() -> None:
    before, after = "Two crossings are open, say both.", "Two crossings are closed, says one."
    left, right = diffs.pieces(before, after)
    assert ("".join(piece.text for piece in left), "".join(piece.text for piece in right)) == (before, after)
    assert [piece.text for piece in left if piece.is_marked] == ["open", "say", "both"]


def test_the_page_of_an_initiative_counts_what_waits() -> None:
    claim = sent()
    page = as_(make_publisher()).get(change("initiative", claim.initiative_id)).content.decode()
    assert f'<a href="{QUEUE}">One waits for review</a>' in page


def test_beside_a_choice_one_may_only_add_what_is_not_there() -> None:
    page = as_(make_publisher()).get(change("initiative", make_initiative().pk)).content.decode()
    icons = ["add-related" in page, "change-related" in page, "delete-related" in page, "view-related" in page]
    assert icons == [True, False, False, False]
