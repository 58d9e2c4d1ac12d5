"""The datasets: for each, one list that its page and its files share, and the one way from a query to its rows."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, cast

from django.db.models import F, QuerySet, Value
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives import columns, parameters
from initiatives.columns import Row
from initiatives.exports import changes
from initiatives.exports.formats import OF_INITIATIVES, TABLES, Format
from initiatives.exports.rows import Rows, chunks
from initiatives.filters import (
    RELEVANCE,
    ClaimFilterSet,
    Facet,
    Field,
    FigureFilterSet,
    InitiativeFilterSet,
    ListFilterSet,
    Option,
    OrganisationFilterSet,
    UpdateFilterSet,
)
from initiatives.filters.changes import CHOSEN_BY, ChangesFilterSet
from initiatives.filters.organisations import with_leads_count
from initiatives.filters.updates import FeedFilterSet
from initiatives.models import (
    Adherence,
    Budget,
    Claim,
    Finding,
    Initiative,
    Milestone,
    Observation,
    Participation,
    Position,
    StatusUpdate,
    Target,
    Transaction,
    rows_of,
)
from initiatives.moments import day_of, end_of
from initiatives.parameters import BadParameters, Label, Parameter, Read
from initiatives.reports.monthly import Monthly, last_whole_month, month_of, monthly, months
from initiatives.reports.monthly_claims import Period
from initiatives.reports.reading import put_back
from initiatives.reports.standing import voices

Change = str | int | Iterable[str] | None
Moment = dt.datetime | None

# Of a report: it reads everything that its days touch.
MOST_DAYS = 366

# Not filters: how the chosen rows are shown.
VIEW_PARAMETERS = ("as_at", "sort", "page", "per_page", "hxl")
# A feed is one page of what is told now, the last told first.
NOT_IN_FEEDS = (*VIEW_PARAMETERS, "history")
MOST_ENTRIES = 100


@dataclass(frozen=True)
class Chip:
    """A filter in use; `query` is the query string without it."""

    label: str
    query: str


@dataclass(frozen=True)
class Dataset:
    """A list of the site. `start` reads all its rows that are public, now or at a moment, and `start_by_key` the same
    where a few are looked up by their keys; `load` gives the rows of a page all that a page shows, and `finish` what is
    told of them together; `for_files` adds what only files read.
    """

    name: str
    label: Label
    filterset: type[ListFilterSet]
    start: Callable[[Moment], QuerySet[Any]]
    load: Callable[[QuerySet[Any], Moment], QuerySet[Any]] = lambda rows, at: rows
    finish: Callable[[Sequence[Any], Moment], None] = lambda rows, at: None
    for_files: Callable[[QuerySet[Any], Moment], QuerySet[Any]] = lambda rows, at: rows
    spans: tuple[tuple[str, str], ...] = ()
    formats: tuple[Format, ...] = TABLES
    start_by_key: Callable[[Moment], QuerySet[Any]] | None = None

    def few(self, keys: Collection[int], at: Moment) -> QuerySet[Any]:
        """The public rows with these keys, in no order."""
        rows = _started(self.start_by_key or self.start, at, timezone.localdate())
        return rows.filter(pk__in=keys).order_by()

    @property
    def columns(self) -> tuple[columns.Column, ...]:
        return columns.SHEETS[self.name].columns

    @property
    def meaning(self) -> Label:
        return columns.SHEETS[self.name].meaning

    def parameters(self, *, as_file: bool = False) -> tuple[parameters.Parameter, ...]:
        shown = (parameters.HXL,) if as_file else (parameters.PAGE, parameters.ROWS)
        return (*self.filterset.parameters(), parameters.AS_AT, self.filterset.sort_parameter(), *shown)

    def select(self, query: QueryDict, *, as_file: bool = False) -> Selection:
        """The rows that a query asks for, or BadParameters. A file takes hxl, and has no pages."""
        if as_file:
            query = query.copy()
            # Left empty they count as absent, like every parameter.
            paged = {name: "".join(map(str, query.pop(name, []))) for name in ("page", "per_page")}
            if any(paged.values()):
                raise BadParameters([parameters.no_pages(name, value) for name, value in paged.items() if value])
        return self._read(query, self.parameters(as_file=as_file))

    def choose(self, query: QueryDict) -> Selection:
        """The same of a page that shows all rows together, in an order of its own."""
        return self._read(query, (*self.filterset.parameters(), parameters.AS_AT))

    def _read(self, query: QueryDict, allowed: Sequence[Parameter]) -> Selection:
        found = parameters.read(query, allowed)
        for first, last in self.spans:
            parameters.not_after(found, first, last)
        return self.chosen(found)

    def chosen(self, found: Read) -> Selection:
        return Selection(self, found)

    def records(self, rows: QuerySet[Any], at: Moment) -> Iterator[Row]:
        """A few of the rows as a file reads them: what `Column.value` takes."""
        for chunk in chunks(columns.SHEETS[self.name], self.for_files(rows, at), at):
            yield from chunk


class Selection:
    """What a query chose: the rows, and all that a page says about the choice."""

    def __init__(self, dataset: Dataset, found: Read) -> None:
        self.dataset = dataset
        self.found = found
        default = self._default_sort(found)
        asked = found.get("sort", default)
        # Where no words are looked for, every row matches as well as the others.
        self.sort: str = default if asked == RELEVANCE else asked
        self.page: int = found.get("page", 1)
        self.per_page: int = int(found.get("per_page", parameters.PER_PAGE[0]))
        self.has_hxl: bool = "hxl" in found
        self.as_at: dt.date | None = found.get("as_at")
        self.at: Moment = end_of(self.as_at) if self.as_at else None
        rows = _started(dataset.start, self.at, timezone.localdate())
        self._filters = dataset.filterset(found, rows, self.at)
        if self.page > 1 and self.page > self.page_count:
            raise parameters.no_such_page(self.page, self.page_count)

    @cached_property
    def rows(self) -> QuerySet[Any]:
        return self._filters.in_order(self.sort)

    @property
    def file_rows(self) -> Rows:
        """The rows with what only files read of them."""
        return self.dataset.for_files(self.rows, self.at)

    @cached_property
    def count(self) -> int:
        return self._filters.count()

    @property
    def page_count(self) -> int:
        return max(1, math.ceil(self.count / self.per_page))

    @cached_property
    def _page_ids(self) -> list[int]:
        """The ids in order, before their rows: sorting wide rows is what costs."""
        return self._filters.ids_in_order(self.sort, (self.page - 1) * self.per_page, self.per_page)

    @cached_property
    def page_rows(self) -> list[Any]:
        """The rows of the page in order, with all that a page shows of them."""
        found = self.dataset.load(self._of_page, self.at)
        loaded = {row.pk: row for row in found}
        rows = [loaded[pk] for pk in self._page_ids if pk in loaded]
        self.dataset.finish(rows, self.at)
        return rows

    @cached_property
    def page_records(self) -> list[columns.Row]:
        """The rows of the page in order, as a file reads them."""
        read = {row["pk"]: row for row in self.dataset.records(self._of_page, self.at)}
        return [read[pk] for pk in self._page_ids if pk in read]

    @property
    def _of_page(self) -> QuerySet[Any]:
        return self.dataset.few(self._page_ids, self.at)

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        return self._filters.counted()

    @property
    def fields(self) -> tuple[Field, ...]:
        kinds: tuple[tuple[type[parameters.Parameter], str], ...] = (
            (parameters.Text, "search"),
            (parameters.Day, "date"),
        )
        return tuple(
            Field(parameter.name, str(parameter.label), html_type, self._given.get(parameter.name, ("",))[0])
            for parameter in self.dataset.filterset.parameters()
            for parameter_type, html_type in kinds
            if isinstance(parameter, parameter_type)
        )

    @property
    def sorts(self) -> tuple[Option, ...]:
        """Those to choose from. The default has no value: with words to look for, another one takes its place."""
        choices = self.dataset.filterset.sort_parameter().choices
        default = self._default_sort(self.found)
        return tuple(
            Option("" if row.value == default else row.value, str(row.label), None, row.value == self.sort)
            for row in choices
            if row.value != RELEVANCE or row.value == default
        )

    def _default_sort(self, given: Container[str]) -> str:
        return self.dataset.filterset.default_sort(has_words=parameters.SEARCH.name in given)

    @property
    def sort_label(self) -> str:
        return next(option.label for option in self.sorts if option.is_selected)

    @property
    def chips(self) -> tuple[Chip, ...]:
        found = []
        for parameter in self.dataset.filterset.parameters():
            values = self._given.get(parameter.name, ())
            for value, shown in zip(values, self._shown(parameter), strict=True):
                rest = [other for other in values if other != value]
                query = self.query_string(**{parameter.name: rest})
                found.append(Chip(parameters.label_with(parameter.label, shown), query))
        return tuple(found)

    def _shown(self, parameter: parameters.Parameter) -> list[str]:
        value = self.found.get(parameter.name)
        if value is None:
            return []
        if isinstance(value, tuple):
            return [str(choice.label) or choice.value for choice in value]
        if isinstance(value, dt.date):
            return [date_format(value, "j F Y")]
        return [_("“%(words)s”") % {"words": value}]

    @property
    def is_filtered(self) -> bool:
        return any(name not in VIEW_PARAMETERS for name in self.found)

    @cached_property
    def _given(self) -> Mapping[str, tuple[str, ...]]:
        """The parameters in use as they stand in an address, in the order of their declaration, defaults left out."""
        given: dict[str, tuple[str, ...]] = {}
        for parameter in self.dataset.filterset.parameters():
            if parameter.name in self.found:
                given[parameter.name] = _as_text(self.found[parameter.name])
        if self.as_at is not None:
            given["as_at"] = (self.as_at.isoformat(),)
        if self.sort != self._default_sort(self.found):
            given["sort"] = (self.sort,)
        if self.per_page != parameters.PER_PAGE[0]:
            given["per_page"] = (str(self.per_page),)
        if self.page != 1:
            given["page"] = (str(self.page),)
        return given

    def query_string(self, **changes: Change) -> str:
        """This query with changes, without a question mark. None drops a parameter; the page starts anew unless given.

        Values that are the defaults are left out, so that one choice of rows has one address.
        """
        given = {name: values for name, values in self._given.items() if name != "page"}
        for name, value in changes.items():
            given[name] = _as_text(value)
        given = {name: values for name, values in given.items() if values}
        defaults = {"sort": self._default_sort(given), "per_page": str(parameters.PER_PAGE[0]), "page": "1"}
        names = [parameter.name for parameter in self.dataset.filterset.parameters()]
        order = [*names, "as_at", "sort", "per_page", "page", "hxl"]
        pairs = [
            (name, value)
            for name in sorted(given, key=order.index)
            for value in given[name]
            if value not in {"", defaults.get(name)}
        ]
        return urlencode(pairs)

    def file(self, file_format: Format, *, hxl: bool = False) -> Iterator[bytes]:
        """The file of these rows, or BadParameters where it cannot hold so many, or no tags. Rows are read when it is
        iterated.
        """
        if (hxl or self.has_hxl) and not file_format.has_tags:
            raise parameters.no_tags(file_format.suffix)
        if file_format.most_rows is not None and self.count > file_format.most_rows:
            raise parameters.too_many_rows(self.count, file_format.most_rows)
        sheet = columns.SHEETS[self.dataset.name]
        return file_format.chunks(sheet, self.file_rows, hxl=hxl or self.has_hxl, at=self.at)

    @property
    def file_query(self) -> str:
        """The query string that a file of exactly these rows takes."""
        return self.query_string(page=None, per_page=None)


@dataclass(frozen=True)
class Report(Dataset):
    """A dataset whose rows are told of the chosen initiatives: it has no sort order, and no pages."""

    def parameters(self, *, as_file: bool = False) -> tuple[parameters.Parameter, ...]:
        return (*self.filterset.parameters(), parameters.AS_AT, *((parameters.HXL,) if as_file else ()))

    def select(self, query: QueryDict, *, as_file: bool = False) -> ReportSelection:
        return cast("ReportSelection", super().select(query, as_file=as_file))

    def chosen(self, found: Read) -> ReportSelection:
        return ReportSelection(self, found)


class ReportSelection(Selection):
    """What a query chose of the monthly report: which initiatives, which days, and what was out by when."""

    def __init__(self, dataset: Dataset, found: Read) -> None:
        super().__init__(dataset, found)
        if self.period.days > MOST_DAYS:
            raise parameters.too_many_days(self.period.days, MOST_DAYS)

    @cached_property
    def period(self) -> Period:
        """The days asked for; where one end is missing, its month, and where both are, the last whole month."""
        first: dt.date | None = self.found.get("from")
        last: dt.date | None = self.found.get("to")
        named = first or last
        month = month_of(named) if named else last_whole_month(day_of(self.at))
        return Period(first or month.first, last or month.last)

    @property
    def chosen_by(self) -> tuple[str, ...]:
        """What the report was narrowed by, in words; its days stand in its title."""
        shown = ((one, self._shown(one)) for one in self.dataset.filterset.parameters() if one.name in CHOSEN_BY)
        return tuple(parameters.label_with(one.label, ", ".join(values)) for one, values in shown if values)

    @property
    def initiatives(self) -> QuerySet[Initiative]:
        return self._filters.chosen_rows()

    def report(self, limit: int | None = None) -> Monthly:
        return monthly(self.initiatives, self.period, self.at, limit)

    @cached_property
    def months(self) -> tuple[Period, ...]:
        return months(self.initiatives if self.chosen_by else None, self.at)

    @property
    def file_rows(self) -> Rows:
        return self._told()

    def _told(self) -> Iterator[columns.Row]:
        with translation.override("en"):
            made = list(changes.rows(self.report()))
        yield from made


@dataclass(frozen=True)
class Feed(Dataset):
    """A dataset whose newest rows are a feed: it is narrowed, and that is all."""

    def parameters(self, *, as_file: bool = False) -> tuple[parameters.Parameter, ...]:
        return self.filterset.parameters()

    def select(self, query: QueryDict, *, as_file: bool = False) -> Selection:
        query = query.copy()
        # Left empty they count as absent, like every parameter.
        given = {name: "".join(map(str, query.pop(name, []))) for name in NOT_IN_FEEDS}
        if any(given.values()):
            raise BadParameters([parameters.no_choice_in_feeds(name, value) for name, value in given.items() if value])
        return super().select(query)

    def chosen(self, found: Read) -> Selection:
        return Selection(self, {**found, "per_page": MOST_ENTRIES})


@lru_cache(maxsize=64)
def _started(start: Callable[[Moment], QuerySet[Any]], at: Moment, today: dt.date) -> QuerySet[Any]:
    """The rows not yet read: to describe them takes as long as to read a page of them. Freshness goes by the day."""
    return start(at)


def _as_text(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, int):
        return (str(value),)
    if isinstance(value, dt.date):
        return (value.isoformat(),)
    return tuple(item.value if isinstance(item, parameters.Choice) else str(item) for item in value)


# Long texts that no list shows.
NOT_LISTED = ("summary", "search_key", "title_key")


def _for_list(rows: QuerySet[Initiative], at: Moment) -> QuerySet[Initiative]:
    # When a second check came is not known, so nothing is said of it for the past.
    is_pending = F("current_update__second_check_pending") if at is None else Value(False)
    return rows.annotate(is_pending=is_pending).select_related("crisis").defer(*NOT_LISTED)


@cache
def _leads() -> QuerySet[Any]:
    parts = Participation.objects.public().filter(is_lead=True).order_by("order", "pk")
    return parts.values_list("initiative_id", "named_as", "organisation__name")


def _tell(rows: Sequence[Any], at: Moment) -> None:
    """Puts lead_names (each once) and voices (those that disagree on the status) on loaded initiatives."""
    leads: dict[int, dict[str, None]] = {row.pk: {} for row in rows}
    for initiative, named_as, name in _leads().filter(initiative__in=leads):
        leads[initiative][named_as or name] = None
    disputed = voices([row.pk for row in rows if row.is_disputed], at)
    for row in rows:
        row.lead_names = [*leads[row.pk]]
        row.voices = disputed.get(row.pk, ())


def _put_back(rows: Sequence[Any], at: Moment) -> None:
    for row in rows:
        put_back(row, at)


INITIATIVES = Dataset(
    name="initiatives",
    label=gettext_lazy("Initiatives"),
    filterset=InitiativeFilterSet,
    start=lambda at: Initiative.objects.public(at).with_standing(at),
    start_by_key=lambda at: Initiative.objects.public(at, by_key=True).with_standing(at),
    load=_for_list,
    finish=_tell,
    for_files=lambda rows, at: rows.with_told(at),  # type: ignore[attr-defined]
    spans=(("updated_since", "updated_until"),),
    formats=(*TABLES, *OF_INITIATIVES),
)
UPDATES = Dataset(
    name="updates",
    label=gettext_lazy("Status updates"),
    filterset=UpdateFilterSet,
    start=lambda at: StatusUpdate.objects.public(at).told().with_shown_state(at),
    load=lambda rows, at: rows.for_list(),  # type: ignore[attr-defined]
    finish=_put_back,
    spans=(("from", "to"),),
)
FEED = Feed(
    name="updates",
    label=gettext_lazy("Feed of updates"),
    filterset=FeedFilterSet,
    start=lambda at: StatusUpdate.objects.public(at).told().newest_told(),
    load=lambda rows, at: rows.for_list().select_related("said_by__merged_into").with_overtaken(),  # type: ignore[attr-defined]
    spans=UPDATES.spans,
)
ORGANISATIONS = Dataset(
    name="organisations",
    label=gettext_lazy("Organisations"),
    filterset=OrganisationFilterSet,
    start=with_leads_count,
)
LISTS: tuple[Dataset, ...] = (INITIATIVES, UPDATES, ORGANISATIONS)


def _claims(model: type[Claim], sheet: columns.Sheet, filterset: type[ClaimFilterSet] = ClaimFilterSet) -> Dataset:
    """A dataset of claims that has files and no page of its own."""
    return Dataset(
        name=sheet.name,
        label=sheet.label,
        filterset=filterset,
        start=lambda at: rows_of(model).public(at).with_shown_state(at),
        spans=(("from", "to"),),
    )


FILES_ONLY: tuple[Dataset, ...] = (
    _claims(Observation, columns.OBSERVATIONS, FigureFilterSet),
    _claims(Target, columns.TARGETS, FigureFilterSet),
    _claims(Position, columns.POSITIONS),
    _claims(Adherence, columns.ADHERENCE),
    _claims(Milestone, columns.MILESTONES),
    _claims(Budget, columns.BUDGETS),
    _claims(Transaction, columns.TRANSACTIONS),
    _claims(Finding, columns.FINDINGS),
)
CHANGES = Report(
    name="changes",
    label=gettext_lazy("Monthly report"),
    filterset=ChangesFilterSet,
    start=lambda at: Initiative.objects.public(at),
    spans=(("from", "to"),),
)
DATASETS: tuple[Dataset, ...] = (*LISTS, *FILES_ONLY, CHANGES)
BY_NAME: dict[str, Dataset] = {dataset.name: dataset for dataset in DATASETS}
