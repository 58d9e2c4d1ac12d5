"""Issues in dispute, and what each organisation says on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives import text as texts
from initiatives.choices import Stance, State
from initiatives.models.base import KeyField, lengths
from initiatives.models.claims import Claim, ClaimQuerySet, Subject, SubjectQuerySet


class IssueQuerySet(SubjectQuerySet["Issue"]):
    pass


class Issue(Subject):
    """A question in dispute. Issues of one group stand in one table."""

    name_column: ClassVar[str] = "title"
    erasable: ClassVar[tuple[str, ...]] = ("title", "group")

    title = models.CharField(_("title"), max_length=200, help_text=_("Such as: Ceasefire timing."))
    title_key = KeyField(of=["title"])
    group = models.CharField(_("group"), max_length=200, blank=True, help_text=_("The heading of its table."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = IssueQuerySet.as_manager()

    class Meta(Subject.Meta):
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "title_key"],
                name="issue_title_given_once",
                violation_error_message=_("This initiative has an issue of this title already."),
            ),
            lengths("issue", title=200, group=200),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.title and not texts.says_something(self.title):
            raise ValidationError({"title": _("A title holds at least one letter or digit.")})


class PositionQuerySet(ClaimQuerySet["Position"]):
    pass


class Position(Claim):
    """What one organisation says on one issue, in its own words. The newest holds; the older are its history."""

    if TYPE_CHECKING:
        issue_id: int

    letter: ClassVar[str] = "P"
    subject: ClassVar[str] = "issue"
    erasable: ClassVar[tuple[str, ...]] = ("text", "stance")
    said_by_is_required: ClassVar[bool] = True

    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.PROTECT, related_name="positions")
    text = models.CharField(_("position"), max_length=1000, blank=True, help_text=_("In the words of the source."))
    stance = models.CharField(
        _("stance"),
        max_length=12,
        choices=Stance.choices,
        blank=True,
        help_text=_("Only where the source says so itself."),
    )

    objects = PositionQuerySet.as_manager()

    class Meta(Claim.Meta):
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = Claim.rules("position", sourced=Q(source__isnull=False), text=1000)
        indexes = Claim.order_indexes("position")

    def clean(self) -> None:
        super().clean()
        if self.state != State.REMOVED and not texts.says_something(self.text):
            raise ValidationError({"text": _("Say what the position is.")})
