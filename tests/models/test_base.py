"""Check constraints are asked all at once, and say what Django says when it asks them one by one."""

from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from initiatives.models import StatusUpdate
from tests.factories import make_draft, make_initiative

BROKEN: tuple[dict[str, Any], ...] = (
    {"status": "7"},
    {"headline": "x" * 301},
    {"narrative": "x" * 5001},
    {"state": "published"},
    {"state": "retracted"},
    {"replace_kind": "our_error"},
    {"is_confirmation": True},
    {"number": 3},
)


def said(row: StatusUpdate, exclude: set[str]) -> dict[str, list[str]]:
    try:
        row.validate_constraints(exclude=exclude)
    except ValidationError as refused:
        return refused.message_dict
    return {}


class Rules(TestCase):
    @given(st.lists(st.sampled_from(BROKEN), max_size=3), st.sets(st.sampled_from(["status", "source", "state"])))
    def test_what_is_refused_is_what_is_refused_one_by_one(self, broken: list[dict[str, Any]], left: set[str]) -> None:
        draft = make_draft(make_initiative())
        for changes in broken:
            for name, value in changes.items():
                setattr(draft, name, value)
        together = said(draft, left)
        with mock.patch.object(StatusUpdate, "_passes_its_checks", return_value=False):
            assert together == said(draft, left)


@pytest.mark.django_db
def test_a_row_without_fault_is_asked_about_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    draft = make_draft(make_initiative())
    # Each question stands in a savepoint of its own. The two others ask whether a unique rule is about this row.
    with django_assert_num_queries(3 * (1 + 2)):
        draft.validate_constraints()
    with (
        django_assert_num_queries(3 * (8 + 2)),
        mock.patch.object(StatusUpdate, "_passes_its_checks", return_value=False),
    ):
        draft.validate_constraints()
