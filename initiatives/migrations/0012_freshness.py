"""The index of the newest also holds what freshness is worked out of."""

from django.db import migrations

from initiatives.models.orders import OrderIndex


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0011_page_indexes")]
    operations = [
        migrations.RemoveIndex(model_name="initiative", name="list_by_update"),
        migrations.AddIndex(
            model_name="initiative",
            index=OrderIndex(
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
        ),
    ]
