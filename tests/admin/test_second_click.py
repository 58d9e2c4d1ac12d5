"""A second click, the back button and a form that came too late do no harm, and say what happened."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group

from initiatives import actions
from initiatives.admin.versions import who_and_when
from initiatives.choices import Role, State, UserRole
from initiatives.models import Initiative, Participation, StatusUpdate, User
from tests.admin.pages import add, as_, change, filled, quick, verb
from tests.factories import make_draft, make_initiative, make_organisation, make_publisher, make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared() -> Initiative:
    return make_initiative()


@pytest.fixture
def two(shared: Initiative) -> tuple[User, User]:
    organisation = make_organisation()
    Participation.objects.create(initiative=shared, organisation=organisation, role=Role.IMPLEMENTING)
    return make_user("me", organisation=organisation), make_user("lina", organisation=organisation)


def test_text_for_a_draft_that_was_sent_for_review_meanwhile_is_shown_to_be_copied(
    shared: Initiative, two: tuple[User, User]
) -> None:
    me, lina = two
    draft = make_draft(shared, author=me)
    client = as_(me)
    data = filled(client, change("statusupdate", draft.pk), headline="What I typed & meant")
    sent = actions.submit(claim=draft, by=lina)
    answer = client.post(change("statusupdate", draft.pk), data)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "What I typed &amp; meant" in page
    assert f"{who_and_when(sent.history.first())}: somebody saved this meanwhile." in page
    assert StatusUpdate.objects.get(pk=draft.pk).headline == draft.headline


def test_text_for_an_initiative_that_was_opened_meanwhile_is_shown_to_be_copied() -> None:
    me = make_user(organisation=make_organisation())
    initiative = make_initiative(public=False, created_by=me)
    client = as_(me)
    data = filled(client, change("initiative", initiative.pk), summary="What I typed")
    actions.open_to_public(initiative=initiative, by=make_publisher("lina"), seen_version=initiative.version)
    answer = client.post(change("initiative", initiative.pk), data)
    assert (answer.status_code, "What I typed" in answer.content.decode()) == (403, True)
    assert "lina, " in answer.content.decode()
    assert Initiative.objects.get(pk=initiative.pk).summary == initiative.summary


def test_strangers_are_not_told_who_works_on_it(shared: Initiative, two: tuple[User, User]) -> None:
    claim = make_draft(shared, author=two[1])
    actions.publish(claim=claim, by=make_publisher("noor"), seen_version=claim.version)
    stranger = as_(make_user(organisation=make_organisation()))
    page = stranger.post(change("statusupdate", claim.pk), {"headline": "Mine"}).content.decode()
    assert ("Mine" in page, "noor" in page) == (True, False)


@pytest.mark.parametrize(
    ("name", "body", "state", "told"),
    [
        ("submit", {}, State.DRAFT, f"This is now: {State.SUBMITTED.label}."),
        ("publish", {}, State.SUBMITTED, "This changed since you opened it."),
        ("return", {"reason": "Which crossing?"}, State.SUBMITTED, "This changed since you opened it."),
    ],
)
def test_a_verb_that_is_clicked_twice_is_done_once(
    shared: Initiative, two: tuple[User, User], name: str, body: dict[str, Any], state: State, told: str
) -> None:
    claim = make_draft(shared, author=two[0])
    if state == State.SUBMITTED:
        claim = actions.submit(claim=claim, by=two[0])
    client = as_(two[0] if name == "submit" else make_publisher())
    address, form = verb("statusupdate", claim.pk, name), {"seen_version": claim.version, **body}
    answers = [client.post(address, form), client.post(address, form)]
    assert [answer.status_code for answer in answers] == [302, 200]
    assert told in answers[1].content.decode()
    assert StatusUpdate.objects.get(pk=claim.pk).version == claim.version + 1


def test_a_new_initiative_that_is_sent_twice_is_there_once() -> None:
    client = as_(make_user(organisation=make_organisation()))
    crisis = make_initiative().crisis
    data = filled(client, add("initiative"), title="New", slug="new", kind="other", crisis=crisis.pk)
    answers = [client.post(add("initiative"), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 200]
    assert answers[1].context["adminform"].form.errors != {}
    assert Initiative.objects.filter(title="New").count() == 1


def test_going_back_to_a_form_and_saving_again_is_told_as_a_conflict(two: tuple[User, User]) -> None:
    initiative = make_initiative(public=False, created_by=two[0])
    client = as_(two[0])
    address = change("initiative", initiative.pk)
    first = filled(client, address, title="First")
    assert client.post(address, first).status_code == 302
    again = client.post(address, {**first, "title": "Second, after going back"})
    assert (again.status_code, "Somebody else saved first" in again.content.decode()) == (200, True)
    assert Initiative.objects.get(pk=initiative.pk).title == "First"


# -- P19: what a person may do is asked at each request ----------------------------------------------------------------


@pytest.mark.parametrize("loss", ["role", "account"])
def test_a_loss_of_role_or_account_counts_at_the_next_request(shared: Initiative, loss: str) -> None:
    publisher = make_publisher()
    claim = actions.submit(claim=make_draft(shared), by=make_publisher())
    client = as_(publisher)
    address = verb("statusupdate", claim.pk, "publish")
    assert client.get(address).status_code == 200
    if loss == "role":
        publisher.groups.set([Group.objects.get(name=UserRole.EDITOR)])
    else:
        User.objects.filter(pk=publisher.pk).update(is_active=False)
    answers = [
        client.post(address, {"seen_version": claim.version}).status_code,
        client.post(verb("initiative", shared.pk, "remove"), {"reason": "safety", "sure": "on"}).status_code,
        client.post(quick(shared.pk), {"headline": "Mine"}).status_code,
    ]
    # An Editor of another organisation finds no claim that waits; whoever may not come in is shown the login.
    assert answers == ([404, 403, 403] if loss == "role" else [302, 302, 302])
    assert (StatusUpdate.objects.get(pk=claim.pk).state, Initiative.objects.get(pk=shared.pk).is_public) == (
        State.SUBMITTED,
        True,
    )


# -- P4: nobody publishes alone ----------------------------------------------------------------------------------------


def test_nobody_publishes_alone_whatever_is_posted_wherever(shared: Initiative) -> None:
    alone = make_publisher("alone")
    client = as_(alone)
    source = make_source()
    draft = make_draft(shared, author=alone, source=source)
    sent = actions.submit(claim=make_draft(shared, author=alone, source=source), by=alone)
    update = {"status": "2", "rating": "on_track", "headline": "H", "as_of": "2026-01-01", "source_url": source.url}
    crafted = {
        "state": "published",
        "visibility": "public",
        "author": "",
        "changed_by": "",
        "reviewer": "1",
        "number": "1",
    }
    opened = filled(client, change("statusupdate", draft.pk), headline="Changed")
    changelist = "/admin/initiatives/statusupdate/?show=all"
    tries: list[tuple[str, dict[str, Any]]] = [
        (quick(shared.pk), update | {"publish": ""}),
        (quick(shared.pk), update | crafted | {"publish": "", "submit_for_review": "", "draft": ""}),
        (add("statusupdate"), update | crafted | {"initiative": shared.pk, "confidence": "reported", "_publish": "1"}),
        (change("statusupdate", draft.pk), opened | crafted | {"_publish": "1"}),
        (change("statusupdate", sent.pk), opened | crafted | {"_publish": "1"}),
        *(
            (verb("statusupdate", claim.pk, "publish"), {"seen_version": claim.version, **crafted})
            for claim in (draft, sent)
        ),
        *(
            (changelist, {"action": action, "_selected_action": [draft.pk, sent.pk], **crafted})
            for action in ("publish", "send_for_review", "delete_selected")
        ),
        (
            "/admin/initiatives/statusupdate/review/",
            {"claim": f"statusupdate-{sent.pk}", "seen_version": sent.version, "publish": "", "decision": "publish"},
        ),
        (verb("statusupdate", shared.pk, "still"), {"source_url": source.url, "publish": "", **crafted}),
    ]
    for address, body in tries:
        assert client.post(address, body).status_code in {200, 302, 403, 404, 400}
    assert StatusUpdate.objects.exclude(published_at=None).count() == 0
    assert set(StatusUpdate.objects.values_list("state", flat=True)) <= {State.DRAFT, State.SUBMITTED}
    # The same claim goes out as soon as a second person asks for it.
    other = as_(make_publisher())
    sent.refresh_from_db()
    assert other.post(verb("statusupdate", sent.pk, "publish"), {"seen_version": sent.version}).status_code == 302
    assert StatusUpdate.objects.get(pk=sent.pk).state == State.PUBLISHED
