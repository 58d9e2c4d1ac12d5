"""A page, its files and the API give the same rows in the same order, whatever is asked for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from initiatives.columns import Column
from initiatives.datasets import FILES_ONLY, LISTS, Dataset
from initiatives.exports import csv as csv_file
from tests.exports.test_xlsx import as_csv
from tests.exports.worlds import NOW, a_world
from tests.factories import make_initiative, make_organisation, make_update

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
FROM_JSON: dict[str, Callable[[Any], Any]] = {
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "decimal": lambda value: Decimal(str(value)),
}
# What a row of the page links to first, as its file names it.
OF_LINK: dict[str, Callable[[str], str]] = {
    "initiatives": lambda link: link.split("/")[2],
    "updates": lambda link: link.split("/")[2] + "-" + link.partition("#")[2],
    "organisations": lambda link: link.split("/")[2],
}


def body(address: str) -> bytes:
    answer = Client().get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return b"".join(answer) if answer.streaming else answer.content


def from_api(dataset: Dataset, query: str) -> bytes:
    """The CSV file that all pages of the API make."""
    lines, address = [",".join(column.name for column in dataset.columns)], f"/api/v1/{dataset.name}/?{query}"
    while address:
        page = json.loads(body(address))
        lines += [",".join(_in_csv(column, row[column.name]) for column in dataset.columns) for row in page["results"]]
        address = (page["next"] or "").removeprefix(SITE)
    return (csv_file.BOM + "".join(line + csv_file.END for line in lines)).encode()


def _in_csv(column: Column, value: Any) -> str:
    if value is None:
        return ""
    return csv_file.WRITERS[column.type](FROM_JSON.get(column.type, lambda same: same)(value))


def on_pages(dataset: Dataset, query: str) -> Iterator[str]:
    number, last = 1, 1
    while number <= last:
        page = html.fromstring(body(f"/{dataset.name}/?{query}&page={number}"))
        for row in page.cssselect("main .table tbody tr"):
            yield OF_LINK[dataset.name](str(row.cssselect("a[href]")[0].get("href")))
        links = [int(link.text_content()) for link in page.cssselect(".pages a") if link.text_content().isdigit()]
        number, last = number + 1, max([last, *links])


def keys(content: bytes) -> list[str]:
    """The first cell of each row, which names it; it is a code, so it has no quotes."""
    return [line.split(",")[0].strip('"') for line in content.decode("utf-8-sig").split(csv_file.END)[1:-1]]


def test_every_cell_is_the_same_in_csv_in_a_workbook_and_in_the_api() -> None:
    with time_machine.travel(NOW, tick=False):
        a_world()
        for dataset, query in product((*LISTS, *FILES_ONLY), ("", "as_at=2026-11-13")):
            told = body(f"/{dataset.name}.csv?{query}")
            assert from_api(dataset, query) == told, dataset.name
            assert as_csv(dataset, body(f"/{dataset.name}.xlsx?{query}")) == told, dataset.name
            assert query or keys(told), dataset.name


def test_any_filters_and_order_give_the_same_rows_everywhere() -> None:
    kinds, statuses = ["corridor", "ceasefire", "other"], ["1", "2", "6"]
    lead = make_organisation("شريك", slug="partner")
    for number in range(40):
        title = f"{['Aid', 'Water aid', 'Étude'][number % 3]} {number % 7}"
        initiative = make_initiative(title, kind=kinds[number % 3], leads=[lead, make_organisation()][number % 2 :])
        if number % 4:
            days = dt.timedelta(days=number % 5)
            as_of = dt.datetime.now(dt.UTC).date() - days
            make_update(initiative, status=statuses[number % 3], as_of=as_of, said_by=lead if number % 3 else None)
    initiatives, _updates, organisations = LISTS

    asked = st.fixed_dictionaries(
        {
            "kind": st.lists(st.sampled_from(["corridor", "ceasefire", "reconstruction", "other"]), max_size=3),
            "organisation": st.lists(st.just("partner"), max_size=1),
            "q": st.sampled_from(["", "aid", "water aid", "headline", "%", "é"]),
        }
    )

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(asked, st.lists(st.sampled_from(["1", "2", "6", "none"]), max_size=3), st.data())
    def compare(filters: dict[str, Any], statuses: list[str], data: st.DataObject) -> None:
        for dataset in LISTS:
            given_here = {"q": filters["q"]} if dataset is organisations else dict(filters)
            if dataset is initiatives:
                given_here["status"] = statuses
            given_here["sort"] = data.draw(st.sampled_from(list(dataset.filterset.sorts)))
            query = urlencode(given_here, doseq=True)
            told = body(f"/{dataset.name}.csv?{query}")
            assert from_api(dataset, query) == told
            assert as_csv(dataset, body(f"/{dataset.name}.xlsx?{query}")) == told
            assert list(on_pages(dataset, query)) == keys(told)
            if dataset is initiatives:
                features = json.loads(body(f"/initiatives.geojson?{query}"))["features"]
                assert [feature["id"] for feature in features] == keys(told)
                activities = etree.fromstring(body(f"/initiatives.iati.xml?{query}"))
                named = [str(one.text) for one in activities.findall("iati-activity/iati-identifier")]
                assert [name.removeprefix("XI-EXAMPLE-1-") for name in named] == keys(told)

    compare()
