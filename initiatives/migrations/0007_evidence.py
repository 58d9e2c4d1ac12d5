import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import initiatives.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0006_scan_note"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalinitiative",
            name="current_is_disputed",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="historicalstatusupdate",
            name="replaced_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="initiative",
            name="current_is_disputed",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="statusupdate",
            name="replaced_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Adherence",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "agreement",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("agreed", "Agreed"),
                            ("in_force", "In force"),
                            ("lapsed", "Lapsed"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=10,
                        verbose_name="agreement",
                    ),
                ),
                (
                    "score",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "Not initiated"), (1, "Minimal"), (2, "Intermediate"), (3, "Full")],
                        help_text="Only for a term in force; empty while it is not due yet.",
                        null=True,
                        verbose_name="how far it is kept",
                    ),
                ),
                (
                    "breach",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "No breach"),
                            ("alleged", "Breach alleged"),
                            ("denied", "Breach denied"),
                            ("confirmed", "Breach confirmed"),
                            ("not_established", "Breach not established"),
                        ],
                        help_text="Only where the source says so.",
                        max_length=20,
                        verbose_name="breach",
                    ),
                ),
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
                        to="initiatives.adherence",
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
                        to="initiatives.adherence",
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
                "verbose_name": "adherence",
                "verbose_name_plural": "adherence",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Budget",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount")),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{3}\\Z", "Three capital letters of ISO 4217, such as USD."
                            )
                        ],
                        verbose_name="currency",
                    ),
                ),
                (
                    "amount_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Empty where no rate is known; it then stays out of totals.",
                        max_digits=15,
                        null=True,
                        verbose_name="amount in US dollars",
                    ),
                ),
                ("rate_on", models.DateField(blank=True, null=True, verbose_name="at the rate of")),
                (
                    "type",
                    models.CharField(
                        choices=[("1", "Original"), ("2", "Revised")], default="1", max_length=1, verbose_name="type"
                    ),
                ),
                ("period_start", models.DateField(verbose_name="from")),
                ("period_end", models.DateField(verbose_name="to")),
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
                        to="initiatives.budget",
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
                        to="initiatives.budget",
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
                "verbose_name": "budget",
                "verbose_name_plural": "budgets",
                "abstract": False,
                "indexes": [models.Index(fields=["initiative", "-as_of", "-id"], name="budget_timeline")],
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
                        name="budget_public_is_dated_and_numbered",
                        violation_error_message="A public claim has a number and a date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                            ("source__isnull", False),
                            _connector="OR",
                        ),
                        name="budget_public_is_sourced",
                        violation_error_message="A public claim needs a source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retracted"), _negated=True),
                            models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="budget_retracted_says_why",
                        violation_error_message="A retracted claim says when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "replaced"), _negated=True),
                            ("replaced_at__isnull", False),
                            _connector="OR",
                        ),
                        name="budget_replaced_says_when",
                        violation_error_message="A replaced claim says when.",
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
                        name="budget_replacement_says_why",
                        violation_error_message="A replacement names what it replaces, and why.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce(
                            models.F("root"),
                            django.db.models.functions.comparison.Cast(models.F("id"), models.BigIntegerField()),
                        ),
                        condition=models.Q(("state", "published")),
                        name="budget_one_published_in_chain",
                    ),
                    models.UniqueConstraint(
                        models.F("initiative"),
                        models.F("number"),
                        condition=models.Q(("root__isnull", True)),
                        name="budget_number_given_once",
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
                                django.db.models.functions.text.Length("scan_note"), 500
                            ),
                        ),
                        name="budget_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount", 0), _negated=True), ("state", "removed"), _connector="OR"
                        ),
                        name="budget_amount_not_zero",
                        violation_error_message="The amount is not zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.Exact(django.db.models.functions.text.Length("currency"), 3)
                        ),
                        name="budget_currency_has_three_letters",
                        violation_error_message="A currency has three letters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_usd__isnull", True),
                            ("currency", "USD"),
                            ("rate_on__isnull", False),
                            _connector="OR",
                        ),
                        name="budget_dollars_have_a_rate",
                        violation_error_message="Say of which day the rate is.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="budget_amount_not_negative",
                        violation_error_message="A budget is not below zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_start__isnull", True),
                            ("period_end__isnull", True),
                            ("period_end__gte", models.F("period_start")),
                            _connector="OR",
                        ),
                        name="budget_period_end_not_before_start",
                        violation_error_message="The period ends before it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("audit", "Audit"),
                            ("inspection", "Inspection"),
                            ("site_visit", "Site visit"),
                            ("complaint", "Complaint"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=2000, verbose_name="what was found")),
                (
                    "amount_questioned",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=15, null=True, verbose_name="amount in question"
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{3}\\Z", "Three capital letters of ISO 4217, such as USD."
                            )
                        ],
                        verbose_name="currency",
                    ),
                ),
                (
                    "resolution",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("responded", "Responded to"),
                            ("resolved", "Resolved"),
                            ("not_substantiated", "Not substantiated"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="where it stands",
                    ),
                ),
                (
                    "response",
                    models.TextField(
                        blank=True, help_text="The organisation's own words.", max_length=2000, verbose_name="response"
                    ),
                ),
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
                        to="initiatives.finding",
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
                        to="initiatives.finding",
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
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "abstract": False,
                "indexes": [models.Index(fields=["initiative", "-as_of", "-id"], name="finding_timeline")],
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
                        name="finding_public_is_dated_and_numbered",
                        violation_error_message="A public claim has a number and a date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                            ("source__isnull", False),
                            _connector="OR",
                        ),
                        name="finding_public_is_sourced",
                        violation_error_message="A public claim needs a source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retracted"), _negated=True),
                            models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="finding_retracted_says_why",
                        violation_error_message="A retracted claim says when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "replaced"), _negated=True),
                            ("replaced_at__isnull", False),
                            _connector="OR",
                        ),
                        name="finding_replaced_says_when",
                        violation_error_message="A replaced claim says when.",
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
                        name="finding_replacement_says_why",
                        violation_error_message="A replacement names what it replaces, and why.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce(
                            models.F("root"),
                            django.db.models.functions.comparison.Cast(models.F("id"), models.BigIntegerField()),
                        ),
                        condition=models.Q(("state", "published")),
                        name="finding_one_published_in_chain",
                    ),
                    models.UniqueConstraint(
                        models.F("initiative"),
                        models.F("number"),
                        condition=models.Q(("root__isnull", True)),
                        name="finding_number_given_once",
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
                                django.db.models.functions.text.Length("scan_note"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("summary"), 2000
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("response"), 2000
                            ),
                        ),
                        name="finding_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_questioned__isnull", True), ("amount_questioned__gte", 0), _connector="OR"
                        ),
                        name="finding_amount_not_negative",
                        violation_error_message="An amount in question is not below zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBudget",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount")),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{3}\\Z", "Three capital letters of ISO 4217, such as USD."
                            )
                        ],
                        verbose_name="currency",
                    ),
                ),
                (
                    "amount_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Empty where no rate is known; it then stays out of totals.",
                        max_digits=15,
                        null=True,
                        verbose_name="amount in US dollars",
                    ),
                ),
                ("rate_on", models.DateField(blank=True, null=True, verbose_name="at the rate of")),
                (
                    "type",
                    models.CharField(
                        choices=[("1", "Original"), ("2", "Revised")], default="1", max_length=1, verbose_name="type"
                    ),
                ),
                ("period_start", models.DateField(verbose_name="from")),
                ("period_end", models.DateField(verbose_name="to")),
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
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.budget",
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
                    "root",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.budget",
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
            ],
            options={
                "verbose_name": "historical budget",
                "verbose_name_plural": "historical budgets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFinding",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("audit", "Audit"),
                            ("inspection", "Inspection"),
                            ("site_visit", "Site visit"),
                            ("complaint", "Complaint"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                        max_length=10,
                        verbose_name="severity",
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=2000, verbose_name="what was found")),
                (
                    "amount_questioned",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=15, null=True, verbose_name="amount in question"
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{3}\\Z", "Three capital letters of ISO 4217, such as USD."
                            )
                        ],
                        verbose_name="currency",
                    ),
                ),
                (
                    "resolution",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("responded", "Responded to"),
                            ("resolved", "Resolved"),
                            ("not_substantiated", "Not substantiated"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="where it stands",
                    ),
                ),
                (
                    "response",
                    models.TextField(
                        blank=True, help_text="The organisation's own words.", max_length=2000, verbose_name="response"
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
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.finding",
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
                    "root",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.finding",
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
            ],
            options={
                "verbose_name": "historical finding",
                "verbose_name_plural": "historical findings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIndicator",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "title",
                    models.CharField(
                        help_text="Such as: Trucks collected at the crossing.", max_length=200, verbose_name="title"
                    ),
                ),
                (
                    "title_key",
                    initiatives.models.base.KeyField(default="", editable=False, max_length=1000, of=("title",)),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        help_text="The heading that it stands under, where it has one.",
                        max_length=200,
                        verbose_name="group",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("all", "All supplies"),
                            ("medical", "Medical equipment"),
                            ("food", "Food"),
                            ("water", "Clean water"),
                            ("shelter", "Shelter"),
                            ("fuel", "Fuel"),
                            ("other", "Other"),
                        ],
                        default="all",
                        max_length=10,
                        verbose_name="category",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("planned", "Planned"),
                            ("facilitated", "Facilitated"),
                            ("partly_facilitated", "Partly facilitated"),
                            ("impeded", "Impeded"),
                            ("denied", "Denied"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                            ("manifested", "Manifested"),
                            ("cleared", "Cleared"),
                            ("offloaded", "Offloaded"),
                            ("collected", "Collected"),
                            ("intercepted", "Intercepted"),
                            ("arrived", "Arrived"),
                        ],
                        help_text="Of movements or of cargo, or none.",
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="Such as trucks, tonnes, USD.", max_length=40, verbose_name="unit"
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[("1", "Unit"), ("2", "Percentage"), ("5", "Qualitative")],
                        default="1",
                        max_length=1,
                        verbose_name="measure",
                    ),
                ),
                (
                    "result_type",
                    models.CharField(
                        choices=[("1", "Output"), ("2", "Outcome"), ("3", "Impact")],
                        default="1",
                        max_length=1,
                        verbose_name="type of result",
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="baseline"
                    ),
                ),
                (
                    "aggregation",
                    models.CharField(
                        choices=[
                            ("sum", "They add up"),
                            ("max", "The highest counts"),
                            ("latest", "The latest counts"),
                        ],
                        default="sum",
                        max_length=10,
                        verbose_name="several periods",
                    ),
                ),
                ("ascending", models.BooleanField(default=True, verbose_name="more is better")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
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
                    "location",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.location",
                        verbose_name="place",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.sector",
                        verbose_name="sector",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical indicator",
                "verbose_name_plural": "historical indicators",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIssue",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "title",
                    models.CharField(help_text="Such as: Ceasefire timing.", max_length=200, verbose_name="title"),
                ),
                (
                    "title_key",
                    initiatives.models.base.KeyField(default="", editable=False, max_length=1000, of=("title",)),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True, help_text="The heading of its table.", max_length=200, verbose_name="group"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
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
            ],
            options={
                "verbose_name": "historical issue",
                "verbose_name_plural": "historical issues",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalShownPoint",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("spent_over_received", "More was spent than was received."),
                            ("spent_while_planned", "Money was spent while the initiative was still planned."),
                            ("end_passed", "The planned end has passed, and it is still active."),
                            ("no_monitor", "Nobody is named as monitor of this reconstruction."),
                            (
                                "no_audit",
                                "Money was spent, and no audit or inspection is known from the last 12 months.",
                            ),
                            ("old_high_finding", "A finding of high severity has been open for more than 90 days."),
                            ("pledge_outstanding", "More than half of a pledge is outstanding after 180 days."),
                            ("budget_grew", "The revised budget is more than 20 % over the original."),
                            (
                                "behind_spending",
                                "Physical progress is more than 20 points behind the share of the required money that was spent.",
                            ),
                        ],
                        max_length=30,
                        verbose_name="point",
                    ),
                ),
                (
                    "response",
                    models.TextField(
                        blank=True, help_text="The organisation's own words.", max_length=2000, verbose_name="response"
                    ),
                ),
                ("responded_on", models.DateField(blank=True, null=True, verbose_name="responded on")),
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
                    "responded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.organisation",
                        verbose_name="whose response",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical point shown on the page",
                "verbose_name_plural": "historical points shown on the page",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "title",
                    models.CharField(
                        help_text="Such as: Trucks collected at the crossing.", max_length=200, verbose_name="title"
                    ),
                ),
                (
                    "title_key",
                    initiatives.models.base.KeyField(default="", editable=False, max_length=1000, of=("title",)),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        help_text="The heading that it stands under, where it has one.",
                        max_length=200,
                        verbose_name="group",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("all", "All supplies"),
                            ("medical", "Medical equipment"),
                            ("food", "Food"),
                            ("water", "Clean water"),
                            ("shelter", "Shelter"),
                            ("fuel", "Fuel"),
                            ("other", "Other"),
                        ],
                        default="all",
                        max_length=10,
                        verbose_name="category",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("planned", "Planned"),
                            ("facilitated", "Facilitated"),
                            ("partly_facilitated", "Partly facilitated"),
                            ("impeded", "Impeded"),
                            ("denied", "Denied"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                            ("manifested", "Manifested"),
                            ("cleared", "Cleared"),
                            ("offloaded", "Offloaded"),
                            ("collected", "Collected"),
                            ("intercepted", "Intercepted"),
                            ("arrived", "Arrived"),
                        ],
                        help_text="Of movements or of cargo, or none.",
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="Such as trucks, tonnes, USD.", max_length=40, verbose_name="unit"
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[("1", "Unit"), ("2", "Percentage"), ("5", "Qualitative")],
                        default="1",
                        max_length=1,
                        verbose_name="measure",
                    ),
                ),
                (
                    "result_type",
                    models.CharField(
                        choices=[("1", "Output"), ("2", "Outcome"), ("3", "Impact")],
                        default="1",
                        max_length=1,
                        verbose_name="type of result",
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="baseline"
                    ),
                ),
                (
                    "aggregation",
                    models.CharField(
                        choices=[
                            ("sum", "They add up"),
                            ("max", "The highest counts"),
                            ("latest", "The latest counts"),
                        ],
                        default="sum",
                        max_length=10,
                        verbose_name="several periods",
                    ),
                ),
                ("ascending", models.BooleanField(default=True, verbose_name="more is better")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="initiatives.location",
                        verbose_name="place",
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="initiatives.sector",
                        verbose_name="sector",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ["order", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("initiative", "title_key"),
                        name="indicator_title_given_once",
                        violation_error_message="This initiative has an indicator of this title already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("title"), 200
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("group"), 200
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("unit"), 40
                            ),
                        ),
                        name="indicator_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTerm",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("phase", models.CharField(blank=True, max_length=100, verbose_name="phase")),
                (
                    "text",
                    models.CharField(
                        help_text="What is to be done, in the words of the source.",
                        max_length=1000,
                        verbose_name="text",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cessation", "Cessation of hostilities"),
                            ("withdrawal", "Withdrawal"),
                            ("detainees", "Hostages and detainees"),
                            ("humanitarian_access", "Humanitarian access"),
                            ("crossings", "Crossings"),
                            ("monitoring", "Monitoring"),
                            ("governance", "Governance and security"),
                            ("reconstruction", "Reconstruction"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "obligor_named_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source calls them, when that differs.",
                        max_length=200,
                        verbose_name="named as",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
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
                    "obligor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.organisation",
                        verbose_name="who must do it",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="An indicator of the same initiative, where a figure tells whether it is kept.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.indicator",
                        verbose_name="measured by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical term",
                "verbose_name_plural": "historical terms",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "title",
                    models.CharField(help_text="Such as: Ceasefire timing.", max_length=200, verbose_name="title"),
                ),
                (
                    "title_key",
                    initiatives.models.base.KeyField(default="", editable=False, max_length=1000, of=("title",)),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True, help_text="The heading of its table.", max_length=200, verbose_name="group"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="initiatives.initiative",
                    ),
                ),
            ],
            options={
                "verbose_name": "issue",
                "verbose_name_plural": "issues",
                "ordering": ["order", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("initiative", "title_key"),
                        name="issue_title_given_once",
                        violation_error_message="This initiative has an issue of this title already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("title"), 200
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("group"), 200
                            ),
                        ),
                        name="issue_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("round", "Round of talks"),
                            ("deadline", "Deadline"),
                            ("vote", "Vote"),
                            ("review", "Review"),
                            ("report", "Report due"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text="Such as: Fifth round in Cairo.", max_length=300, verbose_name="title"
                    ),
                ),
                (
                    "planned_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty only when it was postponed with no new day.",
                        null=True,
                        verbose_name="planned on",
                    ),
                ),
                (
                    "course",
                    models.CharField(
                        choices=[
                            ("announced", "Announced"),
                            ("postponed", "Postponed"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="announced",
                        max_length=10,
                        verbose_name="what became of it",
                    ),
                ),
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
                        to="initiatives.milestone",
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
                        to="initiatives.milestone",
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
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["initiative", "-as_of", "-id"], name="milestone_timeline"),
                    models.Index(fields=["state", "planned_on", "id"], name="milestones_to_come"),
                ],
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
                        name="milestone_public_is_dated_and_numbered",
                        violation_error_message="A public claim has a number and a date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                            ("source__isnull", False),
                            _connector="OR",
                        ),
                        name="milestone_public_is_sourced",
                        violation_error_message="A public claim needs a source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retracted"), _negated=True),
                            models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="milestone_retracted_says_why",
                        violation_error_message="A retracted claim says when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "replaced"), _negated=True),
                            ("replaced_at__isnull", False),
                            _connector="OR",
                        ),
                        name="milestone_replaced_says_when",
                        violation_error_message="A replaced claim says when.",
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
                        name="milestone_replacement_says_why",
                        violation_error_message="A replacement names what it replaces, and why.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce(
                            models.F("root"),
                            django.db.models.functions.comparison.Cast(models.F("id"), models.BigIntegerField()),
                        ),
                        condition=models.Q(("state", "published")),
                        name="milestone_one_published_in_chain",
                    ),
                    models.UniqueConstraint(
                        models.F("initiative"),
                        models.F("number"),
                        condition=models.Q(("root__isnull", True)),
                        name="milestone_number_given_once",
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
                                django.db.models.functions.text.Length("scan_note"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("title"), 300
                            ),
                        ),
                        name="milestone_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("planned_on__isnull", False), ("course", "postponed"), _connector="OR"),
                        name="milestone_has_a_day",
                        violation_error_message="Give the day, unless it was postponed with no new one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalMilestone",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("round", "Round of talks"),
                            ("deadline", "Deadline"),
                            ("vote", "Vote"),
                            ("review", "Review"),
                            ("report", "Report due"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text="Such as: Fifth round in Cairo.", max_length=300, verbose_name="title"
                    ),
                ),
                (
                    "planned_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty only when it was postponed with no new day.",
                        null=True,
                        verbose_name="planned on",
                    ),
                ),
                (
                    "course",
                    models.CharField(
                        choices=[
                            ("announced", "Announced"),
                            ("postponed", "Postponed"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="announced",
                        max_length=10,
                        verbose_name="what became of it",
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
                        to="initiatives.milestone",
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
                        to="initiatives.milestone",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical milestone",
                "verbose_name_plural": "historical milestones",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Observation",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="figure"),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True,
                        help_text="Only for an indicator that is told in words.",
                        max_length=500,
                        verbose_name="in words",
                    ),
                ),
                ("period_start", models.DateField(verbose_name="from")),
                ("period_end", models.DateField(help_text="The last day that is counted.", verbose_name="to")),
                (
                    "days_as_published",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Only where the source says so.",
                        null=True,
                        verbose_name="days, as the source counts them",
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        choices=[("reported", "Reported"), ("verified", "Verified"), ("disputed", "Disputed")],
                        default="reported",
                        max_length=10,
                        verbose_name="confidence",
                    ),
                ),
                (
                    "inconsistency_note",
                    models.CharField(
                        blank=True,
                        help_text="Shown beside the figure.",
                        max_length=500,
                        verbose_name="what does not add up",
                    ),
                ),
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="initiatives.indicator",
                        verbose_name="indicator",
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
                        to="initiatives.observation",
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
                        to="initiatives.observation",
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
                "verbose_name": "observation",
                "verbose_name_plural": "observations",
                "abstract": False,
                "indexes": [models.Index(fields=["initiative", "-as_of", "-id"], name="observation_timeline")],
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
                        name="observation_public_is_dated_and_numbered",
                        violation_error_message="A public claim has a number and a date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                            ("source__isnull", False),
                            _connector="OR",
                        ),
                        name="observation_public_is_sourced",
                        violation_error_message="A public claim needs a source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retracted"), _negated=True),
                            models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="observation_retracted_says_why",
                        violation_error_message="A retracted claim says when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "replaced"), _negated=True),
                            ("replaced_at__isnull", False),
                            _connector="OR",
                        ),
                        name="observation_replaced_says_when",
                        violation_error_message="A replaced claim says when.",
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
                        name="observation_replacement_says_why",
                        violation_error_message="A replacement names what it replaces, and why.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce(
                            models.F("root"),
                            django.db.models.functions.comparison.Cast(models.F("id"), models.BigIntegerField()),
                        ),
                        condition=models.Q(("state", "published")),
                        name="observation_one_published_in_chain",
                    ),
                    models.UniqueConstraint(
                        models.F("initiative"),
                        models.F("number"),
                        condition=models.Q(("root__isnull", True)),
                        name="observation_number_given_once",
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
                                django.db.models.functions.text.Length("scan_note"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("inconsistency_note"), 500
                            ),
                        ),
                        name="observation_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), ("value__isnull", False)),
                            models.Q(("value__isnull", True), models.Q(("text", ""), _negated=True)),
                            ("state", "removed"),
                            _connector="OR",
                        ),
                        name="observation_figure_or_text",
                        violation_error_message="Give a figure, or a text: one of them.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_start__isnull", True),
                            ("period_end__isnull", True),
                            ("period_end__gte", models.F("period_start")),
                            _connector="OR",
                        ),
                        name="observation_period_end_not_before_start",
                        violation_error_message="The period ends before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_end__lte", models.F("as_of"))),
                        name="observation_period_is_over",
                        violation_error_message="The period ends after the day that the figure is true for.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("indicator", "period_start", "period_end", "said_by"),
                        name="observation_one_per_period_and_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalObservation",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="figure"),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True,
                        help_text="Only for an indicator that is told in words.",
                        max_length=500,
                        verbose_name="in words",
                    ),
                ),
                ("period_start", models.DateField(verbose_name="from")),
                ("period_end", models.DateField(help_text="The last day that is counted.", verbose_name="to")),
                (
                    "days_as_published",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Only where the source says so.",
                        null=True,
                        verbose_name="days, as the source counts them",
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        choices=[("reported", "Reported"), ("verified", "Verified"), ("disputed", "Disputed")],
                        default="reported",
                        max_length=10,
                        verbose_name="confidence",
                    ),
                ),
                (
                    "inconsistency_note",
                    models.CharField(
                        blank=True,
                        help_text="Shown beside the figure.",
                        max_length=500,
                        verbose_name="what does not add up",
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
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.indicator",
                        verbose_name="indicator",
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
                        to="initiatives.observation",
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
                        to="initiatives.observation",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical observation",
                "verbose_name_plural": "historical observations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Position",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "text",
                    models.CharField(
                        blank=True, help_text="In the words of the source.", max_length=1000, verbose_name="position"
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("supports", "Supports"),
                            ("conditional", "Supports on conditions"),
                            ("opposes", "Opposes"),
                        ],
                        help_text="Only where the source says so itself.",
                        max_length=12,
                        verbose_name="stance",
                    ),
                ),
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
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="initiatives.issue",
                        verbose_name="issue",
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
                        to="initiatives.position",
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
                        to="initiatives.position",
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
                "verbose_name": "position",
                "verbose_name_plural": "positions",
                "abstract": False,
                "indexes": [models.Index(fields=["initiative", "-as_of", "-id"], name="position_timeline")],
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
                        name="position_public_is_dated_and_numbered",
                        violation_error_message="A public claim has a number and a date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                            ("source__isnull", False),
                            _connector="OR",
                        ),
                        name="position_public_is_sourced",
                        violation_error_message="A public claim needs a source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retracted"), _negated=True),
                            models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="position_retracted_says_why",
                        violation_error_message="A retracted claim says when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "replaced"), _negated=True),
                            ("replaced_at__isnull", False),
                            _connector="OR",
                        ),
                        name="position_replaced_says_when",
                        violation_error_message="A replaced claim says when.",
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
                        name="position_replacement_says_why",
                        violation_error_message="A replacement names what it replaces, and why.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce(
                            models.F("root"),
                            django.db.models.functions.comparison.Cast(models.F("id"), models.BigIntegerField()),
                        ),
                        condition=models.Q(("state", "published")),
                        name="position_one_published_in_chain",
                    ),
                    models.UniqueConstraint(
                        models.F("initiative"),
                        models.F("number"),
                        condition=models.Q(("root__isnull", True)),
                        name="position_number_given_once",
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
                                django.db.models.functions.text.Length("scan_note"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 1000
                            ),
                        ),
                        name="position_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPosition",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "text",
                    models.CharField(
                        blank=True, help_text="In the words of the source.", max_length=1000, verbose_name="position"
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("supports", "Supports"),
                            ("conditional", "Supports on conditions"),
                            ("opposes", "Opposes"),
                        ],
                        help_text="Only where the source says so itself.",
                        max_length=12,
                        verbose_name="stance",
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
                    "issue",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.issue",
                        verbose_name="issue",
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
                        to="initiatives.position",
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
                        to="initiatives.position",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical position",
                "verbose_name_plural": "historical positions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ShownPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("spent_over_received", "More was spent than was received."),
                            ("spent_while_planned", "Money was spent while the initiative was still planned."),
                            ("end_passed", "The planned end has passed, and it is still active."),
                            ("no_monitor", "Nobody is named as monitor of this reconstruction."),
                            (
                                "no_audit",
                                "Money was spent, and no audit or inspection is known from the last 12 months.",
                            ),
                            ("old_high_finding", "A finding of high severity has been open for more than 90 days."),
                            ("pledge_outstanding", "More than half of a pledge is outstanding after 180 days."),
                            ("budget_grew", "The revised budget is more than 20 % over the original."),
                            (
                                "behind_spending",
                                "Physical progress is more than 20 points behind the share of the required money that was spent.",
                            ),
                        ],
                        max_length=30,
                        verbose_name="point",
                    ),
                ),
                (
                    "response",
                    models.TextField(
                        blank=True, help_text="The organisation's own words.", max_length=2000, verbose_name="response"
                    ),
                ),
                ("responded_on", models.DateField(blank=True, null=True, verbose_name="responded on")),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shown_points",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "responded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="initiatives.organisation",
                        verbose_name="whose response",
                    ),
                ),
            ],
            options={
                "verbose_name": "point shown on the page",
                "verbose_name_plural": "points shown on the page",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("initiative", "code"), name="point_shown_once"),
                    models.CheckConstraint(
                        condition=models.Q(("response", ""), ("responded_by__isnull", False), _connector="OR"),
                        name="point_response_is_somebodys",
                        violation_error_message="Say whose response it is.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("response"), 2000
                            )
                        ),
                        name="shownpoint_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known_from", models.DateTimeField()),
                ("known_until", models.DateTimeField(null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("1", "Planned"),
                            ("2", "Active"),
                            ("3", "Completing"),
                            ("4", "Completed"),
                            ("5", "Cancelled"),
                            ("6", "Suspended"),
                        ],
                        max_length=1,
                        null=True,
                    ),
                ),
                ("status_since", models.DateField(null=True)),
                (
                    "rating",
                    models.CharField(
                        choices=[
                            ("on_track", "On track"),
                            ("constrained", "Constrained"),
                            ("no_progress", "No progress"),
                            ("met", "Met"),
                            ("no_rating", "No rating"),
                        ],
                        max_length=20,
                        null=True,
                    ),
                ),
                ("is_disputed", models.BooleanField(default=False)),
                ("updated_on", models.DateField(null=True)),
                ("confirmed_on", models.DateField(null=True)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="initiatives.statusupdate",
                    ),
                ),
            ],
            options={
                "ordering": ["initiative", "known_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("initiative", "known_from"), name="standing_known_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_until__isnull", True), ("known_until__gt", models.F("known_from")), _connector="OR"
                        ),
                        name="standing_known_for_a_while",
                        violation_error_message="A standing is known until after it became known.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="figure"),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True,
                        help_text="Only for an indicator that is told in words.",
                        max_length=500,
                        verbose_name="in words",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("per_day", "a day"),
                            ("per_week", "a week"),
                            ("per_month", "a month"),
                            ("total", "in all"),
                        ],
                        default="total",
                        max_length=10,
                        verbose_name="measured",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, help_text="The last day.", null=True, verbose_name="valid until"),
                ),
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="initiatives.indicator",
                        verbose_name="indicator",
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
                        to="initiatives.target",
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
                        to="initiatives.target",
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
                "verbose_name": "target",
                "verbose_name_plural": "targets",
                "abstract": False,
                "indexes": [models.Index(fields=["initiative", "-as_of", "-id"], name="target_timeline")],
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
                        name="target_public_is_dated_and_numbered",
                        violation_error_message="A public claim has a number and a date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                            ("source__isnull", False),
                            _connector="OR",
                        ),
                        name="target_public_is_sourced",
                        violation_error_message="A public claim needs a source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retracted"), _negated=True),
                            models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="target_retracted_says_why",
                        violation_error_message="A retracted claim says when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "replaced"), _negated=True),
                            ("replaced_at__isnull", False),
                            _connector="OR",
                        ),
                        name="target_replaced_says_when",
                        violation_error_message="A replaced claim says when.",
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
                        name="target_replacement_says_why",
                        violation_error_message="A replacement names what it replaces, and why.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce(
                            models.F("root"),
                            django.db.models.functions.comparison.Cast(models.F("id"), models.BigIntegerField()),
                        ),
                        condition=models.Q(("state", "published")),
                        name="target_one_published_in_chain",
                    ),
                    models.UniqueConstraint(
                        models.F("initiative"),
                        models.F("number"),
                        condition=models.Q(("root__isnull", True)),
                        name="target_number_given_once",
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
                                django.db.models.functions.text.Length("scan_note"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 500
                            ),
                        ),
                        name="target_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), ("value__isnull", False)),
                            models.Q(("value__isnull", True), models.Q(("text", ""), _negated=True)),
                            ("state", "removed"),
                            _connector="OR",
                        ),
                        name="target_figure_or_text",
                        violation_error_message="Give a figure, or a text: one of them.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="target_valid_until_not_before_from",
                        violation_error_message="It ends to be valid before it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTarget",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="figure"),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True,
                        help_text="Only for an indicator that is told in words.",
                        max_length=500,
                        verbose_name="in words",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("per_day", "a day"),
                            ("per_week", "a week"),
                            ("per_month", "a month"),
                            ("total", "in all"),
                        ],
                        default="total",
                        max_length=10,
                        verbose_name="measured",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, help_text="The last day.", null=True, verbose_name="valid until"),
                ),
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
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.indicator",
                        verbose_name="indicator",
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
                        to="initiatives.target",
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
                        to="initiatives.target",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical target",
                "verbose_name_plural": "historical targets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("phase", models.CharField(blank=True, max_length=100, verbose_name="phase")),
                (
                    "text",
                    models.CharField(
                        help_text="What is to be done, in the words of the source.",
                        max_length=1000,
                        verbose_name="text",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cessation", "Cessation of hostilities"),
                            ("withdrawal", "Withdrawal"),
                            ("detainees", "Hostages and detainees"),
                            ("humanitarian_access", "Humanitarian access"),
                            ("crossings", "Crossings"),
                            ("monitoring", "Monitoring"),
                            ("governance", "Governance and security"),
                            ("reconstruction", "Reconstruction"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "obligor_named_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source calls them, when that differs.",
                        max_length=200,
                        verbose_name="named as",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        help_text="An indicator of the same initiative, where a figure tells whether it is kept.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="initiatives.indicator",
                        verbose_name="measured by",
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
                    "obligor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="initiatives.organisation",
                        verbose_name="who must do it",
                    ),
                ),
            ],
            options={
                "verbose_name": "term",
                "verbose_name_plural": "terms",
                "ordering": ["number", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("initiative", "number"),
                        name="term_number_given_once",
                        violation_error_message="This initiative has a term of this number already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 1000
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("phase"), 100
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("obligor_named_as"), 200
                            ),
                        ),
                        name="term_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAdherence",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                (
                    "agreement",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("agreed", "Agreed"),
                            ("in_force", "In force"),
                            ("lapsed", "Lapsed"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=10,
                        verbose_name="agreement",
                    ),
                ),
                (
                    "score",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(0, "Not initiated"), (1, "Minimal"), (2, "Intermediate"), (3, "Full")],
                        help_text="Only for a term in force; empty while it is not due yet.",
                        null=True,
                        verbose_name="how far it is kept",
                    ),
                ),
                (
                    "breach",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "No breach"),
                            ("alleged", "Breach alleged"),
                            ("denied", "Breach denied"),
                            ("confirmed", "Breach confirmed"),
                            ("not_established", "Breach not established"),
                        ],
                        help_text="Only where the source says so.",
                        max_length=20,
                        verbose_name="breach",
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
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.adherence",
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
                    "root",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.adherence",
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
                    "term",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.term",
                        verbose_name="term",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical adherence",
                "verbose_name_plural": "historical adherence",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="adherence",
            name="term",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adherences",
                to="initiatives.term",
                verbose_name="term",
            ),
        ),
        migrations.CreateModel(
            name="Transaction",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount")),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{3}\\Z", "Three capital letters of ISO 4217, such as USD."
                            )
                        ],
                        verbose_name="currency",
                    ),
                ),
                (
                    "amount_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Empty where no rate is known; it then stays out of totals.",
                        max_digits=15,
                        null=True,
                        verbose_name="amount in US dollars",
                    ),
                ),
                ("rate_on", models.DateField(blank=True, null=True, verbose_name="at the rate of")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("13", "Pledge"),
                            ("11", "Commitment"),
                            ("1", "Received"),
                            ("3", "Disbursement"),
                            ("4", "Expenditure"),
                        ],
                        max_length=2,
                        verbose_name="type",
                    ),
                ),
                (
                    "negative_reason",
                    models.CharField(
                        blank=True,
                        choices=[("refund", "Refund"), ("decommitment", "De-commitment")],
                        max_length=15,
                        verbose_name="why it is below zero",
                    ),
                ),
                (
                    "provider_named_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source calls them, when that differs.",
                        max_length=200,
                        verbose_name="from, named as",
                    ),
                ),
                (
                    "receiver_named_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source calls them, when that differs.",
                        max_length=200,
                        verbose_name="to, named as",
                    ),
                ),
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
                    "converts",
                    models.ForeignKey(
                        blank=True,
                        help_text="The pledge, under its first version.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="converted_by",
                        to="initiatives.transaction",
                        verbose_name="turns this pledge into a commitment",
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
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions_given",
                        to="initiatives.organisation",
                        verbose_name="from",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions_received",
                        to="initiatives.organisation",
                        verbose_name="to",
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
                        to="initiatives.transaction",
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
                        to="initiatives.transaction",
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
                "verbose_name": "transaction",
                "verbose_name_plural": "transactions",
                "abstract": False,
                "indexes": [models.Index(fields=["initiative", "-as_of", "-id"], name="transaction_timeline")],
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
                        name="transaction_public_is_dated_and_numbered",
                        violation_error_message="A public claim has a number and a date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                            ("source__isnull", False),
                            _connector="OR",
                        ),
                        name="transaction_public_is_sourced",
                        violation_error_message="A public claim needs a source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retracted"), _negated=True),
                            models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="transaction_retracted_says_why",
                        violation_error_message="A retracted claim says when and why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "replaced"), _negated=True),
                            ("replaced_at__isnull", False),
                            _connector="OR",
                        ),
                        name="transaction_replaced_says_when",
                        violation_error_message="A replaced claim says when.",
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
                        name="transaction_replacement_says_why",
                        violation_error_message="A replacement names what it replaces, and why.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce(
                            models.F("root"),
                            django.db.models.functions.comparison.Cast(models.F("id"), models.BigIntegerField()),
                        ),
                        condition=models.Q(("state", "published")),
                        name="transaction_one_published_in_chain",
                    ),
                    models.UniqueConstraint(
                        models.F("initiative"),
                        models.F("number"),
                        condition=models.Q(("root__isnull", True)),
                        name="transaction_number_given_once",
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
                                django.db.models.functions.text.Length("scan_note"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("provider_named_as"), 200
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("receiver_named_as"), 200
                            ),
                        ),
                        name="transaction_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount", 0), _negated=True), ("state", "removed"), _connector="OR"
                        ),
                        name="transaction_amount_not_zero",
                        violation_error_message="The amount is not zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.Exact(django.db.models.functions.text.Length("currency"), 3)
                        ),
                        name="transaction_currency_has_three_letters",
                        violation_error_message="A currency has three letters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_usd__isnull", True),
                            ("currency", "USD"),
                            ("rate_on__isnull", False),
                            _connector="OR",
                        ),
                        name="transaction_dollars_have_a_rate",
                        violation_error_message="Say of which day the rate is.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", 0), models.Q(("negative_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="transaction_below_zero_says_why",
                        violation_error_message="Say why the amount is below zero: a refund, or a de-commitment.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTransaction",
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
                (
                    "scan_note",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=500,
                        verbose_name="why it went out with what was found in it",
                    ),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("first_published_at", models.DateTimeField(editable=False, null=True)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount")),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{3}\\Z", "Three capital letters of ISO 4217, such as USD."
                            )
                        ],
                        verbose_name="currency",
                    ),
                ),
                (
                    "amount_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Empty where no rate is known; it then stays out of totals.",
                        max_digits=15,
                        null=True,
                        verbose_name="amount in US dollars",
                    ),
                ),
                ("rate_on", models.DateField(blank=True, null=True, verbose_name="at the rate of")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("13", "Pledge"),
                            ("11", "Commitment"),
                            ("1", "Received"),
                            ("3", "Disbursement"),
                            ("4", "Expenditure"),
                        ],
                        max_length=2,
                        verbose_name="type",
                    ),
                ),
                (
                    "negative_reason",
                    models.CharField(
                        blank=True,
                        choices=[("refund", "Refund"), ("decommitment", "De-commitment")],
                        max_length=15,
                        verbose_name="why it is below zero",
                    ),
                ),
                (
                    "provider_named_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source calls them, when that differs.",
                        max_length=200,
                        verbose_name="from, named as",
                    ),
                ),
                (
                    "receiver_named_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source calls them, when that differs.",
                        max_length=200,
                        verbose_name="to, named as",
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
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.organisation",
                        verbose_name="from",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.organisation",
                        verbose_name="to",
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
                    "converts",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The pledge, under its first version.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.transaction",
                        verbose_name="turns this pledge into a commitment",
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
                        to="initiatives.transaction",
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
                        to="initiatives.transaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical transaction",
                "verbose_name_plural": "historical transactions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddIndex(
            model_name="adherence",
            index=models.Index(fields=["initiative", "-as_of", "-id"], name="adherence_timeline"),
        ),
        migrations.AddConstraint(
            model_name="adherence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                    models.Q(
                        ("first_published_at__isnull", False),
                        ("number__isnull", False),
                        ("published_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="adherence_public_is_dated_and_numbered",
                violation_error_message="A public claim has a number and a date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="adherence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                    ("source__isnull", False),
                    _connector="OR",
                ),
                name="adherence_public_is_sourced",
                violation_error_message="A public claim needs a source.",
            ),
        ),
        migrations.AddConstraint(
            model_name="adherence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "retracted"), _negated=True),
                    models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="adherence_retracted_says_why",
                violation_error_message="A retracted claim says when and why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="adherence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "replaced"), _negated=True), ("replaced_at__isnull", False), _connector="OR"
                ),
                name="adherence_replaced_says_when",
                violation_error_message="A replaced claim says when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="adherence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replace_kind", ""), ("replaces__isnull", True), ("root__isnull", True)),
                    models.Q(
                        ("replaces__isnull", False),
                        ("root__isnull", False),
                        models.Q(("replace_kind", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="adherence_replacement_says_why",
                violation_error_message="A replacement names what it replaces, and why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="adherence",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Coalesce(
                    models.F("root"),
                    django.db.models.functions.comparison.Cast(models.F("id"), models.BigIntegerField()),
                ),
                condition=models.Q(("state", "published")),
                name="adherence_one_published_in_chain",
            ),
        ),
        migrations.AddConstraint(
            model_name="adherence",
            constraint=models.UniqueConstraint(
                models.F("initiative"),
                models.F("number"),
                condition=models.Q(("root__isnull", True)),
                name="adherence_number_given_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="adherence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("named_as"), 200),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("source_note"), 500
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("internal_note"), 2000
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("return_reason"), 1000
                    ),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("scan_note"), 500),
                ),
                name="adherence_texts_not_too_long",
                violation_error_message="One of the texts is too long.",
            ),
        ),
        migrations.AddConstraint(
            model_name="adherence",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__isnull", True), ("agreement", "in_force"), _connector="OR"),
                name="adherence_score_only_in_force",
                violation_error_message="Only a term in force has a score.",
            ),
        ),
        migrations.AddConstraint(
            model_name="adherence",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__isnull", True), ("score__in", [0, 1, 2, 3]), _connector="OR"),
                name="adherence_score_on_the_scale",
                violation_error_message="A score is one of 0 to 3.",
            ),
        ),
    ]
