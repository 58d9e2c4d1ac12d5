"""What the same data costs in Django as its guides teach it: a page and an export by django-tables2, an export by
django-import-export, a static file by whitenoise. Runs in the peers' environment.

python -m bench.peers.site FILE (import-export | tables2) writes initiatives as CSV.
"""

from __future__ import annotations

import os
import sys
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
)

import django

django.setup()

import django_tables2 as tables
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django_tables2.export.export import TableExport
from import_export import resources


class Organisation(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        app_label = "contenttypes"
        managed = False
        db_table = "initiatives_organisation"


class Update(models.Model):
    headline = models.CharField(max_length=300)
    said_by = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE)

    class Meta:
        app_label = "contenttypes"
        managed = False
        db_table = "initiatives_statusupdate"


class Initiative(models.Model):
    reference = models.CharField(max_length=14)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    visibility = models.CharField(max_length=10)
    current_status = models.CharField(max_length=1)
    current_update = models.ForeignKey(Update, null=True, on_delete=models.CASCADE)
    last_update_as_of = models.DateField(null=True)

    class Meta:
        app_label = "contenttypes"
        managed = False
        db_table = "initiatives_initiative"


class Participation(models.Model):
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    is_lead = models.BooleanField()
    order = models.IntegerField()

    class Meta:
        app_label = "contenttypes"
        managed = False
        db_table = "initiatives_participation"
        ordering = ["-is_lead", "order", "id"]


class List(tables.Table):
    title = tables.TemplateColumn('<a href="/initiatives/{{ record.reference }}/">{{ record.title }}</a>')
    leads = tables.ManyToManyColumn(accessor="participations", transform=lambda part: part.organisation.name)
    headline = tables.Column(accessor="current_update__headline")
    said_by = tables.Column(accessor="current_update__said_by__name")
    last_update_as_of = tables.DateColumn(format="j F Y")

    class Meta:
        model = Initiative
        fields = ("title", "kind", "current_status", "leads", "headline", "said_by", "last_update_as_of")


def page(request: HttpRequest) -> HttpResponse:
    rows = Initiative.objects.filter(visibility="public").order_by("-last_update_as_of", "-id")
    table = List(rows.select_related("current_update__said_by").prefetch_related("participations__organisation"))
    tables.RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "page.html", {"table": table})


urlpatterns = [path("", page)]
application = get_wsgi_application()


def view_model() -> type[models.Model]:
    """A model of the view, all of text, so that neither peer spends time on types."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM initiatives_as_csv LIMIT 0")
        names = [column[0] for column in cursor.description]
    meta = type("Meta", (), {"app_label": "contenttypes", "managed": False, "db_table": "initiatives_as_csv"})
    columns: dict[str, Any] = {name: models.TextField(null=True) for name in names if name != "reference"}
    columns["reference"] = models.TextField(primary_key=True)
    ordered = {name: columns[name] for name in names}
    return type("Row", (models.Model,), {"__module__": __name__, "Meta": meta, **ordered})


def export(by: str) -> str:
    model = view_model()
    rows = model.objects.all()  # type: ignore[attr-defined]
    if by == "import-export":
        written: str = resources.modelresource_factory(model)().export(rows).csv
        return written
    table = tables.table_factory(model)(rows)
    exported: str = TableExport("csv", table).export()
    return exported


if __name__ == "__main__":
    sys.stdout.write(export(sys.argv[2]))
