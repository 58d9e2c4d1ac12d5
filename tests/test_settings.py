"""Promise P16: a wrong environment is refused at the door, in one line that names the variable."""

import gc
import os
import re
import runpy
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tracker.environment import BASE_DIR, VARIABLES, new_secret, secret_weakness

SECRET = "sVx0Jr8mQ2kTz7LwYd4NfHb9Gc6PaEu3Ri5Xo1BtKqMyZlDhWnSgUjFe"
SECRET_ALLOWED = "allowed are 50 or more random characters; `manage.py init` writes some into .env"
SITE_ALLOWED = "allowed is the public address alone, such as https://tracker.example.org"
HOSTS_ALLOWED = "allowed are exact host names with commas between them, with no scheme, port or wildcard"
DATABASE_ALLOWED = "allowed are sqlite:///FILE and postgres://USER:PASSWORD@HOST:PORT/NAME"

# The change to a good environment (None takes the variable away), and the whole line of the refusal.
REFUSED: list[tuple[dict[str, str | None], str]] = [
    ({"SECRET_KEY": None}, f"SECRET_KEY is not set; {SECRET_ALLOWED}."),
    ({"SECRET_KEY": "k3y"}, f"SECRET_KEY has 3 characters; {SECRET_ALLOWED}."),
    ({"SECRET_KEY": "ab" * 30}, f"SECRET_KEY has only 2 different characters; {SECRET_ALLOWED}."),
    ({"SECRET_KEY": "0123456789" * 6}, f"SECRET_KEY repeats one short piece; {SECRET_ALLOWED}."),
    ({"SECRET_KEY": f"django-insecure-{SECRET}"}, f"SECRET_KEY is a placeholder; {SECRET_ALLOWED}."),
    ({"SECRET_KEY": f"Change me! {SECRET}"}, f"SECRET_KEY is a placeholder; {SECRET_ALLOWED}."),
    (
        {"SECRET_KEY": None, "SECRET_KEY_FILE": "/nowhere/key"},
        "SECRET_KEY_FILE: /nowhere/key cannot be read (no such file or directory).",
    ),
    (
        {"SECRET_KEY_FILE": "/nowhere/key"},
        "SECRET_KEY and SECRET_KEY_FILE are both set; allowed is one of them.",
    ),
    (
        {"DEBUG": "on"},
        "DEBUG is on while SITE_URL is 'https://tracker.example.org'; allowed is off, or on for this machine itself.",
    ),
    ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps'; allowed are on and off."),
    ({"ALLOWED_HOSTS": "*"}, f"ALLOWED_HOSTS holds '*'; {HOSTS_ALLOWED}."),
    ({"ALLOWED_HOSTS": ".example.org"}, f"ALLOWED_HOSTS holds '.example.org'; {HOSTS_ALLOWED}."),
    ({"ALLOWED_HOSTS": " , "}, f"ALLOWED_HOSTS is empty; {HOSTS_ALLOWED}."),
    (
        {"ALLOWED_HOSTS": "www.example.org"},
        f"ALLOWED_HOSTS lacks 'tracker.example.org', the host of SITE_URL; {HOSTS_ALLOWED}.",
    ),
    ({"SITE_URL": None}, f"SITE_URL is not set; {SITE_ALLOWED}."),
    ({"SITE_URL": "tracker.example.org"}, f"SITE_URL is 'tracker.example.org'; {SITE_ALLOWED}."),
    (
        {"SITE_URL": "https://tracker.example.org/data"},
        f"SITE_URL is 'https://tracker.example.org/data'; {SITE_ALLOWED}.",
    ),
    (
        {"SITE_URL": "http://tracker.example.org"},
        "SITE_URL is 'http://tracker.example.org'; allowed is https, or http for this machine itself (127.0.0.1).",
    ),
    ({"DATABASE_URL": None}, f"DATABASE_URL is not set; {DATABASE_ALLOWED}."),
    ({"DATABASE_URL": "mysql://me:pass@db/x"}, f"DATABASE_URL begins with 'mysql'; {DATABASE_ALLOWED}."),
    (
        {"DATABASE_URL": "postgres://me:pass@db:port/x"},
        f"DATABASE_URL is not a valid address; {DATABASE_ALLOWED}.",
    ),
    (
        {"DATABASE_URL": "sqlite://:memory:"},
        "DATABASE_URL names no file; allowed is sqlite:///FILE in a folder that exists.",
    ),
    (
        {"DATABASE_URL": "sqlite:////nowhere/tracker.sqlite3"},
        "DATABASE_URL names /nowhere/tracker.sqlite3; allowed is sqlite:///FILE, in a folder that exists.",
    ),
    (
        {"TIME_ZONE": "Gaza"},
        "TIME_ZONE is 'Gaza'; allowed are names of the IANA database, such as UTC or Asia/Jerusalem.",
    ),
    ({"TRACKER_TWO_PERSON_RULE": "two"}, "TRACKER_TWO_PERSON_RULE is 'two'; allowed are on and off."),
    ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT is 'smtp'; allowed are whole numbers from 0 to 65535."),
    ({"CONTACT": "the office"}, "CONTACT is 'the office'; allowed is an e-mail address or an https address."),
    (
        {"ORGANISATION_IDENTIFIER": "XM/DAC 1"},
        "ORGANISATION_IDENTIFIER is 'XM/DAC 1'; allowed is an identifier of IATI, such as XM-DAC-41114.",
    ),
]


def good_environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": "",
        "SECRET_KEY": SECRET,
        "SITE_URL": "https://tracker.example.org",
        "DATABASE_URL": f"sqlite:///{folder}/tracker.sqlite3",
        "CONTACT": "tracker@example.org",
    }


def changed(environment: dict[str, str], change: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in (environment | change).items() if value is not None}


def run(environment: dict[str, str], *command: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", *command],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(("change", "line"), REFUSED)
def test_a_bad_environment_is_refused_in_one_line(tmp_path: Path, change: dict[str, str | None], line: str) -> None:
    answer = run(changed(good_environment(tmp_path), change), "manage.py", "check")
    assert answer == (1, "", f"error: {line}\n")


def test_the_server_refuses_with_the_same_line_as_the_commands(tmp_path: Path) -> None:
    answer = run(good_environment(tmp_path) | {"DEBUG": "on"}, "-m", "gunicorn", "--bind", "127.0.0.1:0")
    assert answer == (
        1,
        "",
        "error: DEBUG is on while SITE_URL is 'https://tracker.example.org'; "
        "allowed is off, or on for this machine itself.\n",
    )


def test_a_good_production_environment_passes_every_deployment_check(tmp_path: Path) -> None:
    answer = run(good_environment(tmp_path), "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert answer == (0, "System check identified no issues (2 silenced).\n", "")


@pytest.mark.parametrize(
    ("change", "warnings"),
    [
        ({"CONTACT": None}, ["tracker.W001"]),
        ({"TRACKER_TWO_PERSON_RULE": "off"}, ["tracker.W002"]),
        ({"CONTACT": None, "TRACKER_TWO_PERSON_RULE": "off"}, ["tracker.W001", "tracker.W002"]),
    ],
)
def test_a_doubtful_production_environment_is_warned_about(
    tmp_path: Path, change: dict[str, str | None], warnings: list[str]
) -> None:
    environment = changed(good_environment(tmp_path), change)
    code, _, stderr = run(environment, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (code, sorted(re.findall(r"^\?: \((\S+)\)", stderr, re.MULTILINE))) == (1, warnings)


def test_sqlite_waits_for_its_turn_and_for_the_disk(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "def pragma(name):\n"
        "    with connection.cursor() as cursor:\n"
        "        return cursor.execute(f'PRAGMA {name}').fetchone()[0]\n"
        "names = 'journal_mode', 'synchronous', 'foreign_keys', 'secure_delete', 'busy_timeout'\n"
        "print([pragma(name) for name in names], connection.transaction_mode)\n"
    )
    environment = good_environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "tracker.settings"}
    assert run(environment, "-c", code) == (0, "['wal', 2, 1, 1, 20000] IMMEDIATE\n", "")


def test_postgresql_limits_a_page_to_five_seconds_and_a_command_not_at_all(tmp_path: Path) -> None:
    code = (
        "from django.conf import settings\n"
        "default = settings.DATABASES['default']\n"
        "print([default[key] for key in ('CONN_MAX_AGE', 'CONN_HEALTH_CHECKS', 'OPTIONS')])\n"
    )
    environment = good_environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "tracker.settings"}
    environment["DATABASE_URL"] = "postgres://me:pass@db/tracker?sslmode=require"
    limits = "-c statement_timeout={}s -c lock_timeout=5s -c jit=off"
    printed = "[60, True, {{'sslmode': 'require', 'options': '{}'}}]\n"
    page = run(environment, "-c", code)
    command = run(environment, "manage.py", "shell", "--no-imports", "--command", code)
    assert [page, command] == [
        (0, printed.format(limits.format(5)), ""),
        (0, printed.format(limits.format(0)), ""),
    ]


def test_https_brings_secure_cookies_and_the_redirect_and_loopback_does_not(tmp_path: Path) -> None:
    names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    code = f"from django.conf import settings\nprint([getattr(settings, name) for name in {names}])"
    public = good_environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "tracker.settings"}
    local = public | {"SITE_URL": "http://127.0.0.1:8123"}
    assert [run(public, "-c", code)[1], run(local, "-c", code)[1]] == [
        "[True, 31536000, True, True]\n",
        "[False, 0, False, False]\n",
    ]


def test_a_real_variable_wins_over_the_env_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("SITE_NAME=From the file\nLICENCE=ODbL\n")
    environment = good_environment(tmp_path) | {
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "ENV_FILE": str(file),
        "SITE_NAME": "From the environment",
    }
    code = "from django.conf import settings\nprint(settings.SITE_NAME, '|', settings.LICENCE)"
    assert run(environment, "-c", code) == (0, "From the environment | ODbL\n", "")


def test_a_secret_from_a_file_is_used(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n")
    change = {"SECRET_KEY": None, "SECRET_KEY_FILE": str(file)}
    environment = changed(good_environment(tmp_path), change) | {"DJANGO_SETTINGS_MODULE": "tracker.settings"}
    code = f"from django.conf import settings\nprint(settings.SECRET_KEY == {SECRET!r})"
    assert run(environment, "-c", code) == (0, "True\n", "")


def test_random_keys_are_never_called_weak() -> None:
    keys = [new_secret() for _ in range(200)] + [secrets.token_hex(32) for _ in range(200)]
    assert [secret_weakness(key) for key in keys] == [""] * 400


def test_every_variable_is_in_the_operators_table() -> None:
    table = (BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in VARIABLES if f"`{name}`" not in table] == []


def test_a_worker_leaves_what_starting_has_made_to_itself() -> None:
    """Or each full collection walks it all, and stops every thread meanwhile."""
    served = runpy.run_path(str(BASE_DIR / "gunicorn.conf.py"))
    before = gc.get_freeze_count()
    served["post_worker_init"](None)
    assert gc.get_freeze_count() > before
