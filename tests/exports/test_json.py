"""Values of JSON: the exact text, figures as numbers, nothing as null."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from initiatives.columns import Column, Sheet, Type, plain
from initiatives.exports.json import record

KINDS: tuple[Type, ...] = ("text", "code", "url", "list", "date", "datetime", "number", "decimal", "boolean")
SHEET = Sheet("all", "", "", tuple(Column(kind, "", "", kind, plain(kind)) for kind in KINDS), KINDS)

NOTHING: dict[str, Any] = dict.fromkeys(KINDS)


def test_each_type_becomes_its_own_kind_of_value() -> None:
    west = dt.timezone(dt.timedelta(hours=-3))
    row: dict[str, Any] = {
        "text": "=1+1 שלום",
        "code": "2",
        "url": "https://example.org/a,b",
        "list": ["One", "=Two"],
        "date": dt.date(2026, 11, 22),
        "datetime": dt.datetime(2026, 11, 22, 22, 30, 5, 99, tzinfo=west),
        "number": 3,
        "decimal": Decimal("113.2000"),
        "boolean": False,
    }
    assert record(SHEET, row) == row | {
        "date": "2026-11-22",
        "datetime": "2026-11-23T01:30:05Z",
        "decimal": 113.2,
    }


def test_nothing_is_null_and_no_names_are_an_empty_array() -> None:
    row: dict[str, Any] = NOTHING | {"text": "", "list": []}
    assert record(SHEET, row) == NOTHING | {"list": []}


@given(st.integers(0, 10**15 - 1), st.integers(0, 6), st.booleans())
def test_a_figure_of_fifteen_digits_is_read_back_as_it_is(digits: int, places: int, negative: bool) -> None:
    value = Decimal(-digits if negative else digits).scaleb(-places)
    told = json.dumps(record(SHEET, NOTHING | {"list": [], "decimal": value})["decimal"])
    assert json.loads(told, parse_float=Decimal, parse_int=Decimal) == value
