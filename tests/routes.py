"""Every address that the resolver knows, so that a test cannot forget one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

_PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """`pattern` is the address as the URL configuration writes it, without the slash in front."""

    name: str
    pattern: str

    @property
    def is_admin(self) -> bool:
        return self.pattern.startswith("admin/")

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(match["name"] for match in _PARAMETER.finditer(self.pattern))

    def filled(self, **values: str) -> str:
        """The address with a value for each parameter; a KeyError says which one nobody knows how to fill."""
        return "/" + _PARAMETER.sub(lambda match: values[match["name"]], self.pattern)


def routes() -> list[Route]:
    return list(_walk(get_resolver(), ""))


def public_routes() -> list[Route]:
    return [route for route in routes() if not route.is_admin]


def _walk(resolver: URLResolver, before: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield Route(pattern.name or "", address)
