"""What was replaced before gets its moment, and every initiative the standings that it had."""

from django.db import migrations, models

from initiatives.caches import COLUMNS, TOLD, Told, play

PUBLIC_STATES = ("published", "replaced", "retracted")


def date_the_replaced(apps, schema_editor):
    StatusUpdate = apps.get_model("initiatives", "StatusUpdate")
    newer = StatusUpdate.objects.filter(replaces__state="replaced", published_at__isnull=False)
    for replaces, published_at in newer.values_list("replaces", "published_at").iterator():
        StatusUpdate.objects.filter(pk=replaces).update(replaced_at=published_at)


def play_the_past(apps, schema_editor):
    Initiative, StatusUpdate, StandingPeriod = (
        apps.get_model("initiatives", name) for name in ("Initiative", "StatusUpdate", "StandingPeriod")
    )
    order = (
        models.F("as_of").asc(),
        models.F("as_of_time").asc(nulls_first=True),
        models.F("first_published_at").asc(nulls_first=True),
        models.F("id").asc(),
    )
    for pk, frequency in Initiative.objects.values_list("pk", "update_frequency_days").iterator():
        claims = StatusUpdate.objects.filter(initiative=pk, state__in=PUBLIC_STATES).order_by(*order)
        came_and_went = claims.values_list(*TOLD, "published_at", "replaced_at", "retracted_at")
        played = play([(Told(*row[:6]), row[6:]) for row in came_and_went], frequency)
        is_disputed = bool(played) and played[-1].standing.current_is_disputed
        Initiative.objects.filter(pk=pk, current_is_disputed=not is_disputed).update(current_is_disputed=is_disputed)
        StandingPeriod.objects.bulk_create(
            StandingPeriod(
                initiative_id=pk,
                known_from=period.known_from,
                known_until=period.known_until,
                **{column: getattr(period.standing, name) for name, column in COLUMNS.items()},
            )
            for period in played
        )


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0007_evidence")]

    operations = [
        migrations.RunPython(date_the_replaced, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="statusupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "replaced"), _negated=True), ("replaced_at__isnull", False), _connector="OR"
                ),
                name="statusupdate_replaced_says_when",
                violation_error_message="A replaced claim says when.",
            ),
        ),
        migrations.RunPython(play_the_past, migrations.RunPython.noop),
    ]
