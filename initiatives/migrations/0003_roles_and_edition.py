"""The three roles as groups without permissions (the policy alone knows what they may), and the edition row."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROLES = ("Editor", "Publisher", "Administrator")


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Group = apps.get_model("auth", "Group")
    for name in ROLES:
        Group.objects.get_or_create(name=name)
    apps.get_model("initiatives", "Edition").objects.get_or_create(pk=1)


def take_away(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()
    apps.get_model("initiatives", "Edition").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0002_sectors"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(add, take_away)]
