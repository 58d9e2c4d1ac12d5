"""A system check: no admin without the policy."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register

from initiatives.admin.base import PolicyAdmin, PolicyInline
from initiatives.admin.site import site


@register(Tags.admin)
def check_policy(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{type(where).__module__}.{name} does not ask the policy.",
            hint="Derive it from PolicyAdmin, or PolicyInline, of initiatives.admin.base.",
            id="tracker.E010",
        )
        for where, name in _strangers()
    ]


def _strangers() -> Iterator[tuple[Any, str]]:
    for registered in site._registry.values():
        if not isinstance(registered, PolicyAdmin):
            yield registered, type(registered).__name__
        for inline in registered.inlines:
            if not issubclass(inline, PolicyInline):
                yield registered, inline.__name__
