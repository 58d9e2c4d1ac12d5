"""Searches what is about to be published for what may put people at risk, column by column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives import sensitive
from initiatives.choices import Visibility
from initiatives.models import (
    Claim,
    Document,
    Initiative,
    Location,
    Participation,
    ShownPoint,
    Source,
    Subject,
    subject_models,
)

TEXT = (models.CharField, models.TextField)

# What the public reads of each; the columns of a claim's own text are those that `remove` erases.
OF_EVERY_CLAIM = ("named_as", "source_note")
OF_A_SOURCE = ("title", "publisher", "url", "archived_url")
OF_AN_INITIATIVE = ("title", "summary", "anticipated_results")
OF_A_DOCUMENT = ("title", "publisher", "url", "archived_url")
OF_A_PART = ("named_as",)
OF_A_POINT = ("response",)


@dataclass(frozen=True)
class Hit:
    """One passage and the column in which it stands, in words."""

    where: str
    passage: sensitive.Passage

    @property
    def kind(self) -> str:
        return {
            sensitive.Kind.PLACE: _("a sensitive place"),
            sensitive.Kind.COORDINATES: _("coordinates"),
            sensitive.Kind.TELEPHONE: _("a telephone number"),
            sensitive.Kind.EMAIL: _("an e-mail address"),
        }[self.passage.kind]


def names() -> tuple[str, ...]:
    """What sensitive places are called, by any name; one query."""
    rows = Location.objects.filter(is_sensitive=True).values_list("name", "other_names")
    return tuple(name for told, others in rows for name in (told, *re.split(r"[,;،؛|/\n]", others)) if name.strip())


def of_claim(claim: Claim, known: Iterable[str] | None = None) -> tuple[Hit, ...]:
    """The hits in what the public would read of a claim. `known` are the names, where they were read already."""
    rows: list[tuple[models.Model, str, tuple[str, ...]]] = [(claim, "", (*_texts(claim), *OF_EVERY_CLAIM))]
    if claim.source is not None:
        rows.append((claim.source, _of(Source), OF_A_SOURCE))
    return tuple(_search(rows, names() if known is None else known))


def of_initiative(initiative: Initiative) -> tuple[Hit, ...]:
    """The hits in what the public would read of an initiative besides its claims."""
    rows: list[tuple[models.Model, str, tuple[str, ...]]] = [(initiative, "", OF_AN_INITIATIVE)]
    if initiative.pk is not None:
        rows += [(row, _of(Document), OF_A_DOCUMENT) for row in initiative.documents.all()]
        rows += [(row, _of(Participation), OF_A_PART) for row in initiative.participations.all()]
        rows += [(row, _of(ShownPoint), OF_A_POINT) for row in initiative.shown_points.all()]
        for model in subject_models():
            about = model._default_manager.filter(initiative=initiative)
            rows += [(row, _of(model), _texts(row)) for row in about]
    return tuple(_search(rows, names()))


def _texts(row: Claim | Subject) -> tuple[str, ...]:
    """Of the columns that `remove` erases, those that hold text."""
    texts = {column.name for column in row._meta.concrete_fields if isinstance(column, TEXT)}
    return tuple(name for name in row.erasable if name in texts)


def is_shown(row: models.Model) -> bool:
    """Whether what is typed into this initiative goes out as it is saved."""
    return isinstance(row, Initiative) and row.visibility == Visibility.PUBLIC


def _of(model: type[models.Model]) -> str:
    return str(capfirst(model._meta.verbose_name))


def _search(rows: Iterable[tuple[models.Model, str, tuple[str, ...]]], known: Iterable[str]) -> Iterator[Hit]:
    known = tuple(known)
    for row, of, columns in rows:
        for column in columns:
            # What an address hides behind its percent signs is read by everybody who opens it.
            value = getattr(row, column) or ""
            text = unquote(value) if column.endswith("url") else value
            label = capfirst(str(row._meta.get_field(column).verbose_name))  # type: ignore[union-attr]
            for passage in sensitive.find(text, known):
                yield Hit(f"{of}: {label}" if of else label, passage)
