"""Reads the settings from the environment: what is missing, weak or misspelt is refused in one line."""

import importlib.util
import ipaddress
import os
import re
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent

VARIABLES = (
    "SECRET_KEY",
    "SECRET_KEY_FILE",
    "DEBUG",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "SITE_URL",
    "SITE_NAME",
    "TIME_ZONE",
    "CONTACT",
    "LICENCE",
    "ORGANISATION_IDENTIFIER",
    "TRACKER_TWO_PERSON_RULE",
    "TRACKER_STATEMENT_TIMEOUT",
    "TRACKER_PROXIES",
    "TRACKER_API_RATE",
    "TRACKER_PAGE_CACHE_MB",
    "TRACKER_EXPORTS_AT_ONCE",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_USE_TLS",
    "DEFAULT_FROM_EMAIL",
)
"""All that settings.py reads. ENV_FILE, which says where else to read them, is not one of them."""

SECRET_LENGTH = 50
SECRET_DISTINCT = 10
PLACEHOLDER = re.compile(
    r"change.?(me|this)|replace.?(me|this)|insecure|placeholder|example|password|(your|my|the|django).?secret"
    r"|secret.?key|s3cr3t",
    re.IGNORECASE,
)
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE)


def env_file() -> Path | None:
    """The optional file beside manage.py; ENV_FILE names another one, or none when it is empty."""
    named = os.environ.get("ENV_FILE", ".env")
    return BASE_DIR / named if named else None


def read_env() -> Env:
    env = Env()
    path = env_file()
    if path is not None and path.is_file():
        try:
            # Real environment variables win, so that `make run PORT=8123` and a service file can override.
            env.read_env(path, recurse=False, override=False)
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"ENV_FILE: {path} cannot be read ({reason(error)}).") from None
    return env


def reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or type(error).__name__).lower()


def new_secret() -> str:
    return secrets.token_urlsafe(60)


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def boolean(env: Env, name: str, *, default: bool) -> bool:
    try:
        return env.bool(name, default)
    except EnvError:
        raise ImproperlyConfigured(f"{name} is {env.str(name)!r}; allowed are on and off.") from None


def number(env: Env, name: str, *, default: int, at_most: int) -> int:
    try:
        value = env.int(name, default)
    except EnvError:
        value = -1
    if not 0 <= value <= at_most:
        raise ImproperlyConfigured(f"{name} is {env.str(name)!r}; allowed are whole numbers from 0 to {at_most}.")
    return value


def text(env: Env, name: str, *, default: str) -> str:
    value = str(env.str(name, default)).strip()
    if not value.isprintable():
        raise ImproperlyConfigured(f"{name} holds a control character; allowed is one line of text.")
    return value


def secret_key(env: Env) -> str:
    key = env.str("SECRET_KEY", "")
    file = env.str("SECRET_KEY_FILE", "")
    name = "SECRET_KEY"
    if key and file:
        raise ImproperlyConfigured("SECRET_KEY and SECRET_KEY_FILE are both set; allowed is one of them.")
    if file:
        name = "SECRET_KEY_FILE"
        try:
            key = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"SECRET_KEY_FILE: {file} cannot be read ({reason(error)}).") from None
    allowed = f"allowed are {SECRET_LENGTH} or more random characters; `manage.py init` writes some into .env"
    if not key:
        raise ImproperlyConfigured(f"{name} is {'empty' if file else 'not set'}; {allowed}.")
    weakness = secret_weakness(key)
    if weakness:
        raise ImproperlyConfigured(f"{name} {weakness}; {allowed}.")
    return key


def secret_weakness(key: str) -> str:
    """Why a key could be guessed, or nothing. Random keys, hexadecimal ones too, pass."""
    if len(key) < SECRET_LENGTH:
        return f"has {len(key)} characters"
    if len(set(key)) < SECRET_DISTINCT:
        return f"has only {len(set(key))} different characters"
    if PLACEHOLDER.search(key):
        return "is a placeholder"
    if key in (key + key)[1:-1]:
        return "repeats one short piece"
    return ""


@dataclass(frozen=True)
class Site:
    url: str
    """Scheme, host and port, with no slash at the end."""
    host: str
    is_secure: bool
    is_loopback: bool


def site(env: Env) -> Site:
    value = env.str("SITE_URL", "").strip().rstrip("/")
    allowed = "allowed is the public address alone, such as https://tracker.example.org"
    if not value:
        raise ImproperlyConfigured(f"SITE_URL is not set; {allowed}.")
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ImproperlyConfigured(f"SITE_URL is {value!r}; {allowed}.") from None
    plain = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in {"http", "https"} or plain != value or "@" in parts.netloc or port == 0:
        raise ImproperlyConfigured(f"SITE_URL is {value!r}; {allowed}.")
    if not is_host(host):
        raise ImproperlyConfigured(f"SITE_URL is {value!r}; {allowed}.")
    loopback = is_loopback(host)
    if parts.scheme == "http" and not loopback:
        raise ImproperlyConfigured(
            f"SITE_URL is {value!r}; allowed is https, or http for this machine itself (127.0.0.1)."
        )
    return Site(url=value, host=host, is_secure=parts.scheme == "https", is_loopback=loopback)


def is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(HOST.fullmatch(host))
    return True


def debug(env: Env, site: Site) -> bool:
    value = boolean(env, "DEBUG", default=False)
    if value and not site.is_loopback:
        raise ImproperlyConfigured(
            f"DEBUG is on while SITE_URL is {site.url!r}; allowed is off, or on for this machine itself."
        )
    return value


def allowed_hosts(env: Env, site: Site) -> list[str]:
    own = f"[{site.host}]" if ":" in site.host else site.host
    hosts = [host.strip() for host in env.str("ALLOWED_HOSTS", own).split(",") if host.strip()]
    allowed = "allowed are exact host names with commas between them, with no scheme, port or wildcard"
    if not hosts:
        raise ImproperlyConfigured(f"ALLOWED_HOSTS is empty; {allowed}.")
    for host in hosts:
        if not is_host(host.removeprefix("[").removesuffix("]")):
            raise ImproperlyConfigured(f"ALLOWED_HOSTS holds {host!r}; {allowed}.")
    if own.lower() not in {host.lower() for host in hosts}:
        raise ImproperlyConfigured(f"ALLOWED_HOSTS lacks {own!r}, the host of SITE_URL; {allowed}.")
    return hosts


def time_zone(env: Env) -> str:
    name = text(env, "TIME_ZONE", default="UTC")
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ImproperlyConfigured(
            f"TIME_ZONE is {name!r}; allowed are names of the IANA database, such as UTC or Asia/Jerusalem."
        ) from None
    return name


def contact(env: Env) -> str:
    value = text(env, "CONTACT", default="")
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+|https://[^\s/]+\S*", value):
        raise ImproperlyConfigured(f"CONTACT is {value!r}; allowed is an e-mail address or an https address.")
    return value


def organisation_identifier(env: Env) -> str:
    """The publisher's identifier in IATI; the standard refuses these characters in it."""
    value = text(env, "ORGANISATION_IDENTIFIER", default="")
    if re.search(r"[/&|?\s]", value):
        raise ImproperlyConfigured(
            f"ORGANISATION_IDENTIFIER is {value!r}; allowed is an identifier of IATI, such as XM-DAC-41114."
        )
    return value


def database(env: Env) -> dict[str, Any]:
    url = env.str("DATABASE_URL", "").strip()
    allowed = "allowed are sqlite:///FILE and postgres://USER:PASSWORD@HOST:PORT/NAME"
    if not url:
        raise ImproperlyConfigured(f"DATABASE_URL is not set; {allowed}.")
    scheme = url.partition("://")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        # The address itself stays out of the message: it may carry a password.
        raise ImproperlyConfigured(f"DATABASE_URL begins with {scheme.partition(':')[0]!r}; {allowed}.")
    try:
        parsed = dict(dj_database_url.parse(url))
    except ValueError:
        raise ImproperlyConfigured(f"DATABASE_URL is not a valid address; {allowed}.") from None
    return sqlite(parsed) if scheme == "sqlite" else postgres(parsed, env)


def sqlite(parsed: dict[str, Any]) -> dict[str, Any]:
    if parsed["NAME"] == ":memory:":
        raise ImproperlyConfigured("DATABASE_URL names no file; allowed is sqlite:///FILE in a folder that exists.")
    path = BASE_DIR / str(parsed["NAME"])
    if not path.parent.is_dir() or path.is_dir():
        raise ImproperlyConfigured(f"DATABASE_URL names {path}; allowed is sqlite:///FILE, in a folder that exists.")
    return {
        "ENGINE": "tracker.sqlite",
        "NAME": path,
        # Opening the file anew costs more than a page that is kept in memory.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Otherwise a transaction that reads first and writes later fails at once beside another writer.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # NORMAL lost acknowledged commits when the power was cut; FULL lost none.
            # What is deleted is overwritten in the file: "remove" is asked for where words put people at risk.
            # Each of a worker's threads has pages in memory, 2 MB if left alone; the system has them all the same, and
            # no page of the site took longer with a quarter of that.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON; PRAGMA cache_size=-500;",
        },
    }


def postgres(parsed: dict[str, Any], env: Env) -> dict[str, Any]:
    if not parsed["NAME"]:
        raise ImproperlyConfigured(
            "DATABASE_URL names no database; allowed is postgres://USER:PASSWORD@HOST:PORT/NAME."
        )
    if importlib.util.find_spec("psycopg") is None:
        raise ImproperlyConfigured("DATABASE_URL is PostgreSQL; install requirements.txt first.")
    options: dict[str, Any] = dict(parsed.get("OPTIONS", {}))
    seconds = number(env, "TRACKER_STATEMENT_TIMEOUT", default=5, at_most=3600)
    # No compiling of queries (jit): it takes seconds where the planner thinks a wide query dear, and saves none here.
    asked = f"-c statement_timeout={seconds}s -c lock_timeout={max(5, seconds)}s -c jit=off"
    options["options"] = f"{options.get('options', '')} {asked}".strip()
    return parsed | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def load_settings_or_exit() -> None:
    """One line on stderr instead of a traceback, whichever program starts us."""
    from django.conf import settings

    try:
        _ = settings.INSTALLED_APPS
    except ImproperlyConfigured as refusal:
        sys.exit(f"error: {' '.join(str(refusal).split())}")
