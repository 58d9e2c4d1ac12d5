"""Tags of the public templates: the badges, days, small signs, and what every page says of the site itself."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from initiatives import badges, moments, text

register = template.Library()

PARTS = re.compile(r"[^_+]*[_+]|[^_+]+$")

register.simple_tag(badges.status_badge)
register.simple_tag(badges.status_word)
register.simple_tag(badges.agreement_badge)
register.simple_tag(badges.rating_pill)
register.simple_tag(badges.freshness_flag)
register.simple_tag(badges.confidence_mark)
register.simple_tag(badges.severity_mark)
register.simple_tag(badges.pending_mark)
register.simple_tag(badges.dispute_mark)
register.simple_tag(badges.since_mark)
register.simple_tag(badges.icon)
register.simple_tag(badges.age)
register.filter(badges.day)
register.filter("status_look", badges.look)
register.filter(moments.dated)
register.filter(text.web_address)


@dataclass(frozen=True)
class Site:
    """The settings that pages show; read without a request, so that the page of a broken site has them too."""

    name: str
    url: str
    licence: str
    contact: str

    @property
    def contact_address(self) -> str:
        return f"mailto:{self.contact}" if "@" in self.contact else self.contact


@dataclass(frozen=True)
class MenuItem:
    name: str
    label: str | Promise
    url: str


MENU: tuple[tuple[str, str | Promise], ...] = (
    ("home", _("Overview")),
    ("initiative-list", _("Initiatives")),
    ("organisation-list", _("Organisations")),
    ("update-list", _("Updates")),
    ("changes", _("Monthly report")),
    ("data", _("Data")),
    ("about", _("About")),
)


@register.simple_tag
def site() -> Site:
    return Site(settings.SITE_NAME, settings.SITE_URL, settings.LICENCE, settings.CONTACT)


@register.simple_tag
def menu() -> list[MenuItem]:
    return [MenuItem(name, label, reverse(name)) for name, label in MENU]


@register.filter
def breakable(name: str) -> SafeString:
    """A name of the files, that may go on in the next line after each of its parts."""
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in PARTS.findall(name)))


@register.filter
def host(url: str) -> str:
    """The host of an address, for a link's text."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
