"""The orders of lists get indexes that both databases read, and what lists are narrowed by stands in them."""

from django.db import migrations, models

import initiatives.models.orders


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0008_past")]

    operations = [
        migrations.RemoveIndex(
            model_name="initiative",
            name="list_by_update",
        ),
        migrations.RemoveIndex(
            model_name="initiative",
            name="list_by_status",
        ),
        migrations.RemoveIndex(
            model_name="initiative",
            name="list_by_kind",
        ),
        migrations.RemoveIndex(
            model_name="initiative",
            name="list_by_title",
        ),
        migrations.RemoveIndex(
            model_name="statusupdate",
            name="updates_newest_first",
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=initiatives.models.orders.OrderIndex(
                fields=["visibility", "-last_update_as_of", "-id"], name="list_by_update"
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=initiatives.models.orders.OrderIndex(
                fields=["visibility", "last_update_as_of", "id"], name="list_by_update_up"
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=initiatives.models.orders.OrderIndex(
                fields=["visibility", "title_key", "id"], name="list_by_title", texts=("title_key",)
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=initiatives.models.orders.OrderIndex(
                fields=["visibility", "reference", "id"], name="list_by_reference", texts=("reference",)
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=initiatives.models.orders.OrderIndex(
                fields=["visibility", "current_status", "-last_update_as_of", "-id"], name="list_by_status"
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=initiatives.models.orders.OrderIndex(
                fields=["visibility", "-current_status", "-last_update_as_of", "-id"], name="list_by_status_down"
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=initiatives.models.orders.OrderIndex(
                fields=["visibility", "kind", "-last_update_as_of", "-id"], name="list_by_kind", texts=("kind",)
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=initiatives.models.orders.OrderIndex(
                fields=["visibility", "-kind", "-last_update_as_of", "-id"], name="list_by_kind_down", texts=("kind",)
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(
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
        ),
        migrations.AddIndex(
            model_name="initiativelocation",
            index=models.Index(fields=["location", "initiative"], name="initiatives_of_a_place"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=initiatives.models.orders.OrderIndex(
                fields=["merged_into", "name_key", "id"], name="organisations_by_name", texts=("name_key",)
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(fields=["organisation", "is_lead", "initiative"], name="parts_of_organisation"),
        ),
        migrations.AddIndex(
            model_name="statusupdate",
            index=initiatives.models.orders.OrderIndex(
                fields=[
                    "-as_of",
                    "-as_of_time",
                    "-first_published_at",
                    "-id",
                    "state",
                    "is_confirmation",
                    "initiative",
                    "status",
                ],
                name="updates_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="statusupdate",
            index=initiatives.models.orders.OrderIndex(
                fields=["-published_at", "-id", "state", "is_confirmation", "initiative", "status"],
                name="updates_last_published_first",
            ),
        ),
        migrations.AddIndex(
            model_name="statusupdate",
            index=initiatives.models.orders.OrderIndex(
                fields=["said_by", "-as_of", "-as_of_time", "-first_published_at", "-id", "state", "is_confirmation"],
                name="updates_of_a_speaker",
            ),
        ),
    ]
