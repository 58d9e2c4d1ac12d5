#!/usr/bin/env python3
"""Runs the commands: `manage.py help` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    # The limit is for pages. Migrating, exporting and checking a large database may take longer.
    os.environ.setdefault("TRACKER_STATEMENT_TIMEOUT", "0")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("error: Django is not installed here; use .venv/bin/python, which `make run` prepares.")
    from tracker import environment, local

    if sys.argv[1:2] == ["init"]:
        # Before the settings: they refuse to load without a secret.
        local.write_missing_secret()
    environment.load_settings_or_exit()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
