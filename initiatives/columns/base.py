"""What a column is: its name, its tag, what it means and where its value comes from.

A value comes from a row as `exports.rows` reads it: the columns of the query, and lists of related names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from initiatives.columns.iati import PATHS
from initiatives.kinds import Label

Row = Mapping[str, Any]
Value = str | int | bool | Decimal | dt.date | dt.datetime | list[str] | None
# A code is of a closed list that we set ourselves, so it needs no quotes and no disarming; a text may be anything.
Type = Literal["text", "code", "url", "list", "date", "datetime", "number", "decimal", "boolean"]
Codes = Iterable[tuple[Any, Any]]

TYPE_LABELS: dict[Type, Label] = {
    "text": _("text"),
    "code": _("code"),
    "url": _("web address"),
    "list": _("texts joined by “ | ”"),
    "date": _("date, ISO 8601"),
    "datetime": _("moment, ISO 8601, in UTC"),
    "number": _("whole number"),
    "decimal": _("number"),
    "boolean": _("true or false"),
}


@dataclass(frozen=True)
class Column:
    """One column. `codes` is its code list, `source_list` what that list is called where it is a standard one; `iati`
    is where the IATI file holds the same, as a path from its activity, and nothing where it does not.
    """

    name: str
    hxl: str
    meaning: Label
    type: Type
    value: Callable[[Row], Value]
    codes: tuple[tuple[str, Label], ...] = ()
    source_list: Label = ""
    iati: str = ""

    @property
    def type_label(self) -> Label:
        return TYPE_LABELS[self.type]


@dataclass(frozen=True)
class Sheet:
    """The columns of one dataset, and what must be read for them."""

    name: str
    label: Label
    meaning: Label
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    related: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        # The standard is one table beside the columns, not a line in each of them.
        told = tuple(replace(column, iati=PATHS.get((self.name, column.name), "")) for column in self.columns)
        object.__setattr__(self, "columns", told)


def plain(key: str) -> Callable[[Row], Value]:
    return lambda row: row[key]


def either(key: str, otherwise: str) -> Callable[[Row], Value]:
    """A name as the source gives it, else the name that is stored."""
    return lambda row: row[key] or row[otherwise] or ""


def labelled(key: str, choices: Codes) -> Callable[[Row], Value]:
    """The English label of a code, whatever language is active: a file reads the same for everybody."""
    pairs = tuple(choices)

    @cache
    def labels() -> dict[str, str]:
        with translation.override("en"):
            return {str(code): str(label) for code, label in pairs}

    return lambda row: labels().get("" if row[key] is None else str(row[key]), "")


def codes(choices: Codes) -> tuple[tuple[str, Label], ...]:
    return tuple((str(code), label) for code, label in choices)


def coded(
    name: str,
    hxl: str,
    choices: Codes,
    of_code: Label,
    of_label: Label,
    *,
    key: str = "",
    source_list: Label = "",
) -> tuple[Column, Column]:
    """A code and, beside it, its label."""
    pairs, key = tuple(choices), key or name
    return (
        Column(f"{name}_code", f"{hxl}+code", of_code, "code", plain(key), codes(pairs), source_list),
        Column(name, f"{hxl}+name", of_label, "text", labelled(key, pairs)),
    )


def initiative_url(reference: str) -> str:
    # Files carry no language prefix, so their addresses are not made by reverse().
    return f"{settings.SITE_URL}/initiatives/{reference}/"


def organisation_url(slug: str) -> str:
    return f"{settings.SITE_URL}/organisations/{slug}/"


IATI_STATUS = _("IATI ActivityStatus")
