"""The life cycle's own rules: what the database refuses, what the door lets through, what held at a moment."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from initiatives import actions
from initiatives.choices import RemoveReason, ReplaceKind, RetractReason, State, Visibility
from initiatives.models import Organisation, Source, StatusUpdate, claim_models
from tests.factories import (
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_source,
    make_update,
)

pytestmark = pytest.mark.django_db


def test_every_installed_kind_of_claim_is_found() -> None:
    letters = {model.__name__: model.letter for model in claim_models()}
    assert letters == {
        "StatusUpdate": "U", "Observation": "O", "Target": "G", "Adherence": "A", "Position": "P", "Milestone": "M",
        "Budget": "B", "Transaction": "T", "Finding": "F", "Note": "N",
    }  # fmt: skip


@pytest.mark.parametrize("broken", [
    {"number": None},
    {"published_at": None},
    {"source": None},
    {"status": "7"},
    {"headline": "x" * 301},
    {"narrative": "x" * 5001},
    {"state": "retracted"},
    {"replace_kind": "our_error"},
    {"is_confirmation": True},
])  # fmt: skip
def test_the_database_itself_refuses(broken: dict[str, Any]) -> None:
    claim = make_update(make_initiative())

    with pytest.raises(Exception) as refusal, transaction.atomic():  # noqa: PT011 a text too long is a DataError on one
        StatusUpdate.objects.filter(pk=claim.pk).update(**broken)

    assert type(refusal.value).__name__ in {"IntegrityError", "DataError"}


def test_one_published_claim_in_a_chain() -> None:
    old, author = make_update(make_initiative()), make_publisher()
    draft = actions.replace(claim=old, by=author, kind=ReplaceKind.OUR_ERROR, changes={})
    values = {
        "state": State.PUBLISHED,
        "number": 1,
        "published_at": timezone.now(),
        "first_published_at": timezone.now(),
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        StatusUpdate.objects.filter(pk=draft.pk).update(**values)


def test_a_number_is_given_once_for_each_initiative_and_kind_of_claim() -> None:
    initiative = make_initiative()
    make_update(initiative)
    second = make_update(initiative)

    with pytest.raises(IntegrityError), transaction.atomic():
        StatusUpdate.objects.filter(pk=second.pk).update(number=1)


@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.RETRACTED, Visibility.REMOVED])
def test_the_door_shows_claims_of_public_initiatives_only(visibility: str) -> None:
    initiative, shown = make_initiative(), make_initiative()
    claims = [make_update(initiative), make_update(shown)]
    fields: dict[str, Any] = {"visibility": visibility, "retracted_at": timezone.now(), "retract_reason": "error"}
    type(initiative).objects.filter(pk=initiative.pk).update(**fields)

    assert list(StatusUpdate.objects.public()) == claims[1:]


def test_the_door_shows_published_replaced_and_retracted_claims() -> None:
    initiative, author = make_initiative(), make_publisher()
    make_draft(initiative)
    actions.submit(claim=make_draft(initiative, author=author), by=author)
    replaced, retracted, removed = (make_update(initiative) for _ in range(3))
    new = actions.replace(claim=replaced, by=author, kind=ReplaceKind.OUR_ERROR, changes={})
    actions.publish(claim=new, by=make_publisher(), seen_version=new.version)
    actions.retract(claim=retracted, by=author, reason=RetractReason.ERROR)
    actions.remove(claim=removed, by=author, reason=RemoveReason.LAW)

    assert set(StatusUpdate.objects.public()) == {replaced, new, retracted}
    assert list(StatusUpdate.objects.public().current()) == [new]


def test_an_organisation_or_source_is_public_when_a_public_claim_names_it() -> None:
    initiative = make_initiative(leads=[make_organisation("Lead")])
    make_update(initiative, said_by=make_organisation("Speaker"), source=make_source("https://example.org/public"))
    make_draft(initiative, said_by=make_organisation("Whisperer"), source=make_source("https://example.org/draft"))

    assert set(Organisation.objects.public().values_list("name", flat=True)) == {"Lead", "Speaker"}
    assert list(Source.objects.public().values_list("url", flat=True)) == ["https://example.org/public"]


def test_a_claim_calls_itself_by_its_public_name_and_never_by_its_text() -> None:
    initiative = make_initiative()
    draft = make_draft(initiative, headline="The depot in the mill")

    assert [str(draft), str(make_update(initiative))] == [f"status update {draft.pk}", "GZA-COR-001-U1"]


def test_control_characters_never_reach_the_database() -> None:
    claim = make_draft(make_initiative(), headline="Open\x07 again\n now ", narrative="one\r\n\r\ntwo\x00")

    assert (claim.headline, claim.narrative) == ("Open again now", "one\n\ntwo")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a promise about SQLite files")
def test_the_constraints_do_not_break_a_connection_that_is_not_djangos(tmp_path: Any) -> None:
    import sqlite3

    make_update(make_initiative())
    with connection.cursor() as cursor:
        tables = [
            row[0]
            for row in cursor.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
                # FTS5 makes these with its own.
                " AND name NOT GLOB 'search_*_*'"
            )
        ]
    with sqlite3.connect(tmp_path / "plain.sqlite3") as plain:
        for statement in tables:
            plain.execute(statement)
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)


Step = tuple[str, int]
STEPS = st.lists(st.tuples(st.sampled_from(["publish", "replace", "retract", "remove"]), st.integers(0, 5)), max_size=9)


class AsAt(TestCase):
    """What held at a moment equals what was current then, whatever happened since."""

    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(st.tuples(st.sampled_from(["publish", "replace", "retract", "remove"]), st.integers(0, 5)), max_size=9)
    )
    def test_what_held_at_a_moment_is_what_was_current_then(self, steps: list[Step]) -> None:
        initiative, writer, reviewer = make_initiative(), make_publisher(), make_publisher()
        moment = timezone.now() - dt.timedelta(days=30)
        seen: list[tuple[dt.datetime, set[int]]] = []
        gone: set[int] = set()
        for verb, pick in steps:
            moment += dt.timedelta(hours=1)
            live = list(StatusUpdate.objects.current().in_order())
            if verb == "publish":
                claim = make_draft(initiative, author=writer)
                actions.publish(claim=claim, by=reviewer, seen_version=claim.version, at=moment)
            elif live:
                claim = live[pick % len(live)]
                if verb == "replace":
                    new = actions.replace(claim=claim, by=writer, kind=ReplaceKind.OUR_ERROR, changes={})
                    actions.publish(claim=new, by=reviewer, seen_version=new.version, at=moment)
                elif verb == "retract":
                    actions.retract(claim=claim, by=writer, reason=RetractReason.ERROR, at=moment)
                else:
                    actions.remove(claim=claim, by=writer, reason=RemoveReason.SAFETY)
                    gone = set(StatusUpdate.objects.filter(state=State.REMOVED).values_list("pk", flat=True))
            seen.append((moment, set(StatusUpdate.objects.current().values_list("pk", flat=True))))

        for moment, held in seen:
            just_after = moment + dt.timedelta(microseconds=1)
            assert set(StatusUpdate.objects.current(just_after).values_list("pk", flat=True)) == held - gone
