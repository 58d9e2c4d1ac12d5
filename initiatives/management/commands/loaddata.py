"""Django's loaddata, made safe for claims: all or nothing, every rule asked, caches rebuilt, one edition counted."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, Model
from django.utils import timezone

from initiatives import caches, editions
from initiatives.choices import Visibility
from initiatives.management import chains
from initiatives.models import Claim, Crisis, Initiative
from initiatives.models.base import Versioned, key_fields

GONE = frozenset({Visibility.RETRACTED, Visibility.REMOVED})


class Command(loaddata.Command):
    """Things that are there already are set back to what the file says; claims that are there stay as they are."""

    help = "Load fixtures: all of it or nothing. Claims that are there already stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--keep", action="store_true", help="things that are there already stay as they are, too")

    def handle(self, *fixture_labels: str, **options: Any) -> None:
        self.keep: bool = options["keep"]
        self.file = ""
        self.ours: list[Versioned] = []
        self.seen: set[tuple[type[Model], int]] = set()
        self.kept_count = 0
        try:
            with transaction.atomic(using=options["database"]):
                super().handle(*fixture_labels, **options)
        except (DatabaseError, ValueError) as error:
            raise CommandError(f"{' '.join(str(error).split()).rstrip('.')}. Nothing was loaded.") from error
        if self.kept_count and options["verbosity"] >= 1:
            kept = "row" if self.keep else "claim"
            self.stdout.write(f"{self.kept_count} {kept}(s) were there already and stay as they are.")

    def load_label(self, fixture_label: str) -> None:
        found = self.find_fixtures(fixture_label)
        self.file = Path(found[0][0]).name
        self.seen.clear()
        try:
            super().load_label(fixture_label)
        except DeserializationError as error:
            before = f" after {_name(self.ours[-1])}" if self.ours else ""
            words = " ".join(str(error.__cause__ or error).split()).rstrip(".")
            raise CommandError(f"{self.file}{before}: {words}. Nothing was loaded.") from error

    def save_obj(self, obj: DeserializedObject) -> bool:
        row = obj.object
        excluded = row._meta.app_config in self.excluded_apps or type(row) in self.excluded_models
        if excluded or not isinstance(row, Versioned):
            return super().save_obj(obj)
        if obj.deferred_fields:
            names = ", ".join(f"{field.name} {json.dumps(value)}" for field, value in obj.deferred_fields.items())
            raise self.refusal(row, f"{names} is neither stored nor further up in the file")
        self.models.add(type(row))
        if row.pk is not None and (type(row), row.pk) in self.seen:
            raise self.refusal(row, "the file has it twice")
        self.ours.append(row)
        stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk is not None else None
        if stored is not None and (self.keep or isinstance(row, Claim)):
            # A claim that is out is never edited, by a command no more than by a person.
            self.kept_count += 1
            self.seen.add((type(row), row.pk))
            return True
        if isinstance(stored, Initiative) and stored.visibility in GONE:
            raise self.refusal(row, f"it is {stored.visibility} here, and a file does not bring it back")
        if isinstance(stored, Crisis) and isinstance(row, Crisis) and row.is_sample and not stored.is_sample:
            # All that is real in it would go with the sample.
            raise self.refusal(row, "it is no sample here, and a file does not make it one")
        self.save_row(row, stored)
        self.seen.add((type(row), row.pk))
        for name, values in (obj.m2m_data or {}).items():
            getattr(row, name).set(values)
        return True

    def save_row(self, row: Versioned, stored: Model | None) -> None:
        """Saved as an editor's save would be, with keys, version and history, and not raw as Django's command does."""
        if stored is not None:
            row._state.adding = False
            row.version = stored.version  # type: ignore[attr-defined]
            for name in getattr(row, "CACHE", ()):
                setattr(row, name, getattr(stored, name))
        for field in row._meta.concrete_fields:
            if isinstance(field, DateTimeField) and field.auto_now_add:
                setattr(row, field.attname, getattr(stored, field.attname, timezone.now()))
        for key in key_fields(type(row)):
            setattr(row, key.attname, key.value_for(row))
        try:
            row.full_clean()
        except ValidationError as error:
            raise self.refusal(row, _in_one_line(error)) from error
        if stored is None or _columns(row) != _columns(stored):
            row._change_reason = f"loaded from {self.file}"  # type: ignore[attr-defined]
            row.save(using=self.using)

    def reset_sequences(self, connection: BaseDatabaseWrapper, models: set[type[Model]]) -> None:
        # Django's last step before it says that the rows are in; what is refused here was never said to be.
        super().reset_sequences(connection, models)
        if self.ours:
            self.settle()

    def settle(self) -> None:
        """What must stand with the rows: whole chains, caches, the edition."""
        touched = {row.pk for row in self.ours if isinstance(row, Initiative)}
        touched |= {row.initiative_id for row in self.ours if isinstance(row, Claim)}
        locked = Initiative.objects.select_for_update(of=("self",)).filter(pk__in=touched).order_by("pk")
        initiatives = list(locked)
        for claim, words in chains.broken(initiatives):
            raise self.refusal(claim, words)
        for initiative in initiatives:
            caches.refresh(initiative)
        editions.count()

    def refusal(self, row: Model, words: str) -> CommandError:
        return CommandError(f"{self.file}: {_name(row)}: {words}. Nothing was loaded.")


def _name(row: Model) -> str:
    return f"{row._meta.label_lower} {json.dumps(row.natural_key() if hasattr(row, 'natural_key') else row.pk)}"


def _columns(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _in_one_line(error: ValidationError) -> str:
    by_field = error.message_dict.items()
    told = (f"{'' if field == '__all__' else f'{field}: '}{' '.join(messages)}" for field, messages in by_field)
    return "; ".join(told).rstrip(".")
