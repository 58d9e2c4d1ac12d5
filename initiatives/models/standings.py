"""What the standing of an initiative was between two moments of publication; written by `initiatives.caches` alone."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Rating, Status
from initiatives.models.base import rule
from initiatives.models.initiatives import Initiative
from initiatives.models.updates import StatusUpdate


class StandingPeriod(models.Model):
    """One standing, known to the public from one moment until just before another; the last has no end."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="standings")
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)
    update = models.ForeignKey(StatusUpdate, null=True, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=1, choices=Status.choices, null=True)  # noqa: DJ001 none before the first
    status_since = models.DateField(null=True)
    rating = models.CharField(max_length=20, choices=Rating.choices, null=True)  # noqa: DJ001 none before the first
    is_disputed = models.BooleanField(default=False)
    updated_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)

    class Meta:
        ordering = ["initiative", "known_from"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "known_from"], name="standing_known_once"),
            rule(
                "standing_known_for_a_while",
                Q(known_until__isnull=True) | Q(known_until__gt=models.F("known_from")),
                _("A standing is known until after it became known."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.known_from.isoformat()}"
