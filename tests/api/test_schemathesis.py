"""The schema against the real application: what it allows is answered as it says, and what it does not is refused."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, assume, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.exports.worlds import NOW, a_world
from tracker.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.once]

EXAMPLES = int(os.environ.get("TRACKER_CASES", "8"))
"""Requests to each address, as many that its schema allows as that it does not."""

# A slug that nobody bears, a page after the last and a day to come are of the right shape, and yet refused with 400:
# what is public today is not of the schema.
NOT_HELD = [positive_data_acceptance]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """As Django's own client does: the transaction of the test outlives a request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_every_address_keeps_to_the_schema() -> None:
    with time_machine.travel(NOW, tick=False):
        a_world()
        schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
        operations: Any = schema.get_all_operations()
        statuses = {status for found in operations for status in answered(found.ok())}
    assert statuses == {200, 400, 404}


def answered(operation: Any) -> set[int]:
    statuses: set[int] = set()
    # Of an address without parameters nothing can be asked wrongly.
    modes = list(GenerationMode) if operation.query or operation.path_parameters else [GenerationMode.POSITIVE]
    for mode in modes:

        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            assume(not leaves_one_empty(case.query))
            answer = case.call_and_validate(headers={"Accept-Encoding": "identity"}, excluded_checks=NOT_HELD)
            statuses.add(answer.status_code)

        ask()
    return statuses


def leaves_one_empty(query: dict[str, Any]) -> bool:
    """A parameter left empty counts as absent, as forms send it, whatever its schema is."""
    values = [each for value in query.values() for each in (value if isinstance(value, list) else [value])]
    return any(value in {"", None} for value in values if isinstance(value, str | None))
