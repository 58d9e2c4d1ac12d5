"""The list of status updates, as a reader gets it."""

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives.choices import Confidence, Rating, ReplaceKind, Status
from tests.factories import make_draft, make_initiative, make_organisation, make_source, make_update
from tests.views.world import confirm, days_ago, get, replace, texts

pytestmark = pytest.mark.django_db


def test_a_row_says_the_day_what_happened_where_it_stood_and_who_said_so() -> None:
    row = make_initiative("Corridor")
    update = make_update(
        row, as_of=days_ago(0), headline="Convoys go through", status=Status.ACTIVE, rating=Rating.ON_TRACK,
        confidence=Confidence.VERIFIED, said_by=make_organisation("United Nations"), named_as="the UN",
        source=make_source(publisher="OCHA"),
    )  # fmt: skip
    page, day = get("/updates/"), days_ago(0)
    assert texts(page, "tbody th, tbody td") == [
        f"{day.day} {day:%b} {day.year}",
        "Convoys go throughCorridor · GZA-COR-001",
        "OpenOn trackVerified",
        "the UNOCHA",
    ]
    assert page.cssselect("tbody th a")[0].get("href") == update.get_absolute_url()


def test_newest_first_without_confirmations_drafts_and_what_was_replaced() -> None:
    row = make_initiative()
    replace(make_update(row, headline="Old text", as_of=days_ago(5)), ReplaceKind.OUR_ERROR, headline="New text")
    make_update(row, headline="Newest", as_of=days_ago(1))
    make_draft(row, headline="Draft")
    confirm(row, make_organisation(), days_ago(0))
    assert texts(get("/updates/"), "tbody .name") == ["Newest", "New text"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_is_a_fixed_number_of_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for age in range(rows):
        make_update(make_initiative(), as_of=days_ago(age), said_by=make_organisation())
    with django_assert_num_queries(9):
        get("/updates/")
