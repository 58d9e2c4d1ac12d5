"""Spreadsheets that were imported: who, when, how many rows, and what undoing one needs to know."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models.initiatives import Initiative

# How long a dry run waits for its confirmation.
WAITS = dt.timedelta(hours=1)


class Progress(models.TextChoices):
    WAITING = "waiting", _("Shown, not imported yet")
    DONE = "done", _("Imported")
    UNDONE = "undone", _("Undone")


class ImportBatch(models.Model):
    """One file. While it waits for its confirmation, `held` is what was read from it; afterwards nothing of it is kept.

    A row that waits is deleted when its hour is over.
    """

    file_name = models.CharField(_("file"), max_length=200)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("imported by"), on_delete=models.PROTECT, related_name="imports"
    )
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    progress = models.CharField(_("progress"), max_length=10, choices=Progress.choices, default=Progress.WAITING)
    held = models.JSONField(null=True, editable=False)
    new_count = models.PositiveIntegerField(_("new drafts"), default=0)
    changed_count = models.PositiveIntegerField(_("changed"), default=0)
    same_count = models.PositiveIntegerField(_("the same"), default=0)
    done_at = models.DateTimeField(_("imported at"), null=True, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress="waiting") | models.Q(held__isnull=True), name="import_forgets_its_file"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    def forget_expired(cls) -> None:
        """Throw away what nobody confirmed within the hour."""
        cls.objects.filter(progress=Progress.WAITING, begun_at__lt=timezone.now() - WAITS).delete()

    @property
    def reason(self) -> str:
        """What the edit history says of each row that this import wrote; undoing finds them by it."""
        return f"import {self.pk}"

    @property
    def has_expired(self) -> bool:
        return self.progress == Progress.WAITING and self.begun_at < timezone.now() - WAITS


class ImportedRow(models.Model):
    """One initiative that an import wrote. `version` is the one that it gave; `sectors` the codes before, which the
    edit history does not keep.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    initiative = models.ForeignKey(Initiative, null=True, on_delete=models.SET_NULL, related_name="+")
    is_new = models.BooleanField()
    version = models.PositiveIntegerField()
    sectors = models.JSONField(default=list)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"
