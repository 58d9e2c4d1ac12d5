"""System checks: deployments that would start, and yet be wrong."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

POLICY = "initiatives.middleware.PolicyHeadersMiddleware"
ANSWERS_BY_ITSELF = (
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
)


@register(Tags.security)
def check_policy_headers(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    order = list(settings.MIDDLEWARE)
    inside = order[order.index(POLICY) :] if POLICY in order else []
    if all(name in inside for name in ANSWERS_BY_ITSELF):
        return []
    return [
        Error(
            "Some answers would go out without the content security policy.",
            hint=f"In MIDDLEWARE, put {POLICY} before {', '.join(ANSWERS_BY_ITSELF)}.",
            id="tracker.E001",
        )
    ]


@register(Tags.database)
def check_transactions(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"ATOMIC_REQUESTS is on for database {alias!r}: on SQLite every page would want the write lock.",
            hint="Leave ATOMIC_REQUESTS out; actions open their own transactions.",
            id="tracker.E002",
        )
        for alias, database in settings.DATABASES.items()
        if database.get("ATOMIC_REQUESTS")
    ]


@register(Tags.security, deploy=True)
def check_contact(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.CONTACT:
        return []
    return [
        Warning(
            "CONTACT is empty: nobody who finds an error, or a danger, can tell you.",
            hint="Set CONTACT to an e-mail address or an https address that people answer.",
            id="tracker.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_two_person_rule(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.TRACKER_TWO_PERSON_RULE:
        return []
    return [
        Warning(
            "TRACKER_TWO_PERSON_RULE is off: people publish what they wrote themselves.",
            hint="Leave TRACKER_TWO_PERSON_RULE out of the environment of a public site.",
            id="tracker.W002",
        )
    ]
