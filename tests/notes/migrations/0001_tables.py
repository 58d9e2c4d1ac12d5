import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("initiatives", "0003_roles_and_edition"),
        ("initiatives", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "as_of",
                    models.DateField(help_text="The day it is true for; today or earlier.", verbose_name="as of"),
                ),
                (
                    "as_of_time",
                    models.TimeField(blank=True, help_text="Only when the hour matters.", null=True, verbose_name="at"),
                ),
                (
                    "named_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source calls them, when that differs.",
                        max_length=200,
                        verbose_name="named as",
                    ),
                ),
                (
                    "source_note",
                    models.CharField(
                        blank=True,
                        help_text="Shown on the public page.",
                        max_length=500,
                        verbose_name="note on the source",
                    ),
                ),
                (
                    "internal_note",
                    models.TextField(
                        blank=True,
                        help_text="For colleagues. Never leaves the admin.",
                        max_length=2000,
                        verbose_name="internal note",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="Such as en or ar.",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z]{2,3}\\Z", "A language code of two or three small letters, such as en."
                            )
                        ],
                        verbose_name="language of the text",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waiting for review"),
                            ("returned", "Returned"),
                            ("published", "Published"),
                            ("replaced", "Replaced"),
                            ("retracted", "Retracted"),
                            ("removed", "Removed"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "return_reason",
                    models.TextField(blank=True, editable=False, max_length=1000, verbose_name="why it was returned"),
                ),
                (
                    "replace_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("our_error", "Corrected"),
                            ("source_revised", "Revised by the source"),
                            ("follow_up", "Updated"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveIntegerField(editable=False, null=True)),
                ("second_check_pending", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("retracted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "retract_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("error", "It was wrong"),
                            ("duplicate", "It said the same as another one"),
                            ("source_retracted", "Its source took it back"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "remove_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("safety", "It put people at risk"),
                            ("personal_data", "It held personal data"),
                            ("law", "The law asked for it"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss_written",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="notes.note",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chain",
                        to="notes.note",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose statement it is.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss_said",
                        to="initiatives.organisation",
                        verbose_name="said by",
                    ),
                ),
                (
                    "second_checked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="initiatives.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["initiative", "-as_of", "-id"], name="note_timeline")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                            models.Q(
                                ("first_published_at__isnull", False),
                                ("number__isnull", False),
                                ("published_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="note_public_is_dated_and_numbered",
                        violation_error_message="A public claim has a number and a date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                            ("source__isnull", False),
                            _connector="OR",
                        ),
                        name="note_public_is_sourced",
                        violation_error_message="A public claim needs a source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retracted"), _negated=True),
                            models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="note_retracted_says_why",
                        violation_error_message="A retracted claim says when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replace_kind", ""), ("replaces__isnull", True), ("root__isnull", True)),
                            models.Q(
                                ("replaces__isnull", False),
                                ("root__isnull", False),
                                models.Q(("replace_kind", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="note_replacement_says_why",
                        violation_error_message="A replacement names what it replaces, and why.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce(
                            models.F("root"),
                            django.db.models.functions.comparison.Cast(models.F("id"), models.BigIntegerField()),
                        ),
                        condition=models.Q(("state", "published")),
                        name="note_one_published_in_chain",
                    ),
                    models.UniqueConstraint(
                        models.F("initiative"),
                        models.F("number"),
                        condition=models.Q(("root__isnull", True)),
                        name="note_number_given_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("named_as"), 200
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("source_note"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("internal_note"), 2000
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("return_reason"), 1000
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 200
                            ),
                        ),
                        name="note_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalNote",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "as_of",
                    models.DateField(help_text="The day it is true for; today or earlier.", verbose_name="as of"),
                ),
                (
                    "as_of_time",
                    models.TimeField(blank=True, help_text="Only when the hour matters.", null=True, verbose_name="at"),
                ),
                (
                    "named_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source calls them, when that differs.",
                        max_length=200,
                        verbose_name="named as",
                    ),
                ),
                (
                    "source_note",
                    models.CharField(
                        blank=True,
                        help_text="Shown on the public page.",
                        max_length=500,
                        verbose_name="note on the source",
                    ),
                ),
                (
                    "internal_note",
                    models.TextField(
                        blank=True,
                        help_text="For colleagues. Never leaves the admin.",
                        max_length=2000,
                        verbose_name="internal note",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="Such as en or ar.",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z]{2,3}\\Z", "A language code of two or three small letters, such as en."
                            )
                        ],
                        verbose_name="language of the text",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waiting for review"),
                            ("returned", "Returned"),
                            ("published", "Published"),
                            ("replaced", "Replaced"),
                            ("retracted", "Retracted"),
                            ("removed", "Removed"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "return_reason",
                    models.TextField(blank=True, editable=False, max_length=1000, verbose_name="why it was returned"),
                ),
                (
                    "replace_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("our_error", "Corrected"),
                            ("source_revised", "Revised by the source"),
                            ("follow_up", "Updated"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveIntegerField(editable=False, null=True)),
                ("second_check_pending", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("retracted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "retract_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("error", "It was wrong"),
                            ("duplicate", "It said the same as another one"),
                            ("source_retracted", "Its source took it back"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "remove_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("safety", "It put people at risk"),
                            ("personal_data", "It held personal data"),
                            ("law", "The law asked for it"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
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
                (
                    "initiative",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Whose statement it is.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.organisation",
                        verbose_name="said by",
                    ),
                ),
                (
                    "second_checked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="notes.note",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="notes.note",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical note",
                "verbose_name_plural": "historical notes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
