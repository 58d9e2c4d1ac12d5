"""Writes the .env file: a whole one for a trial on one's own machine, or only the missing secret."""

import os
import sys
from pathlib import Path

from dotenv import dotenv_values

from tracker.environment import BASE_DIR, env_file, new_secret, reason

TRIAL = """\
# Settings for trying the tracker on this machine. docs/operations.md says what each one means,
# and which values a public site needs. Real environment variables win over this file.
SECRET_KEY={secret}
SITE_URL=http://127.0.0.1:{port}
ALLOWED_HOSTS=127.0.0.1,localhost
DATABASE_URL=sqlite:///var/tracker.sqlite3
DEBUG=off
# Off, so that one person who tries it alone can publish. On a public site leave this out:
# then nobody publishes what they wrote themselves.
TRACKER_TWO_PERSON_RULE=off
"""


def write_private(path: Path, text: str, *, append: bool = False) -> None:
    flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if append else os.O_EXCL)
    with os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8") as file:
        file.write(text)


def write_trial(port: int) -> None:
    path = BASE_DIR / ".env"
    if not path.exists():
        write_private(path, TRIAL.format(secret=new_secret(), port=port))


def write_missing_secret() -> None:
    path = env_file()
    if path is None or os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE"):
        return
    kept = dotenv_values(path) if path.is_file() else {}
    if kept.get("SECRET_KEY") or kept.get("SECRET_KEY_FILE"):
        return
    try:
        # The last line of a name wins, so an empty SECRET_KEY= above it does no harm.
        ends_open = path.is_file() and path.stat().st_size > 0 and not path.read_bytes().endswith(b"\n")
        write_private(path, f"{chr(10) if ends_open else ''}SECRET_KEY={new_secret()}\n", append=True)
    except OSError as error:
        sys.exit(f"error: SECRET_KEY is not set, and {path} cannot be written ({reason(error)}).")
    sys.stderr.write(f"A new SECRET_KEY was written into {path}; keep that file private.\n")


if __name__ == "__main__":
    write_trial(int(sys.argv[1]))
