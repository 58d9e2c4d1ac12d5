"""Login rules, one for each role, and the book of what was done to somebody's way in."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

ROLES = ("Editor", "Publisher", "Administrator")


def add_rules(apps, schema_editor):
    LoginRule = apps.get_model("initiatives", "LoginRule")
    for role in ROLES:
        LoginRule.objects.get_or_create(role=role)


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0003_roles_and_edition"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoginRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "role",
                    models.CharField(
                        choices=[("Editor", "Editor"), ("Publisher", "Publisher"), ("Administrator", "Administrator")],
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="role",
                    ),
                ),
                (
                    "second_factor",
                    models.BooleanField(
                        default=False,
                        help_text="Everybody with this role then needs a code from an app on their telephone, beside the password. Who has none yet is led to set one up at the next page they open.",
                        verbose_name="second factor required",
                    ),
                ),
            ],
            options={
                "verbose_name": "login rule",
                "verbose_name_plural": "login rules",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="one_time_password_until",
            field=models.DateTimeField(editable=False, null=True, verbose_name="one-time password until"),
        ),
        migrations.AddField(
            model_name="user",
            name="sessions_ended",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name="HistoricalLoginRule",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "role",
                    models.CharField(
                        choices=[("Editor", "Editor"), ("Publisher", "Publisher"), ("Administrator", "Administrator")],
                        db_index=True,
                        editable=False,
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "second_factor",
                    models.BooleanField(
                        default=False,
                        help_text="Everybody with this role then needs a code from an app on their telephone, beside the password. Who has none yet is led to set one up at the next page they open.",
                        verbose_name="second factor required",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical login rule",
                "verbose_name_plural": "historical login rules",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LoginEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("password_reset", "one-time password made"),
                            ("password_chosen", "new password chosen"),
                            ("factor_set_up", "second factor set up"),
                            ("factor_reset", "second factor reset"),
                            ("factor_turned_off", "second factor turned off"),
                            ("codes_made", "new recovery codes made"),
                            ("code_used", "recovery code used"),
                            ("deactivated", "deactivated"),
                            ("activated", "activated"),
                            ("roles_changed", "roles changed"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="login_events",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "login event",
                "verbose_name_plural": "login events",
                "ordering": ["-pk"],
            },
        ),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
    ]
