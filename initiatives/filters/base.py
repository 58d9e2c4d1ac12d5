"""What every list's FilterSet shares: parsed values in, chosen rows and counted options out."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Sized
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar, Self, TypeVar

import django_filters
from django import forms
from django.db import connection, models
from django.db.models import F, OrderBy
from django.db.models.functions import Collate
from django.utils.translation import get_language

from initiatives import editions
from initiatives.editions import Tag
from initiatives.filters.far import FAR, MOST_KEPT, Anchor, Walk, ids
from initiatives.kept import Kept
from initiatives.models.words import Index
from initiatives.parameters import SEARCH, AnyOf, Choice, Label, OneOf, Parameter, Read
from initiatives.search import Words

Rows = models.QuerySet[Any]
Counts = Iterable[tuple[Choice, int]]
V = TypeVar("V")

# How many rows there are, of which option, and where pages far down begin; an option takes about so many bytes.
KEPT: Kept[Any] = Kept(16 * 2**20)
BYTES_OF_ONE = 300

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
    shown even at 0; of the others, those that are chosen, and the `most` commonest ones. With neither, only what is
    chosen is counted.
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

    def __deepcopy__(self, memo: object) -> Self:
        """Each list takes a copy of its filters, to tell them whose they are; what they hold never changes."""
        return copy(self)

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
    # The column that a sort order begins with, and what finds the rows from a value on; of those that all rows fill.
    anchored: ClassVar[Mapping[str, tuple[str, str]]] = {}
    # Whether no index has the order of a day of the past, so that all its rows are sorted for one page.
    past_is_sorted: ClassVar[bool] = False
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

    @cached_property
    def _tag(self) -> Tag:
        return editions.tag()

    def _key(self, what: Hashable, leaving_out: str | None = None) -> Hashable:
        """Names what is kept of this choice of rows, in whichever order its filters were given."""
        given = {
            (name, tuple(values_of(value)) if isinstance(value, tuple) else value)
            for name, value in self.found.items()
            if name in self.filters and name != leaving_out
        }
        # Several lists share their filters.
        return type(self), self.queryset.model, self.at, frozenset(given), what

    def _kept(self, what: str, make: Callable[[], V], *, leaving_out: str | None = None) -> V:
        """What was made before of the same filters in this edition; else what is made now."""
        tag, key = self._tag, self._key(what, leaving_out)
        found: V | None = KEPT.read(tag, key)
        if found is None:
            found = make()
            KEPT.keep(tag, key, found, _bytes_of(found))
        return found

    def chosen_rows(self, *, leaving_out: str | None = None) -> Rows:
        return self.narrowed(self.queryset.all(), leaving_out)

    def narrowed(self, rows: Rows, leaving_out: str | None = None) -> Rows:
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
        return self._kept("count", self._count)

    def counted_rows(self, *, leaving_out: str | None = None) -> Rows:
        """The chosen rows, where only which they are matters."""
        return self.chosen_rows(leaving_out=leaving_out)

    def _count(self) -> int:
        # Where the public may read whatever the index holds, and nothing else narrows the list, the index knows.
        if self.words is not None and self.index_is_list and self.at is None and self._narrowed_by() == {SEARCH.name}:
            return self.words.count()
        return int(self.counted_rows().order_by().count())

    def _narrowed_by(self) -> set[str]:
        return {name for name in self.filters if self.found.get(name) is not None}

    def ids_in_order(self, sort: str, start: int, count: int) -> list[int]:
        """A few keys out of the middle of `in_order`."""
        if self.words is None and self.past_is_sorted and self.at is not None:
            order = self._kept(f"order by {sort}", lambda: array("q", self.in_order(sort).values_list("pk", flat=True)))
            return order[start : start + count].tolist()
        if self.words is None:
            return self._ids_far_down(sort, start, count) if start >= FAR else ids(self.in_order(sort), start, count)
        others = self.chosen_rows(leaving_out=SEARCH.name).order_by(*self.sorts[sort][1]())
        found: list[int] = []
        for rows in self.words.by_rank(others) if sort == RELEVANCE else [self.words.for_a_page(others)]:
            more = ids(rows, start, count - len(found))
            found += more
            if len(found) == count:
                break
            start = 0 if more or not start else max(0, start - rows.order_by().count())
        return found

    def _ids_far_down(self, sort: str, start: int, count: int) -> list[int]:
        key = self._key(("anchors", sort))
        anchors: tuple[Anchor, ...] = KEPT.read(self._tag, key) or ()
        walk = Walk(self.in_order(sort), self.count(), *self.anchored.get(sort, ()))
        found = walk.ids(start, count, anchors)
        if found and start - walk.nearest(start, anchors).before > FAR and (new := walk.anchor(start, found[0])):
            anchors = (*anchors[1 - MOST_KEPT :], new)
            KEPT.keep(self._tag, key, anchors, BYTES_OF_ONE * len(anchors))
        return found

    def counted(self) -> tuple[Facet, ...]:
        """Every facet with its counts, those that are grouped by a column of the same rows in one query."""
        facets = (self._facet(spec) for spec in self.facets)
        return tuple(facet for facet in facets if facet.options)

    def _facet(self, spec: FacetSpec) -> Facet:
        parameter = self.filters[spec.name].parameter
        selected: tuple[Choice, ...] = self.found.get(spec.name, ())
        counts = self._counts(spec)
        shown = {choice.value: choice for choice in spec.always}
        for choice, _count in islice(counts.values(), spec.most):
            shown.setdefault(choice.value, choice)
        shown |= {choice.value: choice for choice in selected if choice.value not in shown}
        chosen = {choice.value for choice in selected}
        options = tuple(
            Option(choice.value, str(choice.label), counts.get(choice.value, (choice, 0))[1], choice.value in chosen)
            for choice in shown.values()
        )
        return Facet(spec.name, str(parameter.label), options)

    def _counts(self, spec: FacetSpec) -> Mapping[str, tuple[Choice, int]]:
        """By the value of the option, the commonest first."""
        if spec.most or spec.always:
            what = f"{spec.name} {get_language()}"
            return self._kept(what, lambda: _commonest_first(self._count_options(spec)), leaving_out=spec.name)
        return _commonest_first(spec.count(self.chosen_rows())) if spec.name in self.found else {}

    def _count_options(self, spec: FacetSpec) -> Counts:
        if isinstance(spec.count, Grouped) and spec.name not in self.found:
            return spec.count.named(self._grouped[spec.name])
        moment = (self.at,) if spec.knows_moment else ()
        # What is grouped may be of the standing.
        rows_of = self.chosen_rows if isinstance(spec.count, Grouped) else self.counted_rows
        return spec.count(rows_of(leaving_out=spec.name), *moment)

    @cached_property
    def _grouped(self) -> Mapping[str, Counter[Any]]:
        """How often each value stands in the columns of the facets of which nothing is chosen: all are of the same
        rows, so one scan counts them.
        """
        of = [(spec.name, spec.count.column) for spec in self.facets if isinstance(spec.count, Grouped)]
        open_ones = [(name, column) for name, column in of if name not in self.found]
        found: dict[str, Counter[Any]] = {name: Counter() for name, _column in open_ones}
        columns = [column for _name, column in open_ones]
        rows = self.chosen_rows().order_by().values_list(*columns).annotate(rows_count=models.Count("pk"))
        total = 0
        for *values, number in rows:
            total += number
            for counter, value in zip(found.values(), values, strict=True):
                counter[value] += number
        self._kept("count", lambda: total)
        return found


def _commonest_first(counts: Counts) -> dict[str, tuple[Choice, int]]:
    ordered = sorted(counts, key=lambda pair: (-pair[1], str(pair[0].label), pair[0].value))
    return {choice.value: (choice, count) for choice, count in ordered}


def _bytes_of(value: object) -> int:
    each = value.itemsize if isinstance(value, array) else BYTES_OF_ONE
    return BYTES_OF_ONE + each * (len(value) if isinstance(value, Sized) else 0)


def values_of(chosen: Sequence[Choice]) -> list[str]:
    return [choice.value for choice in chosen]


def fixed(choices: Iterable[tuple[Any, Any]]) -> tuple[Choice, ...]:
    """A code list as choices."""
    return tuple(Choice(str(value), label) for value, label in choices)


@dataclass(frozen=True)
class Grouped:
    """Counts rows by a column whose values are those of choices; an empty one is `none` where that is a choice."""

    column: str
    choices: Callable[[], Mapping[Any, Choice]]

    def __call__(self, rows: Rows) -> Counts:
        counts = rows.order_by().values_list(self.column).annotate(rows_count=models.Count("pk"))
        return self.named(dict(counts))

    def named(self, counts: Mapping[Any, int]) -> Counts:
        choices = self.choices()
        found: dict[str, tuple[Choice, int]] = {}
        for value, number in counts.items():
            if (choice := choices.get(value)) is not None:
                found[choice.value] = (choice, number + found.get(choice.value, (choice, 0))[1])
        return found.values()


def grouped(column: str, choices: Sequence[Choice]) -> Grouped:
    by_value = {None if choice.value == "none" else choice.value: choice for choice in choices}
    return Grouped(column, lambda: by_value)


def any_of(name: str, label: Label, source: Callable[..., Sequence[Choice]]) -> AnyOf:
    return AnyOf(name, label, source)


def ascending(column: str) -> OrderBy:
    """Rows without a value come last, either way: the databases disagree by themselves."""
    return F(column).asc(nulls_last=True)


def descending(column: str) -> OrderBy:
    return F(column).desc(nulls_last=True)


def by_code_point(column: str) -> Collate:
    """Text in the order of its code points: a locale's order differs between databases, and between their versions."""
    return Collate(F(column), "BINARY" if connection.vendor == "sqlite" else "C")
