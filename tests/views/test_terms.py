"""Walked through: two sources disagree on a breach; the page shows both, side by side, and adds up neither."""

import pytest

from initiatives import actions
from initiatives.models import Adherence
from tests.factories import (
    make_adherence,
    make_indicator,
    make_initiative,
    make_observation,
    make_organisation,
    make_publisher,
    make_source,
    make_term,
)
from tests.views.test_positions import cells, written
from tests.views.world import days_ago, get, texts

pytestmark = pytest.mark.django_db


def test_two_sources_that_disagree_on_a_breach_stand_side_by_side() -> None:
    truce = make_initiative("Truce", kind="ceasefire")
    un, israel = make_organisation("UN", slug="un"), make_organisation("Israel", slug="israel")
    term = make_term(truce, "Fighting stops", phase="Phase one", due_on=days_ago(1), obligor=israel)
    for who, score, breach, age in ((un, 1, "alleged", 4), (israel, 3, "denied", 3)):
        draft = actions.save_draft(
            claim=Adherence(
                initiative=truce, term=term, said_by=who, agreement="in_force", score=score, breach=breach,
                as_of=days_ago(age), source=make_source(),
            ),
            by=make_publisher(),
        )  # fmt: skip
        actions.publish(claim=draft, by=make_publisher(), seen_version=draft.version)

    page = get(truce.get_absolute_url())
    assert cells(page, "#terms") == [
        [["Term"], ["UN"], ["Israel"]],
        [
            [
                "Assessors differ on: score, breach",
                "Phase one · Cessation of hostilities · to be done by Israel",
                f"Due {written(1)}",
                "Past due",
            ],
            [
                "In force",
                "Minimal (1 of 3)",
                "Breach alleged",
                "Breach alleged",
                f"{written(4)} · source 2 · GZA-CEA-001-A1",
            ],
            [
                "In force",
                "Full (3 of 3)",
                "Breach denied",
                "Breach denied",
                f"{written(3)} · source 1 · GZA-CEA-001-A2",
            ],
        ],
    ]
    assert [texts(row, "th, td") for row in page.cssselect("#terms .stack tbody tr")] == [
        ["UN", "0", "1", "0", "0", "0", "0", "33.3 %"],
        ["Israel", "0", "0", "0", "1", "0", "0", "100 %"],
    ]
    assert [len(svg.cssselect(".v")) for svg in page.cssselect("#terms .scale")] == [1, 3]


def test_terms_that_are_only_proposed_have_no_scores_to_add_up() -> None:
    talks = make_initiative("Talks", kind="ceasefire")
    trucks = make_indicator(talks, "Trucks a day")
    make_observation(trucks, 9)
    make_adherence(make_term(talks, "600 trucks a day", indicator=trucks), "proposed", source=make_source())
    make_adherence(make_term(talks, "A pause"), "in_force", breach="none", source=make_source())

    page = get(talks.get_absolute_url())
    assert texts(page, "#terms caption") == ["Each term, by assessor"]
    assert [text.partition(" · ")[2] for text in texts(page, "#terms th .meta")] == [
        "measured by Trucks a day", "",
    ]  # fmt: skip
    assert [text for text in texts(page, "#terms td p") if text in {"Not due yet", "No breach", "Proposed"}] == [
        "Proposed", "Not due yet", "No breach",
    ]  # fmt: skip
