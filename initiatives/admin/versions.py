"""No lost edit: which version a form was opened with, and what to say when somebody else saved first."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.utils import display_for_field
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from initiatives import policy
from initiatives.models import Initiative, Location, Organisation, User
from initiatives.models.base import Versioned
from initiatives.reports.texts import figure

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[models.Model]
else:
    ModelForm = forms.ModelForm

FIELD = "opened_version"
# Written by logging in, not by an editor.
NOT_EDITED = {"last_login", "last_desk_visit_at"}


def version_of(row: models.Model) -> str:
    """The version of a row as the form carries it; rows that count none are told apart by their values."""
    if isinstance(row, Versioned):
        return str(row.version)
    values = [str(getattr(row, field.attname)) for field in row._meta.concrete_fields if field.name not in NOT_EDITED]
    for field in row._meta.many_to_many:
        values.append(",".join(sorted(str(pk) for pk in getattr(row, field.name).values_list("pk", flat=True))))
    return hashlib.sha256("\0".join(values).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Clash:
    """Somebody saved since the form was opened. `version` is what is stored now; `also` what changed beside it."""

    version: str
    said: str
    also: tuple[str, ...]


def who_and_when(record: Any) -> str:
    """Who made this row of the edit history, and when."""
    user = record.history_user
    when = date_format(timezone.localtime(record.history_date), "j F Y, H:i")
    return _("%(who)s, %(when)s") % {"who": user.get_username() if user else _("somebody"), "when": when}


def shown(row: models.Model, name: str) -> str:
    """A stored value as a person reads it."""
    field: Any = row._meta.get_field(name)
    if field.many_to_many:
        return ", ".join(str(other) for other in getattr(row, name).all()) or "–"
    if field.is_relation:
        return str(getattr(row, name) or "–")
    return worded(field, getattr(row, name)) or "–"


def worded(field: models.Field[Any, Any], value: Any) -> str:
    """A value that is no row, as the pages of the site write it."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return date_format(value, "j F Y")
    if isinstance(value, Decimal):
        return figure(value)
    return str(display_for_field(value, field, "–"))


class VersionedForm(ModelForm):
    """Carries the version that was opened. A stale or missing one refuses the save, keeps what was typed, and shows the
    stored text beside each field that differs; only `save_over` with the version now stored goes on.
    """

    asked_by: User | None = None  # who is told only what they may see
    refusal: ClassVar[ValidationError | None] = None  # what an action or the database said to this very save
    inlines: ClassVar[tuple[tuple[type[models.Model], str], ...]] = ()

    opened_version = forms.CharField(required=False, widget=forms.HiddenInput)

    clash: Clash | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial[FIELD] = version_of(self.instance)

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != FIELD]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk is not None:
            stored = version_of(self.instance)
            if stored not in (self.cleaned_data.get(FIELD), self.data.get("save_over")):
                self._tell_clash(stored)
        if self.refusal is not None:
            self._tell_refusal(self.refusal)
        return cleaned

    def _tell_refusal(self, refusal: ValidationError) -> None:
        errors = refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}
        for name, error in errors.items():
            self.add_error(name if name in self.fields else None, error)

    def _tell_clash(self, stored: str) -> None:
        records = list(self._records()[:100])
        for name, field in self.fields.items():
            if name == FIELD or name not in self.cleaned_data or not self._differs(name, field):
                continue
            told = _("Stored now: %(value)s") % {"value": shown(self.instance, name)}
            record = self._last_to_change(name, records)
            if record is not None:
                told = _("Stored now, by %(who)s: %(value)s") % {
                    "who": who_and_when(record),
                    "value": shown(self.instance, name),
                }
            self.add_error(name, ValidationError(told, code="clash"))
        if records:
            said = _("%(who)s: somebody saved this while you were writing. Nothing was overwritten.") % {
                "who": who_and_when(records[0])
            }
        else:
            said = _("Somebody saved this while you were writing. Nothing was overwritten.")
        self.add_error(None, ValidationError(said, code="clash"))
        self.clash = Clash(stored, said, tuple(self._changed_beside()))

    def _differs(self, name: str, field: forms.Field) -> bool:
        try:
            self.instance._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        return field.has_changed(self.initial.get(name), self[name].data)

    def _records(self) -> Any:
        if not isinstance(self.instance, Versioned):
            return []
        return self.instance.history.select_related("history_user").all()

    def _last_to_change(self, name: str, records: list[Any]) -> Any:
        """The newest record that brought the value which is stored now; None where no history is kept."""
        field: Any = self.instance._meta.get_field(name)
        if field.many_to_many or not records:
            return records[0] if records else None
        last = records[0]
        for record in records[1:]:
            if getattr(record, field.attname) != getattr(last, field.attname):
                break
            last = record
        return last

    def _changed_beside(self) -> list[str]:
        """What others did to the rows that hang on this one since it was opened."""
        opened = self.cleaned_data.get(FIELD) or ""
        if not isinstance(self.instance, Versioned) or not opened.isdecimal():
            return []
        later = self.instance.history.filter(version__gt=int(opened[:9])).order_by("history_date").first()
        if later is None:
            return []
        words = {"+": _("added"), "~": _("changed"), "-": _("taken away")}
        told = []
        for model, column in self.inlines:
            history: Any = getattr(model, "history")  # noqa: B009 the field is added to each class at run time
            since: dt.datetime = later.history_date
            rows = history.filter(**{f"{column}_id": self.instance.pk}, history_date__gte=since)
            for record in rows.select_related("history_user").order_by("history_date")[:20]:
                what = f"{model._meta.verbose_name}: {_named(record, self.asked_by)}"
                told.append(f"{what} – {words[record.history_type]} ({who_and_when(record)})")
        return told


NAMED_BY: dict[str, type[models.Model]] = {
    "organisation_id": Organisation,
    "location_id": Location,
    "to_initiative_id": Initiative,
}


def _named(record: Any, by: User | None) -> str:
    for column, model in NAMED_BY.items():
        if hasattr(record, column):
            rows = model._default_manager.filter(pk=getattr(record, column))
            row = policy.visible_to(by, rows).first() if by is not None else None
            return str(row or _("not shown"))
    told = (getattr(record, name, "") for name in ("title", "name", "text"))
    return str(next(filter(None, told), "–"))
