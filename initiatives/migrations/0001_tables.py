from decimal import Decimal

import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import initiatives.models.base
import initiatives.models.organisations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                ("last_desk_visit_at", models.DateTimeField(editable=False, null=True)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Crisis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.CharField(
                        max_length=3,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{3}\\Z", "Three capital letters, such as GZA."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "country",
                    models.CharField(
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}\\Z", "Two capital letters of ISO 3166-1, such as PS."
                            )
                        ],
                        verbose_name="country",
                    ),
                ),
                ("glide", models.CharField(blank=True, max_length=30, verbose_name="GLIDE number")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="started on")),
                (
                    "is_sample",
                    models.BooleanField(
                        default=False,
                        help_text="Every page and file that carries it says so.",
                        verbose_name="is sample data",
                    ),
                ),
            ],
            options={
                "verbose_name": "crisis",
                "verbose_name_plural": "crises",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("code"), 3),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("slug"), 80
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("name"), 200
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("glide"), 30
                            ),
                        ),
                        name="crisis_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCrisis",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "code",
                    models.CharField(
                        db_index=True,
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{3}\\Z", "Three capital letters, such as GZA."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("slug", models.SlugField(max_length=80, verbose_name="address")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "country",
                    models.CharField(
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}\\Z", "Two capital letters of ISO 3166-1, such as PS."
                            )
                        ],
                        verbose_name="country",
                    ),
                ),
                ("glide", models.CharField(blank=True, max_length=30, verbose_name="GLIDE number")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="started on")),
                (
                    "is_sample",
                    models.BooleanField(
                        default=False,
                        help_text="Every page and file that carries it says so.",
                        verbose_name="is sample data",
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
                "verbose_name": "historical crisis",
                "verbose_name_plural": "historical crises",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSource",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "publisher",
                    models.CharField(
                        help_text="Who published it, such as OCHA.", max_length=200, verbose_name="publisher"
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "url",
                    models.URLField(
                        db_index=True,
                        max_length=500,
                        validators=[initiatives.models.organisations.WebAddress()],
                        verbose_name="web address",
                    ),
                ),
                (
                    "archived_url",
                    models.URLField(
                        blank=True,
                        max_length=500,
                        validators=[initiatives.models.organisations.WebAddress()],
                        verbose_name="archived copy",
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "language",
                    models.CharField(
                        default="en",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z]{2,3}\\Z", "A language code of two or three small letters, such as en."
                            )
                        ],
                        verbose_name="language",
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
                "verbose_name": "historical source",
                "verbose_name_plural": "historical sources",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Initiative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "reference",
                    models.CharField(
                        editable=False,
                        max_length=14,
                        null=True,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("\\A[A-Z]{3}-[A-Z]{3}-[0-9]{3,}\\Z")],
                        verbose_name="reference",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="For files and imports.", max_length=80, unique=True, verbose_name="short name"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "title_key",
                    initiatives.models.base.KeyField(default="", editable=False, max_length=1000, of=("title",)),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("corridor", "Humanitarian corridor"),
                            ("ceasefire", "Ceasefire talks"),
                            ("reconstruction", "Reconstruction oversight"),
                            ("other", "Other initiative"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True, help_text="What it is, in plain words.", max_length=2000, verbose_name="summary"
                    ),
                ),
                (
                    "anticipated_results",
                    models.TextField(
                        blank=True,
                        help_text="What it is meant to achieve.",
                        max_length=2000,
                        verbose_name="anticipated results",
                    ),
                ),
                (
                    "search_key",
                    initiatives.models.base.KeyField(
                        default="",
                        editable=False,
                        max_length=5000,
                        of=("reference", "title", "summary", "anticipated_results"),
                    ),
                ),
                ("planned_start", models.DateField(blank=True, null=True, verbose_name="planned start")),
                ("actual_start", models.DateField(blank=True, null=True, verbose_name="actual start")),
                ("planned_end", models.DateField(blank=True, null=True, verbose_name="planned end")),
                ("actual_end", models.DateField(blank=True, null=True, verbose_name="actual end")),
                (
                    "update_frequency_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "Every day"),
                            (7, "Every week"),
                            (14, "Every two weeks"),
                            (30, "Every month"),
                            (90, "Every three months"),
                            (180, "Every six months"),
                            (365, "Every year"),
                        ],
                        help_text="The page shows when news is late against this.",
                        null=True,
                        verbose_name="how often it is updated",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z]{2,3}\\Z", "A language code of two or three small letters, such as en."
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("public", "Public"),
                            ("retracted", "Retracted"),
                            ("removed", "Removed"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="visibility",
                    ),
                ),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
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
                    "current_status",
                    models.CharField(
                        choices=[
                            ("1", "Planned"),
                            ("2", "Active"),
                            ("3", "Completing"),
                            ("4", "Completed"),
                            ("5", "Cancelled"),
                            ("6", "Suspended"),
                        ],
                        editable=False,
                        max_length=1,
                        null=True,
                    ),
                ),
                ("current_status_since", models.DateField(editable=False, null=True)),
                (
                    "current_rating",
                    models.CharField(
                        choices=[
                            ("on_track", "On track"),
                            ("constrained", "Constrained"),
                            ("no_progress", "No progress"),
                            ("met", "Met"),
                            ("no_rating", "No rating"),
                        ],
                        editable=False,
                        max_length=20,
                        null=True,
                    ),
                ),
                ("last_update_as_of", models.DateField(editable=False, null=True)),
                ("last_confirmed_on", models.DateField(editable=False, null=True)),
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
                    "continued_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="initiatives_begun",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="initiatives",
                        to="initiatives.crisis",
                        verbose_name="crisis",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "verbose_name": "initiative",
                "verbose_name_plural": "initiatives",
                "ordering": ["title_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRelation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("part_of", "Part of"),
                            ("continues", "Continues"),
                            ("depends_on", "Depends on"),
                            ("related", "Related to"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
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
                    "from_initiative",
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
                    "to_initiative",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.initiative",
                        verbose_name="initiative",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical relation",
                "verbose_name_plural": "historical relations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDocument",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "url",
                    models.URLField(
                        max_length=500,
                        validators=[initiatives.models.organisations.WebAddress()],
                        verbose_name="web address",
                    ),
                ),
                (
                    "archived_url",
                    models.URLField(
                        blank=True,
                        max_length=500,
                        validators=[initiatives.models.organisations.WebAddress()],
                        verbose_name="archived copy",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("A01", "Pre- and post-project impact appraisal"),
                            ("A02", "Objectives, purpose of activity"),
                            ("A03", "Intended ultimate beneficiaries"),
                            ("A04", "Conditions"),
                            ("A05", "Budget"),
                            ("A06", "Summary information about contract"),
                            ("A07", "Review of project performance and evaluation"),
                            ("A08", "Results, outcomes and outputs"),
                            ("A09", "Memorandum of understanding"),
                            ("A10", "Tender"),
                            ("A11", "Contract"),
                            ("A12", "Activity web page"),
                        ],
                        max_length=3,
                        verbose_name="category",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z]{2,3}\\Z", "A language code of two or three small letters, such as en."
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                ("publisher", models.CharField(blank=True, max_length=200, verbose_name="publisher")),
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
                "verbose_name": "historical document",
                "verbose_name_plural": "historical documents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "name_key",
                    initiatives.models.base.KeyField(
                        default="", editable=False, max_length=1000, of=("name", "other_names")
                    ),
                ),
                ("other_names", models.CharField(blank=True, max_length=400, verbose_name="other names")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                (
                    "level",
                    models.CharField(
                        choices=[("country", "Country"), ("adm1", "Region"), ("adm2", "District"), ("site", "Site")],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("area", "Area"), ("crossing", "Crossing"), ("port", "Port"), ("hub", "Hub")],
                        default="area",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("iso3166_2", models.CharField(blank=True, max_length=6, verbose_name="ISO 3166-2 code")),
                ("pcode", models.CharField(blank=True, max_length=20, verbose_name="P-code")),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-90")),
                            django.core.validators.MaxValueValidator(Decimal("90")),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-180")),
                            django.core.validators.MaxValueValidator(Decimal("180")),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Shown to the public only as the area it lies in, on every page and for every date.",
                        verbose_name="is sensitive",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="initiatives.location",
                        verbose_name="within",
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ["name_key", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="location_has_both_coordinates_or_none",
                        violation_error_message="Give both coordinates, or neither.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("latitude__isnull", True),
                            models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="location_coordinates_on_earth",
                        violation_error_message="Latitude runs from -90 to 90, longitude from -180 to 180.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("name"), 200
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("other_names"), 400
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("slug"), 80
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("pcode"), 20
                            ),
                        ),
                        name="location_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InitiativeLocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("activity", "Where the work is done"),
                            ("beneficiaries", "Where the people reached are"),
                            ("origin", "Origin"),
                            ("crossing", "Crossing"),
                            ("destination", "Destination"),
                        ],
                        default="activity",
                        max_length=15,
                        verbose_name="role",
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="initiatives.initiative"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="initiative_places",
                        to="initiatives.location",
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("initiative", "location", "role"), name="place_given_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="initiative",
            name="locations",
            field=models.ManyToManyField(
                related_name="initiatives", through="initiatives.InitiativeLocation", to="initiatives.location"
            ),
        ),
        migrations.CreateModel(
            name="HistoricalLocation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "name_key",
                    initiatives.models.base.KeyField(
                        default="", editable=False, max_length=1000, of=("name", "other_names")
                    ),
                ),
                ("other_names", models.CharField(blank=True, max_length=400, verbose_name="other names")),
                ("slug", models.SlugField(max_length=80, verbose_name="address")),
                (
                    "level",
                    models.CharField(
                        choices=[("country", "Country"), ("adm1", "Region"), ("adm2", "District"), ("site", "Site")],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("area", "Area"), ("crossing", "Crossing"), ("port", "Port"), ("hub", "Hub")],
                        default="area",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("iso3166_2", models.CharField(blank=True, max_length=6, verbose_name="ISO 3166-2 code")),
                ("pcode", models.CharField(blank=True, max_length=20, verbose_name="P-code")),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-90")),
                            django.core.validators.MaxValueValidator(Decimal("90")),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-180")),
                            django.core.validators.MaxValueValidator(Decimal("180")),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "is_sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Shown to the public only as the area it lies in, on every page and for every date.",
                        verbose_name="is sensitive",
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
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.location",
                        verbose_name="within",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical place",
                "verbose_name_plural": "historical places",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInitiativeLocation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("activity", "Where the work is done"),
                            ("beneficiaries", "Where the people reached are"),
                            ("origin", "Origin"),
                            ("crossing", "Crossing"),
                            ("destination", "Destination"),
                        ],
                        default="activity",
                        max_length=15,
                        verbose_name="role",
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
                    ),
                ),
            ],
            options={
                "verbose_name": "historical place",
                "verbose_name_plural": "historical places",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "name_key",
                    initiatives.models.base.KeyField(default="", editable=False, max_length=1000, of=("name",)),
                ),
                ("acronym", models.CharField(blank=True, max_length=40, verbose_name="acronym")),
                (
                    "search_key",
                    initiatives.models.base.KeyField(
                        default="", editable=False, max_length=1000, of=("name", "acronym")
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of its page's address.",
                        max_length=80,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("10", "Government"),
                            ("11", "Local Government"),
                            ("15", "Other Public Sector"),
                            ("21", "International NGO"),
                            ("22", "National NGO"),
                            ("23", "Regional NGO"),
                            ("24", "Partner Country based NGO"),
                            ("30", "Public Private Partnership"),
                            ("40", "Multilateral"),
                            ("60", "Foundation"),
                            ("70", "Private Sector"),
                            ("80", "Academic, Training and Research"),
                            ("90", "Other"),
                        ],
                        default="90",
                        max_length=2,
                        verbose_name="type",
                    ),
                ),
                (
                    "iati_identifier",
                    models.CharField(
                        blank=True,
                        help_text="Such as XM-DAC-41114, when it has one.",
                        max_length=80,
                        verbose_name="IATI identifier",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="ISO 3166-1, such as PS.",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}\\Z", "Two capital letters of ISO 3166-1, such as PS."
                            )
                        ],
                        verbose_name="country",
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True,
                        max_length=500,
                        validators=[initiatives.models.organisations.WebAddress()],
                        verbose_name="website",
                    ),
                ),
                (
                    "is_collective",
                    models.BooleanField(
                        default=False,
                        help_text="A group spoken of as one, such as “Host Nations”. It is not counted as an organisation.",
                        verbose_name="is a collective",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="initiatives.organisation",
                        verbose_name="merged into",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ["name_key", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("name_key", "country"), name="organisation_name_unique_in_country"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="organisation_not_merged_into_itself",
                        violation_error_message="An organisation cannot be merged into itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("name"), 200
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("acronym"), 40
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("slug"), 80
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("iati_identifier"), 80
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("website"), 500
                            ),
                        ),
                        name="organisation_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalParticipation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("1", "Funding"),
                            ("2", "Accountable"),
                            ("3", "Extending"),
                            ("4", "Implementing"),
                            ("mediator", "Mediator"),
                            ("guarantor", "Guarantor"),
                            ("monitor", "Monitor"),
                            ("party", "Party to the conflict"),
                        ],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("is_lead", models.BooleanField(default=False, verbose_name="leads")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "named_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source calls them, when that differs.",
                        max_length=200,
                        verbose_name="named as",
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
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical organisation taking part",
                "verbose_name_plural": "historical organisations taking part",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOrganisationName",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "name_key",
                    initiatives.models.base.KeyField(default="", editable=False, max_length=1000, of=("name",)),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z]{2,3}\\Z", "A language code of two or three small letters, such as en."
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="The last day it was called so.", null=True, verbose_name="until"
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
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical other name",
                "verbose_name_plural": "historical other names",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOrganisation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "name_key",
                    initiatives.models.base.KeyField(default="", editable=False, max_length=1000, of=("name",)),
                ),
                ("acronym", models.CharField(blank=True, max_length=40, verbose_name="acronym")),
                (
                    "search_key",
                    initiatives.models.base.KeyField(
                        default="", editable=False, max_length=1000, of=("name", "acronym")
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of its page's address.", max_length=80, verbose_name="address"
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("10", "Government"),
                            ("11", "Local Government"),
                            ("15", "Other Public Sector"),
                            ("21", "International NGO"),
                            ("22", "National NGO"),
                            ("23", "Regional NGO"),
                            ("24", "Partner Country based NGO"),
                            ("30", "Public Private Partnership"),
                            ("40", "Multilateral"),
                            ("60", "Foundation"),
                            ("70", "Private Sector"),
                            ("80", "Academic, Training and Research"),
                            ("90", "Other"),
                        ],
                        default="90",
                        max_length=2,
                        verbose_name="type",
                    ),
                ),
                (
                    "iati_identifier",
                    models.CharField(
                        blank=True,
                        help_text="Such as XM-DAC-41114, when it has one.",
                        max_length=80,
                        verbose_name="IATI identifier",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="ISO 3166-1, such as PS.",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}\\Z", "Two capital letters of ISO 3166-1, such as PS."
                            )
                        ],
                        verbose_name="country",
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True,
                        max_length=500,
                        validators=[initiatives.models.organisations.WebAddress()],
                        verbose_name="website",
                    ),
                ),
                (
                    "is_collective",
                    models.BooleanField(
                        default=False,
                        help_text="A group spoken of as one, such as “Host Nations”. It is not counted as an organisation.",
                        verbose_name="is a collective",
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
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.organisation",
                        verbose_name="merged into",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical organisation",
                "verbose_name_plural": "historical organisations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAssignment",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "may",
                    models.CharField(
                        choices=[("contribute", "Post updates"), ("edit", "Post updates and edit the draft")],
                        default="contribute",
                        max_length=10,
                        verbose_name="may",
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
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical assignment",
                "verbose_name_plural": "historical assignments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "may",
                    models.CharField(
                        choices=[("contribute", "Post updates"), ("edit", "Post updates and edit the draft")],
                        default="contribute",
                        max_length=10,
                        verbose_name="may",
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="initiatives.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("initiative", "organisation"), name="assignment_given_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                help_text="The organisation this person speaks for. Empty for the tracker's own staff.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="users",
                to="initiatives.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.CreateModel(
            name="OrganisationName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "name_key",
                    initiatives.models.base.KeyField(default="", editable=False, max_length=1000, of=("name",)),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z]{2,3}\\Z", "A language code of two or three small letters, such as en."
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="The last day it was called so.", null=True, verbose_name="until"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="initiatives.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "other name",
                "verbose_name_plural": "other names",
                "ordering": ["name_key", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "name"), name="organisation_name_given_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("name"), 200
                            )
                        ),
                        name="organisationname_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("1", "Funding"),
                            ("2", "Accountable"),
                            ("3", "Extending"),
                            ("4", "Implementing"),
                            ("mediator", "Mediator"),
                            ("guarantor", "Guarantor"),
                            ("monitor", "Monitor"),
                            ("party", "Party to the conflict"),
                        ],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("is_lead", models.BooleanField(default=False, verbose_name="leads")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
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
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="initiatives.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation taking part",
                "verbose_name_plural": "organisations taking part",
                "ordering": ["-is_lead", "order", "pk"],
                "indexes": [models.Index(fields=["initiative", "-is_lead", "order", "id"], name="names_in_one_cell")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("initiative", "organisation", "role"),
                        name="participation_given_once",
                        violation_error_message="This organisation already has this role here.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("named_as"), 200
                            )
                        ),
                        name="participation_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="initiative",
            name="organisations",
            field=models.ManyToManyField(
                related_name="initiatives", through="initiatives.Participation", to="initiatives.organisation"
            ),
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("part_of", "Part of"),
                            ("continues", "Continues"),
                            ("depends_on", "Depends on"),
                            ("related", "Related to"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                (
                    "from_initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "to_initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related_from",
                        to="initiatives.initiative",
                        verbose_name="initiative",
                    ),
                ),
            ],
            options={
                "verbose_name": "relation",
                "verbose_name_plural": "relations",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("from_initiative", "to_initiative", "kind"), name="relation_given_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_initiative", models.F("to_initiative")), _negated=True),
                        name="relation_not_to_itself",
                        violation_error_message="An initiative cannot be related to itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=7, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("iasc_id", models.PositiveIntegerField(blank=True, null=True, verbose_name="IASC number")),
                ("dac_code", models.CharField(blank=True, max_length=5, verbose_name="DAC purpose code")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="initiatives.sector",
                    ),
                ),
            ],
            options={
                "verbose_name": "sector",
                "verbose_name_plural": "sectors",
                "ordering": ["code"],
            },
        ),
        migrations.AddField(
            model_name="initiative",
            name="sectors",
            field=models.ManyToManyField(
                blank=True, related_name="initiatives", to="initiatives.sector", verbose_name="sectors"
            ),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "publisher",
                    models.CharField(
                        help_text="Who published it, such as OCHA.", max_length=200, verbose_name="publisher"
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "url",
                    models.URLField(
                        max_length=500,
                        unique=True,
                        validators=[initiatives.models.organisations.WebAddress()],
                        verbose_name="web address",
                    ),
                ),
                (
                    "archived_url",
                    models.URLField(
                        blank=True,
                        max_length=500,
                        validators=[initiatives.models.organisations.WebAddress()],
                        verbose_name="archived copy",
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "language",
                    models.CharField(
                        default="en",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z]{2,3}\\Z", "A language code of two or three small letters, such as en."
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["publisher", "title", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("publisher"), 200
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("title"), 300
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("url"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("archived_url"), 500
                            ),
                        ),
                        name="source_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusUpdate",
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
                        verbose_name="status",
                    ),
                ),
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
                        default="no_rating",
                        max_length=20,
                        verbose_name="rating",
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True,
                        help_text="One sentence that stands alone. It is public.",
                        max_length=300,
                        verbose_name="what happened",
                    ),
                ),
                (
                    "narrative",
                    models.TextField(
                        blank=True,
                        help_text="Plain text; an empty line makes a paragraph. Needed when a move is out of the ordinary.",
                        max_length=5000,
                        verbose_name="more detail",
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
                ("is_confirmation", models.BooleanField(default=False, editable=False)),
                (
                    "search_key",
                    initiatives.models.base.KeyField(
                        default="", editable=False, max_length=6000, of=("headline", "narrative")
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
                        to="initiatives.statusupdate",
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
                        to="initiatives.statusupdate",
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
                "verbose_name": "status update",
                "verbose_name_plural": "status updates",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["initiative", "-as_of", "-id"], name="statusupdate_timeline"),
                    models.Index(fields=["-as_of", "-id"], name="updates_newest_first"),
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
                        name="statusupdate_public_is_dated_and_numbered",
                        violation_error_message="A public claim has a number and a date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("published", "replaced", "retracted")), _negated=True),
                            ("source__isnull", False),
                            models.Q(("is_confirmation", True), ("said_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="statusupdate_public_is_sourced",
                        violation_error_message="A public claim needs a source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retracted"), _negated=True),
                            models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="statusupdate_retracted_says_why",
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
                        name="statusupdate_replacement_says_why",
                        violation_error_message="A replacement names what it replaces, and why.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce(
                            models.F("root"),
                            django.db.models.functions.comparison.Cast(models.F("id"), models.BigIntegerField()),
                        ),
                        condition=models.Q(("state", "published")),
                        name="statusupdate_one_published_in_chain",
                    ),
                    models.UniqueConstraint(
                        models.F("initiative"),
                        models.F("number"),
                        condition=models.Q(("root__isnull", True)),
                        name="statusupdate_number_given_once",
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
                                django.db.models.functions.text.Length("headline"), 300
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("narrative"), 5000
                            ),
                        ),
                        name="statusupdate_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["1", "2", "3", "4", "5", "6"])),
                        name="statusupdate_status_on_the_list",
                        violation_error_message="A status is one of 1 to 6.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_confirmation", False), models.Q(("headline", ""), ("narrative", "")), _connector="OR"
                        ),
                        name="statusupdate_confirmation_has_no_headline",
                        violation_error_message="A confirmation has no text of its own.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="initiative",
            name="current_update",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="initiatives.statusupdate",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalStatusUpdate",
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
                        verbose_name="status",
                    ),
                ),
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
                        default="no_rating",
                        max_length=20,
                        verbose_name="rating",
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True,
                        help_text="One sentence that stands alone. It is public.",
                        max_length=300,
                        verbose_name="what happened",
                    ),
                ),
                (
                    "narrative",
                    models.TextField(
                        blank=True,
                        help_text="Plain text; an empty line makes a paragraph. Needed when a move is out of the ordinary.",
                        max_length=5000,
                        verbose_name="more detail",
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
                ("is_confirmation", models.BooleanField(default=False, editable=False)),
                (
                    "search_key",
                    initiatives.models.base.KeyField(
                        default="", editable=False, max_length=6000, of=("headline", "narrative")
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
                        to="initiatives.statusupdate",
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
                        to="initiatives.statusupdate",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical status update",
                "verbose_name_plural": "historical status updates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInitiative",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "reference",
                    models.CharField(
                        db_index=True,
                        editable=False,
                        max_length=14,
                        null=True,
                        validators=[django.core.validators.RegexValidator("\\A[A-Z]{3}-[A-Z]{3}-[0-9]{3,}\\Z")],
                        verbose_name="reference",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(help_text="For files and imports.", max_length=80, verbose_name="short name"),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "title_key",
                    initiatives.models.base.KeyField(default="", editable=False, max_length=1000, of=("title",)),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("corridor", "Humanitarian corridor"),
                            ("ceasefire", "Ceasefire talks"),
                            ("reconstruction", "Reconstruction oversight"),
                            ("other", "Other initiative"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True, help_text="What it is, in plain words.", max_length=2000, verbose_name="summary"
                    ),
                ),
                (
                    "anticipated_results",
                    models.TextField(
                        blank=True,
                        help_text="What it is meant to achieve.",
                        max_length=2000,
                        verbose_name="anticipated results",
                    ),
                ),
                (
                    "search_key",
                    initiatives.models.base.KeyField(
                        default="",
                        editable=False,
                        max_length=5000,
                        of=("reference", "title", "summary", "anticipated_results"),
                    ),
                ),
                ("planned_start", models.DateField(blank=True, null=True, verbose_name="planned start")),
                ("actual_start", models.DateField(blank=True, null=True, verbose_name="actual start")),
                ("planned_end", models.DateField(blank=True, null=True, verbose_name="planned end")),
                ("actual_end", models.DateField(blank=True, null=True, verbose_name="actual end")),
                (
                    "update_frequency_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "Every day"),
                            (7, "Every week"),
                            (14, "Every two weeks"),
                            (30, "Every month"),
                            (90, "Every three months"),
                            (180, "Every six months"),
                            (365, "Every year"),
                        ],
                        help_text="The page shows when news is late against this.",
                        null=True,
                        verbose_name="how often it is updated",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z]{2,3}\\Z", "A language code of two or three small letters, such as en."
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("public", "Public"),
                            ("retracted", "Retracted"),
                            ("removed", "Removed"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="visibility",
                    ),
                ),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
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
                    "current_status",
                    models.CharField(
                        choices=[
                            ("1", "Planned"),
                            ("2", "Active"),
                            ("3", "Completing"),
                            ("4", "Completed"),
                            ("5", "Cancelled"),
                            ("6", "Suspended"),
                        ],
                        editable=False,
                        max_length=1,
                        null=True,
                    ),
                ),
                ("current_status_since", models.DateField(editable=False, null=True)),
                (
                    "current_rating",
                    models.CharField(
                        choices=[
                            ("on_track", "On track"),
                            ("constrained", "Constrained"),
                            ("no_progress", "No progress"),
                            ("met", "Met"),
                            ("no_rating", "No rating"),
                        ],
                        editable=False,
                        max_length=20,
                        null=True,
                    ),
                ),
                ("last_update_as_of", models.DateField(editable=False, null=True)),
                ("last_confirmed_on", models.DateField(editable=False, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                    "created_by",
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
                    "crisis",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.crisis",
                        verbose_name="crisis",
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
                    "opened_by",
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
                    "continued_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "current_update",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.statusupdate",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical initiative",
                "verbose_name_plural": "historical initiatives",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "url",
                    models.URLField(
                        max_length=500,
                        validators=[initiatives.models.organisations.WebAddress()],
                        verbose_name="web address",
                    ),
                ),
                (
                    "archived_url",
                    models.URLField(
                        blank=True,
                        max_length=500,
                        validators=[initiatives.models.organisations.WebAddress()],
                        verbose_name="archived copy",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("A01", "Pre- and post-project impact appraisal"),
                            ("A02", "Objectives, purpose of activity"),
                            ("A03", "Intended ultimate beneficiaries"),
                            ("A04", "Conditions"),
                            ("A05", "Budget"),
                            ("A06", "Summary information about contract"),
                            ("A07", "Review of project performance and evaluation"),
                            ("A08", "Results, outcomes and outputs"),
                            ("A09", "Memorandum of understanding"),
                            ("A10", "Tender"),
                            ("A11", "Contract"),
                            ("A12", "Activity web page"),
                        ],
                        max_length=3,
                        verbose_name="category",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z]{2,3}\\Z", "A language code of two or three small letters, such as en."
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                ("publisher", models.CharField(blank=True, max_length=200, verbose_name="publisher")),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="initiatives.initiative",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ["-published_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("initiative", "url"), name="document_linked_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("title"), 300
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("url"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("archived_url"), 500
                            ),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("publisher"), 200
                            ),
                        ),
                        name="document_texts_not_too_long",
                        violation_error_message="One of the texts is too long.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(fields=["visibility", "-last_update_as_of", "-id"], name="list_by_update"),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(
                fields=["visibility", "current_status", "-last_update_as_of", "-id"], name="list_by_status"
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(fields=["visibility", "kind", "-last_update_as_of", "-id"], name="list_by_kind"),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(fields=["visibility", "title_key", "id"], name="list_by_title"),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("visibility__in", ["draft", "removed"]),
                    models.Q(("opened_at__isnull", False), ("reference__isnull", False)),
                    _connector="OR",
                ),
                name="initiative_public_has_reference",
                violation_error_message="A public initiative has a reference.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("visibility", "retracted"), _negated=True),
                    models.Q(("retracted_at__isnull", False), models.Q(("retract_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="initiative_retracted_says_why",
                violation_error_message="A retracted initiative says when and why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_start__isnull", True),
                    ("planned_end__isnull", True),
                    ("planned_end__gte", models.F("planned_start")),
                    _connector="OR",
                ),
                name="initiative_planned_end_not_before_start",
                violation_error_message="The planned end is before the planned start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("actual_start__isnull", True),
                    ("actual_end__isnull", True),
                    ("actual_end__gte", models.F("actual_start")),
                    _connector="OR",
                ),
                name="initiative_actual_end_not_before_start",
                violation_error_message="The actual end is before the actual start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("current_status__isnull", True),
                    ("current_status__in", ["1", "2", "3", "4", "5", "6"]),
                    _connector="OR",
                ),
                name="initiative_status_on_the_list",
                violation_error_message="A status is one of 1 to 6.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("reference"), 14),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("slug"), 80),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("title"), 200),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("summary"), 2000),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("anticipated_results"), 2000
                    ),
                ),
                name="initiative_texts_not_too_long",
                violation_error_message="One of the texts is too long.",
            ),
        ),
    ]
