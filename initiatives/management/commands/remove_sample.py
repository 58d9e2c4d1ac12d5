"""Deletes every sample crisis with all that is its own, and what nothing else uses; the rest stays as it is."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q

from initiatives import editions
from initiatives.models import (
    Crisis,
    Initiative,
    InitiativeLocation,
    Location,
    Organisation,
    OrganisationName,
    Relation,
    Source,
    claim_models,
)
from initiatives.models.words import INDEXES
from initiatives.policy import INLINE_THINGS

CHUNK = 500


class Command(BaseCommand):
    help = "Delete the sample crises with everything of theirs. What editors entered elsewhere stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="delete without asking")

    def handle(self, *args: Any, **options: Any) -> None:
        crises = list(Crisis.objects.filter(is_sample=True).order_by("code"))
        if not crises:
            self.stdout.write("There is no sample data.")
            return
        if not options["yes"]:
            self.ask(crises)
        self.deleted: dict[type[models.Model], int] = {}
        try:
            with transaction.atomic():
                self.remove(crises)
                editions.count()
        except ProtectedError as error:
            held_by = ", ".join(sorted({f"{row._meta.verbose_name} {row}" for row in error.protected_objects}))
            raise CommandError(f"Nothing was deleted: {held_by} needs a part of the sample.") from error
        for model, count in self.deleted.items():
            name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
            linked = " of initiatives" if model is InitiativeLocation else ""
            self.stdout.write(f"Deleted {count} {name}{linked}.")

    def ask(self, crises: list[Crisis]) -> None:
        if not sys.stdin.isatty():
            raise CommandError("Nothing was deleted: give --yes, since nobody can be asked here.")
        names = ", ".join(f"{crisis.name} ({crisis.code})" for crisis in crises)
        count = Initiative.objects.filter(crisis__in=crises).count()
        try:
            answer = input(f"Delete {names} with {count} initiatives and everything of theirs? Type yes: ")
        except (EOFError, KeyboardInterrupt):
            answer = ""
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was deleted.")

    def remove(self, crises: list[Crisis]) -> None:
        """Leaf by leaf, since what claims and initiatives rest on is protected in the database."""
        initiatives = Initiative.objects.filter(crisis__in=crises)
        list(initiatives.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        used = {model: _used_by(model, initiatives) for model in (Organisation, Location, Source)}
        initiatives.update(current_update=None, continued_by=None)
        for claim_model in claim_models():
            self.wipe_leaves(claim_model, claim_model._default_manager.filter(initiative__in=initiatives))
        for model, column in INLINE_THINGS.items():
            self.wipe(model, model._default_manager.filter(**{f"{column}__in": initiatives}))
        self.wipe(Relation, Relation.objects.filter(to_initiative__in=initiatives))
        self.wipe(Initiative, initiatives)
        self.wipe(Crisis, Crisis.objects.filter(pk__in=[crisis.pk for crisis in crises]))
        for model, pks in used.items():
            for chunk in _chunks(sorted(pks)):
                self.wipe_leaves(model, model._default_manager.filter(pk__in=chunk))

    def wipe_leaves(self, model: type[models.Model], rows: models.QuerySet[Any]) -> None:
        """Deletes the rows that nothing needs, then those that only they needed, until none is left to delete."""
        free = rows.exclude(_is_needed(model))
        while self.wipe(model, free):
            pass

    def wipe(self, model: type[models.Model], rows: models.QuerySet[Any]) -> int:
        """Deletes the rows, their edit history and what the admin's log says of them."""
        pks = list(rows.values_list("pk", flat=True))
        content_type = ContentType.objects.get_for_model(model)
        for chunk in _chunks(pks):
            if model is Organisation:
                self.wipe(OrganisationName, OrganisationName.objects.filter(organisation__in=chunk))
            model._default_manager.filter(pk__in=chunk).delete()
            # After the rows, since deleting one writes a last history row with every text in it.
            model.history.model.objects.filter(id__in=chunk).delete()  # type: ignore[attr-defined]
            log = LogEntry.objects.filter(content_type=content_type, object_id__in=[str(pk) for pk in chunk])
            log.delete()
            for index in INDEXES:
                if index.model == model.__name__:
                    index.erase(chunk)
        if pks:
            self.deleted[model] = self.deleted.get(model, 0) + len(pks)
        return len(pks)


def _used_by(model: type[models.Model], initiatives: models.QuerySet[Initiative]) -> set[int]:
    """Primary keys of the organisations, places or sources that these initiatives and their claims name."""
    found: set[int] = set()
    for holder, column in _holders(model):
        if hasattr(holder, "initiative"):
            rows = holder._base_manager.filter(**{"initiative__in": initiatives, f"{column}__isnull": False})
            found.update(rows.values_list(column, flat=True))
    if model is Location:
        inner = set(found)
        while inner:
            parents = Location.objects.filter(pk__in=inner).values_list("parent", flat=True)
            inner = {pk for pk in parents if pk is not None}
            found |= inner
    return found


def _holders(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """The models, each with its column, whose rows keep a row of this model from being deleted."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT:
            yield relation.related_model, relation.field.name


def _is_needed(model: type[models.Model]) -> Q:
    needed = Q(pk__in=[])
    for holder, column in _holders(model):
        needed |= Q(Exists(holder._base_manager.filter(**{column: OuterRef("pk")})))
    return needed


def _chunks(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), CHUNK):
        yield pks[start : start + CHUNK]
