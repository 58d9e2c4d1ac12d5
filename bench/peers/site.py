"""What the same data costs in Django as its guides teach it: a page and an export by django-tables2, an export by
django-import-export, a static file by whitenoise. Runs in the peers' environment.

They read the tables as our own files do, with everything that hangs on a row fetched at once. What the models cannot
know they leave out, and so have less to do: freshness, disputes, how sensitive places are told.

python -m bench.peers.site FILE (import-export | tables2) writes initiatives as CSV.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent.parent / "var" / "bench" / "static"

settings.configure(
    SECRET_KEY="bench-only-peers",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("BENCH_DATABASE") or sys.argv[1],
            "CONN_MAX_AGE": 60,
        }
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.staticfiles", "django_tables2", "import_export"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.common.CommonMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "DIRS": [HERE],
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    STATIC_URL="/static/",
    STATIC_ROOT=STATIC,
    USE_TZ=True,
    TIME_ZONE="UTC",
)

import django

django.setup()

import django_tables2 as tables
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django_tables2.export.export import TableExport
from import_export import fields, resources
from import_export.widgets import BooleanWidget, DateTimeWidget, DateWidget, Widget

from bench.data import KINDS, RATINGS, SITE, STATUSES


class Table(models.Model):
    """A table that is there already. Codes have their labels in `choices`, as a model has."""

    class Meta:
        abstract = True
        managed = False
        app_label = "contenttypes"


class Crisis(Table):
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    is_sample = models.BooleanField()

    class Meta(Table.Meta):
        db_table = "initiatives_crisis"


class Sector(Table):
    code = models.CharField(max_length=7)
    name = models.CharField(max_length=100)

    class Meta(Table.Meta):
        db_table = "initiatives_sector"
        ordering = ["code"]


class Location(Table):
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=1000)

    class Meta(Table.Meta):
        db_table = "initiatives_location"
        ordering = ["name_key"]


class Organisation(Table):
    name = models.CharField(max_length=200)

    class Meta(Table.Meta):
        db_table = "initiatives_organisation"


class Source(Table):
    url = models.CharField(max_length=500)

    class Meta(Table.Meta):
        db_table = "initiatives_source"


class Update(Table):
    headline = models.CharField(max_length=300)
    named_as = models.CharField(max_length=200)
    said_by = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE)
    source = models.ForeignKey(Source, null=True, on_delete=models.CASCADE)
    published_at = models.DateTimeField(null=True)

    class Meta(Table.Meta):
        db_table = "initiatives_statusupdate"


class Initiative(Table):
    reference = models.CharField(max_length=14)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=KINDS)
    visibility = models.CharField(max_length=10)
    current_status = models.CharField(max_length=1, choices=STATUSES, null=True)  # noqa: DJ001
    current_status_since = models.DateField(null=True)
    current_rating = models.CharField(max_length=20, choices=RATINGS, null=True)  # noqa: DJ001
    current_update = models.ForeignKey(Update, null=True, on_delete=models.CASCADE)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE)
    sectors = models.ManyToManyField(Sector, db_table="initiatives_initiative_sectors")
    locations = models.ManyToManyField(Location, through="Place")
    planned_start = models.DateField(null=True)
    actual_start = models.DateField(null=True)
    planned_end = models.DateField(null=True)
    actual_end = models.DateField(null=True)
    last_update_as_of = models.DateField(null=True)
    last_confirmed_on = models.DateField(null=True)
    anticipated_results = models.TextField()
    summary = models.TextField()

    class Meta(Table.Meta):
        db_table = "initiatives_initiative"

    def get_absolute_url(self) -> str:
        return f"{SITE}/initiatives/{self.reference}/"

    # From what is fetched already: a filter() here would ask once more for each row.
    @property
    def leads(self) -> list[str]:
        return [part.told for part in self.participations.all() if part.is_lead]

    @property
    def others(self) -> list[str]:
        return [part.told for part in self.participations.all() if not part.is_lead and part.role != "party"]

    @property
    def parties(self) -> list[str]:
        return [part.told for part in self.participations.all() if part.role == "party"]

    @property
    def wholes(self) -> list[str]:
        return [relation.to_initiative.reference for relation in self.relations.all()]

    @property
    def said_by(self) -> str:
        update = self.current_update
        return (update.named_as or (update.said_by.name if update.said_by else "")) if update else ""


class Participation(Table):
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    is_lead = models.BooleanField()
    role = models.CharField(max_length=10)
    named_as = models.CharField(max_length=200)
    order = models.IntegerField()

    class Meta(Table.Meta):
        db_table = "initiatives_participation"
        ordering = ["order", "id"]

    @property
    def told(self) -> str:
        return self.named_as or self.organisation.name


class Place(Table):
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE)
    location = models.ForeignKey(Location, on_delete=models.CASCADE)

    class Meta(Table.Meta):
        db_table = "initiatives_initiativelocation"


class Relation(Table):
    kind = models.CharField(max_length=12)
    from_initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="relations")
    to_initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="+")

    class Meta(Table.Meta):
        db_table = "initiatives_relation"


def newest_first() -> models.QuerySet[Initiative]:
    return Initiative.objects.filter(visibility="public").order_by(
        models.F("last_update_as_of").desc(nulls_last=True), "-id"
    )


def whole() -> models.QuerySet[Initiative]:
    """With all that stands in a row of the file."""
    wholes = Relation.objects.filter(kind="part_of", to_initiative__visibility="public")
    relations = models.Prefetch(
        "relations", wholes.select_related("to_initiative").order_by("to_initiative__reference")
    )
    return (
        newest_first()
        .select_related("crisis", "current_update__said_by", "current_update__source")
        .prefetch_related("participations__organisation", "sectors", "locations", relations)
    )


class List(tables.Table):
    """The columns of our list, without what freshness is worked out of."""

    title = tables.TemplateColumn(
        '<a href="{{ record.get_absolute_url }}">{{ record.title }}</a>'
        "<span>{{ record.get_kind_display }} &middot; {{ record.reference }}</span>"
    )
    current_status = tables.TemplateColumn(
        "<span>{{ record.get_current_status_display }}</span> <span>{{ record.get_current_rating_display }}</span>"
    )
    leads = tables.ManyToManyColumn(accessor="participations", transform=lambda part: part.told)
    anticipated_results = tables.TemplateColumn("{{ value|truncatechars:160 }}")
    last_update_as_of = tables.DateColumn(format="j M Y")

    class Meta:
        model = Initiative
        fields = ("title", "current_status", "leads", "anticipated_results", "last_update_as_of")


def page(request: HttpRequest) -> HttpResponse:
    leads = models.Prefetch("participations", Participation.objects.filter(is_lead=True).select_related("organisation"))
    table = List(newest_first().prefetch_related(leads))
    tables.RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "page.html", {"table": table})


urlpatterns = [path("", page)]
application = get_wsgi_application()


# The columns of the file, and where each cell comes from; freshness is left out.
COLUMNS = {
    "reference": "reference",
    "title": "title",
    "kind_code": "kind",
    "kind": "get_kind_display",
    "status_code": "current_status",
    "status": "get_current_status_display",
    "status_since": "current_status_since",
    "rating_code": "current_rating",
    "rating": "get_current_rating_display",
    "lead_organisations": "leads",
    "other_organisations": "others",
    "conflict_parties": "parties",
    "sector_codes": "sectors.code",
    "sectors": "sectors.name",
    "crisis": "crisis__name",
    "country": "crisis__country",
    "locations": "locations.name",
    "planned_start": "planned_start",
    "actual_start": "actual_start",
    "planned_end": "planned_end",
    "actual_end": "actual_end",
    "last_update_as_of": "last_update_as_of",
    "last_update_headline": "current_update__headline",
    "last_update_said_by": "said_by",
    "last_update_source_url": "current_update__source__url",
    "last_update_published_at": "current_update__published_at",
    "last_confirmed_on": "last_confirmed_on",
    "anticipated_results": "anticipated_results",
    "summary": "summary",
    "part_of": "wholes",
    "is_sample": "crisis__is_sample",
    "url": "get_absolute_url",
}
BETWEEN = " | "


def names(accessor: str) -> Callable[[Initiative], str]:
    """What makes one cell of several values."""
    several, _dot, of = accessor.partition(".")
    if of:
        return lambda initiative: BETWEEN.join(getattr(one, of) for one in getattr(initiative, several).all())
    return lambda initiative: BETWEEN.join(getattr(initiative, several))


def is_list(accessor: str) -> bool:
    return "." in accessor or accessor in {"leads", "others", "parties", "wholes"}


def resource() -> resources.ModelResource:
    """A field for each column; lists and labels by the dehydrate methods that the guide teaches."""
    made: dict[str, Any] = {}
    for name, accessor in COLUMNS.items():
        if is_list(accessor):
            made[name] = fields.Field()
            made[f"dehydrate_{name}"] = (lambda of: lambda self, initiative: of(initiative))(names(accessor))
        else:
            widget = WIDGETS.get(name, Widget)()
            made[name] = fields.Field(attribute=accessor, column_name=name, widget=widget)
    made["Meta"] = type("Meta", (), {"model": Initiative, "fields": tuple(COLUMNS), "export_order": tuple(COLUMNS)})
    return type("InitiativeResource", (resources.ModelResource,), made)()


DATES = ("status_since", "planned_start", "actual_start", "planned_end", "actual_end", "last_update_as_of")
WIDGETS = {
    **dict.fromkeys((*DATES, "last_confirmed_on"), DateWidget),
    "last_update_published_at": DateTimeWidget,
    "is_sample": BooleanWidget,
}


def table() -> tables.Table:
    """A column for each, lists by a value method of their own, as its guide to exports says."""
    made: dict[str, Any] = {}
    for name, accessor in COLUMNS.items():
        if is_list(accessor):
            made[name] = tables.Column(accessor="reference", verbose_name=name)
            made[f"value_{name}"] = (lambda of: lambda self, record: of(record))(names(accessor))
        else:
            made[name] = tables.Column(accessor=accessor, verbose_name=name)
    return type("Whole", (tables.Table,), made)(whole())


def export(by: str) -> str:
    if by == "import-export":
        written: str = resource().export(whole()).csv
        return written
    exported: str = TableExport("csv", table()).export()
    return exported


if __name__ == "__main__":
    sys.stdout.write(export(sys.argv[2]))
