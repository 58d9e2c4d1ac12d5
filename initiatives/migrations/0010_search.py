"""The words by which rows are found get tables of their own: FTS5 on SQLite, tsvector under GIN on PostgreSQL."""

from django.db import migrations

from initiatives.models.words import INDEXES


def make(apps, schema_editor):
    for index in INDEXES:
        index.make(apps)


def drop(apps, schema_editor):
    for index in INDEXES:
        index.drop()


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0009_orders")]

    operations = [migrations.RunPython(make, drop)]
