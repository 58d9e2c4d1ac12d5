"""Sources and claims: what was said, by whom, as of when, and where its review stands. One life cycle for all."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact, LessThan
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import PUBLIC_STATES, RemoveReason, ReplaceKind, RetractReason, State, Visibility
from initiatives.models.base import Unindexed, Versioned, language_shape, lengths, rule
from initiatives.models.organisations import Organisation, web_address


# A part for each kind of claim, as for the organisations: to put them together takes longer than to ask.
@lru_cache(maxsize=8)
def _rested_on(at: dt.datetime | None) -> Q:
    named = Q()
    for model in claim_models():
        named |= Q(Exists(rows_of(model).public(at).filter(source=OuterRef("pk"))))
    return named


class SourceQuerySet(models.QuerySet["Source"]):
    def public(self, at: dt.datetime | None = None) -> Self:
        """Sources that a public claim rests on."""
        return self.filter(_rested_on(at))

    def get_by_natural_key(self, url: str) -> Source:
        return self.get(url=url)


class Source(Versioned):
    """Where a claim was published: one row for each address."""

    publisher = models.CharField(_("publisher"), max_length=200, help_text=_("Who published it, such as OCHA."))
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("web address"), max_length=500, unique=True, validators=[web_address])
    archived_url = models.URLField(_("archived copy"), max_length=500, blank=True, validators=[web_address])
    published_on = models.DateField(_("published on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=3, default="en", validators=[language_shape])

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["publisher", "title", "pk"]
        constraints = [lengths("source", publisher=200, title=300, url=500, archived_url=500)]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}" if self.title else self.url

    def natural_key(self) -> tuple[str]:
        return (self.url,)


# Lists and files know no earlier day either.
EARLIEST = dt.date(1990, 1, 1)

# The order of claims: by the day, claims without a time first, then by when the chain first came out.
IN_ORDER = (
    F("as_of").asc(),
    F("as_of_time").asc(nulls_first=True),
    F("first_published_at").asc(nulls_first=True),
    F("id").asc(),
)
NEWEST_FIRST = (
    F("as_of").desc(),
    F("as_of_time").desc(nulls_last=True),
    F("first_published_at").desc(nulls_last=True),
    F("id").desc(),
)


C = TypeVar("C", bound="Claim", covariant=True)


class ClaimQuerySet(models.QuerySet[C]):
    def public(self, at: dt.datetime | None = None, *, many: bool = False) -> Self:
        """What the public may see: published, replaced and retracted claims of public initiatives.

        With a moment, what of it was out before that moment; what was removed since never comes back. With `many` the
        same rows, where most of all are read: those of the few other initiatives are passed over, since to look up the
        initiative of each claim took most of the time.
        """
        rows = self.filter(state__in=PUBLIC_STATES)
        if at is not None:
            # Most were out by then: nothing begins at what was, where other indexes tell of few.
            rows = rows.filter(LessThan(Unindexed("published_at"), at))
        if many:
            opened = {} if at is None else {"opened_at__lt": at}
            initiatives: Any = self.model._meta.get_field("initiative").related_model
            others = initiatives.objects.exclude(visibility=Visibility.PUBLIC, **opened).order_by().values("pk")
            return rows.alias(of=Unindexed(F("initiative_id"))).exclude(of__in=others)
        rows = rows.filter(Exact(Unindexed("initiative__visibility"), Value(Visibility.PUBLIC.value)))
        return rows if at is None else rows.filter(initiative__opened_at__lt=at)

    def current(self, at: dt.datetime | None = None) -> Self:
        """Claims that hold, or held just before a moment: published, not yet replaced or retracted, never removed."""
        if at is None:
            return self.filter(state=State.PUBLISHED)
        not_yet_replaced = Q(replaced_at__isnull=True) | Q(replaced_at__gte=at)
        not_yet_retracted = Q(retracted_at__isnull=True) | Q(retracted_at__gte=at)
        return self.filter(not_yet_replaced, not_yet_retracted, state__in=PUBLIC_STATES, published_at__lt=at)

    def ended(self, at: dt.datetime | None = None) -> Self:
        """Of the public ones those that no longer hold, or did not just before a moment: few, which indexes find."""
        if at is not None:
            return self.filter(Q(replaced_at__lt=at) | Q(retracted_at__lt=at))
        ended = Q(replaced_at__isnull=False) | Q(retracted_at__isnull=False)
        return self.filter(ended, state__in=(State.REPLACED, State.RETRACTED))

    def with_shown_state(self, at: dt.datetime | None = None) -> Self:
        """Annotates shown_state: the state that a public claim has, or had just before a moment."""
        if at is None:
            return self.annotate(shown_state=F("state"))
        then = Case(
            When(retracted_at__lt=at, then=Value(State.RETRACTED.value)),
            When(replaced_at__lt=at, then=Value(State.REPLACED.value)),
            default=Value(State.PUBLISHED.value),
        )
        return self.annotate(shown_state=then)

    def in_order(self) -> Self:
        return self.order_by(*IN_ORDER)

    def newest_first(self) -> Self:
        return self.order_by(*NEWEST_FIRST)

    def get_by_natural_key(self, initiative: str, number: int | None) -> C:
        """The first of a chain. A claim without a number, and a replacement, have no natural key: no row is found."""
        return self.filter(root__isnull=True, number__isnull=False).get(initiative__slug=initiative, number=number)


class Claim(Versioned):
    """A dated, sourced, signed, append-only statement about an initiative; abstract.

    Never edited once public: it is replaced by a newer claim that names it, retracted, or for safety removed, and all
    of that happens in `initiatives.actions`. A model of claims sets `letter` (the U of GZA-COR-001-U7), names the
    column of the thing that it is about in `subject`, and lists the columns that `remove` must erase in `erasable`.
    """

    if TYPE_CHECKING:
        id: int
        root_id: int | None
        replaces_id: int | None

    letter: ClassVar[str]
    subject: ClassVar[str] = ""
    erasable: ClassVar[tuple[str, ...]] = ()
    said_by_is_required: ClassVar[bool] = False

    # What became of it after the moment at which it is read; set on rows of the past by `reports.reading`.
    since: str = ""

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="%(class)ss")
    as_of = models.DateField(_("as of"), help_text=_("The day it is true for; today or earlier."))
    as_of_time = models.TimeField(_("at"), null=True, blank=True, help_text=_("Only when the hour matters."))
    said_by = models.ForeignKey(
        Organisation,
        verbose_name=_("said by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss_said",
        help_text=_("Whose statement it is."),
    )
    named_as = models.CharField(
        _("named as"), max_length=200, blank=True, help_text=_("How the source calls them, when that differs.")
    )
    source = models.ForeignKey(
        Source, verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    source_note = models.CharField(
        _("note on the source"), max_length=500, blank=True, help_text=_("Shown on the public page.")
    )
    internal_note = models.TextField(
        _("internal note"), max_length=2000, blank=True, help_text=_("For colleagues. Never leaves the admin.")
    )
    language = models.CharField(
        _("language of the text"),
        max_length=3,
        default="en",
        validators=[language_shape],
        help_text=_("Such as en or ar."),
    )

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    return_reason = models.TextField(_("why it was returned"), max_length=1000, blank=True, editable=False)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="replaced_by"
    )
    replace_kind = models.CharField(max_length=20, choices=ReplaceKind.choices, blank=True, editable=False)
    root = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="chain"
    )
    number = models.PositiveIntegerField(null=True, editable=False)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="%(class)ss_written"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    second_check_pending = models.BooleanField(default=False, editable=False)
    second_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    scan_note = models.CharField(
        _("why it went out with what was found in it"), max_length=500, blank=True, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    first_published_at = models.DateTimeField(null=True, editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)
    retracted_at = models.DateTimeField(null=True, editable=False)
    retract_reason = models.CharField(max_length=20, choices=RetractReason.choices, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    remove_reason = models.CharField(max_length=20, choices=RemoveReason.choices, blank=True, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def rules(model: str, *, sourced: Q, **text_lengths: int) -> list[models.BaseConstraint]:
        """The constraints that every claim model carries; `sourced` is when a public claim counts as sourced."""
        public = Q(state__in=PUBLIC_STATES)
        signed = Q(published_at__isnull=False, first_published_at__isnull=False, number__isnull=False)
        replacing = Q(replaces__isnull=False, root__isnull=False) & ~Q(replace_kind="")
        return [
            rule(
                f"{model}_public_is_dated_and_numbered", ~public | signed, _("A public claim has a number and a date.")
            ),
            rule(f"{model}_public_is_sourced", ~public | sourced, _("A public claim needs a source.")),
            rule(
                f"{model}_retracted_says_why",
                ~Q(state=State.RETRACTED) | (Q(retracted_at__isnull=False) & ~Q(retract_reason="")),
                _("A retracted claim says when and why."),
            ),
            rule(
                f"{model}_replaced_says_when",
                ~Q(state=State.REPLACED) | Q(replaced_at__isnull=False),
                _("A replaced claim says when."),
            ),
            rule(
                f"{model}_replacement_says_why",
                Q(replaces__isnull=True, root__isnull=True, replace_kind="") | replacing,
                _("A replacement names what it replaces, and why."),
            ),
            models.UniqueConstraint(
                # The cast is for PostgreSQL: in full_clean the row's own id would come as text.
                Coalesce(F("root"), Cast(F("id"), models.BigIntegerField())),
                condition=Q(state=State.PUBLISHED),
                name=f"{model}_one_published_in_chain",
            ),
            models.UniqueConstraint(
                F("initiative"), F("number"), condition=Q(root__isnull=True), name=f"{model}_number_given_once"
            ),
            lengths(
                model,
                named_as=200,
                source_note=500,
                internal_note=2000,
                return_reason=1000,
                scan_note=500,
                **text_lengths,
            ),
        ]

    @staticmethod
    def order_indexes(model: str) -> list[models.Index]:
        """The timeline and the cache read the first; the queue of reviews and the reports of a period the others, of
        which most hold few rows. SQLite takes no NULLS LAST in an index, so the time is left out.
        """
        few = {
            f"{model}_submitted": ("state", Q(state=State.SUBMITTED)),
            f"{model}_pending": ("state", Q(second_check_pending=True)),
            f"{model}_replaced": ("replaced_at", Q(replaced_at__isnull=False)),
            f"{model}_retracted": ("retracted_at", Q(retracted_at__isnull=False)),
        }
        return [
            models.Index(fields=["initiative", "-as_of", "-id"], name=f"{model}_timeline"),
            models.Index(fields=["published_at"], name=f"{model}_published"),
            *(models.Index(fields=[column], condition=rows, name=name) for name, (column, rows) in few.items()),
        ]

    def __str__(self) -> str:
        # No text of the claim: this string is copied into the admin's log, where `remove` must leave nothing.
        return self.public_name or f"{self._meta.verbose_name} {self.pk or ''}".strip()

    @property
    def public_name(self) -> str:
        """What the public may call it, such as GZA-COR-001-U7; empty before its first publication."""
        if self.number is None:
            return ""
        return f"{self.initiative.reference}-{self.anchor}"

    @property
    def anchor(self) -> str:
        """Where it stands on the page of its initiative, such as U7."""
        return f"{self.letter}{self.number}"

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES and self.initiative.visibility == Visibility.PUBLIC

    @property
    def said_by_name(self) -> str:
        """Who said it, in the source's own wording where that differs."""
        return self.named_as or (self.said_by.name if self.said_by else "")

    def natural_key(self) -> tuple[str, int | None]:
        return (self.initiative.slug, self.number)

    def chain_id(self) -> int:
        return self.root_id or self.id

    def get_absolute_url(self) -> str:
        address = reverse("initiative-detail", args=[self.initiative.reference])
        return f"{address}#{self.anchor}"

    def clean(self) -> None:
        problems: dict[str, Any] = {}
        as_of: dt.date | None = self.as_of  # empty while a form is being filled in
        if as_of is not None and as_of > timezone.localdate():
            problems["as_of"] = _("This day is in the future. Give today or an earlier day.")
        if as_of is not None and as_of < EARLIEST:
            problems["as_of"] = _("Give a day of 1990 or later.")
        if self.said_by_is_required and self.said_by_id is None and self.state != State.REMOVED:
            problems["said_by"] = _("Say whose statement this is.")
        about = self.about
        if about is not None and about.initiative_id != self.initiative_id:
            problems[self.subject] = _("This belongs to another initiative.")
        if problems:
            raise ValidationError(problems)

    @property
    def about(self) -> Subject | None:
        """The indicator, term or issue that it is about, where its kind has one and one was chosen."""
        return cast("Subject | None", getattr(self, self.subject, None)) if self.subject else None

    def erase(self) -> None:
        """Empty every text and figure of this row, and what it points at outside itself; `remove` saves it."""
        for name in ("named_as", "source_note", "internal_note", "return_reason", "scan_note", *self.erasable):
            setattr(self, name, _emptied(self._meta.get_field(name)))
        self.source = self.said_by = None


def _emptied(column: Any) -> Decimal | str | None:
    if column.null:
        return None
    return Decimal(0) if isinstance(column, models.DecimalField) else ""


S = TypeVar("S", bound="Subject", covariant=True)


class SubjectQuerySet(models.QuerySet[S]):
    def public(self, at: dt.datetime | None = None) -> Self:
        """Those that a public claim names: the tracker says nothing that no source has said."""
        named = Q(pk__in=[])
        for model in claims_about(self.model):
            named |= Q(Exists(rows_of(model).public(at).filter(**{model.subject: OuterRef("pk")})))
        return self.filter(named)

    def get_by_natural_key(self, initiative: str, name: object) -> S:
        return self.get(**{"initiative__slug": initiative, self.model.name_column: name})


class Subject(Versioned):
    """A thing of one initiative that claims are about: an indicator, a term, an issue; abstract.

    `name_column` tells one from the others of its initiative; `erasable` are its texts.
    """

    if TYPE_CHECKING:
        id: int
        initiative_id: int

    name_column: ClassVar[str]
    erasable: ClassVar[tuple[str, ...]] = ()

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str, Any]:
        return (self.initiative.slug, getattr(self, self.name_column))

    def erase(self) -> None:
        """Empty its texts, where what is about it was removed with its initiative; the caller saves it."""
        for name in self.erasable:
            emptied = f"removed {self.pk}" if name == self.name_column else _emptied(self._meta.get_field(name))
            setattr(self, name, emptied)


def rows_of(model: type[C]) -> ClaimQuerySet[C]:
    """All rows of a model of claims, with the words of ClaimQuerySet."""
    return cast("ClaimQuerySet[C]", model._default_manager.all())


def claims_about(subject: type[Subject]) -> list[type[Claim]]:
    """The models of claims that are about things of this kind."""
    return [m for m in claim_models() if m.subject and m._meta.get_field(m.subject).related_model is subject]


def subject_models() -> list[type[Subject]]:
    return [model for model in apps.get_models() if issubclass(model, Subject)]


def claim_models() -> list[type[Claim]]:
    """Every installed model of claims; queries of the door loop over them, so that a new one cannot be forgotten."""
    return [model for model in apps.get_models() if issubclass(model, Claim)]
