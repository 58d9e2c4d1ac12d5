"""`manage.py verify`: every tampered cache, key and chain is named exactly; --rebuild mends what can be worked out."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from initiatives import actions, caches, editions
from initiatives.choices import ReplaceKind, RetractReason, State, Visibility
from initiatives.management.commands.verify import keyed_models
from initiatives.models import Crisis, Initiative, Organisation, StatusUpdate, words
from tests.factories import make_initiative, make_organisation, make_publisher, make_update

pytestmark = pytest.mark.django_db


def verify(*arguments: str) -> tuple[list[str], str]:
    """What it says, line by line, and its refusal; no refusal means that it ended well."""
    out = io.StringIO()
    try:
        call_command("verify", *arguments, stdout=out)
    except CommandError as refusal:
        return out.getvalue().splitlines(), str(refusal)
    return out.getvalue().splitlines(), ""


def tamper(claim: StatusUpdate, **columns: Any) -> None:
    StatusUpdate.objects.filter(pk=claim.pk).update(**columns)


def corridor() -> tuple[Initiative, StatusUpdate, StatusUpdate]:
    initiative = make_initiative("Northern corridor", leads=[make_organisation("UNRWA", slug="unrwa")])
    first = make_update(initiative, status="1", as_of=dt.date(2026, 3, 1))
    second = make_update(initiative, status="2", rating="on_track", as_of=dt.date(2026, 3, 9))
    return initiative, first, second


def replacement(claim: StatusUpdate) -> StatusUpdate:
    begun = actions.replace(
        claim=claim, by=make_publisher(), kind=ReplaceKind.OUR_ERROR, changes={"headline": "Put right"}
    )
    new = actions.publish(claim=begun, by=make_publisher(), seen_version=begun.version)
    assert isinstance(new, StatusUpdate)
    return new


def test_a_whole_life_of_claims_leaves_nothing_to_say() -> None:
    _initiative, first, second = corridor()
    new = replacement(first)
    actions.retract(claim=new, by=make_publisher(), reason=RetractReason.ERROR)
    actions.replace(claim=second, by=make_publisher(), kind=ReplaceKind.FOLLOW_UP, changes={"headline": "Begun"})
    assert verify() == (["No difference (initiatives: 1, claims: 4)."], "")


def test_each_tampered_cache_is_named_and_mended_and_the_edition_counted() -> None:
    initiative, first, _second = corridor()
    Initiative.objects.filter(pk=initiative.pk).update(
        current_update=first,
        current_status="6",
        current_status_since=None,
        current_rating="met",
        last_update_as_of=dt.date(2026, 3, 1),
        last_confirmed_on=dt.date(2026, 3, 10),
    )
    lines = [
        "GZA-COR-001 current_update_id: stored GZA-COR-001-U1, claims say GZA-COR-001-U2",
        "GZA-COR-001 current_status: stored 6, claims say 2",
        "GZA-COR-001 current_status_since: stored nothing, claims say 2026-03-09",
        "GZA-COR-001 current_rating: stored met, claims say on_track",
        "GZA-COR-001 last_update_as_of: stored 2026-03-01, claims say 2026-03-09",
        "GZA-COR-001 last_confirmed_on: stored 2026-03-10, claims say nothing",
    ]
    edition = editions.number()
    only_told = verify()
    assert (only_told, editions.number()) == (
        (lines, "6 differences. `manage.py verify --rebuild` mends caches, keys and words."),
        edition,
    )
    mended = verify("--rebuild")
    assert (mended, editions.number(), verify()) == (
        ([*[f"{line} (mended)" for line in lines], "6 differences, all mended."], ""),
        edition + 1,
        (["No difference (initiatives: 1, claims: 2)."], ""),
    )


def test_a_cache_that_claims_never_filled_is_named_too() -> None:
    initiative = make_initiative("Without news", slug="without-news", public=False)
    Initiative.objects.filter(pk=initiative.pk).update(current_status="2")
    edition = editions.number()
    line = "initiative without-news current_status: stored 2, claims say nothing"
    assert (verify()[0], verify("--rebuild"), editions.number()) == (
        [line],
        ([f"{line} (mended)", "1 difference, all mended."], ""),
        edition,
    )


def test_each_tampered_key_is_named_and_mended_without_touching_version_or_history() -> None:
    initiative, _first, _second = corridor()
    Organisation.objects.filter(slug="unrwa").update(name_key="UNRWA", search_key="")
    Initiative.objects.filter(pk=initiative.pk).update(title_key="southern corridor")
    version, history_count = initiative.version, initiative.history.count()
    lines = [
        "organisation unrwa name_key: stored “UNRWA”, should be “unrwa”",
        "organisation unrwa search_key: stored “”, should be “unrwa”",
        "GZA-COR-001 title_key: stored “southern corridor”, should be “northern corridor”",
    ]
    found = sorted(verify()[0])
    edition = editions.number()
    mended = verify("--rebuild")
    initiative.refresh_from_db()
    assert (found, sorted(mended[0]), mended[1], editions.number()) == (
        sorted(lines),
        sorted([*[f"{line} (mended)" for line in lines], "3 differences, all mended."]),
        "",
        edition + 2,
    )
    assert (verify()[1], initiative.version, initiative.history.count()) == ("", version, history_count)


def come_out_long_ago(old: StatusUpdate, new: StatusUpdate) -> None:
    tamper(new, published_at=LONG_AGO)
    tamper(old, replaced_at=LONG_AGO)


LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
LATER = timezone.now() + dt.timedelta(days=1)
BREAKS: dict[str, Callable[[StatusUpdate, StatusUpdate], None]] = {
    "GZA-COR-001-U8: its number is not the one of its chain": lambda old, new: tamper(new, number=8),
    "GZA-COR-001-U1: its first publication is not the one of its chain": lambda old, new: tamper(
        new, first_published_at=LATER
    ),
    "GZA-COR-001-U1: it came out before the claim that it replaces": lambda old, new: come_out_long_ago(old, new),
    "GZA-COR-001-U1: it was replaced at another moment than the newer claim came out": lambda old, new: tamper(
        old, replaced_at=LATER
    ),
}


@pytest.mark.parametrize("line", BREAKS)
def test_each_broken_chain_is_named_and_cannot_be_mended(line: str) -> None:
    initiative, first, _second = corridor()
    new = replacement(first)
    BREAKS[line](first, new)
    caches.refresh(initiative)
    assert verify("--rebuild") == (
        [line],
        "1 difference; 0 mended, 1 left: what a claim itself says is not for a command to change.",
    )


def test_a_first_publication_that_is_not_its_own_is_named() -> None:
    _initiative, first, _second = corridor()
    tamper(first, first_published_at=LATER)
    assert verify()[0] == ["GZA-COR-001-U1: its first publication is not its own"]


def test_a_replaced_claim_without_a_newer_one_is_named() -> None:
    initiative, first, _second = corridor()
    tamper(first, state=State.REPLACED, replaced_at=timezone.now())
    caches.refresh(initiative)
    assert verify()[0] == ["GZA-COR-001-U1: it is replaced, and no newer claim came out"]


def test_a_claim_that_holds_beside_its_newer_one_is_named() -> None:
    initiative, first, _second = corridor()
    new = replacement(first)
    actions.retract(claim=new, by=make_publisher(), reason=RetractReason.ERROR)
    tamper(first, state=State.PUBLISHED)
    caches.refresh(initiative)
    assert verify()[0] == ["GZA-COR-001-U1: it holds, although a newer claim came out"]


def test_a_replacement_across_chains_or_initiatives_is_named() -> None:
    _initiative, first, second = corridor()
    other = make_initiative("Southern corridor")
    third = make_update(other, as_of=dt.date(2026, 3, 9), status="2")
    new = replacement(second)
    tamper(new, replaces=first)
    assert verify()[0] == [
        "GZA-COR-001-U2: it replaces a claim of another chain",
        "GZA-COR-001-U2: it is replaced, and no newer claim came out",
        "GZA-COR-001-U1: it holds, although a newer claim came out",
    ]
    tamper(new, replaces=third)
    assert "GZA-COR-001-U2: it replaces a claim of another initiative" in verify()[0]


def test_only_a_sample_may_have_public_claims_that_nobody_signed() -> None:
    _initiative, first, second = corridor()
    tamper(first, author=None)
    tamper(second, reviewer=None)
    real = verify()[0]
    Crisis.objects.filter(code="GZA").update(is_sample=True)
    words = "it is public without an author and a reviewer, which only sample data may be"
    assert (real, verify()[1]) == ([f"GZA-COR-001-U1: {words}", f"GZA-COR-001-U2: {words}"], "")


def test_a_public_claim_of_an_initiative_without_a_reference_is_named() -> None:
    initiative, _first, _second = corridor()
    initiative.visibility, initiative.reference, initiative.slug = Visibility.DRAFT, None, "northern"
    initiative.save()
    words = "it is public, and its initiative has no reference"
    assert verify()[0] == [f"initiative northern-U1: {words}", f"initiative northern-U2: {words}"]


def test_tampered_words_are_named_and_mended_and_the_edition_counted() -> None:
    initiative = make_initiative("Northern corridor", leads=[make_organisation("UNRWA")])
    update = make_update(initiative, headline="Opened")
    words.INITIATIVES.erase([initiative.pk])
    words.UPDATES.erase([update.pk])
    words.UPDATES.write({update.pk: ["nobody", "said", "that"], 9_000_001: ["gone"]})
    lines = [
        "GZA-COR-001 words: “001, aid, arrives, cor, corridor” and 11 more missing, none too much",
        "GZA-COR-001-U1 words: “001, cor, corridor, gza, gza-cor-001” and 10 more missing, "
        "“nobody, said, that” too much",
        "search_updates: 1 without a row",
    ]
    edition = editions.number()
    only_told = verify()[0]
    assert (only_told, verify("--rebuild")[0], verify()[1], editions.number()) == (
        lines,
        [*[f"{line} (mended)" for line in lines], "3 differences, all mended."],
        "",
        edition + 2,
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own indexes, and cannot tell")
def test_an_index_that_does_not_find_what_it_holds_is_named_and_mended() -> None:
    corridor()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_initiatives_content")
    damaged = verify()[0]
    assert damaged[-1] == "search_initiatives: does not find what it holds"
    assert (verify("--rebuild")[1], verify()) == ("", (["No difference (initiatives: 1, claims: 2)."], ""))


def test_every_model_with_a_key_is_checked_and_no_edit_history() -> None:
    assert sorted(model.__name__ for model in keyed_models()) == [
        "Indicator",
        "Initiative",
        "Issue",
        "Location",
        "Organisation",
        "OrganisationName",
        "StatusUpdate",
    ]
