"""The badges: a shape, a word and a colour each, and nothing where there is nothing to say."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from initiatives import badges
from initiatives.choices import Freshness, Rating, Status

BARS = (
    '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
    '<path d="M3 2h3.6v12H3zM9.4 2H13v12H9.4z"/></svg>'
)


def test_a_badge_is_a_shape_and_a_word_in_the_colour_of_its_class() -> None:
    assert badges.status_badge(Status.SUSPENDED) == f'<span class="st st--suspended">{BARS}Suspended</span>'


def test_every_status_has_a_look_and_a_shape_of_its_own() -> None:
    looks = [badges.look(status) for status in (*Status.values, None)]
    assert looks == ["planned", "active", "completing", "completed", "cancelled", "suspended", "none"]
    assert len({badges.SHAPES[look] for look in looks}) == len(looks)


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (Status.ACTIVE, None, "Active"),
        (Status.ACTIVE, "corridor", "Open"),
        (Status.ACTIVE, "ceasefire", "Under way"),
        (Status.CANCELLED, "ceasefire", "Collapsed"),
        (Status.PLANNED, "corridor", "Planned"),
        (None, "corridor", "No status reported yet"),
        ("", None, "No status reported yet"),
    ],
)
def test_a_kind_says_a_status_in_its_own_word(status: str | None, kind: str | None, word: str) -> None:
    assert badges.status_word(status, kind) == word
    assert badges.status_badge(status, kind).endswith(f"</svg>{word}</span>")


def test_a_badge_grows_when_asked() -> None:
    assert 'class="st st--active st--big"' in badges.status_badge(Status.ACTIVE, None, True)


@pytest.mark.parametrize("rating", [None, "", Rating.NO_RATING])
def test_no_rating_shows_nothing(rating: str | None) -> None:
    assert badges.rating_pill(rating) == ""


def test_every_other_rating_has_a_shape_of_its_own() -> None:
    ratings = [rating for rating in Rating.values if rating != Rating.NO_RATING]
    assert len({badges.SHAPES[rating] for rating in ratings}) == len(ratings)
    assert badges.rating_pill(Rating.CONSTRAINED).endswith("</svg>Constrained</span>")


@time_machine.travel("2026-11-22 12:00", tick=False)
@pytest.mark.parametrize(
    ("code", "days", "words"),
    [
        (Freshness.DUE, 1, "Update due, last heard 1 day ago"),
        (Freshness.LATE, 23, "Update late, last heard 23 days ago"),
        (Freshness.SILENT, 60, "No news for a long time, last heard 60 days ago"),
    ],
)
def test_late_news_says_how_old_it_is(code: str, days: int, words: str) -> None:
    flag = badges.freshness_flag(code, timezone.localdate() - dt.timedelta(days=days))
    assert flag.endswith(f"</svg>{words}</span>")


@pytest.mark.parametrize("code", [None, "", Freshness.UP_TO_DATE])
def test_news_that_is_not_late_has_no_flag(code: str | None) -> None:
    assert badges.freshness_flag(code, dt.date(2026, 11, 1)) == ""


def test_a_day_is_written_out_and_readable_by_machines() -> None:
    assert badges.day(dt.date(2026, 11, 20)) == '<time datetime="2026-11-20">20 November 2026</time>'
    assert badges.day(None) == ""


@pytest.mark.parametrize(
    ("confidence", "mark"),
    [
        ("reported", ""),
        ("verified", '<span class="mark mark--verified">Verified</span>'),
        ("disputed", '<span class="mark mark--disputed">Disputed</span>'),
    ],
)
def test_confidence_is_said_where_it_is_not_just_reported(confidence: str, mark: str) -> None:
    assert badges.confidence_mark(confidence) == mark
