"""Long lists: pages far down are those of the plain order, counts last an edition, and indexes serve the orders."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from initiatives import actions, kept
from initiatives.datasets import BY_NAME, INITIATIVES, UPDATES
from initiatives.filters import RELEVANCE, base
from initiatives.filters.far import Anchor, Walk, ids
from initiatives.models import StatusUpdate
from tests.factories import make_draft, make_initiative, make_organisation, make_publisher, make_update
from tests.plans import plan_of

pytestmark = pytest.mark.django_db

# Organisations are few: on PostgreSQL they are sorted.
SERVED = [
    (name, sort)
    for name in ("initiatives", "updates", *(["organisations"] if connection.vendor == "sqlite" else []))
    for sort in BY_NAME[name].filterset.sorts
    if sort != RELEVANCE and not sort.endswith("leads")
]


def steps_of(rows: QuerySet[Any]) -> str:
    return "\n".join(plan_of(*rows.query.sql_with_params()))


def make_updates() -> None:
    initiative, other = make_initiative(), make_initiative(kind="ceasefire")
    for number in range(9):
        make_update([initiative, other][number % 2], as_of=dt.date(2026, 9, 1 + number // 4))
    make_update(initiative, as_of=dt.date(2026, 9, 2), as_of_time=dt.time(9, 30))


@pytest.mark.parametrize("sort", UPDATES.filterset.anchored)
def test_a_page_far_down_is_a_slice_of_the_plain_order(sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "FAR", 1)
    make_updates()
    plain = list(UPDATES.select(QueryDict(f"sort={sort}")).rows.values_list("pk", flat=True))
    filters = UPDATES.select(QueryDict(f"sort={sort}"))._filters
    assert len(plain) == 10
    # The second time from where pages have begun before.
    for start in [7, 3, 5, 1, 9, 4, 6, 2, 8, 10, *range(11)]:
        assert filters.ids_in_order(sort, start, 3) == plain[start : start + 3]


def test_a_walk_begins_at_the_nearest_value() -> None:
    make_updates()
    rows = UPDATES.select(QueryDict("sort=as_of")).rows
    walk, plain = Walk(rows, 10, "as_of", "gte"), list(rows.values_list("pk", flat=True))
    anchor = walk.anchor(5, plain[5])
    assert anchor == Anchor(4, dt.date(2026, 9, 2))
    assert walk.nearest(6, [Anchor(2), anchor, Anchor(9)]) == anchor
    with CaptureQueriesContext(connection) as queries:
        assert walk.ids(5, 2, [anchor]) == plain[5:7]
    assert "OFFSET 1" in queries.captured_queries[0]["sql"]
    assert ids(rows, 5, 2) == plain[5:7]


def test_counts_are_read_once_in_an_edition() -> None:
    initiative = make_initiative()
    make_update(initiative)

    def read(query: str = "kind=corridor&status=2") -> tuple[int, int]:
        selection = INITIATIVES.select(QueryDict(query))
        return selection.count, sum(option.count or 0 for facet in selection.facets for option in facet.options)

    first = read()
    with CaptureQueriesContext(connection) as queries:
        assert read("status=2&kind=corridor") == first
    assert [query["sql"].split('"')[1] for query in queries.captured_queries] == ["initiatives_edition"]
    make_organisation()
    kept.forget_all()
    assert read() == first


def test_what_is_published_counts_at_once() -> None:
    claim, publisher = make_draft(make_initiative()), make_publisher()
    before = UPDATES.select(QueryDict()).count
    actions.publish(claim=claim, by=publisher, seen_version=claim.version)
    assert (before, UPDATES.select(QueryDict()).count) == (0, 1)


@pytest.mark.parametrize(("name", "sort"), SERVED)
def test_an_index_serves_the_order(name: str, sort: str) -> None:
    rows = BY_NAME[name].select(QueryDict(f"sort={sort}")).rows
    plan = steps_of(rows.values_list("pk", flat=True)[:25])
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
    assert "USING" in plan or "Index" in plan


def test_the_rows_of_a_page_are_looked_up_by_their_keys() -> None:
    first = steps_of(INITIATIVES.few(range(25), None)).splitlines()[0]
    assert "INTEGER PRIMARY KEY" in first if connection.vendor == "sqlite" else "Seq Scan" not in first


def test_a_plan_without_an_index_is_told_apart() -> None:
    rows = StatusUpdate.objects.order_by("headline").values_list("pk", flat=True)[:25]
    assert "TEMP B-TREE" in rows.explain() or "Sort" in rows.explain()
