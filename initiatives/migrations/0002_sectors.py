"""The clusters of OCHA's list, with their numbers in the IASC list."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# code, name, IASC number, DAC purpose code (OECD, five digits) and parent
SECTORS: tuple[tuple[str, str, int, str, str], ...] = (
    ("CCM", "Camp Coordination/Management", 1, "72010", ""),
    ("ERY", "Early Recovery", 2, "73010", ""),
    ("EDU", "Education", 3, "72012", ""),
    ("SHL", "Emergency Shelter and NFI", 4, "72010", ""),
    ("TEL", "Emergency Telecommunications", 5, "72050", ""),
    ("FSC", "Food Security", 6, "72040", ""),
    ("HEA", "Health", 7, "72011", ""),
    ("LOG", "Logistics", 8, "72050", ""),
    ("NUT", "Nutrition", 9, "72040", ""),
    ("PRO", "Protection", 10, "72010", ""),
    ("WSH", "Water Sanitation Hygiene", 11, "72010", ""),
    ("PRO-CPN", "Child Protection", 5403, "72010", "PRO"),
    ("PRO-GBV", "Gender Based Violence", 5404, "72010", "PRO"),
    ("PRO-HLP", "Housing, Land and Property", 5405, "72010", "PRO"),
    ("PRO-MIN", "Mine Action", 5406, "15250", "PRO"),
)


def add(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Sector = apps.get_model("initiatives", "Sector")
    for code, name, iasc_id, dac_code, parent in SECTORS:
        above = Sector.objects.get(code=parent) if parent else None
        Sector.objects.update_or_create(
            code=code, defaults={"name": name, "iasc_id": iasc_id, "dac_code": dac_code, "parent": above}
        )


def take_away(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Sector = apps.get_model("initiatives", "Sector")
    Sector.objects.filter(parent__isnull=False, code__in=[row[0] for row in SECTORS]).delete()
    Sector.objects.filter(code__in=[row[0] for row in SECTORS]).delete()


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_tables")]
    operations = [migrations.RunPython(add, take_away)]
