"""The schema says what the API does: valid, without a warning, and true of the examples and of real answers."""

import io
import json
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from drf_spectacular.management.commands.spectacular import Command
from jsonschema import Draft202012Validator, FormatChecker

from initiatives.api.schema import document
from initiatives.api.urls import OFFERED
from initiatives.columns import SHEETS
from tests.exports.worlds import NOW, a_world
from tests.routes import public_routes

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema() -> dict[str, Any]:
    found: dict[str, Any] = Client().get("/api/v1/schema/").json()
    return found


def test_it_is_made_without_a_warning_and_is_what_is_served(schema: dict[str, Any]) -> None:
    written = io.StringIO()
    command = Command(stdout=written)
    call_command(command, format="openapi-json", validate=True, fail_on_warn=True)
    assert json.loads(written.getvalue()) == schema
    assert schema["info"] | {"description": ""} == {
        "title": "Humanitarian Initiative Tracker",
        "version": "1.0.0",
        "description": "",
        "license": {"name": "CC BY 4.0"},
    }
    assert (schema["openapi"][:2], schema["servers"]) == ("3.", [{"url": "http://127.0.0.1:8000"}])


def test_every_address_of_the_api_is_in_it_for_reading_alone(schema: dict[str, Any]) -> None:
    addresses = {f"/{route.pattern}" for route in public_routes() if route.pattern.startswith("api/")}
    plain = {
        address.replace("<reference:", "{").replace("<slug:", "{").replace("<claim:", "{").replace(">", "}")
        for address in addresses
    }
    assert {path: list(item) for path, item in schema["paths"].items()} == {path: ["get"] for path in plain}


def test_a_list_takes_what_its_dataset_takes_and_a_row_has_its_columns(schema: dict[str, Any]) -> None:
    for dataset in OFFERED:
        operation = schema["paths"][f"/api/v1/{dataset.name}/"]["get"]
        taken = [parameter["name"] for parameter in operation["parameters"]]
        assert taken == [parameter.name for parameter in dataset.parameters()]
        row = schema["components"]["schemas"][dataset.start(None).model.__name__]
        names = [column.name for column in SHEETS[dataset.name].columns]
        assert (list(row["properties"]), set(row["required"])) == (names, set(names))


def test_a_code_has_its_list_and_a_parameter_its_bounds(schema: dict[str, Any]) -> None:
    finding = schema["components"]["schemas"]["Finding"]["properties"]
    assert finding["severity_code"] == {
        "enum": ["low", "medium", "high", None],
        "type": "string",
        "nullable": True,
        "description": "How severe it is, as a code.\n\n* `low` - Low\n* `medium` - Medium\n* `high` - High",
    }
    assert finding["amount_questioned"]["type"] == "number"
    taken = {row["name"]: row["schema"] for row in schema["paths"]["/api/v1/updates/"]["get"]["parameters"]}
    assert {name: taken[name] for name in ("q", "from", "page", "per_page", "history", "organisation")} == {
        "q": {"type": "string", "maxLength": 200, "example": "corridor"},
        "from": {"type": "string", "format": "date"},
        "page": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 1},
        "per_page": {"type": "integer", "enum": [25, 50, 100], "default": 25, "example": 100},
        "history": {"type": "array", "items": {"type": "string", "enum": ["1"]}},
        "organisation": {"type": "array", "items": {"type": "string"}, "example": ["united-nations"]},
    }
    errors = {path: set(item["get"]["responses"]) for path, item in schema["paths"].items()}
    assert {path: errors[path] for path in ("/api/v1/", "/api/v1/updates/", "/api/v1/updates/{claim}/")} == {
        "/api/v1/": {"200", "400", "405", "429"},
        "/api/v1/updates/": {"200", "304", "400", "405", "429"},
        "/api/v1/updates/{claim}/": {"200", "301", "304", "400", "404", "405", "410", "429"},
    }


def validator(schema: dict[str, Any], answer: dict[str, Any]) -> Draft202012Validator:
    """OpenAPI 3.0 writes nullable where JSON Schema writes a second type."""

    def plain(node: Any) -> Any:
        if isinstance(node, list):
            return [plain(each) for each in node]
        if not isinstance(node, dict):
            return node
        found = {key: plain(value) for key, value in node.items() if key != "nullable"}
        if node.get("type") == "object" and "properties" in node:
            found["additionalProperties"] = False
        if node.get("nullable") is True:
            found["type"] = [found["type"], "null"]
        return found

    components = {"components": plain(schema["components"])}
    return Draft202012Validator(plain(answer) | components, format_checker=FormatChecker())


def test_every_example_is_true_of_its_schema(schema: dict[str, Any]) -> None:
    checked = 0
    for path, item in schema["paths"].items():
        for status, answer in item["get"]["responses"].items():
            content = answer.get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values():
                problems = [
                    error.message for error in validator(schema, content["schema"]).iter_errors(example["value"])
                ]
                assert (path, status, problems) == (path, status, [])
                checked += 1
    assert checked == 1 + 2 * len(OFFERED) + 3 * 2 * (len(OFFERED) + 1) + 2 * len(OFFERED) - 1


def test_real_answers_are_true_of_the_schema(schema: dict[str, Any]) -> None:
    with time_machine.travel(NOW, tick=False):
        a_world()
        for dataset in OFFERED:
            shape = schema["paths"][f"/api/v1/{dataset.name}/"]["get"]["responses"]["200"]["content"]
            answer = Client().get(f"/api/v1/{dataset.name}/").json()
            found = validator(schema, shape["application/json"]["schema"])
            assert (dataset.name, [error.message for error in found.iter_errors(answer)]) == (dataset.name, [])
            assert answer["count"] > 1


def test_it_is_english_and_reads_no_table(django_assert_num_queries: Any) -> None:
    document.cache_clear()
    with django_assert_num_queries(0):
        Client().get("/api/v1/schema/")
