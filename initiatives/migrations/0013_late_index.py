"""The index of what was published last also holds the day that it is true for, which tells what came out late."""

from django.db import migrations

from initiatives.models.orders import OrderIndex


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0012_freshness")]
    operations = [
        migrations.RemoveIndex(model_name="statusupdate", name="updates_last_published_first"),
        migrations.AddIndex(
            model_name="statusupdate",
            index=OrderIndex(
                fields=["-published_at", "-id", "state", "is_confirmation", "initiative", "status", "as_of"],
                name="updates_last_published_first",
            ),
        ),
    ]
