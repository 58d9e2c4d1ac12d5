"""The thing tracked, and what hangs on it: sectors, parts played, places, assignments, relations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, Func, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives import kinds, text
from initiatives.choices import (
    ENDED,
    FRESHNESS_DAYS,
    Freshness,
    May,
    PlaceRole,
    Rating,
    RelationKind,
    RemoveReason,
    RetractReason,
    Role,
    Status,
    UpdateFrequency,
    Visibility,
)
from initiatives.models.base import (
    KeyField,
    Unindexed,
    Versioned,
    language_shape,
    lengths,
    not_before,
    reference_shape,
    rule,
)
from initiatives.models.orders import OrderIndex
from initiatives.models.organisations import Organisation
from initiatives.models.places import Crisis, Location
from initiatives.models.words import INITIATIVES, Found, Index
from initiatives.moments import day_of


class SectorManager(models.Manager["Sector"]):
    def public(self) -> models.QuerySet[Sector]:
        """All of them: the list is OCHA's, and says nothing about an initiative."""
        return self.all()

    def get_by_natural_key(self, code: str) -> Sector:
        return self.get(code=code)


class Sector(models.Model):
    """A cluster of OCHA's list; the rows come with a migration."""

    code = models.CharField(_("code"), max_length=7, unique=True)
    name = models.CharField(_("name"), max_length=100)
    iasc_id = models.PositiveIntegerField(_("IASC number"), null=True, blank=True)
    dac_code = models.CharField(_("DAC purpose code"), max_length=5, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")

    objects = SectorManager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


# What with_standing() annotates, and where it stands: in the cache for now, in the periods for a moment of the past.
NOW = {
    "status": "current_status",
    "status_since": "current_status_since",
    "rating": "current_rating",
    "is_disputed": "current_is_disputed",
    "newest_update": "current_update_id",
    "updated_on": "last_update_as_of",
    "confirmed_on": "last_confirmed_on",
}
THEN = {
    "status": "status",
    "status_since": "status_since",
    "rating": "rating",
    "newest_update": "update_id",
    "updated_on": "updated_on",
    "confirmed_on": "confirmed_on",
}
TOLD = {
    "headline": "headline",
    "confidence": "confidence",
    "named_as": "named_as",
    "said_by": "said_by__name",
    "source_url": "source__url",
    "published_at": "published_at",
}


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def public(self, at: dt.datetime | None = None, *, by_key: bool = False) -> Self:
        """The one door: what the public may see, or of that what had been opened before a moment. With `by_key` the
        same rows, for a few of them that are looked up by their keys: SQLite walked through all that are public.
        """
        if by_key:
            rows = self.alias(seen=Unindexed(F("visibility"))).filter(seen=Visibility.PUBLIC)
        else:
            rows = self.filter(visibility=Visibility.PUBLIC)
        return rows if at is None else rows.filter(opened_at__lt=at)

    def with_standing(self, at: dt.datetime | None = None) -> Self:
        """Annotates status, status_since, rating (each None before the first update), is_disputed (whether
        sources disagree on the status), newest_update (its key),
        updated_on (its day), confirmed_on, heard_on (the later of the two) and freshness (a code, or "" where it does
        not apply), now or as it was known just before a moment.

        Tables, filters and exports read these and never the `current_*` columns.
        """
        if at is None:
            standing = {name: F(column) for name, column in NOW.items()}
            rows = self.annotate(**standing)
        else:
            known = Q(standings__known_from__lt=at)
            until = Q(standings__known_until__isnull=True) | Q(standings__known_until__gte=at)
            rows = self.annotate(past=FilteredRelation("standings", condition=known & until))
            standing = {name: F(f"past__{column}") for name, column in THEN.items()}
            rows = rows.annotate(**standing, is_disputed=Coalesce("past__is_disputed", Value(False)))
        heard = Coalesce(Greatest("updated_on", "confirmed_on"), "updated_on", "confirmed_on")
        return rows.annotate(heard_on=heard).annotate(freshness=_freshness_case(day_of(at)))

    def with_told(self, at: dt.datetime | None = None) -> Self:
        """After with_standing(): annotates the newest update as told_headline, told_confidence, told_named_as,
        told_said_by, told_source_url and told_published_at.
        """
        update = "current_update" if at is None else "past__update"
        return self.annotate(**{f"told_{name}": F(f"{update}__{column}") for name, column in TOLD.items()})

    def get_by_natural_key(self, slug: str) -> Initiative:
        return self.get(slug=slug)


def _freshness_case(today: dt.date) -> Case:
    def heard_before(days: Callable[[int, int, int], int]) -> Q:
        limits = (
            When(update_frequency_days=each, then=Value(today - dt.timedelta(days=days(each, *more))))
            for each, more in FRESHNESS_DAYS.items()
        )
        return Q(heard_on__lt=Case(*limits, output_field=models.DateField()))

    return Case(
        When(Q(status__in=ENDED) | Q(heard_on__isnull=True) | Q(update_frequency_days__isnull=True), then=Value("")),
        When(heard_before(lambda each, late, silent: each + silent), then=Value(Freshness.SILENT.value)),
        When(heard_before(lambda each, late, silent: each + late), then=Value(Freshness.LATE.value)),
        When(heard_before(lambda each, late, silent: each), then=Value(Freshness.DUE.value)),
        default=Value(Freshness.UP_TO_DATE.value),
        output_field=models.CharField(),
    )


def freshness(*, frequency: int | None, heard_on: dt.date | None, status: str | None, today: dt.date) -> str:
    """The freshness code of one initiative, "" where none applies; days count from `heard_on` to `today`."""
    if frequency is None or heard_on is None or status in ENDED:
        return ""
    late, silent = FRESHNESS_DAYS[max((row for row in FRESHNESS_DAYS if row <= frequency), default=1)]
    age = (today - heard_on).days
    for code, limit in (
        (Freshness.SILENT, frequency + silent),
        (Freshness.LATE, frequency + late),
        (Freshness.DUE, frequency),
    ):
        if age > limit:
            return code.value
    return Freshness.UP_TO_DATE.value


class Initiative(Found, Versioned):
    """A corridor, talks, an oversight of rebuilding. Its status is never typed here: it follows from its claims."""

    if TYPE_CHECKING:
        # What with_standing() annotates.
        status: str | None
        status_since: dt.date | None
        rating: str | None
        is_disputed: bool
        newest_update: int | None
        updated_on: dt.date | None
        confirmed_on: dt.date | None
        heard_on: dt.date | None
        freshness: str

    reference = models.CharField(  # noqa: DJ001 a draft has none, and unique lets many of those stand
        _("reference"), max_length=14, unique=True, null=True, editable=False, validators=[reference_shape]
    )
    slug = models.SlugField(_("short name"), max_length=80, unique=True, help_text=_("For files and imports."))
    title = models.CharField(_("title"), max_length=200)
    title_key = KeyField(of=["title"])
    kind = models.CharField(_("kind"), max_length=20, choices=kinds.CHOICES)
    crisis = models.ForeignKey(Crisis, verbose_name=_("crisis"), on_delete=models.PROTECT, related_name="initiatives")
    summary = models.TextField(_("summary"), max_length=2000, blank=True, help_text=_("What it is, in plain words."))
    anticipated_results = models.TextField(
        _("anticipated results"), max_length=2000, blank=True, help_text=_("What it is meant to achieve.")
    )
    search_key = KeyField(of=["reference", "title", "summary", "anticipated_results"], max_length=5000)
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    actual_start = models.DateField(_("actual start"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    actual_end = models.DateField(_("actual end"), null=True, blank=True)
    update_frequency_days = models.PositiveSmallIntegerField(
        _("how often it is updated"),
        choices=UpdateFrequency.choices,
        null=True,
        blank=True,
        help_text=_("The page shows when news is late against this."),
    )
    language = models.CharField(_("language"), max_length=3, default="en", validators=[language_shape])
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), blank=True, related_name="initiatives")
    organisations = models.ManyToManyField(
        Organisation, through="initiatives.Participation", related_name="initiatives"
    )
    locations = models.ManyToManyField(Location, through="initiatives.InitiativeLocation", related_name="initiatives")

    visibility = models.CharField(
        _("visibility"), max_length=10, choices=Visibility.choices, default=Visibility.DRAFT, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="initiatives_begun"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    scan_note = models.CharField(
        _("why it was opened with what was found in it"), max_length=500, blank=True, editable=False
    )
    retracted_at = models.DateTimeField(null=True, editable=False)
    retract_reason = models.CharField(max_length=20, choices=RetractReason.choices, blank=True, editable=False)
    continued_by = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    remove_reason = models.CharField(max_length=20, choices=RemoveReason.choices, blank=True, editable=False)

    # The cache of its claims: written by initiatives.caches alone, checked by `manage.py verify`.
    CACHE = (
        "current_update",
        "current_status",
        "current_status_since",
        "current_rating",
        "current_is_disputed",
        "last_update_as_of",
        "last_confirmed_on",
    )
    current_update = models.ForeignKey(
        "initiatives.StatusUpdate", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    current_status = models.CharField(max_length=1, choices=Status.choices, null=True, editable=False)  # noqa: DJ001 none yet
    current_status_since = models.DateField(null=True, editable=False)
    current_rating = models.CharField(max_length=20, choices=Rating.choices, null=True, editable=False)  # noqa: DJ001 none yet
    current_is_disputed = models.BooleanField(default=False, editable=False)
    last_update_as_of = models.DateField(null=True, editable=False)
    last_confirmed_on = models.DateField(null=True, editable=False)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["title_key", "pk"]
        constraints = [
            rule(
                "initiative_public_has_reference",
                Q(visibility__in=[Visibility.DRAFT, Visibility.REMOVED])
                | Q(reference__isnull=False, opened_at__isnull=False),
                _("A public initiative has a reference."),
            ),
            rule(
                "initiative_retracted_says_why",
                ~Q(visibility=Visibility.RETRACTED) | (Q(retracted_at__isnull=False) & ~Q(retract_reason="")),
                _("A retracted initiative says when and why."),
            ),
            rule(
                "initiative_planned_end_not_before_start",
                not_before("planned_start", "planned_end"),
                _("The planned end is before the planned start."),
            ),
            rule(
                "initiative_actual_end_not_before_start",
                not_before("actual_start", "actual_end"),
                _("The actual end is before the actual start."),
            ),
            rule(
                "initiative_status_on_the_list",
                Q(current_status__isnull=True) | Q(current_status__in=Status.values),
                _("A status is one of 1 to 6."),
            ),
            lengths(
                "initiative", reference=14, slug=80, title=200, summary=2000, anticipated_results=2000, scan_note=500
            ),
        ]
        indexes = [
            # One for each order of the list; two where the newest come first whichever way the rest is sorted.
            # The first also holds what freshness is worked out of: what is late stands far down among the newest.
            OrderIndex(
                fields=[
                    "visibility",
                    "-last_update_as_of",
                    "-id",
                    "update_frequency_days",
                    "last_confirmed_on",
                    "current_status",
                ],
                name="list_by_update",
            ),
            OrderIndex(fields=["visibility", "last_update_as_of", "id"], name="list_by_update_up"),
            OrderIndex(fields=["visibility", "title_key", "id"], texts=["title_key"], name="list_by_title"),
            OrderIndex(fields=["visibility", "reference", "id"], texts=["reference"], name="list_by_reference"),
            OrderIndex(fields=["visibility", "current_status", "-last_update_as_of", "-id"], name="list_by_status"),
            OrderIndex(
                fields=["visibility", "-current_status", "-last_update_as_of", "-id"], name="list_by_status_down"
            ),
            OrderIndex(fields=["visibility", "kind", "-last_update_as_of", "-id"], texts=["kind"], name="list_by_kind"),
            OrderIndex(
                fields=["visibility", "-kind", "-last_update_as_of", "-id"], texts=["kind"], name="list_by_kind_down"
            ),
            # The filters that are counted together, and what freshness is worked out of.
            models.Index(
                fields=[
                    "visibility",
                    "kind",
                    "current_status",
                    "current_rating",
                    "crisis",
                    "update_frequency_days",
                    "last_update_as_of",
                    "last_confirmed_on",
                ],
                name="list_facets",
            ),
            # The overview: the newest of each kind and status, and the first of each kind. The desk: what was opened.
            OrderIndex(fields=["visibility", "kind", "current_status", "-last_update_as_of", "-id"], name="board"),
            models.Index(fields=["visibility", "kind", "opened_at", "reference"], name="first_of_kind"),
            models.Index(fields=["visibility", "opened_at"], name="initiatives_opened"),
            # Lists of the editors, who see more than is public.
            models.Index(fields=["title_key", "id", "visibility"], name="initiatives_by_title"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}" if self.reference else self.title

    def clean(self) -> None:
        if self.title and not text.says_something(self.title):
            raise ValidationError({"title": _("A title holds at least one letter or digit.")})

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def save(self, **kwargs: Any) -> None:
        # A form that was loaded before a claim came out would write the older standing back.
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = {
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in self.CACHE
            }
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("initiative-detail", args=[self.reference])

    def found_in(self) -> tuple[Index, int]:
        return INITIATIVES, self.pk

    @property
    def kind_data(self) -> kinds.Kind:
        return kinds.BY_CODE[self.kind]

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC


def _is_public(column: str, at: dt.datetime | None) -> Exists:
    # Not a join: SQLite then began at all the public initiatives, for each few rows that were asked for.
    return Exists(Initiative.objects.public(at).filter(pk=OuterRef(column)))


class OfPublicInitiative(models.QuerySet[Any]):
    """Rows that are public with their initiative."""

    def public(self, at: dt.datetime | None = None, *, of: models.QuerySet[Initiative] | Func | None = None) -> Self:
        """Rows of public initiatives; or of those in `of`, which came through their own door, so that these need not
        ask again: for 100,000 of them that takes a second. Keys that were read there, in one snapshot, are a `Func`.
        """
        if of is None:
            return self.filter(_is_public("initiative", at))
        if isinstance(of, Func):
            return self.filter(initiative__in=of)
        keys = of.order_by().values("pk")
        # SQLite would look each of them up; it walks the rows instead where no index begins with their initiative.
        return self.alias(of=Unindexed(F("initiative_id"))).filter(of__in=keys)


class ParticipationQuerySet(OfPublicInitiative):
    def get_by_natural_key(self, initiative: str, organisation: str, role: str) -> Participation:
        found: Participation = self.get(initiative__slug=initiative, organisation__slug=organisation, role=role)
        return found


class Participation(Found, Versioned):
    """What an organisation does in an initiative; leads come first and are named as the source names them."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    is_lead = models.BooleanField(_("leads"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    named_as = models.CharField(
        _("named as"), max_length=200, blank=True, help_text=_("How the source calls them, when that differs.")
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation taking part")
        verbose_name_plural = _("organisations taking part")
        ordering = ["-is_lead", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "organisation", "role"],
                name="participation_given_once",
                violation_error_message=_("This organisation already has this role here."),
            ),
            lengths("participation", named_as=200),
        ]
        indexes = [
            models.Index(fields=["initiative", "-is_lead", "order", "id"], name="names_in_one_cell"),
            # The initiatives of an organisation, those that it leads, and how many.
            models.Index(fields=["organisation", "is_lead", "initiative"], name="parts_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.shown_name} ({self.get_role_display()})"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.initiative.slug, self.organisation.slug, self.role)

    def found_in(self) -> tuple[Index, int]:
        return INITIATIVES, self.initiative_id

    @property
    def shown_name(self) -> str:
        return self.named_as or self.organisation.name


class Assignment(Versioned):
    """Whose editors work on an initiative. Never public."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    may = models.CharField(_("may"), max_length=10, choices=May.choices, default=May.CONTRIBUTE)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["initiative", "organisation"], name="assignment_given_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_may_display()}"


class InitiativeLocationQuerySet(OfPublicInitiative):
    def get_by_natural_key(self, initiative: str, location: str, role: str) -> InitiativeLocation:
        found: InitiativeLocation = self.get(initiative__slug=initiative, location__slug=location, role=role)
        return found


class InitiativeLocation(Versioned):
    """A place of an initiative. What the public reads is `location.shown_as()`."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="places")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="initiative_places")
    role = models.CharField(_("role"), max_length=15, choices=PlaceRole.choices, default=PlaceRole.ACTIVITY)

    objects = InitiativeLocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["initiative", "location", "role"], name="place_given_once")]
        indexes = [models.Index(fields=["location", "initiative"], name="initiatives_of_a_place")]

    def __str__(self) -> str:
        return f"{self.location} ({self.get_role_display()})"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.initiative.slug, self.location.slug, self.role)


class RelationQuerySet(models.QuerySet["Relation"]):
    def public(self, at: dt.datetime | None = None) -> Self:
        """Relations whose both ends are public."""
        return self.filter(_is_public("from_initiative", at), _is_public("to_initiative", at))

    def get_by_natural_key(self, from_initiative: str, to_initiative: str, kind: str) -> Relation:
        return self.get(from_initiative__slug=from_initiative, to_initiative__slug=to_initiative, kind=kind)


class Relation(Versioned):
    """How one initiative hangs on another: a route is part of its corridor, a split initiative is continued."""

    from_initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="relations")
    to_initiative = models.ForeignKey(
        Initiative, verbose_name=_("initiative"), on_delete=models.CASCADE, related_name="related_from"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=RelationKind.choices)
    since = models.DateField(_("since"), null=True, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["from_initiative", "to_initiative", "kind"], name="relation_given_once"),
            rule(
                "relation_not_to_itself",
                ~Q(from_initiative=F("to_initiative")),
                _("An initiative cannot be related to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.to_initiative}"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.from_initiative.slug, self.to_initiative.slug, self.kind)

    def clean(self) -> None:
        if self.kind != RelationKind.PART_OF or self.from_initiative_id is None:
            return
        whole: int | None = self.to_initiative_id
        seen: set[int] = {self.from_initiative_id}
        while whole is not None:
            if whole in seen:
                raise ValidationError({"to_initiative": _("That would make an initiative a part of itself.")})
            seen.add(whole)
            above = Relation.objects.filter(from_initiative=whole, kind=RelationKind.PART_OF).exclude(pk=self.pk)
            whole = above.values_list("to_initiative_id", flat=True).first()
