"""Every setting, from the environment; docs/operations.md has the table of variables."""

import datetime
import sys

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tracker import environment
from tracker.environment import BASE_DIR

# Lets classes name what they hold, ModelAdmin[Crisis], where Django itself allows that only to type checkers.
django_stubs_ext.monkeypatch()

env = environment.read_env()
site = environment.site(env)

# The site

SECRET_KEY = environment.secret_key(env)
DEBUG = environment.debug(env, site)
ALLOWED_HOSTS = environment.allowed_hosts(env, site)
SITE_URL = site.url
SITE_NAME = environment.text(env, "SITE_NAME", default="Humanitarian Initiative Tracker")
CONTACT = environment.contact(env)
LICENCE = environment.text(env, "LICENCE", default="CC BY 4.0")
ORGANISATION_IDENTIFIER = environment.organisation_identifier(env)
TRACKER_TWO_PERSON_RULE = environment.boolean(env, "TRACKER_TWO_PERSON_RULE", default=True)

# The application

INSTALLED_APPS = [
    "initiatives",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tables2",
    "django_filters",
    "simple_history",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    # Outside of all: what it keeps is a whole answer, with every header of the others.
    "initiatives.page_cache.KeptPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Outside everything that answers by itself: static files, redirects and refusals carry these headers too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "initiatives.middleware.PolicyHeadersMiddleware",
    "initiatives.admin.throttle.FloodMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "initiatives.middleware.BadParametersMiddleware",
    "axes.middleware.AxesMiddleware",  # last, as it replaces what the login page answered
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,  # with Django's cached loader
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The database

DATABASES = {"default": environment.database(env)}
if DATABASES["default"]["ENGINE"] == "tracker.sqlite":
    # Packages that would know its fields, and do without, find none: with them comes psycopg, ten megabytes a worker.
    sys.modules.setdefault("django.contrib.postgres", None)  # type: ignore[arg-type]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who comes in

AUTH_USER_MODEL = "initiatives.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# The first refuses those who guess, before the second takes time for a password.
AUTHENTICATION_BACKENDS = ["initiatives.admin.throttle.Guard", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "initiatives.admin.throttle.QuietHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]

# Guessing: so many wrong passwords for one name from one address, or from one address for all names; then a pause.
# Never by the name alone: that would let anybody lock an editor out.
AXES_HANDLER = "initiatives.admin.throttle.Throttle"
AXES_LOCKOUT_CALLABLE = "initiatives.admin.throttle.refusal"
AXES_CLIENT_IP_CALLABLE = "initiatives.admin.throttle.address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_ADDRESS_FAILURE_LIMIT = 20
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "next", "kept"]
# Web servers in front, whose word on where a request came from is taken.
TRACKER_PROXIES = environment.number(env, "TRACKER_PROXIES", default=1 if site.is_secure else 0, at_most=10)

OTP_TOTP_ISSUER = SITE_NAME

SESSION_ENGINE = "initiatives.admin.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60  # from the last page of the admin, which renews it
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = site.is_secure
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = site.is_secure
CSRF_TRUSTED_ORIGINS = [site.url]

# What a browser may do with an answer

SECURE_SSL_REDIRECT = site.is_secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a probe beside the server speaks plain http
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if site.is_secure else 0
# Other hosts below this one's name are not ours to commit to https.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Public pages; the admin's wider policy is chosen by path in PolicyHeadersMiddleware.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Files and reports that this machine makes at once; 0 is no limit.
TRACKER_EXPORTS_AT_ONCE = environment.number(env, "TRACKER_EXPORTS_AT_ONCE", default=4, at_most=1000)
# From the first piece of a file to its last; then the connection is cut.
EXPORT_SECONDS = 600.0

# Of each worker, for whole public pages; 0 keeps none.
TRACKER_PAGE_CACHE_MB = environment.number(env, "TRACKER_PAGE_CACHE_MB", default=32, at_most=4096)

# The API, whose own are the only classes it needs; initiatives/api/ says why each

# Requests a minute that one address may make of it; 0 is no limit.
TRACKER_API_RATE = environment.number(env, "TRACKER_API_RATE", default=120, at_most=100_000)
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_THROTTLE_CLASSES": ["initiatives.api.policy.PoliteThrottle"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "initiatives.api.policy.AlwaysJson",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "initiatives.api.schema.PublicSchema",
    "EXCEPTION_HANDLER": "initiatives.api.policy.refused",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": SITE_NAME,
    "DESCRIPTION": "What is public on this site, as JSON, for reading alone.",
    "VERSION": "1.0.0",
    "LICENSE": {"name": LICENCE},
    "CONTACT": {"email" if "@" in CONTACT else "url": CONTACT} if CONTACT else {},
    "SERVERS": [{"url": SITE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SORT_OPERATION_PARAMETERS": False,
    "POSTPROCESSING_HOOKS": [],
}
# One number for each address that asks, in each worker: at most some three megabytes.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "throttle": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# Language and time

USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "initiatives" / "locale"]
USE_TZ = True
TIME_ZONE = environment.time_zone(env)

# Static files

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        ),
    },
}

# E-mail: until a host is named, what would be sent is written to standard output

EMAIL_HOST = environment.text(env, "EMAIL_HOST", default="")
EMAIL_PORT = environment.number(env, "EMAIL_PORT", default=587, at_most=65535)
EMAIL_HOST_USER = environment.text(env, "EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = environment.text(env, "EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = environment.boolean(env, "EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text(env, "DEFAULT_FROM_EMAIL", default=f"tracker@{site.host}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Errors go to stderr, where the service manager keeps them

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Wrong addresses and crafted hosts are the visitor's business, not the operator's.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
