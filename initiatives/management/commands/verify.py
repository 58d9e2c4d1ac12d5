"""Compares everything that is worked out and stored with what the claims and the texts say, and mends it on request."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, TypeVar

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from initiatives import caches, editions
from initiatives.management import chains, progress
from initiatives.models import Claim, Initiative, StatusUpdate, claim_models, rows_of, words
from initiatives.models.base import KeyField, Versioned, key_fields

M = TypeVar("M", bound=models.Model)

CHUNK = 500
# Words of a row that are named.
FEW = 5


class Command(BaseCommand):
    help = "Check caches, keys, words and chains of claims; name each difference; --rebuild mends all but chains."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="mend what can be worked out again")

    def handle(self, *args: Any, **options: Any) -> None:
        self.rebuild: bool = options["rebuild"]
        self.found_count = self.mended_count = 0
        self.check_caches()
        for model in keyed_models():
            self.check_keys(model)
        for index in words.INDEXES:
            self.check_words(index)
        for claim, said in chains.broken():
            self.tell(f"{_name(claim)}: {said}")
        left_count = self.found_count - self.mended_count
        if left_count and self.rebuild:
            raise CommandError(
                f"{_differences(self.found_count)}; {self.mended_count} mended, {left_count} left: "
                "what a claim itself says is not for a command to change."
            )
        if left_count:
            raise CommandError(
                f"{_differences(self.found_count)}. `manage.py verify --rebuild` mends caches, keys and words."
            )
        if self.found_count:
            self.stdout.write(f"{_differences(self.found_count)}, all mended.")
        else:
            claim_count = sum(rows_of(model).count() for model in claim_models())
            initiative_count = Initiative.objects.count()
            self.stdout.write(f"No difference (initiatives: {initiative_count}, claims: {claim_count}).")

    def tell(self, line: str, *, is_mended: bool = False) -> None:
        self.found_count += 1
        self.mended_count += is_mended
        self.stdout.write(f"{line} (mended)" if is_mended else line)

    def check_caches(self) -> None:
        rows = Initiative.objects.all()
        for seen in progress.shown(_in_chunks(rows), label="Standings", total=rows.count()):
            if not any(caches.differences([seen])):
                continue
            # Again under lock: a claim may have come out between the two reads.
            with transaction.atomic():
                initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=seen.pk)
                different = list(caches.differences([initiative]))
                if different and self.rebuild:
                    caches.refresh(initiative)
                    if initiative.is_public:
                        editions.count()
            for one in different:
                self.tell(
                    f"{_name(initiative)} {one.column}: stored {_value(one.column, one.stored)}, "
                    f"claims say {_value(one.column, one.worked_out)}",
                    is_mended=self.rebuild,
                )

    def check_keys(self, model: type[Versioned]) -> None:
        rows = model._default_manager.all()
        label = str(model._meta.verbose_name_plural).capitalize()
        for seen in progress.shown(_in_chunks(rows), label=label, total=rows.count()):
            if not _wrong_keys(seen):
                continue
            with transaction.atomic():
                row = model._default_manager.select_for_update(of=("self",)).get(pk=seen.pk)
                wrong = _wrong_keys(row)
                if wrong and self.rebuild:
                    fresh = {key.attname: key.value_for(row) for key in wrong}
                    model._default_manager.filter(pk=row.pk).update(**fresh)
                    if editions.is_seen(row):
                        editions.count()
            for key in wrong:
                self.tell(
                    f"{_name(row)} {key.attname}: stored {_text(getattr(row, key.attname))}, "
                    f"should be {_text(key.value_for(row))}",
                    is_mended=self.rebuild,
                )

    def check_words(self, index: words.Index) -> None:
        """What the search looks through, against the texts; and whether it finds what it has stored."""
        model = apps.get_model("initiatives", index.model)
        keys = model._default_manager.order_by("pk").values_list("pk", flat=True)
        chunks = progress.shown(words.chunks(keys), label="Words", total=-(-keys.count() // words.CHUNK))
        for chunk in chunks:
            for pk in [pk for pk, _missing, _surplus in index.differences(chunk)]:
                with transaction.atomic():
                    index.hold([pk])
                    different = list(index.differences([pk]))
                    if different and self.rebuild:
                        index.renew([pk])
                        editions.count()
                for _pk, missing, surplus in different:
                    name = _name(model._default_manager.get(pk=pk))
                    self.tell(
                        f"{name} words: {_few(missing)} missing, {_few(surplus)} too much", is_mended=self.rebuild
                    )
        if strays := index.strays():
            if self.rebuild:
                index.erase(strays)
            self.tell(f"{index.table}: {len(strays)} without a row", is_mended=self.rebuild)
        if not index.is_whole():
            if self.rebuild:
                index.mend()
            self.tell(f"{index.table}: does not find what it holds", is_mended=self.rebuild)


def keyed_models() -> list[type[Versioned]]:
    """Every model with a key that is worked out of its texts; edit history keeps the keys of its day."""
    return [model for model in apps.get_models() if issubclass(model, Versioned) and key_fields(model)]


def _wrong_keys(row: Versioned) -> list[KeyField]:
    return [key for key in key_fields(type(row)) if getattr(row, key.attname) != key.value_for(row)]


def _in_chunks(rows: models.QuerySet[M]) -> Iterator[M]:
    """The rows by primary key, a few hundred at a time, so that no read stays open while a row is mended."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield from chunk
        last = chunk[-1].pk


def _name(row: models.Model) -> str:
    if isinstance(row, Initiative) and row.reference:
        return row.reference
    if isinstance(row, Claim) and row.number is not None:
        return f"{_name(row.initiative)}-{row.letter}{row.number}"
    key = row.natural_key() if hasattr(row, "natural_key") else (row.pk,)
    return f"{row._meta.verbose_name} {' '.join(str(part) for part in key)}"


def _value(column: str, value: Any) -> str:
    if value is None:
        return "nothing"
    if column == "current_update_id":
        update = StatusUpdate.objects.select_related("initiative").filter(pk=value).first()
        return update.public_name if update is not None else "a row that is gone"
    return str(value)


def _text(value: str) -> str:
    return f"“{value}”"


def _few(said: frozenset[str]) -> str:
    first = ", ".join(sorted(said, key=lambda word: (word.startswith(words.IN_HEADING), word))[:FEW])
    more = f" and {len(said) - FEW} more" if len(said) > FEW else ""
    return f"{_text(first)}{more}" if said else "none"


def _differences(count: int) -> str:
    return "1 difference" if count == 1 else f"{count} differences"
