"""The API as OpenAPI 3: addresses from the datasets, parameters from their filters, shapes from their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from initiatives import parameters
from initiatives.api import serializers, views
from initiatives.api.examples import ANSWERS, VALUES, page_example, root_example, row_example
from initiatives.datasets import INITIATIVES, ORGANISATIONS, Dataset
from initiatives.parameters import AS_AT, AnyOf, Day, OneOf, Page, Parameter, Text
from initiatives.views.converters import REFERENCE

Location = Literal["query", "path", "header", "cookie"]
Responses = dict[int, OpenApiResponse]

JSON = "application/json"
REPEATED = "Repeat it for any of several values."


@cache
def document() -> Mapping[str, Any]:
    with translation.override("en"):
        generator = SchemaGenerator()  # type: ignore[no-untyped-call]
        made: Mapping[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


def path_parameter(dataset: Dataset) -> OpenApiParameter:
    if dataset is INITIATIVES:
        name, pattern, says = "reference", f"^{REFERENCE}$", "Its reference."
    elif dataset is ORGANISATIONS:
        name, pattern, says = "slug", "^[-a-zA-Z0-9_]+$", "Its slug."
    else:
        letter = dataset.start(None).model.letter
        name, pattern, says = "claim", f"^{REFERENCE}-{letter}[1-9][0-9]{{0,8}}$", "Its public name."
    return parameter(name, {"type": "string", "pattern": pattern}, says, row_example(dataset)[name], "path")


def parameter(
    name: str, schema: Mapping[str, Any], description: str, example: Any = None, location: Location = "query"
) -> OpenApiParameter:
    given = {"example": example} if example is not None else {}
    return OpenApiParameter(name, {**schema, **given}, location, location == "path", description)


def query_parameter(declared: Parameter) -> OpenApiParameter:
    schema, description = _schema_of(declared), str(declared.label) or "Order"
    if isinstance(declared, OneOf | AnyOf):
        described = [str(choice) for choice in _closed(declared) if str(choice) != choice.value]
        description += f": {', '.join(described)}" if described else ""
    if isinstance(declared, AnyOf):
        description += f". {REPEATED}"
    return parameter(declared.name, schema, description, VALUES.get(declared.name))


def _closed(declared: OneOf | AnyOf) -> tuple[parameters.Choice, ...]:
    """The values of a fixed list; those of a filter that names public things change from day to day."""
    if isinstance(declared, OneOf):
        return declared.choices
    return tuple(declared.source.choices) if isinstance(declared.source, parameters.known) else ()


def _schema_of(declared: Parameter) -> dict[str, Any]:
    if isinstance(declared, Text):
        return {"type": "string", "maxLength": parameters.Q_LENGTH}
    if isinstance(declared, Day):
        return {"type": "string", "format": "date"}
    if isinstance(declared, Page):
        return {"type": "integer", "minimum": 1, "maximum": parameters.LAST_PAGE, "default": 1}
    assert isinstance(declared, OneOf | AnyOf), declared  # noqa: S101
    values: list[Any] = [choice.value for choice in _closed(declared)]
    if declared is parameters.ROWS:
        return {"type": "integer", "enum": [int(value) for value in values], "default": int(values[0])}
    one = {"type": "string"} | ({"enum": values} if values else {})
    return {"type": "array", "items": one} if declared.is_many else one | {"default": values[0]}


class PublicSchema(AutoSchema):
    """Reads the dataset of a view where it has one."""

    @property
    def dataset(self) -> Dataset | None:
        found: Dataset | None = getattr(self.view, "dataset", None)
        return found

    @property
    def is_list(self) -> bool:
        return isinstance(self.view, views.List)

    def get_operation_id(self) -> str:
        if self.dataset is None:
            return type(self.view).__name__.lower()
        return f"{'list' if self.is_list else 'get'}_{self.dataset.name}"

    def get_tags(self) -> list[str]:
        return [self.dataset.name if self.dataset else "api"]

    def get_summary(self) -> str:
        if self.dataset is None:
            return ""
        return str(self.dataset.label) if self.is_list else f"{self.dataset.label}: one, by its public name"

    def get_description(self) -> str:  # type: ignore[override]
        if self.dataset is None:
            return str(type(self.view).__doc__)
        return str(self.dataset.meaning) if self.is_list else ""

    def get_request_serializer(self) -> None:
        return None

    def get_override_parameters(self) -> list[Any]:
        return [*self._of_query(), *self._of_answers()]

    def _of_query(self) -> Iterator[OpenApiParameter]:
        if self.dataset is None:
            return
        if self.is_list:
            yield from map(query_parameter, self.dataset.parameters())
        else:
            yield path_parameter(self.dataset)
            yield query_parameter(AS_AT)

    def _of_answers(self) -> Iterator[OpenApiParameter]:
        """Their headers."""
        seconds = {"type": "integer", "minimum": 1}
        yield OpenApiParameter("Retry-After", seconds, "header", True, "Seconds to wait.", response=[429])
        if self.dataset is not None:
            tag = {"type": "string"}
            yield OpenApiParameter("ETag", tag, "header", True, "Send it as If-None-Match.", response=[200])

    def get_response_serializers(self) -> Any:
        return {200: self._found()} | self._refused()

    def _found(self) -> OpenApiResponse:
        if isinstance(self.view, views.Root):
            return _answer(serializers.ROOT, "What there is.", root_example())
        if self.dataset is None:
            return _answer({"type": "object", "additionalProperties": {}}, "This document.")
        if self.is_list:
            return _answer(serializers.page(self.dataset), "A page of rows.", page_example(self.dataset))
        return _answer(serializers.row(self.dataset), "The row.", row_example(self.dataset))

    def _refused(self) -> Responses:
        refused = {
            400: _answer(serializers.BAD_PARAMETERS, "A parameter or a value is not known here.", ANSWERS["bad"]),
            405: _answer(serializers.REFUSAL, "This address is for reading alone.", ANSWERS["method"]),
            429: _answer(serializers.REFUSAL, "Too many requests; see Retry-After.", ANSWERS["busy"]),
        }
        if self.dataset is not None:
            refused[304] = OpenApiResponse(description="Nothing new since you asked.")
        if self.dataset is not None and not self.is_list:
            refused[301] = OpenApiResponse(description="It stands under this name now.")
            refused[404] = _answer(serializers.REFUSAL, "Nothing public bears this name.", ANSWERS["unknown"])
            if getattr(self.view, "can_be_retracted", False):
                refused[410] = _answer(serializers.GONE, "The initiative was taken back.", ANSWERS["gone"])
        return dict(sorted(refused.items()))

    def _map_serializer_field(self, field: Any, direction: str, bypass_extensions: bool = False) -> Any:
        mapped = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        # A mark for a step that gives enums names of their own; here they stand where they are used.
        if isinstance(mapped, dict):
            mapped.pop("x-spec-enum-id", None)
        return mapped


def _answer(shape: Any, description: str, example: Any = None) -> OpenApiResponse:
    examples = [OpenApiExample("Example", example)] if example is not None else []
    return OpenApiResponse(shape, description, examples)
