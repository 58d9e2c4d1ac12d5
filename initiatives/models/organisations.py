"""Actors that lead or take a position, and their other names."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from initiatives import text
from initiatives.choices import OrganisationType
from initiatives.models.base import KeyField, Versioned, country_shape, language_shape, lengths, rule
from initiatives.models.orders import OrderIndex
from initiatives.models.words import ORGANISATIONS, Found, Index

# They turn what follows around, so that an address reads as another one.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@deconstructible
class WebAddress(URLValidator):
    """An address that leads where it seems to: nobody's name before the host, no marks that turn the text around."""

    def __init__(self) -> None:
        super().__init__(schemes=["http", "https"])

    def __call__(self, value: Any) -> None:
        super().__call__(value)
        if "@" in urlsplit(value).netloc or _DIRECTION.search(unquote(value)):
            raise ValidationError(_("Give the plain web address, with no name before the host and no hidden marks."))


web_address = WebAddress()


# The condition has a part for each column that names one: to put them together takes longer than to ask.
@lru_cache(maxsize=8)
def _named_in_public(at: dt.datetime | None) -> Q:
    from initiatives.models.claims import claim_models, rows_of
    from initiatives.models.initiatives import Participation

    named = Q(Exists(Participation.objects.public(at).filter(organisation=OuterRef("pk"))))
    for model in claim_models():
        for column in naming_columns(model):
            named |= Q(Exists(rows_of(model).public(at).filter(**{column: OuterRef("pk")})))
    return named


@lru_cache(maxsize=8)
def _public(at: dt.datetime | None) -> Q:
    from initiatives.models.claims import claim_models, rows_of

    named = _named_in_public(at)
    for model in claim_models():
        for column in naming_columns(model):
            merged = {f"{column}__merged_into": OuterRef("pk")}
            named |= Q(Exists(rows_of(model).public(at).filter(**merged)))
    return named & Q(merged_into__isnull=True)


def naming_columns(model: type[models.Model]) -> list[str]:
    """The columns in which a public claim names organisations."""
    return [column.name for column in model._meta.concrete_fields if column.related_model is Organisation]


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def public(self, at: dt.datetime | None = None) -> Self:
        """Organisations that something public names: a part in a public initiative, or a public claim of theirs or of
        one that was merged into them. What was merged away is public as what it is now.
        """
        return self.filter(_public(at))

    def told(self) -> Self:
        """Organisations whose own name the public reads: `public()`, and merged ones that a public claim names."""
        return self.filter(Q(pk__in=self.model.objects.public()) | _named_in_public(None))

    def get_by_natural_key(self, slug: str) -> Organisation:
        return self.get(slug=slug)


class Organisation(Found, Versioned):
    """An organisation, or a collective such as "Host Nations", which is never counted as one organisation."""

    name = models.CharField(_("name"), max_length=200)
    name_key = KeyField(of=["name"])
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    search_key = KeyField(of=["name", "acronym"])
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, help_text=_("The last part of its page's address.")
    )
    type = models.CharField(_("type"), max_length=2, choices=OrganisationType.choices, default=OrganisationType.OTHER)
    iati_identifier = models.CharField(
        _("IATI identifier"), max_length=80, blank=True, help_text=_("Such as XM-DAC-41114, when it has one.")
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[country_shape], help_text=_("ISO 3166-1, such as PS.")
    )
    website = models.URLField(_("website"), max_length=500, blank=True, validators=[web_address])
    is_collective = models.BooleanField(
        _("is a collective"),
        default=False,
        help_text=_("A group spoken of as one, such as “Host Nations”. It is not counted as an organisation."),
    )
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), null=True, blank=True, editable=False, on_delete=models.PROTECT
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name_key", "country"], name="organisation_name_unique_in_country"),
            rule(
                "organisation_not_merged_into_itself",
                Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                _("An organisation cannot be merged into itself."),
            ),
            lengths("organisation", name=200, acronym=40, slug=80, iati_identifier=80, website=500),
        ]
        indexes = [
            OrderIndex(fields=["merged_into", "name_key", "id"], texts=["name_key"], name="organisations_by_name")
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def found_in(self) -> tuple[Index, int]:
        return ORGANISATIONS, self.pk

    @property
    def kept(self) -> Organisation:
        """What this organisation is now: itself, or the one that it was merged into. Select `merged_into` with it."""
        return self.merged_into or self

    def clean(self) -> None:
        # The key is not on the form, so Django leaves its constraint out; said here, it is a message, not a crash.
        same = Organisation.objects.filter(name_key=text.normalise(self.name), country=self.country)
        twin = same.exclude(pk=self.pk).first()
        if twin is not None and twin.merged_into is not None and self.pk != twin.merged_into_id:
            said = _("%(name)s is here already: it was merged into %(kept)s.")
            raise ValidationError({"name": said % {"name": twin, "kept": twin.merged_into}})
        if twin is not None:
            raise ValidationError(
                {"name": _("There is already an organisation of this name: %(name)s.") % {"name": twin}}
            )


class OrganisationNameQuerySet(models.QuerySet["OrganisationName"]):
    def get_by_natural_key(self, organisation: str, name: str) -> OrganisationName:
        return self.get(organisation__slug=organisation, name=name)


class OrganisationName(Found, Versioned):
    """Another name: a former one, or the name in another language."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    name_key = KeyField(of=["name"])
    language = models.CharField(_("language"), max_length=3, blank=True, validators=[language_shape])
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day it was called so."))

    objects = OrganisationNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="organisation_name_given_once"),
            lengths("organisationname", name=200),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        return (self.organisation.slug, self.name)

    def found_in(self) -> tuple[Index, int]:
        return ORGANISATIONS, self.organisation_id
