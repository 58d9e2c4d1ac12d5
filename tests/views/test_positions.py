"""Walked through: the parties state their positions, one stays silent, one moves; the page says who stands where."""

import datetime as dt

import pytest
from django.utils import timezone
from lxml import html

from initiatives import actions
from initiatives.badges import day
from initiatives.choices import RetractReason
from initiatives.models import Initiative, Organisation, Position
from tests.factories import (
    make_initiative,
    make_issue,
    make_organisation,
    make_position,
    make_publisher,
    make_source,
    replace_claim,
)
from tests.views.world import HOSTILE, days_ago, get, texts

pytestmark = pytest.mark.django_db


def written(age: int) -> str:
    return html.fragment_fromstring(day(days_ago(age), "j M Y")).text_content()


def make_talks(*names: str) -> tuple[Initiative, list[Organisation]]:
    parties = [make_organisation(name, slug=name.lower()) for name in names]
    return make_initiative("Talks", kind="ceasefire", leads=parties), parties


def cells(page: html.HtmlElement, section: str) -> list[list[list[str]]]:
    """The rows of a matrix: the paragraphs of each cell, or its own words where it has none."""
    rows = page.cssselect(f"{section} .matrix tr")
    return [
        [texts(cell, "p, .meta, .mark, .flag") or [cell.text_content()] for cell in row.cssselect("th, td")]
        for row in rows
    ]


def test_a_silent_party_is_a_gap_in_words_and_the_others_say_since_when_and_by_which_source() -> None:
    talks, (egypt, israel) = make_talks("Egypt", "Israel")
    timing, access = (make_issue(talks, title, group="In short") for title in ("Timing", "Access"))
    source = make_source()
    for issue, who, age in ((timing, egypt, 9), (timing, israel, 8), (access, israel, 7)):
        draft = actions.save_draft(
            claim=Position(
                initiative=talks, issue=issue, said_by=who, text=f"{who} on {issue}", as_of=days_ago(age), source=source
            ),
            by=make_publisher(),
        )
        actions.publish(claim=draft, by=make_publisher(), seen_version=draft.version)

    page = get(talks.get_absolute_url())
    assert texts(page, "#positions caption") == ["In short"]
    assert cells(page, "#positions") == [
        [["Issue"], ["Egypt"], ["Israel"]],
        [
            ["Timing"],
            ["Egypt on Timing", f"Since {written(9)} · source 1 · GZA-CEA-001-P1"],
            ["Israel on Timing", f"Since {written(8)} · source 1 · GZA-CEA-001-P2"],
        ],
        [
            ["Access"],
            ["No position recorded"],
            ["Israel on Access", f"Since {written(7)} · source 1 · GZA-CEA-001-P3"],
        ],
    ]
    assert [a.get("href") for a in page.cssselect("#P3 a")] == ["#source-1", "#P3"]


def test_a_party_that_moved_is_named_above_and_keeps_what_it_said_before() -> None:
    talks, (egypt,) = make_talks("Egypt")
    issue = make_issue(talks, "Timing")
    make_position(issue, "Later", said_by=egypt, as_of=days_ago(60))
    wrong = make_position(issue, "Sooon", said_by=egypt, as_of=days_ago(20))
    replace_claim(wrong, text="Soon")
    never = make_position(issue, "Never", said_by=egypt, as_of=days_ago(12))
    actions.retract(claim=never, by=make_publisher(), reason=RetractReason.SOURCE_RETRACTED)
    make_position(issue, "At once", said_by=egypt, named_as="Cairo", stance="supports", as_of=days_ago(3))

    page = get(talks.get_absolute_url())
    assert [a.get("href") for a in page.cssselect("#positions .moves a")] == ["#P4"]
    assert texts(page, "#positions #P4 p")[:2] == ["At once", "Supports"]
    assert [(item.get("id"), texts(item, "del"), texts(item, ".asof")) for item in page.cssselect(".past li")] == [
        ("P3", ["Never"], [f"{written(12)}; Retracted on {written(0)}: Its source took it back · as “Egypt” · source 2"
                           " · GZA-CEA-001-P3"]),
        ("P2", [], [f"{written(20)}; until {written(3)} · as “Egypt” · source 3 · GZA-CEA-001-P2"]),
        (None, ["Sooon"], [f"{written(20)}; Corrected, {written(0)} · as “Egypt” · source 3"]),
        ("P1", [], [f"{written(60)}; until {written(20)} · as “Egypt” · source 4 · GZA-CEA-001-P1"]),
    ]  # fmt: skip


def test_the_words_of_a_source_keep_their_language_and_are_shown_as_text() -> None:
    talks, (egypt,) = make_talks("Egypt")
    make_position(make_issue(talks, HOSTILE), "وقف إطلاق النار فورا", said_by=egypt, language="ar")
    make_position(make_issue(talks, "Access"), HOSTILE, said_by=egypt, named_as=HOSTILE)

    page = get(talks.get_absolute_url())
    said = page.cssselect("#positions #P1 p")[0]
    assert (said.get("lang"), said.get("dir"), said.text_content()) == ("ar", "auto", "وقف إطلاق النار فورا")
    assert [text for text in texts(page, "#positions *") if text == HOSTILE] != []
    assert page.cssselect("#positions script") == []


def test_a_page_of_the_past_marks_what_was_replaced_since() -> None:
    start = timezone.now() - dt.timedelta(days=30)
    talks = make_initiative("Talks", kind="ceasefire", opened_at=start)
    position = make_position(make_issue(talks), "Later", as_of=days_ago(29), published_at=start)
    replace_claim(position, kind="follow_up", text="Soon", as_of=days_ago(2))

    address = talks.get_absolute_url()
    said = [texts(get(path), "#P1 p:first-child, #P1 .mark") for path in (f"{address}?as_at={days_ago(10)}", address)]
    assert said == [["Later", "Replaced since"], ["Soon"]]


def test_more_columns_than_a_phone_can_hold_scroll_in_a_frame_that_the_keyboard_reaches() -> None:
    talks, parties = make_talks("Egypt", "Israel", "Qatar")
    for number in range(3):
        issue = make_issue(talks, f"Issue {number}", group="Wide")
        for party in parties:
            make_position(issue, said_by=party)
    for party in parties:
        make_position(make_issue(talks, f"{party}'s own", group="Narrow"), said_by=party)

    page = get(talks.get_absolute_url())
    frames = page.cssselect("#positions [role=region]")
    assert [
        (frame.get("tabindex"), texts(page, f"#{frame.get('aria-labelledby')}"), len(frame.cssselect("table")))
        for frame in frames
    ] == [("0", ["Wide"], 1), ("0", ["Narrow"], 1)]
