"""What every list's FilterSet shares: parsed values in, chosen rows and counted options out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db import connection, models
from django.db.models import F, OrderBy
from django.db.models.functions import Collate

from initiatives.models.words import Index
from initiatives.parameters import SEARCH, AnyOf, Choice, Label, OneOf, Parameter, Read
from initiatives.search import Words

Rows = models.QuerySet[Any]
Counts = Iterable[tuple[Choice, int]]

# The sort order of a list that is looked through for words; its own order is the one within a rank.
RELEVANCE = "relevance"


@dataclass(frozen=True)
class Option:
    """One line of a facet or of a choice of sort orders. The count is of rows under all the other filters."""

    value: str
    label: str
    count: int | None
    is_selected: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Field:
    """An input that is no facet; type is an HTML input type."""

    name: str
    label: str
    type: str
    value: str


@dataclass(frozen=True)
class FacetSpec:
    """How a facet is counted.

    `count` gets the rows under all the other filters, and the moment where `knows_moment`. `always` are the options
    shown even at 0; of the others, those that are chosen, and the `most` commonest ones.
    """

    name: str
    count: Callable[..., Counts]
    always: tuple[Choice, ...] = ()
    most: int = 12
    knows_moment: bool = False


class ParsedField(forms.Field):
    """Takes what `initiatives.parameters` has parsed, as it is: there is nothing left to check."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, label=kwargs.get("label"))


class ParsedFilter(django_filters.Filter):  # type: ignore[misc]
    """Narrows by one parameter; `by` gets the rows and the parsed value."""

    field_class = ParsedField

    def __init__(self, parameter: Parameter, by: Callable[..., Any]) -> None:
        super().__init__(label=parameter.label)
        self.parameter, self.by = parameter, by

    def filter(self, qs: Any, value: Any) -> Any:
        return qs if value is None else self.by(qs, value)


class MomentFilter(ParsedFilter):
    """One whose `by` also gets the moment at which the list is read."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs if value is None else self.by(qs, value, self.parent.at)


class SearchFilter(ParsedFilter):
    """Narrows to the rows that hold the words."""

    def __init__(self, index: Index) -> None:
        super().__init__(SEARCH, lambda rows, query: Words(index, query).among(rows))
        self.index = index


class ListFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """A list's filters, its facets and its sort orders; the first sort order is the default, where no words are looked
    for.
    """

    facets: ClassVar[tuple[FacetSpec, ...]] = ()
    sorts: ClassVar[Mapping[str, tuple[Label, Callable[[], Sequence[OrderBy]]]]] = {}
    # Whether the words that it is searched by are those of its own rows and no others.
    index_is_list: ClassVar[bool] = False

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        return tuple(declared.parameter for declared in cls.base_filters.values())

    @classmethod
    def sort_parameter(cls) -> OneOf:
        return OneOf("sort", "", tuple(Choice(name, label) for name, (label, _order) in cls.sorts.items()))

    @classmethod
    def default_sort(cls, *, has_words: bool = False) -> str:
        return RELEVANCE if has_words and RELEVANCE in cls.sorts else next(iter(cls.sorts))

    def __init__(self, found: Read, queryset: Rows, at: dt.datetime | None = None) -> None:
        self.found, self.at = found, at
        super().__init__(data=found, queryset=queryset)

    def chosen_rows(self, *, leaving_out: str | None = None) -> Rows:
        rows: Rows = self.queryset.all()
        for name, declared in self.filters.items():
            if name != leaving_out:
                rows = declared.filter(rows, self.found.get(name))
        return rows

    def filter_queryset(self, queryset: Rows) -> Rows:
        return self.chosen_rows()

    @property
    def words(self) -> Words | None:
        query = self.found.get(SEARCH.name)
        return None if query is None else Words(self.filters[SEARCH.name].index, query)

    def in_order(self, sort: str) -> Rows:
        order = self.sorts[sort][1]()
        if self.words is not None and sort == RELEVANCE:
            order = (self.words.rank().asc(), *order)
        return self.chosen_rows().order_by(*order)

    def count(self) -> int:
        # Where the public may read whatever the index holds, and nothing else narrows the list, the index knows.
        if self.words is not None and self.index_is_list and self.at is None and self._narrowed_by() == {SEARCH.name}:
            return self.words.count()
        return int(self.chosen_rows().order_by().count())

    def _narrowed_by(self) -> set[str]:
        return {name for name in self.filters if self.found.get(name) is not None}

    def ids_in_order(self, sort: str, start: int, count: int) -> list[int]:
        """A few keys out of the middle of `in_order`."""
        if self.words is None:
            return _ids(self.in_order(sort), start, count)
        others = self.chosen_rows(leaving_out=SEARCH.name).order_by(*self.sorts[sort][1]())
        found: list[int] = []
        for rows in self.words.by_rank(others) if sort == RELEVANCE else [self.words.for_a_page(others)]:
            more = _ids(rows, start, count - len(found))
            found += more
            if len(found) == count:
                break
            start = 0 if more or not start else max(0, start - rows.order_by().count())
        return found

    def counted(self) -> tuple[Facet, ...]:
        """Every facet with its counts: one query each, two for places and for the crises of organisations."""
        facets = (self._facet(spec) for spec in self.facets)
        return tuple(facet for facet in facets if facet.options)

    def _facet(self, spec: FacetSpec) -> Facet:
        parameter = self.filters[spec.name].parameter
        selected: tuple[Choice, ...] = self.found.get(spec.name, ())
        moment = (self.at,) if spec.knows_moment else ()
        counts = {
            choice.value: (choice, count)
            for choice, count in spec.count(self.chosen_rows(leaving_out=spec.name), *moment)
        }
        common = sorted(counts.values(), key=lambda pair: (-pair[1], str(pair[0].label), pair[0].value))
        shown = {choice.value: choice for choice in spec.always}
        shown |= {choice.value: choice for choice, _count in common[: spec.most] if choice.value not in shown}
        shown |= {choice.value: choice for choice in selected if choice.value not in shown}
        chosen = {choice.value for choice in selected}
        options = tuple(
            Option(choice.value, str(choice.label), counts.get(choice.value, (choice, 0))[1], choice.value in chosen)
            for choice in shown.values()
        )
        return Facet(spec.name, str(parameter.label), options)


def _ids(rows: Rows, start: int, count: int) -> list[int]:
    return list(rows.values_list("pk", flat=True)[start : start + count])


def values_of(chosen: Sequence[Choice]) -> list[str]:
    return [choice.value for choice in chosen]


def fixed(choices: Iterable[tuple[Any, Any]]) -> tuple[Choice, ...]:
    """A code list as choices."""
    return tuple(Choice(str(value), label) for value, label in choices)


def grouped(column: str, choices: Sequence[Choice]) -> Callable[[Rows], Counts]:
    """Counts rows by a column that holds one of the codes; an empty one is counted as `none` where that is a choice."""
    by_value = {choice.value: choice for choice in choices}

    def count(rows: Rows) -> Counts:
        counts = rows.order_by().values_list(column).annotate(rows_count=models.Count("pk"))
        named = ((by_value.get("none" if value is None else value), number) for value, number in counts)
        return [(choice, number) for choice, number in named if choice is not None]

    return count


def any_of(name: str, label: Label, source: Callable[[], Sequence[Choice]]) -> AnyOf:
    return AnyOf(name, label, source)


def ascending(column: str) -> OrderBy:
    """Rows without a value come last, either way: the databases disagree by themselves."""
    return F(column).asc(nulls_last=True)


def descending(column: str) -> OrderBy:
    return F(column).desc(nulls_last=True)


def by_code_point(column: str) -> Collate:
    """Text in the order of its code points: a locale's order differs between databases, and between their versions."""
    return Collate(F(column), "BINARY" if connection.vendor == "sqlite" else "C")
