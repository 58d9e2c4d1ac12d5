"""Walked through: a round is announced, postponed and held; the page of the talks and the overview say so."""

import pytest

from initiatives import actions
from initiatives.choices import ReplaceKind
from initiatives.models import Initiative, Milestone
from tests.factories import make_adherence, make_initiative, make_milestone, make_publisher, make_source, make_term
from tests.views.test_positions import written
from tests.views.world import days_ago, get, texts

pytestmark = pytest.mark.django_db


def schedule(row: Initiative) -> dict[str | None, list[list[str]]]:
    """By the id of each milestone, its lines: when, what, what became of it."""
    found = get(row.get_absolute_url()).cssselect("#next .updates > li")
    return {li.get("id"): [texts(li, ".when"), texts(li, "strong"), texts(li, "p.small")] for li in found}


def test_a_round_that_is_postponed_and_held_keeps_the_day_that_was_first_given() -> None:
    talks = make_initiative("Talks", kind="ceasefire")
    draft = actions.save_draft(
        claim=Milestone(
            initiative=talks, kind="round", title="Fifth round", planned_on=days_ago(7), as_of=days_ago(20),
            source=make_source(),
        ),
        by=make_publisher(),
    )  # fmt: skip
    row = actions.publish(claim=draft, by=make_publisher(), seen_version=draft.version)
    assert schedule(talks) == {"M1": [[written(7)], ["Fifth round"], ["Round of talks · Announced"]]}
    assert texts(get(talks.get_absolute_url()), "#next h3") == ["The day has passed, and no word since"]

    for course, day, as_of in (("postponed", days_ago(-3), days_ago(8)), ("held", days_ago(0), days_ago(0))):
        changes = {"course": course, "planned_on": day, "as_of": as_of}
        new = actions.replace(claim=row, by=make_publisher(), kind=ReplaceKind.FOLLOW_UP, changes=changes)
        row = actions.publish(claim=new, by=make_publisher(), seen_version=new.version)
        label = {"postponed": "Postponed", "held": "Held"}[course]
        assert schedule(talks) == {
            "M1": [
                [written((days_ago(0) - day).days)],
                ["Fifth round"],
                [f"Round of talks · {label} · first planned for {written(7)}"],
            ]
        }
    page = get(talks.get_absolute_url())
    assert texts(page, "#next h3") == ["Held or cancelled"]
    assert [text.split(" · ")[0] for text in texts(page, "#next .past .asof")] == [
        f"{written(8)}; Updated, {written(0)}",
        f"{written(20)}; Updated, {written(0)}",
    ]
    assert ["".join(li.xpath("text() | time/text()")).strip() for li in page.cssselect("#next .past li")] == [
        f"Postponed: {written(-3)}", f"Announced: {written(7)}",
    ]  # fmt: skip


def test_the_overview_says_what_comes_next_and_leads_there() -> None:
    talks, quiet = make_initiative("Talks", kind="ceasefire"), make_initiative("Quiet")
    assert get("/").cssselect("#coming") == []
    make_milestone(talks, "Fifth round", planned_on=days_ago(-9), language="en")
    make_adherence(make_term(talks, "Crossings open", due_on=days_ago(-2)), "agreed")
    make_milestone(quiet, "Over", planned_on=days_ago(2))

    side = get("/").cssselect("[aria-labelledby=coming] li")
    assert [(texts(li, "a")[0], li.cssselect("a")[0].get("href"), texts(li, ".muted")[0]) for li in side] == [
        ("Crossings open", f"{talks.get_absolute_url()}#term-1", "Term due · Talks"),
        ("Fifth round", f"{talks.get_absolute_url()}#M1", "Round of talks · Talks"),
    ]
