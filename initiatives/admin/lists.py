"""Filters of the admin's lists that Django has not."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from initiatives import policy
from initiatives.admin.site import person
from initiatives.choices import UNPUBLISHED_STATES, Freshness, State, Status

NONE = "none"


class DefaultedFilter(admin.SimpleListFilter):
    """A filter whose first choice is in force until another is picked."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for index, (value, label) in enumerate(self.lookup_choices):
            chosen = self.value() == str(value) or (self.value() is None and index == 0)
            parameters = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": chosen, "query_string": parameters, "display": label}


class StateFilter(DefaultedFilter):
    title = _("state")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = [(state.value, state.label) for state in State]
        if not policy.is_publisher(person(request)) and not policy.is_administrator(person(request)):
            states = [(value, label) for value, label in states if value != State.REMOVED]
        return [("mine", _("Mine and waiting")), ("all", _("All")), *states]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or "mine"
        if chosen == "all":
            return queryset
        if chosen in State.values:
            return queryset.filter(state=chosen)
        # Three short reads, each along an index of its own; asked together, every row would be looked at.
        some = (
            Q(state=State.SUBMITTED),
            Q(second_check_pending=True),
            Q(author=person(request), state__in=UNPUBLISHED_STATES),
        )
        first, *others = (queryset.model._default_manager.filter(rows).order_by().values("pk") for rows in some)
        return queryset.filter(pk__in=first.union(*others))


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*Status.choices, (NONE, _("No status reported yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == NONE:
            return queryset.filter(status__isnull=True)
        return queryset.filter(status=self.value()) if self.value() in Status.values else queryset


class FreshnessFilter(admin.SimpleListFilter):
    title = _("freshness")
    parameter_name = "freshness"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Freshness.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(freshness=self.value()) if self.value() in Freshness.values else queryset


class MergedFilter(DefaultedFilter):
    title = _("merged")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("Not merged")), ("yes", _("Merged into another")), ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or "no"
        return queryset if chosen == "all" else queryset.filter(merged_into__isnull=chosen != "yes")
