"""Histories in words: who did what when; blind to what was removed; never a name of an editor in public."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from initiatives import actions
from initiatives.admin.history import lines_of
from initiatives.choices import RemoveReason, ReplaceKind, UserRole
from initiatives.models import Initiative, Relation, Source, StatusUpdate
from tests.admin.pages import as_, change, filled, verb
from tests.factories import (
    make_draft,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db


def told(row: Any, by: Any, beside: Any = ()) -> list[tuple[str, str]]:
    return [(line.who, line.what) for line in lines_of(row, by, beside)][::-1]


def test_the_life_of_a_claim_is_told_in_words() -> None:
    samir, lina = make_user("samir", organisation=make_organisation("Ours")), make_publisher("lina")
    initiative = make_initiative(leads=[samir.organisation])  # type: ignore[list-item]
    claim = make_draft(
        initiative, author=samir, status="2", rating="on_track", headline="First", as_of=dt.date(2026, 1, 1)
    )
    claim = actions.submit(claim=claim, by=samir)
    claim = actions.return_(claim=claim, by=lina, reason="Which one?")
    claim.headline, claim.status = "Second", "6"
    claim = actions.submit(claim=actions.save_draft(claim=claim, by=samir), by=samir)
    claim = actions.publish(claim=claim, by=lina, seen_version=claim.version)
    new = actions.replace(claim=claim, by=samir, kind=ReplaceKind.OUR_ERROR, changes={"headline": "Third"})
    actions.publish(claim=new, by=lina, seen_version=new.version)
    claim.refresh_from_db()
    assert told(claim, samir) == [
        ("samir", "drafted"),
        ("samir", "sent for review"),
        ("lina", "returned: Which one?"),
        ("samir", "changed"),
        ("samir", "sent for review"),
        ("lina", "published"),
        ("lina", "replaced by a newer one"),
    ]
    lines = lines_of(claim, samir)[::-1]
    assert [(change.label, change.before, change.after) for change in lines[3].changes] == [
        ("Status", "Active", "Suspended"),
        ("What happened", "First", "Second"),
    ]
    assert [(change.label, change.before, change.after) for change in lines[5].changes] == [
        ("State", "Waiting for review", "Published")
    ]
    assert {change.label: change.after for change in lines[0].changes} == {
        "Initiative": str(initiative), "As of": "1 January 2026", "Source": str(claim.source), "Status": "Active",
        "Rating": "On track", "What happened": "First",
    }  # fmt: skip


def test_an_initiative_tells_what_was_done_to_the_rows_beside_it() -> None:
    initiative = make_initiative("Before", public=False, created_by=(begun := make_publisher("amal")))
    client = as_(begun)
    address = change("initiative", initiative.pk)
    row = initiative.participations.get()
    client.post(address, filled(client, address, **{"participations-0-role": "monitor", "title": "After"}))
    client.post(address, filled(client, address, **{"participations-0-DELETE": "on"}))
    lines = as_(begun).get(verb("initiative", initiative.pk, "history")).context["lines"]
    mine = [
        (line.about, line.what, [(c.label, c.before, c.after) for c in line.changes])
        for line in lines
        if line.who == "amal"
    ]
    name = f"organisation taking part: {row.organisation}"
    assert sorted(mine) == sorted(
        [
            (name, "took away", []),
            ("", "changed", []),
            (name, "changed", [("Role", "Accountable", "Monitor")]),
            ("", "changed", [("Title", "Before", "After")]),
        ]
    )


def test_caches_and_keys_are_left_out() -> None:
    initiative = make_initiative("Before")
    make_update(initiative)
    initiative.title = "After"
    initiative.save()
    newest = lines_of(initiative, make_publisher())[0]
    assert [change.label for change in newest.changes] == ["Title"]


def test_of_what_was_removed_only_the_removal_is_told() -> None:
    lina = make_publisher("lina")
    initiative = make_initiative()
    claim = make_update(initiative, headline="canary-55", internal_note="canary-55")
    make_place_of(initiative, make_location("canary-55"))
    actions.remove(claim=claim, by=lina, reason=RemoveReason.SAFETY)
    actions.remove_initiative(initiative=initiative, by=lina, reason=RemoveReason.SAFETY)
    client = as_(lina)
    for name, row in (("statusupdate", claim), ("initiative", initiative)):
        response = client.get(verb(name, row.pk, "history"))
        assert [(line.who, line.what, line.changes) for line in response.context["lines"]] == [("lina", "removed", ())]
        assert "canary-55" not in response.content.decode()


def test_a_history_names_no_row_that_the_reader_may_not_see() -> None:
    samir = make_user("samir", organisation=make_organisation("Ours"))
    initiative = make_initiative("Mine", public=False, created_by=samir)
    other = make_initiative("canary-91", public=False)
    Relation.objects.create(from_initiative=initiative, to_initiative=other, kind="related")
    page = as_(samir).get(verb("initiative", initiative.pk, "history"))
    assert ("canary-91" in page.content.decode(), page.context["lines"][0].about) == (False, "relation: not shown")


def test_an_editor_reads_the_history_of_their_own_and_not_of_others() -> None:
    ours, theirs = make_organisation("Ours"), make_organisation("Theirs")
    initiative = make_initiative(leads=[ours, theirs])
    samir, other = make_user(organisation=ours), make_user(organisation=theirs)
    draft, public = make_draft(initiative, author=samir), make_update(initiative, author=samir)
    asked = [(reader, claim) for reader in (samir, other) for claim in (draft, public)]
    answers = [as_(reader).get(verb("statusupdate", claim.pk, "history")).status_code for reader, claim in asked]
    assert answers == [200, 200, 404, 403]


def test_no_public_page_names_who_works_in_the_admin() -> None:
    words = ("zaynab-author", "lina-reviewer", "omar-checker", "zaynab@example.org", "Zaynab", "Qassem-9")
    author = make_user(words[0], UserRole.PUBLISHER, email=words[3], first_name=words[4], last_name=words[5])
    reviewer, checker = make_publisher(words[1]), make_publisher(words[2])
    initiative = make_initiative(public=False, created_by=author)
    initiative = actions.open_to_public(initiative=initiative, by=reviewer, seen_version=initiative.version)
    make_update(initiative, author=author, status="2")
    claim = make_draft(initiative, author=author, status="6")
    claim = actions.publish(claim=claim, by=author, seen_version=claim.version)
    actions.second_check(claim=claim, by=checker)
    new = actions.replace(claim=claim, by=author, kind=ReplaceKind.FOLLOW_UP, changes={"headline": "More"})
    actions.publish(claim=new, by=reviewer, seen_version=new.version)
    public = Client()
    names = ("home", "initiative-list", "organisation-list", "update-list", "data", "about", "initiatives-csv",
             "updates-csv", "organisations-csv")  # fmt: skip
    addresses = [*map(reverse, names), initiative.get_absolute_url()]
    texts = {address: b"".join(public.get(address)).decode() for address in addresses}
    assert [(address, word) for address, text in texts.items() for word in words if word in text] == []
    assert "More" in texts[initiative.get_absolute_url()]


# -- previews ----------------------------------------------------------------------------------------------------------


def typed(**changes: Any) -> dict[str, Any]:
    return {"status": "6", "rating": "no_progress", "headline": "The crossing closed", "as_of": "2026-01-02",
            "source_url": "https://example.org/new", "source_publisher": "OCHA", "source_title": "Access",
            **changes}  # fmt: skip


def filled_preview(initiative: Initiative) -> str:
    return reverse("admin:initiatives_statusupdate_quick_preview", args=[initiative.pk])


def test_the_filled_form_is_shown_as_the_public_page_and_nothing_is_stored() -> None:
    samir = make_user(organisation=make_organisation("Ours"))
    initiative = make_initiative(leads=[samir.organisation])  # type: ignore[list-item]
    make_update(initiative, status="2", headline="Open", as_of=dt.date(2026, 1, 1))
    before = (StatusUpdate.objects.count(), Source.objects.count())
    response = as_(samir).post(filled_preview(initiative), typed())
    page = response.content.decode()
    words = ("Preview. Nothing of this is public.", "The crossing closed", "st--suspended", "OCHA", "since",
             "Will change the status from Open to Suspended, since 2 January 2026.")  # fmt: skip
    assert [word for word in words if word not in page] == []
    assert (StatusUpdate.objects.count(), Source.objects.count()) == before
    assert response.headers["Cache-Control"] == "no-store"
    assert "The crossing closed" not in Client().get(initiative.get_absolute_url()).content.decode()


def test_what_cannot_be_shown_says_what_is_missing() -> None:
    initiative = make_initiative()
    page = as_(make_publisher()).post(filled_preview(initiative), typed(headline="")).content.decode()
    assert "Say in one sentence what happened." in page


def test_a_stored_draft_and_a_draft_initiative_are_shown() -> None:
    author = make_publisher()
    initiative = make_initiative("Not out yet", public=False, created_by=author, leads=[make_organisation("The Lead")])
    claim = make_draft(initiative, author=author, headline="First words")
    client = as_(author)
    pages = [client.get(verb(name, row.pk, "preview")).content.decode()
             for name, row in (("statusupdate", claim), ("initiative", initiative))]  # fmt: skip
    shown = [["First words" in page, "Not out yet" in page, "The Lead" in page, "GZA-COR-…" in page] for page in pages]
    assert shown == [[True, True, True, True], [False, True, True, True]]


def test_a_replacement_is_shown_above_what_it_strikes() -> None:
    initiative = make_initiative()
    old = make_update(initiative, headline="Wrong")
    draft = actions.replace(claim=old, by=make_publisher(), kind=ReplaceKind.OUR_ERROR, changes={"headline": "Right"})
    page = as_(make_publisher()).get(verb("statusupdate", draft.pk, "preview"))
    entry = page.context["page"].timeline.entries[0]
    assert (entry.wording.headline, [old.headline for old in entry.earlier], entry.anchor) == ("Right", ["Wrong"], "U1")
    assert "<del>Wrong</del>" in page.content.decode()


def test_a_sensitive_place_is_hidden_in_a_preview_too() -> None:
    area = make_location("The Area")
    initiative = make_initiative(public=False)
    make_place_of(initiative, make_location("Hidden House", parent=area, is_sensitive=True))
    page = as_(make_publisher()).get(verb("initiative", initiative.pk, "preview")).content.decode()
    assert ("The Area" in page, "Hidden House" in page) == (True, False)


def test_previews_ask_the_policy() -> None:
    initiative = make_initiative(public=False)
    public = make_initiative()
    claim = make_draft(initiative)
    published = make_update(public)
    stranger, publisher = as_(make_user(organisation=make_organisation())), as_(make_publisher())
    statuses = [
        stranger.get(verb("statusupdate", claim.pk, "preview")).status_code,
        stranger.get(verb("initiative", initiative.pk, "preview")).status_code,
        stranger.post(filled_preview(initiative), typed()).status_code,
        stranger.post(filled_preview(public), typed()).status_code,
        publisher.get(filled_preview(public)).status_code,
        publisher.get(verb("statusupdate", published.pk, "preview")).status_code,
        publisher.get(verb("initiative", public.pk, "preview")).status_code,
        Client().get(verb("statusupdate", claim.pk, "preview")).status_code,
    ]
    assert statuses == [404, 404, 404, 403, 405, 404, 404, 302]
