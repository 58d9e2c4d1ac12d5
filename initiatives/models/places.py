"""Crises and places. A sensitive place is public only as its nearest parent that is not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from initiatives.choices import PlaceKind, PlaceLevel
from initiatives.models.base import KeyField, Versioned, country_shape, crisis_code_shape, lengths, rule

# A place is at most a site in a district in a region in a country.
MAX_DEPTH = 4


class CrisisQuerySet(models.QuerySet["Crisis"]):
    def public(self, at: dt.datetime | None = None) -> Self:
        """Crises with at least one public initiative."""
        from initiatives.models.initiatives import Initiative

        return self.filter(Exists(Initiative.objects.public(at).filter(crisis=OuterRef("pk"))))

    def get_by_natural_key(self, code: str) -> Crisis:
        return self.get(code=code)


class Crisis(Versioned):
    """What the initiatives answer to. `is_sample` hangs on the row, so whatever carries sample data can say so."""

    code = models.CharField(_("code"), max_length=3, unique=True, validators=[crisis_code_shape])
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, validators=[country_shape])
    glide = models.CharField(_("GLIDE number"), max_length=30, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    is_sample = models.BooleanField(
        _("is sample data"), default=False, help_text=_("Every page and file that carries it says so.")
    )

    objects = CrisisQuerySet.as_manager()

    class Meta:
        verbose_name = _("crisis")
        verbose_name_plural = _("crises")
        ordering = ["name", "pk"]
        constraints = [lengths("crisis", code=3, slug=80, name=200, glide=30)]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


@cache
def _named_in_public() -> Q:
    from initiatives.models.initiatives import InitiativeLocation

    named = Q()
    for depth in range(MAX_DEPTH):
        path = "__".join(["location", *["parent"] * depth])
        named |= Q(Exists(InitiativeLocation.objects.public().filter(**{path: OuterRef("pk")})))
    return named


class LocationQuerySet(models.QuerySet["Location"]):
    def public(self) -> Self:
        """Places that are not sensitive and that a public initiative names, itself or beneath itself."""
        return self.filter(_named_in_public(), is_sensitive=False)

    def within(self, place: Location) -> Self:
        """The place and everything beneath it, sensitive places too."""
        found = Q()
        for depth in range(MAX_DEPTH):
            found |= Q(**{"__".join([*["parent"] * depth, "pk"]): place.pk})
        return self.filter(found)

    def get_by_natural_key(self, slug: str) -> Location:
        return self.get(slug=slug)


class Location(Versioned):
    """A country, region, district or site. Coordinates are WGS 84 degrees."""

    name = models.CharField(_("name"), max_length=200)
    name_key = KeyField(of=["name", "other_names"])
    other_names = models.CharField(_("other names"), max_length=400, blank=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    level = models.CharField(_("level"), max_length=10, choices=PlaceLevel.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind.choices, default=PlaceKind.AREA)
    iso3166_2 = models.CharField(_("ISO 3166-2 code"), max_length=6, blank=True)
    pcode = models.CharField(_("P-code"), max_length=20, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-90)), MaxValueValidator(Decimal(90))],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-180)), MaxValueValidator(Decimal(180))],
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("within"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    is_sensitive = models.BooleanField(
        _("is sensitive"),
        default=False,
        help_text=_("Shown to the public only as the area it lies in, on every page and for every date."),
    )

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name_key", "pk"]
        constraints = [
            rule(
                "location_has_both_coordinates_or_none",
                Q(latitude__isnull=True, longitude__isnull=True) | Q(latitude__isnull=False, longitude__isnull=False),
                _("Give both coordinates, or neither."),
            ),
            rule(
                "location_coordinates_on_earth",
                Q(latitude__isnull=True) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                _("Latitude runs from -90 to 90, longitude from -180 to 180."),
            ),
            lengths("location", name=200, other_names=400, slug=80, pcode=20),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        seen, place = 1, self.parent
        while place is not None:
            if place.pk == self.pk and self.pk is not None:
                raise ValidationError({"parent": _("A place cannot lie within itself.")})
            seen += 1
            if seen > MAX_DEPTH:
                raise ValidationError(
                    {"parent": _("Places are at most four levels deep: country, region, district, site.")}
                )
            place = place.parent

    def shown_as(self) -> Location | None:
        """This place if it may be named in public, else the nearest one around it that may; None when there is none.

        Reads up to three parents: select `parent__parent__parent` with it.
        """
        place: Location | None = self
        while place is not None and place.is_sensitive:
            place = place.parent
        return place
