"""`manage.py remove_sample`: nothing of the sample is left, and nothing else is touched."""

import io
import sys
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db.models import Model

from initiatives import actions, editions
from initiatives.choices import ReplaceKind, RetractReason
from initiatives.models import (
    Assignment,
    Crisis,
    Document,
    Initiative,
    InitiativeLocation,
    Location,
    Organisation,
    OrganisationName,
    Participation,
    Relation,
    Source,
    StatusUpdate,
)
from tests.factories import (
    make_crisis,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_update,
)

pytestmark = pytest.mark.django_db

MODELS: tuple[type[Model], ...] = (
    Assignment,
    Crisis,
    Document,
    Initiative,
    InitiativeLocation,
    Location,
    Organisation,
    OrganisationName,
    Participation,
    Relation,
    Source,
    StatusUpdate,
)


def remove(*arguments: str) -> str:
    out = io.StringIO()
    call_command("remove_sample", *arguments, stdout=out)
    return out.getvalue()


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row, and every row of edit history, that the sample could leave something in."""
    found = {}
    for model in MODELS:
        found[model.__name__] = list(model._default_manager.order_by("pk").values())
        history = model.history.model  # type: ignore[attr-defined]
        found[history.__name__] = list(history.objects.order_by("pk").values())
    return found


def counts() -> dict[str, int]:
    return {name: len(rows) for name, rows in everything().items() if rows}


def load() -> None:
    call_command("loaddata", "gaza", verbosity=0)


def live_through(sample: Initiative) -> None:
    """What editors leave behind: a replaced and a retracted chain, a draft, a document, an assignment, a log entry."""
    publisher, other = make_publisher(), make_publisher()
    first, second = sample.statusupdates.filter(number__lte=2).order_by("number")
    begun = actions.replace(claim=first, by=publisher, kind=ReplaceKind.OUR_ERROR, changes={"headline": "Put right"})
    actions.publish(claim=begun, by=other, seen_version=begun.version)
    actions.retract(claim=second, by=publisher, reason=RetractReason.ERROR)
    actions.replace(claim=begun_again(begun), by=publisher, kind=ReplaceKind.FOLLOW_UP, changes={"headline": "Next"})
    Document.objects.create(initiative=sample, title="Text", url="https://example.org/text", category="A01")
    Assignment.objects.create(initiative=sample, organisation=make_organisation("Only assigned", slug="assigned"))
    place = make_location("Corner", parent=make_location("District", slug="district"), slug="corner", level="site")
    make_place_of(sample, place)
    LogEntry.objects.create(
        user=publisher,
        content_type=ContentType.objects.get_for_model(Initiative),
        object_id=str(sample.pk),
        object_repr=str(sample),
        action_flag=CHANGE,
        change_message="",
    )


def begun_again(claim: StatusUpdate) -> StatusUpdate:
    return StatusUpdate.objects.get(pk=claim.pk)


def test_the_sample_leaves_not_one_row_behind() -> None:
    load()
    live_through(Initiative.objects.get(reference="GZA-CEA-001"))
    edition = editions.number()
    said = remove("--yes")
    assert (counts(), LogEntry.objects.count(), editions.number()) == ({}, 0, edition + 1)
    assert said.splitlines() == [
        "Deleted 15 status updates.",
        "Deleted 19 organisations taking part.",
        "Deleted 11 places of initiatives.",
        "Deleted 1 document.",
        "Deleted 7 relations.",
        "Deleted 1 assignment.",
        "Deleted 9 initiatives.",
        "Deleted 1 crisis.",
        "Deleted 3 other names.",
        "Deleted 15 organisations.",
        "Deleted 4 places.",
        "Deleted 1 source.",
    ]


def test_another_crisis_stays_whole_with_all_that_it_shares_with_the_sample() -> None:
    other = make_initiative("Route to Khartoum", crisis=make_crisis("SDN", country="SD"), kind="other")
    make_update(other)
    make_organisation("Used by nobody")
    before = everything()
    load()
    united_nations = Organisation.objects.get(slug="united-nations")
    gaza_strip = Location.objects.get(slug="gaza-strip")
    article = Source.objects.get(publisher__startswith="News article")
    Participation.objects.create(initiative=other, organisation=united_nations, role="monitor")
    make_place_of(other, gaza_strip)
    make_update(other, source=article)
    shared = {
        "Organisation": united_nations.pk,
        "Location": gaza_strip.pk,
        "Source": article.pk,
    }
    said = remove("--yes")
    after = everything()
    lost = {name: [row for row in rows if row not in after[name]] for name, rows in before.items()}
    kept = {name: pk in [row["id"] for row in after[name]] for name, pk in shared.items()}
    assert (
        {name: rows for name, rows in lost.items() if rows and name != "Initiative"},
        kept,
        OrganisationName.objects.get().name,
        [initiative.title for initiative in Initiative.objects.all()],
        "Deleted 13 organisations." in said,
    ) == (
        {},
        {"Organisation": True, "Location": True, "Source": True},
        "UN",
        ["Route to Khartoum"],
        True,
    )
    call_command("verify", stdout=io.StringIO())


def test_it_refuses_whole_when_something_else_is_continued_by_the_sample() -> None:
    load()
    other = make_initiative("Old talks", crisis=make_crisis("SDN", country="SD"), kind="ceasefire")
    talks = Initiative.objects.get(reference="GZA-CEA-001")
    actions.retract_initiative(
        initiative=other, by=make_publisher(), reason=RetractReason.DUPLICATE, continued_by=talks
    )
    before = counts()
    with pytest.raises(CommandError) as refusal:
        remove("--yes")
    assert (str(refusal.value), counts()) == (
        "Nothing was deleted: initiative SDN-CEA-001 Old talks needs a part of the sample.",
        before,
    )


def test_without_yes_nothing_is_deleted_where_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    before = counts()
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    with pytest.raises(CommandError) as refusal:
        remove()
    assert (str(refusal.value), counts()) == (
        "Nothing was deleted: give --yes, since nobody can be asked here.",
        before,
    )


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("answer", ["no\n", "y\n", ""])
def test_on_a_terminal_anything_but_yes_keeps_the_sample(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    with pytest.raises(CommandError) as refusal:
        remove()
    assert (str(refusal.value), Initiative.objects.count()) == ("Nothing was deleted.", 9)


def test_on_a_terminal_a_yes_deletes_what_the_question_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load()
    monkeypatch.setattr(sys, "stdin", Terminal("yes\n"))
    remove()
    assert (capsys.readouterr().out, Initiative.objects.count()) == (
        "Delete Gaza (GZA) with 9 initiatives and everything of theirs? Type yes: ",
        0,
    )


def test_without_a_sample_there_is_nothing_to_do_and_no_edition_is_counted() -> None:
    make_initiative("Route to Khartoum", crisis=make_crisis("SDN", country="SD"))
    edition = editions.number()
    assert (remove("--yes"), Initiative.objects.count(), editions.number()) == (
        "There is no sample data.\n",
        1,
        edition,
    )
