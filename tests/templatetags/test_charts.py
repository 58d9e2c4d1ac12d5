"""The tag that draws charts: named or silent, mirrored where a page reads from the right, told apart without colour."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.utils import translation
from lxml import html

from initiatives import badges, svg
from initiatives.choices import Status
from initiatives.reports import texts
from initiatives.svg import Bar, Part, Point, Run
from initiatives.templatetags import charts
from tracker.environment import BASE_DIR

STYLE = (BASE_DIR / "initiatives" / "static" / "initiatives" / "style.css").read_text()
FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
MULTIPLE = svg.small_multiple([Point("UN <2720>", FIRST, LAST, Decimal("112.50"), Decimal("0.1881"))], Decimal(600))
STEPS = svg.steps([Bar("Collected", Decimal(2010), note="by 31 July"), Bar("Arrived", None)])
SHARES = svg.share_bar([Part("Full", Decimal(2)), Part("Not scored", Decimal(1))])
RUNS = svg.run_bar([Run("2", FIRST, dt.date(2026, 11, 10)), Run("6", dt.date(2026, 11, 11))], FIRST, LAST)
LEGEND = svg.run_legend([Run("2", FIRST, label="Open"), Run("6", FIRST)])
CHARTS: tuple[svg.Chart, ...] = (MULTIPLE, STEPS, SHARES, RUNS, LEGEND)


def drawn(chart: svg.Chart, caption: str = "", ends: bool = False) -> html.HtmlElement:
    return html.fragment_fromstring(charts.chart(chart, caption, ends))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_a_chart_is_named_by_its_caption_or_silent_beside_its_table(chart: svg.Chart) -> None:
    named, silent = drawn(chart, "food"), drawn(chart, ends=True)
    assert [element.get("aria-labelledby") for element in named.iter() if element.get("aria-labelledby")] == ["food"]
    speaking = [element for element in silent.iter() if not element.xpath("ancestor-or-self::*[@aria-hidden='true']")]
    assert "".join("".join(element.xpath("text()")) for element in speaking).strip() == ""


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_a_chart_has_no_style_and_no_id_of_its_own(chart: svg.Chart) -> None:
    assert drawn(chart, "food").xpath("descendant-or-self::*/@style | descendant-or-self::*/@id") == []


def test_a_source_its_days_its_figure_and_its_share_are_words_beside_the_bar() -> None:
    assert words(drawn(MULTIPLE)) == "UN <2720> 1 Nov 2026 to 30 Nov 2026 112.5 18.8 % Target 600"
    assert words(drawn(STEPS)) == "Collected 2,010 · by 31 July Arrived No figure"
    assert words(drawn(SHARES)) == "Full 2 Not scored 1"
    assert words(drawn(LEGEND)) == "Open Suspended"
    assert (words(drawn(RUNS)), words(drawn(RUNS, ends=True))) == ("", "1 Nov 2026 30 Nov 2026")


def test_a_line_goes_by_its_label_and_shows_where_parts_are_more_than_the_whole() -> None:
    over = svg.share_bar([Part("Spent", Decimal(120))], Decimal(100), whole_label="Required")
    assert words(drawn(over)) == "Spent 120 Required 100"


@pytest.mark.parametrize(
    ("language", "rect", "target"), [("en", ("0.0", "120.3"), "640.0"), ("ar", ("519.7", "120.3"), "0.0")]
)
def test_a_page_that_reads_from_the_right_has_its_bars_mirrored(
    language: str, rect: tuple[str, str], target: str
) -> None:
    """Arabic also writes decimals with a comma, which no coordinate may have."""
    chart = svg.small_multiple([Point("UN", FIRST, LAST, Decimal("112.8"))], Decimal(600))
    with translation.override(language):
        found = drawn(chart)
    assert [(box.get("x"), box.get("width")) for box in found.cssselect("rect")] == [rect]
    assert {line.get("x1") for line in found.cssselect("li .target")} == {target}


def test_runs_are_told_apart_by_the_look_of_their_status() -> None:
    assert drawn(RUNS).xpath("//g/@class") == ["run run--active", "run run--suspended"]


def test_the_stylesheet_knows_every_texture_and_every_status() -> None:
    known = set(re.findall(r"\.((?:part|run)--\w+)", STYLE))
    looks = {f"run--{badges.look(status)}" for status in (*Status.values, None)}
    assert known == {f"part--{texture}" for texture in svg.TEXTURES} | looks


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (0, "0"),
        (Decimal("25700.0000"), "25,700"),
        (Decimal("112.840"), "112.84"),
        (Decimal("4.07E+9"), "4,070,000,000"),
        (Decimal("-1200.5"), "-1,200.5"),
    ],
)
def test_a_figure_is_written_as_people_write_it(value: Decimal | int | None, shown: str) -> None:
    assert texts.figure(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, ""),
        (Decimal("0.18809"), "18.8 %"),
        (Decimal("0.7645"), "76.5 %"),
        (Decimal(1), "100 %"),
        (Decimal(0), "0 %"),
    ],
)
def test_a_share_is_written_in_per_cent(share: Decimal | None, shown: str) -> None:
    assert texts.percent(share) == shown
