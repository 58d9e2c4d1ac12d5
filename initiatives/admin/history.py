"""The edit history of a row in words: who, when, and each value before and after."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import display_for_field
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives.choices import State
from initiatives.models.base import KeyField, Versioned

# Counted or written beside every change; a reader of the history learns nothing from them.
UNTOLD = {"id", "version", "search_key", "changed_by", "root", "first_published_at", "current_update"}
MOST = 200


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One save. `what` is the verb behind it, where there was one."""

    who: str
    when: Any
    what: str
    changes: tuple[Change, ...]


def lines_of(row: Versioned) -> list[Line]:
    """Newest first. What `remove` erased is not in it: it took the earlier records away with the text."""
    records = list(row.history.select_related("history_user").order_by("history_date", "history_id"))[-MOST:]
    names = _Names(type(row))
    lines, before = [], None
    for record in records:
        lines.append(
            Line(
                who=record.history_user.get_username() if record.history_user else "–",
                when=record.history_date,
                what=_what(record),
                changes=() if is_removed(row) else tuple(names.changes(before, record)),
            )
        )
        before = record
    return lines[::-1]


def is_removed(row: models.Model) -> bool:
    """Of what was removed, only that it was is told: neither who had written it nor what it was about."""
    return State.REMOVED in (getattr(row, "state", None), getattr(row, "visibility", None))


def _what(record: Any) -> str:
    said = {"+": _("written"), "~": _("changed"), "-": _("deleted")}[record.history_type]
    return record.history_change_reason or said


class _Names:
    """Turns stored values into words; each foreign row is looked up once."""

    def __init__(self, model: type[models.Model]) -> None:
        self.fields = [
            field
            for field in model._meta.concrete_fields
            if field.name not in UNTOLD and not isinstance(field, KeyField)
        ]
        self.known: dict[tuple[type[models.Model], Any], str] = {}

    def changes(self, before: Any, after: Any) -> list[Change]:
        found = []
        for field in self.fields:
            old = getattr(before, field.attname) if before is not None else None
            new = getattr(after, field.attname)
            if old != new and not (before is None and new in (None, "", False, field.get_default())):
                label = capfirst(str(field.verbose_name))
                found.append(Change(label, self.words(field, old), self.words(field, new)))
        return found

    def words(self, field: models.Field[Any, Any], value: Any) -> str:
        if value in (None, ""):
            return "–"
        if not field.is_relation:
            return str(display_for_field(value, field, "–"))
        relation: Any = field.remote_field
        model: type[models.Model] = relation.model
        key = (model, value)
        if key not in self.known:
            self.known[key] = str(model._default_manager.filter(pk=value).first() or "–")
        return self.known[key]
