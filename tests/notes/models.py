"""A second kind of claim, made of nothing but what Claim gives and one text."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from initiatives.models import Claim, ClaimQuerySet


class NoteQuerySet(ClaimQuerySet["Note"]):
    pass


class Note(Claim):
    letter: ClassVar[str] = "N"
    erasable: ClassVar[tuple[str, ...]] = ("text",)
    said_by_is_required: ClassVar[bool] = True

    text = models.CharField(max_length=200)

    objects = NoteQuerySet.as_manager()

    class Meta(Claim.Meta):
        constraints = Claim.rules("note", sourced=Q(source__isnull=False), text=200)
        indexes = Claim.order_indexes("note")
