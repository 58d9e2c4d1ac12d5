"""Figures of one source, entered together beside what it said before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from initiatives.choices import Measure, State
from initiatives.models import Indicator, Initiative, Observation, Organisation, User
from tests.admin.pages import as_, change, messages, verb
from tests.factories import (
    make_indicator,
    make_initiative,
    make_location,
    make_observation,
    make_organisation,
    make_publisher,
    make_source,
    make_user,
)

pytestmark = pytest.mark.django_db

DAYS: dict[str, Any] = {
    "period_start": dt.date(2025, 12, 1),
    "period_end": dt.date(2025, 12, 7),
    "as_of": dt.date(2025, 12, 8),
}
WEEK = {name: day.isoformat() for name, day in DAYS.items()}


@pytest.fixture
def samir() -> User:
    return make_user("samir", organisation=make_organisation("Ours"))


@pytest.fixture
def corridor(samir: User) -> Initiative:
    assert samir.organisation is not None
    return make_initiative("Corridor", leads=[samir.organisation])


def page(corridor: Initiative) -> str:
    return reverse("admin:initiatives_observation_enter", args=[corridor.pk])


def typed(said_by: Organisation, figures: dict[Indicator, str], **changes: str) -> dict[str, Any]:
    boxes = {f"figure-{indicator.pk}": value for indicator, value in figures.items()}
    return {**WEEK, "said_by": said_by.pk, "source_url": make_source().url, **boxes, **changes}


def test_each_row_stands_beside_what_the_same_source_said_before(samir: User, corridor: Initiative) -> None:
    ocha, cogat = make_organisation("OCHA"), make_organisation("COGAT")
    collected, arrived = make_indicator(corridor, "Collected"), make_indicator(corridor, "Arrived")
    make_observation(collected, 900, said_by=ocha, as_of=dt.date(2025, 11, 8))
    newest = make_observation(collected, 1155, said_by=ocha, as_of=dt.date(2025, 12, 1))
    make_observation(arrived, 25700, said_by=cogat, as_of=dt.date(2025, 12, 2))

    def before(**query: Any) -> dict[str, Observation | None]:
        rows = as_(samir).get(page(corridor), query).context["rows"]
        return {row.indicator.title: row.before for row in rows}

    assert before(said_by=ocha.pk) == {"Collected": newest, "Arrived": None}
    assert [value and value.said_by for value in before().values()] == [None, cogat]
    shown = as_(samir).post(page(corridor), typed(ocha, {arrived: "twelve"}, show=""))
    assert (shown.context["rows"][0].before, shown.context["form"].errors) == (newest, {})
    assert 'value="twelve"' in shown.content.decode()


def test_a_draft_for_each_filled_row_goes_to_review_together(samir: User, corridor: Initiative) -> None:
    ocha, first, second = make_organisation("OCHA"), make_indicator(corridor), make_indicator(corridor)
    words = make_indicator(corridor, measure=Measure.QUALITATIVE, unit="")
    told = typed(ocha, {first: "113", second: "", words: "Trucks wait for days"}, submit_for_review="")
    answer: Any = as_(samir).post(page(corridor), told, follow=True)
    assert messages(answer) == ["2 figures were sent for review."]
    rows = Observation.objects.order_by("pk").values_list("indicator", "value", "text", "said_by", "state", "author")
    shared = (ocha.pk, State.SUBMITTED, samir.pk)
    assert list(rows) == [(first.pk, 113, "", *shared), (words.pk, None, "Trucks wait for days", *shared)]
    # A second click goes on with the first.
    as_(samir).post(page(corridor), told)
    assert Observation.objects.count() == 2


def test_what_is_wrong_stands_beside_its_row_and_nothing_is_saved_or_lost(samir: User, corridor: Initiative) -> None:
    ocha = make_organisation("OCHA")
    good, bad, twin = (make_indicator(corridor, title) for title in ("Good", "Bad", "Twin"))
    there = make_observation(twin, 4, said_by=ocha, **DAYS)
    told = typed(ocha, {good: "113", bad: "lots", twin: "5"}, draft="")
    client = as_(samir)
    answers = [client.post(page(corridor), told), client.post(page(corridor), {**told, f"figure-{bad.pk}": "7"})]
    said = [
        {row.indicator.title: list(row.field.errors) for row in answer.context["rows"] if row.field.errors}
        for answer in answers
    ]
    refused = f"{there.public_name} has a figure of this source for this period already. Replace that one."
    assert said == [{"Bad": ["Enter a number."]}, {"Twin": [refused]}]
    assert [f'value="{value}"' in answers[1].content.decode() for value in ("113", "7", "5")] == [True] * 3
    assert list(Observation.objects.all()) == [there]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"period_end": "2025-11-30"}, {"period_end": ["The period ends before it starts."]}),
        ({"as_of": "2025-12-02"}, {"as_of": ["The period ends after the day that the figures are true for."]}),
        ({"as_of": "2999-01-01"}, {"as_of": ["This day is in the future. Give today or an earlier day."]}),
        ({"said_by": ""}, {"said_by": ["This field is required."]}),
        ({"figure": ""}, {"__all__": ["Type at least one figure."]}),
    ],
)
def test_what_is_said_once_is_mended_once(
    samir: User, corridor: Initiative, changes: dict[str, str], said: dict[str, list[str]]
) -> None:
    indicator = make_indicator(corridor)
    told = typed(make_organisation(), {indicator: changes.pop("figure", "5")}) | changes
    answer = as_(samir).post(page(corridor), told)
    assert {name: list(errors) for name, errors in answer.context["form"].errors.items()} == said


@pytest.mark.parametrize("value", ["\0", "-1", "1e999", "9" * 40, "x" * 5000, "NaN", "Infinity", "１２"])
def test_any_text_in_a_box_is_answered(samir: User, corridor: Initiative, value: str) -> None:
    told = typed(make_organisation(), {make_indicator(corridor): value}, draft="")
    assert as_(samir).post(page(corridor), told).status_code in {200, 302}


def test_nobody_publishes_figures_alone(settings: Settings, corridor: Initiative) -> None:
    client, indicator = as_(make_publisher()), make_indicator(corridor)
    told = typed(make_organisation(), {indicator: "5"}, publish="")
    refused = client.post(page(corridor), told).context["rows"][0].field.errors
    assert refused[0].startswith("A second person publishes what you wrote.")
    assert (Observation.objects.count(), 'name="publish"' in client.get(page(corridor)).content.decode()) == (0, False)
    settings.TRACKER_TWO_PERSON_RULE = False
    assert 'name="publish"' in client.get(page(corridor)).content.decode()
    client.post(page(corridor), told)
    assert Observation.objects.get().state == State.PUBLISHED


def test_words_that_endanger_stop_all_of_it_until_somebody_says_why_not(
    corridor: Initiative, settings: Settings
) -> None:
    settings.TRACKER_TWO_PERSON_RULE = False
    make_location("Hidden House", is_sensitive=True)
    words, figure = make_indicator(corridor, measure=Measure.QUALITATIVE, unit=""), make_indicator(corridor)
    told = typed(make_organisation(), {words: "They wait at Hidden House", figure: "5"}, publish="")
    client = as_(make_publisher())
    stopped = client.post(page(corridor), told)
    assert [hit.passage.found for hit in stopped.context["form"].hits] == ["Hidden House"]
    assert Observation.objects.count() == 0
    client.post(page(corridor), {**told, "because": "It is known"})
    assert Observation.objects.filter(state=State.PUBLISHED).count() == 2


def test_it_is_offered_where_something_is_counted(samir: User, corridor: Initiative) -> None:
    def offered() -> list[bool]:
        pages = (reverse("admin:index"), change("initiative", corridor.pk))
        return [page(corridor) in as_(samir).get(address).content.decode() for address in pages]

    assert offered() == [False, False]
    make_indicator(corridor)
    assert offered() == [True, True]


def test_the_standard_set_is_one_button_on_the_page_of_a_corridor(corridor: Initiative) -> None:
    client = as_(make_publisher())
    address = verb("initiative", corridor.pk, "standard_set")
    assert address in client.get(change("initiative", corridor.pk)).content.decode()
    answer: Any = client.post(address, follow=True)
    assert messages(answer) == ["16 indicators were made."]
    assert address not in client.get(change("initiative", corridor.pk)).content.decode()
    talks = make_initiative(kind="ceasefire")
    assert client.get(verb("initiative", talks.pk, "standard_set")).status_code == 403
