"""What removing takes with it when claims are about something, and what is taken back whatever it says."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from initiatives import actions, policy
from initiatives.choices import Measure, RemoveReason, RetractReason, State
from initiatives.models import Indicator, Issue, Relation, ShownPoint, Term
from tests.factories import (
    make_adherence,
    make_draft,
    make_indicator,
    make_initiative,
    make_issue,
    make_milestone,
    make_observation,
    make_organisation,
    make_position,
    make_publisher,
    make_term,
    make_transaction,
    make_user,
)
from tests.test_walkthroughs import file
from tests.views.world import days_ago, get, texts

pytestmark = pytest.mark.django_db


def kept_texts(*models: Any) -> str:
    """Every text that rows and their histories hold."""
    rows = [row for model in models for manager in (model.objects, model.history) for row in manager.values()]
    return " ".join(str(value) for row in rows for value in row.values())


def test_a_removed_initiative_leaves_no_word_of_what_its_claims_were_about_nor_of_what_was_deleted_before() -> None:
    talks = make_initiative(kind="ceasefire")
    make_term(talks, "Kanary gone before").delete()
    make_adherence(make_term(talks, "Kanary term"))
    make_position(make_issue(talks, "Kanary issue"))
    make_observation(make_indicator(talks, "Kanary indicator"), 1)
    before = kept_texts(Term, Issue, Indicator).count("Kanary")

    actions.remove_initiative(initiative=talks, by=make_publisher(), reason=RemoveReason.SAFETY)
    assert (before >= 8, kept_texts(Term, Issue, Indicator).count("Kanary")) == (True, 0)


def test_the_last_claim_that_is_removed_takes_the_words_of_its_subject_along() -> None:
    talks = make_initiative(kind="ceasefire")
    alone, shared = make_issue(talks, "Kanary alone"), make_issue(talks, "Shared")
    gone = [make_position(alone), make_position(shared)]
    make_position(shared)
    for claim in gone:
        actions.remove(claim=claim, by=make_publisher(), reason=RemoveReason.SAFETY)
    assert ("Kanary" in kept_texts(Issue), "Shared" in kept_texts(Issue)) == (False, True)


def test_a_figure_that_no_longer_fits_its_indicator_is_retracted_all_the_same() -> None:
    indicator = make_indicator(make_initiative())
    claim = make_observation(indicator, 5)
    Indicator.objects.filter(pk=indicator.pk).update(measure=Measure.QUALITATIVE)
    assert actions.retract(claim=claim, by=make_publisher(), reason=RetractReason.ERROR).state == State.RETRACTED


@pytest.mark.parametrize(("column", "value"), [("unit", "tonnes"), ("measure", Measure.QUALITATIVE)])
def test_what_public_figures_were_given_in_is_not_changed(column: str, value: str) -> None:
    indicator, unused = (make_indicator(make_initiative()) for _each in range(2))
    make_observation(indicator, 5)
    for row in (indicator, unused):
        setattr(row, column, value)
    unused.full_clean()
    with pytest.raises(ValidationError) as refused:
        indicator.full_clean()
    assert list(refused.value.message_dict) == [column]


def test_what_no_public_claim_names_is_for_those_who_work_on_it() -> None:
    ours, theirs = make_organisation(), make_organisation()
    talks = make_initiative(kind="ceasefire", leads=[ours])
    said, unsaid = make_term(talks, "Said"), make_term(talks, "Unsaid")
    make_adherence(said)
    seen = {
        name: {term.text for term in policy.visible_to(make_user(organisation=organisation), Term.objects.all())}
        for name, organisation in (("ours", ours), ("theirs", theirs))
    }
    assert (seen, unsaid.text) == ({"ours": {"Said", "Unsaid"}, "theirs": {"Said"}}, "Unsaid")


def test_only_a_publisher_says_which_points_are_shown() -> None:
    editor = make_user()
    draft = make_initiative(public=False, created_by=editor)
    point = ShownPoint(initiative=draft)
    verdicts = [policy.can(person, "add", point) for person in (editor, make_publisher())]
    assert (policy.can(editor, "change", draft), verdicts) == (True, [False, True])


def test_a_response_is_searched_like_every_text_that_goes_out() -> None:
    initiative = make_initiative(public=False)
    ShownPoint.objects.create(
        initiative=initiative, code="no_monitor", response="Call +970 59 912 3456", responded_by=make_organisation()
    )
    with pytest.raises(actions.NeedsReason):
        actions.open_to_public(initiative=initiative, by=make_publisher(), seen_version=initiative.version)


def test_a_whole_that_was_opened_later_is_named_on_no_earlier_day() -> None:
    part = make_initiative("Part", opened_at=timezone.now() - dt.timedelta(days=9))
    whole = make_initiative("Whole")
    Relation.objects.create(from_initiative=part, to_initiative=whole, kind="part_of")
    now, then = (
        {row["reference"]: row["part_of"] for row in file(f"/initiatives.csv{query}")}
        for query in ("", f"?as_at={days_ago(3)}")
    )
    assert (now[part.reference or ""], then) == (whole.reference, {part.reference: ""})


def test_a_crisis_that_came_later_narrows_no_earlier_list_of_organisations() -> None:
    from tests.factories import make_crisis

    un = make_organisation("UN", slug="un")
    make_initiative(leads=[un], opened_at=timezone.now() - dt.timedelta(days=9))
    make_initiative(leads=[un], crisis=make_crisis("YEM"))
    now, then = (
        [row["slug"] for row in file(f"/organisations.csv?crisis=yem{query}")]
        for query in ("", f"&as_at={days_ago(3)}")
    )
    assert (now, then) == (["un"], [])


def test_a_term_that_all_call_kept_is_no_longer_due() -> None:
    talks = make_initiative("Talks", kind="ceasefire")
    due = timezone.localdate() + dt.timedelta(days=5)
    for text, score in (("Kept", 3), ("Open", 1)):
        make_adherence(make_term(talks, text, due_on=due), score=score)
    make_milestone(talks, "Round")
    assert [text for text in ("Kept", "Open") if text in get("/").text_content()] == ["Open"]


def test_money_received_without_a_dollar_figure_accuses_nobody() -> None:
    rebuilding = make_initiative(kind="reconstruction")
    for code in ("spent_over_received", "no_monitor"):
        ShownPoint.objects.create(initiative=rebuilding, code=code)
    make_transaction(rebuilding, "4", 90)
    accused = texts(get(rebuilding.get_absolute_url()), "#points h3")
    make_transaction(rebuilding, "1", 1000, currency="EUR")
    assert len(accused) - len(texts(get(rebuilding.get_absolute_url()), "#points h3")) == 1


def test_the_first_days_that_lists_know_are_answered_on_the_overview_too() -> None:
    make_draft(make_initiative())
    assert texts(get("/?as_at=1990-01-03"), "aside.past strong") == [
        "As it was published by the end of 3 January 1990 (UTC)."
    ]
