"""Status updates: the claims that say where an initiative stands, and the confirmations that it still does."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from initiatives import text
from initiatives.choices import Confidence, Rating, State, Status
from initiatives.models.base import KeyField, rule
from initiatives.models.claims import Claim, ClaimQuerySet
from initiatives.models.orders import OrderIndex
from initiatives.models.words import UPDATES, Found, Index


class StatusUpdateQuerySet(ClaimQuerySet["StatusUpdate"]):
    def told(self) -> Self:
        """Without the confirmations, which stay out of lists, feeds and exports."""
        return self.filter(is_confirmation=False)

    def newest_told(self) -> Self:
        """The newest public version of each chain, which holds or was retracted; annotates told_at, when that was."""
        told = self.filter(state__in=[State.PUBLISHED, State.RETRACTED])
        return told.annotate(told_at=Coalesce(F("retracted_at"), F("published_at")))

    def with_overtaken(self) -> Self:
        """Annotates is_overtaken: whether something newer of the initiative held already when it first came out."""
        came = OuterRef("first_published_at")
        newer = StatusUpdate.objects.public().told().filter(initiative=OuterRef("initiative"), published_at__lt=came)
        held = newer.filter(
            Q(replaced_at__isnull=True) | Q(replaced_at__gte=came),
            Q(retracted_at__isnull=True) | Q(retracted_at__gte=came),
            as_of__gt=OuterRef("as_of"),
        )
        return self.annotate(is_overtaken=Exists(held))

    def for_list(self) -> Self:
        """All that a list of updates shows, in two queries at any length."""
        return self.select_related("initiative__crisis", "said_by", "source")


class StatusUpdate(Found, Claim):
    """A move to a status, or news at the same status; one headline that stands alone."""

    if TYPE_CHECKING:
        # What newest_told() annotates.
        told_at: dt.datetime
        # What with_overtaken() annotates.
        is_overtaken: bool

    letter: ClassVar[str] = "U"
    erasable: ClassVar[tuple[str, ...]] = ("headline", "narrative")

    status = models.CharField(_("status"), max_length=1, choices=Status.choices)
    rating = models.CharField(_("rating"), max_length=20, choices=Rating.choices, default=Rating.NO_RATING)
    headline = models.CharField(
        _("what happened"), max_length=300, blank=True, help_text=_("One sentence that stands alone. It is public.")
    )
    narrative = models.TextField(
        _("more detail"),
        max_length=5000,
        blank=True,
        help_text=_("Plain text; an empty line makes a paragraph. Needed when a move is out of the ordinary."),
    )
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence.choices, default=Confidence.REPORTED
    )
    is_confirmation = models.BooleanField(default=False, editable=False)
    search_key = KeyField(of=["headline", "narrative"], max_length=6000)

    objects = StatusUpdateQuerySet.as_manager()

    class Meta(Claim.Meta):
        verbose_name = _("status update")
        verbose_name_plural = _("status updates")
        constraints = [
            *Claim.rules(
                "statusupdate",
                sourced=Q(source__isnull=False) | Q(is_confirmation=True, said_by__isnull=False),
                headline=300,
                narrative=5000,
            ),
            rule("statusupdate_status_on_the_list", Q(status__in=Status.values), _("A status is one of 1 to 6.")),
            rule(
                "statusupdate_confirmation_has_no_headline",
                Q(is_confirmation=False) | Q(headline="", narrative=""),
                _("A confirmation has no text of its own."),
            ),
        ]
        indexes = [
            *Claim.order_indexes("statusupdate"),
            # Each holds what a list is narrowed by, so that a page far down reads no rows on its way.
            OrderIndex(
                fields=[
                    "-as_of",
                    "-as_of_time",
                    "-first_published_at",
                    "-id",
                    "state",
                    "is_confirmation",
                    "initiative",
                    "status",
                ],
                name="updates_newest_first",
            ),
            OrderIndex(
                fields=["-published_at", "-id", "state", "is_confirmation", "initiative", "status", "as_of"],
                name="updates_last_published_first",
            ),
            # What an organisation said.
            OrderIndex(
                fields=["said_by", "-as_of", "-as_of_time", "-first_published_at", "-id", "state", "is_confirmation"],
                name="updates_of_a_speaker",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if not self.is_confirmation and not text.says_something(self.headline):
            raise ValidationError({"headline": _("Say in one sentence what happened.")})

    def found_in(self) -> tuple[Index, int]:
        return UPDATES, self.pk
