"""The edit history of a row and of what hangs on it: who, when, what was done, every value before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives import policy
from initiatives.admin.versions import worded
from initiatives.choices import State, Visibility
from initiatives.models import Initiative, User
from initiatives.models.base import KeyField, Versioned

# Counted, worked out or stamped beside every change: the line itself says who and when.
UNTOLD = frozenset(
    {"id", "version", "number", "root", "author", "changed_by", "created_by", "reviewer", "opened_by", "removed_by",
     "second_checked_by", "created_at", "submitted_at", "published_at", "first_published_at", "opened_at",
     "retracted_at", "removed_at", "return_reason", *Initiative.CACHE}
)  # fmt: skip
MOST = 200
Words = str | Promise
Beside = Iterable[tuple[type[models.Model], str]]

# What the actions call what they did, as a reader would.
DEEDS: dict[str, Words] = {
    "submitted": gettext_lazy("sent for review"),
    "returned": gettext_lazy("returned"),
    "published": gettext_lazy("published"),
    "second check": gettext_lazy("checked as the second person"),
    "replaced": gettext_lazy("replaced by a newer one"),
    "replacement begun": gettext_lazy("began this replacement"),
    "retracted": gettext_lazy("retracted"),
    "removed": gettext_lazy("removed"),
    "opened": gettext_lazy("opened to the public"),
    "merged": gettext_lazy("merged into another one"),
    "another one merged into it": gettext_lazy("merged another one into it"),
    "organisations merged": gettext_lazy("changed by a merge of organisations"),
}
# What a row that hangs on another is known by.
NAMED_BY = ("organisation", "location", "to_initiative", "title", "name", "number", "code")


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One save. `what` is the verb behind it; `about` the row beside that it was done to, where it was not the row."""

    who: str
    when: dt.datetime
    what: str
    changes: tuple[Change, ...]
    about: str = ""


def lines_of(row: Versioned, by: User, beside: Beside = ()) -> list[Line]:
    """Newest first. What `remove` erased is not in it: it took the earlier records away with the text."""
    if is_removed(row):
        beside = ()
    found = list(_lines(_records(type(row), id=row.pk), by, is_silent=is_removed(row)))
    for model, column in beside:
        if issubclass(model, Versioned):
            found += _lines(_records(model, **{f"{column}_id": row.pk}), by, is_beside=True, column=column)
    return sorted(found, key=lambda line: line.when, reverse=True)[:MOST]


def _records(model: type[models.Model], **of: object) -> list[Any]:
    history: Any = getattr(model, "history")  # noqa: B009 the field is added to each class at run time
    rows = history.filter(**of).select_related("history_user").order_by("-history_date", "-history_id")
    return list(rows[: MOST + 1])[::-1]


def _lines(
    records: list[Any], by: User, *, is_silent: bool = False, is_beside: bool = False, column: str = ""
) -> Iterator[Line]:
    if not records:
        return
    names = _Names(records[0].instance_type, by, without=column)
    last: dict[Any, Any] = {}
    for record in records:
        before = last.get(record.id)
        last[record.id] = record
        changes = () if is_silent or record.history_type == "-" else tuple(names.changes(before, record))
        if is_beside and not changes and record.history_type == "~":
            continue
        yield Line(
            who=record.history_user.get_username() if record.history_user else _("the system"),
            when=record.history_date,
            what=_what(record, before, is_beside=is_beside),
            changes=changes,
            about=names.named(record) if is_beside else "",
        )


def is_removed(row: models.Model) -> bool:
    """Of what was removed, only that it was is told: neither who had written it nor what it was about."""
    return getattr(row, "state", None) == State.REMOVED or getattr(row, "visibility", None) == Visibility.REMOVED


def _what(record: Any, before: Any, *, is_beside: bool) -> str:
    reason = record.history_change_reason or ""
    if reason == "returned":
        return _("returned: %(reason)s") % {"reason": record.return_reason}
    if reason in DEEDS:
        return str(DEEDS[reason])
    if reason:
        return str(reason)
    if is_beside:
        return {"+": _("added"), "~": _("changed"), "-": _("took away")}[record.history_type]
    is_claim = hasattr(record, "state")
    return {"+": _("drafted") if is_claim else _("written"), "~": _("changed"), "-": _("deleted")}[record.history_type]


class _Names:
    """Turns stored values into words; each foreign row is looked up once, and only where the reader may see it."""

    def __init__(self, model: type[models.Model], by: User, *, without: str = "") -> None:
        self.model, self.by = model, by
        self.fields = [
            field
            for field in model._meta.concrete_fields
            if field.name not in UNTOLD and field.name != without and not isinstance(field, KeyField)
        ]
        self.known: dict[tuple[type[models.Model], Any], str] = {}

    def changes(self, before: Any, after: Any) -> Iterator[Change]:
        for field in self.fields:
            old = getattr(before, field.attname) if before is not None else None
            new = getattr(after, field.attname)
            if old != new and not (before is None and new in (None, "", False, field.get_default())):
                yield Change(str(capfirst(str(field.verbose_name))), self.words(field, old), self.words(field, new))

    def named(self, record: Any) -> str:
        own = {field.name: field for field in self.fields}
        name = next((name for name in NAMED_BY if name in own), None)
        kind = str(self.model._meta.verbose_name)
        return f"{kind}: {self.words(own[name], getattr(record, own[name].attname))}" if name else kind

    def words(self, field: models.Field[Any, Any], value: Any) -> str:
        if value in (None, ""):
            return "–"
        if not field.is_relation:
            return worded(field, value)
        relation: Any = field.remote_field
        model: type[models.Model] = relation.model
        key = (model, value)
        if key not in self.known:
            row = policy.visible_to(self.by, model._default_manager.filter(pk=value)).first()
            self.known[key] = str(row) if row is not None else _("not shown")
        return self.known[key]
