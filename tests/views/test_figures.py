"""Figures, pipelines and targets on the page of an initiative, as a reader gets them."""

import datetime as dt
from unittest import mock

import pytest
from lxml import html

from initiatives import actions, kept
from initiatives.choices import RetractReason
from initiatives.models import Initiative
from tests.factories import (
    make_indicator,
    make_initiative,
    make_location,
    make_observation,
    make_organisation,
    make_publisher,
    make_target,
    replace_claim,
)
from tests.views.world import HOSTILE, get, texts

pytestmark = pytest.mark.django_db

OCTOBER_10, DECEMBER_4, DECEMBER_7 = dt.date(2025, 10, 10), dt.date(2025, 12, 4), dt.date(2025, 12, 7)


@pytest.fixture
def corridor() -> Initiative:
    """Two sources for trucks a day, one figure corrected; cargo of one month; an impact told in words."""
    row = make_initiative("Corridors")
    un, cogat = make_organisation("UN"), make_organisation("COGAT")
    trucks = make_indicator(row, "Aid trucks", location=make_location("Gaza Strip"), baseline=0)
    make_target(trucks, 600, "per_day", said_by=make_organisation("US"), valid_from=OCTOBER_10)
    wrong = make_observation(
        trucks, 6445, said_by=un, named_as="the UN", as_of=DECEMBER_7, period_start=OCTOBER_10, days_as_published=58
    )
    replace_claim(wrong, value=6545)
    make_observation(
        trucks, 25700, said_by=cogat, as_of=DECEMBER_4, period_start=OCTOBER_10, inconsistency_note=HOSTILE
    )
    taken_back = make_observation(trucks, 7, said_by=cogat, as_of=OCTOBER_10)
    actions.retract(claim=taken_back, by=make_publisher(), reason=RetractReason.ERROR)
    for stage, value in (("planned", 61), ("facilitated", 10), ("denied", 34)):
        made = make_indicator(row, stage, stage=stage, unit="missions")
        make_observation(made, value, said_by=un, as_of=dt.date(2024, 1, 31), days=31)
    words = make_indicator(row, "Trust", measure="5", unit="", group="Expected impact")
    make_target(words, None, text="More of it", said_by=un, source_note="")
    return row


def page_of(row: Initiative) -> html.HtmlElement:
    return get(row.get_absolute_url())


def rows_of(page: html.HtmlElement, section: str) -> list[list[str]]:
    """The cells of the rows of a section's tables."""
    return [
        [" ".join(cell.text_content().split()) for cell in row.cssselect("th, td")]
        for row in page.cssselect(f"#{section} tbody tr")
    ]


def test_a_chart_names_its_target_and_shows_each_source_beside_it(corridor: Initiative) -> None:
    figure = page_of(corridor).cssselect("#figures figure")[0]
    (caption,) = texts(figure, "figcaption")
    assert caption == "Aid trucks All supplies · Gaza Strip Target: 600 trucks a day, said by US, source 1 · G1"
    assert texts(figure, ".chart li") == [
        "COGAT 10 Oct 2025 to 4 Dec 2025 458.9 76.5 % · 25,700 in 56 days; does not add up",
        "the UN 10 Oct 2025 to 7 Dec 2025 112.8 18.8 % · 6,545 in 58 days; Corrected",
    ]
    assert texts(figure, "p") == [
        "Target in trucks a day: 600",
        "Range of the newest figures: 18.8 % (the UN) to 76.5 % (COGAT)",
    ]


def test_the_table_says_the_same_with_sources_and_what_became_of_each_figure(corridor: Initiative) -> None:
    page = page_of(corridor)
    today = texts(page, ".cite time")[0]
    against = "target 600 a day US, G1"
    assert rows_of(page, "figures") == [
        [
            "the UN source 2 · O1",
            "10 Oct 2025 to 7 Dec 2025 58 days, as the source counts",
            f"6,545 Corrected, {today} Before: 6,445, published on {today}, source 2",
            f"18.8 %, {against}",
        ],
        [
            "COGAT source 3 · O2",
            f"10 Oct 2025 to 4 Dec 2025 {HOSTILE}",
            "25,700",
            f"76.5 %, {against}",
        ],
        ["COGAT source 4 · O3", "10 Oct 2025", f"7 Retracted on {today}: It was wrong", ""],
        ["Trust", "More of it UN, source 5 · G2"],
    ]
    assert texts(page, "#figures del") == ["6,445", "7"]


def test_a_target_stands_beside_the_newest_figure_of_each_source(corridor: Initiative) -> None:
    assert rows_of(page_of(corridor), "targets") == [
        [
            "Aid trucks Gaza Strip",
            "0",
            "600 trucks a day said by US, source 1 · G1 from 10 Oct 2025",
            "76.5 % COGAT 25,700 trucks, 10 Oct 2025 to 4 Dec 2025, source 3 · O2"
            " 18.8 % the UN 6,545 trucks, 10 Oct 2025 to 7 Dec 2025, source 2 · O1",
        ]
    ]


def test_a_pipeline_shows_its_stages_and_what_is_not_explained(corridor: Initiative) -> None:
    page = page_of(corridor)
    assert texts(page, "#pipeline .chart li") == ["Planned 61", "Facilitated 10 16.4 %", "Denied 34 55.7 %"]
    assert texts(page, "#pipeline figure > p") == ["What is known adds up to 44 of 61 planned: nothing is said of 17."]
    assert rows_of(page, "pipeline") == [
        ["1 Jan 2024 to 31 Jan 2024 UN", "61 source 6 · O4", "10 source 7 · O5", "34 source 8 · O6"]
    ]


def test_every_claim_has_one_place_to_link_to_and_the_file_is_named(corridor: Initiative) -> None:
    page = page_of(corridor)
    ids = [str(one.get("id")) for one in page.cssselect("#figures [id], #pipeline [id], #targets [id]")]
    assert sorted(one for one in ids if one[0] in "OG") == ["G1", "G2", "O1", "O2", "O3", "O4", "O5", "O6"]
    hrefs = {str(a.get("href")) for a in page.cssselect("#figures > p a, #pipeline > p a")}
    assert hrefs == {f"/observations.csv?initiative={corridor.reference}"}


def test_many_rows_are_folded_away_under_their_chart() -> None:
    row = make_initiative()
    un, steps = make_organisation("UN"), make_indicator(row, "Steps")
    for day in range(1, 5):
        for who in (un, make_organisation(f"Other {day}")):
            make_observation(steps, day, said_by=who, as_of=OCTOBER_10 + dt.timedelta(days=day))
    assert page_of(row).cssselect("#figures details") == []
    make_observation(steps, 9, said_by=un, as_of=OCTOBER_10)
    assert texts(page_of(row), "#figures summary") == ["Steps: the same figures as a table"]


def test_a_page_that_reads_from_the_right_mirrors_its_charts(corridor: Initiative) -> None:
    def starts() -> list[float]:
        bars = page_of(corridor).cssselect("#figures .chart rect, #pipeline .chart rect")
        return [float(bar.get("x") or 0) for bar in bars]

    def ends() -> list[float]:
        bars = page_of(corridor).cssselect("#figures .chart rect, #pipeline .chart rect")
        return [round(float(bar.get("x") or 0) + float(bar.get("width") or 0), 1) for bar in bars]

    assert set(starts()) == {0.0}
    kept.forget_all()
    with mock.patch("initiatives.templatetags.charts.get_language_bidi", return_value=True):
        assert set(ends()) == {640.0}


def test_figures_given_once_are_drawn_together_and_stand_in_one_table() -> None:
    row = make_initiative(kind="reconstruction")
    bank = make_organisation("World Bank")
    for title, value in (("Housing", 152), ("Health", 69)):
        made = make_indicator(row, title, group="Needs", unit="USD", category="other")
        make_observation(made, value, said_by=bank, as_of=OCTOBER_10)
    page = page_of(row)
    assert texts(page, "#figures figcaption") == ["Needs USD"]
    assert texts(page, "#figures .chart li") == ["Housing 152", "Health 69"]
    assert rows_of(page, "figures") == [
        ["Housing", "World Bank source 1 · O1", "10 Oct 2025", "152"],
        ["Health", "World Bank source 2 · O2", "10 Oct 2025", "69"],
    ]


def test_an_initiative_without_figures_has_no_such_section() -> None:
    assert page_of(make_initiative()).cssselect("#figures, #pipeline, #targets") == []
