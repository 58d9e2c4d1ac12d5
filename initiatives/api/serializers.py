"""The shapes of the answers, for the schema; made from the columns, as the answers are."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from rest_framework import serializers

from initiatives.columns import SHEETS, Column, Type
from initiatives.datasets import Dataset
from initiatives.kinds import Label

Shape = type[serializers.Serializer[Any]]

FIELDS: dict[Type, Callable[..., serializers.Field[Any, Any, Any, Any]]] = {
    "text": serializers.CharField,
    "code": serializers.CharField,
    "url": serializers.URLField,
    "list": lambda **said: serializers.ListField(child=serializers.CharField(), **said),
    "date": serializers.DateField,
    "datetime": serializers.DateTimeField,
    "number": serializers.IntegerField,
    "decimal": serializers.FloatField,
    "boolean": serializers.BooleanField,
}
# A text that is empty is null; these are of every row.
NEVER_EMPTY = frozenset(
    {"claim", "reference", "title", "slug", "name", "as_of", "kind_code", "kind", "type_code", "type", "leads_count"}
    | {"published_at", "state", "url"}
)
NEVER_NULL: frozenset[Type] = frozenset({"list", "boolean"})


def field(column: Column) -> serializers.Field[Any, Any, Any, Any]:
    is_sure = column.type in NEVER_NULL or column.name in NEVER_EMPTY
    said: dict[str, Any] = {"help_text": column.meaning} | ({} if is_sure else {"allow_null": True})
    if column.codes:
        return serializers.ChoiceField(choices=codes(column), **said)
    return FIELDS[column.type](**said)


def codes(column: Column) -> list[tuple[str | int, Label]]:
    """A score is a number with a list of codes."""
    return [(int(code) if column.type == "number" else code, label) for code, label in column.codes]


def shape(name: str, /, **fields: serializers.Field[Any, Any, Any, Any]) -> Shape:
    return type(name, (serializers.Serializer,), {**fields, "__doc__": ""})


@cache
def row(dataset: Dataset) -> Shape:
    columns = SHEETS[dataset.name].columns
    return shape(dataset.start(None).model.__name__, **{column.name: field(column) for column in columns})


@cache
def page(dataset: Dataset) -> Shape:
    return shape(
        f"PageOf{dataset.name.title()}",
        count=serializers.IntegerField(min_value=0, help_text="Rows in all."),
        page=serializers.IntegerField(min_value=1, help_text="This page."),
        pages=serializers.IntegerField(min_value=1, help_text="Pages in all."),
        next=serializers.URLField(allow_null=True, help_text="The next page; null on the last."),
        previous=serializers.URLField(allow_null=True, help_text="The page before; null on the first."),
        as_at=serializers.DateField(allow_null=True, help_text="The day that was asked for; null for now."),
        results=row(dataset)(many=True, help_text="The rows of this page."),
    )


def text(help_text: str, **more: Any) -> serializers.CharField:
    return serializers.CharField(help_text=help_text, **more)


ROOT = shape(
    "Root",
    title=text("Name of the site."),
    licence=text("Licence of the data."),
    contact=text("Where to report an error: an e-mail or web address.", allow_null=True),
    documentation=serializers.URLField(help_text="What every column means."),
    schema=serializers.URLField(help_text="This API as OpenAPI 3."),
    datasets=shape(
        "Dataset",
        name=text("As it stands in addresses."),
        label=text("What it is called."),
        meaning=text("What one row is."),
        url=serializers.URLField(help_text="Its list."),
    )(many=True, help_text="What there is."),
)
REFUSAL = shape(
    "Refusal",
    errors=shape("Reason", message=text("What is wrong, in a sentence."))(many=True),
)
BAD_PARAMETERS = shape(
    "BadParameters",
    errors=shape(
        "Problem",
        message=text("What is wrong, in a sentence."),
        parameter=text("The parameter that is refused.", allow_blank=True),
        value=text("As it was given, shortened.", allow_blank=True),
        allowed=serializers.ListField(child=serializers.CharField(), help_text="What it takes, in words."),
        suggestion=text("What may be meant.", allow_null=True),
    )(many=True),
)
GONE = shape(
    "Gone",
    errors=shape(
        "Retraction",
        message=text("That it was taken back."),
        reference=text("The initiative."),
        reason=text("Why, in words."),
        retracted_on=serializers.DateField(help_text="When."),
        see_instead=serializers.URLField(allow_null=True, help_text="What continues it."),
    )(many=True),
)
