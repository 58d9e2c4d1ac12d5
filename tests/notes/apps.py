"""A throw-away app, installed in tests only: it proves that Claim takes a second kind of claim unchanged."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "tests.notes"
    label = "notes"
    default_auto_field = "django.db.models.BigAutoField"
