from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0011_page_indexes"), ("notes", "0003_replaced_at")]

    operations = [
        migrations.AddIndex("note", models.Index(fields=["published_at"], name="note_published")),
        migrations.AddIndex(
            "note", models.Index(fields=["state"], condition=models.Q(state="submitted"), name="note_submitted")
        ),
        migrations.AddIndex(
            "note", models.Index(fields=["state"], condition=models.Q(second_check_pending=True), name="note_pending")
        ),
        migrations.AddIndex(
            "note",
            models.Index(fields=["replaced_at"], condition=models.Q(replaced_at__isnull=False), name="note_replaced"),
        ),
        migrations.AddIndex(
            "note",
            models.Index(
                fields=["retracted_at"], condition=models.Q(retracted_at__isnull=False), name="note_retracted"
            ),
        ),
    ]
