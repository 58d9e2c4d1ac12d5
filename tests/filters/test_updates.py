"""The list of updates: what each filter keeps, what the facets count, how rows are ordered."""

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from initiatives import actions
from initiatives.choices import RemoveReason, ReplaceKind, RetractReason
from initiatives.datasets import UPDATES, Selection
from initiatives.models import StatusUpdate
from tests.factories import (
    make_crisis,
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_source,
    make_update,
)

pytestmark = pytest.mark.django_db


def select(query: str = "") -> Selection:
    return UPDATES.select(QueryDict(query))


def headlines(query: str = "") -> list[str]:
    return [row.headline for row in select(query).rows]


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def replace(old: StatusUpdate, headline: str) -> StatusUpdate:
    draft = actions.replace(claim=old, by=make_publisher(), kind=ReplaceKind.OUR_ERROR, changes={"headline": headline})
    return actions.publish(claim=draft, by=make_publisher(), seen_version=draft.version)


def test_each_filter_keeps_its_own() -> None:
    body = make_organisation("Body")
    corridor = make_initiative("Corridor")
    talks = make_initiative("Talks", kind="ceasefire", crisis=make_crisis("SDN"))
    make_update(corridor, headline="Opened", status="2", said_by=body)
    make_update(talks, headline="Stalled", status="6")
    assert headlines("kind=corridor") == ["Opened"]
    assert headlines("status=6") == ["Stalled"]
    assert headlines(f"initiative={corridor.reference}") == ["Opened"]
    assert headlines("organisation=body") == ["Opened"]
    assert headlines("crisis=sdn") == ["Stalled"]


def test_organisation_is_whose_statement_it_is_and_not_who_takes_part() -> None:
    body = make_organisation("Body")
    make_update(make_initiative(leads=[body]), headline="Said by nobody")
    assert headlines("organisation=body") == []


def test_from_and_to_include_their_days() -> None:
    initiative = make_initiative()
    for days in (1, 5, 9):
        make_update(initiative, as_of=days_ago(days), headline=f"{days}")
    assert headlines(f"from={days_ago(5)}") == ["1", "5"]
    assert headlines(f"to={days_ago(5)}") == ["5", "9"]
    assert headlines(f"from={days_ago(5)}&to={days_ago(5)}") == ["5"]


def test_drafts_and_confirmations_are_left_out_and_history_brings_back_what_was_replaced_or_retracted() -> None:
    initiative = make_initiative()
    wrong = make_update(initiative, headline="Wrong")
    replace(wrong, "Right")
    taken_back = make_update(initiative, headline="Taken back")
    actions.retract(claim=taken_back, by=make_publisher(), reason=RetractReason.ERROR)
    make_draft(initiative, headline="Draft")
    removed = make_update(initiative, headline="Removed")
    actions.remove(claim=removed, by=make_publisher(), reason=RemoveReason.SAFETY)
    confirmation = actions.confirm_unchanged(initiative=initiative, by=make_publisher(), source=make_source())
    actions.publish(claim=confirmation, by=make_publisher(), seen_version=confirmation.version)
    assert headlines() == ["Right"]
    assert sorted(headlines("history=1")) == ["Right", "Taken back", "Wrong"]
    history = next(facet for facet in select().facets if facet.name == "history")
    assert [(option.value, option.count, option.is_selected) for option in history.options] == [("1", 3, False)]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-as_of", ["Today, noon", "Today", "Yesterday, told later", "Yesterday, told first"]),
        ("as_of", ["Yesterday, told first", "Yesterday, told later", "Today", "Today, noon"]),
        ("-published", ["Yesterday, told later", "Today", "Today, noon", "Yesterday, told first"]),
        ("published", ["Yesterday, told first", "Today, noon", "Today", "Yesterday, told later"]),
    ],
)
def test_sort_orders(sort: str, expected: list[str]) -> None:
    initiative, now = make_initiative(), timezone.now()
    for headline, as_of, time, hours in (
        ("Yesterday, told first", days_ago(1), None, 9),
        ("Today, noon", days_ago(0), dt.time(12), 8),
        ("Today", days_ago(0), None, 7),
        ("Yesterday, told later", days_ago(1), None, 6),
    ):
        published_at = now - dt.timedelta(hours=hours)
        make_update(initiative, headline=headline, as_of=as_of, as_of_time=time, published_at=published_at)
    assert headlines(f"sort={sort}") == expected


def test_facets_count_under_all_the_other_filters_and_agree_with_the_rows() -> None:
    body = make_organisation("Body")
    make_update(make_initiative(), status="2", said_by=body)
    make_update(make_initiative(kind="ceasefire"), status="6", said_by=body)
    make_update(make_initiative(kind="ceasefire"), status="6")
    for facet in select("kind=ceasefire").facets:
        query = "" if facet.name == "kind" else "kind=ceasefire&"
        for option in facet.options:
            assert len(headlines(f"{query}{facet.name}={option.value}")) == option.count


def test_the_initiative_facet_lists_only_what_is_chosen() -> None:
    initiative = make_initiative("Corridor")
    make_update(initiative)
    assert "initiative" not in {facet.name for facet in select().facets}
    facet = next(one for one in select(f"initiative={initiative.reference}").facets if one.name == "initiative")
    assert [(option.value, option.label, option.count) for option in facet.options] == [("GZA-COR-001", "Corridor", 1)]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_takes_the_same_queries_at_any_length(django_assert_num_queries: Any, rows: int) -> None:
    for _number in range(rows):
        make_update(make_initiative(), said_by=make_organisation())
    with django_assert_num_queries(8):
        selection = select()
        _ = (selection.count, selection.facets, selection.fields, selection.chips)
        for row in selection.page_rows:
            _ = (row.public_name, row.said_by_name, row.source.publisher, row.initiative.crisis.is_sample)
