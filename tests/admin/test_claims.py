"""Claims of every kind in the admin: entered, reviewed, previewed, published, replaced; and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Q
from django.urls import reverse

from initiatives.choices import State, UserRole
from initiatives.models import Initiative, Participation, User, rows_of
from tests.admin.kinds import IDS, KINDS, Kind, make_of, new_claim, subject_of
from tests.admin.pages import add, as_, change, errors, filled, messages, verb
from tests.factories import make_indicator, make_initiative, make_organisation, make_publisher, make_user

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:initiatives_statusupdate_review")
each_kind = pytest.mark.parametrize("kind", KINDS, ids=IDS)
ABOUT = [kind for kind in KINDS if kind.makes]


@pytest.fixture
def samir() -> User:
    return make_user("samir", organisation=make_organisation("Ours"))


@pytest.fixture
def initiative(samir: User) -> Initiative:
    assert samir.organisation is not None
    return make_initiative("Corridor", leads=[samir.organisation])


@each_kind
def test_a_claim_is_entered_reviewed_published_and_replaced(kind: Kind, samir: User, initiative: Initiative) -> None:
    author, review = as_(samir), as_(make_publisher("lina"))
    posted = author.post(add(kind.name), {**new_claim(kind, initiative), "_submit": "1"})
    assert posted.status_code == 302, errors(posted)
    claim = rows_of(kind.model).get()
    assert (claim.state, claim.author, claim.initiative) == (State.SUBMITTED, samir, initiative)
    waits = review.get(QUEUE)
    assert [item.key for item in waits.context["items"]] == [f"{kind.name}-{claim.pk}"]
    assert kind.line in as_(samir).get(reverse("admin:index")).content.decode().replace("&#x27;", "'")
    assert review.get(verb(kind.name, claim.pk, "preview")).status_code == 200
    decision = {"claim": f"{kind.name}-{claim.pk}", "seen_version": claim.version, "act": "publish"}
    told: Any = review.post(QUEUE, decision, follow=True)
    assert messages(told) == [f"Published as {initiative.reference}-{kind.model.letter}1."]
    shown = author.get(change(kind.name, claim.pk)).content.decode()
    assert (kind.model.letter + "1" in shown, 'name="_submit"' in shown) == (True, False)
    history = author.get(verb(kind.name, claim.pk, "history"))
    assert [line.what for line in history.context["lines"]] == ["published", "sent for review", "drafted"]
    began = author.post(verb(kind.name, claim.pk, "replace"), {"kind": "follow_up"})
    draft = rows_of(kind.model).get(Q(replaces=claim))
    assert began.headers["Location"] == change(kind.name, draft.pk)
    address = change(kind.name, draft.pk)
    assert author.post(address, filled(author, address, source_note="On page 3", _submit="1")).status_code == 302
    draft.refresh_from_db()
    item = review.get(QUEUE).context["items"][0]
    assert (draft.state, item.compared) == (State.SUBMITTED, claim)
    assert [pair.label for pair in item.pairs if pair.differs] == ["Note on the source"]


@each_kind
def test_the_lists_call_a_claim_by_what_it_says(kind: Kind, initiative: Initiative) -> None:
    make_of(kind, initiative, public=False)
    page = as_(make_publisher()).get(reverse(f"admin:initiatives_{kind.name}_changelist") + "?show=all")
    assert kind.line in page.content.decode()


@pytest.mark.parametrize("kind", ABOUT, ids=[kind.name for kind in ABOUT])
def test_a_claim_is_about_a_thing_that_its_author_may_contribute_to_and_stays_with_it(
    kind: Kind, samir: User, initiative: Initiative
) -> None:
    client, subject = as_(samir), kind.model.subject
    elsewhere, mine = make_initiative("Not ours"), subject_of(kind, initiative)
    other = subject_of(kind, elsewhere)
    assert other is not None
    assert mine is not None
    offered = client.get(add(kind.name)).context["adminform"].form.fields[subject]
    assert list(offered.queryset) == [mine]
    assert offered.label_from_instance(mine) == f"{mine} – {initiative.reference} Corridor"
    refused = client.post(add(kind.name), new_claim(kind, elsewhere, about=other))
    assert errors(refused) == {subject: ["Select a valid choice. That choice is not one of the available choices."]}
    assert client.post(add(kind.name), new_claim(kind, initiative, about=mine)).status_code == 302
    claim = rows_of(kind.model).get()
    address = change(kind.name, claim.pk)
    bent = filled(client, address, **{subject: other.pk, "initiative": elsewhere.pk, "source_note": "Page 3"})
    assert client.post(address, bent).status_code == 302
    claim.refresh_from_db()
    assert (claim.initiative, claim.about, claim.source_note) == (initiative, mine, "Page 3")


def test_a_pledge_of_another_initiative_is_refused_in_words(samir: User, initiative: Initiative) -> None:
    kind = next(kind for kind in KINDS if kind.name == "transaction")
    assert samir.organisation is not None
    other = make_initiative("Also ours")
    Participation.objects.create(initiative=other, organisation=samir.organisation, role="4")
    pledge = make_of(kind, other)
    typed = new_claim(kind, initiative, type="11", converts=pledge.pk)
    assert errors(as_(samir).post(add("transaction"), typed)) == {"converts": ["This belongs to another initiative."]}


@each_kind
def test_nobody_publishes_alone_a_claim_of_any_kind(kind: Kind, initiative: Initiative) -> None:
    client = as_(make_user("", UserRole.PUBLISHER))
    answer = client.post(add(kind.name), {**new_claim(kind, initiative), "_publish": "1"})
    assert errors(answer)["__all__"][0].startswith("A second person publishes what you wrote.")
    assert rows_of(kind.model).count() == 0


@each_kind
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    kind: Kind, samir: User, initiative: Initiative
) -> None:
    typed: dict[str, Any] = new_claim(kind, initiative, as_of="2999-01-01", source_note="Typed")
    answer = as_(samir).post(add(kind.name), typed)
    assert errors(answer)["as_of"] == ["This day is in the future. Give today or an earlier day."]
    assert ("Typed" in answer.content.decode(), rows_of(kind.model).count()) == (True, 0)


def test_what_claims_are_about_is_the_editors_in_a_draft_and_the_publishers_once_it_is_public(
    samir: User, initiative: Initiative
) -> None:
    """Rows of indicators, terms, issues and shown points, as two people may add them to a draft and to a public one."""
    draft = make_initiative("Draft", public=False, created_by=samir)
    added: dict[str, list[str]] = {}
    for row in (draft, initiative):
        for person in (samir, make_publisher()):
            groups = as_(person).get(change("initiative", row.pk)).context["inline_admin_formsets"]
            prefixes = {group.formset.prefix for group in groups if group.has_add_permission}
            added.setdefault(row.title, []).append(" ".join(sorted(prefixes & ABOUT_ROWS)))
    everything = "indicators issues shown_points terms"
    # Which points are shown is for Publishers to say, also on a draft.
    assert added == {"Draft": ["indicators issues terms", everything], "Corridor": ["", everything]}


ABOUT_ROWS = {"indicators", "terms", "issues", "shown_points"}


def test_a_term_is_measured_by_an_indicator_of_the_same_initiative(initiative: Initiative) -> None:
    mine, foreign = make_indicator(initiative, "Trucks"), make_indicator(make_initiative(), "Others")
    client, address = as_(make_publisher()), change("initiative", initiative.pk)
    typed = {"terms-TOTAL_FORMS": "1", "terms-0-number": "1", "terms-0-text": "600 trucks a day",
             "terms-0-kind": "humanitarian_access"}  # fmt: skip
    refused = client.post(address, filled(client, address) | typed | {"terms-0-indicator": foreign.pk})
    assert (refused.status_code, initiative.terms.count()) == (200, 0)
    saved = client.post(address, filled(client, address) | typed | {"terms-0-indicator": mine.pk})
    assert (saved.status_code, initiative.terms.get().indicator) == (302, mine)
