"""The list of status updates, as a reader gets it."""

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import Confidence, Rating, ReplaceKind, RetractReason, Status
from tests.factories import (
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_source,
    make_update,
)
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
        "Convoys go throughCorridor · GZA-COR-001-U1",
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


def test_what_was_replaced_or_retracted_is_struck_through_and_says_so() -> None:
    row = make_initiative("Corridor")
    replace(make_update(row, headline="Old text", as_of=days_ago(5)), ReplaceKind.OUR_ERROR, headline="New text")
    wrong = make_update(row, headline="Wrong", as_of=days_ago(1))
    actions.retract(claim=wrong, by=make_publisher(), reason=RetractReason.ERROR)
    page = get("/updates/?history=1")
    assert sorted(texts(page, "tbody th")) == [
        "New textCorridor · GZA-COR-001-U1",
        "Old text ReplacedCorridor · GZA-COR-001-U1",
        "Wrong RetractedCorridor · GZA-COR-001-U2",
    ]
    assert sorted(texts(page, "tbody .name del")) == ["Old text", "Wrong"]


def test_a_pending_second_check_is_said_wherever_the_move_stands() -> None:
    row, publisher = make_initiative(), make_publisher()
    make_update(row, status=Status.ACTIVE, as_of=days_ago(1))
    draft = make_draft(row, author=publisher, status=Status.SUSPENDED, said_by=make_organisation("Them", slug="them"))
    claim = actions.publish(claim=draft, by=publisher, seen_version=draft.version)
    addresses = ("/", "/updates/", "/initiatives/", "/organisations/them/")

    def said() -> list[list[str]]:
        return [texts(get(address), ".mark--pending") for address in addresses]

    pending = "Second check pending"
    assert said() == [[pending, pending], [pending], [pending], [pending]]
    actions.second_check(claim=claim, by=make_publisher())
    assert said() == [[], [], [], []]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_is_a_fixed_number_of_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for age in range(rows):
        make_update(make_initiative(), as_of=days_ago(age), said_by=make_organisation())
    with django_assert_num_queries(8):
        get("/updates/")
