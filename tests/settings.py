"""The settings of the tests: production's, in an environment of their own; no .env and no shell leaks in."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tracker import environment

scratch = Path(tempfile.mkdtemp(prefix="tracker-tests-"))
atexit.register(shutil.rmtree, scratch, ignore_errors=True)

database_url = os.environ.get("DATABASE_URL", "")
if not database_url.startswith("postgres"):
    database_url = f"sqlite:///{scratch}/tracker.sqlite3"

for name in environment.VARIABLES:
    os.environ.pop(name, None)
os.environ |= {
    "ENV_FILE": "",
    "SECRET_KEY": "tests-only-Qm3xW8vN5kT1zR7pL9cF2hJ6bD4gS0yUaEoViBw",
    "SITE_URL": "http://127.0.0.1:8000",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "DATABASE_URL": database_url,
    "DEBUG": "off",
    "ORGANISATION_IDENTIFIER": "XI-EXAMPLE-1",
    # A loaded machine may take longer than the five seconds of a page: tests do not time.
    "TRACKER_STATEMENT_TIMEOUT": "60",
}

from tracker.settings import *  # noqa: E402, F403
from tracker.settings import DATABASES, INSTALLED_APPS, STORAGES  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "tests.notes", "zeal"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = scratch / "static"
STATIC_ROOT.mkdir()
# A file, as in production: the one in memory knows no WAL and no waiting for a lock.
if database_url.startswith("sqlite"):
    DATABASES["default"]["TEST"] = {"NAME": str(scratch / "test.sqlite3")}
ZEAL_RAISE = True
# Tests ask more in a minute than anybody may; those of the limit set it.
TRACKER_API_RATE = 0
# The processes of a run would share the slots, and a test may leave a file unread; tests/races/test_slots.py has them.
TRACKER_EXPORTS_AT_ONCE = 0
