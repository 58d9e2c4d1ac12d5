"""What a column is: its name, its tag, what it means and where its value comes from.

A value comes from a row as `exports.rows` reads it: the columns of the query, and lists of related names. It says which
of them it is made of, so that it can be made of one row, or of many rows a column at a time, in the same way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from initiatives.columns.iati import PATHS
from initiatives.kinds import Label

Row = Mapping[str, Any]
# Many rows, a column at a time.
Block = Mapping[str, Sequence[Any]]
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
class Made:
    """A value that is made `by` a function `of` some columns of the query, or is the one column as it stands."""

    of: tuple[str, ...]
    by: Callable[..., Value] | None = None

    def __call__(self, row: Row) -> Any:
        cells = [row[key] for key in self.of]
        return self.by(*cells) if self.by else cells[0]

    def of_all(self, block: Block) -> Sequence[Any]:
        cells = [block[key] for key in self.of]
        return list(map(self.by, *cells)) if self.by else cells[0]


@dataclass(frozen=True)
class Column:
    """One column. `codes` is its code list, `source_list` what that list is called where it is a standard one; `iati`
    is where the IATI file holds the same, as a path from its activity, and nothing where it does not.
    """

    name: str
    hxl: str
    meaning: Label
    type: Type
    value: Made
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


def plain(key: str) -> Made:
    return Made((key,))


def made(*of: str, by: Callable[..., Value]) -> Made:
    return Made(of, by)


def either(key: str, otherwise: str) -> Made:
    """A name as the source gives it, else the name that is stored."""
    return made(key, otherwise, by=lambda name, other: name or other or "")


class _Labels(dict[Any, str]):
    """The English labels of a code list, whatever language is active: a file reads the same for everybody."""

    def __init__(self, choices: Codes) -> None:
        super().__init__()
        self._choices = {str(code): label for code, label in choices}

    def __missing__(self, code: Any) -> str:
        label = self._choices.get("" if code is None else str(code))
        if label is None:
            return ""
        with translation.override("en"):
            return self.setdefault(code, str(label))


def labelled(key: str, choices: Codes) -> Made:
    return made(key, by=_Labels(choices).__getitem__)


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
