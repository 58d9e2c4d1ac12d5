"""What every stored row shares: a version that each save raises, clean text, an edit history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.core.validators import RegexValidator
from django.db import models, router
from django.db.models import Q
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from initiatives import text

# A regex check constraint would break every SQLite connection that is not Django's, so shapes are checked here.
# \Z, not $: a dollar lets a trailing newline through.
reference_shape = RegexValidator(r"\A[A-Z]{3}-[A-Z]{3}-[0-9]{3,}\Z")
crisis_code_shape = RegexValidator(r"\A[A-Z]{3}\Z", _("Three capital letters, such as GZA."))
country_shape = RegexValidator(r"\A[A-Z]{2}\Z", _("Two capital letters of ISO 3166-1, such as PS."))
language_shape = RegexValidator(r"\A[a-z]{2,3}\Z", _("A language code of two or three small letters, such as en."))


if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    _TextColumn = models.CharField[str, str]
else:
    _TextColumn = models.CharField


class KeyField(_TextColumn):
    """A column that holds `text.normalise` of other columns, for search, sort and uniqueness; never typed."""

    def __init__(self, *args: Any, of: Collection[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        super().__init__(*args, **{"max_length": 1000, "editable": False, "default": "", **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def value_for(self, instance: models.Model) -> str:
        """The key as it should stand for this row; `verify` compares it with what is stored."""
        parts = (getattr(instance, name) or "" for name in self.of)
        return text.normalise(" ".join(parts))[: self.max_length]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.value_for(model_instance)
        setattr(model_instance, self.attname, value)
        return value


def key_fields(model: type[models.Model]) -> list[KeyField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, KeyField)]


class Versioned(models.Model):
    """A row with a version. Every `save()` raises it, so a form can tell that somebody else saved first."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(**kwargs)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
                stripped = text.strip_controls(value).strip()
                setattr(
                    self, field.attname, stripped if isinstance(field, models.TextField) else text.one_line(stripped)
                )
        super().clean_fields(exclude=exclude)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """All check constraints are asked in one query; one by one only when it refuses, to say which.

        Django asks the database once for each, with every column of the row each time: half of the time of a save.
        """
        self._has_passed = self._passes_its_checks(exclude)
        try:
            super().validate_constraints(exclude=exclude)
        finally:
            del self._has_passed

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        """Those that are still to be asked."""
        found = super().get_constraints()
        if not getattr(self, "_has_passed", False):
            return found
        return [
            (model, [rule for rule in rules if not isinstance(rule, models.CheckConstraint)]) for model, rules in found
        ]

    def _passes_its_checks(self, exclude: Collection[str] | None) -> bool:
        rules = [one.condition for one in self._meta.constraints if isinstance(one, models.CheckConstraint)]
        # Like in the database, a rule holds where it cannot tell.
        together = Q(*(Coalesce(rule, True, output_field=models.BooleanField()) for rule in rules))
        against = self._get_field_expression_map(meta=self._meta, exclude=exclude)  # type: ignore[attr-defined]
        try:
            return bool(rules) and together.check(against, using=router.db_for_write(type(self), instance=self))
        except FieldError:
            return False  # a column that a rule reads was wrong by itself


class Unindexed(models.Func):
    """A column that SQLite shall not begin at: it began at all the public initiatives, for any few claims."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def lengths(model: str, **limits: int) -> models.CheckConstraint:
    """The database's own cap on text columns: SQLite ignores the length of a varchar."""
    rule = Q()
    for column, limit in limits.items():
        rule &= Q(LessThanOrEqual(Length(column), limit))
    return models.CheckConstraint(
        condition=rule, name=f"{model}_texts_not_too_long", violation_error_message=_("One of the texts is too long.")
    )


def rule(name: str, condition: Q, message: _StrPromise) -> models.CheckConstraint:
    """A check constraint whose name reads as a rule and whose message is for the editor."""
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=message)


def not_before(start: str, end: str) -> Q:
    return Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": models.F(start)})
