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
from initiatives.choices import Point, ReplaceKind, RetractReason
from initiatives.models import (
    Assignment,
    Crisis,
    Document,
    Initiative,
    Location,
    Organisation,
    OrganisationName,
    Participation,
    ShownPoint,
    Source,
    StandingPeriod,
    StatusUpdate,
    Term,
    claim_models,
)
from initiatives.policy import INLINE_THINGS
from tests.factories import (
    make_adherence,
    make_crisis,
    make_finding,
    make_indicator,
    make_initiative,
    make_issue,
    make_location,
    make_observation,
    make_organisation,
    make_place_of,
    make_position,
    make_publisher,
    make_target,
    make_term,
    make_transaction,
    make_update,
    replace_claim,
)

pytestmark = pytest.mark.django_db

MODELS: tuple[type[Model], ...] = (
    Crisis,
    Initiative,
    Location,
    Organisation,
    OrganisationName,
    Source,
    StandingPeriod,
    *INLINE_THINGS,
    *claim_models(),
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
        if model is not StandingPeriod:
            history = model.history.model  # type: ignore[attr-defined]
            found[history.__name__] = list(history.objects.order_by("pk").values())
    return found


def counts() -> dict[str, int]:
    return {name: len(rows) for name, rows in everything().items() if rows}


def load() -> None:
    call_command("loaddata", "gaza", verbosity=0)


def held_by(other: Initiative) -> dict[str, int]:
    """Rows of the sample that claims of another initiative name, in each column that they may."""
    united_nations = Organisation.objects.get(slug="united-nations")
    named = {"obligor": "palestinian-groups", "provider": "ngos", "receiver": "governments", "responded_by": "israel"}
    kept = {name: Organisation.objects.get(slug=slug) for name, slug in named.items()}
    make_adherence(make_term(other, obligor=kept["obligor"]), said_by=united_nations)
    make_transaction(other, "13", 5, provider=kept["provider"], receiver=kept["receiver"])
    point = {"code": Point.NO_AUDIT, "response": "We look into it.", "responded_by": kept["responded_by"]}
    ShownPoint.objects.create(initiative=other, **point)
    make_observation(make_indicator(other, location=Location.objects.get(slug="gaza-strip")), 7)
    return {name: organisation.pk for name, organisation in kept.items()}


def evidence(sample: Initiative) -> None:
    """Claims that hang on each other, replaced and not; a term that is measured, at a place of its own."""
    place = make_location("Crossing", parent=make_location("District"), level="site")
    indicator = make_indicator(sample, location=place)
    make_target(indicator, 600, "per_day")
    replace_claim(make_observation(indicator, 12), value=13)
    make_observation(indicator, 5, public=False)
    make_adherence(make_term(sample, number=Term.objects.count() + 1, indicator=indicator, obligor=make_organisation()))
    replace_claim(make_position(make_issue(sample)), kind="follow_up", text="Otherwise")
    pledge = replace_claim(make_transaction(sample, "13", 100, provider=make_organisation()), amount=90)
    make_transaction(sample, "11", 50, converts=pledge, receiver=make_organisation())
    make_finding(sample)
    point = {"code": Point.NO_MONITOR, "response": "One is sought.", "responded_by": make_organisation()}
    ShownPoint.objects.create(initiative=sample, **point)


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
        "Deleted 3 targets.",
        "Deleted 12 positions.",
        "Deleted 15 status updates.",
        "Deleted 7 adherence.",
        "Deleted 20 organisations taking part.",
        "Deleted 11 places of initiatives.",
        "Deleted 1 document.",
        "Deleted 7 terms.",
        "Deleted 7 indicators.",
        "Deleted 5 issues.",
        "Deleted 7 relations.",
        "Deleted 1 assignment.",
        "Deleted 9 initiatives.",
        "Deleted 1 crisis.",
        "Deleted 3 other names.",
        "Deleted 17 organisations.",
        "Deleted 4 places.",
        "Deleted 1 source.",
    ]


def test_nothing_of_either_sample_is_left_nor_of_the_evidence_that_was_entered_since() -> None:
    call_command("load_sample", stdout=io.StringIO())
    for reference in ("GZA-CEA-001", "ACC-REC-001"):
        evidence(Initiative.objects.get(reference=reference))
    kinds = {model.__name__ for model in claim_models()}
    there = {name for name, rows in everything().items() if rows}
    assert (kinds - there, there & {"ShownPoint", "Term", "Issue", "StandingPeriod"}) == (
        {"Note"},
        {"ShownPoint", "Term", "Issue", "StandingPeriod"},
    )
    remove("--yes")
    assert counts() == {}


def test_what_claims_of_another_crisis_name_of_the_sample_stays() -> None:
    load()
    other = make_initiative("Route to Khartoum", crisis=make_crisis("SDN", country="SD"), kind="other")
    kept = held_by(other)
    remove("--yes")
    places = list(Location.objects.values_list("slug", flat=True))
    found = {name: Organisation.objects.filter(pk=pk).count() for name, pk in kept.items()}
    assert (found, places, Organisation.objects.filter(slug="regional-allies").count()) == (
        {"obligor": 1, "provider": 1, "receiver": 1, "responded_by": 1},
        ["gaza-strip"],
        0,
    )
    call_command("verify", stdout=io.StringIO())


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
        # What claims say of it has changed with the claim that it was given.
        {name: rows for name, rows in lost.items() if rows and name not in ("Initiative", "StandingPeriod")},
        kept,
        OrganisationName.objects.get().name,
        [initiative.title for initiative in Initiative.objects.all()],
        "Deleted 15 organisations." in said,
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
