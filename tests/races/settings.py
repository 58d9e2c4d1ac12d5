"""The settings of a server that a test starts: production's, with static files that nobody has to collect first."""

import os

from tracker.environment import BASE_DIR
from tracker.settings import *  # noqa: F403
from tracker.settings import EXPORT_SECONDS, STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = BASE_DIR / "initiatives" / "static"
EXPORT_SECONDS = float(os.environ.get("EXPORT_SECONDS", EXPORT_SECONDS))
